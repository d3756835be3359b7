import type { TraceSort } from "@/api/types";

/** The columns of the list: what there is, what is shown, how wide. Written as text (`time,name:320`) in the address and in the browser's memory. */
export const COLUMN_IDS = [
  "time", "name", "status", "model", "provider", "user", "session", "agent", "service", "tags", "tokens", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens",
  "latency", "ttft", "cost", "spans", "calls", "errors", "input", "output", "message", "trace",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

interface Kind { width: number; end?: boolean; sort?: TraceSort; mono?: boolean }

/** Widths in CSS pixels. */
export const KINDS: Readonly<Record<ColumnId, Kind>> = {
  time: { width: 76, sort: "start_time" },
  name: { width: 190 },
  status: { width: 96 },
  model: { width: 128 },
  provider: { width: 96 },
  user: { width: 104 },
  session: { width: 140, mono: true },
  agent: { width: 140 },
  service: { width: 112 },
  tags: { width: 180 },
  tokens: { width: 76, end: true, sort: "tokens" },
  input_tokens: { width: 84, end: true },
  output_tokens: { width: 88, end: true },
  cached_tokens: { width: 76, end: true },
  reasoning_tokens: { width: 88, end: true },
  latency: { width: 124, end: true, sort: "duration" },
  ttft: { width: 92, end: true },
  cost: { width: 84, end: true, sort: "cost" },
  spans: { width: 72, end: true },
  calls: { width: 88, end: true },
  errors: { width: 96, end: true },
  input: { width: 280 },
  output: { width: 280 },
  message: { width: 240 },
  trace: { width: 272, mono: true },
};
const DAY_AND_TIME = 128;

export interface Column { id: ColumnId; /** Null: as wide as is usual. */ width: number | null }
export type Layout = readonly Column[];

export const LEAST = 48;
export const MOST = 1200;

const STANDARD: readonly ColumnId[] = ["time", "name", "model", "user", "tokens", "latency", "cost"];
const STANDARD_NARROW: readonly ColumnId[] = ["time", "name", "model", "tokens", "latency", "cost"];

export function standard(narrow = false): Layout {
  return (narrow ? STANDARD_NARROW : STANDARD).map((id) => ({ id, width: null }));
}

export function clampWidth(width: number): number {
  return Math.round(Math.min(MOST, Math.max(LEAST, width)));
}

/** Null for what is not a layout; unknown and repeated columns are left out, the name is always there. */
export function readLayout(text: string | null | undefined): Layout | null {
  if (text === null || text === undefined || text === "") return null;
  const found: Column[] = [];
  for (const part of text.split(",")) {
    const [name, width] = part.split(":");
    const id = COLUMN_IDS.find((known) => known === name);
    if (id === undefined || found.some((column) => column.id === id)) continue;
    found.push({ id, width: width !== undefined && /^\d{1,4}$/.test(width) ? clampWidth(Number(width)) : null });
  }
  if (found.length === 0) return null;
  return found.some((column) => column.id === "name") ? found : [...found, { id: "name", width: null }];
}

export function writeLayout(layout: Layout): string {
  return layout.map((column) => (column.width === null ? column.id : `${column.id}:${String(column.width)}`)).join(",");
}

/** The usual width; times of other days than today need room for the day. */
export function widthOf(column: Column, days: boolean): number {
  if (column.width !== null) return column.width;
  return column.id === "time" && days ? DAY_AND_TIME : KINDS[column.id].width;
}

const GAP = 12;
const EDGES = 32;
const CHECK = 20;

/** The tracks of the grid, and the width below which the list scrolls sideways. The name takes what is left unless it has a width. */
export function tracks(layout: Layout, days: boolean): { template: string; least: number } {
  const list = layout.map((column) => (column.id === "name" && column.width === null ? `minmax(${String(KINDS.name.width)}px, 1fr)` : `${String(widthOf(column, days))}px`));
  const filler = layout.some((column) => column.id === "name" && column.width === null) ? [] : ["minmax(0, 1fr)"];
  const all = [`${String(CHECK)}px`, ...list, ...filler];
  const least = layout.reduce((sum, column) => sum + widthOf(column, days), CHECK) + GAP * (all.length - 1) + EDGES;
  return { template: all.join(" "), least };
}

export function moved(layout: Layout, id: ColumnId, to: number): Layout {
  const column = layout.find((one) => one.id === id);
  if (column === undefined) return layout;
  const rest = layout.filter((one) => one.id !== id);
  const place = Math.min(rest.length, Math.max(0, to));
  return [...rest.slice(0, place), column, ...rest.slice(place)];
}

export function resized(layout: Layout, id: ColumnId, width: number | null): Layout {
  return layout.map((column) => (column.id === id ? { ...column, width: width === null ? null : clampWidth(width) } : column));
}

export function switched(layout: Layout, id: ColumnId): Layout {
  if (id === "name") return layout;
  return layout.some((column) => column.id === id) ? layout.filter((column) => column.id !== id) : [...layout, { id, width: null }];
}
