import type { SpanKind } from "@/api/types";
import type { Node, Tree } from "./tree";

/**
 * What held a trace up, as `GET /api/agentops/timeline/{id}` defines it (backend/portal/agentops/replay/timeline.py): computed
 * here from the rows that the page has anyway, so that it is there for traces of any size and for shared ones. Both are
 * tested with the same examples: frontend/dev/mock/data/criticalPaths.json.
 */
export interface Segment { /** Undefined: a pause between roots. */ node: Node | undefined; /** ms */ start: number; end: number }
export interface Gap { start: number; end: number; /** The innermost span that was waiting. */ within: Node | undefined }

const byEnd = (nodes: readonly Node[]) => [...nodes].sort((a, b) => a.end - b.end || b.start - a.start);

function lastEnd(tree: Tree): number {
  return tree.order.reduce((last, node) => Math.max(last, node.end), 0);
}

/** By parent; what outlives its parent belongs to the nearest ancestor that it does not outlive. */
function children(tree: Tree): Map<Node | undefined, Node[]> {
  const found = new Map<Node | undefined, Node[]>();
  for (const node of tree.order) {
    let above = node.parent;
    while (above !== undefined && above.end < node.end) above = above.parent;
    const list = found.get(above);
    if (list === undefined) found.set(above, [node]);
    else list.push(node);
  }
  return found;
}

function matters(child: Node, at: number, parent: Node | undefined): boolean {
  if (child.duration <= 0 || child.start >= at) return false;
  // One that still ran when the path went on elsewhere held nothing up, unless nothing else ran at all.
  return child.end <= at || parent === undefined;
}

/**
 * The path from the start of the trace to its end: from the end backwards, through the child that ended last before each
 * moment; what no child covers is the parent's own part.
 */
export function criticalPath(tree: Tree): Segment[] {
  const below = children(tree);
  let at = lastEnd(tree);
  const found: Segment[] = [];
  const stack: { node: Node | undefined; floor: number; rest: Node[] }[] = [{ node: undefined, floor: 0, rest: byEnd(below.get(undefined) ?? []) }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const { node, floor, rest } = top;
    let child = rest.at(-1);
    while (child !== undefined && !matters(child, at, node)) {
      rest.pop();
      child = rest.at(-1);
    }
    if (child === undefined || child.end <= floor) {
      if (at > floor) {
        found.push({ node, start: floor, end: at });
        at = floor;
      }
      stack.pop();
      continue;
    }
    rest.pop();
    if (child.end < at) {
      found.push({ node, start: child.end, end: at });
      at = child.end;
    }
    stack.push({ node: child, floor: Math.max(child.start, floor), rest: byEnd(below.get(child) ?? []) });
  }
  return found.reverse();
}

/** The path's parts by span. */
export function bySpan(path: readonly Segment[]): Map<string, Segment[]> {
  const found = new Map<string, Segment[]>();
  for (const segment of path) {
    const id = segment.node?.span.span_id;
    if (id === undefined) continue;
    const list = found.get(id);
    if (list === undefined) found.set(id, [segment]);
    else list.push(segment);
  }
  return found;
}

export interface KindShare { kind: SpanKind | "idle"; ms: number; share: number }

/** How much of the path each kind of span is, the longest first. */
export function byKind(path: readonly Segment[]): KindShare[] {
  const sums = new Map<SpanKind | "idle", number>();
  let whole = 0;
  for (const { node, start, end } of path) {
    const kind = node?.span.kind ?? "idle";
    sums.set(kind, (sums.get(kind) ?? 0) + end - start);
    whole += end - start;
  }
  return [...sums].map(([kind, ms]) => ({ kind, ms, share: whole === 0 ? 0 : ms / whole })).sort((a, b) => b.ms - a.ms);
}

/** Shorter pauses than this are of no interest: 1 % of the trace, and 1 ms. */
const shortestGap = (tree: Tree) => Math.max(1, lastEnd(tree) / 100);

/** Times in which no leaf ran: nothing was being done that the trace knows of. */
export function gapsOf(tree: Tree): Gap[] {
  const shortest = shortestGap(tree);
  const end = lastEnd(tree);
  const leaves = tree.order.filter((node) => node.children.length === 0 && node.duration > 0).sort((a, b) => a.start - b.start);
  const found: Gap[] = [];
  let at = 0;
  const pause = (until: number) => {
    if (until - at >= shortest) found.push({ start: at, end: until, within: innermost(tree, at, until) });
  };
  for (const leaf of leaves) {
    pause(leaf.start);
    at = Math.max(at, leaf.end);
  }
  pause(end);
  return found;
}

function innermost(tree: Tree, start: number, end: number): Node | undefined {
  let found: Node | undefined;
  for (const node of tree.order) {
    if (node.start <= start && node.end >= end && (found === undefined || node.depth > found.depth)) found = node;
  }
  return found;
}
