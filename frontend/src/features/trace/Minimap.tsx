import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useI18n } from "@/i18n/I18n";
import { useTraceText } from "@/i18n/trace";
import { useDrawnTheme } from "@/ui/theme";
import { KIND_TOKEN, type Period } from "./tree";
import type { Waterfall } from "./useWaterfall";
import styles from "./Minimap.module.css";

const HEIGHT = 44;
const PATH = 3;
const PAD = 3;

function draw(canvas: HTMLCanvasElement, { tree, segments, gaps }: Waterfall): void {
  const context = canvas.getContext("2d");
  const width = canvas.clientWidth;
  if (context === null || width === 0) return;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(HEIGHT * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (token: string) => style.getPropertyValue(token);
  const x = (ms: number) => (ms / tree.length) * width;
  const room = HEIGHT - PATH - PAD * 2;
  const lane = room / Math.max(1, tree.order.length);
  const thick = Math.max(1, Math.min(4, lane * 0.7));

  context.fillStyle = colour("--gap");
  for (const gap of gaps) context.fillRect(x(gap.start), 0, Math.max(1, x(gap.end - gap.start)), HEIGHT);
  // One pass a colour: changing it for each of 50,000 bars costs more than the bars.
  const bars = new Map<string, number[]>();
  tree.order.forEach((node, index) => {
    const token = node.span.status === "ERROR" ? "--bad" : KIND_TOKEN[node.span.kind];
    const list = bars.get(token);
    if (list === undefined) bars.set(token, [index]);
    else list.push(index);
  });
  const failed = bars.get("--bad");
  bars.delete("--bad");
  for (const [token, indexes] of [...bars, ...(failed === undefined ? [] : [["--bad", failed] as const])]) {
    context.fillStyle = colour(token);
    for (const index of indexes) {
      const node = tree.order[index];
      if (node !== undefined) context.fillRect(x(node.start), PAD + index * lane, Math.max(token === "--bad" ? 2 : 1, x(node.duration)), token === "--bad" ? Math.max(2, thick) : thick);
    }
  }
  context.fillStyle = colour("--ink");
  for (const { node, start, end } of segments) if (node !== undefined) context.fillRect(x(start), HEIGHT - PATH, Math.max(0.5, x(end - start)), PATH - 1);
}

type Grip = "from" | "to" | "move" | "new";
interface Drag { grip: Grip; at: number; period: Period }

/** The whole trace in small. Dragging chooses a part of its time; inside the chosen part it moves it, at its ends it changes its size. */
export function Minimap({ waterfall }: { waterfall: Waterfall }) {
  const { f } = useI18n();
  const w = useTraceText();
  const { tree, period, zoomed, setPeriod, segments, gaps } = waterfall;
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [width, setWidth] = useState(0);
  const theme = useDrawnTheme();

  useEffect(() => {
    const box = host.current;
    if (box === null) return undefined;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, waterfall);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the picture depends on these parts of the waterfall only
  }, [tree, segments, gaps, width, theme]);

  const share = (ms: number) => `${String(Math.max(0, Math.min(100, (ms / tree.length) * 100)))}%`;
  const timeAt = (event: PointerEvent) => {
    const box = host.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * tree.length;
  };
  const press = (event: PointerEvent, grip: Grip) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    host.current?.setPointerCapture(event.pointerId);
    drag.current = { grip, at: timeAt(event), period };
  };
  const move = (event: PointerEvent) => {
    const held = drag.current;
    if (held === null || host.current?.hasPointerCapture(event.pointerId) !== true) return;
    const at = timeAt(event);
    const by = at - held.at;
    const { from, to } = held.period;
    if (held.grip === "new" && Math.abs(by) / tree.length > 0.004) setPeriod({ from: Math.min(held.at, at), to: Math.max(held.at, at) });
    if (held.grip === "move") setPeriod({ from: from + by, to: to + by });
    if (held.grip === "from") setPeriod({ from: Math.min(at, to), to });
    if (held.grip === "to") setPeriod({ from, to: Math.max(at, from) });
  };
  const step = (event: KeyboardEvent, grip: "from" | "to") => {
    const size = tree.length * (event.shiftKey ? 0.1 : 0.01);
    const steps: Record<string, number> = { ArrowLeft: -size, ArrowRight: size, Home: -tree.length, End: tree.length };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const { from, to } = period;
    if (grip === "from") setPeriod({ from: Math.max(0, Math.min(from + by, to - tree.length / 1000)), to });
    else setPeriod({ from, to: Math.min(tree.length, Math.max(to + by, from + tree.length / 1000)) });
  };
  const handle = (grip: "from" | "to") => (
    <div
      role="slider"
      tabIndex={0}
      aria-label={grip === "from" ? w.from : w.to}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.round(tree.length)}
      aria-valuenow={Math.round(period[grip])}
      aria-valuetext={f.duration(period[grip])}
      className={styles["handle"]}
      data-grip={grip}
      style={{ insetInlineStart: share(period[grip]) }}
      onPointerDown={(event) => press(event, grip)}
      onKeyDown={(event) => step(event, grip)}
    />
  );

  return (
    // The pointer's way of what the two sliders and the buttons beside it do for everybody.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={host} role="group" aria-label={w.overview} title={w.overview} className={styles["map"]} onPointerDown={(event) => press(event, "new")} onPointerMove={move} onPointerUp={() => { drag.current = null; }} onDoubleClick={() => setPeriod(null)}>
      <canvas ref={canvas} aria-hidden="true" className={styles["canvas"]} style={{ height: HEIGHT }} />
      {zoomed && (
        <>
          <i className={styles["shade"]} style={{ insetInlineStart: 0, width: share(period.from) }} />
          <i className={styles["shade"]} style={{ insetInlineStart: share(period.to), insetInlineEnd: 0 }} />
          <i className={styles["window"]} style={{ insetInlineStart: share(period.from), width: share(period.to - period.from) }} onPointerDown={(event) => press(event, "move")} />
        </>
      )}
      {handle("from")}
      {handle("to")}
    </div>
  );
}
