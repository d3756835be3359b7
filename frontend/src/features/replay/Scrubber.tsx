import { useEffect, useMemo, useRef, useState, type PointerEvent } from "react";
import { useI18n } from "@/i18n/I18n";
import { useReplayText } from "@/i18n/replay";
import { useDrawnTheme } from "@/ui/theme";
import { clockText } from "./clock";
import { countUntil, type Film, type Mark, type MarkKind } from "./film";
import type { Player } from "./player";
import type { Scale } from "./scale";
import { useSeen } from "./useSeen";
import styles from "./Scrubber.module.css";

/** Row and colour of each kind; failures stand above all rows, as triangles. */
export const MARKS: Record<MarkKind, { row: number; token: string }> = {
  error: { row: 0, token: "--bad" }, agent: { row: 1, token: "--kind-agent" }, model: { row: 2, token: "--kind-llm" },
  tool: { row: 3, token: "--kind-tool" }, data: { row: 3, token: "--kind-data" }, guard: { row: 3, token: "--kind-guard" },
};
const HEIGHT = 46;
const TOP = 11;
const ROW = 11;
const BAR = 7;
const NEAR_PX = 5;

function draw(canvas: HTMLCanvasElement, width: number, film: Film, scale: Scale): void {
  const context = canvas.getContext("2d");
  if (context === null || width === 0) return;
  const density = window.devicePixelRatio;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(HEIGHT * density);
  context.scale(density, density);
  const tokens = getComputedStyle(document.documentElement);
  const color = (name: string) => tokens.getPropertyValue(name).trim();
  spent(context, width, film, scale, color("--ink-3"));
  context.fillStyle = color("--line-strong");
  context.globalAlpha = 0.45;
  for (const pause of scale.squeezed) {
    for (let x = scale.share(pause.start) * width; x < scale.share(pause.end) * width; x += 4) context.fillRect(x, TOP, 1, HEIGHT - TOP - 2);
  }
  context.globalAlpha = 1;
  for (const mark of film.marks) {
    const { row, token } = MARKS[mark.kind];
    const x = scale.share(mark.at) * width;
    context.fillStyle = color(token);
    if (row === 0) {
      context.beginPath();
      context.moveTo(x, 1);
      context.lineTo(x + 4.5, 9);
      context.lineTo(x - 4.5, 9);
      context.fill();
      continue;
    }
    const length = Math.max(2, scale.share(mark.end) * width - x - 0.5);
    context.beginPath();
    context.roundRect(Math.min(x, width - 2), TOP + (row - 1) * ROW + 2, length, BAR, Math.min(2, length / 2));
    context.fill();
  }
}

/** What has been spent, as a hill behind the marks: tokens so far. */
function spent(context: CanvasRenderingContext2D, width: number, film: Film, scale: Scale, color: string): void {
  const most = film.sums.at(-1)?.tokens ?? 0;
  if (most === 0) return;
  context.fillStyle = color;
  context.globalAlpha = 0.1;
  context.beginPath();
  context.moveTo(0, HEIGHT);
  let y = HEIGHT;
  for (const sum of film.sums) {
    const x = scale.share(Math.max(0, sum.at)) * width;
    context.lineTo(x, y);
    y = HEIGHT - (sum.tokens / most) * (HEIGHT - TOP);
    context.lineTo(x, y);
  }
  context.lineTo(width, y);
  context.lineTo(width, HEIGHT);
  context.fill();
  context.globalAlpha = 1;
}

interface Hover { x: number; width: number; at: number; mark: Mark | null }

