import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { sessionOf } from "@mock/data/admin";
import { metricsOf } from "@mock/data/metrics";
import { completionOf, facetsOf, view } from "@mock/data/search";
import { makeTraces, PROJECT } from "@mock/data/traces";
import type { Role, TraceSummary, View } from "@/api/types";
import { bodyOf, failure, serve, show } from "@/test/render";
import { TracesPage } from "./TracesPage";

const TRACES = makeTraces(250, Date.now(), 20);
const [TEMPLATE] = TRACES as [TraceSummary];
const PATH = "/admin/monitoring/traces";
const MODELS = ["qwen-235b", "llama", "mistral"];

interface Backend { role?: Role; views?: View[]; traces?: (url: URL) => unknown; more?: Parameters<typeof serve>[0] }

function server({ role = "admin", views = [], traces, more = {} }: Backend = {}) {
  return serve({
    "/api/auth/session": () => sessionOf(role),
    "/api/projects": () => ({ projects: [{ id: PROJECT, name: "default", environment: "production", created_at: "2026-01-01T00:00:00Z" }] }),
    "/api/agentops/metrics": (url) => metricsOf(TRACES, Date.parse(url.searchParams.get("start_time") ?? ""), Date.parse(url.searchParams.get("end_time") ?? "")),
    "/api/agentops/facets": (url) => ({ facets: facetsOf(TRACES, url.searchParams.get("fields")?.split(","), Number(url.searchParams.get("limit"))) }),
    "/api/agentops/filter/complete": (url) => completionOf(url.searchParams.get("text") ?? "", Number(url.searchParams.get("cursor")), MODELS),
    "/api/agentops/views": (_, init) => (init.method === "POST" ? { ...view("v-new"), ...(bodyOf(init) as Partial<View>) } : { views }),
    "/api/agentops/traces": traces ?? ((url) => {
      const found = TRACES.filter((trace) => (url.searchParams.get("status") ?? trace.status) === trace.status);
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const to = from + Number(url.searchParams.get("limit"));
      return { traces: found.slice(from, to), next_cursor: to < found.length ? String(to) : null, total: found.length };
    }),
    ...more,
  });
}
const lists = (asked: URL[]) => asked.filter((url) => url.pathname === "/api/agentops/traces");
const last = (asked: URL[], name: string) => lists(asked).at(-1)?.searchParams.get(name);
const soon = <T,>(check: () => T) => vi.waitFor(check, 8000);
// Labels are found faster than roles, whose search looks at the whole list.
const box = () => screen.findByLabelText("Filter traces");
const side = async () => within(await screen.findByLabelText("Narrow down"));
const options = () => within(screen.getByLabelText("Suggestions"));
const rowNames = () => screen.getByRole("table", { name: "Traces" }).querySelectorAll("a").length;

