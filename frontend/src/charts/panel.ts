/** What a panel of a dashboard asks of its chart. Colours are tokens ("--series-1") or colours themselves. */
export interface PlotLine {
  label: string;
  values: readonly (number | null)[];
  color: string;
  style: "line" | "bars" | "points";
  curve: "linear" | "smooth" | "stepBefore" | "stepAfter";
  width: number;
  /** Opacity of what is under the line, 0 to 1. */
  fill: number;
  dash: readonly number[];
  points: boolean;
  spanGaps: boolean;
  /** Lines of one stack stand on each other. */
  stack: string | null;
  axis: "left" | "right";
  hidden: boolean;
}

export interface PlotLimit { value: number; color: string }
export interface PlotMark { from: number; to: number; color: string; title: string; text: string }

export interface PanelPlotProps {
  /** Seconds, ascending, as many as each line has values. */
  times: readonly number[];
  step: number;
  lines: readonly PlotLine[];
  limits: readonly PlotLimit[];
  limitStyle: "line" | "dashed" | "area" | "line+area" | "dashed+area" | "off";
  marks: readonly PlotMark[];
  height: number;
  min?: number | undefined;
  max?: number | undefined;
  logBase?: 2 | 10 | undefined;
  /** Lines of the grid stand at powers of two: for bytes. */
  binary?: boolean | undefined;
  /** Bounds that are kept unless values go past them. */
  softMin?: number | undefined;
  softMax?: number | undefined;
  /** Share of the whole at each moment, instead of values. */
  percent: boolean;
  label: string;
  formatAxis: (value: number, axis: "left" | "right") => string;
  formatValue: (value: number | null, line: number) => string;
  formatTime: (seconds: number) => string;
  formatTick: (seconds: number) => string;
  hover: "single" | "multi" | "none";
  hoverSort: "none" | "asc" | "desc";
  /** Charts of one name show the moment under the pointer together. */
  syncKey?: string | undefined;
  onRange?: ((from: number, to: number) => void) | undefined;
}

/** Each line's values on top of those below it in its stack; null stays null, and adds nothing. */
export function stacked(lines: readonly Pick<PlotLine, "values" | "stack" | "hidden">[], percent: boolean): (number | null)[][] {
  const totals = new Map<string, number[]>();
  if (percent) {
    for (const line of lines) {
      if (line.stack === null || line.hidden) continue;
      const total = totals.get(line.stack) ?? new Array<number>(line.values.length).fill(0);
      line.values.forEach((value, index) => { total[index] = (total[index] ?? 0) + (value ?? 0); });
      totals.set(line.stack, total);
    }
  }
  const under = new Map<string, number[]>();
  return lines.map((line) => {
    if (line.stack === null || line.hidden) return [...line.values];
    const below = under.get(line.stack) ?? new Array<number>(line.values.length).fill(0);
    const total = totals.get(line.stack);
    under.set(line.stack, below);
    return line.values.map((value, index) => {
      const whole = total?.[index] ?? 0;
      const own = total === undefined ? (value ?? 0) : whole === 0 ? 0 : ((value ?? 0) / whole) * 100;
      below[index] = (below[index] ?? 0) + own;
      return value === null ? null : (below[index] ?? 0);
    });
  });
}

/** From where to where the axis goes. */
export function axisRange(low: number | null, high: number | null, props: Pick<PanelPlotProps, "min" | "max" | "softMin" | "softMax" | "percent">): [number, number] {
  const least = Math.min(low ?? 0, props.softMin ?? Infinity);
  const most = Math.max(high ?? 1, props.softMax ?? -Infinity);
  const span = most - least || Math.abs(most) || 1;
  const min = props.min ?? (least >= 0 && (least < span || least === most) ? 0 : least - span * 0.06);
  const max = props.percent ? 100 : (props.max ?? (most === 0 && least === 0 ? 1 : most + span * 0.08));
  return max > min ? [min, max] : [min, min + 1];
}
