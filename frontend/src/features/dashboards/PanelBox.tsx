import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { ApiFailure } from "@/api/client";
import { useScope } from "@/features/scope/Scope";
import { useDashboardsText } from "@/i18n/dashboards";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { Hint } from "@/ui/Hint";
import { Icon } from "@/ui/Icon";
import { Menu, MenuItem } from "@/ui/Menu";
import type { Panel } from "./grafana";
import { NoData } from "./panels/NoData";
import { PanelBody } from "./panels/PanelBody";
import { panelQuery, type Asking, type Mark, type PanelData } from "./queries";
import { useSeen } from "./useVisible";
import { fill } from "./variables";
import styles from "./Dashboards.module.css";

const PanelTable = lazy(async () => ({ default: (await import("./PanelTable")).PanelTable }));
const HEAD = 40;

interface Props { panel: Panel; asking: Asking; marks: readonly Mark[]; height: number; syncKey: string | undefined; alone?: boolean }

/** A panel in all its states. It fails alone: the others stand. */
export function PanelBox({ panel, asking, marks, height, syncKey, alone = false }: Props) {
  const d = useDashboardsText();
  const { setSearch } = useScope();
  const box = useRef<HTMLElement>(null);
  const seen = useSeen(box);
  const [asTable, setAsTable] = useState(false);
  const asks = panel.targets.length > 0 && panel.type !== null;
  const query = useQuery({ ...panelQuery(panel, asking), enabled: seen && asks });
  const { data, error } = query;
  const title = fill(panel.title, asking.variables, asking.chosen, asking.choices, { span: asking.span, step: 1 });
  const name = title || d.panel.untitled;
  const inner = height - HEAD;
  const save = async (rows: PanelData) => {
    const { csvOf } = await import("./asTable");
    const { header, rows: lines } = csvOf(panel, rows, d.panel);
    download(`${name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.csv`, toCsv(header, lines));
  };
  const zoom = (from: number, to: number) => setSearch({ range: undefined, from: new Date(from * 1000).toISOString(), to: new Date(to * 1000).toISOString() });
  const hint = [panel.description, ...(panel.gaps.length > 0 ? [d.panel.gaps(panel.gaps.join(", "))] : []), ...(data?.warnings ?? [])].filter((part) => part !== "");

  return (
    <section ref={box} className={styles["panel"]} aria-label={name} aria-busy={query.isFetching && data === undefined} style={{ height: alone ? undefined : height }}>
      <header className={styles["panelHead"]}>
        <h2 title={title}>{title}</h2>
        {hint.length > 0 && <Hint text={hint.join(" ")} />}
        {panel.gaps.length > 0 && <Icon name="alert" size={14} className={styles["gap"]} />}
        {asks && (
          <Menu trigger={<IconButton small icon="more" label={d.panel.menu(name)} className={styles["more"]} />}>
            {!alone && <MenuItem onSelect={() => setSearch({ panel: String(panel.id) })}>{d.panel.full}</MenuItem>}
            {!alone && panel.type !== "table" && <MenuItem onSelect={() => setAsTable(!asTable)}>{asTable ? d.panel.chart : d.panel.table}</MenuItem>}
            {data !== undefined && <MenuItem onSelect={() => void save(data)}>{d.panel.csv}</MenuItem>}
          </Menu>
        )}
      </header>
      <div className={styles["panelBody"]} data-old={query.isPlaceholderData}>
        {!asks && <PanelBody panel={panel} data={EMPTY} marks={marks} height={inner} syncKey={syncKey} onRange={undefined} />}
        {asks && data === undefined && error === null && <Skeleton height={inner - 12} style={{ opacity: 0.3 }} />}
        {asks && data === undefined && error !== null && <PanelFailure error={error} onRetry={() => void query.refetch()} />}
        {data !== undefined && error !== null && <PanelFailure error={error} small onRetry={() => void query.refetch()} />}
        {data !== undefined && (data.lines.length === 0 || data.lines.every((line) => line.values.length === 0) ? <NoData /> : asTable
          ? <Suspense><PanelTable panel={panel} data={data} height={inner} /></Suspense>
          : <PanelBody panel={panel} data={data} marks={marks} height={inner} syncKey={syncKey} onRange={zoom} />)}
      </div>
      {alone && data !== undefined && <More panel={panel} data={data} />}
    </section>
  );
}

const EMPTY: PanelData = { lines: [], warnings: [], moment: { span: { start: 0, end: 1 }, step: 1 }, queries: [] };

function PanelFailure({ error, small = false, onRetry }: { error: Error; small?: boolean; onRetry: () => void }) {
  const { t } = useI18n();
  const d = useDashboardsText();
  const code = error instanceof ApiFailure ? error.code : "";
  const words = code === "refused" ? d.panel.refused : code === "all_projects_required" ? d.panel.notOpen : undefined;
  return (
    <div role="alert" className={small ? styles["failedSmall"] : styles["failed"]}>
      <p><Icon name="alert" size={14} />{words ?? d.panel.failed}</p>
      {!small && <code>{error.message}</code>}
      {words === undefined && <Button small onClick={onRetry}>{t.common.retry}</Button>}
    </div>
  );
}

/** Below a panel that is shown alone: its queries as they were asked, and its figures. */
function More({ panel, data }: { panel: Panel; data: PanelData }) {
  const d = useDashboardsText();
  return (
    <>
      <div className={styles["queries"]}>
        <h3>{d.panel.queries}</h3>
        {data.queries.map((query) => (
          <div key={query.refId}>
            <b>{query.refId}</b>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it */}
            <pre tabIndex={0}><code>{query.expr}</code></pre>
            <CopyButton text={query.expr} label={d.panel.copyQuery(query.refId)} />
          </div>
        ))}
      </div>
      {panel.type !== "table" && data.lines.length > 0 && <Suspense><PanelTable panel={panel} data={data} /></Suspense>}
    </>
  );
}
