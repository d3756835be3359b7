import { at, isObject, list, object, paths, text, type Json, type JsonObject } from "./json";
import { COLOR_MODES, FIELD_KEYS, MAPPING_TYPES, MATCHERS, OVERRIDE_KEYS, type Allowed } from "./supported";
import { isUnit } from "./units";

export interface Step { value: number; color: string }
export interface Thresholds { percentage: boolean; steps: Step[] }
export interface Mapping { matches: (value: number | string | null) => boolean; text: string; color: string }
/** How values of a field look. Undefined: nothing said. */
export interface Look {
  unit: string;
  decimals: number | undefined;
  min: number | undefined;
  max: number | undefined;
  displayName: string;
  noValue: string;
  thresholds: Thresholds | undefined;
  mappings: Mapping[];
  colorMode: string;
  fixedColor: string;
  custom: JsonObject;
}
export interface Override { matches: (field: { name: string; refId: string; type: "number" | "time" | "string" }) => boolean; raw: JsonObject }

const optional = (value: Json | undefined) => (typeof value === "number" ? value : undefined);

export function readLook(raw: JsonObject, gaps: string[]): Look {
  for (const key of Object.keys(raw)) if (!FIELD_KEYS.has(key)) gaps.push(`field.${key}`);
  const unit = text(raw["unit"]);
  if (!isUnit(unit)) gaps.push(`unit ${unit}`);
  const color = object(raw["color"]);
  const colorMode = text(color["mode"]) || "palette-classic";
  if (!COLOR_MODES.includes(colorMode)) gaps.push(`color ${colorMode}`);
  return {
    unit, decimals: optional(raw["decimals"]), min: optional(raw["min"]), max: optional(raw["max"]), displayName: text(raw["displayName"]), noValue: text(raw["noValue"]),
    thresholds: isObject(raw["thresholds"]) ? readThresholds(raw["thresholds"]) : undefined,
    mappings: list(raw["mappings"]).filter(isObject).flatMap((one) => readMapping(one, gaps)), colorMode, fixedColor: text(color["fixedColor"]), custom: object(raw["custom"]),
  };
}

function readThresholds(raw: JsonObject): Thresholds {
  const steps = list(raw["steps"]).filter(isObject).map((one) => ({ value: typeof one["value"] === "number" ? one["value"] : -Infinity, color: text(one["color"]) }));
  return { percentage: raw["mode"] === "percentage", steps: steps.sort((a, b) => a.value - b.value) };
}

function pattern(source: string): RegExp | null {
  const wrapped = /^\/(.*)\/([a-z]*)$/s.exec(source);
  try {
    return wrapped === null ? new RegExp(source) : new RegExp(wrapped[1] ?? "", wrapped[2]);
  } catch {
    return null;
  }
}

function readMapping(raw: JsonObject, gaps: string[]): Mapping[] {
  const type = text(raw["type"]);
  const options = object(raw["options"]);
  const result = object(options["result"]);
  const named = { text: text(result["text"]), color: text(result["color"]) };
  if (!MAPPING_TYPES.includes(type)) {
    gaps.push(`mapping ${type}`);
    return [];
  }
  if (type === "value") return Object.entries(options).map(([key, one]) => ({ matches: (value) => value !== null && String(value) === key, text: text(object(one)["text"]), color: text(object(one)["color"]) }));
  if (type === "range") {
    const [from, to] = [optional(options["from"]) ?? -Infinity, optional(options["to"]) ?? Infinity];
    return [{ ...named, matches: (value) => typeof value === "number" && value >= from && value <= to }];
  }
  if (type === "regex") {
    const found = pattern(text(options["pattern"]));
    return [{ ...named, matches: (value) => value !== null && (found?.test(String(value)) ?? false) }];
  }
  const match = text(options["match"]);
  // Prometheus' NaN and infinity come as null: JSON has neither.
  return [{ ...named, matches: (value) => (["null", "nan", "null+nan"].includes(match) ? value === null : match === "empty" ? value === "" : String(value) === match) }];
}

