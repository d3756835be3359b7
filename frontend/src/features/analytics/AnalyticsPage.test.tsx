import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { sessionOf } from "@mock/data/admin";
import { agentsOf, breakdownOf, costTrendOf, ERRORS, guardrailsOf, histogramOf, performanceOf, tokenUsageOf } from "@mock/data/analytics";
import { completionOf } from "@mock/data/search";
import { makeTraces, PROJECT } from "@mock/data/traces";
import type { Dimension } from "@/api/analytics";
import type { Role, TraceSummary } from "@/api/types";
import type { PlotProps } from "@/charts/series";
import { failure, serve, show } from "@/test/render";
import { AnalyticsPage } from "./AnalyticsPage";

// There is no canvas here: what the plot is given, and what it does when dragged over or clicked, as buttons.
vi.mock("@/charts/TimeSeriesPlot", () => ({
  TimeSeriesPlot: ({ label, times, onRange, onPoint }: PlotProps) => (
    <div role="img" aria-label={label}>
      <button type="button" onClick={() => onRange?.(1_769_850_000, 1_769_853_600)}>drag</button>
      <button type="button" onClick={() => onPoint?.(times[3] ?? 0, 0)}>click the fourth step</button>
    </div>
  ),
}));

const TRACES = makeTraces(900, Date.now(), 40);
const windowOf = (url: URL) => ({ start: Date.parse(url.searchParams.get("start_time") ?? ""), end: Date.parse(url.searchParams.get("end_time") ?? "") });
const compared = (url: URL) => url.searchParams.get("compare") === "previous";
const groupOf = (url: URL) => url.searchParams.get("group_by") as Dimension | null;

function portal(traces: readonly TraceSummary[] = TRACES, more: Parameters<typeof serve>[0] = {}, role: Role = "admin") {
  return serve({
    "/api/projects": () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] }),
    "/api/auth/session": () => sessionOf(role),
    "/api/agentops/analytics/performance": (url) => performanceOf(traces, windowOf(url), compared(url)),
    "/api/agentops/analytics/histogram": (url) => histogramOf(traces, windowOf(url), url.searchParams.get("of") === "ttft" ? "ttft" : "latency", compared(url)),
    "/api/agentops/analytics/cost-trend": (url) => costTrendOf(traces, windowOf(url), compared(url), groupOf(url)),
    "/api/agentops/analytics/token-usage": (url) => tokenUsageOf(traces, windowOf(url), compared(url), groupOf(url)),
    "/api/agentops/analytics/breakdown": (url) => breakdownOf(traces, windowOf(url), url.searchParams.get("by") as Dimension, url.searchParams.get("order_by") as "cost_usd", url.searchParams.get("order") === "asc"),
    "/api/agentops/analytics/errors": () => (traces.length === 0 ? { groups: [], complete: true } : ERRORS),
    "/api/agentops/analytics/guardrails": (url) => guardrailsOf(windowOf(url)),
    "/api/agentops/agents/usage": (url) => agentsOf(traces, windowOf(url)),
    "/api/agentops/filter/complete": (url) => completionOf(url.searchParams.get("text") ?? "", Number(url.searchParams.get("cursor")), ["llama"]),
    "/api/agentops/prices/unpriced": () => ({ models: [{ model: "mistral", provider: "vllm", calls: 37, total_tokens: 4200 }] }),
    ...more,
  });
}

const panel = (name: string) => screen.findByRole("region", { name });
const asked = (urls: readonly URL[], path: string) => urls.filter((url) => url.pathname.endsWith(path));

it("shows percentiles, distribution, throughput and failures, compared with the period before", async () => {
  const urls = portal();
  show(<AnalyticsPage section="performance" />);
  expect(await screen.findByRole("link", { name: /^p95: [\d.]+ / })).toBeTruthy();
  for (const name of ["Latency", "Latency distribution", "Throughput", "Fail rate", "Time to first token", "First token distribution"]) expect(await panel(name)).toBeTruthy();
  const legend = within(await panel("Latency")).getByRole("group", { name: "Series of Latency" });
  expect(within(legend).getAllByRole("button").map((button) => button.textContent)).toEqual(["p50", "p90", "p95", "p99", "p95, period before"]);
  const [question] = asked(urls, "/performance");
  expect(question?.searchParams.get("compare")).toBe("previous");
  expect(question?.searchParams.get("interval")).toBe("auto");
  expect(question?.searchParams.get("q")).toBeNull();
});

