import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { makeDetail, makeHuge } from "@mock/data/detail";
import { makeTraces, PROJECT } from "@mock/data/traces";
import { failure, serve, show } from "@/test/render";
import { TracePage } from "./TracePage";
import { rowsOf } from "./tree";

const AGENT = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
const FAILED = makeTraces(400, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "ERROR");
if (AGENT === undefined || FAILED === undefined) throw new Error("the mock data has agents' traces");
const projects = () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] });
type Detail = ReturnType<typeof makeDetail>;

function portal(detail: Detail, more: Parameters<typeof serve>[0] = {}) {
  const base = `/api/agentops/traces/${detail.trace.trace_id}`;
  const rows = rowsOf(detail.spans);
  return serve({
    "/api/projects": projects,
    "/api/auth/session": () => ({ user: null, session: null }),
    [`${base}/tree`]: (url) => {
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const to = from + Number(url.searchParams.get("limit"));
      return { spans: rows.slice(from, to), next_cursor: to < rows.length ? String(to) : null, span_count: rows.length, trace: from === 0 ? detail.trace : null };
    },
    [base]: () => detail,
    ...more,
  });
}
const open = (trace: { trace_id: string }, search = "", language: "en" | "ko" = "en") => show(<TracePage traceId={trace.trace_id} />, { path: `/x?refresh=off${search}`, language });
const names = () => screen.getAllByRole("treeitem").map((row) => row.querySelector("b")?.textContent);

it("shows the tree, the critical path, and the last answer", async () => {
  portal(makeDetail(AGENT));
  open(AGENT);
  expect(await screen.findByRole("heading", { name: AGENT.name })).toBeTruthy();
  await waitFor(() => expect(names()).toHaveLength(12));
  expect(await screen.findByText("Recommendation: Qdrant")).toBeTruthy();
  expect(screen.getByRole("img", { name: /^Critical path by kind: Model call \d+/ })).toBeTruthy();
  expect(screen.getAllByRole("treeitem", { name: /on the critical path/ }).length).toBeGreaterThan(3);
  expect(screen.getByRole("treeitem", { selected: true }).textContent).toContain("chat qwen-235b");
});

it("goes straight to what failed, and says why", async () => {
  portal(makeDetail(FAILED));
  open(FAILED);
  expect(await screen.findByText("KeyError: 'customer_id'", { selector: "p" })).toBeTruthy();
  expect(screen.getByRole("treeitem", { selected: true }).textContent).toContain("search_docs");
  expect(screen.getByRole("button", { name: /1 failed/ })).toBeTruthy();
});

it("finds what was said, steps through it and gives the tree back", async () => {
  portal(makeDetail(AGENT));
  const { history } = open(AGENT);
  const user = userEvent.setup();
  await screen.findByText("Recommendation: Qdrant");
  const box = screen.getByRole("searchbox", { name: "Find a span" });
  await user.click(box);
  await user.paste("on-premises operation");
  await waitFor(() => expect(names().length).toBeLessThan(12));
  await user.type(box, "{Enter}");
  await waitFor(() => expect(history.location.search).toMatch(/find=on-premises/));
  expect(within(screen.getByRole("toolbar")).getByRole("status").textContent).toMatch(/of 5/);
  await user.type(box, "{Escape}");
  await waitFor(() => expect(names()).toHaveLength(12));
});

it("leaves kinds out as the address says, and folds those of a kind", async () => {
  portal(makeDetail(AGENT));
  open(AGENT, "&hide=llm,http");
  const user = userEvent.setup();
  await waitFor(() => expect(names()).toEqual([AGENT.name, "research_agent", "plan", "search_docs", "embeddings bge-m3", "qdrant.search", "pii_check"]));
  await user.click(screen.getByRole("button", { name: "2 kinds hidden" }));
  await user.click(screen.getByRole("button", { name: "Fold: Tool" }));
  await waitFor(() => expect(names()).toEqual([AGENT.name, "research_agent", "plan", "search_docs", "pii_check"]));
});

it("shows a part of the time by key, and all of it again", async () => {
  portal(makeDetail(AGENT));
  const { history } = open(AGENT);
  const user = userEvent.setup();
  await waitFor(() => expect(names()).toHaveLength(12));
  screen.getByRole("slider", { name: "Start of the part shown" }).focus();
  await user.keyboard("{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}");
  await waitFor(() => expect(history.location.search).toMatch(/win=/));
  await waitFor(() => expect(names()).not.toContain("plan"));
  await user.click(screen.getByRole("button", { name: "Show all of the time" }));
  await waitFor(() => expect(names()).toHaveLength(12));
});

it("loads a large trace page by page and its spans one by one", async () => {
  const huge = makeHuge(AGENT, 6200);
  const wanted = huge.spans[3];
  if (wanted === undefined) throw new Error("the mock made no spans");
  const base = `/api/agentops/traces/${AGENT.trace_id}`;
  const asked = portal(huge, { [`${base}/spans/${wanted.span_id}`]: () => ({ ...wanted, attributes: { told: "by itself" } }) });
  open(AGENT, `&span=${wanted.span_id}&view=attributes`);
  expect(await screen.findByText("6,200 spans")).toBeTruthy();
  expect(await screen.findByText("by itself")).toBeTruthy();
  expect(asked.some((url) => url.pathname === base)).toBe(false);
  expect(screen.getAllByRole("treeitem").length).toBeLessThan(100);
});

it("takes the whole at once from a server that has no tree", async () => {
  portal(makeDetail(AGENT), { [`/api/agentops/traces/${AGENT.trace_id}/tree`]: () => failure(501, "capability_missing") });
  open(AGENT);
  await waitFor(() => expect(names()).toHaveLength(12));
  expect(await screen.findByText("Recommendation: Qdrant")).toBeTruthy();
});

it("lists logs, and says when the server keeps none", async () => {
  const logs = `/api/agentops/traces/${AGENT.trace_id}/logs`;
  const asked = portal(makeDetail(AGENT), { [logs]: () => ({ logs: [{ id: "1", time: AGENT.start_time, observed_time: null, trace_id: AGENT.trace_id, span_id: null, severity: "ERROR", severity_number: 17, severity_text: "ERROR", event_name: "", service_name: "agents", scope_name: "tools", body: "no such customer", attributes: {}, resource_attributes: {} }], next_cursor: null }) });
  open(AGENT, "&view=logs");
  expect(await screen.findByText("no such customer")).toBeTruthy();
  expect(asked.find((url) => url.pathname === logs)?.searchParams.get("span_id")).toMatch(/^[0-9a-f]{16}$/);
});

it("says what to do about a trace that is not there, in Korean", async () => {
  const base = `/api/agentops/traces/${AGENT.trace_id}`;
  serve({ "/api/projects": projects, [`${base}/tree`]: () => failure(404, "not_found") });
  open(AGENT, "", "ko");
  expect(await screen.findByRole("heading", { name: "이 트레이스를 찾을 수 없습니다" })).toBeTruthy();
});
