import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { getAnomalies } from "@/api/analytics";
import type { Window } from "@/api/endpoints";

const WEEK_MS = 7 * 86_400_000;
const STEP_MS = 300_000;

/** The part of a window that can be looked at: its last week. `cut`: whether that is less than all of it. */
export function lastWeek(window: Window): { window: Window; cut: boolean } {
  const end = Date.parse(window.end);
  const start = Date.parse(window.start);
  // Hours are what is judged: the end moves in steps of five minutes, so that live pages do not ask again each time.
  const until = Math.ceil(end / STEP_MS) * STEP_MS;
  const from = Math.max(Math.floor(start / STEP_MS) * STEP_MS, until - WEEK_MS);
  return { window: { project: window.project, start: new Date(from).toISOString(), end: new Date(until).toISOString() }, cut: end - start > WEEK_MS };
}

export const anomaliesQuery = (window: Window, zone: string) =>
  queryOptions({
    queryKey: ["anomalies", window.project, window.start, window.end, zone],
    queryFn: ({ signal }) => getAnomalies(window, zone, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
