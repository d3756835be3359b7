import type { AlertEpisode } from "@/api/types";

export interface Bar { from: number; to: number; severity: AlertEpisode["severity"]; started: string }
export interface Lane { name: string; bars: Bar[] }

const MOST = 12;

/** A lane an alert, with what fired as shares (0 to 1) of the window; those that fired longest first. */
export function lanesOf(episodes: readonly AlertEpisode[], start: number, end: number): Lane[] {
  const share = (ms: number) => Math.min(1, Math.max(0, (ms - start) / Math.max(1, end - start)));
  const lanes = new Map<string, Lane & { length: number }>();
  for (const one of episodes) {
    const lane = lanes.get(one.name) ?? { name: one.name, bars: [], length: 0 };
    const bar = { from: share(Date.parse(one.started)), to: share(one.ended === null ? end : Date.parse(one.ended)), severity: one.severity, started: one.started };
    lane.bars.push(bar);
    lane.length += bar.to - bar.from;
    lanes.set(one.name, lane);
  }
  return [...lanes.values()].sort((a, b) => b.length - a.length).slice(0, MOST).map(({ name, bars }) => ({ name, bars }));
}
