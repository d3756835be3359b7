import type { Metrics, ModelRow, Totals, TraceSummary } from "@/api/types";

const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
const quantile = (values: readonly number[], share: number) => (values.length === 0 ? null : ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? null));
const sum = (traces: readonly TraceSummary[], read: (trace: TraceSummary) => number | null) => traces.reduce((total, trace) => total + (read(trace) ?? 0), 0);
const latencies = (traces: readonly TraceSummary[]) => traces.map((trace) => trace.duration_ns / 1e6);
const waits = (traces: readonly TraceSummary[]) => traces.flatMap((trace) => (trace.ttft_ms === null ? [] : [trace.ttft_ms]));
const failed = (traces: readonly TraceSummary[]) => traces.filter((trace) => trace.status === "ERROR").length;

export function totalsOf(traces: readonly TraceSummary[]): Totals {
  return {
    trace_count: traces.length,
    span_count: sum(traces, (trace) => trace.span_count),
    llm_call_count: sum(traces, (trace) => trace.llm_call_count),
    error_count: failed(traces),
    fail_rate: traces.length === 0 ? null : failed(traces) / traces.length,
    cost_usd: traces.length === 0 ? null : sum(traces, (trace) => trace.cost_usd),
    unpriced_calls: sum(traces, (trace) => trace.unpriced_calls),
    avg_latency_ms: mean(latencies(traces)),
    p50_latency_ms: quantile(latencies(traces), 0.5),
    p95_latency_ms: quantile(latencies(traces), 0.95),
    prompt_tokens: sum(traces, (trace) => trace.prompt_tokens),
    completion_tokens: sum(traces, (trace) => trace.completion_tokens),
    cached_tokens: sum(traces, (trace) => trace.cached_tokens),
    reasoning_tokens: sum(traces, (trace) => trace.reasoning_tokens),
    total_tokens: sum(traces, (trace) => trace.total_tokens),
    avg_ttft_ms: mean(waits(traces)),
    p95_ttft_ms: quantile(waits(traces), 0.95),
  };
}

export function metricsOf(all: readonly TraceSummary[], start: number, end: number): Metrics {
  const within = (from: number, to: number) => all.filter((trace) => Date.parse(trace.start_time) >= from && Date.parse(trace.start_time) < to);
  const steps = [60, 300, 900, 1800, 3600, 21_600, 86_400];
  const interval = steps.find((step) => (end - start) / 1000 / step <= 60) ?? 86_400;
  const traces = within(start, end);
  const before = within(start - (end - start), start);
  const series = [];
  for (let at = Math.floor(start / 1000 / interval) * interval * 1000; at < end; at += interval * 1000) {
    const part = traces.filter((trace) => Date.parse(trace.start_time) >= at && Date.parse(trace.start_time) < at + interval * 1000);
    series.push({
      time: new Date(at).toISOString(), trace_count: part.length, error_count: failed(part), span_count: sum(part, (t) => t.span_count), llm_call_count: sum(part, (t) => t.llm_call_count),
      cost_usd: sum(part, (t) => t.cost_usd), total_tokens: sum(part, (t) => t.total_tokens), avg_latency_ms: mean(latencies(part)), p95_latency_ms: quantile(latencies(part), 0.95),
    });
  }
  const models = [...new Set(traces.flatMap((trace) => trace.models))];
  const byModel = models.map((model): ModelRow => {
    const part = traces.filter((trace) => trace.models.includes(model));
    const unpriced = sum(part, (t) => t.unpriced_calls);
    return { model, provider: "vllm", calls: sum(part, (t) => t.llm_call_count), errors: failed(part), total_tokens: sum(part, (t) => t.total_tokens), cost_usd: unpriced > 0 ? null : sum(part, (t) => t.cost_usd), unpriced_calls: unpriced, avg_latency_ms: mean(latencies(part)), avg_ttft_ms: mean(waits(part)) };
  });
  return {
    project_id: traces[0]?.project_id ?? "", start_time: new Date(start).toISOString(), end_time: new Date(end).toISOString(), interval_seconds: interval,
    totals: totalsOf(traces), previous: totalsOf(before), series, by_model: byModel.sort((a, b) => b.calls - a.calls),
  };
}
