import { expect, it } from "vitest";
import examples from "@mock/data/criticalPaths.json";
import { makeRow } from "@mock/data/detail";
import { byKind, bySpan, criticalPath, gapsOf } from "./criticalPath";
import { buildTree } from "./tree";

interface Example { name: string; spans: [string, string | null, number, number][]; path: [string | null, number, number][]; gaps: [string | null, number, number][] }

/** The same examples that the portal's own computation is tested with. */
const EXAMPLES = examples as Example[];
const treeOf = (example: Example) => buildTree(example.spans.map(([name, parent, start, end]) => makeRow(name, parent, start, end - start)));

it.each(EXAMPLES)("$name", (example) => {
  const tree = treeOf(example);
  expect(criticalPath(tree).map(({ node, start, end }) => [node?.span.name ?? null, start, end])).toEqual(example.path);
  expect(gapsOf(tree).map(({ within, start, end }) => [within?.span.name ?? null, start, end])).toEqual(example.gaps);
});

it("lies end to end and adds up to the whole, by span and by kind", () => {
  for (const example of EXAMPLES) {
    const tree = treeOf(example);
    const path = criticalPath(tree);
    let at = 0;
    for (const segment of path) {
      expect(segment.start).toBe(at);
      at = segment.end;
    }
    expect(at).toBe(tree.length);
    expect(byKind(path).reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1);
    const spans = [...bySpan(path).values()].flat().length;
    expect(spans).toBe(path.filter((segment) => segment.node !== undefined).length);
  }
});

it("finds the path of 50,000 spans in a chain and in a row without running out of stack", () => {
  const chain = buildTree(Array.from({ length: 50_000 }, (_, index) => makeRow(`c${String(index)}`, index === 0 ? null : `c${String(index - 1)}`, index, 100_000 - 2 * index)));
  expect(criticalPath(chain).length).toBeGreaterThan(49_999);
  expect(gapsOf(chain).length).toBeGreaterThan(0);
});
