import type { CalcId } from "./supported";

type Values = readonly (number | null)[];

function quantile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? 0;
  return low + ((sorted[Math.ceil(place)] ?? low) - low) * (place - Math.floor(place));
}

/** One figure for a line. Null where there is none; gaps are left out, as in Grafana. */
export function reduce(values: Values, calc: CalcId): number | null {
  const known = values.filter((value): value is number => value !== null);
  const sum = known.reduce((all, value) => all + value, 0);
  const sorted = () => [...known].sort((a, b) => a - b);
  if (calc === "count") return known.length;
  if (calc === "last") return values.at(-1) ?? null;
  if (calc === "first") return values[0] ?? null;
  if (known.length === 0) return null;
  const [first, last] = [known[0] ?? 0, known.at(-1) ?? 0];
  switch (calc) {
    case "lastNotNull": return last;
    case "firstNotNull": return first;
    case "min": return known.reduce((a, b) => Math.min(a, b));
    case "max": return known.reduce((a, b) => Math.max(a, b));
    case "mean": return sum / known.length;
    case "sum": return sum;
    case "range": return known.reduce((a, b) => Math.max(a, b)) - known.reduce((a, b) => Math.min(a, b));
    case "diff": return last - first;
    // What a counter grew by: where it falls, it began anew.
    case "delta": return known.slice(1).reduce((all, value, index) => all + (value >= (known[index] ?? 0) ? value - (known[index] ?? 0) : value), 0);
    case "median": return quantile(sorted(), 0.5);
    case "p90": return quantile(sorted(), 0.9);
    case "p95": return quantile(sorted(), 0.95);
    case "p99": return quantile(sorted(), 0.99);
    case "stdDev": {
      const mean = sum / known.length;
      return Math.sqrt(known.reduce((all, value) => all + (value - mean) ** 2, 0) / known.length);
    }
  }
}
