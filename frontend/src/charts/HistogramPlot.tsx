import { useRef, useState, type PointerEvent } from "react";
import { cx } from "@/ui/cx";
import styles from "./ChartPanel.module.css";

export interface HistogramBand {
  from: number;
  /** Null: no end. */
  to: number | null;
  count: number;
  failed: number;
  before: number | null;
}

interface Props {
  bands: readonly HistogramBand[];
  marks: readonly { label: string; value: number }[];
  height: number;
  label: string;
  formatEdge: (value: number) => string;
  formatCount: (value: number) => string;
  words: { all: string; failed: string; before: string };
  showFailed: boolean;
  showBefore: boolean;
  /** From the start of one band to the end of another: one band was clicked, or several were dragged over. */
  onBands: (from: number, to: number | null, dragged: boolean) => void;
}

const DECADE_STEPS = [1, 2, 5];

/** Whether an edge is a round number worth a word under the axis. */
export function isLabelled(value: number): boolean {
  if (value <= 0) return true;
  const digits = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  return DECADE_STEPS.some((step) => Math.abs(digits - step) < 1e-6);
}

/** A few round numbers up to a little above `max`. */
export function ruleValues(max: number): number[] {
  const raw = max / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1)));
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw) ?? power);
  return Array.from({ length: Math.floor(max / step) }, (_, index) => (index + 1) * step);
}

/** Where a value lies among bands, 0 to 1; each band is as wide as any other, and logarithmic inside. */
export function placeOf(value: number, bands: readonly HistogramBand[]): number {
  const index = bands.findIndex((band) => value >= band.from && (band.to === null || value < band.to));
  const band = bands[index];
  if (band === undefined) return value < (bands[0]?.from ?? 0) ? 0 : 1;
  const within = band.to === null || band.from <= 0 ? 0.5 : Math.log(value / band.from) / Math.log(band.to / band.from);
  return (index + within) / bands.length;
}

/** How often what length of time occurred. What it shows is in the table form, too, which the keyboard reaches. */
export function HistogramPlot({ bands, marks, height, label, formatEdge, formatCount, words, showFailed, showBefore, onBands }: Props) {
  const field = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<number | null>(null);
  const [pressed, setPressed] = useState<number | null>(null);
  const max = Math.max(1, ...bands.map((band) => Math.max(band.count, showBefore ? (band.before ?? 0) : 0)));
  const share = (value: number) => `${String((value / (max * 1.12)) * 100)}%`;
  const hovered = over === null ? undefined : bands[over];
  const between = pressed === null || over === null ? null : [Math.min(pressed, over), Math.max(pressed, over)] as const;
  // Each word needs room: on a narrow screen only every decade gets one.
  const edges = bands.map((band) => isLabelled(band.from));

  const at = (event: PointerEvent) => {
    const box = field.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return null;
    return Math.min(bands.length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * bands.length)));
  };

  return (
    <div role="img" aria-label={label} className={styles["bands"]} style={{ height }}>
      <div
        ref={field}
        className={styles["field"]}
        onPointerMove={(event) => setOver(at(event))}
        onPointerLeave={() => { if (pressed === null) setOver(null); }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setPressed(at(event));
          setOver(at(event));
        }}
        onPointerUp={() => {
          if (between !== null) {
            const [first, last] = [bands[between[0]], bands[between[1]]];
            if (first !== undefined && last !== undefined) onBands(first.from, last.to, between[0] !== between[1]);
          }
          setPressed(null);
        }}
        onPointerCancel={() => setPressed(null)}
      >
        {ruleValues(max).map((value) => <i key={value} className={styles["rule"]} style={{ insetBlockEnd: share(value) }}><span>{formatCount(value)}</span></i>)}
        {bands.map((band, index) => (
          <span key={band.from} className={cx(styles["band"], between !== null && index >= between[0] && index <= between[1] && styles["chosen"])}>
            {band.count > 0 && <i className={styles["bar"]} style={{ height: `max(2px, ${share(band.count)})` }} />}
            {showFailed && band.failed > 0 && <i className={styles["failedBar"]} style={{ height: `max(2px, ${share(band.failed)})` }} />}
            {showBefore && band.before !== null && band.before > 0 && <i className={styles["beforeBar"]} style={{ height: share(band.before) }} />}
          </span>
        ))}
        {marks.map((mark, index) => (
          <i key={mark.label} className={styles["mark"]} style={{ insetInlineStart: `${String(placeOf(mark.value, bands) * 100)}%` }}><span style={{ insetBlockStart: `${String(index * 1.1)}em` }}>{mark.label}</span></i>
        ))}
        {hovered !== undefined && over !== null && (
          <dl className={styles["tip"]} style={over > bands.length / 2 ? { insetInlineEnd: `${String(100 - (over / bands.length) * 100 + 1)}%` } : { insetInlineStart: `${String(((over + 1) / bands.length) * 100 + 1)}%` }}>
            <dt>{hovered.to === null ? `≥ ${formatEdge(hovered.from)}` : `${formatEdge(hovered.from)} – ${formatEdge(hovered.to)}`}</dt>
            <dd>{words.all}<b>{formatCount(hovered.count)}</b></dd>
            {showFailed && <dd>{words.failed}<b>{formatCount(hovered.failed)}</b></dd>}
            {hovered.before !== null && showBefore && <dd>{words.before}<b>{formatCount(hovered.before)}</b></dd>}
          </dl>
        )}
      </div>
      <div className={styles["scale"]} aria-hidden="true">
        {bands.map((band, index) => <span key={band.from}>{edges[index] === true && <b>{formatEdge(band.from)}</b>}</span>)}
      </div>
    </div>
  );
}
