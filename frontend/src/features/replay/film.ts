import type { LogRecord, Replay, ReplaySpan, SpanKind } from "@/api/types";
import { linesOf, type Line } from "./lines";
import { sayingsOf, type Saying } from "./sayings";
import { runsOf, type Run } from "./runs";

/** One span of the film. All times in the film are milliseconds since it began. */
export interface FilmSpan {
  id: string;
  /** Which of the film's traces it is of. */
  scene: number;
  /** Places in `Film.spans`; -1 for none. */
  parent: number;
  depth: number;
  name: string;
  kind: SpanKind;
  start: number;
  end: number;
  /** When a model call gave its first token, where that is known. */
  firstToken: number | null;
  failed: boolean;
  problem: string;
  model: string | null;
  /** The agent it belongs to: its own or the nearest above. */
  agent: string | null;
  tool: string | null;
  tokens: number;
  cost: number | null;
  /** A model call itself, not the span of a client around it. */
  isCall: boolean;
}

export type MarkKind = "agent" | "model" | "tool" | "data" | "guard" | "error";

/** What the scrubber shows. An error stands at the moment of failing. */
export interface Mark { kind: MarkKind; at: number; end: number; span: number }

export interface Sum { at: number; tokens: number; cost: number | null; done: number; failed: number }

export interface Pause { start: number; end: number }

/** A moment as the server tells it, with the place of its span. */
export interface FilmEvent {
  at: number;
  kind: Replay["events"][number]["kind"];
  span: number;
  role: string | null;
  content: string | null;
  tool: string | null;
  callId: string | null;
  arguments: string | null;
}

export interface Film {
  length: number;
  /** When it began, in ms since the epoch. */
  start: number;
  /** Parents before children, as a tree is read. */
  spans: FilmSpan[];
  /** Every moment at which something happens, ascending. */
  moments: number[];
  /** Ascending by `at`. */
  marks: Mark[];
  /** Places of model calls in `spans`, in order of their start. */
  calls: number[];
  /** Times in which nothing was done that the traces know of. */
  pauses: Pause[];
  sums: Sum[];
  sayings: Saying[];
  runs: Run[];
  lines: Line[];
}

/** A trace of the film, and what was logged during it. */
export interface Scene { replay: Replay; logs: readonly LogRecord[] }

/** Nanoseconds are told apart no finer than this: two moments closer than that are one. */
const SAME_MS = 0.01;

/** Milliseconds with the microseconds that Date.parse drops. */
export function preciseMs(iso: string): number {
  const rest = /\.\d{3}(\d{1,6})/.exec(iso)?.[1];
  return Date.parse(iso) + (rest === undefined ? 0 : Number(`0.${rest}`));
}

/** The film of one trace, or of the traces of a session on one clock. */
export function filmOf(scenes: readonly Scene[]): Film {
  const start = Math.min(...scenes.map(({ replay }) => preciseMs(replay.start_time)));
  const offsets = scenes.map(({ replay }) => preciseMs(replay.start_time) - start);
  const length = Math.max(0.001, ...scenes.map(({ replay }, index) => (offsets[index] ?? 0) + replay.duration_ns / 1e6));
  const spans: FilmSpan[] = [];
  const places = scenes.map(({ replay }, scene) => addSpans(spans, replay.spans, scene, offsets[scene] ?? 0));
  const events = scenes.flatMap(({ replay }, scene) => eventsOf(replay, places[scene] ?? new Map<string, number>(), offsets[scene] ?? 0));
  if (scenes.length > 1) events.sort((a, b) => a.at - b.at);
  for (const event of events) {
    const span = spans[event.span];
    if (event.kind === "first_token" && span !== undefined) span.firstToken = event.at;
  }
  const runs = runsOf(events, spans);
  const calls = spans.flatMap((span, index) => (span.isCall ? [index] : [])).sort((a, b) => (spans[a]?.start ?? 0) - (spans[b]?.start ?? 0));
  const logs = scenes.flatMap(({ logs: records }, scene) => records.map((record) => ({ record, span: places[scene]?.get(record.span_id ?? "") ?? null, at: Math.min(length, Math.max(0, preciseMs(record.time) - start)) })));
  return {
    length, start, spans, calls, runs,
    moments: momentsOf(events, length),
    marks: marksOf(spans),
    pauses: pausesOf(scenes, offsets),
    sums: sumsOf(scenes, offsets, spans, places),
    sayings: sayingsOf(events, spans, runs),
    lines: linesOf(events, spans, runs, logs),
  };
}

function addSpans(into: FilmSpan[], spans: readonly ReplaySpan[], scene: number, offset: number): Map<string, number> {
  const children = new Map<string | null, ReplaySpan[]>();
  for (const span of spans) {
    const key = span.depth === 0 ? null : span.parent_span_id;
    const siblings = children.get(key);
    if (siblings === undefined) children.set(key, [span]);
    else siblings.push(span);
  }
  const places = new Map<string, number>();
  // Iterative, since a trace may be deeper than the call stack.
  const todo = [...(children.get(null) ?? [])].reverse();
  for (let span = todo.pop(); span !== undefined; span = todo.pop()) {
    const below = children.get(span.span_id) ?? [];
    const parent = span.depth === 0 ? -1 : (places.get(span.parent_span_id ?? "") ?? -1);
    places.set(span.span_id, into.length);
    const at = offset + span.offset_ns / 1e6;
    into.push({
      id: span.span_id, scene, parent, depth: span.depth, name: span.name, kind: span.kind, start: at, end: at + span.duration_ns / 1e6, firstToken: null,
      failed: span.status === "ERROR", problem: span.status_message, model: span.model, agent: span.agent ?? into[parent]?.agent ?? null, tool: span.tool,
      tokens: span.total_tokens, cost: span.cost_usd, isCall: span.kind === "llm" && !below.some((child) => child.kind === "llm"),
    });
    for (let index = below.length - 1; index >= 0; index -= 1) {
      const child = below[index];
      if (child !== undefined) todo.push(child);
    }
  }
  return places;
}

