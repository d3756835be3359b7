import type { Anomaly } from "@/api/analytics";
import type { AnalyticsText } from "@/i18n/analytics";
import type { Format } from "@/i18n/format";

/** An amount of an anomaly in its unit. */
export function amountOf({ unit }: Anomaly, value: number, f: Format): string {
  switch (unit) {
    case "count_per_hour": return f.count(Math.round(value));
    case "ratio": return f.percent(value);
    case "ms": return f.duration(value);
    case "usd_per_hour": return f.money(value);
  }
}

/** What happened, with its numbers, in the reader's language. */
export function sentenceOf(one: Anomaly, a: AnalyticsText, f: Format): string {
  const value = amountOf(one, one.value, f);
  const count = f.count(one.count);
  const counted = a.anomalies.counted[one.subject];
  switch (one.metric) {
    case "volume": return one.direction === "up" ? a.anomalies.said.more(value, counted) : a.anomalies.said.fewer(value, counted);
    case "errors": return a.anomalies.said.errors(value, counted, f.count(one.error_count), count);
    case "latency": return a.anomalies.said.latency(value, counted, count);
    case "cost": return a.anomalies.said.cost(value, counted, count);
  }
}

/** How many times the usual, or what part of it. */
export function timesOf({ times }: Anomaly, a: AnalyticsText, f: Format): string | null {
  if (times === null || times <= 0) return null;
  return times >= 1 ? a.anomalies.times(times >= 10 ? f.count(Math.round(times)) : String(Number(times.toFixed(1)))) : a.anomalies.partOf(f.percent(times));
}
