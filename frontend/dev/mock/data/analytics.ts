import type { AgentsUsage, Anomalies, Anomaly, Breakdown, CostTrend, Dimension, ErrorGroup, ErrorGroups, Guardrails, Histogram, MoneyFinding, Performance, Reconciliation, Sides, TokenUsage } from "@/api/analytics";
import type { TraceSummary } from "@/api/types";
import { PROJECT } from "./traces";

/** Made-up figures over time and by group, computed from made-up traces so that they add up. */
const HOUR_MS = 3_600_000;

interface Span { start: number; end: number }

const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);
const sumOf = (traces: readonly TraceSummary[], read: (trace: TraceSummary) => number | null) => traces.reduce((total, trace) => total + (read(trace) ?? 0), 0);
function quantile(values: readonly number[], share: number): number | null {
  const ordered = [...values].sort((one, other) => one - other);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? null;
}
const within = (traces: readonly TraceSummary[], { start, end }: Span) => traces.filter((trace) => Date.parse(trace.start_time) >= start && Date.parse(trace.start_time) < end);
const lengths = (traces: readonly TraceSummary[]) => traces.map((trace) => trace.duration_ns / 1e6);
const waits = (traces: readonly TraceSummary[]) => traces.flatMap((trace) => (trace.ttft_ms === null ? [] : [trace.ttft_ms]));
const failed = (traces: readonly TraceSummary[]) => traces.filter((trace) => trace.status === "ERROR").length;
const costOf = (traces: readonly TraceSummary[]) => (traces.some((trace) => trace.cost_usd !== null) || traces.length === 0 ? sumOf(traces, (trace) => trace.cost_usd) : null);

export function performanceFigures(traces: readonly TraceSummary[]): Performance["totals"] {
  const [took, waited] = [lengths(traces), waits(traces)];
  return {
    traces: traces.length, calls: sumOf(traces, (trace) => trace.llm_call_count), errors: failed(traces), error_rate: traces.length === 0 ? null : failed(traces) / traces.length,
    latency_avg_ms: mean(took), latency_p50_ms: quantile(took, 0.5), latency_p75_ms: quantile(took, 0.75), latency_p90_ms: quantile(took, 0.9), latency_p95_ms: quantile(took, 0.95), latency_p99_ms: quantile(took, 0.99), latency_max_ms: quantile(took, 1),
    ttft_avg_ms: mean(waited), ttft_p50_ms: quantile(waited, 0.5), ttft_p90_ms: quantile(waited, 0.9), ttft_p95_ms: quantile(waited, 0.95), ttft_p99_ms: quantile(waited, 0.99),
  };
}

export function costFigures(traces: readonly TraceSummary[]): CostTrend["totals"] {
  const priced = traces.flatMap((trace) => (trace.cost_usd === null ? [] : [trace.cost_usd]));
  return { cost_usd: costOf(traces), cost_avg_usd: mean(priced), calls: sumOf(traces, (trace) => trace.llm_call_count), unpriced_calls: sumOf(traces, (trace) => trace.unpriced_calls), traces: traces.length };
}

export function tokenFigures(traces: readonly TraceSummary[]): TokenUsage["totals"] {
  return {
    total_tokens: sumOf(traces, (trace) => trace.total_tokens), prompt_tokens: sumOf(traces, (trace) => trace.prompt_tokens), completion_tokens: sumOf(traces, (trace) => trace.completion_tokens),
    cached_tokens: sumOf(traces, (trace) => trace.cached_tokens), reasoning_tokens: sumOf(traces, (trace) => trace.reasoning_tokens), calls: sumOf(traces, (trace) => trace.llm_call_count), traces: traces.length,
  };
}

