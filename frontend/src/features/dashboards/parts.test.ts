import { describe, expect, it } from "vitest";
import { axisRange, stacked } from "@/charts/panel";
import { csvOf, rowsOf } from "./asTable";
import { reduce } from "./calcs";
import { columnsOf } from "./columns";
import { colorOf, paletteColor } from "./colors";
import { sections } from "./DashboardView";
import { boundsOf, figuresOf, valueColor, written } from "./display";
import { legendOf, onGrid, type Line } from "./frames";
import { readDashboard, type Panel } from "./grafana";
import { heatOf } from "./heatmap";
import type { JsonObject } from "./json";
import { lookOf } from "./look";
import { arc } from "./panels/GaugePanel";
import { slice } from "./panels/PiePanel";
import { marksOf } from "./queries";

function panelOf(change: JsonObject): Panel {
  const panel = readDashboard({ panels: [{ id: 1, type: "stat", title: "x", targets: [{ refId: "A", expr: "up" }], ...change }] }).panels[0];
  if (panel === undefined) throw new Error("no panel");
  return panel;
}
const line = (name: string, values: (number | null)[], labels: Record<string, string> = {}, refId = "A"): Line => ({ name, refId, labels, times: values.map((_, index) => index * 15), values });
const MOMENT = { span: { start: 0, end: 45 }, step: 15 };
const dataOf = (...lines: Line[]) => ({ lines, warnings: [], moment: MOMENT, queries: [] });
const field = (defaults: JsonObject, overrides: JsonObject[] = []) => ({ fieldConfig: { defaults, overrides } });

describe("calcs", () => {
  const VALUES = [1, null, 4, 2, null];
  it.each([["lastNotNull", 2], ["last", null], ["first", 1], ["min", 1], ["max", 4], ["mean", 7 / 3], ["sum", 7], ["count", 3], ["range", 3], ["diff", 1], ["delta", 5], ["median", 2]] as const)("%s", (calc, expected) => {
    expect(reduce(VALUES, calc)).toBe(expected);
  });
  it("of nothing are nothing", () => {
    expect(reduce([null, null], "mean")).toBeNull();
    expect(reduce([], "count")).toBe(0);
  });
});

describe("looks", () => {
  const steps = [{ color: "green", value: null }, { color: "orange", value: 50 }, { color: "red", value: 80 }];
  it("colour a value by the last threshold it reaches", () => {
    const { defaults } = panelOf(field({ thresholds: { mode: "absolute", steps } }));
    expect([10, 50, 79, 80].map((value) => valueColor(value, defaults))).toEqual(["--ok", "--warn", "--warn", "--bad"]);
    expect(valueColor(null, defaults)).toBe("--ink");
  });
  it("take percentages of the range from min to max", () => {
    const { defaults } = panelOf(field({ min: 0, max: 10, thresholds: { mode: "percentage", steps } }));
    expect([4, 5, 8].map((value) => valueColor(value, defaults))).toEqual(["--ok", "--warn", "--bad"]);
  });
  it("map values, ranges, patterns and what is no number to words", () => {
    const { defaults } = panelOf(field({ mappings: [
      { type: "value", options: { "0": { text: "Not loaded", color: "red" }, "1": { text: "Loaded", color: "green" } } },
      { type: "range", options: { from: 10, to: 20, result: { text: "Many" } } },
      { type: "special", options: { match: "nan", result: { text: "None" } } },
    ] }));
    expect([0, 1, 15, null, 5].map((value) => written(value, defaults, "en"))).toEqual(["Not loaded", "Loaded", "Many", "None", "5"]);
    expect(valueColor(0, defaults)).toBe("--bad");
  });
  it("change by overrides, by name, pattern and query, the last one winning", () => {
    const panel = panelOf(field({ unit: "short" }, [
      { matcher: { id: "byName", options: "p95" }, properties: [{ id: "unit", value: "s" }, { id: "custom.lineStyle", value: { fill: "dash" } }] },
      { matcher: { id: "byRegexp", options: "/^p/" }, properties: [{ id: "decimals", value: 1 }] },
      { matcher: { id: "byFrameRefID", options: "B" }, properties: [{ id: "displayName", value: "second" }] },
    ]));
    const of = (name: string, refId = "A") => lookOf(panel.defaults, panel.overrides, { name, refId, type: "number" });
    expect(of("p95")).toMatchObject({ unit: "s", decimals: 1, custom: { lineStyle: { fill: "dash" } } });
    expect(of("other")).toMatchObject({ unit: "short", decimals: undefined });
    expect(of("other", "B").displayName).toBe("second");
  });
  it("have our colours for Grafana's", () => {
    expect(["semi-dark-green", "red", "#abc", "super-light-blue", "transparent", "nonsense;}"].map(colorOf)).toEqual(["--ok", "--bad", "#abc", "--kind-flow", "--line", "--ink-2"]);
    expect(paletteColor(0)).toBe(paletteColor(8));
  });
});

