import type { Replay, ReplayEvent, ReplaySpan, Span, TraceDetail } from "@/api/types";

/** MOCK: the film of a made-up trace, told as the portal tells it: starts, words, first tokens and ends, each word once. */
interface Moment { at: number; rank: number; event: Omit<ReplayEvent, "offset_ns" | "total_tokens" | "cost_usd" | "open_spans">; ends?: Span; starts?: boolean }

export function makeReplay({ trace, spans }: TraceDetail): Replay {
  const zero = Math.min(...spans.map((span) => Date.parse(span.start_time)));
  const offset = (span: Span) => Math.round((Date.parse(span.start_time) - zero) * 1e6);
  const byId = new Map(spans.map((span) => [span.span_id, span]));
  const depth = (span: Span): number => {
    const above = byId.get(span.parent_span_id ?? "");
    return above === undefined ? 0 : depth(above) + 1;
  };
  const ordered = [...spans].sort((a, b) => offset(a) - offset(b) || b.duration_ns - a.duration_ns);
  const moments = ordered.flatMap((span, index) => momentsOf(span, offset(span), index)).sort((a, b) => a.at - b.at || a.rank - b.rank);
  const told = new Set<string>();
  let [tokens, open] = [0, 0];
  let cost: number | null = null;
  const events: ReplayEvent[] = [];
  for (const { at, event, ends, starts } of moments) {
    const words = `${event.role ?? ""}|${event.content ?? ""}|${event.tool ?? ""}|${event.arguments ?? ""}`;
    if (event.kind === "message" || event.kind === "tool_call") {
      if (told.has(words)) continue;
      told.add(words);
    }
    if (starts === true) open += 1;
    if (ends !== undefined) {
      open -= 1;
      if (ends.counted) {
        tokens += ends.total_tokens ?? 0;
        if (ends.cost_usd !== null) cost = (cost ?? 0) + ends.cost_usd;
      }
    }
    events.push({ ...event, offset_ns: at, total_tokens: tokens, cost_usd: cost, open_spans: open });
  }
  const end = Math.max(...spans.map((span) => offset(span) + span.duration_ns));
  return {
    trace, start_time: new Date(zero).toISOString().replace("Z", "000Z"), duration_ns: end, events, gaps: [], truncated: false,
    spans: ordered.map((span): ReplaySpan => ({
      span_id: span.span_id, parent_span_id: byId.has(span.parent_span_id ?? "") ? span.parent_span_id : null, name: span.name, kind: span.kind, depth: depth(span),
      offset_ns: offset(span), duration_ns: span.duration_ns, status: span.status, status_message: span.status_message, model: span.model, agent: span.agent, tool: span.tool,
      total_tokens: span.counted ? (span.total_tokens ?? 0) : 0, cost_usd: span.counted ? span.cost_usd : null,
    })),
  };
}

function momentsOf(span: Span, start: number, index: number): Moment[] {
  const id = { span_id: span.span_id };
  const end = start + span.duration_ns;
  const words = (side: Span["input"], at: number, rank: number, role: string): Moment[] => {
    if (side.messages !== null) {
      return side.messages.flatMap((message) => [
        ...(message.content === "" ? [] : [{ at, rank, event: { ...id, kind: "message" as const, role: message.role, content: message.content, tool: message.name ?? null, tool_call_id: message.tool_call_id ?? null } }]),
        ...(message.tool_calls ?? []).map((call) => ({ at, rank, event: { ...id, kind: "tool_call" as const, tool: call.name, tool_call_id: call.id ?? null, arguments: JSON.stringify(call.arguments) } })),
      ]);
    }
    if (side.text === null) return [];
    if (span.kind === "tool" && role === "user") return [{ at, rank, event: { ...id, kind: "tool_call", tool: span.tool, arguments: side.text } }];
    return [{ at, rank, event: { ...id, kind: "message", role: span.kind === "tool" ? "tool" : role, content: side.text, tool: span.tool } }];
  };
  return [
    { at: start, rank: index * 4, event: { ...id, kind: "span_start" }, starts: true },
    ...words(span.input, start, index * 4 + 1, "user"),
    ...(span.ttft_ms === null ? [] : [{ at: start + Math.round(span.ttft_ms * 1e6), rank: index * 4 + 2, event: { ...id, kind: "first_token" as const } }]),
    ...words(span.output, end, -index * 2 - 2, "assistant"),
    { at: end, rank: -index * 2 - 1, event: { ...id, kind: "span_end" }, ends: span },
  ];
}