function eventsOf(replay: Replay, places: ReadonlyMap<string, number>, offset: number): FilmEvent[] {
  return replay.events.flatMap((event) => {
    const span = places.get(event.span_id);
    if (span === undefined) return [];
    return [{
      at: offset + event.offset_ns / 1e6, kind: event.kind, span, role: event.role ?? null, content: event.content ?? null,
      tool: event.tool ?? null, callId: event.tool_call_id ?? null, arguments: event.arguments ?? null,
    }];
  });
}

function momentsOf(events: readonly FilmEvent[], length: number): number[] {
  const found = [0];
  for (const { at } of events) {
    if (at - (found.at(-1) ?? 0) > SAME_MS) found.push(at);
  }
  if (length - (found.at(-1) ?? 0) > SAME_MS) found.push(length);
  return found;
}

const MARK: Partial<Record<SpanKind, MarkKind>> = { agent: "agent", tool: "tool", embedding: "data", retrieval: "data", guardrail: "guard" };

function marksOf(spans: readonly FilmSpan[]): Mark[] {
  const blamed = new Set(spans.filter((span) => span.failed).map((span) => span.parent));
  const found: Mark[] = [];
  const around = new Set(spans.filter((span) => span.kind === "embedding" && spans[span.parent]?.kind === "embedding").map((span) => span.parent));
  for (const [index, span] of spans.entries()) {
    // What only surrounds a call, or notes that a model asked for a tool, is no event of its own.
    const isEcho = around.has(index) || (span.kind === "tool" && spans[span.parent]?.kind === "llm");
    const kind = span.isCall ? "model" : isEcho ? undefined : MARK[span.kind];
    if (kind !== undefined) found.push({ kind, at: span.start, end: span.end, span: index });
    // A failure is passed on to all above it; where it began is what to look at.
    if (span.failed && !blamed.has(index)) found.push({ kind: "error", at: span.end, end: span.end, span: index });
  }
  return found.sort((a, b) => a.at - b.at);
}

function pausesOf(scenes: readonly Scene[], offsets: readonly number[]): Pause[] {
  const found = scenes.flatMap(({ replay }, scene) => replay.gaps.map((gap) => {
    const start = (offsets[scene] ?? 0) + gap.offset_ns / 1e6;
    return { start, end: start + gap.duration_ns / 1e6 };
  }));
  if (scenes.length === 1) return found;
  // Between the traces of a session; a pause inside one trace counts only while no other runs.
  const traces = scenes.map(({ replay }, scene) => ({ scene, start: offsets[scene] ?? 0, end: (offsets[scene] ?? 0) + replay.duration_ns / 1e6 })).sort((a, b) => a.start - b.start);
  const alone = found.filter((pause) => traces.filter((trace) => trace.start < pause.end && trace.end > pause.start).length === 1);
  let until = traces[0]?.end ?? 0;
  for (const trace of traces.slice(1)) {
    if (trace.start > until) alone.push({ start: until, end: trace.start });
    until = Math.max(until, trace.end);
  }
  return alone.sort((a, b) => a.start - b.start);
}

function sumsOf(scenes: readonly Scene[], offsets: readonly number[], spans: readonly FilmSpan[], places: readonly ReadonlyMap<string, number>[]): Sum[] {
  interface Change { at: number; tokens: number; cost: number | null; failed: number }
  const changes: Change[] = scenes.flatMap(({ replay }, scene) => {
    let tokens = 0;
    let cost: number | null = null;
    return replay.events.flatMap((event) => {
      if (event.kind !== "span_end") return [];
      const change = {
        at: (offsets[scene] ?? 0) + event.offset_ns / 1e6,
        tokens: event.total_tokens - tokens,
        cost: event.cost_usd === null ? null : event.cost_usd - (cost ?? 0),
        failed: spans[places[scene]?.get(event.span_id) ?? -1]?.failed === true ? 1 : 0,
      };
      tokens = event.total_tokens;
      cost = event.cost_usd;
      return [change];
    });
  });
  if (scenes.length > 1) changes.sort((a, b) => a.at - b.at);
  const sums: Sum[] = [{ at: -1, tokens: 0, cost: null, done: 0, failed: 0 }];
  for (const change of changes) {
    const last = sums.at(-1) ?? { at: -1, tokens: 0, cost: null, done: 0, failed: 0 };
    sums.push({
      at: change.at, tokens: last.tokens + change.tokens, done: last.done + 1, failed: last.failed + change.failed,
      cost: change.cost === null ? last.cost : (last.cost ?? 0) + change.cost,
    });
  }
  return sums;
}

/** How many of the ascending values are at or before `at`. */
export function countUntil<T>(items: readonly T[], at: number, time: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && time(item) <= at + SAME_MS) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What was spent and done by `at`: a call's figures are known when it ends, so that is when they count. */
export function sumAt(film: Film, at: number): Sum {
  return film.sums[countUntil(film.sums, at, (sum) => sum.at) - 1] ?? { at: -1, tokens: 0, cost: null, done: 0, failed: 0 };
}

/** The next moment (1) or the one before (-1); the ends of the film where there is none. */
export function nextMoment(times: readonly number[], at: number, direction: 1 | -1, length: number): number {
  if (direction === 1) return times[countUntil(times, at, (time) => time)] ?? length;
  let index = countUntil(times, at, (time) => time) - 1;
  while (index >= 0 && (times[index] ?? 0) >= at - SAME_MS) index -= 1;
  return times[index] ?? 0;
}
