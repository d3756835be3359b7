import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { getErrorGroups, getPerformance, type ErrorGroup, type ErrorSort } from "@/api/analytics";
import { ChartFrame, ChartPanel } from "@/charts/ChartPanel";
import { TrendBars } from "@/charts/TrendBars";
import { useScope } from "@/features/scope/Scope";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { plainError } from "@/ui/plainError";
import { Segmented } from "@/ui/Segmented";
import { Tag, Tags } from "@/ui/Tag";
import { messageLike, tracesNamed } from "./filter";
import { Figures } from "./Figures";
import { Slot, useAsked, usePanel, useTraces } from "./panel";
import { before, chartOf } from "./series";
import { insteadOf, Stale } from "./States";
import { useZoom } from "./useZoom";
import styles from "./Analytics.module.css";

const SORTS = ["count", "traces", "last_seen"] as const satisfies readonly ErrorSort[];
const FEW = 25;
const MOST = 200;

/** What failed, how often, and what it has in common. */
export function ErrorsSection() {
  const { f } = useI18n();
  const a = useDetailText();
  const asked = useAsked();
  const traces = useTraces();
  const zoom = useZoom("status:error");
  const state = usePanel("performance", asked, (selection, signal) => getPerformance(selection, {}, signal));
  const { data } = state;
  const chart = useMemo(() => data && chartOf(data, [
    { label: a.errors.failedTraces, values: data.series.map((point) => point.values.errors), color: "--series-2", shape: "bar" },
    ...(data.previous === null ? [] : [{ label: a.before(a.errors.failedTraces), values: before(data.previous_series, data.series.length, (values) => values.errors), color: "--ink-3", shape: "line", dash: true } as const]),
  ], f.count, f.compact), [data, f, a]);
  const now = data?.totals;
  const past = data?.previous;
  return (
    <>
      <Figures
        label={a.sections.errors}
        failed={state.error !== null}
        figures={[
          { name: a.errors.failedTraces, value: now && f.count(now.errors), now: now?.errors, before: past?.errors, beforeText: f.count(past?.errors), more: "worse", to: traces("status:error") },
          { name: a.performance.failRate, value: now && f.percent(now.error_rate), now: now?.error_rate, before: past?.error_rate, beforeText: f.percent(past?.error_rate), more: "worse", to: traces("status:error") },
          { name: a.errors.allTraces, value: now && f.compact(now.traces), now: now?.traces, before: past?.traces, beforeText: f.count(past?.traces), to: traces() },
        ]}
      />
      <Slot><ChartPanel title={a.errors.overTime} lead={<Stale state={state} />} chart={chart} height={180} instead={insteadOf(state, (found) => found.totals.traces === 0, a.states.empty)} file="failed-traces" {...zoom} /></Slot>
      <Slot><Groups /></Slot>
    </>
  );
}

function Groups() {
  const { t, f } = useI18n();
  const a = useDetailText();
  const [sort, setSort] = useState<ErrorSort>("count");
  const [limit, setLimit] = useState(FEW);
  const state = usePanel(`errors ${sort} ${String(limit)}`, useAsked(), (selection, signal) => getErrorGroups(selection, sort, limit, signal));
  const groups = state.data?.groups;
  const instead = insteadOf(state, (data) => data.groups.length === 0, a.errors.none);
  const names = a.errors.column;

  const save = () => {
    const header = [names.error, a.errors.kind, a.errors.message, names.count, names.traces, names.users, names.firstSeen, names.lastSeen, a.errors.fingerprint];
    download("errors.csv", toCsv(header, (groups ?? []).map((one) => [one.error_type ?? "", one.kind, one.message, one.count, one.trace_count, one.user_count, one.first_seen, one.last_seen, one.fingerprint])));
  };

  return (
    <ChartFrame
      title={a.errors.groups}
      lead={<><Stale state={state} />{a.errors.groupsLead}</>}
      busy={groups === undefined && instead === undefined}
      tools={
        <>
          <Segmented label={t.traces.sort} value={sort} onChange={setSort} options={SORTS.map((value) => ({ value, label: a.errors.sort[value] }))} />
          <IconButton small icon="download" label={`${t.common.download}: ${a.errors.groups}`} onClick={save} disabled={groups === undefined || groups.length === 0} />
        </>
      }
    >
      {instead}
      {instead === undefined && (
        <>
          <ul className={styles["errors"]}>
            {groups === undefined && [0, 1, 2, 3].map((row) => <li key={row} className={styles["error"]}><Skeleton width="60%" /></li>)}
            {groups?.map((group) => <Group key={group.fingerprint} group={group} />)}
          </ul>
          {state.data?.complete === false && (
            <p className={styles["more"]}>{limit < MOST ? <Button small onClick={() => setLimit(MOST)}>{a.errors.showAll(f.count(MOST))}</Button> : a.errors.most(f.count(MOST))}</p>
          )}
        </>
      )}
    </ChartFrame>
  );
}

