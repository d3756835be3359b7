import type { Alert } from "@/api/types";

export const SEVERITIES = ["critical", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];
export const STATES = ["firing", "pending", "silenced", "inhibited"] as const;
export type State = (typeof STATES)[number];

export interface Group { name: string; severity: Severity; alerts: Alert[] }
export interface Part { state: State; groups: Group[] }

/** By state, then by severity and name: the gravest and the oldest first, alerts of one name together. */
export function partsOf(alerts: readonly Alert[]): Part[] {
  return STATES.flatMap((state): Part[] => {
    const own = alerts.filter((alert) => alert.state === state);
    const groups = new Map<string, Group>();
    for (const alert of own) {
      const key = `${alert.severity}|${alert.name}`;
      const group = groups.get(key) ?? { name: alert.name, severity: alert.severity, alerts: [] };
      group.alerts.push(alert);
      groups.set(key, group);
    }
    const sorted = [...groups.values()].map((group) => ({ ...group, alerts: group.alerts.sort((a, b) => a.since.localeCompare(b.since)) }));
    sorted.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (a.alerts[0]?.since ?? "").localeCompare(b.alerts[0]?.since ?? ""));
    return sorted.length === 0 ? [] : [{ state, groups: sorted }];
  });
}

/** Four digits say enough of a value whose unit is the rule's business. */
export function valueText(value: number, locale: string): string {
  const size = Math.abs(value);
  return new Intl.NumberFormat(locale, size >= 100_000 ? { notation: "compact", maximumFractionDigits: 1 } : size >= 100 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 3 }).format(value);
}