export function groupFigures(traces: readonly TraceSummary[]): Breakdown["totals"] {
  const performance = performanceFigures(traces);
  const tokens = tokenFigures(traces);
  return {
    cost_usd: costOf(traces), unpriced_calls: sumOf(traces, (trace) => trace.unpriced_calls), total_tokens: tokens.total_tokens, prompt_tokens: tokens.prompt_tokens, completion_tokens: tokens.completion_tokens,
    traces: traces.length, calls: tokens.calls, errors: performance.errors, error_rate: performance.error_rate, latency_avg_ms: performance.latency_avg_ms, latency_p50_ms: performance.latency_p50_ms, latency_p95_ms: performance.latency_p95_ms,
    ttft_p50_ms: performance.ttft_p50_ms, ttft_p95_ms: performance.ttft_p95_ms, users: new Set(traces.flatMap((trace) => (trace.user === null ? [] : [trace.user]))).size,
  };
}

const KEYS: Partial<Record<Dimension, (trace: TraceSummary) => readonly (string | null)[]>> = {
  model: (trace) => trace.models, provider: (trace) => trace.providers, user: (trace) => [trace.user], agent: (trace) => (trace.agents.length === 0 ? [null] : trace.agents),
  tag: (trace) => trace.tags, session: (trace) => [trace.session_id], service: (trace) => [trace.service_name], name: (trace) => [trace.name], status: (trace) => [trace.status],
};

function grouped(traces: readonly TraceSummary[], by: Dimension): Map<string | null, TraceSummary[]> {
  const groups = new Map<string | null, TraceSummary[]>();
  for (const trace of traces) {
    for (const key of KEYS[by]?.(trace) ?? [null]) groups.set(key, [...(groups.get(key) ?? []), trace]);
  }
  return groups;
}

const before = ({ start, end }: Span): Span => ({ start: start - (end - start), end: start });
const windowOf = ({ start, end }: Span) => ({ project_id: PROJECT, start_time: new Date(start).toISOString(), end_time: new Date(end).toISOString(), time_zone: "UTC" });

function stepsOf<V>(traces: readonly TraceSummary[], { start, end }: Span, figures: (traces: readonly TraceSummary[]) => V) {
  const steps = [];
  for (let at = Math.floor(start / HOUR_MS) * HOUR_MS; at < end; at += HOUR_MS) {
    steps.push({ time: new Date(at).toISOString(), values: figures(within(traces, { start: Math.max(at, start), end: Math.min(at + HOUR_MS, end) })) });
  }
  return steps;
}

function trendOf<V>(all: readonly TraceSummary[], window: Span, compare: boolean, by: Dimension | null, figures: (traces: readonly TraceSummary[]) => V) {
  const [now, past] = [within(all, window), within(all, before(window))];
  const groups = by === null ? [] : [...grouped(now, by)].sort((one, other) => other[1].length - one[1].length);
  return {
    ...windowOf(window), interval: "1h", totals: figures(now), previous: compare ? figures(past) : null, series: stepsOf(all, window, figures), previous_series: compare ? stepsOf(all, before(window), figures) : [],
    group_by: by, complete: true,
    groups: groups.map(([key, traces]) => ({ key, values: figures(traces), previous: null, series: stepsOf(traces, window, figures), cost_share: null })),
  };
}

export const performanceOf = (all: readonly TraceSummary[], window: Span, compare: boolean): Performance => trendOf(all, window, compare, null, performanceFigures);
export const costTrendOf = (all: readonly TraceSummary[], window: Span, compare: boolean, by: Dimension | null): CostTrend => trendOf(all, window, compare, by, costFigures);
export const tokenUsageOf = (all: readonly TraceSummary[], window: Span, compare: boolean, by: Dimension | null): TokenUsage => trendOf(all, window, compare, by, tokenFigures);

export function breakdownOf(all: readonly TraceSummary[], window: Span, by: Dimension, order: keyof Breakdown["totals"], ascending = false): Breakdown {
  const past = grouped(within(all, before(window)), by);
  const groups = [...grouped(within(all, window), by)].map(([key, traces]) => ({ key, values: groupFigures(traces), previous: groupFigures(past.get(key) ?? []), series: [], cost_share: null }));
  groups.sort((one, other) => ((other.values[order] ?? -1) - (one.values[order] ?? -1)) * (ascending ? -1 : 1));
  return { ...windowOf(window), interval: null, by, totals: groupFigures(within(all, window)), previous: groupFigures(within(all, before(window))), groups, complete: true };
}

