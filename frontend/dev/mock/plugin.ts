import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin } from "vite";
import { complete } from "./chat.ts";
import { MODELS } from "./data/chat.ts";
import { agentsOf, ANOMALIES, breakdownOf, costTrendOf, ERRORS, guardrailsOf, histogramOf, MONEY, performanceOf, tokenUsageOf } from "./data/analytics.ts";
import { makeDetail, makeHuge } from "./data/detail.ts";
import { metricsOf } from "./data/metrics.ts";
import { makeTraces, PROJECT } from "./data/traces.ts";

/** MOCK, for developing the screen only: answers the portal's API with made-up data. */
const STARTED = Date.now();
const BUSY = makeTraces(2600, STARTED, 46);
const HUGE = { ...(BUSY[0] ?? failNow()), name: "nightly_batch.session", duration_ns: 1.8e12, status: "OK" as const, span_count: 50_000 };

function failNow(): never {
  throw new Error("the mock made no traces");
}

function send(response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function error(response: ServerResponse, status: number, code: string, message: string, headers: Record<string, string> = {}) {
  send(response, status, { error: { code, message, request_id: "mock-0001" } }, headers);
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text === "" ? "{}" : text) as Record<string, unknown>;
}

let wrong = 0;

async function login(request: IncomingMessage, response: ServerResponse) {
  const { email, password } = await bodyOf(request);
  if (wrong >= 5) {
    wrong = 0;
    error(response, 429, "login_throttled", "Too many attempts", { "Retry-After": "20" }); return;
  }
  if (typeof email !== "string" || password !== "mock") {
    wrong += 1;
    error(response, 401, "invalid_credentials", "Wrong email or password"); return;
  }
  const scenario = email.split("@")[0] ?? "busy";
  send(response, 200, { user: user(scenario) }, { "Set-Cookie": `mock=${scenario}; Path=/; HttpOnly; SameSite=Lax` });
}

function user(scenario: string) {
  return { id: "u1", email: `${scenario}@mock.test`, name: "", role: "admin" };
}

function list(scenario: string, query: URLSearchParams) {
  const all = scenario === "empty" ? [] : scenario === "huge" ? [HUGE, ...BUSY.slice(1)] : BUSY;
  const [start, end] = [query.get("start_time") ?? "", query.get("end_time") ?? "9"];
  const q = query.get("q")?.toLowerCase() ?? "";
  const found = all.filter((trace) =>
    trace.start_time >= start && trace.start_time < end
    && (query.get("status") ?? trace.status) === trace.status
    && (query.get("model") === null || trace.models.includes(query.get("model") ?? ""))
    && (q === "" || trace.name.toLowerCase().includes(q) || trace.trace_id.includes(q) || (trace.input_preview ?? "").toLowerCase().includes(q)));
  const sign = query.get("order") === "asc" ? 1 : -1;
  const value = { start_time: (t: (typeof found)[0]) => Date.parse(t.start_time), duration: (t: (typeof found)[0]) => t.duration_ns, cost: (t: (typeof found)[0]) => t.cost_usd ?? -1, tokens: (t: (typeof found)[0]) => t.total_tokens };
  const key = value[(query.get("sort") ?? "start_time") as keyof typeof value];
  found.sort((a, b) => sign * (key(a) - key(b)));
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit") ?? 50);
  return { traces: found.slice(from, to), next_cursor: to < found.length ? String(to) : null, total: found.length };
}

function analytics(path: string, query: URLSearchParams, scenario: string): unknown {
  const all = scenario === "empty" ? [] : BUSY;
  const window = { start: Date.parse(query.get("start_time") ?? ""), end: Date.parse(query.get("end_time") ?? "") };
  const compare = query.get("compare") === "previous";
  const group = (query.get("group_by") ?? null) as Parameters<typeof costTrendOf>[3];
  switch (path) {
    case "analytics/performance": return performanceOf(all, window, compare);
    case "analytics/cost-trend": return costTrendOf(all, window, compare, group);
    case "analytics/token-usage": return tokenUsageOf(all, window, compare, group);
    case "analytics/histogram": return histogramOf(all, window, query.get("of") === "ttft" ? "ttft" : "latency", compare);
    case "analytics/breakdown": return breakdownOf(all, window, (query.get("by") ?? "model") as Parameters<typeof breakdownOf>[2], (query.get("order_by") ?? "cost_usd") as Parameters<typeof breakdownOf>[3], query.get("order") === "asc");
    case "analytics/errors": return scenario === "empty" ? { groups: [], complete: true } : ERRORS;
    case "analytics/guardrails": return scenario === "empty" ? { interval: "1h", time_zone: "UTC", runs: 0, blocked: 0, guardrails: [], complete: true } : guardrailsOf(window);
    case "agents/usage": return agentsOf(all, window);
    case "anomalies": return scenario === "empty" ? { ...ANOMALIES, anomalies: [], learning: [], models: 0, agents: 0 } : ANOMALIES;
    case "money": return MONEY;
    case "prices/unpriced": return { models: scenario === "empty" ? [] : [{ model: "mistral", provider: "vllm", calls: 120, total_tokens: 48_000 }] };
    default: return undefined;
  }
}

