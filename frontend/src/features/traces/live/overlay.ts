import type { TraceSummary } from "@/api/types";

/**
 * What the live tail brought on top of the pages of a list. Pure: the list keeps one, replaces it with each batch and forgets it
 * when it is read anew.
 */
export interface Overlay {
  /** Newer states of traces that the list shows already. */
  changed: ReadonlyMap<string, TraceSummary>;
  /** New traces that are shown among the pages' rows. */
  shown: ReadonlyMap<string, TraceSummary>;
  /** New traces that wait, because the reader is reading. */
  waiting: ReadonlyMap<string, TraceSummary>;
  /** More came than is kept: only reading anew shows all. */
  overflow: boolean;
}

export const NOTHING: Overlay = { changed: new Map(), shown: new Map(), waiting: new Map(), overflow: false };
export const MOST_SHOWN = 2000;
export const MOST_WAITING = 1000;

interface Where {
  /** Whether a trace is on the pages that were read. */
  isListed: (id: string) => boolean;
  /** New ones wait instead of coming in. */
  hold: boolean;
  /** Whether a trace belongs among the rows, by its time; always false when sorted by something else than time. */
  belongs: (trace: TraceSummary) => boolean;
  /** Whether a trace counts as new, when it does not belong: it would stand above. */
  counts: (trace: TraceSummary) => boolean;
}

export function received(now: Overlay, batch: readonly TraceSummary[], where: Where): Overlay {
  const changed = new Map(now.changed);
  const shown = new Map(now.shown);
  const waiting = new Map(now.waiting);
  let overflow = now.overflow;
  for (const trace of batch) {
    const id = trace.trace_id;
    if (where.isListed(id)) changed.set(id, trace);
    else if (shown.has(id)) shown.set(id, trace);
    else if (waiting.has(id)) waiting.set(id, trace);
    else if (where.belongs(trace) && !where.hold) shown.set(id, trace);
    else if (where.belongs(trace) || where.counts(trace)) {
      if (waiting.size >= MOST_WAITING) overflow = true;
      else waiting.set(id, trace);
    }
  }
  if (shown.size > MOST_SHOWN) overflow = true;
  return { changed, shown, waiting, overflow };
}

/** Those that waited come in. */
export function released(now: Overlay): Overlay {
  return now.waiting.size === 0 ? now : { ...now, shown: new Map([...now.shown, ...now.waiting]), waiting: new Map() };
}

/** Newest first, the order of the server: by start, then by id. */
function before(one: TraceSummary, other: TraceSummary): boolean {
  return one.start_time === other.start_time ? one.trace_id > other.trace_id : one.start_time > other.start_time;
}

/** The rows of the pages (in their order) with what the tail brought. A trace stands once, at the place where it was first. */
export function merged(pages: readonly (readonly TraceSummary[])[], overlay: Overlay): TraceSummary[] {
  const rows: TraceSummary[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    for (const trace of page) {
      // One that grew between two pages may be on both.
      if (seen.has(trace.trace_id)) continue;
      seen.add(trace.trace_id);
      rows.push(overlay.changed.get(trace.trace_id) ?? overlay.shown.get(trace.trace_id) ?? trace);
    }
  }
  const fresh = [...overlay.shown.values()].filter((trace) => !seen.has(trace.trace_id)).sort((a, b) => (before(a, b) ? -1 : 1));
  if (fresh.length === 0) return rows;
  const all: TraceSummary[] = [];
  let next = 0;
  for (const trace of fresh) {
    for (let row = rows[next]; row !== undefined && before(row, trace); row = rows[next]) {
      all.push(row);
      next += 1;
    }
    all.push(trace);
  }
  return all.concat(rows.slice(next));
}