export function agentsOf(all: readonly TraceSummary[], window: Span): AgentsUsage {
  const agents = [...grouped(within(all, window), "agent")].filter(([key]) => key !== null);
  return {
    ...windowOf(window), interval: "1h", totals: groupFigures(within(all, window)), previous: groupFigures(within(all, before(window))), complete: true,
    agents: agents.map(([key, traces]) => ({ key, values: groupFigures(traces), previous: groupFigures([]), series: stepsOf(traces, window, groupFigures), cost_share: null })),
  };
}

const TENTHS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const EDGES = [0, ...Array.from({ length: 7 }, (_, power) => TENTHS.map((tenth) => tenth * 10 ** power)).flat()];

export function histogramOf(all: readonly TraceSummary[], window: Span, of: Histogram["of"], compare: boolean): Histogram {
  const read = (trace: TraceSummary) => (of === "latency" ? trace.duration_ns / 1e6 : trace.ttft_ms);
  const inBand = (traces: readonly TraceSummary[], from: number, to: number) => traces.filter((trace) => { const value = read(trace); return value !== null && value >= from && value < to; });
  const [now, past] = [within(all, window), within(all, before(window))];
  const bands = EDGES.map((from, index) => {
    const to = EDGES[index + 1] ?? null;
    const here = inBand(now, from, to ?? Infinity);
    return { from_ms: from, to_ms: to, count: here.length, errors: failed(here), previous: compare ? inBand(past, from, to ?? Infinity).length : null };
  });
  const filled = bands.flatMap((band, index) => (band.count + (band.previous ?? 0) > 0 ? [index] : []));
  return { ...windowOf(window), interval: null, of, bands: filled.length === 0 ? [] : bands.slice(filled[0], (filled.at(-1) ?? 0) + 1) };
}

export function errorGroup(fingerprint: string, more: Partial<ErrorGroup> = {}): ErrorGroup {
  return {
    fingerprint, kind: "llm", error_type: "RateLimitError", pattern: "Rate limit reached for qwen-<n>b: <n> requests per minute", message: "Rate limit reached for qwen-235b: 60 requests per minute",
    count: 42, trace_count: 40, user_count: 4, first_seen: "2026-01-31T01:00:00.000000Z", last_seen: "2026-01-31T08:59:00.000000Z", names: ["chat qwen-235b"], models: ["qwen-235b"], tools: [], agents: [], services: ["litellm"],
    trace_ids: ["0af7651916cd43dd8448eb211c80319c"], trend: Array.from({ length: 24 }, (_, index) => (index % 5 === 0 ? index : 0)), ...more,
  };
}

export const ERRORS: ErrorGroups = {
  groups: [
    errorGroup("9f86d081884c7d65"),
    errorGroup("60303ae22b998861", { kind: "tool", error_type: "KeyError", pattern: "KeyError: \"…\"", message: "KeyError: 'customer_id'", count: 2, trace_count: 2, trace_ids: ["1af7651916cd43dd8448eb211c80319c", "2af7651916cd43dd8448eb211c80319c"], models: [], tools: ["search_orders"], agents: ["support_triage"], services: ["agents"] }),
  ],
  complete: true,
};

export function guardrailsOf(window: Span): Guardrails {
  const series = stepsOf([], window, () => null).map((step, index) => ({ time: step.time, runs: 4 + (index % 3), blocked: index % 4 === 0 ? 1 : 0 }));
  const runs = series.reduce((sum, point) => sum + point.runs, 0);
  const blocked = series.reduce((sum, point) => sum + point.blocked, 0);
  return {
    interval: "1h", time_zone: "UTC", runs, blocked, complete: true,
    guardrails: [{ name: "no-pii", providers: ["presidio"], modes: ["pre_call"], runs, blocked, failed: 0, block_rate: blocked / runs, latency_avg_ms: 31, latency_p95_ms: 48, trace_count: runs, last_seen: new Date(window.end - 60_000).toISOString(), blocked_trace_ids: ["0af7651916cd43dd8448eb211c80319c"], series }],
  };
}

