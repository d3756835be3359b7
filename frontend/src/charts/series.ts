export interface PlotSeries {
  label: string;
  values: readonly (number | null)[];
  /** A colour token, e.g. "--series-1". */
  color: string;
  shape: "bar" | "area" | "line";
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
