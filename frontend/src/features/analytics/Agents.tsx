import { Link } from "@tanstack/react-router";
import { getAgentsUsage, type AgentsUsage } from "@/api/analytics";
import { ChartFrame } from "@/charts/ChartPanel";
import { Sparkline } from "@/charts/Sparkline";
import { useDetailText } from "@/i18n/analyticsDetail";
import { useI18n } from "@/i18n/I18n";
import { IconButton } from "@/ui/Button";
import { Change } from "@/ui/Change";
import { cx } from "@/ui/cx";
import { download, toCsv } from "@/ui/csv";
import { Skeleton } from "@/ui/Feedback";
import { and, term } from "./filter";
import { GuardrailsPanel } from "./Guardrails";
import { Slot, useAsked, usePanel, useTraces } from "./panel";
import { insteadOf, Stale } from "./States";
import styles from "./Analytics.module.css";

/** What agents did, and the guardrails that watched them. */
export function AgentsSection() {
  return (
    <>
      <Slot><Usage /></Slot>
      <Slot><GuardrailsPanel /></Slot>
    </>
  );
}

function Usage() {
  const { t, f } = useI18n();
  const a = useDetailText();
  const state = usePanel("agents", useAsked(), getAgentsUsage);
  const { data } = state;
  const instead = insteadOf(state, (found) => found.agents.length === 0, a.agents.none);
  const most = Math.max(1, ...(data?.agents ?? []).map((one) => one.values.traces));
  const names = [a.measures.traces, a.agents.trend, a.measures.calls, a.measures.errors, a.measures.latency_p50_ms, a.measures.latency_p95_ms, a.measures.total_tokens, a.measures.cost_usd, a.measures.users];

  const save = () => {
    const header = [a.dimensions.agent, a.measures.traces, `${a.measures.traces} (${a.breakdown.before})`, a.measures.calls, a.measures.errors, `${a.measures.latency_p50_ms} (ms)`, `${a.measures.latency_p95_ms} (ms)`, a.measures.total_tokens, `${a.measures.cost_usd} (USD)`, a.measures.users];
    download("agents.csv", toCsv(header, (data?.agents ?? []).map(({ key, values, previous }) => [key ?? "", values.traces, previous?.traces ?? null, values.calls, values.errors, values.latency_p50_ms, values.latency_p95_ms, values.total_tokens, values.cost_usd, values.users])));
  };

  return (
    <ChartFrame
      title={a.agents.title}
      lead={<><Stale state={state} />{a.agents.lead}</>}
      busy={data === undefined && instead === undefined}
      tools={<IconButton small icon="download" label={`${t.common.download}: ${a.agents.title}`} onClick={save} disabled={data === undefined || data.agents.length === 0} />}
    >
      {instead}
      {instead === undefined && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls sideways, so the keyboard must reach it
        <div className={styles["scroll"]} tabIndex={0} role="group" aria-label={a.agents.title}>
          <table className={styles["table"]}>
            <thead><tr><th scope="col">{a.dimensions.agent}</th>{names.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>
              {data === undefined && [0, 1, 2].map((row) => <tr key={row}><td colSpan={names.length + 1}><Skeleton width="70%" /></td></tr>)}
              {data?.agents.map((agent) => <AgentRow key={agent.key ?? ""} agent={agent} most={most} />)}
            </tbody>
          </table>
        </div>
      )}
      {data?.complete === false && <p className={styles["more"]}>{a.breakdown.first(f.count(data.agents.length), a.measures.traces)}</p>}
    </ChartFrame>
  );
}

function AgentRow({ agent: { key, values, previous, series }, most }: { agent: AgentsUsage["agents"][number]; most: number }) {
  const { f } = useI18n();
  const a = useDetailText();
  const traces = useTraces();
  const filter = term("agent", key ?? "");
  return (
    <tr>
      <th scope="row">
        <Link to="/admin/monitoring/traces" search={traces(filter)} title={a.seeTraces}>{key}</Link>
        <span className={styles["shareLine"]}><span className={cx(styles["share"], styles["agentShare"])} style={{ width: `${String((values.traces / most) * 100)}%` }} /></span>
      </th>
      <td>{f.count(values.traces)}{previous !== null && <Change now={values.traces} before={previous.traces} beforeText={f.count(previous.traces)} more="neutral" />}</td>
      <td className={styles["spark"]}><Sparkline values={series.map((point) => point.values.traces)} color="var(--kind-agent)" height={22} /></td>
      <td>{f.count(values.calls)}</td>
      <td>{values.errors === 0 ? "0" : <Link className={styles["bad"]} to="/admin/monitoring/traces" search={traces(and(filter, "status:error"))}>{f.count(values.errors)} <small>{f.percent(values.error_rate)}</small></Link>}</td>
      <td>{f.duration(values.latency_p50_ms)}</td>
      <td>{f.duration(values.latency_p95_ms)}</td>
      <td>{f.compact(values.total_tokens)}</td>
      <td>{values.unpriced_calls > 0 ? <Link className={styles["warn"]} title={a.usage.unpriced(f.count(values.unpriced_calls))} to="/admin/monitoring/traces" search={traces(and(filter, "has:unpriced"))}>{values.cost_usd === null ? a.breakdown.noPrice : `≥ ${f.money(values.cost_usd)}`}</Link> : f.money(values.cost_usd)}</td>
      <td>{f.count(values.users)}</td>
    </tr>
  );
}
