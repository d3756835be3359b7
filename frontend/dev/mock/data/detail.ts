import type { Message, Span, SpanRow, TraceDetail, TraceSummary } from "@/api/types";
import { hex, seeded } from "./random";

type Change = Partial<Span> & Pick<Span, "name" | "kind">;

function message(role: string, content: string, more: Partial<Message> = {}): Message {
  return { role, content, tool_calls: [], tool_call_id: null, name: null, finish_reason: null, ...more };
}

/** A span with every field; times in ms from `origin`. */
export function makeSpan(random: () => number, origin: number, from: number, length: number, change: Change): Span {
  const iso = (ms: number) => new Date(origin + ms).toISOString().replace("Z", "000Z");
  return {
    span_id: hex(random, 16), parent_span_id: null, orphan: false, otel_kind: "INTERNAL", service_name: "agents", scope_name: "agentops",
    start_time: iso(from), end_time: iso(from + length), duration_ns: Math.round(length * 1e6), status: "OK", status_message: "",
    model: null, provider: null, user: "kim.minji", session_id: "session-4f21aa", agent: null, tool: null, tags: [],
    prompt_tokens: null, completion_tokens: null, cached_tokens: null, reasoning_tokens: null, total_tokens: null,
    cost_usd: null, cost_source: null, counted: false, ttft_ms: null,
    input: { messages: null, text: null }, output: { messages: null, text: null },
    attributes: { "agentops.span.kind": change.kind }, resource_attributes: { "service.name": "agents", "telemetry.sdk.language": "python" },
    events: [], links: [], ...change,
  };
}

const idOf = (name: string) => Array.from(name, (letter) => letter.charCodeAt(0).toString(16)).join("").padStart(16, "0").slice(-16);

/** A row of a tree; its id comes from its name, times are in ms from the start of the trace. */
export function makeRow(name: string, parent: string | null, from: number, length: number, change: Partial<SpanRow> = {}): SpanRow {
  return {
    span_id: idOf(name), parent_span_id: parent === null ? null : idOf(parent), orphan: false, depth: 0, child_count: 0, name, kind: "task", service_name: "agents",
    start_time: new Date(1_760_000_000_000 + from).toISOString().replace("Z", "000Z"), offset_ns: Math.round(from * 1e6), duration_ns: Math.round(length * 1e6), status: "OK",
    model: null, provider: null, agent: null, tool: null, prompt_tokens: null, completion_tokens: null, total_tokens: null, cost_usd: null, cost_source: null, counted: false, ttft_ms: null, ...change,
  };
}

const QUESTION = "Compare the three vector databases we shortlisted and recommend one. We need **filtering**, Korean text and on-premises operation.";
const ANSWER = `### Recommendation: Qdrant

All three can run on premises; they differ in **filtered search** and in upkeep.

| Database | Filtered p95 | Korean tokeniser | Upkeep |
|---|---|---|---|
| Qdrant | 38 ms | yes | one binary |
| Milvus | 41 ms | yes | five services |
| Weaviate | 67 ms | partly | one binary |

1. Start with one node and \`payload indexes\` on \`team\` and \`created_at\`.
2. 한국어 문서는 형태소 단위로 색인하면 재현율이 *눈에 띄게* 좋아집니다.

\`\`\`python
client.create_payload_index("docs", "team", PayloadSchemaType.KEYWORD)
\`\`\``;