describe("the list", () => {
  it("shows what the server has, dense and in its order", async () => {
    server();
    show(<TracesPage />, { path: PATH });
    const table = await screen.findByRole("table", { name: "Traces" });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    expect(within(table).getAllByRole("columnheader").map((header) => header.textContent)).toEqual(["Selection", "Time", "Name", "Model", "User", "Tokens", "Latency", "Cost"]);
    expect(screen.getByText("250 traces")).toBeTruthy();
    expect(table.getAttribute("aria-rowcount")).toBe("251");
  });

  it("asks the server for the status and the order", async () => {
    const asked = server();
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByRole("radio", { name: "Failed" }));
    await soon(() => expect(last(asked, "status")).toBe("ERROR"));
    await user.click(screen.getByRole("button", { name: "Sort by Cost" }));
    await soon(() => expect(last(asked, "sort")).toBe("cost"));
    await user.click(screen.getByRole("button", { name: "Sort by Cost" }));
    await soon(() => expect(last(asked, "order")).toBe("asc"));
    expect(history.location.search).toContain("status=ERROR");
  });

  it("reads all of its state from the address", async () => {
    const asked = server();
    show(<TracesPage />, { path: `${PATH}?status=ERROR&model=llama&sort=duration&order=asc&cols=name,trace&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z` });
    await soon(() => expect(lists(asked)).not.toHaveLength(0));
    expect(Object.fromEntries(lists(asked)[0]?.searchParams ?? [])).toMatchObject({ status: "ERROR", model: "llama", sort: "duration", order: "asc", start_time: "2026-01-01T00:00:00.000Z", end_time: "2026-01-02T00:00:00.000Z" });
    expect((await screen.findAllByRole("columnheader")).map((header) => header.textContent)).toEqual(["Selection", "Name", "Trace ID"]);
    expect(screen.getByText("Fixed range")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Stop filtering by the model llama" })).toBeTruthy();
  });

  it("goes through its rows by keyboard, and picks out two to compare", async () => {
    server();
    const { history } = show(<TracesPage />, { path: PATH });
    await screen.findByRole("table", { name: "Traces" });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    const [first, second] = TRACES as [TraceSummary, TraceSummary];
    for (const [key, id] of [["j", first.trace_id], ["ArrowDown", second.trace_id], ["k", first.trace_id]] as const) {
      fireEvent.keyDown(document.activeElement ?? document.body, { key });
      await soon(() => expect(document.activeElement?.getAttribute("href")).toContain(id));
    }
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "x" });
    const bar = await screen.findByRole("toolbar", { name: "Selected traces" });
    expect(within(bar).getByRole("button", { name: "Compare" })).toHaveProperty("disabled", true);
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "j" });
    await soon(() => expect(document.activeElement?.getAttribute("href")).toContain(second.trace_id));
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "x" });
    expect(await within(bar).findByText("2 selected")).toBeTruthy();
    fireEvent.click(within(bar).getByRole("button", { name: "Compare" }));
    await soon(() => expect(history.location.href).toBe(`/admin/monitoring/traces/compare?a=${first.trace_id}&b=${second.trace_id}`));
  });

  it("says how to ask for less when there is too much to read", async () => {
    server({ traces: () => failure(504, "agentops_timeout") });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: `${PATH}?range=7d&sort=cost` });
    expect(await screen.findByRole("heading", { name: "Too much to read in time" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Sort by time" }));
    await soon(() => expect(history.location.search).not.toContain("sort"));
    await user.click(await screen.findByRole("button", { name: "Only Last 24 hours" }));
    await soon(() => expect(history.location.search).toContain("range=24h"));
  });

  it("is honest about being empty", async () => {
    server({ traces: () => ({ traces: [], next_cursor: null, total: 0 }) });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: `${PATH}?q=model:llama`, language: "ko" });
    await user.click((await screen.findAllByRole("button", { name: "필터 지우기" })).at(-1) ?? document.body);
    await soon(() => expect(history.location.search).not.toContain("q="));
  });
});

describe("the filter", () => {
  it("completes by keyboard and applies what is whole", async () => {
    const asked = server();
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("mo");
    const field = await soon(() => options().getByRole("option", { name: /model:/ }));
    await soon(() => expect(options().getAllByRole("option")).toHaveLength(1));
    expect((await box()).getAttribute("role")).toBe("combobox");
    await user.keyboard("{ArrowDown}");
    expect(field.getAttribute("aria-selected")).toBe("true");
    expect((await box()).getAttribute("aria-activedescendant")).toBe(field.id);
    await user.keyboard("{Enter}");
    expect(await box()).toHaveProperty("value", "model:");
    await user.keyboard("ll");
    await soon(() => expect(options().getByRole("option", { name: "llama" })).toBeTruthy());
    // Half a value is not asked for.
    expect(lists(asked).every((url) => url.searchParams.get("q") === null)).toBe(true);
    await user.keyboard("{Tab}");
    expect(await box()).toHaveProperty("value", "model:llama ");
    await soon(() => expect(last(asked, "q")).toBe("model:llama"));
    expect(history.location.search).toContain("q=model%3Allama");
    await user.keyboard("{Escape}");
    expect(screen.queryByLabelText("Suggestions")).toBeNull();
  });

  it("marks what is wrong at its place, keeps the list, and mends it on request", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research modell:x{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Character 10: found “modell”");
    expect((await box()).getAttribute("aria-invalid")).toBe("true");
    expect(document.querySelector(".wrong")?.textContent).toBe("modell");
    expect(lists(asked).every((url) => !(url.searchParams.get("q") ?? "").includes("modell"))).toBe(true);
    await user.click(within(alert).getByRole("button", { name: "model" }));
    expect(await box()).toHaveProperty("value", "research model:x");
    await soon(() => expect(last(asked, "q")).toBe("research model:x"));
  });

  it("shows where a link's filter is wrong", async () => {
    server({ traces: () => failure(422, "invalid_filter", {}, { position: 5, length: 2, found: ">1", expected: ["a time with its unit, like 500ms, 2s or 1.5m"], suggestion: null }) });
    show(<TracesPage />, { path: `${PATH}?q=latency>>1` });
    expect(await screen.findByRole("heading", { name: "The filter is not valid" })).toBeTruthy();
    expect(screen.getAllByText(/Character 6: found “>1”, expected a time with its unit/).length).toBeGreaterThan(0);
    expect(screen.getByRole("button", { name: "Remove the filter" })).toBeTruthy();
  });

  it("remembers the filters last used", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research{Enter}");
    await soon(() => expect(last(asked, "q")).toBe("research"));
    await user.click(screen.getByRole("button", { name: "Clear the filter" }));
    await user.tab();
    await user.click(await box());
    await user.click(await soon(() => options().getByRole("option", { name: "research" })));
    await soon(() => expect(last(asked, "q")).toBe("research"));
  });

  it("still works where the server cannot complete", async () => {
    const asked = server({ more: { "/api/agentops/filter/complete": () => failure(501, "capability_missing") } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await box());
    await user.keyboard("research");
    await soon(() => expect(last(asked, "q")).toBe("research"));
  });
});

