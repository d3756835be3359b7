export const PERIODS = ["1d", "7d", "30d", "90d"] as const;
export type Period = (typeof PERIODS)[number];
/** Prefixes of actions, as the log is searched by them. */
export const ACTION_GROUPS = ["user.", "session.", "password.", "token.", "account.", "project.", "key.", "price.", "letter.", "share.", "traces.", "audit."] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

export interface AuditSearch { action?: ActionGroup | undefined; actor?: string | undefined; since?: Period | undefined }

export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const action = ACTION_GROUPS.find((known) => known === raw["action"]);
  const since = PERIODS.find((known) => known === raw["since"]);
  const actor = typeof raw["actor"] === "string" && raw["actor"].length <= 254 && raw["actor"] !== "" ? raw["actor"] : undefined;
  return { ...(action === undefined ? {} : { action }), ...(actor === undefined ? {} : { actor }), ...(since === undefined ? {} : { since }) };
}

export function startOf(period: Period | undefined, now: number): string | undefined {
  return period === undefined ? undefined : new Date(now - Number(period.slice(0, -1)) * 86_400_000).toISOString();
}
