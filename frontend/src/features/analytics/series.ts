import type { Chart } from "@/charts/ChartPanel";
import type { PlotSeries } from "@/charts/series";

const MINUTE = 60;
const INTERVALS: Record<string, number> = {
  "1m": MINUTE, "5m": 5 * MINUTE, "15m": 15 * MINUTE, "30m": 30 * MINUTE, "1h": 3600, "3h": 10_800, "6h": 21_600, "12h": 43_200, "1d": 86_400, "1w": 604_800, "1M": 2_592_000,
};

interface Trend<V> { interval: string | null; start_time: string; end_time: string; series: readonly { time: string; values: V }[] }

export interface Axis { times: readonly number[]; end: number; interval: number }

/** Steps of a trend as a chart needs them. */
export function axisOf<V>(trend: Trend<V>): Axis {
  return { times: trend.series.map((point) => Date.parse(point.time) / 1000), end: Date.parse(trend.end_time) / 1000, interval: INTERVALS[trend.interval ?? ""] ?? 3600 };
}

/** Seconds of each step that lie in the window: the first and the last are often cut. */
export function lengthsOf<V>(trend: Trend<V>): number[] {
  const { times, end } = axisOf(trend);
  const start = Date.parse(trend.start_time) / 1000;
  return times.map((time, index) => Math.max(1, Math.min(times[index + 1] ?? end, end) - Math.max(time, start)));
}

/** A series of the period before, moved onto the steps of this one. */
export function before<V>(points: readonly { values: V }[], steps: number, read: (values: V) => number | null): (number | null)[] {
  return Array.from({ length: steps }, (_, index) => {
    const point = points[index];
    return point === undefined ? null : read(point.values);
  });
}

/** Groups drawn in colours of their own; what is beyond becomes one remainder. Vermilion stays with failures. */
export const GROUP_COLOURS = ["--series-1", "--series-3", "--series-4", "--kind-flow", "--kind-data", "--kind-guard"] as const;
export const REST_COLOUR = "--kind-other";

interface GroupOf<V> { key: string | null; series: readonly { values: V }[] }

/**
 * A stack of groups with what is left of the whole on top. Groups that overlap (a trace has several tags) cannot be
 * stacked: they are lines, without a remainder.
 */
export function stackOf<V>(
  whole: readonly { values: V }[], groups: readonly GroupOf<V>[], read: (values: V) => number | null, names: { none: string; rest: string }, overlapping: boolean,
): PlotSeries[] {
  const drawn = groups.slice(0, GROUP_COLOURS.length);
  const series = drawn.map((group, index): PlotSeries => ({
    label: group.key ?? names.none,
    values: whole.map((_, step) => { const point = group.series[step]; return point === undefined ? null : read(point.values); }),
    color: GROUP_COLOURS[index] ?? REST_COLOUR,
    shape: overlapping ? "line" : "area",
    stack: !overlapping,
  }));
  if (overlapping) return series;
  const rest = whole.map((point, step) => {
    const sum = series.reduce((total, one) => total + (one.values[step] ?? 0), 0);
    return Math.max(0, (read(point.values) ?? 0) - sum);
  });
  const most = Math.max(...whole.map((point) => read(point.values) ?? 0), 0);
  // Sums of rounded amounts differ in the last digit.
  return rest.some((value) => value > most * 1e-6) ? [...series, { label: names.rest, values: rest, color: REST_COLOUR, shape: "area", stack: true }] : series;
}

export function chartOf<V>(trend: Trend<V>, series: readonly PlotSeries[], format: Chart["format"], axis: Chart["axis"]): Chart {
  return { ...axisOf(trend), series, format, axis };
}

export interface Rate { unit: "second" | "minute" | "hour"; factor: number }

/** The unit in which a rate reads well. `most`: the highest, in events a second. */
export function rateOf(most: number): Rate {
  if (most >= 1) return { unit: "second", factor: 1 };
  return most >= 1 / 60 ? { unit: "minute", factor: 60 } : { unit: "hour", factor: 3600 };
}
