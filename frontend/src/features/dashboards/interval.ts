/** Steps a chart may have, in seconds. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800] as const;
/** What Prometheus scrapes by here (config/prometheus.yml): a finer step shows nothing more. */
export const SCRAPE_S = 15;
const POINTS = 240;

const UNIT_S: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** "90s", "1h30m", ">15s" in seconds; null where it is none. */
export function durationSeconds(text: string): number | null {
  const parts = [...text.trim().replace(/^>=?\s*/, "").matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)];
  if (parts.length === 0) return null;
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * (UNIT_S[unit ?? "s"] ?? 1), 0);
}

export function durationText(seconds: number): string {
  const found = [["d", 86_400], ["h", 3600], ["m", 60]] as const;
  const unit = found.find(([, size]) => seconds >= size && seconds % size === 0);
  return unit === undefined ? `${String(seconds)}s` : `${String(seconds / unit[1])}${unit[0]}`;
}

export interface Span { start: number; end: number }

/** Seconds between two points of a panel: fine enough for its width, never finer than is scraped. */
export function stepOf(span: Span, least = "", points: number | null = null): number {
  const wanted = Math.max((span.end - span.start) / (points ?? POINTS), durationSeconds(least) ?? SCRAPE_S);
  return STEPS.find((step) => step >= wanted - 1e-6) ?? 604_800;
}

/** On multiples of the step, as Grafana does: a refresh then repeats a question, not a slightly different one. */
export function aligned(span: Span, step: number): Span {
  return { start: Math.floor(span.start / step) * step, end: Math.floor(span.end / step) * step };
}

/** Long enough for `rate()` to see four scrapes: what Grafana's `$__rate_interval` is. */
export function rateInterval(step: number): number {
  return Math.max(step + SCRAPE_S, 4 * SCRAPE_S);
}