describe("the facets", () => {
  it("put values into the filter and take them out", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: /^Model llama, \d+ traces/ }));
    await soon(() => expect(last(asked, "q")).toBe("model:llama"));
    await user.click(await facets.findByRole("button", { name: /^Model mistral/ }));
    await soon(() => expect(last(asked, "q")).toBe("model:(llama,mistral)"));
    // The alternatives are counted without what is chosen of the field itself.
    await soon(() => expect(asked.some((url) => url.pathname.endsWith("/facets") && url.searchParams.get("fields") === "model" && url.searchParams.get("q") === null)).toBe(true));
    await user.click(facets.getByRole("button", { name: "Exclude qwen-235b" }));
    await soon(() => expect(last(asked, "q")).toBe("model:(llama,mistral) -model:qwen-235b"));
    await user.click(facets.getByRole("button", { name: "Clear Model" }));
    await soon(() => expect(last(asked, "q")).toBeNull());
  });

  it("agree with the status beside the box", async () => {
    const asked = server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: /^Status Failed/ }));
    await soon(() => expect(last(asked, "status")).toBe("ERROR"));
    expect(screen.getByRole("radio", { name: "Failed" })).toHaveProperty("checked", true);
    await user.click(facets.getByRole("button", { name: /^Status Unknown/ }));
    await soon(() => expect(last(asked, "q")).toBe("status:(error,indeterminate)"));
    expect(last(asked, "status")).toBeNull();
  });

  it("can be put away, and stay so", async () => {
    server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByLabelText("Show the values to filter by"));
    const facets = await side();
    await user.click(await facets.findByRole("button", { name: "Model" }));
    expect(facets.queryByRole("button", { name: /^Model llama/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Hide the values to filter by" }));
    expect(screen.queryByLabelText("Narrow down")).toBeNull();
    expect(localStorage.getItem("portal.traces.side.u-me")).toBe("closed");
  });
});

describe("the columns", () => {
  it("are chosen, ordered and sized, and kept for the reader", async () => {
    server();
    const user = userEvent.setup();
    show(<TracesPage />, { path: PATH });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(screen.getByRole("checkbox", { name: "User" }));
    await user.click(screen.getByRole("checkbox", { name: "First token" }));
    await user.click(screen.getByRole("button", { name: "Move First token forward" }));
    const kept = () => localStorage.getItem("portal.traces.columns.u-me");
    expect(kept()).toBe("time,name,model,tokens,latency,ttft,cost");
    await user.keyboard("{Escape}");
    fireEvent.keyDown(screen.getByRole("separator", { name: "Width of Model" }), { key: "ArrowRight" });
    expect(kept()).toContain("model:144");
    fireEvent.keyDown(screen.getByRole("separator", { name: "Width of Model" }), { key: "Enter" });
    expect(kept()).toBe("time,name,model,tokens,latency,ttft,cost");
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(screen.getByRole("button", { name: "Back to the standard" }));
    expect(kept()).toBeNull();
  });
});

