import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useDrawnTheme } from "@/ui/theme";
import { endRoom } from "./edge";
import { axisRange, stacked, type PanelPlotProps, type PlotLine } from "./panel";
import styles from "./PanelPlot.module.css";

interface Hover { index: number; left: number; flip: boolean; nearest: number | null }

const MOST_ROWS = 14;
const BINARY = Array.from({ length: 60 }, (_, power) => 2 ** power);
// uPlot's enums are types only: there is nothing to name its numbers by.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const LOGARITHMIC: uPlot.Scale.Distr = 3;
const AT_RIGHT: uPlot.Axis.Side = 1;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

function drawn(color: string): string {
  return color.startsWith("--") ? getComputedStyle(document.documentElement).getPropertyValue(color).trim() : color;
}

function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex === undefined) return alpha >= 1 ? color : `color-mix(in srgb, ${color} ${String(Math.round(alpha * 100))}%, transparent)`;
  const six = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  return `#${six}${Math.round(alpha * 255).toString(16).padStart(2, "0")}`;
}

function pathOf(line: PlotLine): Pick<uPlot.Series, "paths"> {
  const paths = uPlot.paths;
  const builder = line.style === "bars" ? paths.bars?.({ size: [0.7, 40, 1] })
    : line.style === "points" ? () => null
      : line.curve === "smooth" ? paths.spline?.()
        : line.curve === "stepAfter" ? paths.stepped?.({ align: 1 })
          : line.curve === "stepBefore" ? paths.stepped?.({ align: -1 }) : paths.linear?.();
  return builder === undefined ? {} : { paths: builder };
}

/** A value without neighbours is no line: it is drawn as a point. */
function alone(self: uPlot, index: number): number[] | null {
  const values = self.data[index] ?? [];
  const found: number[] = [];
  for (let place = 0; place < values.length; place += 1) {
    if (typeof values[place] === "number" && typeof values[place - 1] !== "number" && typeof values[place + 1] !== "number") found.push(place);
  }
  return found;
}

function seriesOf(line: PlotLine): uPlot.Series {
  const color = drawn(line.color);
  const bars = line.style === "bars";
  return {
    label: line.label, scale: line.axis === "right" ? "r" : "y", show: !line.hidden, stroke: color, width: bars ? 0 : line.width * 0.8, spanGaps: line.spanGaps,
    ...(line.dash.length > 0 ? { dash: [...line.dash] } : {}),
    ...(bars ? { fill: withAlpha(color, Math.max(line.fill, 0.65)) } : line.fill > 0 && line.stack === null ? { fill: withAlpha(color, line.fill) } : {}),
    ...pathOf(line),
    points: line.style === "points" || line.points ? { show: true, size: 5, fill: color, stroke: color } : { show: true, size: 4, fill: color, stroke: color, filter: (self, index) => alone(self, index) },
  };
}

/** Between each line of a stack and the one below it. */
function bandsOf(lines: readonly PlotLine[]): uPlot.Band[] {
  const last = new Map<string, number>();
  return lines.flatMap((line, index): uPlot.Band[] => {
    if (line.stack === null || line.hidden || line.style !== "line") return [];
    const below = last.get(line.stack);
    last.set(line.stack, index + 1);
    return below === undefined ? [] : [{ series: [index + 1, below], fill: withAlpha(drawn(line.color), Math.max(line.fill, 0.25)) }];
  });
}

function bottomFill(lines: readonly PlotLine[], series: uPlot.Series[]): uPlot.Series[] {
  const seen = new Set<string>();
  return series.map((one, index) => {
    const line = lines[index];
    if (line?.stack == null || line.hidden || line.style !== "line" || seen.has(line.stack)) return one;
    seen.add(line.stack);
    return { ...one, fill: withAlpha(drawn(line.color), Math.max(line.fill, 0.25)) };
  });
}

