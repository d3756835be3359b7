import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { makeDetail } from "@mock/data/detail";
import { makeTraces } from "@mock/data/traces";
import type { Flow, FlowNode } from "@/api/types";
import { drawable, MOST_NODES, neighbour } from "@/charts/flow";
import { failure, serve, show } from "@/test/render";
import { FlowSection, queryOf } from "./FlowSection";
import { flowOfTrace, type FlowSpan } from "./ofTrace";
import { TraceFlow } from "./TraceFlow";

const FIGURES = { calls: 4, errors: 1, avg_latency_ms: 1200, p95_latency_ms: 2000, total_tokens: 900, cost_usd: 0.25, unpriced_calls: 0 };
const START: FlowNode = { id: "start", kind: "start", name: "", ...FIGURES, avg_latency_ms: null, p95_latency_ms: null, total_tokens: 0, cost_usd: null };
const AGENT: FlowNode = { id: "agent:research \"team\"", kind: "agent", name: "research \"team\"", ...FIGURES };
const MODEL: FlowNode = { id: "model:qwen*", kind: "model", name: "qwen*", ...FIGURES, errors: 0 };
const FLOW: Flow = {
  nodes: [START, AGENT, MODEL], trace_count: 3, total_traces: 3, complete: true,
  edges: [{ source: "start", target: AGENT.id, ...FIGURES }, { source: AGENT.id, target: MODEL.id, ...FIGURES, errors: 0 }],
};
const base = { "/api/projects": () => ({ projects: [] }) };

describe("the flow of a window", () => {
  it("draws every agent, tool and model as a link to its traces", async () => {
    serve({ ...base, "/api/agentops/analytics/agent-flow": () => FLOW });
    show(<FlowSection />, { path: "/admin/monitoring/analytics?range=7d" });
    const link = await screen.findByRole("link", { name: /^Agent research "team", 4 calls, 1.20 s, 1 error, \$0.25/ });
    const address = new URL(link.getAttribute("href") ?? "", "http://x");
    expect(address.pathname).toBe("/admin/monitoring/traces");
    expect(address.searchParams.get("q")).toBe('agent="research \\"team\\""');
    expect(address.searchParams.get("range")).toBe("7d");
    screen.getByRole("link", { name: /^Model qwen\*, 4 calls/ });
    screen.getByText(/^From 3 traces\./);
  });

  it("has the same as tables", async () => {
    serve({ ...base, "/api/agentops/analytics/agent-flow": () => FLOW });
    show(<FlowSection />);
    const user = userEvent.setup();
    await screen.findByRole("link", { name: /^Agent research/ });
    await user.click(screen.getByRole("button", { name: "Table" }));
    const nodes = screen.getByRole("table", { name: "Nodes" });
    expect(within(nodes).getAllByRole("row")).toHaveLength(3);
    const edges = screen.getByRole("table", { name: "Calls between them" });
    expect(within(edges).getByRole("link", { name: /^research "team" calls qwen\*/ }).getAttribute("href")).toContain(encodeURIComponent("qwen").slice(0, 4));
  });

  it("says what to do when it cannot be had", async () => {
    serve({ ...base, "/api/agentops/analytics/agent-flow": () => failure(503, "agentops_unavailable") });
    show(<FlowSection />);
    expect((await screen.findByRole("alert")).textContent).toContain("The AgentOps server does not answer");
  });

  it("knows when nothing was at work", async () => {
    serve({ ...base, "/api/agentops/analytics/agent-flow": () => ({ nodes: [], edges: [], trace_count: 0, total_traces: 0, complete: true }) });
    show(<FlowSection />, { language: "ko" });
    await screen.findByText("이 기간에는 에이전트, 도구, 모델 호출이 없습니다.");
  });
});

it("asks for the traces behind a node or an edge within the filter that is there", () => {
  expect(queryOf({ node: MODEL }, undefined)).toBe('model="qwen\\*"');
  expect(queryOf({ node: MODEL, from: AGENT }, "status:error or latency>2s")).toBe('(status:error or latency>2s) agent="research \\"team\\"" model="qwen\\*"');
  expect(queryOf({ node: MODEL, from: START }, "")).toBe('model="qwen\\*"');
  expect(queryOf({ node: AGENT, from: AGENT }, "")).toBe('agent="research \\"team\\""');
});