describe("lines", () => {
  it("are named by the legend, or as Prometheus writes them", () => {
    expect(legendOf("{{model}} p95", { model: "a" }, "x")).toBe("a p95");
    expect(legendOf("{{ model }} {{gone}} p95", { model: "a" }, "x")).toBe("a p95");
    expect(legendOf("", { __name__: "up", job: "a" }, "up")).toBe('up{job="a"}');
    expect(legendOf("__auto", { job: "a" }, "x")).toBe("a");
    expect(legendOf("", {}, "sum(up)")).toBe("sum(up)");
  });
  it("stand on one grid, with nothing where there is no point", () => {
    const { times, values } = onGrid([{ ...line("a", [1, 2]), times: [15, 45] }], 0, 60, 15);
    expect(times).toEqual([0, 15, 30, 45, 60]);
    expect(values).toEqual([[null, 1, null, 2, null]]);
  });
  it("are stacked on those below them, hidden ones left out", () => {
    const one = (values: (number | null)[], hidden = false) => ({ values, stack: "A", hidden });
    expect(stacked([one([1, 2]), one([9, 9], true), one([3, null])], false)).toEqual([[1, 2], [9, 9], [4, null]]);
    expect(stacked([one([1, 0]), one([3, 0])], true)).toEqual([[25, 0], [100, 0]]);
  });
  it("have an axis from zero, with some room above", () => {
    expect(axisRange(2, 100, { percent: false })[0]).toBe(0);
    expect(axisRange(2, 100, { percent: false })[1]).toBeGreaterThan(100);
    expect(axisRange(null, null, { percent: false })).toEqual([0, 1.08]);
    expect(axisRange(0, 0, { percent: false })).toEqual([0, 1]);
    expect(axisRange(-5, 5, { percent: false })[0]).toBeLessThan(-5);
    expect(axisRange(0, 500, { percent: false, min: 0, max: 100 })).toEqual([0, 100]);
  });
});

describe("figures", () => {
  it("are the last value of each line, or the calc that is asked for", () => {
    const lines = [line("a", [1, 5, null])];
    expect(figuresOf(panelOf({ options: { reduceOptions: { calcs: ["lastNotNull"] } } }), lines).map((one) => one.value)).toEqual([5]);
    expect(figuresOf(panelOf({ options: { reduceOptions: { calcs: ["max"] } } }), lines).map((one) => one.value)).toEqual([5]);
    expect(figuresOf(panelOf({ options: { reduceOptions: { values: true, limit: 2 } } }), lines).map((one) => one.value)).toEqual([1, 5]);
  });
  it("have bounds, also where the panel gives none", () => {
    const of = (defaults: JsonObject, ...values: number[]) => {
      const all = figuresOf(panelOf(field(defaults)), values.map((value, index) => line(String(index), [value])));
      return all[0] === undefined ? null : boundsOf(all[0], all);
    };
    expect(of({ min: 0, max: 50 }, 7)).toEqual({ min: 0, max: 50 });
    expect(of({ unit: "percent" }, 7)).toEqual({ min: 0, max: 100 });
    expect(of({}, 7, 9)).toEqual({ min: 0, max: 9 });
    expect(of({}, 0)).toEqual({ min: 0, max: 1 });
  });
  it("are drawn as arcs and slices that stay inside", () => {
    for (const path of [arc(0, 1), arc(0.2, 0.4), slice(0, 1, 28), slice(0.5, 0.9, 0)]) {
      expect(path).not.toContain("NaN");
      for (const number of path.match(/-?\d+\.\d+/g) ?? []) expect(Number(number)).toBeGreaterThanOrEqual(0);
    }
    expect(slice(0, 1, 28)).toContain(" 0 1 1 ");
  });
});

