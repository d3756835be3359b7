import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { getBreakdown, type Breakdown, type Dimension, type Measure } from "@/api/analytics";
import type { SortOrder } from "@/api/types";
import { ChartFrame } from "@/charts/ChartPanel";
import { useScope } from "@/features/scope/Scope";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { Button, IconButton } from "@/ui/Button";
import { Change } from "@/ui/Change";
import { cx } from "@/ui/cx";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { Icon } from "@/ui/Icon";
import { and, term } from "./filter";
import { GroupChoice, OVERLAPPING } from "./GroupChoice";
import { Slot, useAsked, usePanel, useTraces } from "./panel";
import { insteadOf, Stale } from "./States";
import { Unpriced } from "./Unpriced";
import styles from "./Analytics.module.css";

type Group = Breakdown["groups"][number];
type Values = Group["values"];

/** By these, model calls are counted; by the others whole traces. */
const OF_CALLS: readonly Dimension[] = ["model", "provider", "team", "key"];
/** Of these a part of the whole says something; of rates and times it does not. */
const ADDITIVE: readonly Measure[] = ["traces", "calls", "errors", "total_tokens", "cost_usd"];
const LIMITS = [50, 200, 500] as const;

interface Column { measure: Measure; more: "worse" | "neutral"; show: (values: Values) => string }

/** Any figure by any dimension: sorted by the server, compared with the period before, each number leading to its traces. */
export function BreakdownSection() {
  const { search, setSearch } = useScope();
  const group = search.group ?? "model";
  const measure = search.measure ?? "cost_usd";
  const order = search.order ?? "desc";
  return (
    <>
      {measure === "cost_usd" && <Unpriced />}
      <Slot><Table key={group} by={group} measure={measure} order={order} onSort={(next) => setSearch({ measure: next, order: next === measure && order === "desc" ? "asc" : undefined }, { replace: true })} /></Slot>
    </>
  );
}

function useColumns(): readonly Column[] {
  const { f } = useI18n();
  return [
    { measure: "traces", more: "neutral", show: (values) => f.count(values.traces) },
    { measure: "calls", more: "neutral", show: (values) => f.count(values.calls) },
    { measure: "errors", more: "worse", show: (values) => f.count(values.errors) },
    { measure: "error_rate", more: "worse", show: (values) => f.percent(values.error_rate) },
    { measure: "total_tokens", more: "neutral", show: (values) => f.compact(values.total_tokens) },
    { measure: "cost_usd", more: "neutral", show: (values) => f.money(values.cost_usd) },
    { measure: "latency_p50_ms", more: "worse", show: (values) => f.duration(values.latency_p50_ms) },
    { measure: "latency_p95_ms", more: "worse", show: (values) => f.duration(values.latency_p95_ms) },
    { measure: "ttft_p50_ms", more: "worse", show: (values) => f.duration(values.ttft_p50_ms) },
    { measure: "users", more: "neutral", show: (values) => f.count(values.users) },
  ];
}

interface TableProps { by: Dimension; measure: Measure; order: SortOrder; onSort: (measure: Measure) => void }