describe("the flow of a trace", () => {
  const agent = makeTraces(400, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
  if (agent === undefined) throw new Error("the mock data has an agent's trace");
  const { spans } = makeDetail(agent);

  it("counts a call once and passes through what is no node", () => {
    const flow = flowOfTrace(spans);
    expect(flow.edges.map(({ source, target, calls }) => [source, target, calls])).toEqual(expect.arrayContaining([
      ["start", "agent:research_agent", 1], ["agent:research_agent", "model:qwen-235b", 2], ["agent:research_agent", "tool:search_docs", 1], ["tool:search_docs", "model:bge-m3", 1],
    ]));
    expect(flow.edges).toHaveLength(4);
    expect(flow.nodes.find((node) => node.id === "model:qwen-235b")).toMatchObject({ calls: 2, errors: 0, total_tokens: 1936 + 3062 });
  });

  it("counts a tool once that a model asked for and that then ran", () => {
    const one = (span_id: string, parent_span_id: string | null, name: string, kind: FlowSpan["kind"], more: Partial<FlowSpan> = {}): FlowSpan =>
      ({ span_id, parent_span_id, name, kind, agent: null, tool: null, model: null, counted: false, status: "OK", duration_ns: 1e6, total_tokens: null, cost_usd: null, cost_source: null, ...more });
    const calls = [
      one("a", null, "boss", "agent", { agent: "boss" }), one("m", "a", "chat qwen", "llm", { model: "qwen", counted: true }), one("t", "a", "search.tool", "tool", { tool: "search" }),
      one("n", "m", "tool_call.search", "tool", { tool: "search" }), one("o", "m", "tool_call.lookup", "tool", { tool: "lookup" }),
    ];
    expect(flowOfTrace(calls).edges.map(({ source, target, calls: count }) => `${source}>${target} ${String(count)}`).sort())
      .toEqual(["agent:boss>model:qwen 1", "agent:boss>tool:search 1", "model:qwen>tool:lookup 1", "start>agent:boss 1"]);
  });

  it("ends in a ring of parents", () => {
    const ring = ["a", "b"].map((id): FlowSpan => ({ span_id: id, parent_span_id: id === "a" ? "b" : "a", name: id, kind: "agent", agent: id, tool: null, model: null, counted: false, status: "OK", duration_ns: 1e6, total_tokens: null, cost_usd: null, cost_source: null }));
    expect(flowOfTrace(ring).edges.map(({ source, target }) => `${source}>${target}`).sort()).toEqual(["agent:a>agent:b", "agent:b>agent:a"]);
    expect(flowOfTrace(ring.map((span) => ({ ...span, kind: "task" as const }))).nodes).toEqual([]);
  });

  it("leads from a node to its spans, one after the other", async () => {
    serve(base);
    const onSelect = vi.fn();
    const calls = flowOfTrace(spans).spansOf.get("model:qwen-235b") ?? [];
    show(<TraceFlow spans={spans} selected={calls[0]} onSelect={onSelect} />);
    // Not by userEvent: its presses have no window, which the graph's dragging asks for.
    fireEvent.click(await screen.findByRole("button", { name: /^Model qwen-235b, 2 calls/ }));
    expect(onSelect).toHaveBeenCalledWith(calls[1]);
  });
});

describe("the picture", () => {
  it("keeps the busiest of very many", () => {
    const nodes = Array.from({ length: 500 }, (_, index): FlowNode => ({ ...AGENT, id: `agent:${String(index)}`, calls: index }));
    const kept = drawable({ nodes: [START, ...nodes], edges: [{ source: "agent:499", target: "agent:1", ...FIGURES }, { source: "start", target: "agent:499", ...FIGURES }] });
    expect(kept.nodes).toHaveLength(MOST_NODES);
    expect(kept.nodes[0]?.id).toBe("start");
    expect(kept.edges.map((edge) => edge.target)).toEqual(["agent:499"]);
  });

  it("is walked by arrows", () => {
    const places = new Map([["a", { x: 0, y: 0 }], ["b", { x: 200, y: -10 }], ["c", { x: 200, y: 90 }], ["d", { x: 400, y: 0 }]]);
    expect([neighbour(places, "a", "ArrowRight"), neighbour(places, "b", "ArrowDown"), neighbour(places, "c", "ArrowUp"), neighbour(places, "d", "ArrowLeft"), neighbour(places, "a", "ArrowLeft"), neighbour(places, "a", "x")])
      .toEqual(["b", "c", "b", "b", undefined, undefined]);
  });
});
