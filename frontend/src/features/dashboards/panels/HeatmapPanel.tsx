import { useEffect, useMemo, useRef, useState } from "react";
import { useI18n } from "@/i18n/I18n";
import { useDashboardsText } from "@/i18n/dashboards";
import { useDrawnTheme } from "@/ui/theme";
import { heatOf, type Heat } from "../heatmap";
import { at, text } from "../json";
import { formatUnit } from "../units";
import type { PanelBodyProps } from "./types";
import styles from "../Dashboards.module.css";

interface Near { column: number; row: number; left: number; top: number; flip: boolean }

function paint(canvas: HTMLCanvasElement, heat: Heat): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const [width, height] = [canvas.clientWidth * devicePixelRatio, canvas.clientHeight * devicePixelRatio];
  canvas.width = width;
  canvas.height = height;
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--series-1").trim();
  const [w, h] = [width / Math.max(1, heat.times.length), height / Math.max(1, heat.rows.length)];
  heat.rows.forEach((row, index) => row.forEach((value, column) => {
    if (value === null || value <= 0) return;
    // A root, so that what is rare can still be seen.
    context.globalAlpha = 0.08 + 0.92 * Math.sqrt(value / heat.most);
    context.fillRect(column * w, height - (index + 1) * h, Math.ceil(w), Math.ceil(h));
  }));
}

export function HeatmapPanel({ panel, data, height }: PanelBodyProps) {
  const { f, language } = useI18n();
  const d = useDashboardsText();
  const theme = useDrawnTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState<Near | null>(null);
  const heat = useMemo(() => heatOf(data.lines, data.moment), [data]);
  const unit = text(at(panel.options, "yAxis.unit")) || panel.defaults.unit;
  const bound = (value: number | undefined) => (value === undefined ? "" : value === Infinity ? "∞" : formatUnit(value, unit, undefined, language));

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => paint(element, heat));
    observer.observe(element);
    paint(element, heat);
    return () => observer.disconnect();
  }, [heat, theme]);

  const every = Math.max(1, Math.ceil(heat.buckets.length / Math.max(2, Math.floor(height / 28))));
  const value = near === null ? null : (heat.rows[near.row]?.[near.column] ?? null);
  return (
    <div className={styles["heat"]} style={{ height }} role="img" aria-label={d.panel.heatmap(panel.title || d.panel.untitled, heat.buckets.length)}>
      <div className={styles["heatAxis"]} aria-hidden="true">{heat.buckets.map((one, index) => <span key={one}>{index % every === 0 ? bound(one) : ""}</span>).reverse()}</div>
      <div className={styles["heatBox"]}>
        {/* What is under the pointer is told beside it; the table form has the same figures. */}
        <canvas
          ref={canvas} height={height - 24}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const [x, y] = [event.clientX - box.left, event.clientY - box.top];
            setNear({ column: Math.floor((x / box.width) * heat.times.length), row: heat.rows.length - 1 - Math.floor((y / box.height) * heat.rows.length), left: x, top: y, flip: x > box.width * 0.6 });
          }}
          onPointerLeave={() => setNear(null)}
        />
        <div className={styles["heatTimes"]} aria-hidden="true">{[0, 0.5, 1].map((share) => <span key={share}>{f.tick((heat.times[Math.round(share * (heat.times.length - 1))] ?? 0) * 1000, data.moment.span.end - data.moment.span.start > 172_800 ? 3600 : 60)}</span>)}</div>
        {near !== null && value !== null && (
          <div className={styles["heatNear"]} style={{ left: near.left + (near.flip ? -8 : 8), top: near.top, transform: near.flip ? "translateX(-100%)" : undefined }}>
            <span>{f.time((heat.times[near.column] ?? 0) * 1000)}</span>
            <span>{near.row === 0 ? "≤" : `${bound(heat.buckets[near.row - 1])} –`} {bound(heat.buckets[near.row])}</span>
            <b>{f.count(Math.round(value * 1000) / 1000)}</b>
          </div>
        )}
      </div>
    </div>
  );
}
