import { useState } from "react";
import { useScope } from "@/features/scope/Scope";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { stepsFor } from "./panel";
import styles from "./Analytics.module.css";

/** What all panels of a section share: the filter, the steps of charts, the comparison. */
export function Toolbar({ overTime, compared }: { overTime: boolean; compared: boolean }) {
  const a = useAnalyticsText();
  const { search, setSearch, window: range } = useScope();
  const offered = stepsFor(range);
  const step = search.step !== undefined && offered.includes(search.step) ? search.step : "auto";
  return (
    <div className={styles["toolbar"]}>
      <FilterField key={search.q ?? ""} />
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

function FilterField() {
  const { t } = useI18n();
  const a = useAnalyticsText();
  const { search, setSearch } = useScope();
  const [draft, setDraft] = useState(search.q ?? "");
  const apply = () => {
    const q = draft.trim() === "" ? undefined : draft.trim();
    if (q !== search.q) setSearch({ q });
  };
  return (
    <form role="search" className={styles["filter"]} onSubmit={(event) => { event.preventDefault(); apply(); }}>
      <Icon name="search" />
      <input
        type="text"
        aria-label={a.toolbar.filter}
        placeholder={a.toolbar.placeholder}
        value={draft}
        spellCheck={false}
        autoComplete="off"
        maxLength={2000}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={apply}
      />
      {search.status !== undefined && <Chip text={`status:${search.status.toLowerCase()}`} onRemove={() => setSearch({ status: undefined })} />}
      {search.model !== undefined && <Chip text={`model=${search.model}`} onRemove={() => setSearch({ model: undefined })} />}
      {draft !== "" && <IconButton small icon="cross" label={t.traces.clearFilters} onClick={() => { setDraft(""); setSearch({ q: undefined }); }} />}
    </form>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  const a = useAnalyticsText();
  return <span className={styles["chip"]}>{text}<IconButton small icon="cross" label={a.toolbar.remove(text)} onClick={onRemove} /></span>;
}
