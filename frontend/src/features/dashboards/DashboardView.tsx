import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { ApiFailure } from "@/api/client";
import { Failure } from "@/features/scope/Failure";
import { useShortcuts } from "@/features/scope/keys";
import { useScope } from "@/features/scope/Scope";
import { useDashboardsText } from "@/i18n/dashboards";
import { Button } from "@/ui/Button";
import { Banner, Notice, Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { PHONE, useMedia } from "@/ui/media";
import type { Dashboard, Panel } from "./grafana";
import { NoPrometheus } from "./NoPrometheus";
import { PanelBox } from "./PanelBox";
import { absence, aliveQuery, choicesQuery, dashboardQuery, marksQuery, type Asking, type Mark } from "./queries";
import { chosenOf, type Address, type Choices } from "./variables";
import { VariableBar } from "./VariableBar";
import styles from "./Dashboards.module.css";

/** Grafana's unit of height, with the gap between two rows. */
const UNIT = 30;
const GAP = 8;

/** A dashboard of this stack, drawn here from Prometheus. Range, refresh, variables and the panel that is shown alone are the address's. */
export function DashboardView({ uid }: { uid: string }) {
  const d = useDashboardsText();
  const query = useQuery(dashboardQuery(uid));
  const { data, error } = query;
  if (error instanceof ApiFailure && error.kind === "not_found") return <Notice icon="question" title={d.gone} lead={d.goneLead} />;
  if (data === undefined && error !== null) return <Failure error={error} onRetry={() => void query.refetch()} />;
  if (data === undefined) return <Waiting />;
  return <Answering key={uid} dashboard={data} />;
}

function Waiting() {
  return <div className={styles["grid"]} aria-busy="true">{[0, 6, 12, 18].map((x) => <div key={x} className={styles["panel"]} style={{ gridColumn: `${String(x + 1)} / span 6`, height: 200 }}><Skeleton height={160} style={{ opacity: 0.3 }} /></div>)}</div>;
}

/** Panels ask once it is known that there is a Prometheus: without one, all of them would fail for the same reason. */
function Answering({ dashboard }: { dashboard: Dashboard }) {
  const d = useDashboardsText();
  const { window: range, refresh } = useScope();
  const alive = useQuery(aliveQuery(Date.parse(range.end) / 1000));
  const [everAlive, setEverAlive] = useState(false);
  if (alive.isSuccess && !alive.isPlaceholderData && !everAlive) setEverAlive(true);
  const away = absence(alive.error);
  if (!everAlive && alive.error !== null) return away === null ? <Failure error={alive.error} onRetry={refresh} /> : <NoPrometheus kind={away} onRetry={refresh} />;
  if (!everAlive) return <Waiting />;
  return (
    <div className={styles["view"]}>
      {away !== null && <Banner>{d.stale}</Banner>}
      <Drawn dashboard={dashboard} away={away !== null} />
    </div>
  );
}

/** The choices of all variables that Prometheus is asked for; those of the others are in the dashboard. */
function useChoices(dashboard: Dashboard, span: Asking["span"], address: Address): Asking {
  const { variables } = dashboard;
  const asked = useMemo(() => variables.filter((variable) => variable.type === "query"), [variables]);
  // A variable may be asked for with another one in its question, but not with the choices of another: these are only known later.
  const first = chosenOf(variables, address, {});
  const choices = useQueries({
    queries: asked.map((variable) => ({ ...choicesQuery(variable, { variables, chosen: first, choices: {}, span }), placeholderData: keepPreviousData })),
    combine: (results): Choices => Object.fromEntries(variables.map((variable) => {
      const place = asked.indexOf(variable);
      return [variable.name, place < 0 ? variable.options : results[place]?.data];
    })),
  });
  return { variables, choices, span, chosen: chosenOf(variables, address, choices) };
}

function Drawn({ dashboard, away }: { dashboard: Dashboard; away: boolean }) {
  const d = useDashboardsText();
  const { search, setSearch, window: range } = useScope();
  const phone = useMedia(PHONE);
  const span = useMemo(() => ({ start: Date.parse(range.start) / 1000, end: Date.parse(range.end) / 1000 }), [range.start, range.end]);
  const asking = useChoices(dashboard, span, search);
  const marks = useQuery({ ...marksQuery(dashboard.annotations, asking), ...(search.marks === "off" || dashboard.annotations.length === 0 ? { enabled: false } : {}) });
  const shown = search.marks === "off" ? NONE : (marks.data ?? NONE);
  const one = search.panel === undefined ? undefined : dashboard.panels.find((panel) => String(panel.id) === search.panel && panel.type !== "row");

  return (
    <>
      <VariableBar asking={asking} hasMarks={dashboard.annotations.length > 0} />
      {marks.error !== null && !away && <Banner>{d.marksFailed}</Banner>}
      {search.panel !== undefined
        ? <Alone dashboard={dashboard} panel={one} asking={asking} marks={shown} onBack={() => setSearch({ panel: undefined })} />
        : <Grid dashboard={dashboard} asking={asking} marks={shown} phone={phone} />}
    </>
  );
}

const NONE: readonly Mark[] = [];

interface GridProps { dashboard: Dashboard; asking: Asking; marks: readonly Mark[]; phone: boolean }

function heightOf(panel: Panel, phone: boolean): number {
  const height = panel.grid.h * UNIT + (panel.grid.h - 1) * GAP;
  // A legend below needs more room where it wraps.
  return phone ? Math.max(panel.type === "stat" ? 112 : 260, Math.min(height, 320)) : Math.max(height, 72);
}

/** Panels in reading order, each row with those below it. */
export function sections(panels: readonly Panel[]): { row: Panel | null; panels: Panel[] }[] {
  const found: { row: Panel | null; panels: Panel[] }[] = [{ row: null, panels: [] }];
  for (const panel of [...panels].sort((a, b) => a.grid.y - b.grid.y || a.grid.x - b.grid.x)) {
    if (panel.type === "row") found.push({ row: panel, panels: [] });
    else found.at(-1)?.panels.push(panel);
  }
  return found.filter((section) => section.row !== null || section.panels.length > 0);
}

function Grid({ dashboard, asking, marks, phone }: GridProps) {
  const parts = useMemo(() => sections(dashboard.panels), [dashboard.panels]);
  const [folded, setFolded] = useState<ReadonlySet<number>>(() => new Set(dashboard.panels.filter((panel) => panel.type === "row" && panel.collapsed).map((panel) => panel.id)));
  const toggle = (id: number) => setFolded((now) => new Set(now.has(id) ? [...now].filter((one) => one !== id) : [...now, id]));
  return parts.map(({ row, panels }, index) => {
    const top = Math.min(...panels.map((panel) => panel.grid.y));
    return (
      <div key={row?.id ?? `first-${String(index)}`}>
        {row !== null && <button type="button" className={styles["rowHead"]} aria-expanded={!folded.has(row.id)} onClick={() => toggle(row.id)}><Icon name={folded.has(row.id) ? "chevronRight" : "chevronDown"} size={14} />{row.title}</button>}
        {(row === null || !folded.has(row.id)) && (
          <div className={styles["grid"]}>
            {panels.map((panel) => (
              <div key={panel.id} className={styles["cell"]} data-stat={panel.type === "stat"} style={phone ? {} : { gridColumn: `${String(panel.grid.x + 1)} / span ${String(panel.grid.w)}`, gridRow: `${String(panel.grid.y - top + 1)} / span ${String(panel.grid.h)}` }}>
                <PanelBox panel={panel} asking={asking} marks={marks} height={heightOf(panel, phone)} syncKey={dashboard.sharedCursor ? dashboard.uid : undefined} />
              </div>
            ))}
          </div>
        )}
      </div>
    );
  });
}

interface AloneProps { dashboard: Dashboard; panel: Panel | undefined; asking: Asking; marks: readonly Mark[]; onBack: () => void }

function Alone({ dashboard, panel, asking, marks, onBack }: AloneProps) {
  const d = useDashboardsText();
  const phone = useMedia(PHONE);
  useShortcuts({ Escape: onBack });
  useEffect(() => { document.getElementById("content")?.scrollTo({ top: 0 }); }, []);
  return (
    <>
      <div><Button look="quiet" onClick={onBack}><Icon name="arrowLeft" />{d.backTo(dashboard.title)}</Button></div>
      {panel === undefined ? <Notice icon="question" title={d.noPanel} /> : <PanelBox panel={panel} asking={asking} marks={marks} height={phone ? 320 : 480} syncKey={undefined} alone />}
    </>
  );
}
