import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { metricsOf } from "@mock/data/metrics";
import { makeTraces, PROJECT } from "@mock/data/traces";
import { failure, serve, show } from "@/test/render";
import { OverviewPage } from "./OverviewPage";

// jsdom draws no canvas; the browser tests look at the chart.
vi.mock("@/charts/TimeSeriesPlot", () => ({ TimeSeriesPlot: ({ label }: { label: string }) => <div role="img" aria-label={label} /> }));

const NOW = Date.now();
const TRACES = makeTraces(300, NOW, 40);
const INGEST = { accepted_spans: 10, stored_spans: 10, rejected_requests: 0, dead_lettered_spans: 0, unauthenticated_requests: 0, spool_bytes: 0, spool_oldest_age_s: null, lost_spans: 0 };
const projects = () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] });
const page = (traces = TRACES) => ({ traces: traces.slice(0, 6), next_cursor: null, total: traces.length });
const metrics = (traces = TRACES) => (url: URL) => metricsOf(traces, Date.parse(url.searchParams.get("start_time") ?? ""), Date.parse(url.searchParams.get("end_time") ?? ""));

it("shows four figures, each leading to its traces, and no lost span", async () => {
  const asked = serve({ "/api/projects": projects, "/api/agentops/metrics": metrics(), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  const cost = await screen.findByRole("link", { name: /^Total cost \$/ });
  expect(cost.getAttribute("href")).toContain("sort=cost");
  expect(screen.getByRole("link", { name: /^Fail rate/ }).getAttribute("href")).toContain("status=ERROR");
  expect(screen.getByRole("link", { name: /^Total events/ })).toBeTruthy();
  expect(screen.getByRole("link", { name: /^Avg latency/ })).toBeTruthy();
  expect(await screen.findByRole("button", { name: "Every accepted span is stored" })).toBeTruthy();
  const asksMetrics = asked.find((url) => url.pathname.endsWith("/metrics"));
  expect(asksMetrics?.searchParams.get("compare")).toBe("previous");
});

it("says plainly that a model has no price", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics(), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  const row = (await screen.findByRole("link", { name: "mistral" })).closest("tr");
  expect(row).not.toBeNull();
  if (row !== null) expect(within(row).getByText("no price")).toBeTruthy();
});

it("shows how to send the first call when nothing ever arrived", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics([]), "/api/agentops/traces": () => page([]), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />, { language: "ko" });
  expect(await screen.findByRole("heading", { name: "아직 들어온 기록이 없습니다" })).toBeTruthy();
  expect(screen.getByText(/curl -s/)).toBeTruthy();
});

it("offers a longer range when there is traffic, only not now", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics([]), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  expect(await screen.findByRole("button", { name: "Show the last 30 days" })).toBeTruthy();
});

it("says what to do when the AgentOps server is away", async () => {
  const away = () => failure(503, "agentops_unavailable");
  serve({ "/api/projects": projects, "/api/agentops/metrics": away, "/api/agentops/traces": away, "/api/agentops/ingest": away });
  show(<OverviewPage />);
  expect((await screen.findByRole("alert")).textContent).toContain("AgentOps server does not answer");
  expect(screen.getByText(/health-check\.sh/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

const ALERT = { fingerprint: "a1", name: "SlowModel", severity: "critical", state: "firing", since: new Date(NOW - 600_000).toISOString(), summary: "qwen is slow", description: "", labels: {}, silenced_by: [], acknowledged: null, has_runbook: true, traces: null };
const alerts = (list: unknown[], sources = { alertmanager: "ok", prometheus: "ok", advice: "" }) => () => ({ alerts: list, sources });
const around = { "/api/projects": projects, "/api/agentops/metrics": metrics(), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST };
const capabilities = (missing: Record<string, string[]> = {}, abilities = ["traces.live"]) => () => ({ server: "x", version: "1", capabilities: abilities, missing });

it("shows traces as they arrive, the newest first, each once", async () => {
  const [known] = TRACES;
  if (known === undefined) throw new Error("no traces were made");
  const late = { ...known, trace_id: "f".repeat(32), name: "just in", start_time: new Date(NOW).toISOString() };
  const events = [late, { ...late, name: "just in, and done" }].map((trace, index) => `id: ${String(index)}\nevent: trace\ndata: ${JSON.stringify(trace)}\n\n`).join("");
  const asked = serve({ ...around, "/api/agentops/capabilities": capabilities(), "/api/agentops/live": () => new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(`event: state\ndata: {"connected": true}\n\n${events}`)) })) });
  show(<OverviewPage />);
  const live = within(await screen.findByRole("region", { name: "Live" }));
  const rows = await live.findAllByRole("link", { name: /just in, and done/ });
  expect(rows).toHaveLength(1);
  expect(live.getAllByRole("link")[1]).toBe(rows[0]);
  expect(live.getByText("as they arrive")).toBeTruthy();
  expect(asked.filter((url) => url.pathname.endsWith("/live"))).toHaveLength(1);
});

