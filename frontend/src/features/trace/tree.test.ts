import { describe, expect, it } from "vitest";
import { makeDetail, makeHuge, makeRow, makeSpan } from "@mock/data/detail";
import { seeded } from "@mock/data/random";
import { makeTraces } from "@mock/data/traces";
import { buildTree, EVERYTHING, findSpans, firstSelection, kindsOf, preciseMs, rowsOf, ticks, ticksIn, visibleRows, type View } from "./tree";

const AGENT = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
if (AGENT === undefined) throw new Error("the mock data has an agent's trace");
const agentTree = () => buildTree(rowsOf(makeDetail(AGENT).spans));
const names = (tree: ReturnType<typeof agentTree>, view: Partial<View>) => visibleRows(tree, { ...EVERYTHING, ...view }).map((row) => row.node.span.name);

describe("the tree", () => {
  it("nests by parent and orders by time; a span without its parent stands at the top", () => {
    const tree = agentTree();
    expect(tree.roots.map((node) => node.span.name)).toEqual([AGENT.name, "http POST /webhooks/slack"]);
    expect(visibleRows(tree, EVERYTHING).map((row) => row.depth).slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(tree.roots[0]?.size).toBe(10);
  });

  it("folds a branch, and finds a span with the way to it, folded or not", () => {
    const tree = agentTree();
    const root = tree.roots[0]?.span.span_id ?? "";
    expect(names(tree, { folded: new Set([root]) })).toHaveLength(2);
    const found = findSpans(tree, "PII", null);
    expect(found?.size).toBe(1);
    expect(names(tree, { only: found, folded: new Set([root]) })).toEqual([AGENT.name, "research_agent", "pii_check"]);
    expect(findSpans(tree, "  ", null)).toBeNull();
  });

  it("searches what was said where that is loaded", () => {
    const tree = agentTree();
    const guard = tree.order.find((node) => node.span.name === "pii_check")?.span.span_id ?? "";
    expect(findSpans(tree, "주민등록", new Map([[guard, "주민등록번호가 없습니다"]]))).toEqual(new Set([guard]));
  });

  it("leaves kinds out and lifts what lies below them", () => {
    const tree = agentTree();
    const rows = visibleRows(tree, { ...EVERYTHING, hidden: new Set(["workflow", "llm"]) });
    expect(rows.some((row) => row.node.span.kind === "llm" || row.node.span.kind === "workflow")).toBe(false);
    expect(rows.find((row) => row.node.span.name === "search_docs")?.depth).toBe(2);
    expect(kindsOf(tree)[0]).toEqual(["llm", 4]);
  });

  it("shows of a part of the time what runs in it, and the way to that", () => {
    const tree = agentTree();
    const end = { from: tree.length * 0.91, to: tree.length * 0.92 };
    expect(names(tree, { period: end })).toEqual([AGENT.name, "research_agent", "openai.chat.completion", "chat qwen-235b", "http POST /webhooks/slack"]);
  });

  it("starts reading at the deepest failure, else at the last counted answer", () => {
    const tree = agentTree();
    expect(tree.byId.get(firstSelection(tree) ?? "")?.span.name).toBe("chat qwen-235b");
    const failed = buildTree([makeRow("a", null, 0, 9, { status: "ERROR" }), makeRow("b", "a", 1, 5, { status: "ERROR" }), makeRow("c", "a", 2, 5, { kind: "llm" })]);
    expect(failed.byId.get(firstSelection(failed) ?? "")?.span.name).toBe("b");
    expect(failed.roots[0]?.failures).toBe(1);
  });

  it("shows spans that name each other as parents instead of hanging", () => {
    const random = seeded(1);
    const a = makeSpan(random, 0, 0, 5, { name: "a", kind: "task" });
    const b = makeSpan(random, 0, 1, 2, { name: "b", kind: "task", parent_span_id: a.span_id });
    const own = makeSpan(random, 0, 3, 1, { name: "own", kind: "task" });
    const tree = buildTree(rowsOf([{ ...a, parent_span_id: b.span_id }, b, { ...own, parent_span_id: own.span_id }]));
    expect(names(tree, {})).toEqual(["own", "a", "b"]);
  });

  it("holds 50,000 spans, also in one chain", () => {
    const tree = buildTree(rowsOf(makeHuge(AGENT, 50_000).spans));
    expect(visibleRows(tree, EVERYTHING)).toHaveLength(50_000);
    const chain = buildTree(Array.from({ length: 50_000 }, (_, index) => makeRow(`s${String(index)}`, index === 0 ? null : `s${String(index - 1)}`, index, 1)));
    expect(chain.order.at(-1)?.depth).toBe(49_999);
  });
});

it("keeps the microseconds of a time", () => {
  expect(preciseMs("2026-01-01T00:00:00.123456Z") % 1).toBeCloseTo(0.456, 2);
});

it("marks an axis at round places, also of a part", () => {
  expect(ticks(2720, 4)).toEqual([0, 1000, 2000]);
  expect(ticksIn({ from: 1130, to: 1530 }, 4)).toEqual([1200, 1300, 1400, 1500]);
});
