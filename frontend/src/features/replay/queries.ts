import { queryOptions } from "@tanstack/react-query";
import { getAllLogs, getReplay, getSessionTraces } from "@/api/replay";
import type { Scene } from "./film";

/** Traces of a session that are played; all of them are held in memory. */
export const MOST_TRACES = 40;
const AT_ONCE = 4;
const DAYS = 90;

export interface Reel { scenes: Scene[]; name: string | null; logsFailed: boolean; more: boolean }

interface Loaded { scene: Scene; logsFailed: boolean }

async function load(traceId: string, project: string | undefined, signal: AbortSignal): Promise<Loaded> {
  const logs = getAllLogs(traceId, project, signal).then((records) => ({ records, failed: false }), () => ({ records: [], failed: true }));
  const replay = await getReplay(traceId, project, signal);
  const { records, failed } = await logs;
  return { scene: { replay, logs: records }, logsFailed: failed };
}

export function traceReel(traceId: string, project: string | undefined) {
  return queryOptions({
    queryKey: ["replay", traceId, project],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Reel> => {
      const { scene, logsFailed } = await load(traceId, project, signal);
      return { scenes: [scene], name: scene.replay.trace.name, logsFailed, more: false };
    },
  });
}

export function sessionReel(sessionId: string, project: string | undefined) {
  return queryOptions({
    queryKey: ["replay-session", sessionId, project],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Reel> => {
      const now = Date.now();
      const window = { project, start: new Date(now - DAYS * 86_400_000).toISOString(), end: new Date(now + 60_000).toISOString() };
      const { traces, more } = await getSessionTraces(window, sessionId, MOST_TRACES, signal);
      const loaded: Loaded[] = [];
      for (let first = 0; first < traces.length; first += AT_ONCE) {
        loaded.push(...await Promise.all(traces.slice(first, first + AT_ONCE).map((trace) => load(trace.trace_id, project, signal))));
      }
      return { scenes: loaded.map(({ scene }) => scene), name: null, logsFailed: loaded.some(({ logsFailed }) => logsFailed), more };
    },
  });
}