describe("saved views", () => {
  it("keep what the page is set to and share it", async () => {
    const made: unknown[] = [];
    const asked = server({ more: { "/api/agentops/views": (_, init) => {
      if (init.method !== "POST") return { views: made.length === 0 ? [] : [view("v-new", { name: "Failures", shared: true, state: { q: "model:llama", sort: "cost", cols: "time,name,model,user,tokens,latency,cost" } })] };
      made.push(bodyOf(init));
      return view("v-new", { name: "Failures" });
    } } });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: `${PATH}?q=model:llama&sort=cost&refresh=off` });
    await user.click(await screen.findByRole("button", { name: "Saved views: All traces" }));
    await user.click(await screen.findByRole("button", { name: "Save as a view…" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("Give it a name.")).toBeTruthy();
    await user.type(screen.getByLabelText("Name"), "Failures");
    await user.click(screen.getByLabelText("Share it with everybody who may see this project"));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await soon(() => expect(history.location.search).toContain("saved=v-new"));
    expect(made).toEqual([{ name: "Failures", page: "traces", shared: true, state: { q: "model:llama", sort: "cost", cols: "time,name,model,user,tokens,latency,cost" } }]);
    expect(await screen.findByRole("button", { name: "Saved views: Failures" })).toBeTruthy();
    expect(asked.find((url) => url.pathname === "/api/agentops/views")?.searchParams.get("project_id")).toBe(PROJECT);
  });

  it("open whole, tell when they were changed, and one of them can open by itself", async () => {
    const views = [view("v1", { name: "Dear ones", state: { q: "cost>1", sort: "cost", cols: "time,name,cost" } }), view("v2", { name: "Of others", mine: false, owner: "Kim", shared: true, state: { q: "tag:x" } })];
    server({ views });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByRole("button", { name: /^Saved views/ }));
    expect(await screen.findByText("by Kim")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "More about Of others" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Open Dear ones by default" }));
    await soon(() => expect(history.location.search).toContain("saved=v1"));
    expect(history.location.search).toContain("sort=cost");
    await soon(() => expect(screen.getByRole("table", { name: "Traces" }).querySelectorAll("[role=columnheader]")).toHaveLength(4));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Sort by Time" }));
    expect(await screen.findByText("edited")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Saved views/ }));
    await user.click(screen.getByRole("button", { name: "All traces" }));
    await soon(() => expect(history.location.search).toContain("saved=none"));
  });

  it("are changed by their owner only, and not shared by viewers", async () => {
    const views = [view("v1", { name: "Mine" }), view("v2", { name: "Theirs", mine: false, shared: true })];
    const changed: unknown[] = [];
    server({ role: "viewer", views, more: { "/api/agentops/views/v1": (_, init) => {
      changed.push([init.method, bodyOf(init)]);
      return init.method === "DELETE" ? new Response(null, { status: 204 }) : view("v1");
    } } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: `${PATH}?saved=none` });
    await user.click(await screen.findByRole("button", { name: /^Saved views/ }));
    await screen.findByRole("button", { name: "Mine" });
    expect(screen.queryByRole("button", { name: "More about Theirs" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "More about Mine" }));
    expect(screen.queryByRole("menuitem", { name: "Share with the project" })).toBeNull();
    await user.click(screen.getByRole("menuitem", { name: "Rename" }));
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "Ours");
    await user.click(screen.getByRole("button", { name: "Rename" }));
    await soon(() => expect(changed).toEqual([["PATCH", { name: "Ours" }]]));
    await soon(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: /^Saved views/ }));
    await user.click(screen.getByRole("button", { name: "More about Mine" }));
    await user.click(screen.getByRole("menuitem", { name: "Delete" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await soon(() => expect(changed.at(-1)).toEqual(["DELETE", undefined]));
  });
});

