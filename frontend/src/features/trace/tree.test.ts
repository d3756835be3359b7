import { describe, expect, it } from "vitest";
import { makeDetail, makeHuge, makeSpan } from "@mock/data/detail";
import { seeded } from "@mock/data/random";
import { makeTraces } from "@mock/data/traces";
import { buildTree, firstSelection, preciseMs, ticks, visibleRows } from "./tree";

const AGENT = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
if (AGENT === undefined) throw new Error("the mock data has an agent's trace");

describe("the tree", () => {
  it("nests by parent and orders by time; a span without its parent stands at the top", () => {
    const tree = buildTree(makeDetail(AGENT).spans);
    expect(tree.roots.map((node) => node.span.name)).toEqual([AGENT.name, "http POST /webhooks/slack"]);
    expect(visibleRows(tree, new Set(), "").map((node) => node.depth).slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(tree.roots[0]?.size).toBe(10);
  });

  it("folds a branch and finds a span with the way to it", () => {
    const tree = buildTree(makeDetail(AGENT).spans);
    const root = tree.roots[0]?.span.span_id ?? "";
    expect(visibleRows(tree, new Set([root]), "")).toHaveLength(2);
    expect(visibleRows(tree, new Set(), "pii").map((node) => node.span.name)).toEqual([AGENT.name, "research_agent", "pii_check"]);
  });

  it("starts reading at the last counted answer", () => {
    const tree = buildTree(makeDetail(AGENT).spans);
    expect(tree.byId.get(firstSelection(tree) ?? "")?.span.name).toBe("chat qwen-235b");
  });

  it("shows spans that name each other as parents instead of hanging", () => {
    const random = seeded(1);
    const a = makeSpan(random, 0, 0, 5, { name: "a", kind: "task" });
    const b = makeSpan(random, 0, 1, 2, { name: "b", kind: "task", parent_span_id: a.span_id });
    const tree = buildTree([{ ...a, parent_span_id: b.span_id }, b]);
    expect(visibleRows(tree, new Set(), "")).toHaveLength(2);
  });

  it("holds 50,000 spans", () => {
    const began = performance.now();
    const tree = buildTree(makeHuge(AGENT, 50_000).spans);
    expect(visibleRows(tree, new Set(), "")).toHaveLength(50_000);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

it("keeps the microseconds of a time", () => {
  expect(preciseMs("2026-01-01T00:00:00.123456Z") % 1).toBeCloseTo(0.456, 2);
});

it("marks an axis at round places", () => {
  expect(ticks(2720, 4)).toEqual([0, 1000, 2000]);
});