export function Scrubber({ player, scale, onGrab }: { player: Player; scale: Scale; onGrab?: () => void }) {
  const { t, f } = useI18n();
  const r = useReplayText();
  const { film } = player;
  const track = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const played = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const theme = useDrawnTheme();
  const [hover, setHover] = useState<Hover | null>(null);
  const shares = useMemo(() => film.marks.map((mark) => ({ mark, from: scale.share(mark.at), to: scale.share(mark.end) })), [film, scale]);

  useEffect(() => {
    const host = track.current;
    const surface = canvas.current;
    if (host === null || surface === null) return undefined;
    const redraw = () => draw(surface, host.clientWidth, film, scale);
    redraw();
    const observer = new ResizeObserver(redraw);
    observer.observe(host);
    return () => observer.disconnect();
  }, [film, scale, theme]);

  useEffect(() => player.onFrame(() => {
    if (played.current !== null) played.current.style.transform = `scaleX(${String(player.share)})`;
    if (thumb.current !== null) thumb.current.style.transform = `translateX(${String(player.share * 100)}%)`;
  }), [player]);

  const place = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return { share: 0, x: 0, y: 0, width: 1 };
    const x = Math.min(box.width, Math.max(0, event.clientX - box.left));
    return { share: x / box.width, x, y: event.clientY - box.top, width: box.width };
  };
  const look = (event: PointerEvent) => {
    const { share, x, y, width } = place(event);
    const row = y < TOP ? 0 : 1 + Math.min(2, Math.floor((y - TOP) / ROW));
    let best: Mark | null = null;
    let least = Infinity;
    for (const { mark, from, to } of shares) {
      const away = share < from ? (from - share) * width : share > to ? (share - to) * width : 0;
      if (away > NEAR_PX) continue;
      const far = away + (MARKS[mark.kind].row === row ? 0 : 20) + Math.min(4, (to - from) * 4);
      if (far >= least) continue;
      least = far;
      best = mark;
    }
    setHover({ x, width, at: scale.real(share * scale.length), mark: best });
  };
  const value = useSeen(player, ({ at, playing }) => (playing ? Math.floor(at / 1000) * 1000 : at));

  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label={r.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(film.length)}
      aria-valuenow={Math.round(value)}
      aria-valuetext={r.of(clockText(value, film.length), clockText(film.length, film.length))}
      className={styles["track"]}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onGrab?.();
        player.drag(place(event).share);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) player.drag(place(event).share);
        look(event);
      }}
      onPointerUp={() => player.release()}
      onPointerCancel={() => player.release()}
      onPointerLeave={() => setHover(null)}
    >
      <canvas ref={canvas} className={styles["marks"]} aria-hidden="true" />
      <div className={styles["line"]}><div ref={played} className={styles["played"]} /></div>
      <div ref={thumb} className={styles["place"]}><span className={styles["thumb"]} /></div>
      {hover !== null && <Tip hover={hover} text={textOf(hover)} />}
    </div>
  );

  function textOf({ at, mark }: Hover): { name: string; notes: string[]; kind: MarkKind | null } {
    const span = mark === null ? undefined : film.spans[mark.span];
    const time = clockText(mark?.at ?? at, film.length);
    if (mark === null || span === undefined) {
      const pause = scale.squeezed.find(({ start, end }) => start <= at && at <= end);
      return { name: pause === undefined ? time : r.idle(f.duration(pause.end - pause.start)), notes: pause === undefined ? [] : [time], kind: null };
    }
    if (mark.kind === "error") return { name: r.failedAt(span.name), notes: [time, span.problem.slice(0, 160)].filter((note) => note !== ""), kind: "error" };
    return { name: span.tool ?? span.model ?? span.agent ?? span.name, notes: [`${t.trace.kinds[span.kind]} · ${time} · ${f.duration(span.end - span.start)}`], kind: mark.kind };
  }
}

function Tip({ hover, text }: { hover: Hover; text: { name: string; notes: string[]; kind: MarkKind | null } }) {
  const edge = 110;
  return (
    <div className={styles["tip"]} aria-hidden="true" style={{ insetInlineStart: `${String(Math.min(Math.max(hover.x, edge), Math.max(edge, hover.width - edge)))}px` }}>
      <b>{text.kind !== null && <i style={{ background: `var(${MARKS[text.kind].token})` }} />}{text.name}</b>
      {text.notes.map((note) => <span key={note}>{note}</span>)}
    </div>
  );
}

/** What the colours and rows of the marks say, with how many there are so far. */
export function Legend({ player }: { player: Player }) {
  const r = useReplayText();
  const { marks } = player.film;
  const kinds = useMemo(() => (Object.keys(MARKS) as MarkKind[]).filter((kind) => marks.some((mark) => mark.kind === kind)), [marks]);
  const reached = useSeen(player, ({ at }) => countUntil(marks, at, (mark) => mark.at));
  const counts = useMemo(() => {
    const found = new Map<MarkKind, number>();
    for (const mark of marks.slice(0, reached)) found.set(mark.kind, (found.get(mark.kind) ?? 0) + 1);
    return found;
  }, [marks, reached]);
  return (
    <ul className={styles["legend"]}>
      {kinds.map((kind) => <li key={kind}><i data-shape={kind === "error" ? "triangle" : "bar"} style={{ background: `var(${MARKS[kind].token})` }} />{r.marks[kind]} <b>{counts.get(kind) ?? 0}</b></li>)}
    </ul>
  );
}
