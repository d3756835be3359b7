import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getIngest, getMetrics, getTraces, type Window } from "@/api/endpoints";

export const metricsQuery = (window: Window, zone: string) =>
  queryOptions({
    queryKey: ["metrics", window.project, window.start, window.end, zone],
    queryFn: ({ signal }) => getMetrics(window, zone, signal),
    placeholderData: keepPreviousData,
    gcTime: 20_000,
  });

export const failuresQuery = (window: Window) =>
  queryOptions({
    queryKey: ["failures", window.project, window.start, window.end],
    queryFn: ({ signal }) => getTraces(window, { status: "ERROR" }, { sort: "start_time", order: "desc" }, { limit: 6 }, signal),
    placeholderData: keepPreviousData,
    gcTime: 20_000,
  });

export const ingestQuery = (project: string | undefined, epoch: number) =>
  queryOptions({
    queryKey: ["ingest", project, epoch],
    queryFn: ({ signal }) => getIngest(project, signal),
    placeholderData: keepPreviousData,
    gcTime: 20_000,
  });

/** Has anything ever arrived? Asked only when the chosen time is empty. */
export const everQuery = (project: string | undefined) => {
  const end = new Date(Date.now() + 60_000).toISOString();
  const start = new Date(Date.now() - 30 * 86_400_000).toISOString();
  return queryOptions({
    queryKey: ["ever", project],
    queryFn: ({ signal }) => getTraces({ project, start, end }, {}, { sort: "start_time", order: "desc" }, { limit: 1 }, signal),
    staleTime: 4000,
  });
};
