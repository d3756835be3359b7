import type { Span } from "@/api/types";
import type { FlowData, FlowEdge, FlowFigures, FlowNode } from "@/charts/flow";

/** What of a span the graph needs; rows of the tree have it as well as whole spans. */
export type FlowSpan = Pick<Span, "span_id" | "parent_span_id" | "name" | "kind" | "agent" | "tool" | "model" | "counted" | "status" | "duration_ns" | "total_tokens" | "cost_usd" | "cost_source">;

const START = "start";

/** Where the AgentOps SDK notes that a model asked for a tool, whose own span is the call when the trace has it. */
const asked = (span: FlowSpan) => span.kind === "tool" && span.name.startsWith("tool_call.");

/**
 * The graph of one trace, by the rules of the server's graph of many: agents, tools and the counted spans of model calls are nodes,
 * all else is passed through to the nearest node above, and what has none begins at the start.
 */
export function flowOfTrace(spans: readonly FlowSpan[]): FlowData & { spansOf: ReadonlyMap<string, readonly string[]> } {
  const run = new Set(spans.filter((span) => span.kind === "tool" && !asked(span)).map((span) => span.tool));
  // What is called by its own span is passed through where it was only asked for.
  const nodeOf = (span: FlowSpan) => (asked(span) && run.has(span.tool) ? null : idOf(span));
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const above = new Map<string, string>();
  const nodes = new Map<string, FlowSpan[]>();
  const edges = new Map<string, { source: string; target: string; spans: FlowSpan[] }>();
  for (const span of spans) {
    const id = nodeOf(span);
    if (id === null) continue;
    add(nodes, id, span);
    const source = nearest(span, byId, above, nodeOf);
    const key = JSON.stringify([source, id]);
    const edge = edges.get(key);
    if (edge === undefined) edges.set(key, { source, target: id, spans: [span] });
    else edge.spans.push(span);
  }
  const found = [...nodes].map(([id, all]): FlowNode => ({ id, ...named(id), ...figuresOf(all) })).sort((a, b) => b.calls - a.calls || a.id.localeCompare(b.id));
  const lines = [...edges.values()].map(({ source, target, spans: all }): FlowEdge => ({ source, target, ...figuresOf(all) })).sort((a, b) => b.calls - a.calls);
  const begun = lines.filter((edge) => edge.source === START);
  const start: FlowNode = { id: START, kind: START, name: "", ...figuresOf([]), calls: begun.reduce((sum, edge) => sum + edge.calls, 0), errors: begun.reduce((sum, edge) => sum + edge.errors, 0) };
  return { nodes: found.length === 0 ? [] : [start, ...found], edges: lines, spansOf: new Map([...nodes].map(([id, all]) => [id, all.map((span) => span.span_id)])) };
}

function add(into: Map<string, FlowSpan[]>, id: string, span: FlowSpan): void {
  const all = into.get(id);
  if (all === undefined) into.set(id, [span]);
  else all.push(span);
}

function idOf(span: FlowSpan): string | null {
  if (span.kind === "agent") return `agent:${span.agent ?? ""}`;
  if (span.kind === "tool") return `tool:${span.tool ?? ""}`;
  const isCall = span.kind === "llm" || span.kind === "embedding";
  return isCall && span.counted ? `model:${span.model ?? ""}` : null;
}

function named(id: string): { kind: FlowNode["kind"]; name: string } {
  const at = id.indexOf(":");
  const kind = id.slice(0, at);
  return { kind: kind === "agent" || kind === "tool" ? kind : "model", name: id.slice(at + 1) };
}

function nearest(span: FlowSpan, byId: ReadonlyMap<string, FlowSpan>, known: Map<string, string>, nodeOf: (span: FlowSpan) => string | null): string {
  const path: string[] = [];
  const walked = new Set<string>([span.span_id]);
  let at = byId.get(span.parent_span_id ?? "");
  let found: string | undefined;
  // A ring of parents (a broken client) has no start.
  while (at !== undefined && !walked.has(at.span_id)) {
    found = nodeOf(at) ?? known.get(at.span_id);
    if (found !== undefined) break;
    walked.add(at.span_id);
    path.push(at.span_id);
    at = byId.get(at.parent_span_id ?? "");
  }
  for (const id of path) known.set(id, found ?? START);
  return found ?? START;
}

function figuresOf(spans: readonly FlowSpan[]): FlowFigures {
  const durations = spans.map((span) => span.duration_ns / 1e6).sort((a, b) => a - b);
  const priced = spans.filter((span) => span.counted && span.cost_usd !== null);
  return {
    calls: spans.length,
    errors: spans.filter((span) => span.status === "ERROR").length,
    avg_latency_ms: durations.length === 0 ? null : durations.reduce((sum, value) => sum + value, 0) / durations.length,
    p95_latency_ms: quantile(durations, 0.95),
    total_tokens: spans.reduce((sum, span) => sum + (span.counted ? (span.total_tokens ?? 0) : 0), 0),
    cost_usd: priced.length === 0 ? null : priced.reduce((sum, span) => sum + (span.cost_usd ?? 0), 0),
    unpriced_calls: spans.filter((span) => span.counted && span.cost_source === "unpriced").length,
  };
}

function quantile(ordered: readonly number[], level: number): number | null {
  if (ordered.length === 0) return null;
  const at = level * (ordered.length - 1);
  const low = ordered[Math.floor(at)] ?? 0;
  return low + ((ordered[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}