function call(random: () => number, origin: number, from: number, length: number, parent: string, tokens: [number, number], input: Message[], output: Message[], ttft: number): Span[] {
  const responseId = `chatcmpl-${hex(random, 12)}`;
  const shared = {
    kind: "llm" as const, model: "qwen-235b", provider: "vllm",
    prompt_tokens: tokens[0], completion_tokens: tokens[1], total_tokens: tokens[0] + tokens[1], cached_tokens: Math.floor(tokens[0] / 2),
    input: { messages: input, text: null }, output: { messages: output, text: null },
  };
  const sdk = makeSpan(random, origin, from, length, { ...shared, name: "openai.chat.completion", parent_span_id: parent, counted: false, cost_source: "price_table", attributes: { "gen_ai.response.id": responseId, "gen_ai.request.model": "qwen-235b" } });
  const gateway = makeSpan(random, origin, from + 9, length - 14, {
    ...shared, name: "chat qwen-235b", parent_span_id: sdk.span_id, counted: true, cost_source: "reported", cost_usd: tokens[0] * 2.2e-7 + tokens[1] * 8.8e-7, ttft_ms: ttft,
    otel_kind: "CLIENT", service_name: "litellm", scope_name: "agent-portal.gateway",
    attributes: { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "vllm", "gen_ai.response.id": responseId, "gen_ai.request.model": "qwen-235b", "gen_ai.request.temperature": 0.2, "gen_ai.request.stream": true, "gen_ai.usage.input_tokens": tokens[0], "gen_ai.usage.output_tokens": tokens[1], "enduser.id": "kim.minji", "litellm.call_id": hex(random, 32) },
    resource_attributes: { "service.name": "litellm" },
  });
  return [sdk, gateway];
}

function agentSpans(trace: TraceSummary): Span[] {
  const random = seeded(41);
  const origin = Date.parse(trace.start_time);
  const total = trace.duration_ns / 1e6;
  const at = (share: number) => total * share;
  const failed = trace.status === "ERROR";
  const system = message("system", "You are a careful research assistant. Use the tools for facts, say where each came from, and answer in the language of the question.");
  const user = message("user", QUESTION);
  const plan = message("assistant", "", { tool_calls: [{ id: "call_1", name: "search_docs", arguments: { query: "filtered vector search benchmark on premises", limit: 5, languages: ["ko", "en"] } }], finish_reason: "tool_calls" });
  const found = message("tool", JSON.stringify({ hits: [{ title: "Filtered ANN benchmarks 2026", score: 0.92 }, { title: "사내 벡터 DB 비교 시험", score: 0.88 }], took_ms: 212 }), { tool_call_id: "call_1", name: "search_docs" });

  const session = makeSpan(random, origin, 0, total, { name: trace.name, kind: "session" });
  const agent = makeSpan(random, origin, at(0.005), at(0.985), { name: "research_agent", kind: "agent", agent: "research_agent", parent_span_id: session.span_id, input: { messages: null, text: QUESTION }, output: { messages: null, text: failed ? null : ANSWER } });
  const workflow = makeSpan(random, origin, at(0.01), at(0.36), { name: "plan", kind: "workflow", parent_span_id: agent.span_id });
  const first = call(random, origin, at(0.015), at(0.3), workflow.span_id, [1840, 96], [system, user], [plan], 240);
  const tool = makeSpan(random, origin, at(0.38), at(0.16), {
    name: "search_docs", kind: "tool", tool: "search_docs", parent_span_id: agent.span_id,
    input: { messages: null, text: '{"query": "filtered vector search benchmark on premises", "limit": 5}' },
    output: { messages: null, text: failed ? null : found.content },
    ...(failed ? { status: "ERROR" as const, status_message: "KeyError: 'customer_id'", events: [{ time: new Date(origin + at(0.5)).toISOString(), name: "exception", attributes: { "exception.type": "KeyError", "exception.message": "'customer_id'", "exception.stacktrace": "Traceback (most recent call last):\n  File \"tools/search.py\", line 41, in search_docs\n    owner = row['customer_id']\nKeyError: 'customer_id'" } }] } : {}),
  });
  const retrieval = makeSpan(random, origin, at(0.4), at(0.1), { name: "qdrant.search", kind: "retrieval", parent_span_id: tool.span_id, otel_kind: "CLIENT" });
  const embedding = makeSpan(random, origin, at(0.385), at(0.012), { name: "embeddings bge-m3", kind: "embedding", model: "bge-m3", provider: "vllm", parent_span_id: tool.span_id, counted: true, prompt_tokens: 18, total_tokens: 18, completion_tokens: 0, cost_usd: 4.2e-7, cost_source: "price_table" });
  const guard = makeSpan(random, origin, at(0.56), at(0.03), { name: "pii_check", kind: "guardrail", parent_span_id: agent.span_id });
  const last = failed ? [] : call(random, origin, at(0.6), at(0.38), agent.span_id, [2650, 412], [system, user, plan, found], [message("assistant", ANSWER, { finish_reason: "stop" })], 310);
  const stray = makeSpan(random, origin, at(0.9), at(0.04), { name: "http POST /webhooks/slack", kind: "http", orphan: true, parent_span_id: hex(random, 16), status: "UNSET", otel_kind: "CLIENT" });
  return [session, agent, workflow, ...first, tool, retrieval, embedding, guard, ...last, stray];
}

