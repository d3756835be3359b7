import { expect, it } from "vitest";
import { makeDetail } from "@mock/data/detail";
import { makeTraces } from "@mock/data/traces";
import { buildTree } from "./tree";
import { activeAt, momentsOf, runningAt } from "./useReplay";

const agent = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
if (agent === undefined) throw new Error("the mock data has an agent's trace");
const tree = buildTree(makeDetail(agent).spans);
const nodes = [...tree.byId.values()];

it("counts a call when it ends, and once", () => {
  expect(runningAt(nodes, 0)).toEqual({ cost: null, tokens: 0, failures: 0, done: 0 });
  expect(runningAt(nodes, tree.length * 0.35).tokens).toBe(1936);
  const end = runningAt(nodes, tree.length);
  expect(end.tokens).toBe(1936 + 18 + 3062);
  expect(end.done).toBe(nodes.length);
});

it("follows what happens", () => {
  expect(activeAt(nodes, 0)).toBeUndefined();
  expect(activeAt(nodes, tree.length * 0.2)?.span.name).toBe("chat qwen-235b");
  expect(activeAt(nodes, tree.length * 0.45)?.span.kind).toBe("retrieval");
});

it("steps through every beginning and end", () => {
  const moments = momentsOf(tree);
  expect(moments[0]).toBe(0);
  expect(moments).toEqual([...moments].sort((a, b) => a - b));
  expect(moments.length).toBeGreaterThan(nodes.length);
});
