import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getIngest, getMetrics, getTraces, type Window } from "@/api/endpoints";
import { listAlerts } from "@/api/monitoring";

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

/** The newest, for the live panel: what was there before the stream began. */
export const newestQuery = (window: Window, limit: number) =>
  queryOptions({
    queryKey: ["newest", window.project, window.start, window.end, limit],
    queryFn: ({ signal }) => getTraces(window, {}, { sort: "start_time", order: "desc" }, { limit }, signal),
    placeholderData: keepPreviousData,
    gcTime: 20_000,
  });

/** What fires does not depend on the chosen time. */
export const alertsQuery = queryOptions({
  queryKey: ["alerts"],
  queryFn: ({ signal }) => listAlerts(signal),
  refetchInterval: 15_000,
  staleTime: 10_000,
  retry: false,
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
