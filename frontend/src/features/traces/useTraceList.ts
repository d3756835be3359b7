import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiFailure } from "@/api/client";
import { getTraces, type TraceFilter, type TraceOrder } from "@/api/endpoints";
import type { TraceSummary } from "@/api/types";
import { placeOf, rememberPlace } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { useSteady } from "@/features/scope/steady";
import { windowOf, writeQuery, type ScreenSearch } from "@/features/scope/search";
import { combined } from "./filter/language";
import { merged, NOTHING, received, released, type Overlay } from "./live/overlay";
import { useLiveTail, type TailState } from "./live/useLiveTail";

const FIRST_PAGE = 100;
const PAGE = 200;
/** When the tail was opened anew, what came in just before is looked up once. */
const LOOK_BACK_MS = 2500;
const KEPT_MS = 110_000;

export interface ListOrder extends TraceOrder { filter: TraceFilter }

export function orderOf(search: ScreenSearch): ListOrder {
  return {
    sort: search.sort ?? "start_time",
    order: search.order ?? "desc",
    filter: { status: search.status, model: search.model, q: search.q },
  };
}

/** What a list is, apart from when it was read and what is open beside it. */
function listKey({ project, range, from, to, status, model, q, sort, order }: ScreenSearch): string {
  return writeQuery({ project, range, from, to, status, model, q, sort, order });
}

/** The window that the pages were read for, and what the tail brought since. */
interface Reading { key: string; asked: number; start: string; end: string; overlay: Overlay }

// A list that was left for a trace is found again as it was: its rows, and the place its tail goes on from.
let left: { reading: Reading; place: string; at: number } | null = null;

/** Live: `on` by the tail, `polling` where there is none. */
export type LiveState = "on" | "connecting" | "reconnecting" | "polling" | "paused" | "fixed";

/**
 * The list. Its pages are read for one window, which stays: new and changed traces come in by the live tail. While the reader reads
 * (has scrolled, points at a row, has the focus in the list, selected something or paused it) new ones wait and are only counted.
 * Where there is no tail the window follows the clock instead, as long as the top is in view.
 */