function agentops(path: string, query: URLSearchParams, scenario: string, response: ServerResponse) {
  if (scenario === "down") { error(response, 503, "agentops_unavailable", "The AgentOps server does not answer"); return; }
  if (path === "traces") { send(response, 200, list(scenario, query)); return; }
  if (path === "metrics") { send(response, 200, metricsOf(scenario === "empty" ? [] : BUSY, Date.parse(query.get("start_time") ?? ""), Date.parse(query.get("end_time") ?? ""))); return; }
  if (path === "capabilities") { send(response, 200, { server: "mock", version: "0", capabilities: ["traces.search", "traces.live", "metrics", "anomalies"], missing: {} }); return; }
  if (path === "views") { send(response, 200, { views: [] }); return; }
  if (path === "ingest") { send(response, 200, { accepted_spans: 18_442, stored_spans: 18_442, rejected_requests: 0, dead_lettered_spans: 0, unauthenticated_requests: 0, spool_bytes: 0, spool_oldest_age_s: null, lost_spans: 0 }); return; }
  const figures = analytics(path, query, scenario);
  if (figures !== undefined) { send(response, 200, figures); return; }
  const id = /^traces\/([0-9a-f]{32})$/.exec(path)?.[1];
  if (scenario === "huge" && id === HUGE.trace_id) { send(response, 200, makeHuge(HUGE, 50_000)); return; }
  const trace = BUSY.find((candidate) => candidate.trace_id === id);
  if (trace === undefined) error(response, 404, "not_found", "No such trace");
  else send(response, 200, makeDetail(trace));
}

const ALERTS = {
  alerts: [
    { fingerprint: "a1", name: "LLMErrorRateHigh", severity: "critical", state: "firing", since: new Date(STARTED - 1_260_000).toISOString(), summary: "One call in five to mistral fails", description: "", labels: { model: "mistral" }, silenced_by: [], acknowledged: null, has_runbook: true, traces: { filter: "status:error model:mistral", start_time: new Date(STARTED - 2_160_000).toISOString() } },
    { fingerprint: "a2", name: "SlowFirstToken", severity: "warning", state: "firing", since: new Date(STARTED - 5_400_000).toISOString(), summary: "The first token of llama-70b takes over 4 s", description: "", labels: { model: "llama-70b" }, silenced_by: [], acknowledged: { name: "Kim Minji", at: new Date(STARTED - 3_600_000).toISOString(), note: "" }, has_runbook: true, traces: null },
  ],
  sources: { prometheus: "ok", alertmanager: "ok", advice: "" },
};

/** A trace of the past every two seconds, as if it had just come in. */
function live(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write('event: state\ndata: {"connected": true}\n\n');
  let at = 0;
  const timer = setInterval(() => {
    const trace = BUSY[at % BUSY.length];
    at += 1;
    const start = new Date(Date.now() - (trace?.duration_ns ?? 0) / 1e6).toISOString();
    response.write(`id: ${String(at)}\nevent: trace\ndata: ${JSON.stringify({ ...trace, start_time: start, end_time: new Date().toISOString() })}\n\n`);
  }, 2000);
  request.on("close", () => clearInterval(timer));
}

const handle: Connect.NextHandleFunction = (request, response, next) => {
  const url = new URL(request.url ?? "/", "http://mock");
  if (!url.pathname.startsWith("/api/")) { next(); return; }
  const scenario = /mock=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  if (url.pathname === "/api/auth/login") return void login(request, response);
  if (url.pathname === "/api/auth/logout") { send(response, 204, undefined, { "Set-Cookie": "mock=; Path=/; Max-Age=0" }); return; }
  if (scenario === undefined && url.pathname === "/api/auth/session") { send(response, 200, { user: null, session: null }); return; }
  if (scenario === undefined) { error(response, 401, "unauthenticated", "Sign in first"); return; }
  if (url.pathname === "/api/auth/session") { send(response, 200, { user: user(scenario), session: { expires_at: new Date(Date.now() + 3_600_000).toISOString() } }); return; }
  if (url.pathname === "/api/projects") { send(response, 200, { projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] }); return; }
  if (url.pathname === "/api/chat/models") { send(response, 200, MODELS); return; }
  if (url.pathname === "/api/chat/completions") return void bodyOf(request).then((body) => complete(body, request, response));
  if (url.pathname === "/api/alerts") { send(response, 200, ALERTS); return; }
  if (url.pathname === "/api/agentops/live") { live(request, response); return; }
  agentops(url.pathname.replace("/api/agentops/", ""), url.searchParams, scenario, response);
};

export function mockPortal(): Plugin {
  return {
    name: "mock-portal",
    configureServer: (server) => void server.middlewares.use(handle),
    configurePreviewServer: (server) => void server.middlewares.use(handle),
  };
}