function Table({ by, measure, order, onSort }: TableProps) {
  const { t, f } = useI18n();
  const a = useDetailText();
  const columns = useColumns();
  const [limit, setLimit] = useState<(typeof LIMITS)[number]>(50);
  const asked = useAsked();
  const state = usePanel(`breakdown ${by} ${measure} ${order} ${String(limit)}`, asked, (selection, signal) => getBreakdown(selection, { by, order_by: measure, order, limit }, signal));
  const { data } = state;
  const instead = insteadOf(state, (found) => found.groups.length === 0, a.states.empty);
  const counted = OF_CALLS.includes(by) ? a.breakdown.ofCalls : a.breakdown.ofTraces;
  const next = LIMITS.find((one) => one > limit);

  const save = () => {
    const header = [a.dimensions[by], ...columns.flatMap(({ measure: one }) => [csvName(one), `${csvName(one)} (${a.breakdown.before})`])];
    const rows = (data?.groups ?? []).map((group) => [group.key ?? "", ...columns.flatMap(({ measure: one }) => [group.values[one], group.previous?.[one] ?? null])]);
    download(`by-${by}.csv`, toCsv(header, rows));
  };
  const csvName = (one: Measure) => `${a.measures[one]}${one.endsWith("_ms") ? " (ms)" : one === "cost_usd" ? " (USD)" : ""}`;

  return (
    <ChartFrame
      title={a.breakdown.title(a.dimensions[by])}
      lead={<><Stale state={state} />{counted}{OVERLAPPING.includes(by) && ` ${a.breakdown.overlapping}`}</>}
      busy={data === undefined && instead === undefined}
      tools={<><GroupChoice value={by} /><IconButton small icon="download" label={`${t.common.download}: ${a.breakdown.title(a.dimensions[by])}`} onClick={save} disabled={data === undefined || data.groups.length === 0} /></>}
    >
      {instead}
      {instead === undefined && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it
        <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={a.breakdown.title(a.dimensions[by])}>
          <table className={styles["table"]} aria-rowcount={data === undefined ? undefined : data.groups.length + 2}>
            <thead>
              <tr>
                <th scope="col">{a.dimensions[by]}</th>
                {columns.map((column) => (
                  <th key={column.measure} scope="col" aria-sort={column.measure === measure ? (order === "desc" ? "descending" : "ascending") : undefined} className={cx(column.measure === measure && styles["sorted"])}>
                    <button type="button" onClick={() => onSort(column.measure)} title={t.traces.sortBy(a.measures[column.measure])}>
                      {a.measures[column.measure]}
                      {column.measure === measure && <Icon name={order === "desc" ? "chevronDown" : "chevronUp"} size={12} strokeWidth={2} />}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data === undefined && [0, 1, 2, 3, 4].map((row) => <tr key={row}><td colSpan={columns.length + 1}><Skeleton width="70%" /></td></tr>)}
              {data !== undefined && <Row values={data.totals} previous={data.previous} name={a.breakdown.all} columns={columns} measure={measure} share={null} />}
              {data?.groups.map((group) => <GroupRow key={group.key ?? ""} group={group} by={by} columns={columns} measure={measure} data={data} />)}
            </tbody>
          </table>
        </div>
      )}
      {instead === undefined && data?.complete === false && (
        <p className={styles["more"]}>{next === undefined ? a.breakdown.first(f.count(limit), a.measures[measure]) : <Button small onClick={() => setLimit(next)}>{a.breakdown.showMore(f.count(next))}</Button>}</p>
      )}
    </ChartFrame>
  );
}

function GroupRow({ group, by, columns, measure, data }: { group: Group; by: Dimension; columns: readonly Column[]; measure: Measure; data: Breakdown }) {
  const a = useDetailText();
  const biggest = Math.max(...data.groups.map((one) => one.values[measure] ?? 0), 0);
  const whole = data.totals[measure];
  const own = group.values[measure] ?? 0;
  const share = ADDITIVE.includes(measure) && group.values[measure] !== null && whole !== null && whole > 0 ? own / whole : null;
  return (
    <Row
      values={group.values}
      previous={group.previous}
      name={group.key ?? a.breakdown.without(a.dimensions[by])}
      faint={group.key === null}
      columns={columns}
      measure={measure}
      share={share}
      bar={biggest > 0 ? own / biggest : 0}
      filter={term(by, group.key ?? "")}
    />
  );
}

interface RowProps {
  values: Values;
  previous: Values | null;
  name: string;
  faint?: boolean;
  columns: readonly Column[];
  measure: Measure;
  /** Its part of the whole, 0 to 1; null where that says nothing. */
  share: number | null;
  bar?: number;
  /** Undefined for the row of everything. */
  filter?: string;
}

function Row({ values, previous, name, faint = false, columns, measure, share, bar, filter }: RowProps) {
  const { f } = useI18n();
  const a = useDetailText();
  const traces = useTraces();
  const unpriced = values.unpriced_calls > 0;

  const cell = (column: Column) => {
    const text = column.show(values);
    if (column.measure === "errors" && values.errors > 0) return <Link className={styles["bad"]} to="/admin/monitoring/traces" search={traces(and(filter, "status:error"))}>{text}</Link>;
    if (column.measure === "cost_usd" && unpriced) {
      return <Link className={styles["warn"]} title={a.usage.unpriced(f.count(values.unpriced_calls))} to="/admin/monitoring/traces" search={traces(and(filter, "has:unpriced"))}>{values.cost_usd === null ? a.breakdown.noPrice : `≥ ${text}`}</Link>;
    }
    return text;
  };

  return (
    <tr className={cx(filter === undefined && styles["whole"])}>
      <th scope="row">
        <Link className={cx(faint && styles["faint"])} to="/admin/monitoring/traces" search={traces(filter)} title={a.seeTraces}>{name}</Link>
        {bar !== undefined && (
          <span className={styles["shareLine"]}>
            <span className={styles["share"]} style={{ width: `${String(Math.max(0, Math.min(1, bar)) * 100)}%` }} />
            {share !== null && <small>{f.percent(share)}</small>}
          </span>
        )}
      </th>
      {columns.map((column) => (
        <td key={column.measure} className={cx(column.measure === measure && styles["sorted"])}>
          {cell(column)}
          {column.measure === measure && previous !== null && <Change now={values[measure]} before={previous[measure]} beforeText={column.show(previous)} more={column.more} />}
        </td>
      ))}
    </tr>
  );
}
