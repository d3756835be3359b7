import type { Cell } from "@/ui/csv";
import { drawnOf } from "./display";
import { onGrid } from "./frames";
import type { Panel } from "./grafana";
import type { PanelData } from "./queries";
import type { Look } from "./look";
import { columnsOf } from "./columns";

export interface DataColumn { name: string; look: Look }
/** A panel's figures as rows: moments down and lines across, or one line a row where there is one moment only. */
export interface DataRows { over: "time" | "lines"; columns: DataColumn[]; rows: { key: string | number; cells: (number | null)[] }[] }

export function rowsOf(panel: Panel, data: PanelData): DataRows {
  const drawn = drawnOf(panel, data.lines);
  if (panel.type === "timeseries" || panel.type === "heatmap" || data.lines.some((line) => line.times.length > 1)) {
    const { span, step } = data.moment;
    const { times, values } = onGrid(data.lines, span.start, span.end, step);
    const rows = times.map((time, index) => ({ key: time, cells: values.map((row) => row[index] ?? null) }));
    return { over: "time", columns: drawn.map(({ name, look }) => ({ name, look })), rows: rows.filter((row) => row.cells.some((cell) => cell !== null)).reverse() };
  }
  return { over: "lines", columns: [{ name: "", look: panel.defaults }], rows: drawn.map(({ name, line }) => ({ key: name, cells: [line.values.at(-1) ?? null] })) };
}

/** Header and rows of the file; a table panel gives its own columns. */
export function csvOf(panel: Panel, data: PanelData, words: { time: string; value: string; series: string }): { header: string[]; rows: Cell[][] } {
  if (panel.type === "table") {
    const columns = columnsOf(panel, data);
    const count = columns[0]?.field.values.length ?? 0;
    return {
      header: columns.map((column) => column.name),
      rows: Array.from({ length: count }, (_, row) => columns.map(({ field }) => {
        const value = field.values[row] ?? null;
        return field.type === "time" && typeof value === "number" ? new Date(value).toISOString() : value;
      })),
    };
  }
  const { over, columns, rows } = rowsOf(panel, data);
  if (over === "lines") return { header: [words.series, words.value], rows: rows.map((row) => [String(row.key), ...row.cells]) };
  return { header: [words.time, ...columns.map((column) => column.name)], rows: rows.map((row) => [new Date(Number(row.key) * 1000).toISOString(), ...row.cells]) };
}
