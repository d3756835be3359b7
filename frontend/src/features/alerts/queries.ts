import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getTraces } from "@/api/endpoints";
import { getAlertHistory, getRunbook, listAlerts, listRunbooks, listSilences } from "@/api/monitoring";
import type { Alert } from "@/api/types";
import type { Language } from "@/i18n/language";

const EVERY_MS = 10_000;

/** Asked again every ten seconds also where the chosen range is fixed: what fires now does not depend on it. */
export const alertsQuery = (epoch: number) =>
  queryOptions({ queryKey: ["alerts", epoch], queryFn: ({ signal }) => listAlerts(signal), placeholderData: keepPreviousData, refetchInterval: EVERY_MS, gcTime: 20_000 });

export const silencesQuery = (epoch: number) =>
  queryOptions({ queryKey: ["silences", epoch], queryFn: ({ signal }) => listSilences(signal), placeholderData: keepPreviousData, refetchInterval: EVERY_MS * 3, gcTime: 20_000 });

export const historyQuery = (start: string, end: string) =>
  queryOptions({ queryKey: ["alert-history", start, end], queryFn: ({ signal }) => getAlertHistory(start, end, signal), placeholderData: keepPreviousData, gcTime: 20_000 });

export const runbooksQuery = queryOptions({ queryKey: ["runbooks"], queryFn: ({ signal }) => listRunbooks(signal), staleTime: 300_000 });

export const runbookQuery = (name: string, language: Language) => queryOptions({ queryKey: ["runbook", name, language], queryFn: ({ signal }) => getRunbook(name, language, signal), staleTime: 60_000 });

/** Where the traces behind an alert are, as the address of the list says it. */
export function behind(alert: Alert, project: string | undefined, now: number) {
  if (alert.traces === null) return null;
  // An alert about one project names it; the others are seen in the project that is chosen.
  return { project: alert.labels["project"] ?? project, q: alert.traces.filter === "" ? undefined : alert.traces.filter, from: alert.traces.start_time, to: new Date(Math.ceil(now / 60_000) * 60_000).toISOString() };
}

export const behindQuery = (place: NonNullable<ReturnType<typeof behind>>) =>
  queryOptions({
    queryKey: ["behind", place.project, place.q, place.from, place.to],
    queryFn: ({ signal }) => getTraces({ project: place.project, start: place.from, end: place.to }, { q: place.q }, { sort: "start_time", order: "desc" }, { limit: 6 }, signal),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 20_000,
  });
