import type { ExportBody } from "@/api/trace";
import type { What } from "./ExportDialog";

/** So many spans the detail of a trace has at most. */
export const DETAIL_SPANS = 10_000;
/** A trace may have grown since its row was read. */
const MARGIN_MS = 60_000;

const moved = (iso: string, ms: number) => new Date(Date.parse(iso) + ms).toISOString();

/** What to ask the server for: the list as it is filtered, or one trace by its id and time. */
export function questionFor(what: What): Omit<ExportBody, "format"> {
  if ("trace" in what) {
    const { trace_id, start_time, end_time } = what.trace;
    return { q: `trace:${trace_id}`, start_time: moved(start_time, -MARGIN_MS), end_time: moved(end_time, MARGIN_MS) };
  }
  const { start, end, q, status, model } = what.list;
  return { start_time: start, end_time: end, q: q ?? "", ...(status === undefined ? {} : { status }), ...(model === undefined ? {} : { model }) };
}

const day = (iso: string) => iso.slice(0, 16).replace(/[-:]/g, "").replace("T", "-");

/** A name that says what is inside and sorts by time. */
export function fileName(what: What, format: string): string {
  if ("trace" in what) return `trace-${what.trace.trace_id}.${format}`;
  return `traces-${day(what.list.start)}-${day(what.list.end)}.${format}`;
}
