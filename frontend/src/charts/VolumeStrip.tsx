import { useRef, useState, type PointerEvent } from "react";
import styles from "./charts.module.css";

export interface VolumePoint { total: number; failed: number; title: string }

interface Props {
  points: readonly VolumePoint[];
  label: string;
  /** Fractions (0-1) of the strip between which the pointer was dragged. */
  onBrush: (from: number, to: number) => void;
}

const HEIGHT = 44;

/** Traffic over the chosen time, failures in front; dragging chooses a part of it. A shortcut: the range picker does the same by keyboard. */
export function VolumeStrip({ points, label, onBrush }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [brush, setBrush] = useState<{ from: number; to: number } | null>(null);
  const max = Math.max(1, ...points.map((point) => point.total));
  const width = Math.max(1, points.length);
  const scale = (value: number) => (value === 0 ? 0 : Math.max(1.5, (value / max) * (HEIGHT - 4)));

  const at = (event: PointerEvent) => {
    const box = host.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };

  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      className={styles["volume"]}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setBrush({ from: at(event), to: at(event) });
      }}
      onPointerMove={(event) => { if (brush !== null) setBrush({ from: brush.from, to: at(event) }); }}
      onPointerUp={() => {
        if (brush !== null && Math.abs(brush.to - brush.from) > 0.008) onBrush(Math.min(brush.from, brush.to), Math.max(brush.from, brush.to));
        setBrush(null);
      }}
      onPointerCancel={() => setBrush(null)}
    >
      <svg viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true">
        {points.map((point, index) => (
          <g key={index}>
            <rect x={index} y={0} width={1} height={HEIGHT} fill="transparent"><title>{point.title}</title></rect>
            <rect x={index + 0.14} y={HEIGHT - 1 - scale(point.total)} width={0.72} height={scale(point.total)} fill="var(--bar-1)" opacity={0.8} pointerEvents="none" />
            <rect x={index + 0.14} y={HEIGHT - 1 - scale(point.failed)} width={0.72} height={scale(point.failed)} fill="var(--series-2)" pointerEvents="none" />
          </g>
        ))}
        <line x1="0" x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
      </svg>
      {brush !== null && <span className={styles["brush"]} style={{ insetInlineStart: `${String(Math.min(brush.from, brush.to) * 100)}%`, width: `${String(Math.abs(brush.to - brush.from) * 100)}%` }} />}
    </div>
  );
}
