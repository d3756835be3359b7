import type { Account, ApiToken, AuditEntry, DeadLetter, Health, IngestStatus, Key, OwnSession, Price, Project, ProjectPolicy, Role, Session, UnpricedModel } from "@/api/types";
import { PROJECT } from "./traces";

/** Made-up administration: what the portal answers, typed as it answers. */
const DAY = "2026-01-31T09:00:00.000000Z";

export const PROJECTS: Project[] = [
  { id: PROJECT, name: "default", environment: "production", created_at: DAY },
  { id: "p-research", name: "research", environment: "staging", created_at: DAY },
];

export function sessionOf(role: Role): Session & { sign_in: { password: boolean; oidc: null } } {
  return { user: { id: "u-me", email: "me@example.com", name: "Me", role }, session: { expires_at: "2026-02-01T09:00:00.000000Z" }, sign_in: { password: true, oidc: null } };
}

export function account(id: string, more: Partial<Account> = {}): Account {
  return { id, email: `${id}@example.com`, name: id, role: "viewer", disabled: false, all_projects: true, project_ids: [], created_at: DAY, ...more };
}

export const USERS: Account[] = [account("u-me", { email: "me@example.com", name: "Me", role: "admin" }), account("kim", { role: "operator", all_projects: false, project_ids: ["p-research"] }), account("lee", { disabled: true })];

export function key(id: string, more: Partial<Key> = {}): Key {
  return { id, name: id, hint: "7161", scopes: ["ingest", "read"], created_at: DAY, expires_at: null, revoked_at: null, ...more };
}

export function price(model: string, more: Partial<Price> = {}): Price {
  return { model, input: "0.2", output: "0.6", cached_input: null, reasoning: null, effective_from: "1970-01-01T00:00:00.000000Z", is_own: true, source: "project", ...more };
}

export const UNPRICED: UnpricedModel[] = [{ model: "kokoro-82m", provider: "openai", calls: 1204, total_tokens: 88 }];

export const LETTER: DeadLetter = { id: "default-00017", signal: "traces", spans: 12, bytes: 5321, name: "chat qwen-235b", trace_id: "0af7651916cd43dd8448eb211c80319c", span_id: "b7ad6b7169203331", field: "duration_ns", reason: "Cannot parse input: expected ',' before 'x'", received_at: DAY, failed_at: DAY };

export const TOKEN: ApiToken = { id: "t-1", name: "weekly report", hint: "apt_h8YF", role: "viewer", project_ids: null, created_at: DAY, expires_at: "2999-01-01T00:00:00.000000Z", last_used_at: null };

const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";
export const SESSIONS: OwnSession[] = [
  { id: "s-here", current: true, created_at: DAY, last_seen_at: DAY, expires_at: DAY, address: "127.0.0.1", user_agent: CHROME },
  { id: "s-there", current: false, created_at: DAY, last_seen_at: DAY, expires_at: DAY, address: "10.0.0.7", user_agent: "curl/8.5.0" },
];

export function act(id: number, more: Partial<AuditEntry> = {}): AuditEntry {
  return { id, time: DAY, actor_id: "u-me", actor_email: "me@example.com", via: "session", action: "user.create", target: "kim@example.com", details: { role: "viewer" }, address: "127.0.0.1", request_id: `req-${String(id)}`, ...more };
}

export const INGEST: IngestStatus = {
  accepted_spans: 18_442, stored_spans: 18_440, duplicate_spans: 2, rejected_spans: 0, rejected_requests: 0, dead_lettered_spans: 0,
  unauthenticated_requests: 0, spool_bytes: 0, spool_oldest_age_s: null, lost_spans: 0, damaged_spool_bytes: 0,
};

export const HEALTH: Health = {
  status: "ok",
  version: "0.1.0",
  components: [
    { name: "database", status: "ok", since: DAY, detail: "answers", trouble: null, setting: "DATABASE_URL", required: true },
    { name: "agentops-server", status: "ok", since: DAY, detail: "agent-portal-agentops 0.1.0 answers", trouble: null, setting: "AGENTOPS_API_ENDPOINT", required: false },
  ],
};

const NO_LIMITS = { requests_per_second: 0, request_burst: 0, items_per_minute: 0, item_burst: 0 };
export const POLICY: ProjectPolicy = {
  project_id: PROJECT, version: 3, updated_at: DAY,
  policy: { retention_days: 90, payload_retention_days: null, payload_mode: "masked", masking: { patterns: null, custom: [{ name: "employee", pattern: "EMP-[0-9]{6}" }], attribute_keys: ["customer.*"], keep_attributes: [] }, rate_limits: { requests_per_second: null, request_burst: null, items_per_minute: 6000, item_burst: null } },
  effective: { retention_days: 90, payload_retention_days: 0, payload_mode: "masked", patterns: ["email", "phone"], rate_limits: { ...NO_LIMITS, items_per_minute: 6000 } },
  defaults: { retention_days: 0, payload_retention_days: 0, payload_mode: "full", patterns: ["email", "phone"], rate_limits: NO_LIMITS },
  deleted: { spans: 120, traces: 30, log_records: 0, metric_points: 0, uploads: 0, payloads: 12, last_at: DAY },
  named_patterns: [{ name: "email", description: "e-mail addresses", example: "kim@example.com" }, { name: "phone", description: "telephone numbers", example: "010-1234-5678" }],
};