export function readOverride(raw: JsonObject, gaps: string[], custom: Record<string, Allowed>): Override[] {
  const matcher = object(raw["matcher"]);
  const id = text(matcher["id"]);
  if (!MATCHERS.includes(id)) {
    gaps.push(`override ${id}`);
    return [];
  }
  const changed: JsonObject = {};
  for (const one of list(raw["properties"]).filter(isObject)) {
    const key = text(one["id"]);
    const value = one["value"] ?? null;
    if (key.startsWith("custom.")) {
      const path = key.slice("custom.".length);
      for (const [below, leaf] of paths(value, path)) {
        const allowed = custom[below];
        if (allowed === undefined || (allowed !== "any" && !allowed.some((known) => known === leaf))) gaps.push(`override ${key} = ${JSON.stringify(leaf)}`);
      }
      changed["custom"] = merged(object(changed["custom"]), path, value);
    } else if (OVERRIDE_KEYS.includes(key)) changed[key] = value;
    else gaps.push(`override ${key}`);
  }
  readLook(changed, gaps);
  const options = matcher["options"];
  const wanted = text(options);
  const names = list(object(options)["names"]).map(text);
  const expression = id === "byRegexp" ? pattern(wanted) : null;
  return [{
    raw: changed,
    matches: (field) => {
      switch (id) {
        case "byName": return field.name === wanted;
        case "byRegexp": return expression?.test(field.name) ?? false;
        case "byFrameRefID": return field.refId === wanted;
        case "byType": return field.type === wanted;
        default: return names.includes(field.name);
      }
    },
  }];
}

function merged(base: JsonObject, path: string, value: Json): JsonObject {
  const [key, ...rest] = path.split(".");
  if (key === undefined) return base;
  return { ...base, [key]: rest.length === 0 ? value : merged(object(base[key]), rest.join("."), value) };
}

function deep(base: JsonObject, change: JsonObject): JsonObject {
  return Object.entries(change).reduce((all, [key, value]) => ({ ...all, [key]: isObject(value) && isObject(all[key]) ? deep(all[key], value) : value }), base);
}

/** The look of one field: the panel's defaults, and after them each override that means it. */
export function lookOf(defaults: Look, overrides: readonly Override[], field: Parameters<Override["matches"]>[0]): Look {
  return overrides.filter((one) => one.matches(field)).reduce((look, { raw }) => {
    const change = readLook(raw, []);
    return {
      unit: "unit" in raw ? change.unit : look.unit, decimals: change.decimals ?? look.decimals, min: change.min ?? look.min, max: change.max ?? look.max,
      displayName: change.displayName || look.displayName, noValue: change.noValue || look.noValue, thresholds: change.thresholds ?? look.thresholds,
      mappings: "mappings" in raw ? change.mappings : look.mappings, colorMode: "color" in raw ? change.colorMode : look.colorMode, fixedColor: "color" in raw ? change.fixedColor : look.fixedColor,
      custom: deep(look.custom, change.custom),
    };
  }, defaults);
}

export const customText = (look: Look, path: string) => text(at(look.custom, path));
export const customNumber = (look: Look, path: string) => optional(at(look.custom, path));

/** What a threshold's step is at, as a value: percentages are of the range from min to max. */
export function stepValue(step: Step, look: Look): number {
  if (look.thresholds?.percentage !== true || step.value === -Infinity) return step.value;
  const [min, max] = [look.min ?? 0, look.max ?? 100];
  return min + ((max - min) * step.value) / 100;
}

export function thresholdColor(value: number | null, look: Look): string | null {
  const steps = look.thresholds?.steps ?? [];
  if (value === null || steps.length === 0) return null;
  return steps.findLast((step) => value >= stepValue(step, look))?.color ?? steps[0]?.color ?? null;
}

export function mappingOf(value: number | string | null, look: Look): Mapping | undefined {
  return look.mappings.find((mapping) => mapping.matches(value));
}
