import { ApiFailure, request, type QueryValue } from "./client";
import type { Answer, GetPath, Project, Query, SortOrder, TraceSort, TraceStatus, User } from "./types";

export interface Window {
  project: string | undefined;
  /** ISO 8601, UTC. */
  start: string;
  end: string;
}

export interface TraceFilter {
  status?: TraceStatus | undefined;
  model?: string | undefined;
  q?: string | undefined;
}

export interface TraceOrder { sort: TraceSort; order: SortOrder }

export type Signal = AbortSignal | undefined;
export type Optional<T> = { [K in keyof T]?: T[K] | undefined };

/** A typed GET: path, query and answer all come from the OpenAPI document. `{name}` in a path is filled from `fill`. */
export function get<P extends GetPath>(path: P, query: Optional<Query<P>> | undefined, signal: Signal, fill: Record<string, string> = {}): Promise<Answer<P>> {
  return request<Answer<P>>(filled(path, fill), { query: query as Record<string, QueryValue> | undefined, signal });
}

export function filled(path: string, fill: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(fill[name] ?? ""));
}

export const scope = (window: Window) => ({ project_id: window.project, start_time: window.start, end_time: window.end });

export function signIn(email: string, password: string) {
  return request<{ user: User }>("/api/auth/login", { method: "POST", body: { email, password } });
}

export function signOut() {
  return request<undefined>("/api/auth/logout", { method: "POST" });
}

/** Who is signed in; an `ApiFailure` of kind "unauthenticated" when nobody is. */
export async function getSession(signal?: Signal) {
  const { user, session } = await get("/api/auth/session", undefined, signal);
  // The server answers 200 in both cases: browsers note a 401 as a failed request.
  if (user === null || session === null) throw new ApiFailure({ kind: "unauthenticated", status: 200, code: "unauthenticated", message: "Nobody is signed in" });
  return { user, session };
}

/** How people sign in here. */
export async function getSignInWays(signal?: Signal) {
  return (await get("/api/auth/session", undefined, signal)).sign_in;
}

export async function getProjects(signal?: Signal): Promise<Project[]> {
  return (await get("/api/projects", undefined, signal)).projects;
}

export function getTraces(window: Window, filter: TraceFilter, order: TraceOrder, page: { limit: number; cursor?: string | undefined }, signal?: Signal) {
  return get("/api/agentops/traces", { ...scope(window), ...filter, ...order, ...page }, signal);
}

export function getTrace(traceId: string, project: string | undefined, signal?: Signal) {
  return get("/api/agentops/traces/{trace_id}", { project_id: project }, signal, { trace_id: traceId });
}

/** `q`: only of traces that match this filter. */
export function getMetrics(window: Window, timeZone: string, signal?: Signal, q?: string) {
  return get("/api/agentops/metrics", { ...scope(window), q, interval: "auto", time_zone: timeZone, compare: "previous" }, signal);
}

export function getIngest(project: string | undefined, signal?: Signal) {
  return get("/api/agentops/ingest", { project_id: project }, signal);
}

export function getCapabilities(signal?: Signal) {
  return get("/api/agentops/capabilities", undefined, signal);
}

export async function listViews(project: string | undefined, signal?: Signal) {
  return (await get("/api/agentops/views", { project_id: project }, signal)).views;
}
