import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useDrawnTheme } from "@/ui/theme";
import { cx } from "@/ui/cx";
import { endRoom } from "./edge";
import { layersOf, type PlotProps } from "./series";
import styles from "./charts.module.css";

interface Hover { index: number; left: number; flip: boolean }

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function withAlpha(color: string, alpha: number): string {
  return color.startsWith("#") ? `${color.slice(0, 7)}${Math.round(alpha * 255).toString(16).padStart(2, "0")}` : color;
}

/** `color` in front of `ground`, opaque, so that what it is painted over does not shine through. */
function mixed(color: string, ground: string, share: number): string {
  const parts = [color, ground].map((one) => /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/i.exec(one)?.slice(1).map((part) => parseInt(part, 16)));
  const [front, back] = parts;
  if (front === undefined || back === undefined) return color;
  return `#${front.map((value, index) => Math.round(value * share + (back[index] ?? 0) * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

function options(props: PlotProps, width: number, hooks: uPlot.Hooks.Arrays): uPlot.Options {
  const ink = token("--ink-3");
  const line = token("--line");
  const panel = token("--panel");
  const font = `11px ${token("--font-sans")}`;
  const half = props.interval / 2;
  const bars = uPlot.paths.bars?.({ size: [0.72, 28, 1], radius: 0.18, align: 0 });
  const hasBars = props.series.some((series) => series.shape === "bar");
  const hasStack = props.series.some((series) => series.stack === true);
  return {
    width,
    height: props.height,
    padding: [8, endRoom(4, props.formatTime(props.times.at(-1) ?? 0), font), 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: !hasBars && !hasStack, size: 7, width: 2 },
      drag: { x: props.onRange !== undefined, y: false, setScale: false, dist: 6 },
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: true, range: (_, min, max) => (hasBars ? [min - half, max + half] : [min, max]) },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { stroke: ink, font, grid: { show: false }, ticks: { show: false }, gap: 6, size: 26, space: 84, values: (_, splits) => splits.map((split) => props.formatTime(split)) },
      { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { show: false }, gap: 6, size: 52, space: 44, values: (_, splits) => splits.map((split) => props.formatAxis(split)) },
    ],
    series: [
      {},
      ...layersOf(props.series).map(({ series }): uPlot.Series => {
        const color = token(series.color);
        return {
          label: series.label,
          stroke: color,
          width: series.shape === "bar" ? 0 : series.dash === true ? 1.25 : series.stack === true ? 1 : 1.75,
          ...(series.dash === true ? { dash: [4, 4] } : {}),
          ...(series.shape === "bar" ? { fill: color, ...(bars === undefined ? {} : { paths: bars }) } : {}),
          ...(series.shape === "area" ? { fill: series.stack === true ? mixed(color, panel, 0.62) : withAlpha(color, 0.12) } : {}),
          points: { show: false },
          spanGaps: false,
        };
      }),
    ],
    hooks,
  };
}

function dataOf({ times, series }: Pick<PlotProps, "times" | "series">): uPlot.AlignedData {
  return [times as number[], ...layersOf(series).map((layer) => layer.values as (number | null)[])];
}

/** The only place that draws with uPlot. Colours come from the tokens, so a theme switch redraws. */
export function TimeSeriesPlot(props: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const theme = useDrawnTheme();
  const { times, series } = props;
  const [hover, setHover] = useState<Hover | null>(null);
  const shape = `${theme}|${String(props.height)}|${String(props.interval)}|${props.series.map((series) => `${series.label}${series.shape}${series.color}${String(series.stack)}${String(series.dash)}`).join()}|${props.formatAxis(1234)}`;

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const hooks: uPlot.Hooks.Arrays = {
      setCursor: [
        (self) => {
          const { idx, left } = self.cursor;
          if (idx === null || idx === undefined || left === undefined || left < 0) setHover(null);
          else {
            const x = self.valToPos(self.data[0][idx] ?? 0, "x") + (self.over.offsetLeft);
            setHover({ index: idx, left: x, flip: left > self.over.clientWidth * 0.6 });
          }
        },
      ],
      setSelect: [
        (self) => {
          const { left, width } = self.select;
          if (width < 6) return;
          latest.current.onRange?.(self.posToVal(left, "x"), self.posToVal(left + width, "x"));
          self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    };
    const drawn = new uPlot(options(latest.current, element.clientWidth, hooks), dataOf(latest.current), element);
    plot.current = drawn;
    let pressedAt = 0;
    const down = (event: MouseEvent) => { pressedAt = event.clientX; };
    const up = (event: MouseEvent) => {
      const index = drawn.cursor.idx;
      if (Math.abs(event.clientX - pressedAt) > 4 || index === null || index === undefined) return;
      const from = latest.current.times[index];
      if (from !== undefined) latest.current.onPoint?.(from, from + latest.current.interval);
    };
    drawn.over.addEventListener("mousedown", down);
    drawn.over.addEventListener("mouseup", up);
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: latest.current.height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
      setHover(null);
    };
  }, [shape]);

  useEffect(() => {
    plot.current?.setData(dataOf({ times, series }));
  }, [times, series]);

  return (
    <div ref={host} role="img" aria-label={props.label} className={cx(styles["plot"], props.onPoint !== undefined && styles["clickable"])} style={{ minHeight: props.height }}>
      {hover !== null && <HoverBox {...props} hover_={hover} />}
    </div>
  );
}

function HoverBox({ hover_, times, series, formatTime, formatValue, hover }: PlotProps & { hover_: Hover }) {
  const at = times[hover_.index];
  if (at === undefined) return null;
  const rows = hover?.(hover_.index) ?? series.map((one) => ({ label: one.label, value: formatValue(one.values[hover_.index] ?? null), color: one.color }));
  return (
    <div className={styles["box"]} style={{ transform: `translate(${String(hover_.left + (hover_.flip ? -12 : 12))}px, 6px) translateX(${hover_.flip ? "-100%" : "0"})` }}>
      <div className={styles["when"]}>{formatTime(at)}</div>
      {rows.map((row) => (
        <div key={row.label} className={styles["row"]}>
          <span className={styles["swatch"]} style={{ background: `var(${row.color})` }} />
          {row.label}
          <b>{row.value}</b>
        </div>
      ))}
    </div>
  );
}
