import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { sessionQuery } from "@/features/session/session";
import { useScope } from "@/features/scope/Scope";
import { useAnalyticsText } from "@/i18n/analytics";
import { IconButton } from "@/ui/Button";
import { Segmented } from "@/ui/Segmented";
import { stepsFor } from "./panel";
import styles from "./Analytics.module.css";

const FilterBox = lazy(async () => ({ default: (await import("@/features/traces/filter/FilterBox")).FilterBox }));

/** What all panels of a section share: the filter, the steps of charts, the comparison. */
export function Toolbar({ overTime, compared }: { overTime: boolean; compared: boolean }) {
  const a = useAnalyticsText();
  const { search, setSearch, window: range } = useScope();
  const offered = stepsFor(range);
  const step = search.step !== undefined && offered.includes(search.step) ? search.step : "auto";
  return (
    <div className={styles["toolbar"]}>
      <FilterField />
      <div className={styles["settings"]}>
        {overTime && (
          <Segmented
            label={a.toolbar.step}
            value={step}
            onChange={(value) => setSearch({ step: value === "auto" ? undefined : value }, { replace: true })}
            options={(["auto", ...offered] as const).map((value) => ({ value, label: a.toolbar.steps[value] }))}
          />
        )}
        {compared && (
          <label className={styles["check"]}>
            <input type="checkbox" checked={search.compare === undefined} onChange={(event) => setSearch({ compare: event.target.checked ? undefined : "off" }, { replace: true })} />
            {a.toolbar.compare}
          </label>
        )}
      </div>
    </div>
  );
}

/** The filter box of the list of traces, and what else restricts the figures. */
function FilterField() {
  const user = useQuery(sessionQuery).data?.user;
  const { search, setSearch, project } = useScope();
  return (
    <>
      <Suspense fallback={<span className={styles["filter"]} />}><FilterBox owner={`${user?.id ?? ""}.${search.project ?? project?.id ?? ""}`} refusal={null} /></Suspense>
      {search.status !== undefined && <Chip text={`status:${search.status.toLowerCase()}`} onRemove={() => setSearch({ status: undefined })} />}
      {search.model !== undefined && <Chip text={`model=${search.model}`} onRemove={() => setSearch({ model: undefined })} />}
    </>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const a = useAnalyticsText();
  return <span className={styles["chip"]}>{text}<IconButton small icon="cross" label={a.toolbar.remove(text)} onClick={onRemove} /></span>;
}
