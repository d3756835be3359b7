import { act } from "./act";
import { get, type Optional, type Signal } from "./endpoints";
import type { BodyOf, Query } from "./types";

/** What the settings, the account and the status page ask of the portal. */

export type UserCreate = BodyOf<"/api/users", "post">;
export type UserUpdate = BodyOf<"/api/users/{user_id}", "patch">;

export const listUsers = async (signal?: Signal) => (await get("/api/users", undefined, signal)).users;
export const createUser = (body: UserCreate) => act("post", "/api/users", { body });
export const updateUser = (id: string, body: UserUpdate) => act("patch", "/api/users/{user_id}", { fill: { user_id: id }, body });
export const deleteUser = (id: string) => act("delete", "/api/users/{user_id}", { fill: { user_id: id } });
export const endUserSessions = (id: string) => act("delete", "/api/users/{user_id}/sessions", { fill: { user_id: id } });

export const listOwnSessions = async (signal?: Signal) => (await get("/api/auth/sessions", undefined, signal)).sessions;
export const revokeSession = (id: string) => act("delete", "/api/auth/sessions/{session_id}", { fill: { session_id: id } });
export const revokeOtherSessions = () => act("delete", "/api/auth/sessions");
export const changePassword = (body: BodyOf<"/api/auth/password", "post">) => act("post", "/api/auth/password", { body });

export type TokenCreate = BodyOf<"/api/auth/tokens", "post">;
export const listTokens = async (signal?: Signal) => (await get("/api/auth/tokens", undefined, signal)).tokens;
export const createToken = (body: TokenCreate) => act("post", "/api/auth/tokens", { body });
export const revokeToken = (id: string) => act("delete", "/api/auth/tokens/{token_id}", { fill: { token_id: id } });

export type ProjectCreate = BodyOf<"/api/projects", "post">;
export type ProjectUpdate = BodyOf<"/api/projects/{project_id}", "patch">;
export const createProject = (body: ProjectCreate) => act("post", "/api/projects", { body });
export const updateProject = (id: string, body: ProjectUpdate) => act("patch", "/api/projects/{project_id}", { fill: { project_id: id }, body });
export const deleteProject = (id: string, confirm: string) => act("delete", "/api/projects/{project_id}", { fill: { project_id: id }, query: { confirm } });

export type KeyCreate = BodyOf<"/api/projects/{project_id}/keys", "post">;
export const listKeys = async (project: string, signal?: Signal) => (await get("/api/projects/{project_id}/keys", undefined, signal, { project_id: project })).keys;
export const createKey = (project: string, body: KeyCreate) => act("post", "/api/projects/{project_id}/keys", { fill: { project_id: project }, body });
export const rotateKey = (project: string, key: string) => act("post", "/api/projects/{project_id}/keys/{key_id}/rotate", { fill: { project_id: project, key_id: key } });
export const revokeKey = (project: string, key: string) => act("delete", "/api/projects/{project_id}/keys/{key_id}", { fill: { project_id: project, key_id: key } });

export type PriceSet = BodyOf<"/api/agentops/prices", "put">;
export const listPrices = async (project: string | undefined, q: string, signal?: Signal) => (await get("/api/agentops/prices", { project_id: project, q }, signal)).prices;
export const setPrice = (project: string | undefined, body: PriceSet) => act("put", "/api/agentops/prices", { query: { project_id: project }, body });
export const deletePrice = (project: string | undefined, model: string, effectiveFrom: string) => act("delete", "/api/agentops/prices", { query: { project_id: project, model, effective_from: effectiveFrom } });
export const listUnpriced = async (project: string | undefined, start: string, end: string, signal?: Signal) => (await get("/api/agentops/prices/unpriced", { project_id: project, start_time: start, end_time: end }, signal)).models;
export const reprice = (project: string | undefined, start: string, end: string) => act("post", "/api/agentops/prices/reprice", { query: { project_id: project, start_time: start, end_time: end } });

export type LetterSignal = NonNullable<Query<"/api/agentops/dead-letters">["signal"]>;
export const listDeadLetters = (project: string, page: { limit: number; cursor?: string | undefined; signal?: LetterSignal | undefined }, signal?: Signal) => get("/api/agentops/dead-letters", { project_id: project, ...page }, signal);
export const getDeadLetter = (project: string, id: string, signal?: Signal) => get("/api/agentops/dead-letters/{letter_id}", { project_id: project }, signal, { letter_id: id });
export const replayDeadLetter = (project: string | undefined, id: string) => act("post", "/api/agentops/dead-letters/{letter_id}/replay", { fill: { letter_id: id }, query: { project_id: project } });
export const discardDeadLetter = (project: string | undefined, id: string) => act("delete", "/api/agentops/dead-letters/{letter_id}", { fill: { letter_id: id }, query: { project_id: project } });

export type LettersChosen = BodyOf<"/api/agentops/dead-letters/replay", "post">;
/** Some or all of them; both tell how many were done, and how many remain. */
export const replayDeadLetters = (project: string, body: LettersChosen) => act("post", "/api/agentops/dead-letters/replay", { query: { project_id: project }, body });
export const discardDeadLetters = (project: string, body: LettersChosen) => act("post", "/api/agentops/dead-letters/discard", { query: { project_id: project }, body });

export type PolicySet = BodyOf<"/api/agentops/policy", "put">;
export const getPolicy = (project: string, signal?: Signal) => get("/api/agentops/policy", { project_id: project }, signal);
export const setPolicy = (project: string, body: PolicySet) => act("put", "/api/agentops/policy", { query: { project_id: project }, body });
export const previewPolicy = (project: string, body: BodyOf<"/api/agentops/policy/preview", "post">) => act("post", "/api/agentops/policy/preview", { query: { project_id: project }, body });

export type AuditFilter = Optional<Omit<Query<"/api/audit">, "limit" | "cursor">>;
export const listAudit = (filter: AuditFilter, page: { limit: number; cursor?: string | undefined }, signal?: Signal) => get("/api/audit", { ...filter, ...page }, signal);

/** Where the browser loads all acts that match as a file; the session cookie goes along. */
export function auditFile(filter: AuditFilter, format: "csv" | "jsonl"): string {
  const query = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(filter)) if (typeof value === "string" && value !== "") query.set(key, value);
  return `/api/audit/export?${query.toString()}`;
}

export const getHealth = (signal?: Signal) => get("/health", undefined, signal);
