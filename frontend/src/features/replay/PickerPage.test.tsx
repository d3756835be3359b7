import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { makeTraces } from "@mock/data/traces";
import type { AgentSession } from "@/api/types";
import { failure, serve, show } from "@/test/render";
import { PickerPage } from "./PickerPage";

const TRACES = makeTraces(60, Date.now(), 20);
const SESSION: AgentSession = {
  session_id: "chat/7 of kim", user: "kim", start_time: "2026-01-31T09:00:00Z", end_time: "2026-01-31T09:10:00Z", duration_ns: 6e11, active_ns: 2e10, status: "OK", trace_count: 3, error_count: 0,
  span_count: 12, llm_call_count: 5, unpriced_calls: 0, total_tokens: 900, cost_usd: 0.01, agents: ["support"], models: [], tags: [], input_preview: "Where is my order?", output_preview: null, latest_trace_id: "0".repeat(32),
};
const base = { "/api/projects": () => ({ projects: [] }) };

it("lists the latest traces, each a press from playing", async () => {
  serve({ ...base, "/api/agentops/traces": () => ({ traces: TRACES.slice(0, 50), next_cursor: null, total: 50 }) });
  show(<PickerPage search={{}} onSearch={vi.fn()} />);
  const links = await screen.findAllByRole("link", { name: /^Play / });
  expect(links).toHaveLength(50);
  expect(links[0]?.getAttribute("href")).toBe(`/admin/monitoring/replay/${TRACES[0]?.trace_id ?? ""}`);
});

it("asks the server for what is picked, and for sessions", async () => {
  const asked = serve({ ...base, "/api/agentops/traces": () => ({ traces: TRACES.slice(0, 5), next_cursor: null, total: 5 }) });
  const onSearch = vi.fn();
  show(<PickerPage search={{}} onSearch={onSearch} />);
  const user = userEvent.setup();
  await screen.findAllByRole("link", { name: /^Play / });
  await user.click(screen.getByRole("button", { name: "With tools" }));
  await waitFor(() => expect(asked.at(-1)?.searchParams.get("q")).toBe("has:tool"));
  expect(screen.getByRole<HTMLInputElement>("searchbox", { name: "Filter" }).value).toBe("has:tool");
  await user.click(screen.getByRole("radio", { name: "Sessions" }));
  expect(onSearch).toHaveBeenCalledWith({ of: "sessions" });
});

it("lists sessions, whatever their ids are made of", async () => {
  serve({ ...base, "/api/agentops/sessions": () => ({ sessions: [SESSION], next_cursor: null, total: 1 }) });
  show(<PickerPage search={{ of: "sessions" }} onSearch={vi.fn()} />);
  const link = await screen.findByRole("link", { name: "Play chat/7 of kim" });
  expect(link.getAttribute("href")).toBe("/admin/monitoring/replay/session/chat%2F7%20of%20kim");
  within(link).getByText("3 traces");
});

it("shows what is wrong with a filter beside it", async () => {
  serve({ ...base, "/api/agentops/traces": () => failure(422, "filter_invalid") });
  show(<PickerPage search={{}} onSearch={vi.fn()} />, { path: "/admin/monitoring/replay?q=nonsense((" });
  expect((await screen.findByRole("alert")).textContent).toContain("the server said filter_invalid");
  expect(screen.getByRole("searchbox").getAttribute("aria-invalid")).toBe("true");
});

it("says what to do when there is nothing", async () => {
  serve({ ...base, "/api/agentops/traces": () => ({ traces: [], next_cursor: null, total: 0 }) });
  const { history } = show(<PickerPage search={{}} onSearch={vi.fn()} />);
  await screen.findByRole("heading", { name: "Nothing to replay in this time range" });
  await userEvent.click(screen.getByRole("button", { name: "Show the last 30 days" }));
  await waitFor(() => expect(history.location.search).toContain("range=30d"));
});