describe("the live tail", () => {
  /** A stream that the test writes to. */
  function stream() {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    const response = () => new Response(new ReadableStream<Uint8Array>({ start: (made) => { controller = made; } }), { headers: { "Content-Type": "text/event-stream" } });
    return { response, write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)) };
  }
  const arriving = (id: string, name: string): TraceSummary => ({ ...TEMPLATE, trace_id: id.repeat(32), name, start_time: new Date(Date.now() + 1000).toISOString().replace("Z", "000Z") });
  const event = (trace: TraceSummary) => `id: 1-${trace.trace_id}\nevent: trace\ndata: ${JSON.stringify(trace)}\n\n`;

  it("shows what comes in, counts it while paused, and asks with the whole filter", async () => {
    const live = stream();
    const asked = server({ more: { "/api/agentops/live": live.response } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: `${PATH}?status=ERROR&q=tag:x` });
    await screen.findByRole("button", { name: /^Live\./ });
    expect(asked.find((url) => url.pathname.endsWith("/live"))?.searchParams.get("q")).toBe("tag:x status:error");
    act(() => live.write(event(arriving("a", "first.arrival"))));
    expect(await screen.findByRole("link", { name: "first.arrival" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Live\. Pause/ }));
    act(() => live.write(event(arriving("b", "second.arrival")) + event(arriving("c", "third.arrival"))));
    const pill = await screen.findByRole("button", { name: "2 new traces" });
    expect(screen.queryByRole("link", { name: "second.arrival" })).toBeNull();
    // A trace that is listed already changes in its place.
    act(() => live.write(event({ ...arriving("a", "first.changed") })));
    expect(await screen.findByRole("link", { name: "first.changed" })).toBeTruthy();
    await user.click(pill);
    expect(await screen.findByRole("link", { name: "third.arrival" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Paused\./ }));
    act(() => live.write(event(arriving("d", "fourth.arrival"))));
    expect(await screen.findByRole("link", { name: "fourth.arrival" })).toBeTruthy();
  });

  it("does not move rows under somebody who has scrolled or points at them", async () => {
    const live = stream();
    server({ more: { "/api/agentops/live": live.response } });
    show(<TracesPage />, { path: PATH });
    await screen.findByRole("button", { name: /^Live\./ });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    const region = screen.getByRole("region", { name: "Traces" });
    fireEvent.pointerMove(region);
    act(() => live.write(event(arriving("a", "first.arrival"))));
    await screen.findByRole("button", { name: "1 new trace" });
    fireEvent.pointerLeave(region);
    expect(await screen.findByRole("link", { name: "first.arrival" })).toBeTruthy();
    region.scrollTop = 400;
    fireEvent.scroll(region);
    act(() => live.write(event(arriving("b", "second.arrival"))));
    fireEvent.click(await screen.findByRole("button", { name: "1 new trace" }));
    region.scrollTop = 0;
    fireEvent.scroll(region);
    expect(await screen.findByRole("link", { name: "second.arrival" })).toBeTruthy();
  });

  it("reads the list anew when something was passed over", async () => {
    const live = stream();
    const asked = server({ more: { "/api/agentops/live": live.response } });
    show(<TracesPage />, { path: PATH });
    await screen.findByRole("button", { name: /^Live\./ });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    const before = lists(asked).length;
    // The window is resolved to whole seconds: the next one differs.
    await new Promise((done) => setTimeout(done, 1100));
    act(() => live.write("event: gap\ndata: {}\n\n"));
    await soon(() => expect(lists(asked).length).toBeGreaterThan(before));
  });

  it("falls back to reading regularly where there is no stream", async () => {
    server({ more: { "/api/agentops/live": () => failure(501, "capability_missing") } });
    show(<TracesPage />, { path: PATH });
    expect(await screen.findByRole("button", { name: /^Every 5 s\./ })).toBeTruthy();
  });
});

describe("sessions", () => {
  const SESSION = {
    session_id: "chat 7", user: "kim", start_time: "2026-01-31T09:00:00.000000Z", end_time: "2026-01-31T09:10:00.000000Z", duration_ns: 6e11, active_ns: 9e9, status: "OK", trace_count: 4, error_count: 1, span_count: 20,
    llm_call_count: 8, unpriced_calls: 0, total_tokens: 1234, cost_usd: 0.02, agents: ["support"], models: ["llama"], tags: [], input_preview: "Where is my order?", output_preview: "On its way", latest_trace_id: "a".repeat(32),
  };

  it("are listed by last activity and lead to their traces", async () => {
    const asked = server({ more: { "/api/agentops/sessions": () => ({ sessions: [SESSION], next_cursor: null, total: 1 }) } });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: `${PATH}?status=ERROR` });
    await user.click(await screen.findByRole("radio", { name: "Sessions" }));
    const table = await screen.findByRole("table", { name: "Sessions" });
    await waitFor(() => expect(within(table).getByText("1 failed")).toBeTruthy());
    expect(Object.fromEntries(asked.find((url) => url.pathname.endsWith("/sessions"))?.searchParams ?? [])).toMatchObject({ q: "status:error", sort: "last_activity", order: "desc" });
    await user.click(within(table).getByRole("button", { name: "Sort by Cost" }));
    await soon(() => expect(asked.filter((url) => url.pathname.endsWith("/sessions")).at(-1)?.searchParams.get("sort")).toBe("cost"));
    await user.click(await within(screen.getByRole("table", { name: "Sessions" })).findByRole("button", { name: "Traces of session chat 7" }));
    await soon(() => expect(new URLSearchParams(history.location.search).get("q")).toBe('session="chat 7"'));
    expect(history.location.search).not.toContain("list=");
  });

  it("say so where the server has none", async () => {
    server({ more: { "/api/agentops/sessions": () => failure(501, "capability_missing") } });
    show(<TracesPage />, { path: `${PATH}?list=sessions` });
    expect(await screen.findByRole("heading", { name: "This AgentOps server does not list sessions" })).toBeTruthy();
  });
});
