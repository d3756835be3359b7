import { describe, expect, it } from "vitest";
import { fill, momentOf, questionOf } from "./variables";
import { readDashboard } from "./grafana";
import { isObject, object } from "./json";

const FOUND = import.meta.glob<unknown>("../../../../config/grafana-dashboards/*.json", { eager: true, import: "default" });
const FILES = Object.keys(FOUND).map((path) => path.split("/").at(-1) ?? "").sort();
const read = (name: string) => {
  const raw = Object.entries(FOUND).find(([path]) => path.endsWith(`/${name}`))?.[1];
  if (!isObject(raw)) throw new Error(`${name} is no dashboard`);
  return raw;
};

describe("every dashboard of this repository", () => {
  it("is found", () => {
    expect(FILES.length).toBeGreaterThanOrEqual(4);
  });

  it.each(FILES)("%s uses only what is drawn here", (name) => {
    const dashboard = readDashboard(read(name));
    expect(dashboard.panels.length).toBeGreaterThan(0);
    expect(dashboard.gaps).toEqual([]);
    expect(dashboard.panels.flatMap((panel) => panel.gaps.map((gap) => `${panel.title}: ${gap}`))).toEqual([]);
  });

  it.each(FILES)("%s: every query and title has all of its variables filled, every variable a question that is understood", (name) => {
    const dashboard = readDashboard(read(name));
    const moment = momentOf({ start: 0, end: 3600 }, "", null);
    const chosen = Object.fromEntries(dashboard.variables.map((variable) => [variable.name, variable.initial]));
    for (const panel of dashboard.panels) {
      if (panel.type === "row" || panel.type === "text") continue;
      expect(panel.targets.length, panel.title).toBeGreaterThan(0);
      for (const target of panel.targets) expect(fill(target.expr, dashboard.variables, chosen, {}, moment), panel.title).not.toMatch(/\$|\[\[/);
    }
    for (const variable of dashboard.variables) if (variable.type === "query") expect(questionOf(variable.query), variable.name).not.toBeNull();
  });
});

describe("what is not drawn", () => {
  const base = object(read("llm_dashboard.json"));
  const withPanel = (panel: Record<string, unknown>) => readDashboard({ ...base, panels: [panel as never] }).panels[0]?.gaps ?? [];
  const stat = { id: 1, type: "stat", title: "x", gridPos: { x: 0, y: 0, w: 4, h: 4 }, targets: [{ refId: "A", expr: "up" }], options: {}, fieldConfig: { defaults: { unit: "s" }, overrides: [] } };

  it("is said: another type, unit, option, transformation, override, mapping", () => {
    expect(withPanel(stat)).toEqual([]);
    expect(withPanel({ ...stat, type: "geomap" })).toEqual(["type geomap"]);
    expect(withPanel({ ...stat, fieldConfig: { defaults: { unit: "lightyears" }, overrides: [] } })).toEqual(["unit lightyears"]);
    expect(withPanel({ ...stat, options: { graphMode: "spiral", sparkle: true } })).toEqual(['options.graphMode = "spiral"', "options.sparkle = true"]);
    expect(withPanel({ ...stat, transformations: [{ id: "calculateField", options: {} }] })).toEqual(["transformation calculateField"]);
    expect(withPanel({ ...stat, repeat: "model" })).toEqual(["repeat"]);
    expect(withPanel({ ...stat, fieldConfig: { defaults: { mappings: [{ type: "magic", options: {} }] }, overrides: [{ matcher: { id: "byValue", options: {} }, properties: [] }] } })).toEqual(["mapping magic", "override byValue"]);
    expect(withPanel({ ...stat, fieldConfig: { defaults: {}, overrides: [{ matcher: { id: "byName", options: "a" }, properties: [{ id: "links", value: [] }, { id: "custom.width", value: 4 }] }] } })).toEqual(["override links", "override custom.width = 4"]);
    expect(readDashboard({ ...base, templating: { list: [{ type: "adhoc", name: "filters" }] } }).gaps).toEqual(["variable filters of type adhoc"]);
  });

  it("does not stop the reading of a broken file", () => {
    expect(readDashboard({}).panels).toEqual([]);
    expect(readDashboard({ panels: [{}, 7, null] as never }).panels).toHaveLength(1);
  });
});