function drawLimits(self: uPlot, props: PanelPlotProps): void {
  if (props.limitStyle === "off") return;
  const { ctx, bbox } = self;
  const at = (value: number) => Math.min(bbox.top + bbox.height, Math.max(bbox.top, self.valToPos(value, "y", true)));
  ctx.save();
  for (const [index, limit] of props.limits.entries()) {
    if (props.limitStyle.includes("area")) {
      const above = props.limits[index + 1]?.value ?? Infinity;
      const [top, bottom] = [above === Infinity ? bbox.top : at(above), limit.value === -Infinity ? bbox.top + bbox.height : at(limit.value)];
      ctx.fillStyle = withAlpha(drawn(limit.color), 0.08);
      ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    }
    const y = limit.value === -Infinity ? -1 : self.valToPos(limit.value, "y", true);
    if (props.limitStyle === "area" || y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = drawn(limit.color);
    ctx.globalAlpha = 0.75;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash(props.limitStyle.startsWith("dashed") ? [6 * devicePixelRatio, 5 * devicePixelRatio] : []);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
  ctx.restore();
}

function drawMarks(self: uPlot, props: PanelPlotProps): void {
  const { ctx, bbox } = self;
  ctx.save();
  for (const mark of props.marks) {
    const [left, right] = [self.valToPos(mark.from, "x", true), self.valToPos(mark.to, "x", true)];
    if (right < bbox.left || left > bbox.left + bbox.width) continue;
    const color = drawn(mark.color);
    ctx.fillStyle = withAlpha(color, 0.1);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.strokeStyle = color;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    const size = 4 * devicePixelRatio;
    ctx.fillStyle = color;
    ctx.beginPath();
    ctx.moveTo(left - size, bbox.top + bbox.height + size);
    ctx.lineTo(left + size, bbox.top + bbox.height + size);
    ctx.lineTo(left, bbox.top + bbox.height - size / 2);
    ctx.fill();
  }
  ctx.restore();
}

function optionsOf(props: PanelPlotProps, width: number, hooks: uPlot.Hooks.Arrays): uPlot.Options {
  const ink = drawn("--ink-3");
  const font = `11px ${drawn("--font-sans")}`;
  const hasBars = props.lines.some((line) => line.style === "bars");
  const half = hasBars ? props.step / 2 : 0;
  const logarithm = props.logBase === undefined ? {} : { distr: LOGARITHMIC, log: props.logBase };
  const ranged = (_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax => axisRange(low, high, props);
  const right = props.lines.some((line) => line.axis === "right");
  const axis = { stroke: ink, font, ticks: { show: false }, gap: 5, space: 36 };
  return {
    width, height: props.height, padding: [6, right ? 0 : endRoom(6, props.formatTick(props.times.at(-1) ?? 0), font), 0, 0], legend: { show: false },
    cursor: {
      y: false, points: { show: !hasBars, size: 6, width: 2 }, drag: { x: props.onRange !== undefined, y: false, setScale: false, dist: 6 },
      ...(props.syncKey === undefined ? {} : { sync: { key: props.syncKey, setSeries: false } }),
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, range: (_, min, max) => [min - half, Math.max(max, min + 1) + half] },
      y: { ...logarithm, ...(props.logBase === undefined ? { range: ranged } : {}) },
      ...(right ? { r: { range: (_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax => axisRange(low, high, { percent: false }) } } : {}),
    },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 72, values: (_, splits) => splits.map(props.formatTick) },
      { ...axis, scale: "y", grid: { stroke: drawn("--line"), width: 1 }, size: axisSize, ...(props.binary === true ? { incrs: BINARY } : {}), values: (_, splits) => splits.map((value) => (value === null as unknown ? "" : props.formatAxis(value, "left"))) },
      ...(right ? [{ ...axis, scale: "r", side: AT_RIGHT, grid: { show: false }, size: axisSize, values: (_: uPlot, splits: number[]) => splits.map((value) => props.formatAxis(value, "right")) }] : []),
    ],
    series: [{}, ...bottomFill(props.lines, props.lines.map(seriesOf))],
    bands: bandsOf(props.lines),
    hooks: { ...hooks, drawAxes: [(self) => drawLimits(self, props)], draw: [(self) => drawMarks(self, props)] },
  };
}

/** As wide as the widest label. */
function axisSize(self: uPlot, values: string[] | null, index: number): number {
  const axis = self.axes[index];
  if (values === null || values.length === 0 || axis === undefined) return 32;
  self.ctx.font = `${String(11 * devicePixelRatio)}px sans-serif`;
  return Math.ceil(Math.max(...values.map((value) => self.ctx.measureText(value).width)) / devicePixelRatio) + 12;
}

function nearestLine(self: uPlot, index: number, top: number, lines: readonly PlotLine[]): number | null {
  const distances = lines.map((line, place) => {
    const value = self.data[place + 1]?.[index];
    return line.hidden || typeof value !== "number" ? Infinity : Math.abs(self.valToPos(value, line.axis === "right" ? "r" : "y") - top);
  });
  const least = Math.min(...distances);
  return least === Infinity ? null : distances.indexOf(least);
}

/** The chart of a panel of a dashboard: many lines, stacks, thresholds, marks, two axes. */
export function PanelPlot(props: PanelPlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const theme = useDrawnTheme();
  const [hover, setHover] = useState<Hover | null>(null);
  // What the chart is built from. Values alone are set into the one that stands.
  const shape = JSON.stringify([theme, props.height, props.step, props.lines.map((line) => ({ ...line, values: 0 })), props.limits, props.limitStyle, props.marks, props.min, props.max, props.logBase, props.percent, props.syncKey, props.formatAxis(1234.5, "left")]);

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    let inside = false;
    const hooks: uPlot.Hooks.Arrays = {
      setCursor: [
        (self) => {
          const { idx, left, top } = self.cursor;
          if (!inside || idx === null || idx === undefined || left === undefined || left < 0) setHover(null);
          else {
            const x = self.valToPos(self.data[0][idx] ?? 0, "x") + self.over.offsetLeft;
            setHover({ index: idx, left: x, flip: left > self.over.clientWidth * 0.55, nearest: nearestLine(self, idx, top ?? 0, latest.current.lines) });
          }
        },
      ],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < 6 || !inside) return;
          latest.current.onRange?.(self.posToVal(left, "x"), self.posToVal(left + width, "x"));
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    };
    const data = (): uPlot.AlignedData => [latest.current.times as number[], ...stacked(latest.current.lines, latest.current.percent)];
    const made = new uPlot(optionsOf(latest.current, element.clientWidth, hooks), data(), element);
    plot.current = made;
    const enter = () => { inside = true; };
    const leave = () => {
      inside = false;
      setHover(null);
    };
    made.over.addEventListener("mouseenter", enter);
    made.over.addEventListener("mouseleave", leave);
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: latest.current.height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
      setHover(null);
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData([props.times as number[], ...stacked(props.lines, props.percent)]);
  }, [props.times, props.lines, props.percent]);

  return (
    <div ref={host} role="img" aria-label={props.label} className={styles["plot"]} style={{ minHeight: props.height }}>
      {hover !== null && props.hover !== "none" && <HoverBox {...props} at={hover} />}
    </div>
  );
}