export function anomaly(id: string, more: Partial<Anomaly> = {}): Anomaly {
  return {
    id, subject: "model", name: "qwen-235b", metric: "latency", direction: "up", severity: "critical", since: "2026-01-31T07:00:00.000000Z", until: null, worst_at: "2026-01-31T08:00:00.000000Z", unit: "ms",
    value: 18_400, usual: 2300, usual_low: 1900, usual_high: 3100, times: 8, score: 6.4, count: 412, error_count: 3, compared_with: "day_kind_hour", compared_hours: 19, message: "Model qwen-235b: …",
    link: { q: "model=qwen-235b latency>3100ms", start_time: "2026-01-31T07:00:00.000000Z", end_time: "2026-01-31T09:00:00.000000Z" }, ...more,
  };
}

export const ANOMALIES: Anomalies = {
  project_id: PROJECT, start_time: "2026-01-30T09:00:00.000000Z", end_time: "2026-01-31T09:00:00.000000Z", past_start_time: "2026-01-02T09:00:00.000000Z", time_zone: "UTC",
  anomalies: [
    anomaly("a-1"),
    anomaly("a-2", { subject: "agent", name: "support_triage", metric: "errors", unit: "ratio", severity: "warning", value: 0.22, usual: 0.02, usual_low: 0.01, usual_high: 0.04, times: 11, count: 90, error_count: 20, compared_with: "all_hours", compared_hours: 30, until: "2026-01-31T08:00:00.000000Z", link: { q: "agent=support_triage status:error", start_time: "2026-01-31T07:00:00.000000Z", end_time: "2026-01-31T08:00:00.000000Z" } }),
    anomaly("a-3", { metric: "volume", direction: "down", unit: "count_per_hour", severity: "warning", value: 12, usual: 240, usual_low: 200, usual_high: 290, times: 0.05, count: 12 }),
    anomaly("a-4", { metric: "cost", unit: "usd_per_hour", severity: "warning", value: 4.2, usual: 0.9, usual_low: 0.6, usual_high: 1.4, times: 4.7 }),
  ],
  learning: [{ subject: "model", name: "gpt-new" }], models: 4, agents: 2, complete: true,
};

export function sides(more: Partial<Sides> = {}): Sides {
  return {
    calls: 1200, failed_calls: 12, gateway_calls: 1180, agent_calls: 200, both_calls: 180, map_calls: 1100, unpriced_calls: 0, prompt_tokens: 900_000, completion_tokens: 200_000, cached_tokens: 90_000, reasoning_tokens: 0, total_tokens: 1_100_000,
    gateway_cost_usd: "3.1415926", stored_cost_usd: "3.1415926", map_cost_usd: "3.0415926", gateway_difference_usd: "0", map_difference_usd: "0.1", not_by_gateway_usd: null, not_in_map_usd: null, ...more,
  };
}

export function finding(code: string, more: Partial<MoneyFinding> = {}): MoneyFinding {
  return {
    code, severity: "error", message: "What the server calls it", advice: "What the server advises", model: "qwen-235b", key: "web", calls: 40, amount_usd: "0.1", amount: "What it is", first_day: "2026-01-30", last_day: "2026-01-31",
    traces: { q: "model=qwen-235b key=web has:cached", start_time: "2026-01-30T09:00:00Z", end_time: "2026-01-31T09:00:00Z", exact: false }, ...more,
  };
}

export const MONEY: Reconciliation = {
  project_id: PROJECT, start_time: "2026-01-30T09:00:00Z", end_time: "2026-01-31T09:00:00Z", time_zone: "UTC", group_by: ["model"], tolerance: { usd: "0.000000001", ratio: 0.001 }, totals: sides(),
  rows: [{ day: null, model: "qwen-235b", key: null, sides: sides(), findings: ["cached_at_full_price"], traces: { q: "model=qwen-235b", start_time: "2026-01-30T09:00:00Z", end_time: "2026-01-31T09:00:00Z", exact: true } }], rows_complete: true,
  findings: [finding("cached_at_full_price"), finding("cached_at_full_price", { key: "batch", calls: 2, amount_usd: "0.02" })],
  gateway_count: { gateways: 2, calls: 1180, known_calls: 1180, spent_usd: "3.1415926", known_usd: "3.1415926" },
};
