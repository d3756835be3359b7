import { get, getTraces, type Signal, type Window } from "./endpoints";
import { quoted } from "./quote";
import { getLogs } from "./trace";
import type { AgentSession, Flow, LogRecord, Replay, TraceSummary } from "./types";

/** What the replay and the flow graph ask of the portal. */

export function getReplay(traceId: string, project: string | undefined, signal?: Signal): Promise<Replay> {
  return get("/api/agentops/replay/{trace_id}", { project_id: project }, signal, { trace_id: traceId });
}

const LOG_PAGE = 1000;
const LOG_PAGES = 5;

/** The log records of a trace, at most 5,000. */
export async function getAllLogs(traceId: string, project: string | undefined, signal?: Signal): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < LOG_PAGES; page += 1) {
    const { logs, next_cursor: next } = await getLogs(traceId, project, {}, { limit: LOG_PAGE, cursor }, signal);
    found.push(...logs);
    if (next === null) break;
    cursor = next;
  }
  return found;
}

export async function getSessions(window: Window, q: string | undefined, limit: number, signal?: Signal): Promise<AgentSession[]> {
  const query = { project_id: window.project, start_time: window.start, end_time: window.end, q, limit };
  return (await get("/api/agentops/sessions", query, signal)).sessions;
}

/** The traces of a session, the earliest first, and whether there are more. */
export async function getSessionTraces(window: Window, sessionId: string, limit: number, signal?: Signal): Promise<{ traces: TraceSummary[]; more: boolean }> {
  const page = await getTraces(window, { q: `session=${quoted(sessionId)}` }, { sort: "start_time", order: "asc" }, { limit }, signal);
  return { traces: page.traces, more: page.next_cursor !== null };
}

export function getFlow(window: Window, q: string | undefined, signal?: Signal): Promise<Flow> {
  return get("/api/agentops/analytics/agent-flow", { project_id: window.project, start_time: window.start, end_time: window.end, q }, signal);
}
