import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { getTraces, type TraceFilter, type TraceOrder } from "@/api/endpoints";
import { placeOf, rememberPlace } from "@/features/scope/lastList";
import { useScope } from "@/features/scope/Scope";
import { useSteady } from "@/features/scope/steady";
import { writeQuery, type ScreenSearch } from "@/features/scope/search";

const PAGE = 100;

export interface ListOrder extends TraceOrder { filter: TraceFilter }

export function orderOf(search: ScreenSearch): ListOrder {
  return {
    sort: search.sort ?? "start_time",
    order: search.order ?? "desc",
    filter: { status: search.status, model: search.model, q: search.q },
  };
}

/** What a list is, apart from when it was read and what is open beside it. */
function listKey(search: ScreenSearch): string {
  return writeQuery({ ...search, span: undefined, view: undefined, refresh: undefined, chart: undefined });
}

/**
 * The list, live while its top is in view. Once the reader scrolls, the time window is held still (rows must not move under
 * the pointer) and only the number of newer traces is asked for.
 */
export function useTraceList() {
  const scope = useScope();
  const { search, epoch } = scope;
  const key = listKey(search);
  const [held, setHeld] = useState(() => {
    const place = placeOf(key);
    return place === undefined ? null : { key, start: place.start, end: place.end };
  });
  const hold = held?.key === key ? held : null;
  const start = hold?.start ?? scope.window.start;
  const end = hold?.end ?? scope.window.end;
  const { sort, order, filter } = orderOf(search);

  const list = useInfiniteQuery({
    queryKey: ["traces", search.project, start, end, sort, order, filter],
    queryFn: ({ pageParam, signal }) => getTraces({ project: search.project, start, end }, filter, { sort, order }, { limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 120_000,
  });

  const newer = useQuery({
    queryKey: ["newer", search.project, end, epoch, filter],
    queryFn: ({ signal }) => getTraces({ project: search.project, start: end, end: new Date(epoch + 1000).toISOString() }, filter, { sort, order }, { limit: 1 }, signal),
    enabled: hold !== null && scope.live !== null && Date.parse(end) < epoch,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });

  const onScroll = useCallback(
    (scrollTop: number) => {
      if (scrollTop > 8) {
        setHeld((now) => (now?.key === key ? now : { key, start, end }));
        rememberPlace(key, { start, end, scrollTop });
      } else {
        setHeld((now) => (now === null ? now : null));
        rememberPlace(key, null);
      }
    },
    [key, start, end],
  );

  const data = useSteady(list.data, key, list.isPlaceholderData);
  const rows = useMemo(() => {
    // A trace that grew between two pages may be on both: the first place counts.
    const seen = new Set<string>();
    return (data?.pages ?? []).flatMap((page) => page.traces).filter((trace) => !seen.has(trace.trace_id) && seen.add(trace.trace_id));
  }, [data]);

  return {
    rows,
    total: data?.pages[0]?.total,
    error: list.error,
    loaded: data !== undefined,
    // Old rows in place of new ones: dimmed when another question was asked, not on every live refresh.
    changing: list.isPlaceholderData,
    hasMore: list.hasNextPage,
    loadingMore: list.isFetchingNextPage,
    loadMore: list.fetchNextPage,
    newer: hold === null ? 0 : (newer.data?.total ?? 0),
    onScroll,
    place: placeOf(key)?.scrollTop ?? 0,
    listKey: key,
  };
}