export function useTraceList({ busy }: { busy: boolean }) {
  const scope = useScope();
  const { search, epoch, asked, live } = scope;
  const key = listKey(search);
  const { sort, order, filter } = orderOf(search);
  const newestFirst = sort === "start_time" && order === "desc";
  const q = combined(filter);

  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(() => placeOf(key) !== undefined);
  const [reading, setReading] = useState<Reading | null>(() => {
    const recent = left !== null && left.reading.key === key && Date.now() - left.at < KEPT_MS;
    if (recent && left !== null) return { ...left.reading, asked };
    const place = placeOf(key);
    return place === undefined ? null : { key, asked, start: place.start, end: place.end, overlay: NOTHING };
  });
  const [begun] = useState(() => ({ key, place: left !== null && left.reading.key === key && Date.now() - left.at < KEPT_MS ? left.place : "" }));

  const projectId = search.project ?? scope.project?.id;
  const wantsTail = live !== null && projectId !== undefined;
  const fresh = useCallback((): Reading => ({ key, asked, ...windowOf(search, Date.now()), overlay: NOTHING }), [key, asked, search]);

  const isListed = useRef(new Set<string>());
  const bounds = useRef({ oldest: "", complete: false });
  const hold = paused || scrolled || busy;
  const where = { isListed: (id: string) => isListed.current.has(id), hold, belongs: (trace: TraceSummary) => newestFirst && trace.start_time >= current.start && (bounds.current.complete || trace.start_time >= bounds.current.oldest), counts: (trace: TraceSummary) => !newestFirst && trace.start_time >= current.end };

  const take = useCallback((change: (overlay: Overlay) => Overlay) => setReading((now) => (now === null ? now : { ...now, overlay: change(now.overlay) })), []);
  const anew = () => {
    setReading(fresh());
    rememberPlace(key, null);
    setScrolled(false);
  };
  const missed = () => {
    if (hold) take((overlay) => ({ ...overlay, overflow: true }));
    else anew();
  };
  const [lookBack, setLookBack] = useState(0);
  const tail = useLiveTail(wantsTail ? { project: projectId, q, place: begun.key === key ? begun.place : "" } : null, {
    onBatch: (batch) => {
      // More came than is kept: read it anew, unless somebody reads.
      if (current.overlay.overflow && !hold) anew();
      else take((overlay) => received(overlay, batch, where));
    },
    onFresh: () => setLookBack((now) => now + 1),
    onGap: missed,
  });
  const tailing = tail.state === "live" || tail.state === "broken";

  // Held while the tail runs or the reader reads; else it follows the clock.
  const kept = reading?.key === key && reading.asked === asked && (tailing || tail.state === "connecting" || scrolled || paused) ? reading : null;
  const current: Reading = kept ?? { key, asked, start: scope.window.start, end: scope.window.end, overlay: NOTHING };
  if (kept === null && (tailing || tail.state === "connecting" || scrolled || paused)) setReading(current);
  const { start, end, overlay } = current;

  const list = useInfiniteQuery({
    queryKey: ["traces", search.project, start, end, sort, order, filter],
    queryFn: ({ pageParam, signal }) => getTraces({ project: search.project, start, end }, filter, { sort, order }, { limit: pageParam === undefined ? FIRST_PAGE : PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 120_000,
  });

  // Where there is no tail: how many came since the window was held.
  const newer = useQuery({
    queryKey: ["newer", search.project, end, epoch, filter],
    queryFn: ({ signal }) => getTraces({ project: search.project, start: end, end: new Date(epoch + 1000).toISOString() }, filter, { sort, order }, { limit: 1 }, signal),
    enabled: kept !== null && live !== null && tail.state === "unavailable" && Date.parse(end) < epoch,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });

  const data = useSteady(list.data, key, list.isPlaceholderData);
  const pages = useMemo(() => (data?.pages ?? []).map((page) => page.traces), [data]);
  const rows = useMemo(() => merged(pages, overlay), [pages, overlay]);
  useEffect(() => {
    isListed.current = new Set(pages.flat().map((trace) => trace.trace_id));
    bounds.current = { oldest: pages.at(-1)?.at(-1)?.start_time ?? "", complete: data !== undefined && !list.hasNextPage };
  }, [pages, data, list.hasNextPage]);

  // What came in between the reading of the first page and the opening of the tail.
  const latest = useRef({ missed, take, where });
  useEffect(() => {
    latest.current = { missed, take, where };
  });
  useEffect(() => {
    if (lookBack === 0 || !newestFirst) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      getTraces({ project: search.project, ...windowOf(search, Date.now()) }, filter, { sort, order }, { limit: FIRST_PAGE }, stop.signal).then(({ traces }) => {
        const { where: here, take: takeIn, missed: toAnew } = latest.current;
        const unknown = traces.filter((trace) => !here.isListed(trace.trace_id));
        if (unknown.length === FIRST_PAGE) toAnew();
        else takeIn((now) => received(now, unknown, here));
      }).catch(() => undefined); // The list itself tells what is wrong; here nothing is lost but a moment.
    }, LOOK_BACK_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each opening
  }, [lookBack]);

  // The reader has finished reading: what waited comes in.
  if (!hold && overlay.waiting.size > 0 && newestFirst) take(released);
  // The window is held, so nothing else would ask again when what was away is back.
  const { error, refetch } = list;
  const passes = error instanceof ApiFailure && error.code !== "agentops_timeout" && ["agentops_away", "portal_away", "throttled"].includes(error.kind);
  useEffect(() => {
    if (passes && live !== null) void refetch();
  }, [epoch]); // eslint-disable-line react-hooks/exhaustive-deps -- with every tick of the clock, not with every failure

  const { place: tailPlace } = tail;
  useEffect(() => {
    if (kept !== null) left = { reading: kept, place: tailPlace(), at: Date.now() };
  });

  const onScroll = useCallback(
    (scrollTop: number) => {
      if (scrollTop > 8) {
        setScrolled(true);
        rememberPlace(key, { start, end, scrollTop });
      } else {
        setScrolled(false);
        rememberPlace(key, null);
      }
    },
    [key, start, end],
  );

  const waiting = tail.state === "unavailable" ? (kept === null ? 0 : (newer.data?.total ?? 0)) : overlay.waiting.size;
  return {
    rows,
    total: data === undefined ? undefined : (data.pages[0]?.total ?? 0) + [...overlay.shown.values()].filter((trace) => trace.start_time >= end).length,
    error: list.error,
    loaded: data !== undefined,
    // Old rows in place of new ones: dimmed when another question was asked, not on every live refresh.
    changing: list.isPlaceholderData,
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    moreFailed: list.isFetchNextPageError,
    loadMore: list.fetchNextPage,
    /** New traces that wait to be shown. */
    newer: waiting,
    overflow: overlay.overflow,
    isFresh: (id: string) => overlay.shown.has(id),
    /** Lets what waits come in. */
    showNewer: () => {
      if (tail.state === "unavailable" || overlay.overflow || !newestFirst) anew();
      else take(released);
      onScroll(0);
    },
    anew,
    live: liveState(tail.state, { paused, live, fixed: scope.fixed }),
    paused,
    setPaused,
    onScroll,
    place: placeOf(key)?.scrollTop ?? 0,
    listKey: key,
    /** The whole question as one filter. */
    q,
    filter,
  };
}

function liveState(tail: TailState, { paused, live, fixed }: { paused: boolean; live: number | null; fixed: boolean }): LiveState {
  if (fixed) return "fixed";
  if (paused || live === null) return "paused";
  switch (tail) {
    case "live": return "on";
    case "broken": return "reconnecting";
    case "unavailable": return "polling";
    case "connecting":
    case "off": return "connecting";
  }
}