it("leads from a figure to exactly the traces it speaks of", async () => {
  portal();
  show(<AnalyticsPage section="performance" />, { path: "/admin/monitoring/analytics?q=tag%3Aa+or+tag%3Ab&status=ERROR" });
  const p99 = await screen.findByRole("link", { name: /^p99: / });
  const target = new URL(p99.getAttribute("href") ?? "", "http://screen");
  expect(target.pathname).toBe("/admin/monitoring/traces");
  expect(target.searchParams.get("q")).toMatch(/^\(tag:a or tag:b\) status:error latency>=\d+ms$/);
  expect(target.searchParams.get("sort")).toBe("duration");
});

it("asks with the filter, the step and without the comparison that the address names", async () => {
  const urls = portal();
  show(<AnalyticsPage section="performance" />, { path: "/admin/monitoring/analytics?q=model%3Aqwen*&step=hour&compare=off" });
  await screen.findByRole("link", { name: /^p95: / });
  const query = Object.fromEntries(asked(urls, "/performance")[0]?.searchParams ?? []);
  expect(query).toMatchObject({ q: "model:qwen*", interval: "hour", compare: "none" });
  expect(screen.getByRole("checkbox", { name: "Compare with the period before" })).toHaveProperty("checked", false);
  expect(screen.queryByText("p95, period before")).toBeNull();
});

it("puts what is typed into the filter into the address and into every question", async () => {
  const urls = portal();
  const { history } = show(<AnalyticsPage section="performance" />);
  const user = userEvent.setup();
  await user.type(await screen.findByRole("combobox", { name: "Filter traces" }), "status:error {Enter}");
  await waitFor(() => expect(asked(urls, "/histogram").at(-1)?.searchParams.get("q")).toBe("status:error"));
  expect(history.location.search).toContain("q=status%3Aerror");
});

it("offers steps that the range can hold, and no others", async () => {
  portal();
  show(<AnalyticsPage section="performance" />, { path: "/admin/monitoring/analytics?from=2026-01-01T00:00:00Z&to=2026-03-31T00:00:00Z" });
  const steps = await screen.findByRole("radiogroup", { name: "One point for each" });
  expect(within(steps).getAllByRole("radio").map((radio) => radio.parentElement?.textContent)).toEqual(["Auto", "Day", "Week"]);
});

it("holds the same figures as a table, and hides series on request", async () => {
  portal();
  show(<AnalyticsPage section="performance" />);
  const user = userEvent.setup();
  const latency = await panel("Latency");
  const p50 = await within(latency).findByRole("button", { name: "p50" });
  await user.click(p50);
  expect(p50.getAttribute("aria-pressed")).toBe("false");
  await user.keyboard("{Shift>}");
  await user.click(p50);
  await user.keyboard("{/Shift}");
  expect(within(latency).getAllByRole("button", { pressed: true }).map((button) => button.textContent)).toEqual(["p50"]);
  await user.click(within(latency).getByRole("button", { name: "Table: Latency" }));
  expect(within(latency).getAllByRole("columnheader").map((header) => header.textContent)).toEqual(["Time", "p50", "p90", "p95", "p99", "p95, period before"]);
  expect(within(latency).getAllByRole("row").length).toBeGreaterThan(24);
});

it("chooses the range that is dragged over, and opens the traces of a step", async () => {
  portal();
  const { history } = show(<AnalyticsPage section="performance" />, { path: "/admin/monitoring/analytics?q=tag%3Aprod" });
  const user = userEvent.setup();
  const latency = await panel("Latency");
  await user.click(await within(latency).findByRole("button", { name: "drag" }));
  await waitFor(() => expect(history.location.search).toContain("from=2026-01-31T09%3A00%3A00.000Z&to=2026-01-31T10%3A00%3A00.000Z"));
  await waitFor(async () => expect((await panel("Latency")).getAttribute("aria-busy")).toBe("false"));
  await screen.findAllByText("No trace in this time range matches.");
  history.back();
  const failing = await panel("Fail rate");
  await user.click(await within(failing).findByRole("button", { name: "click the fourth step" }));
  await waitFor(() => expect(history.location.pathname).toBe("/admin/monitoring/traces"));
  const target = new URLSearchParams(history.location.search);
  expect(target.get("q")).toBe("tag:prod status:error");
  expect(Date.parse(target.get("to") ?? "") - Date.parse(target.get("from") ?? "")).toBe(3_600_000);
});

