import type { Span, SpanKind, SpanRow } from "@/api/types";
import type { IconName } from "@/ui/Icon";

export interface Node {
  span: SpanRow;
  depth: number;
  /** Milliseconds from the start of the trace. */
  start: number;
  duration: number;
  /** Computed from whole nanoseconds, so that one span's end and another's start compare exactly. */
  end: number;
  /** The span it hangs below here; undefined for those at the top. */
  parent: Node | undefined;
  children: Node[];
  /** How many nodes lie below, and how many of them failed. */
  size: number;
  failures: number;
}

export interface Tree {
  roots: Node[];
  byId: Map<string, Node>;
  /** Every node, parents before children, in order of time: the order of the rows. */
  order: readonly Node[];
  /** Of the whole, in ms. */
  length: number;
}

/** Milliseconds with the microseconds that Date.parse drops. */
export function preciseMs(iso: string): number {
  const match = /\.(\d{3})(\d{0,6})/.exec(iso);
  const rest = match?.[2] ?? "";
  return Date.parse(iso) + (rest === "" ? 0 : Number(`0.${rest}`));
}

/** Spans with their payloads as rows of a tree: what a server that has no tree, or a share link, gives. */
export function rowsOf(spans: readonly Span[]): SpanRow[] {
  const starts = spans.map((span) => preciseMs(span.start_time));
  const first = starts.reduce((least, start) => Math.min(least, start), Infinity);
  return spans
    .map((span, index): SpanRow => ({ ...span, depth: 0, child_count: 0, offset_ns: Math.round(((starts[index] ?? first) - first) * 1e6) }))
    .sort((a, b) => a.offset_ns - b.offset_ns);
}

const inOrder = (a: Node, b: Node) => a.start - b.start || b.duration - a.duration;

/** `rows` in any order; a span without its parent, or in a ring of parents (damaged data), stands at the top. */
export function buildTree(rows: readonly SpanRow[]): Tree {
  const byId = new Map<string, Node>();
  let length = 0;
  for (const span of rows) {
    const end = (span.offset_ns + span.duration_ns) / 1e6;
    length = Math.max(length, end);
    byId.set(span.span_id, { span, depth: 0, start: span.offset_ns / 1e6, duration: span.duration_ns / 1e6, end, parent: undefined, children: [], size: 0, failures: 0 });
  }
  const roots: Node[] = [];
  for (const node of byId.values()) {
    const parent = node.span.parent_span_id === null ? undefined : byId.get(node.span.parent_span_id);
    if (parent === undefined || parent === node) roots.push(node);
    else {
      node.parent = parent;
      parent.children.push(node);
    }
  }
  for (const node of byId.values()) if (node.children.length > 1) node.children.sort(inOrder);
  roots.sort(inOrder);

  const order = walk(roots);
  if (order.length < byId.size) {
    const met = new Set(order);
    for (const node of byId.values()) {
      if (met.has(node)) continue;
      // What no root leads to is a ring: it is cut open here.
      if (node.parent !== undefined) node.parent.children = node.parent.children.filter((child) => child !== node);
      node.parent = undefined;
      roots.push(node);
      for (const found of walk([node])) {
        met.add(found);
        order.push(found);
      }
    }
  }
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const node = order[index];
    if (node?.parent === undefined) continue;
    node.parent.size += node.size + 1;
    node.parent.failures += node.failures + (node.span.status === "ERROR" ? 1 : 0);
  }
  return { roots, byId, order, length: Math.max(length, 0.001) };
}

/** Not by recursion: a trace may be deeper than the call stack. */
function walk(roots: readonly Node[]): Node[] {
  const order: Node[] = [];
  const todo = [...roots].reverse();
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    node.depth = node.parent === undefined ? 0 : node.parent.depth + 1;
    order.push(node);
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) todo.push(child);
    }
  }
  return order;
}

/** From one moment to another, in ms from the start of the trace. */
export interface Period { from: number; to: number }

export interface View {
  folded: ReadonlySet<string>;
  /** Kinds that are left out; what lies below them moves up. */
  hidden: ReadonlySet<SpanKind>;
  /** Only these and the way to them; null: all. Folding does not count then. */
  only: ReadonlySet<string> | null;
  /** Only spans that run in it, and the way to them. */
  period: Period | null;
}

export const EVERYTHING: View = { folded: new Set(), hidden: new Set(), only: null, period: null };

