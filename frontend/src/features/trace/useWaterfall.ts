import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { SpanKind } from "@/api/types";
import { bySpan, byKind, criticalPath, gapsOf, type Gap, type KindShare, type Segment } from "./criticalPath";
import { usePlace } from "./place";
import { findSpans, visibleRows, type Node, type Period, type Row, type Tree } from "./tree";

/** Longest a search waits for the next letter before the address changes. */
const TYPING_MS = 300;
/** A part of the time is no smaller than this share of the whole. */
const LEAST = 1e-7;

export interface Waterfall {
  tree: Tree;
  rows: readonly Row[];
  /** The part of the time that is shown; the whole unless zoomed. */
  period: Period;
  zoomed: boolean;
  setPeriod: (period: Period | null) => void;
  zoom: (factor: number, about?: number) => void;
  folded: ReadonlySet<string>;
  fold: (ids: readonly string[], closed: boolean) => void;
  setFolded: (folded: ReadonlySet<string>) => void;
  hidden: ReadonlySet<SpanKind>;
  setHidden: (kinds: ReadonlySet<SpanKind>) => void;
  needle: string;
  setNeedle: (text: string) => void;
  /** Null while nothing is searched. */
  found: ReadonlySet<string> | null;
  path: ReadonlyMap<string, Segment[]>;
  segments: readonly Segment[];
  shares: readonly KindShare[];
  gaps: readonly Gap[];
}

export function readPeriod(text: string | undefined, length: number): Period | null {
  const [from, to] = (text ?? "").split("-").map(Number);
  if (from === undefined || to === undefined || !(to > from) || from >= length) return null;
  return { from, to: Math.min(to, length) };
}

const written = (period: Period) => `${String(Number(period.from.toFixed(3)))}-${String(Number(period.to.toFixed(3)))}`;

/** Kept within the trace, and never smaller than can be told apart. */
export function within(period: Period, length: number): Period {
  const size = Math.min(length, Math.max(period.to - period.from, length * LEAST, 0.001));
  const from = Math.min(Math.max(0, period.from), length - size);
  return { from, to: from + size };
}

/** What of a trace is in view, and how that is changed. `complete`: whether all spans are here; only then is there a critical path. */
export function useWaterfall(tree: Tree, complete: boolean, texts: ReadonlyMap<string, string> | null): Waterfall {
  const { search, setSearch } = usePlace();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [needle, setNeedle] = useState(search.find ?? "");
  const [moving, setMoving] = useState<Period | null>(null);
  const latest = useRef(setSearch);
  useEffect(() => {
    latest.current = setSearch;
  });

  useEffect(() => {
    if (needle === (search.find ?? "")) return undefined;
    const timer = setTimeout(() => latest.current({ find: needle === "" ? undefined : needle }, { replace: true }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [needle, search.find]);

  const chosen = useMemo(() => readPeriod(search.win, tree.length), [search.win, tree.length]);
  const zoomedTo = moving ?? chosen;
  const period = useMemo(() => zoomedTo ?? { from: 0, to: tree.length }, [zoomedTo, tree.length]);
  // A brush moves many times a second; the address follows when it rests.
  useEffect(() => {
    if (moving === null) return undefined;
    const timer = setTimeout(() => {
      const whole = moving.from <= 0 && moving.to >= tree.length;
      latest.current({ win: whole ? undefined : written(moving) }, { replace: true });
      setMoving(null);
    }, 150);
    return () => clearTimeout(timer);
  }, [moving, tree.length]);

  const sought = useDeferredValue(needle);
  const found = useMemo(() => findSpans(tree, sought, texts), [tree, sought, texts]);
  const hidden = useMemo(() => new Set((search.hide ?? "").split(",").filter((kind) => kind !== "") as SpanKind[]), [search.hide]);
  const rowsIn = useDeferredValue(zoomedTo);
  const rows = useMemo(() => visibleRows(tree, { folded, hidden, only: found, period: rowsIn }), [tree, folded, hidden, found, rowsIn]);

  const segments = useMemo(() => (complete ? criticalPath(tree) : []), [tree, complete]);
  const path = useMemo(() => bySpan(segments), [segments]);
  const shares = useMemo(() => byKind(segments), [segments]);
  const gaps = useMemo(() => (complete ? gapsOf(tree) : []), [tree, complete]);

  return {
    tree, rows, period, zoomed: zoomedTo !== null, folded, setFolded, hidden, needle, setNeedle, found, path, segments, shares, gaps,
    setPeriod: (next) => setMoving(next === null ? { from: 0, to: tree.length } : within(next, tree.length)),
    zoom(factor, about = 0.5) {
      const size = (period.to - period.from) * factor;
      const centre = period.from + (period.to - period.from) * about;
      setMoving(within({ from: centre - size * about, to: centre + size * (1 - about) }, tree.length));
    },
    fold: (ids, closed) => setFolded((now) => {
      const next = new Set(now);
      for (const id of ids) {
        if (closed) next.add(id);
        else next.delete(id);
      }
      return next;
    }),
    setHidden: (kinds) => setSearch({ hide: kinds.size === 0 ? undefined : [...kinds].sort().join(",") }, { replace: true }),
  };
}

/** Segments as marks on a bar: those in view, with those that lie closer than the eye sees joined. */
export function marksOf(segments: readonly Segment[] | undefined, period: Period): Period[] {
  if (segments === undefined) return [];
  const near = (period.to - period.from) / 150;
  const marks: Period[] = [];
  for (const { start, end } of segments) {
    if (end < period.from || start > period.to) continue;
    const last = marks.at(-1);
    if (last !== undefined && start - last.to < near) last.to = Math.max(last.to, end);
    else marks.push({ from: start, to: end });
  }
  return marks;
}

/** The next of some rows after (1) or before (-1) the selected one, round the end. */
export function nextOf(rows: readonly Row[], at: number, direction: 1 | -1, matches: (node: Node) => boolean): Node | undefined {
  for (let step = 1; step <= rows.length; step += 1) {
    const row = rows[(((at + direction * step) % rows.length) + rows.length) % rows.length];
    if (row !== undefined && matches(row.node)) return row.node;
  }
  return undefined;
}
