import type { Language } from "@/i18n/language";
import { colorOf, nameColor, paletteColor } from "./colors";
import type { Line } from "./frames";
import type { Panel } from "./grafana";
import { lookOf, mappingOf, thresholdColor, type Look } from "./look";
import { reduce } from "./calcs";
import { CALC_IDS, type CalcId } from "./supported";
import { at, list, text } from "./json";
import { formatUnit, inUnit, type Shown } from "./units";

export const NO_VALUE = "–";

/** A value as the reader sees it: mapped to a word, or in its unit. */
export function shown(value: number | null, look: Look, language: Language): Shown {
  const mapped = mappingOf(value, look);
  if (mapped !== undefined && mapped.text !== "") return { text: mapped.text, unit: "" };
  if (value === null) return { text: look.noValue || NO_VALUE, unit: "" };
  return inUnit(value, look.unit, look.decimals, language);
}

export function written(value: number | null, look: Look, language: Language): string {
  const mapped = mappingOf(value, look);
  if (mapped !== undefined && mapped.text !== "") return mapped.text;
  return value === null ? look.noValue || NO_VALUE : formatUnit(value, look.unit, look.decimals, language);
}

/** The colour of a value where colour says something: by its mapping, else by its threshold. */
export function valueColor(value: number | null, look: Look): string {
  const mapped = mappingOf(value, look)?.color ?? "";
  const name = mapped === "" ? thresholdColor(value, look) : mapped;
  return name === null || name === "" ? "--ink" : colorOf(name);
}

/** One line with everything that says how it looks. */
export interface Drawn { line: Line; name: string; look: Look; color: string }

export function drawnOf(panel: Panel, lines: readonly Line[]): Drawn[] {
  return lines.map((line, index) => {
    const look = lookOf(panel.defaults, panel.overrides, { name: line.name, refId: line.refId, type: "number" });
    const name = look.displayName === "" ? line.name : look.displayName.replaceAll("${__series.name}", line.name);
    return { line, look, name, color: lineColor(look, name, index, line) };
  });
}

function lineColor(look: Look, name: string, index: number, line: Line): string {
  switch (look.colorMode) {
    case "fixed":
    case "shades": return colorOf(look.fixedColor);
    case "thresholds": return valueColor(reduce(line.values, "lastNotNull"), look);
    case "palette-classic-by-name": return nameColor(name);
    default: return paletteColor(index);
  }
}

/** How a line becomes one figure: the panel's choice, or its last value. */
export function calcOf(panel: Panel): CalcId {
  const chosen = list(at(panel.options, "reduceOptions.calcs"))[0];
  return CALC_IDS.find((known) => known === chosen) ?? "lastNotNull";
}

export interface Figure extends Drawn { value: number | null }

/** The figures of a panel: one a line, or every value where the panel asks for all. */
export function figuresOf(panel: Panel, lines: readonly Line[]): Figure[] {
  const drawn = drawnOf(panel, lines);
  if (at(panel.options, "reduceOptions.values") === true) {
    const most = at(panel.options, "reduceOptions.limit");
    const all = drawn.flatMap((one) => one.line.values.map((value): Figure => ({ ...one, value })));
    return typeof most === "number" ? all.slice(0, most) : all;
  }
  const calc = calcOf(panel);
  return drawn.map((one) => ({ ...one, value: reduce(one.line.values, calc) }));
}

/** From where to where a gauge or bar goes: the field's own bounds, else those of its figures. */
export function boundsOf(figure: Figure, all: readonly Figure[]): { min: number; max: number } {
  const values = all.flatMap((one) => (one.value === null ? [] : [one.value]));
  const min = figure.look.min ?? Math.min(0, ...values);
  const percent = figure.look.unit === "percent" ? 100 : figure.look.unit === "percentunit" ? 1 : undefined;
  const most = figure.look.max ?? percent ?? Math.max(...values, 0);
  return { min, max: most > min ? most : min + 1 };
}

export function legendCalcs(panel: Panel): CalcId[] {
  return list(at(panel.options, "legend.calcs")).flatMap((one) => CALC_IDS.filter((known) => known === one));
}

export function legendMode(panel: Panel): "list" | "table" | "hidden" {
  const mode = text(at(panel.options, "legend.displayMode"));
  if (at(panel.options, "legend.showLegend") === false || mode === "hidden") return "hidden";
  return mode === "table" ? "table" : "list";
}