function callSpan(trace: TraceSummary): Span[] {
  const failed = trace.status === "ERROR";
  const model = trace.models[0] ?? null;
  return [
    makeSpan(seeded(9), Date.parse(trace.start_time), 0, trace.duration_ns / 1e6, {
      name: trace.name, kind: trace.name.startsWith("embeddings") ? "embedding" : "llm", model, provider: "vllm", counted: true, otel_kind: "CLIENT", service_name: "litellm", scope_name: "agent-portal.gateway",
      status: failed ? "ERROR" : "OK", status_message: trace.error_message ?? "", ttft_ms: trace.ttft_ms, user: trace.user,
      prompt_tokens: trace.prompt_tokens, completion_tokens: trace.completion_tokens, total_tokens: trace.total_tokens, cached_tokens: trace.cached_tokens,
      cost_usd: trace.cost_usd, cost_source: trace.cost_usd === null ? "unpriced" : "reported",
      input: { messages: [message("user", trace.input_preview ?? "")], text: null },
      output: { messages: failed ? null : [message("assistant", "1. 결제 화면이 새 요금제를 보여 줍니다.\n2. 대기열이 **묶음 처리**로 바뀌어 지연이 절반으로 줄었습니다.\n3. 로그에서 개인정보를 지웁니다.", { finish_reason: "stop" })], text: null },
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.request.model": model, "gen_ai.usage.input_tokens": trace.prompt_tokens, "litellm.cache_hit": false },
      events: failed ? [{ time: trace.end_time, name: "exception", attributes: { "exception.type": "RateLimitError", "exception.message": trace.error_message } }] : [],
    }),
  ];
}

export function makeDetail(trace: TraceSummary): TraceDetail {
  const spans = trace.agents.length > 0 ? agentSpans(trace) : callSpan(trace);
  return { trace: { ...trace, span_count: spans.length }, spans };
}

/** Many spans: workflows of tasks of model calls, to try how the tree scrolls. */
export function makeHuge(trace: TraceSummary, count: number): TraceDetail {
  const random = seeded(3);
  const origin = Date.parse(trace.start_time);
  const total = trace.duration_ns / 1e6;
  const root = makeSpan(random, origin, 0, total, { name: trace.name, kind: "session" });
  const spans = [root];
  let parent = root;
  for (let index = 1; index < count; index += 1) {
    const from = (index / count) * total * 0.98;
    const kind = index % 25 === 1 ? "workflow" : index % 3 === 0 ? "tool" : "llm";
    const span = makeSpan(random, origin, from, total * (kind === "workflow" ? 24 / count : 0.9 / count), { name: `${kind}_${String(index)}`, kind, parent_span_id: kind === "workflow" ? root.span_id : parent.span_id, counted: true });
    if (kind === "workflow") parent = span;
    spans.push(span);
  }
  return { trace: { ...trace, span_count: count }, spans };
}
