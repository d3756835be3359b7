import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { getGuardrails, type Guardrails } from "@/api/analytics";
import { ChartFrame, ChartPanel } from "@/charts/ChartPanel";
import { useScope } from "@/features/scope/Scope";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { tracesNamed } from "./filter";
import { useAsked, usePanel, useTraces } from "./panel";
import { chartOf } from "./series";
import { insteadOf, Stale } from "./States";
import { useZoom } from "./useZoom";
import styles from "./Analytics.module.css";

type Guardrail = Guardrails["guardrails"][number];

/** How often each guardrail ran and stepped in. */
export function GuardrailsPanel() {
  const { t, f } = useI18n();
  const a = useDetailText();
  const { window: range } = useScope();
  const zoom = useZoom();
  const state = usePanel("guardrails", useAsked(), getGuardrails);
  const { data } = state;
  const chart = useMemo(() => {
    const first = data?.guardrails[0];
    if (data === undefined || first === undefined) return undefined;
    const points = first.series.map((point, index) => ({
      time: point.time,
      values: data.guardrails.reduce((sum, one) => ({ runs: sum.runs + (one.series[index]?.runs ?? 0), blocked: sum.blocked + (one.series[index]?.blocked ?? 0) }), { runs: 0, blocked: 0 }),
    }));
    const trend = { interval: data.interval, start_time: range.start, end_time: range.end, series: points };
    return chartOf(trend, [
      { label: a.guardrails.passed, values: points.map((point) => point.values.runs - point.values.blocked), color: "--bar-1", shape: "bar", stack: true },
      { label: a.guardrails.blocked, values: points.map((point) => point.values.blocked), color: "--kind-guard", shape: "bar", stack: true },
    ], f.count, f.compact);
  }, [data, range.start, range.end, f, a]);
  const instead = insteadOf(state, (found) => found.guardrails.length === 0, a.guardrails.none);
  if (instead !== undefined) return <ChartFrame title={a.guardrails.title}>{instead}</ChartFrame>;

  const names = [a.guardrails.runs, a.guardrails.blocked, a.guardrails.rate, a.guardrails.failed, a.measures.latency_avg_ms, a.measures.latency_p95_ms, a.guardrails.modes, a.errors.column.lastSeen];
  const save = () => download("guardrails.csv", toCsv([a.guardrails.title, ...names], (data?.guardrails ?? []).map((one) => [one.name, one.runs, one.blocked, one.block_rate, one.failed, one.latency_avg_ms, one.latency_p95_ms, one.modes.join(" "), one.last_seen])));

  return (
    <div className={styles["stack"]}>
      <ChartPanel
        title={a.guardrails.title}
        lead={<><Stale state={state} />{data === undefined ? a.guardrails.lead : a.guardrails.summary(f.count(data.runs), f.count(data.blocked))}</>}
        chart={chart}
        height={160}
        file="guardrails-over-time"
        {...zoom}
      />
      <ChartFrame title={a.guardrails.table} busy={data === undefined} tools={<IconButton small icon="download" label={`${t.common.download}: ${a.guardrails.table}`} onClick={save} disabled={data === undefined} />}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it */}
        <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={a.guardrails.table}>
          <table className={styles["table"]}>
            <thead><tr><th scope="col">{a.guardrails.name}</th>{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {data === undefined && <tr><td colSpan={names.length + 1}><Skeleton width="70%" /></td></tr>}
              {data?.guardrails.map((one) => <Row key={one.name} guardrail={one} />)}
            </tbody>
          </table>
        </div>
      </ChartFrame>
    </div>
  );
}

function Row({ guardrail: one }: { guardrail: Guardrail }) {
  const { f } = useI18n();
  const a = useDetailText();
  const { epoch } = useScope();
  const traces = useTraces();
  return (
    <tr>
      <th scope="row">{one.name}{one.providers.length > 0 && <small> {f.list(one.providers)}</small>}</th>
      <td>{f.count(one.runs)}</td>
      <td>{one.blocked_trace_ids.length === 0 ? f.count(one.blocked) : <Link to="/admin/monitoring/traces" search={traces(tracesNamed(one.blocked_trace_ids))} title={a.guardrails.latest}>{f.count(one.blocked)}</Link>}</td>
      <td>{f.percent(one.block_rate)}</td>
      <td>{f.count(one.failed)}</td>
      <td>{f.duration(one.latency_avg_ms)}</td>
      <td>{f.duration(one.latency_p95_ms)}</td>
      <td>{f.list(one.modes.map((mode) => (a.guardrails.modeNames as Record<string, string>)[mode] ?? mode))}</td>
      <td><time dateTime={one.last_seen} title={f.dateTime(one.last_seen)}>{f.ago(one.last_seen, epoch)}</time></td>
    </tr>
  );
}