it("watches nothing while refreshing is off, or where the server cannot", async () => {
  const asked = serve({ ...around, "/api/agentops/capabilities": capabilities({}, []) });
  show(<OverviewPage />);
  const live = within(await screen.findByRole("region", { name: "Live" }));
  expect(await live.findByText("refreshed")).toBeTruthy();
  expect(await live.findAllByRole("link")).not.toHaveLength(1);
  cleanup();
  show(<OverviewPage />, { path: "/admin/monitoring?refresh=off" });
  expect(await screen.findByText("paused")).toBeTruthy();
  expect(asked.some((url) => url.pathname.endsWith("/live"))).toBe(false);
});

it("shows what fires, the rest as a number", async () => {
  const many = [ALERT, { ...ALERT, fingerprint: "a2" }, { ...ALERT, fingerprint: "a3" }, { ...ALERT, fingerprint: "a4" }, { ...ALERT, fingerprint: "a5", state: "silenced" }, { ...ALERT, fingerprint: "", state: "pending" }];
  serve({ ...around, "/api/alerts": alerts(many) });
  show(<OverviewPage />);
  const box = within(await screen.findByRole("region", { name: "Alerts" }));
  expect(await box.findAllByRole("link", { name: /SlowModel/ })).toHaveLength(3);
  expect(box.getByText("4")).toBeTruthy();
  expect(box.getByText("and 1 more")).toBeTruthy();
  expect(box.getByText("1 silenced")).toBeTruthy();
});

it.each([
  [{ alertmanager: "ok", prometheus: "ok", advice: "" }, "Nothing is firing"],
  [{ alertmanager: "off", prometheus: "off", advice: "x" }, "No alerting runs here"],
  [{ alertmanager: "down", prometheus: "ok", advice: "x" }, "The alerts cannot be read"],
])("never calls unknown quiet: %o", async (sources, said) => {
  serve({ ...around, "/api/alerts": alerts([], sources) });
  show(<OverviewPage />);
  const box = within(await screen.findByRole("region", { name: "Alerts" }));
  expect(await box.findByText(said)).toBeTruthy();
});

it("leads from every figure to its traces", async () => {
  serve(around);
  show(<OverviewPage />);
  const first = await screen.findByTitle("Time to first token: see the traces");
  expect(first.getAttribute("href")).toContain("q=has%3Attft");
  expect(screen.getByTitle("Tokens: see the traces").getAttribute("href")).toContain("sort=tokens");
  const row = (await screen.findByRole("link", { name: "qwen-235b" })).closest("tr");
  if (row === null) throw new Error("no row");
  for (const link of within(row).getAllByRole("link")) expect(link.getAttribute("href")).toContain("model=qwen-235b");
  expect(within(row).getAllByRole("link").length).toBeGreaterThanOrEqual(6);
});

it("leaves out what the server does not tell", async () => {
  serve({ ...around, "/api/agentops/capabilities": capabilities({ metrics: ["by_model", "totals.avg_ttft_ms", "totals.cached_tokens", "series.cost_usd", "series.p95_latency_ms"] }) });
  show(<OverviewPage />);
  await screen.findByRole("link", { name: /^Total cost/ });
  await waitFor(() => expect(screen.queryByRole("heading", { name: "By model" })).toBeNull());
  expect(screen.queryByText("Time to first token")).toBeNull();
  expect(screen.queryByRole("radio", { name: "Cost" })).toBeNull();
  expect(screen.getByRole("radio", { name: "Tokens" })).toBeTruthy();
});
