import type { SilenceCreate } from "@/api/monitoring";
import type { Alert } from "@/api/types";

export const OPERATORS = ["=", "!=", "=~", "!~"] as const;
export type Operator = (typeof OPERATORS)[number];
export interface MatcherDraft { name: string; operator: Operator; value: string }
type Matcher = SilenceCreate["matchers"][number];

/** What a silence of this alert covers: the alert itself, and what is told apart by its labels. */
export function matchersOf(alert: Alert): MatcherDraft[] {
  return [{ name: "alertname", value: alert.name }, ...Object.entries(alert.labels).map(([name, value]) => ({ name, value }))].map((one) => ({ ...one, operator: "=" }));
}

export function toMatcher({ name, operator, value }: MatcherDraft): Matcher {
  return { name, value, is_regex: operator.endsWith("~"), is_equal: !operator.startsWith("!") };
}

export function operatorOf(matcher: { is_regex?: boolean; is_equal?: boolean }): Operator {
  return matcher.is_regex === true ? (matcher.is_equal === false ? "!~" : "=~") : matcher.is_equal === false ? "!=" : "=";
}

function expression(value: string): RegExp | null {
  try {
    // Alertmanager's patterns are of the whole value.
    return new RegExp(`^(?:${value})$`, "s");
  } catch {
    return null;
  }
}

export type MatcherProblem = "name" | "regex" | null;

export function problemOf({ name, operator, value }: MatcherDraft): MatcherProblem {
  if (!/^[a-zA-Z_]\w*$/.test(name)) return "name";
  return operator.endsWith("~") && expression(value) === null ? "regex" : null;
}

/** Alertmanager refuses a silence whose every matcher also matches the empty value: it would cover all alerts. */
export function coversEverything(matchers: readonly MatcherDraft[]): boolean {
  return matchers.every((one) => matches(one, ""));
}

function matches({ operator, value }: MatcherDraft, label: string): boolean {
  const same = operator.endsWith("~") ? (expression(value)?.test(label) ?? false) : label === value;
  return operator.startsWith("!") ? !same : same;
}

/** Which of these alerts a silence would cover. */
export function covered(alerts: readonly Alert[], matchers: readonly MatcherDraft[]): Alert[] {
  return alerts.filter((alert) => {
    const labels: Record<string, string | undefined> = { ...alert.labels, alertname: alert.name, severity: alert.severity };
    return matchers.every((one) => matches(one, labels[one.name] ?? ""));
  });
}
