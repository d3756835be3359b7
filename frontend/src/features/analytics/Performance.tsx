import { lazy, Suspense, useMemo, useState } from "react";
import { getPerformance, type Performance } from "@/api/analytics";
import { ChartPanel } from "@/charts/ChartPanel";
import type { PlotSeries } from "@/charts/series";
import { useAnalyticsText } from "@/i18n/analytics";
import { useI18n } from "@/i18n/I18n";
import { Segmented } from "@/ui/Segmented";
import { Figures, type Figure } from "./Figures";
import { Slot, useAsked, usePanel, useTraces, type PanelState } from "./panel";
import { before, chartOf, lengthsOf, rateOf } from "./series";
import { insteadOf, Stale } from "./States";
import { useZoom } from "./useZoom";
import styles from "./Analytics.module.css";

const HistogramPanel = lazy(async () => ({ default: (await import("./HistogramPanel")).HistogramPanel }));

type Values = Performance["totals"];
type State = PanelState<Performance>;

const isEmpty = (data: Performance) => data.totals.traces === 0;

/** How fast, how much, how reliably. */
export function PerformanceSection() {
  const asked = useAsked();
  const state = usePanel("performance", asked, (selection, signal) => getPerformance(selection, {}, signal));
  return (
    <>
      <Summary state={state} />
      <div className={styles["grid"]}>
        <Slot><Latency state={state} /></Slot>
        <Slot><Suspense><HistogramPanel of="latency" totals={state.data?.totals} /></Suspense></Slot>
        <Slot><Throughput state={state} /></Slot>
        <Slot><FailRate state={state} /></Slot>
        <Slot><FirstToken state={state} /></Slot>
        <Slot><Suspense><HistogramPanel of="ttft" totals={state.data?.totals} /></Suspense></Slot>
      </div>
    </>
  );
}

function Summary({ state: { data, error } }: { state: State }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const traces = useTraces();
  const now = data?.totals;
  const past = data?.previous;
  const length = data === undefined ? 1 : (Date.parse(data.end_time) - Date.parse(data.start_time)) / 1000;
  const rate = rateOf((now?.traces ?? 0) / length);
  const perUnit = (count: number) => `${f.compact(Number(((count / length) * rate.factor).toPrecision(3)))}${a.units[rate.unit]}`;
  const time = (name: string, key: keyof Values, hint?: string): Figure => ({
    name, value: now && f.duration(now[key]), now: now?.[key], before: past?.[key], beforeText: f.duration(past?.[key]), more: "worse",
    to: now?.[key] == null ? undefined : traces(key.startsWith("ttft") ? `ttft>=${String(Math.floor(now[key]))}ms` : `latency>=${String(Math.floor(now[key]))}ms`, { sort: "duration", order: "desc" }),
    ...(hint === undefined ? {} : { hint }),
  });
  return (
    <Figures
      label={a.sections.performance}
      failed={error !== null}
      figures={[
        time(a.performance.p50, "latency_p50_ms", a.performance.p50Hint),
        time("p95", "latency_p95_ms", a.performance.p95Hint),
        time("p99", "latency_p99_ms"),
        time(a.performance.ttftP50, "ttft_p50_ms", a.performance.ttftHint),
        time(a.performance.ttftP95, "ttft_p95_ms"),
        { name: a.performance.throughput, value: now && perUnit(now.traces), now: now?.traces, before: past?.traces, beforeText: perUnit(past?.traces ?? 0), note: now && a.performance.traces(f.compact(now.traces)), to: traces() },
        { name: a.performance.failRate, value: now && f.percent(now.error_rate), now: now?.error_rate, before: past?.error_rate, beforeText: f.percent(past?.error_rate), more: "worse", note: now && a.performance.failed(f.count(now.errors)), to: traces("status:error") },
      ]}
    />
  );
}

const LATENCIES = [
  ["latency_p50_ms", "p50", "--series-1"], ["latency_p90_ms", "p90", "--kind-flow"], ["latency_p95_ms", "p95", "--series-3"], ["latency_p99_ms", "p99", "--series-4"],
] as const;
const WAITS = [["ttft_p50_ms", "p50", "--series-1"], ["ttft_p90_ms", "p90", "--kind-flow"], ["ttft_p95_ms", "p95", "--series-3"], ["ttft_p99_ms", "p99", "--series-4"]] as const;