describe("tables", () => {
  const one = { ...line("a", [5], { model: "m", job: "j" }), times: [60] };
  const two = { ...line("b", [7], { model: "m", job: "j" }, "B"), times: [60] };

  it("join queries, leave out and rename columns, and order rows", () => {
    const panel = panelOf({ type: "table", transformations: [{ id: "merge", options: {} }, { id: "organize", options: { excludeByName: { Time: true, job: true }, renameByName: { "Value #A": "Calls" }, indexByName: { "Value #A": 0, model: 1 } } }] });
    const columns = columnsOf(panel, dataOf(one, two));
    expect(columns.map((column) => [column.name, column.field.values])).toEqual([["Calls", [5]], ["model", ["m"]], ["Value #B", [7]]]);
    expect(panel.gaps).toEqual([]);
    const sorted = columnsOf(panelOf({ type: "table", transformations: [{ id: "sortBy", options: { sort: [{ field: "Value", desc: true }] } }, { id: "limit", options: { limitField: 1 } }] }), dataOf(one, { ...one, values: [9] }));
    expect(sorted.find((column) => column.name === "Value")?.field.values).toEqual([9]);
  });

  it("give every panel as rows and as a file", () => {
    const words = { time: "Time", value: "Value", series: "Series" };
    const series = panelOf({ type: "timeseries" });
    expect(rowsOf(series, dataOf(line("a", [1, null, 3, null]))).rows.map((row) => row.cells)).toEqual([[3], [1]]);
    expect(csvOf(series, dataOf(line("a", [1, 2])), words)).toEqual({ header: ["Time", "a"], rows: [["1970-01-01T00:00:15.000Z", 2], ["1970-01-01T00:00:00.000Z", 1]] });
    expect(csvOf(panelOf({}), dataOf(line("a", [1])), words)).toEqual({ header: ["Series", "Value"], rows: [["a", 1]] });
    expect(csvOf(panelOf({ type: "table" }), dataOf(one), words)).toEqual({ header: ["Time", "job", "model", "Value"], rows: [["1970-01-01T00:01:00.000Z", "j", "m", 5]] });
  });
});

describe("heatmaps", () => {
  it("count in each bucket its own only", () => {
    const heat = heatOf([line("", [5, 6, 6, 9], { le: "+Inf" }), line("", [1, 2, 2, 3], { le: "0.5" }), line("", [4, 4, 6, 8], { le: "1" })], MOMENT);
    expect(heat.buckets).toEqual([0.5, 1, Infinity]);
    expect(heat.rows).toEqual([[1, 2, 2, 3], [3, 2, 4, 5], [1, 2, 0, 1]]);
    expect(heat.most).toBe(5);
  });
});

describe("marks", () => {
  it("join moments that follow each other, and name what they are about", () => {
    const annotation = { name: "Reload", expr: "x", step: "30s", title: "Model reload", text: "{{model}} was loaded", color: "blue", tags: [], enabled: true };
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    const marks = marksOf(annotation, 30, { step_seconds: 30, warnings: [], series: [{ labels: { model: "a" }, points: [[at(0), 1], [at(30), 1], [at(60), null], [at(300), 2]] }] });
    expect(marks).toEqual([{ from: 0, to: 30, title: "Model reload", text: "a was loaded", color: "blue" }, { from: 300, to: 300, title: "Model reload", text: "a was loaded", color: "blue" }]);
  });
});

describe("the layout", () => {
  it("puts panels below their row, in reading order, those of a collapsed row too", () => {
    const at = (id: number, y: number, x = 0, more: JsonObject = {}): JsonObject => ({ id, type: "stat", gridPos: { x, y, w: 6, h: 4 }, ...more });
    const { panels } = readDashboard({ panels: [at(3, 5, 6), at(1, 0), at(2, 4, 0, { type: "row" }), at(4, 5), at(5, 9, 0, { type: "row", collapsed: true, panels: [at(6, 10)] })] });
    expect(sections(panels).map(({ row, panels: own }) => [row?.id ?? null, own.map((panel) => panel.id)])).toEqual([[null, [1]], [2, [4, 3]], [5, [6]]]);
  });
});
