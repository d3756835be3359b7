import type { QueryResult } from "@/api/types";
import type { Target } from "./grafana";

/** One line, or one figure, of a panel. */
export interface Line { name: string; refId: string; labels: Readonly<Record<string, string>>; times: number[]; values: (number | null)[] }

/** `{{label}}` in a legend; without one, Prometheus' own way of writing a series. */
export function legendOf(legend: string, labels: Readonly<Record<string, string>>, expr: string): string {
  if (legend === "" || legend === "__auto") {
    const { __name__: metric = "", ...others } = labels;
    const told = Object.entries(others).map(([name, value]) => `${name}="${value}"`);
    if (legend === "__auto" && told.length === 1) return Object.values(others)[0] ?? "";
    return metric === "" && told.length === 0 ? expr : `${metric}${told.length === 0 ? "" : `{${told.join(", ")}}`}`;
  }
  return legend.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, label: string) => labels[label] ?? "").replace(/ {2,}/g, " ").trim();
}

/** The lines of a target's answer. Points stand on the grid of the question: where there is none, the value is null. */
export function linesOf(target: Target, result: QueryResult): Line[] {
  return result.series.map((series) => ({
    name: legendOf(target.legend, series.labels, target.expr), refId: target.refId, labels: series.labels,
    times: series.points.map(([time]) => Date.parse(time) / 1000), values: series.points.map(([, value]) => value),
  }));
}

/** All lines on one grid of times from `start` to `end`. */
export function onGrid(lines: readonly Line[], start: number, end: number, step: number): { times: number[]; values: (number | null)[][] } {
  const count = Math.max(1, Math.floor((end - start) / step + 1e-6) + 1);
  const times = Array.from({ length: count }, (_, index) => start + index * step);
  const values = lines.map((line) => {
    const row = new Array<number | null>(count).fill(null);
    line.times.forEach((time, index) => {
      const place = Math.round((time - start) / step);
      if (place >= 0 && place < count) row[place] = line.values[index] ?? null;
    });
    return row;
  });
  return { times, values };
}