export interface Row { node: Node; /** As it is shown: spans of hidden kinds do not count. */ depth: number }

function runsIn(node: Node, period: Period): boolean {
  return node.start <= period.to && node.end >= period.from;
}

/** Matches, and every span above one. */
function withWay(tree: Tree, matches: (node: Node) => boolean): Set<Node> {
  const kept = new Set<Node>();
  for (const node of tree.order) {
    if (!matches(node)) continue;
    for (let at: Node | undefined = node; at !== undefined && !kept.has(at); at = at.parent) kept.add(at);
  }
  return kept;
}

/** The rows in view. */
export function visibleRows(tree: Tree, { folded, hidden, only, period }: View): Row[] {
  const kept = only === null && period === null
    ? null
    : withWay(tree, (node) => (only === null || only.has(node.span.span_id)) && (period === null || runsIn(node, period)));
  const rows: Row[] = [];
  const todo = tree.roots.map((node): Row => ({ node, depth: 0 })).reverse();
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { node, depth } = next;
    if (kept !== null && !kept.has(node)) continue;
    const shown = !hidden.has(node.span.kind);
    if (shown) rows.push(next);
    if (shown && only === null && folded.has(node.span.span_id)) continue;
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child !== undefined) todo.push({ node: child, depth: shown ? depth + 1 : depth });
    }
  }
  return rows;
}

/** Spans that a search finds; null while nothing is searched. `texts`: what else is known of a span, in lower case. */
export function findSpans(tree: Tree, needle: string, texts: ReadonlyMap<string, string> | null): Set<string> | null {
  const wanted = needle.trim().toLowerCase();
  if (wanted === "") return null;
  const found = new Set<string>();
  for (const { span } of tree.order) {
    const { name, model, kind, tool, agent, service_name: service, span_id: id } = span;
    const hit = [name, model, kind, tool, agent, service, id].some((text) => text?.toLowerCase().includes(wanted) === true);
    if (hit || texts?.get(id)?.includes(wanted) === true) found.add(id);
  }
  return found;
}

/** Where reading starts: the deepest failure, else the last answer of a model, else the root. */
export function firstSelection(tree: Tree): string | undefined {
  let failed: Node | undefined;
  let spoken: Node | undefined;
  for (const node of tree.order) {
    if (node.span.status === "ERROR" && (failed === undefined || node.depth > failed.depth || (node.depth === failed.depth && node.start < failed.start))) failed = node;
    if (node.span.kind !== "llm") continue;
    if (spoken === undefined || Number(node.span.counted) > Number(spoken.span.counted) || (node.span.counted === spoken.span.counted && node.start >= spoken.start)) spoken = node;
  }
  return (failed ?? spoken ?? tree.roots[0])?.span.span_id;
}

/** Round numbers for a time axis of `length` ms, about `count` of them. */
export const ticks = (length: number, count: number): number[] => ticksIn({ from: 0, to: length }, count);

/** The same over a part of the time. */
export function ticksIn(period: Period, count: number): number[] {
  const length = period.to - period.from;
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const found: number[] = [];
  for (let index = Math.ceil(period.from / step); index * step < period.from + length * 0.97; index += 1) found.push(index * step);
  return found;
}

/** Spans of each kind, the most frequent first. */
export function kindsOf(tree: Tree): [SpanKind, number][] {
  const counts = new Map<SpanKind, number>();
  for (const { span } of tree.order) counts.set(span.kind, (counts.get(span.kind) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

export const KIND_ICON: Record<SpanKind, IconName> = {
  session: "flow", agent: "agent", workflow: "flow", task: "flow", llm: "llm", embedding: "data", tool: "tool",
  chain: "flow", retrieval: "data", guardrail: "guard", http: "http", other: "span",
};
/** Names of design tokens, for canvases. */
export const KIND_TOKEN: Record<SpanKind, string> = {
  session: "--kind-flow", agent: "--kind-agent", workflow: "--kind-flow", task: "--kind-flow", llm: "--kind-llm",
  embedding: "--kind-data", tool: "--kind-tool", chain: "--kind-flow", retrieval: "--kind-data",
  guardrail: "--kind-guard", http: "--kind-other", other: "--kind-other",
};
export const KIND_COLOR = Object.fromEntries(Object.entries(KIND_TOKEN).map(([kind, token]) => [kind, `var(${token})`])) as Record<SpanKind, string>;
