import type { Span, SpanKind } from "@/api/types";
import type { IconName } from "@/ui/Icon";

export interface Node {
  span: Span;
  depth: number;
  /** Milliseconds from the start of the trace. */
  start: number;
  duration: number;
  children: Node[];
  /** How many nodes lie below. */
  size: number;
}

export interface Tree {
  roots: Node[];
  byId: Map<string, Node>;
  /** Start of the earliest span in ms since the epoch, and the length of the whole in ms. */
  start: number;
  length: number;
}

/** Milliseconds with the microseconds that Date.parse drops. */
export function preciseMs(iso: string): number {
  const match = /\.(\d{3})(\d{0,6})/.exec(iso);
  const rest = match?.[2] ?? "";
  return Date.parse(iso) + (rest === "" ? 0 : Number(`0.${rest}`));
}

export function buildTree(spans: readonly Span[]): Tree {
  const byId = new Map<string, Node>();
  let start = Infinity;
  let end = -Infinity;
  for (const span of spans) {
    const from = preciseMs(span.start_time);
    start = Math.min(start, from);
    end = Math.max(end, from + span.duration_ns / 1e6);
    byId.set(span.span_id, { span, depth: 0, start: from, duration: span.duration_ns / 1e6, children: [], size: 0 });
  }
  if (!Number.isFinite(start)) return { roots: [], byId, start: 0, length: 1 };

  const roots: Node[] = [];
  for (const node of byId.values()) {
    node.start -= start;
    const parent = node.span.parent_span_id === null ? undefined : byId.get(node.span.parent_span_id);
    if (parent === undefined || parent === node || loops(node, byId)) roots.push(node);
    else parent.children.push(node);
  }
  const inOrder = (a: Node, b: Node) => a.start - b.start || b.duration - a.duration;
  roots.sort(inOrder);
  // Iterative, since a trace may be deeper than the call stack.
  const order: Node[] = [];
  const todo = roots.map((node) => ({ node, depth: 0 })).reverse();
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, depth } = next;
    node.depth = depth;
    node.children.sort(inOrder);
    order.push(node);
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) todo.push({ node: child, depth: depth + 1 });
    }
  }
  for (const node of order.reverse()) node.size = node.children.reduce((sum, child) => sum + 1 + child.size, 0);
  return { roots, byId, start, length: Math.max(end - start, 0.001) };
}

/** Damaged data may name a span as its own ancestor; such a span is shown at the top. */
function loops(node: Node, byId: ReadonlyMap<string, Node>): boolean {
  let slow: Node | undefined = node;
  let fast: Node | undefined = node;
  const parent = (of: Node | undefined) => (of?.span.parent_span_id == null ? undefined : byId.get(of.span.parent_span_id));
  do {
    slow = parent(slow);
    fast = parent(parent(fast));
    if (slow === node || fast === node) return true;
  } while (fast !== undefined && slow !== fast);
  return false;
}

/** The rows in view: folded branches left out; with a search, only matches and the way to them. */
export function visibleRows(tree: Tree, folded: ReadonlySet<string>, needle: string): Node[] {
  const wanted = needle.trim().toLowerCase();
  const keep = wanted === "" ? null : new Set<string>();
  if (keep !== null) {
    for (const node of tree.byId.values()) {
      const { name, model, kind, tool, agent, span_id: id } = node.span;
      if (![name, model, kind, tool, agent, id].some((text) => text?.toLowerCase().includes(wanted) === true)) continue;
      let at: Node | undefined = node;
      while (at !== undefined && !keep.has(at.span.span_id)) {
        keep.add(at.span.span_id);
        at = at.span.parent_span_id === null ? undefined : tree.byId.get(at.span.parent_span_id);
      }
    }
  }
  const rows: Node[] = [];
  const todo = [...tree.roots].reverse();
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (keep !== null && !keep.has(node.span.span_id)) continue;
    rows.push(node);
    if (keep === null && folded.has(node.span.span_id)) continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) todo.push(child);
    }
  }
  return rows;
}

function hasMessages(span: Span): boolean {
  return (span.input.messages?.length ?? 0) + (span.output.messages?.length ?? 0) > 0;
}

/** Where reading starts: the deepest failure, else the last answer of a model, else the root. */
export function firstSelection(tree: Tree): string | undefined {
  const nodes = [...tree.byId.values()];
  const failed = nodes.filter((node) => node.span.status === "ERROR").sort((a, b) => b.depth - a.depth || a.start - b.start);
  const spoken = nodes.filter((node) => hasMessages(node.span)).sort((a, b) => Number(b.span.counted) - Number(a.span.counted) || b.start - a.start);
  return (failed[0] ?? spoken[0] ?? tree.roots[0])?.span.span_id;
}

/** Round numbers for a time axis of `length` ms, about `count` of them. */
export function ticks(length: number, count: number): number[] {
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const found: number[] = [];
  for (let at = 0; at < length * 0.97; at += step) found.push(at);
  return found;
}

export const KIND_ICON: Record<SpanKind, IconName> = {
  session: "flow", agent: "agent", workflow: "flow", task: "flow", llm: "llm", embedding: "data", tool: "tool",
  chain: "flow", retrieval: "data", guardrail: "guard", http: "http", other: "span",
};
export const KIND_COLOR: Record<SpanKind, string> = {
  session: "var(--kind-flow)", agent: "var(--kind-agent)", workflow: "var(--kind-flow)", task: "var(--kind-flow)", llm: "var(--kind-llm)",
  embedding: "var(--kind-data)", tool: "var(--kind-tool)", chain: "var(--kind-flow)", retrieval: "var(--kind-data)",
  guardrail: "var(--kind-guard)", http: "var(--kind-other)", other: "var(--kind-other)",
};