function HoverBox({ at, times, lines, marks, step, formatTime, formatValue, hover, hoverSort }: PanelPlotProps & { at: Hover }) {
  const time = times[at.index];
  if (time === undefined) return null;
  const all = lines.map((line, index) => ({ line, index, value: line.values[at.index] ?? null })).filter(({ line, value }) => !line.hidden && value !== null);
  const chosen = hover === "single" ? all.filter(({ index }) => index === at.nearest) : all;
  if (hoverSort !== "none") chosen.sort((a, b) => ((b.value ?? 0) - (a.value ?? 0)) * (hoverSort === "desc" ? 1 : -1));
  const near = marks.filter((mark) => time >= mark.from - step && time <= mark.to + step);
  return (
    <div className={styles["box"]} style={{ transform: `translate(${String(at.left + (at.flip ? -12 : 12))}px, 6px) translateX(${at.flip ? "-100%" : "0"})` }}>
      <div className={styles["when"]}>{formatTime(time)}</div>
      {chosen.slice(0, MOST_ROWS).map(({ line, index, value }) => (
        <div key={index} className={styles["row"]} data-near={index === at.nearest && hover === "multi" && all.length > 1}>
          <i style={{ background: line.color.startsWith("--") ? `var(${line.color})` : line.color }} />
          <span>{line.label}</span>
          <b>{formatValue(value, index)}</b>
        </div>
      ))}
      {chosen.length > MOST_ROWS && <div className={styles["when"]}>+ {chosen.length - MOST_ROWS}</div>}
      {near.map((mark, index) => <div key={index} className={styles["mark"]}>▲ {mark.title}{mark.text === "" ? "" : `: ${mark.text}`}</div>)}
    </div>
  );
}
