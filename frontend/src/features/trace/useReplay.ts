import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Node, Tree } from "./tree";

export const SPEEDS = ["0.5", "1", "2", "4", "8"] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Replay {
  /** Milliseconds from the start of the trace. */
  at: number;
  playing: boolean;
  speed: Speed;
  setSpeed: (speed: Speed) => void;
  toggle: () => void;
  seek: (ms: number) => void;
  /** To the next (1) or previous (-1) moment at which a span begins or ends. */
  step: (direction: 1 | -1) => void;
}

export interface Running { cost: number | null; tokens: number; failures: number; done: number }

/** Every moment at which something begins or ends, ascending. */
export function momentsOf(tree: Tree): number[] {
  const found = new Set<number>([0]);
  for (const node of tree.byId.values()) {
    found.add(Math.round(node.start * 100) / 100);
    found.add(Math.round((node.start + node.duration) * 100) / 100);
  }
  return [...found].sort((a, b) => a - b);
}

/** What was spent and done by `at`. A call's figures are known when it ends, so that is when they count. */
export function runningAt(nodes: readonly Node[], at: number): Running {
  const running: Running = { cost: null, tokens: 0, failures: 0, done: 0 };
  for (const { span, start, duration } of nodes) {
    if (start + duration > at + 0.01) continue;
    running.done += 1;
    if (span.status === "ERROR") running.failures += 1;
    if (!span.counted) continue;
    running.tokens += span.total_tokens ?? 0;
    if (span.cost_usd !== null) running.cost = (running.cost ?? 0) + span.cost_usd;
  }
  return running;
}

const TELLING = new Set(["llm", "tool", "embedding", "retrieval", "guardrail"]);

/** The span to look at: the one that began last and says something; a call seen twice only by its counted half. */
export function activeAt(nodes: readonly Node[], at: number): Node | undefined {
  let active: Node | undefined;
  for (const node of nodes) {
    if (node.start > at + 0.01 || !TELLING.has(node.span.kind)) continue;
    if (node.span.kind === "llm" && !node.span.counted) continue;
    if (active === undefined || node.start >= active.start) active = node;
  }
  return active;
}

/** Plays a trace against its real clock. `onRest` hears where it stands whenever it is not moving. */
export function useReplay(tree: Tree, start: number, onRest: (at: number) => void): Replay {
  const [at, setAt] = useState(start);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>("1");
  const moments = useMemo(() => momentsOf(tree), [tree]);
  const now = useRef(at);

  const move = useCallback((ms: number) => {
    now.current = Math.max(0, Math.min(tree.length, ms));
    setAt(now.current);
  }, [tree.length]);

  useEffect(() => {
    if (!playing) return undefined;
    let last = performance.now();
    let frame = 0;
    const tick = (time: number) => {
      move(now.current + (time - last) * Number(speed));
      last = time;
      if (now.current < tree.length) frame = requestAnimationFrame(tick);
      else {
        setPlaying(false);
        onRest(now.current);
      }
    };
    frame = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, tree.length, move, onRest]);

  const rest = (ms: number) => {
    setPlaying(false);
    move(ms);
    onRest(now.current);
  };
  return {
    at,
    playing,
    speed,
    setSpeed,
    toggle() {
      if (playing) rest(now.current);
      else {
        if (now.current >= tree.length) move(0);
        setPlaying(true);
      }
    },
    seek: rest,
    step(direction) {
      const next = direction === 1 ? moments.find((moment) => moment > now.current + 0.02) : moments.findLast((moment) => moment < now.current - 0.02);
      rest(next ?? (direction === 1 ? tree.length : 0));
    },
  };
}
