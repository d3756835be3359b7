export interface PlotSeries {
  label: string;
  values: readonly (number | null)[];
  /** A colour token, e.g. "--series-1". */
  color: string;
  shape: "bar" | "area" | "line";
  /** Drawn on top of the other stacked series before it; values stay its own. */
  stack?: boolean;
  /** What it is compared with: dashed, behind the rest. */
  dash?: boolean;
}

export interface PlotProps {
  /** Start of each point in seconds since the epoch, ascending. */
  times: readonly number[];
  /** Seconds between points. */
  interval: number;
  series: readonly PlotSeries[];
  height: number;
  /** Accessible name. */
  label: string;
  formatValue: (value: number | null) => string;
  /** Values on the axis, which must be short. */
  formatAxis: (value: number) => string;
  formatTime: (seconds: number) => string;
  /** Start and end in seconds: a dragged range, or the point that was clicked. */
  onRange?: (from: number, to: number) => void;
  onPoint?: (from: number, to: number) => void;
  /** Name of the first series' remainder in the hover box, where series overlap (all of which failed: …). */
  hover?: (index: number) => readonly { label: string; value: string; color: string }[];
}

export interface Layer { series: PlotSeries; values: readonly (number | null)[] }

/**
 * What is painted, in order: what is compared with, then stacks from the tallest sum down (each paints over the one before), then the rest.
 * Steps at which no stacked series has a value stay empty.
 */
export function layersOf(series: readonly PlotSeries[]): Layer[] {
  const sums: (number | null)[] = [];
  const layers = series.map((one): Layer => {
    if (one.stack !== true) return { series: one, values: one.values };
    one.values.forEach((value, index) => {
      const below = sums[index] ?? null;
      sums[index] = value === null && below === null ? null : (below ?? 0) + (value ?? 0);
    });
    return { series: one, values: [...sums] };
  });
  const stacked = layers.filter((layer) => layer.series.stack === true).reverse();
  const dashed = layers.filter((layer) => layer.series.dash === true);
  const rest = layers.filter((layer) => layer.series.stack !== true && layer.series.dash !== true);
  return [...stacked, ...rest, ...dashed];
}
