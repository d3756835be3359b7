import { useQuery } from "@tanstack/react-query";
import { getTraces } from "@/api/endpoints";
import type { Project } from "@/api/types";
import { useScope } from "@/features/scope/Scope";
import { type Answer, isRunning } from "./conversation";

export interface Recorded { project: string; costUsd: number | null }

const EVERY_MS = 1500;
const TIMES = 12;
/** Which project the gateway reports to is not told: the first is the usual one, and no more than these are looked at. */
const PROJECTS = 4;

async function find(traceId: string, startedAt: number, projects: readonly Project[], signal: AbortSignal): Promise<Recorded | null> {
  const start = new Date(startedAt - 600_000).toISOString();
  const end = new Date(startedAt + 3_600_000).toISOString();
  for (const project of projects.slice(0, PROJECTS)) {
    const { traces } = await getTraces({ project: project.id, start, end }, { q: `trace=${traceId}` }, { sort: "start_time", order: "desc" }, { limit: 1 }, signal);
    const trace = traces[0];
    if (trace !== undefined) return { project: project.id, costUsd: trace.cost_usd };
  }
  return null;
}

/** The trace of an answer, once it is stored: what the call really cost. Null until then. */
export function useRecorded(answer: Answer): Recorded | null {
  const { projects } = useScope();
  const { traceId, startedAt } = answer;
  const { data } = useQuery({
    queryKey: ["chat-trace", traceId],
    queryFn: ({ signal }) => find(traceId ?? "", startedAt, projects ?? [], signal),
    enabled: traceId !== null && projects !== undefined && answer.state !== "given" && !isRunning(answer),
    staleTime: Infinity,
    gcTime: 600_000,
    retry: false,
    refetchInterval: (query) => (query.state.data == null && query.state.error === null && query.state.dataUpdateCount < TIMES ? EVERY_MS : false),
  });
  return data ?? null;
}