function percentiles(data: Performance, which: typeof LATENCIES | typeof WAITS, compared: keyof Values, name: string): PlotSeries[] {
  const series = which.map(([key, label, color]): PlotSeries => ({ label, values: data.series.map((point) => point.values[key]), color, shape: "line" }));
  if (data.previous === null) return series;
  return [...series, { label: name, values: before(data.previous_series, data.series.length, (values) => values[compared]), color: "--ink-3", shape: "line", dash: true }];
}

function Latency({ state }: { state: State }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { data } = state;
  const chart = useMemo(() => data && chartOf(data, percentiles(data, LATENCIES, "latency_p95_ms", a.before("p95")), f.duration, f.duration), [data, f, a]);
  return <ChartPanel title={a.performance.latency} lead={<><Stale state={state} />{a.performance.latencyLead}</>} chart={chart} instead={insteadOf(state, isEmpty, a.states.empty)} file="latency" {...useZoom()} />;
}

function FirstToken({ state }: { state: State }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { data } = state;
  const chart = useMemo(() => data && chartOf(data, percentiles(data, WAITS, "ttft_p95_ms", a.before("p95")), f.duration, f.duration), [data, f, a]);
  return <ChartPanel title={a.performance.ttft} lead={a.performance.ttftLead} chart={chart} instead={insteadOf(state, (found) => found.totals.ttft_p50_ms === null, a.performance.noTtft)} file="time-to-first-token" {...useZoom("has:ttft")} />;
}

const COUNTED = ["traces", "calls"] as const;

function Throughput({ state }: { state: State }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { data } = state;
  const [counted, setCounted] = useState<(typeof COUNTED)[number]>("traces");
  const found = useMemo(() => {
    if (data === undefined) return undefined;
    const lengths = lengthsOf(data);
    const perSecond = data.series.map((point, index) => point.values[counted] / (lengths[index] ?? 1));
    const rate = rateOf(Math.max(...perSecond, 0));
    const past = before(data.previous_series, data.series.length, (values) => values[counted]);
    const word = a.units[rate.unit];
    const series: PlotSeries[] = [
      { label: a.performance.counted[counted], values: perSecond.map((value) => value * rate.factor), color: "--series-1", shape: "area" },
      ...(data.previous === null ? [] : [{ label: a.before(a.performance.counted[counted]), values: past.map((value, index) => (value === null ? null : (value / (lengths[index] ?? 1)) * rate.factor)), color: "--ink-3", shape: "line", dash: true } as const]),
    ];
    const short = (value: number | null) => (value === null ? f.count(null) : `${f.compact(Number(value.toPrecision(3)))}${word}`);
    return { chart: chartOf(data, series, short, short), word };
  }, [data, counted, f, a]);
  return (
    <ChartPanel
      title={a.performance.throughputTitle}
      lead={a.performance.throughputLead}
      chart={found?.chart}
      instead={insteadOf(state, isEmpty, a.states.empty)}
      tools={<Segmented label={a.performance.countedLabel} value={counted} onChange={setCounted} options={COUNTED.map((value) => ({ value, label: a.performance.counted[value] }))} />}
      file="throughput"
      {...useZoom()}
    />
  );
}

function FailRate({ state }: { state: State }) {
  const { f } = useI18n();
  const a = useAnalyticsText();
  const { data } = state;
  const chart = useMemo(() => data && chartOf(data, [
    { label: a.performance.failRate, values: data.series.map((point) => point.values.error_rate), color: "--series-2", shape: "area" },
    ...(data.previous === null ? [] : [{ label: a.before(a.performance.failRate), values: before(data.previous_series, data.series.length, (values) => values.error_rate), color: "--ink-3", shape: "line", dash: true } as const]),
  ], f.percent, f.percent), [data, f, a]);
  return <ChartPanel title={a.performance.failRate} lead={a.performance.failRateLead} chart={chart} instead={insteadOf(state, isEmpty, a.states.empty)} file="fail-rate" {...useZoom("status:error")} />;
}
