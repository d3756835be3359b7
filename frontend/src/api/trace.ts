import { act } from "./act";
import { ApiFailure, download as load, request, type Loading } from "./client";
import { get, type Signal } from "./endpoints";
import type { BodyOf, Query, TraceDetail } from "./types";

/** What the pages about one trace ask of the portal. */
const inTrace = (traceId: string) => ({ trace_id: traceId });

export const getTreePage = (traceId: string, project: string | undefined, page: { limit: number; cursor?: string | undefined }, signal?: Signal) =>
  get("/api/agentops/traces/{trace_id}/tree", { project_id: project, ...page }, signal, inTrace(traceId));

export const getSpan = (traceId: string, spanId: string, project: string | undefined, signal?: Signal) =>
  get("/api/agentops/traces/{trace_id}/spans/{span_id}", { project_id: project }, signal, { ...inTrace(traceId), span_id: spanId });

export type LogFilter = Pick<Query<"/api/agentops/traces/{trace_id}/logs">, "severity" | "span_id">;
export const getLogs = (traceId: string, project: string | undefined, filter: LogFilter, page: { limit: number; cursor?: string | undefined }, signal?: Signal) =>
  get("/api/agentops/traces/{trace_id}/logs", { project_id: project, ...filter, ...page }, signal, inTrace(traceId));

/** The server behind the portal is one that cannot do this. */
export const isNotServed = (error: unknown) => error instanceof ApiFailure && error.code === "capability_missing";

export const listShares = async (project: string | undefined, signal?: Signal) => (await get("/api/agentops/share", { project_id: project }, signal)).shares;
export const createShare = (project: string | undefined, body: BodyOf<"/api/agentops/share", "post">) => act("post", "/api/agentops/share", { query: { project_id: project }, body });
export const revokeShare = (id: string) => act("delete", "/api/agentops/share/{share_id}", { fill: { share_id: id } });

/** The trace of a share link. Its token goes into a header, so that it is in nobody's log. */
export const getShared = (token: string, signal?: Signal) => request<TraceDetail>("/api/agentops/shared", { headers: { "X-Share-Token": token }, signal });

export type ExportBody = BodyOf<"/api/agentops/export", "post">;
export type ExportFormat = NonNullable<ExportBody["format"]>;
/** The traces as a file; `onProgress` hears how much of it has come. */
export const exportTraces = (project: string | undefined, body: ExportBody, loading: Loading) => load("/api/agentops/export", { method: "POST", query: { project_id: project }, body, ...loading });
