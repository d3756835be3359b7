import type { Node, Tree } from "@/features/trace/tree";

/** A span of the first trace and the one of the second that does the same; one of them may be missing. */
export interface Pair { a: Node | undefined; b: Node | undefined; depth: number }

/** Lists up to so long (product of lengths) are matched at best; longer ones in order of their names. */
const BEST = 250_000;

const same = (a: Node, b: Node) => a.span.kind === b.span.kind && a.span.name === b.span.name;

/** Indexes of the longest common subsequence. */
function longest(a: readonly Node[], b: readonly Node[]): [number, number][] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (x: number, y: number) => table[x * width + y] ?? 0;
  for (let x = a.length - 1; x >= 0; x -= 1) {
    for (let y = b.length - 1; y >= 0; y -= 1) {
      const [left, right] = [a[x], b[y]];
      table[x * width + y] = left !== undefined && right !== undefined && same(left, right) ? at(x + 1, y + 1) + 1 : Math.max(at(x + 1, y), at(x, y + 1));
    }
  }
  const found: [number, number][] = [];
  let [x, y] = [0, 0];
  while (x < a.length && y < b.length) {
    const [left, right] = [a[x], b[y]];
    if (left !== undefined && right !== undefined && same(left, right)) {
      found.push([x, y]);
      x += 1;
      y += 1;
    } else if (at(x + 1, y) >= at(x, y + 1)) x += 1;
    else y += 1;
  }
  return found;
}

function inOrder(a: readonly Node[], b: readonly Node[]): [number, number][] {
  const places = new Map<string, number[]>();
  b.forEach((node, index) => {
    const key = `${node.span.kind} ${node.span.name}`;
    const list = places.get(key);
    if (list === undefined) places.set(key, [index]);
    else list.push(index);
  });
  const found: [number, number][] = [];
  let reached = -1;
  a.forEach((node, index) => {
    const place = places.get(`${node.span.kind} ${node.span.name}`)?.find((candidate) => candidate > reached);
    if (place === undefined) return;
    found.push([index, place]);
    reached = place;
  });
  return found;
}

/** Siblings side by side: the same ones first; between them those of one kind (another model, another tool); the rest alone. */
function siblings(a: readonly Node[], b: readonly Node[], depth: number): Pair[] {
  const anchors: [number, number][] = [...(a.length * b.length <= BEST ? longest(a, b) : inOrder(a, b)), [a.length, b.length]];
  const pairs: Pair[] = [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of anchors) {
    const left = [...a.slice(x, toX)];
    const right = [...b.slice(y, toY)];
    for (const node of left) {
      const at = right.findIndex((other) => other.span.kind === node.span.kind);
      for (const other of right.splice(0, Math.max(0, at))) pairs.push({ a: undefined, b: other, depth });
      pairs.push({ a: node, b: at < 0 ? undefined : right.shift(), depth });
    }
    for (const other of right) pairs.push({ a: undefined, b: other, depth });
    if (toX < a.length || toY < b.length) pairs.push({ a: a[toX], b: b[toY], depth });
    [x, y] = [toX + 1, toY + 1];
  }
  return pairs;
}

/** Two trees as one, parents before children. */
export function align(a: Tree, b: Tree): Pair[] {
  const order: Pair[] = [];
  const todo = siblings(a.roots, b.roots, 0).reverse();
  for (let pair = todo.pop(); pair !== undefined; pair = todo.pop()) {
    order.push(pair);
    todo.push(...siblings(pair.a?.children ?? [], pair.b?.children ?? [], pair.depth + 1).reverse());
  }
  return order;
}

export type Difference = "onlyA" | "onlyB" | "name" | "status" | "model" | "tokens" | "time";

/** Times differ always: only this much is a difference. */
const SLOWER = 0.25;
const SLOWER_MS = 5;

/** What sets two spans apart, without their payloads. */
export function differences({ a, b }: Pair): Difference[] {
  if (a === undefined) return ["onlyB"];
  if (b === undefined) return ["onlyA"];
  const found: Difference[] = [];
  if (a.span.name !== b.span.name) found.push("name");
  if (a.span.status !== b.span.status) found.push("status");
  if (a.span.model !== b.span.model) found.push("model");
  if (a.span.total_tokens !== b.span.total_tokens) found.push("tokens");
  const by = Math.abs(a.duration - b.duration);
  if (by > SLOWER_MS && by / Math.max(a.duration, b.duration) > SLOWER) found.push("time");
  return found;
}