/** Traces that show this failure: exactly these while they are few, else those whose first message reads the same. */
function tracesOf(group: ErrorGroup): string {
  return group.trace_count <= group.trace_ids.length || group.message === "" ? tracesNamed(group.trace_ids) : messageLike(group.pattern);
}

function Group({ group }: { group: ErrorGroup }) {
  const { t, f } = useI18n();
  const a = useDetailText();
  const { epoch } = useScope();
  const traces = useTraces();
  const [open, setOpen] = useState(false);
  const kind = t.trace.kinds[group.kind as keyof typeof t.trace.kinds] as string | undefined;
  const title = group.error_type ?? kind ?? group.kind;
  const pattern = plainError(group.pattern);
  // The heading says the type already.
  const shown = group.message === "" ? a.errors.noMessage : group.error_type !== null && pattern.startsWith(`${group.error_type}: `) ? pattern.slice(group.error_type.length + 2) : pattern;
  return (
    <li className={styles["error"]}>
      <div className={styles["errorHead"]}>
        <button type="button" className={styles["opener"]} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? "chevronDown" : "chevronRight"} size={14} />
          <span className={styles["errorName"]}><strong>{title}</strong><span>{kind ?? group.kind}</span></span>
          <span className={styles["pattern"]}>{shown}</span>
        </button>
        <div className={styles["errorFacts"]}>
          <TrendBars values={group.trend} label={a.errors.trend(f.count(group.count))} />
          <dl>
            <div><dt>{a.errors.column.count}</dt><dd>{f.count(group.count)}</dd></div>
            <div><dt>{a.errors.column.traces}</dt><dd><Link to="/admin/monitoring/traces" search={traces(tracesOf(group))} aria-label={a.errors.openTraces(f.count(group.trace_count), title)}>{f.count(group.trace_count)}</Link></dd></div>
            <div><dt>{a.errors.column.users}</dt><dd>{f.count(group.user_count)}</dd></div>
            <div><dt>{a.errors.column.lastSeen}</dt><dd><time dateTime={group.last_seen} title={f.dateTime(group.last_seen)}>{f.ago(group.last_seen, epoch)}</time></dd></div>
          </dl>
        </div>
      </div>
      {open && (
        <div className={styles["errorMore"]}>
          <h3>{a.errors.latest}</h3>
          <pre className={styles["message"]}>{group.message === "" ? a.errors.noMessage : group.message}</pre>
          <dl className={styles["facts"]}>
            <Fact name={a.errors.column.firstSeen}>{f.dateTime(group.first_seen)}</Fact>
            <Fact name={a.errors.column.lastSeen}>{f.dateTime(group.last_seen)}</Fact>
            <Names name={a.errors.where} values={group.names} />
            <Names name={a.dimensions.model} values={group.models} />
            <Names name={a.dimensions.tool} values={group.tools} />
            <Names name={a.dimensions.agent} values={group.agents} />
            <Names name={a.dimensions.service} values={group.services} />
            <Fact name={a.errors.fingerprint}><span className="mono">{group.fingerprint}</span></Fact>
          </dl>
          <h3>{a.errors.latestTraces}</h3>
          <ul className={styles["ids"]}>
            {group.trace_ids.map((id) => <li key={id}><Link className="mono" to="/admin/monitoring/traces/$traceId" params={{ traceId: id }} search={traces()}>{id}</Link></li>)}
          </ul>
        </div>
      )}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function Names({ name, values }: { name: string; values: readonly string[] }) {
  return values.length === 0 ? null : <Fact name={name}><Tags>{values.map((value) => <Tag key={value}>{value}</Tag>)}</Tags></Fact>;
}
