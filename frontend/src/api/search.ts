import { act } from "./act";
import { get, scope, type Signal, type Window } from "./endpoints";
import type { BodyOf, SessionSort, SortOrder } from "./types";

/** What the list of traces asks of the portal besides the traces themselves. */

/** What could stand at `cursor` (in characters, not UTF-16 units) and what is wrong with the text. */
export function completeFilter(window: Window, text: string, cursor: number, signal?: Signal) {
  return get("/api/agentops/filter/complete", { ...scope(window), text, cursor }, signal);
}

/** The most frequent values of `fields`, the server's order and all of them when left out. */
export async function getFacets(window: Window, q: string, wanted: { fields?: readonly string[]; limit?: number }, signal?: Signal) {
  return (await get("/api/agentops/facets", { ...scope(window), q, fields: wanted.fields?.join(","), limit: wanted.limit }, signal)).facets;
}

export function getAgentSessions(window: Window, q: string, order: { sort: SessionSort; order: SortOrder }, page: { limit: number; cursor?: string | undefined }, signal?: Signal) {
  return get("/api/agentops/sessions", { ...scope(window), q, ...order, ...page }, signal);
}

export type ViewCreate = BodyOf<"/api/agentops/views", "post">;
export type ViewUpdate = BodyOf<"/api/agentops/views/{view_id}", "patch">;
export const listViews = async (project: string | undefined, signal?: Signal) => (await get("/api/agentops/views", { project_id: project }, signal)).views;
export const createView = (project: string | undefined, body: ViewCreate) => act("post", "/api/agentops/views", { query: { project_id: project }, body });
export const updateView = (id: string, body: ViewUpdate) => act("patch", "/api/agentops/views/{view_id}", { fill: { view_id: id }, body });
export const deleteView = (id: string) => act("delete", "/api/agentops/views/{view_id}", { fill: { view_id: id } });
