import type { PatternName, PayloadMode, PolicyRules } from "@/api/types";

/** A policy as it is typed. An empty number or mode leaves the part to the server's default. */
export interface Draft {
  retention_days: string;
  payload_retention_days: string;
  payload_mode: PayloadMode | "";
  ownPatterns: boolean;
  patterns: PatternName[];
  custom: { name: string; pattern: string }[];
  attribute_keys: string;
  keep_attributes: string;
  requests_per_second: string;
  request_burst: string;
  items_per_minute: string;
  item_burst: string;
}

const text = (value: number | null | undefined) => (value === null || value === undefined ? "" : String(value));
const lines = (value: string) => value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
const number = (value: string) => (value.trim() === "" ? null : Number(value));

export function draftOf(policy: PolicyRules, patterns: readonly PatternName[]): Draft {
  const { masking, rate_limits: rates } = policy;
  return {
    retention_days: text(policy.retention_days),
    payload_retention_days: text(policy.payload_retention_days),
    payload_mode: policy.payload_mode ?? "",
    ownPatterns: masking?.patterns !== null && masking?.patterns !== undefined,
    patterns: [...(masking?.patterns ?? patterns)],
    custom: (masking?.custom ?? []).map(({ name, pattern }) => ({ name, pattern })),
    attribute_keys: (masking?.attribute_keys ?? []).join("\n"),
    keep_attributes: (masking?.keep_attributes ?? []).join("\n"),
    requests_per_second: text(rates?.requests_per_second),
    request_burst: text(rates?.request_burst),
    items_per_minute: text(rates?.items_per_minute),
    item_burst: text(rates?.item_burst),
  };
}

export function rulesOf(draft: Draft): PolicyRules {
  return {
    retention_days: number(draft.retention_days),
    payload_retention_days: number(draft.payload_retention_days),
    payload_mode: draft.payload_mode === "" ? null : draft.payload_mode,
    masking: { patterns: draft.ownPatterns ? draft.patterns : null, custom: draft.custom, attribute_keys: lines(draft.attribute_keys), keep_attributes: lines(draft.keep_attributes) },
    rate_limits: { requests_per_second: number(draft.requests_per_second), request_burst: number(draft.request_burst), items_per_minute: number(draft.items_per_minute), item_burst: number(draft.item_burst) },
  };
}

/** Whether `next` keeps things for a shorter time than `now`; 0 is for ever. */
export function isShorter(next: number, now: number): boolean {
  return next !== 0 && (now === 0 || next < now);
}

export const WHOLE = /^\d{1,10}$/;
export const DECIMAL = /^\d{1,7}(?:\.\d{1,6})?$/;
export const LONGEST_DAYS = 3650;
export const RULE_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
