export type FlowKind = "start" | "agent" | "tool" | "model";

export interface FlowFigures {
  calls: number;
  errors: number;
  avg_latency_ms: number | null;
  p95_latency_ms: number | null;
  total_tokens: number;
  cost_usd: number | null;
  unpriced_calls: number;
}
export interface FlowNode extends FlowFigures { id: string; kind: FlowKind; name: string }
export interface FlowEdge extends FlowFigures { source: string; target: string }
export interface FlowData { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] }

export const FLOW_MEASURES = ["calls", "latency", "errors", "cost"] as const;
export type FlowMeasure = (typeof FLOW_MEASURES)[number];

/** More than this is no picture any more; the table has them all. */
export const MOST_NODES = 60;

export function measured(figures: FlowFigures, measure: FlowMeasure): number {
  switch (measure) {
    case "calls": return figures.calls;
    case "latency": return figures.avg_latency_ms ?? 0;
    case "errors": return figures.errors;
    case "cost": return figures.cost_usd ?? 0;
  }
}

/** The busiest nodes and what is between them. */
export function drawable({ nodes, edges }: FlowData): FlowData {
  if (nodes.length <= MOST_NODES) return { nodes, edges };
  const kept = [...nodes].sort((a, b) => Number(b.kind === "start") - Number(a.kind === "start") || b.calls - a.calls).slice(0, MOST_NODES);
  const ids = new Set(kept.map((node) => node.id));
  return { nodes: kept, edges: edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)) };
}

export interface Placed { x: number; y: number }

/** Whom an arrow key leads to: the nearest in that direction, one that lies aside counting as farther away. */
export function neighbour(places: ReadonlyMap<string, Placed>, from: string, key: string): string | undefined {
  const here = places.get(from);
  const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  if (here === undefined || way === undefined) return undefined;
  const [dx = 0, dy = 0] = way;
  let best: string | undefined;
  let least = Infinity;
  for (const [id, place] of places) {
    const along = (place.x - here.x) * dx + (place.y - here.y) * dy;
    const aside = Math.abs((place.x - here.x) * dy) + Math.abs((place.y - here.y) * dx);
    if (id === from || along <= 1) continue;
    if (along + aside * 3 >= least) continue;
    least = along + aside * 3;
    best = id;
  }
  return best;
}
