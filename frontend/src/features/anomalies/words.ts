import type { Anomaly } from "@/api/analytics";
import type { FeedText } from "@/i18n/feed";
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
export function sentenceOf(one: Anomaly, w: FeedText, f: Format): string {
  const value = amountOf(one, one.value, f);
  const count = f.count(one.count);
  const counted = w.anomalies.counted[one.subject];
  switch (one.metric) {
    case "volume": return one.direction === "up" ? w.anomalies.said.more(value, counted) : w.anomalies.said.fewer(value, counted);
    case "errors": return w.anomalies.said.errors(value, counted, f.count(one.error_count), count);
    case "latency": return w.anomalies.said.latency(value, counted, count);
    case "cost": return w.anomalies.said.cost(value, counted, count);
  }
}

/** How many times the usual, or what part of it. */
export function timesOf({ times }: Anomaly, w: FeedText, f: Format): string | null {
  if (times === null || times <= 0) return null;
  return times >= 1 ? w.anomalies.times(times >= 10 ? f.count(Math.round(times)) : String(Number(times.toFixed(1)))) : w.anomalies.partOf(f.percent(times));
}
