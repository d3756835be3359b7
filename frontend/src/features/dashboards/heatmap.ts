import { onGrid, type Line } from "./frames";
import type { Moment } from "./variables";

export interface Heat {
  times: number[];
  /** Upper bounds, ascending; Infinity is the bucket of all that is larger. */
  buckets: number[];
  /** How many in each bucket, by time. */
  rows: (number | null)[][];
  most: number;
}

/** Prometheus counts in each bucket also what is in the smaller ones: a bucket's own is the difference to the one below. */
export function heatOf(lines: readonly Line[], { span, step }: Moment): Heat {
  const bounded = lines
    .map((line) => ({ line, bound: line.labels["le"] === "+Inf" ? Infinity : Number(line.labels["le"] ?? line.name) }))
    .filter(({ bound }) => !Number.isNaN(bound))
    .sort((a, b) => a.bound - b.bound);
  const { times, values } = onGrid(bounded.map(({ line }) => line), span.start, span.end, step);
  const cumulative = bounded.some(({ line }) => line.labels["le"] !== undefined);
  const rows = values.map((row, index) => row.map((value, place) => {
    if (value === null || !cumulative) return value;
    return Math.max(0, value - (values[index - 1]?.[place] ?? 0));
  }));
  const most = rows.reduce((all, row) => Math.max(all, ...row.map((value) => value ?? 0)), 0);
  return { times, buckets: bounded.map(({ bound }) => bound), rows, most };
}
