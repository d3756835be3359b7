import { queryOptions, useQuery, type QueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiFailure } from "@/api/client";
import { getTrace } from "@/api/endpoints";
import { getSpan, getTreePage, isNotServed } from "@/api/trace";
import type { Span, SpanRow, TraceDetail, TraceSummary } from "@/api/types";
import { rowsOf } from "./tree";

/** What is known of a trace: its spans without payloads, all of them once `complete`. `payloads`: where they came along. */
export interface TraceData { trace: TraceSummary; rows: SpanRow[]; spanCount: number; complete: boolean; payloads: readonly Span[] | null }

/** The first page comes quickly and fills the screen; the rest follows in large ones. */
const FIRST = 500;
const NEXT = 5000;
/** Up to so many spans, all payloads are loaded at once: then every span opens without waiting, and their text can be searched. */
const FEW = 500;
/** Spans of a running agent arrive over time: a trace this young is looked at again. */
const YOUNG_MS = 120_000;

const treeKey = (traceId: string, project: string | undefined) => ["trace-tree", traceId, project] as const;

async function loadWhole(traceId: string, project: string | undefined, signal: AbortSignal): Promise<TraceData> {
  return fromDetail(await getTrace(traceId, project, signal));
}

/** From one answer that has everything. */
export function fromDetail({ trace, spans }: TraceDetail): TraceData {
  return { trace, rows: rowsOf(spans), spanCount: Math.max(trace.span_count, spans.length), complete: true, payloads: spans };
}

async function load(traceId: string, project: string | undefined, signal: AbortSignal, onPart: (part: TraceData) => void): Promise<TraceData> {
  let first: Awaited<ReturnType<typeof getTreePage>>;
  try {
    first = await getTreePage(traceId, project, { limit: FIRST }, signal);
  } catch (error) {
    if (isNotServed(error)) return loadWhole(traceId, project, signal);
    throw error;
  }
  const { trace } = first;
  // Its first spans are being stored at this very moment.
  if (trace == null) return loadWhole(traceId, project, signal);
  const rows = [...first.spans];
  let told = 0;
  for (let cursor = first.next_cursor; cursor !== null;) {
    // Each look at a part costs as much as all of it: at the first page, then whenever there is twice as much.
    if (rows.length >= told * 2) {
      told = rows.length;
      onPart({ trace, rows: [...rows], spanCount: first.span_count, complete: false, payloads: null });
    }
    const page = await getTreePage(traceId, project, { limit: NEXT, cursor }, signal);
    for (const row of page.spans) rows.push(row);
    cursor = page.next_cursor;
  }
  return { trace, rows, spanCount: Math.max(first.span_count, rows.length), complete: true, payloads: null };
}

export function traceQuery(queryClient: QueryClient, traceId: string, project: string | undefined) {
  const queryKey = treeKey(traceId, project);
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => load(traceId, project, signal, (part) => {
      const known = queryClient.getQueryData<TraceData>(queryKey);
      if (!signal.aborted && (known === undefined || known.rows.length < part.rows.length)) queryClient.setQueryData(queryKey, part);
    }),
    staleTime: 3000,
    // Comparing tens of thousands of rows with those before costs more than drawing the forty in view.
    structuralSharing: false,
  });
}

/** How long to wait before a trace is looked at again; false: it has ended. `live`: whether the page refreshes by itself. */
export function nextLook(state: { data: TraceData | undefined; error: Error | null }, live: boolean): number | false {
  if (!live) return false;
  if (state.error instanceof ApiFailure && state.error.kind === "not_found") return 3000;
  const { data } = state;
  if (data === undefined || Date.now() - Date.parse(data.trace.end_time) >= YOUNG_MS) return false;
  return data.spanCount > NEXT ? 20_000 : 3000;
}

/** All payloads of a trace of few spans; of a larger one none, then spans are asked for one by one. */
export function usePayloads(data: TraceData | undefined, traceId: string, project: string | undefined) {
  const enabled = data?.payloads === null && data.complete && data.spanCount <= FEW;
  const query = useQuery({
    queryKey: ["trace", traceId, project, data?.rows.length ?? 0, data?.trace.end_time],
    queryFn: ({ signal }) => getTrace(traceId, project, signal),
    enabled,
    staleTime: Infinity,
    placeholderData: (before) => before,
  });
  const spans = data?.payloads ?? query.data?.spans;
  const byId = useMemo(() => (spans === undefined ? null : new Map(spans.map((span) => [span.span_id, span]))), [spans]);
  return { byId, oneByOne: data?.payloads === null && (!enabled || query.isError) };
}

interface Wanted { spanId: string | undefined; traceId: string; project: string | undefined; known: ReadonlyMap<string, Span> | null; oneByOne: boolean }

/** One span with its payload, from what was loaded or by itself. */
export function usePayload({ spanId, traceId, project, known, oneByOne }: Wanted): { span: Span | undefined; error: Error | null; retry: () => void } {
  const found = spanId === undefined ? undefined : known?.get(spanId);
  const query = useQuery({
    queryKey: ["span", traceId, project, spanId],
    queryFn: ({ signal }) => getSpan(traceId, spanId ?? "", project, signal),
    enabled: spanId !== undefined && found === undefined && oneByOne,
    staleTime: 60_000,
  });
  return { span: found ?? query.data, error: found === undefined ? query.error : null, retry: () => void query.refetch() };
}

/** What can be searched beyond names, by span, in lower case; null while payloads are not loaded. */
export function textsOf(spans: ReadonlyMap<string, Span> | null): Map<string, string> | null {
  if (spans === null) return null;
  const texts = new Map<string, string>();
  for (const [id, span] of spans) {
    const said = [span.input, span.output].flatMap(({ text, messages }) => [text ?? "", ...(messages ?? []).flatMap((message) => [message.content, ...(message.tool_calls ?? []).map((call) => `${call.name} ${JSON.stringify(call.arguments ?? "")}`)])]);
    texts.set(id, [span.status_message, ...said].join("\n").toLowerCase());
  }
  return texts;
}