it("links each band of the distribution to its traces", async () => {
  portal();
  show(<AnalyticsPage section="performance" />);
  const user = userEvent.setup();
  const distribution = await panel("Latency distribution");
  await within(distribution).findByRole("img");
  await user.click(within(distribution).getByRole("button", { name: "Table: Latency distribution" }));
  const [first] = within(distribution).getAllByRole("link");
  expect(new URL(first?.getAttribute("href") ?? "", "http://screen").searchParams.get("q")).toMatch(/^latency>=[\d.]+ms latency<[\d.]+ms$/);
});

it("lets one panel fail alone and says what to do", async () => {
  portal(TRACES, { "/api/agentops/analytics/histogram": () => failure(504, "agentops_timeout") });
  show(<AnalyticsPage section="performance" />);
  const distribution = await panel("Latency distribution");
  expect((await within(distribution).findByRole("alert")).textContent).toContain("did not answer in time");
  expect(within(distribution).getByRole("button", { name: "Try again" })).toBeTruthy();
  expect(within(await panel("Latency")).queryByRole("alert")).toBeNull();
});

it("waits for no figure whose question failed, and has it when asking again succeeds", async () => {
  let late = true;
  const late504 = () => failure(504, "agentops_timeout");
  portal(TRACES, {
    "/api/agentops/analytics/cost-trend": (url) => (late ? late504() : costTrendOf(TRACES, windowOf(url), compared(url), groupOf(url))),
    "/api/agentops/analytics/token-usage": late504,
  });
  show(<AnalyticsPage section="usage" />);
  const cost = await panel("Cost");
  await within(cost).findByRole("alert");
  const figure = () => screen.getByText("Total cost").parentElement?.textContent;
  await waitFor(() => expect(figure()).toContain("–"));
  late = false;
  await userEvent.click(within(cost).getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(figure()).toMatch(/\$\d/));
  expect(within(await panel("Tokens by kind")).getByRole("button", { name: "Try again" })).toBeTruthy();
});

it("says that a server cannot tell something, without offering to ask again", async () => {
  portal(TRACES, { "/api/agentops/analytics/errors": () => failure(501, "capability_missing") });
  show(<AnalyticsPage section="errors" />, { language: "ko" });
  const groups = await panel("실패 원인");
  expect((await within(groups).findByRole("alert")).textContent).toContain("제공하지 않습니다");
  expect(within(groups).queryByRole("button", { name: "다시 시도" })).toBeNull();
});

it("says that a filter is not valid in the server's words", async () => {
  portal(TRACES, { "/api/agentops/analytics/performance": () => failure(422, "invalid_filter") });
  show(<AnalyticsPage section="errors" />, { path: "/admin/monitoring/analytics/errors?q=status%3A(" });
  expect((await screen.findAllByText(/The filter is not valid\. the server said invalid_filter/)).length).toBeGreaterThan(0);
});

it("groups failures, opens one and leads to its traces", async () => {
  portal();
  show(<AnalyticsPage section="errors" />);
  const user = userEvent.setup();
  const groups = await panel("What failed");
  const all = await within(groups).findByRole("link", { name: "40 traces with RateLimitError" });
  expect(new URL(all.getAttribute("href") ?? "", "http://screen").searchParams.get("q")).toBe('message:"Rate limit reached for qwen-*b: * requests per minute*"');
  const few = within(groups).getByRole("link", { name: "2 traces with KeyError" });
  expect(new URL(few.getAttribute("href") ?? "", "http://screen").searchParams.get("q")).toBe("trace:(1af7651916cd43dd8448eb211c80319c,2af7651916cd43dd8448eb211c80319c)");
  await user.click(within(groups).getByRole("button", { name: /^RateLimitError/ }));
  expect(within(groups).getByText("9f86d081884c7d65")).toBeTruthy();
  expect(within(groups).getByRole("link", { name: "0af7651916cd43dd8448eb211c80319c" }).getAttribute("href")).toContain("/admin/monitoring/traces/0af7651916cd43dd8448eb211c80319c");
});

it("says that nothing failed", async () => {
  portal([]);
  show(<AnalyticsPage section="errors" />);
  expect(await screen.findByText("Nothing failed in this time range.")).toBeTruthy();
});

