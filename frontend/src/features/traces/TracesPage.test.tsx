import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { TraceSummary } from "@/api/types";
import { failure, show } from "@/test/render";
import { TRACES, PATH, server, lists, last, soon, rowNames } from "@/test/traces";
import { TracesPage } from "./TracesPage";

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