it("names the models that are in no sum, and where to set their prices", async () => {
  portal();
  show(<AnalyticsPage section="usage" />);
  const note = (await screen.findByText(/These models have no price/)).closest<HTMLElement>("[role=status]");
  expect(note).not.toBeNull();
  if (note === null) return;
  expect(within(note).getByRole("link", { name: "mistral" }).getAttribute("href")).toContain("has%3Aunpriced");
  expect(within(note).getByText(/37 calls/)).toBeTruthy();
  expect(within(note).getByRole("link", { name: "Set prices" }).getAttribute("href")).toContain("/admin/settings/prices");
});

it("draws cost by the group that is chosen", async () => {
  const urls = portal();
  show(<AnalyticsPage section="usage" />);
  const user = userEvent.setup();
  const cost = await panel("Cost");
  const legend = await within(cost).findByRole("group", { name: "Series of Cost" });
  expect(within(legend).getByRole("button", { name: "qwen-235b" })).toBeTruthy();
  await user.selectOptions(within(cost).getByRole("combobox", { name: "Group by" }), "user");
  await waitFor(() => expect(asked(urls, "/cost-trend").at(-1)?.searchParams.get("group_by")).toBe("user"));
  expect(await within(cost).findByRole("button", { name: "kim.minji" })).toBeTruthy();
  expect(within(cost).getByRole("button", { name: "no user" })).toBeTruthy();
});

it("breaks down by any dimension, sorted by the server, each number leading to its traces", async () => {
  const urls = portal();
  const { history } = show(<AnalyticsPage section="breakdown" />, { path: "/admin/monitoring/analytics/breakdown?group=agent" });
  const user = userEvent.setup();
  const table = await panel("By agent");
  const link = await within(table).findByRole("link", { name: "support_triage" });
  expect(new URL(link.getAttribute("href") ?? "", "http://screen").searchParams.get("q")).toBe("agent=support_triage");
  expect(within(table).getByRole("link", { name: "no agent" }).getAttribute("href")).toContain(encodeURIComponent('agent:""'));
  expect(screen.getByText(/A trace may be in several groups/)).toBeTruthy();
  await user.click(within(table).getByRole("button", { name: "Failed" }));
  await waitFor(() => expect(history.location.search).toContain("measure=errors"));
  await waitFor(() => expect(Object.fromEntries(asked(urls, "/breakdown").at(-1)?.searchParams ?? [])).toMatchObject({ by: "agent", order_by: "errors", order: "desc" }));
  await user.click(await within(await panel("By agent")).findByRole("button", { name: "Failed" }));
  await waitFor(() => expect(asked(urls, "/breakdown").at(-1)?.searchParams.get("order")).toBe("asc"));
  const failures = (await within(await panel("By agent")).findAllByRole("link")).map((one) => new URL(one.getAttribute("href") ?? "", "http://screen").searchParams.get("q"));
  expect(failures).toContain("agent=support_triage status:error");
});

it("says 'at least' where calls without a price are among the others, and 'no price' where all are", async () => {
  portal();
  show(<AnalyticsPage section="breakdown" />);
  const table = await panel("By model");
  const row = (await within(table).findByRole("link", { name: "mistral" })).closest("tr");
  expect(row === null ? "" : row.textContent).toContain("no price");
  const whole = within(table).getByRole("link", { name: "All" }).closest("tr");
  expect(whole === null ? "" : whole.textContent).toMatch(/≥ \$/);
});

it("shows agents with their traces over time, and guardrails with what they blocked", async () => {
  portal();
  show(<AnalyticsPage section="agents" />);
  expect(await within(await panel("Agents")).findByRole("link", { name: "research_agent" })).toBeTruthy();
  const guardrails = await panel("Guardrails one by one");
  const row = (await within(guardrails).findByText("no-pii")).closest("tr");
  expect(row === null ? "" : row.textContent).toContain("before the call");
});

it("keeps reconciliation from those whose role is not for it", async () => {
  portal(TRACES, {}, "viewer");
  show(<AnalyticsPage section="performance" />);
  await screen.findByRole("link", { name: /^p95: / });
  const sections = screen.getByRole("navigation", { name: "Parts of the analytics" });
  expect(within(sections).queryByRole("link", { name: "Reconciliation" })).toBeNull();
  expect(within(sections).getByRole("link", { name: "Anomalies" })).toBeTruthy();
});
