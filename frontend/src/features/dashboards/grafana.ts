import { readLook, readOverride, type Look, type Override } from "./look";
import { CUSTOM, OPTIONS, PANEL_KEYS, PANEL_TYPES, TARGET_KEYS, TRANSFORMATIONS, VARIABLE_TYPES, type Allowed, type PanelType, type TransformationId } from "./supported";
import { isObject, list, object, paths, text, type Json, type JsonObject } from "./json";

/** A query of a panel. */
export interface Target { refId: string; expr: string; legend: string; instant: boolean; table: boolean; interval: string }
export interface Transformation { id: TransformationId; options: JsonObject }
export interface Panel {
  id: number;
  /** Null: a type that is not drawn here; `typeName` says which. */
  type: PanelType | null;
  typeName: string;
  title: string;
  description: string;
  /** On a grid of 24 columns; a row is 30 pixels high. */
  grid: { x: number; y: number; w: number; h: number };
  targets: Target[];
  options: JsonObject;
  defaults: Look;
  overrides: Override[];
  transformations: Transformation[];
  interval: string;
  maxPoints: number | null;
  collapsed: boolean;
  /** What of it is not drawn as Grafana would, in words of its JSON. */
  gaps: string[];
}
export type VariableType = "query" | "custom" | "interval" | "datasource" | "textbox" | "constant";
export interface VariableOption { text: string; value: string }
export interface Variable {
  name: string;
  label: string;
  type: VariableType;
  query: string;
  regex: string;
  sort: number;
  multi: boolean;
  includeAll: boolean;
  allValue: string;
  /** What is chosen where the address says nothing. */
  initial: string[];
  options: VariableOption[];
  auto: { count: number; least: string } | null;
  hidden: boolean;
}
export interface Annotation { name: string; expr: string; step: string; title: string; text: string; color: string; tags: string[]; enabled: boolean }
export interface Dashboard { uid: string; title: string; description: string; panels: Panel[]; variables: Variable[]; annotations: Annotation[]; sharedCursor: boolean; gaps: string[] }

export const ALL = "$__all";

/** Reads Grafana's JSON model of a dashboard. Never throws: what it does not know is in `gaps`. */
export function readDashboard(raw: JsonObject): Dashboard {
  const gaps: string[] = [];
  const variables = list(object(raw["templating"])["list"]).filter(isObject).flatMap((one) => readVariable(one, gaps));
  const annotations = list(object(raw["annotations"])["list"]).filter(isObject).flatMap((one) => readAnnotation(one, gaps));
  return {
    uid: text(raw["uid"]), title: text(raw["title"]), description: text(raw["description"]),
    panels: list(raw["panels"]).filter(isObject).flatMap(readPanels), variables, annotations, sharedCursor: raw["graphTooltip"] === 1 || raw["graphTooltip"] === 2, gaps,
  };
}

/** A collapsed row keeps its panels inside itself. */
function readPanels(raw: JsonObject): Panel[] {
  return [readPanel(raw), ...list(raw["panels"]).filter(isObject).map(readPanel)];
}

function number(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}

function readPanel(raw: JsonObject): Panel {
  const gaps: string[] = [];
  const typeName = text(raw["type"]);
  const type = PANEL_TYPES.find((known) => known === typeName) ?? null;
  const grid = object(raw["gridPos"]);
  const field = object(raw["fieldConfig"]);
  const options = object(raw["options"]);
  const defaults = object(field["defaults"]);
  for (const key of Object.keys(raw)) if (!PANEL_KEYS.has(key)) gaps.push(key);
  if (type === null) gaps.push(`type ${typeName}`);
  else {
    gaps.push(...unknownPaths("options", options, OPTIONS[type]), ...unknownPaths("custom", object(defaults["custom"]), CUSTOM[type]));
  }
  return {
    id: number(raw["id"], 0), type, typeName, title: text(raw["title"]), description: text(raw["description"]),
    grid: { x: number(grid["x"], 0), y: number(grid["y"], 0), w: number(grid["w"], 24), h: number(grid["h"], 8) },
    targets: list(raw["targets"]).filter(isObject).flatMap((one) => readTarget(one, gaps)),
    options, defaults: readLook(defaults, gaps), overrides: list(field["overrides"]).filter(isObject).flatMap((one) => readOverride(one, gaps, type === null ? {} : CUSTOM[type])),
    transformations: list(raw["transformations"]).filter(isObject).flatMap((one) => readTransformation(one, gaps)),
    interval: text(raw["interval"]), maxPoints: typeof raw["maxDataPoints"] === "number" ? raw["maxDataPoints"] : null, collapsed: raw["collapsed"] === true, gaps,
  };
}

export function isAllowed(value: Json, allowed: Allowed | undefined): boolean {
  if (allowed === undefined) return false;
  return allowed === "any" || allowed.some((one) => one === value);
}

function unknownPaths(where: string, value: JsonObject, known: Record<string, Allowed>): string[] {
  return paths(value).filter(([path, leaf]) => !isAllowed(leaf, known[path])).map(([path, leaf]) => `${where}.${path} = ${JSON.stringify(leaf)}`);
}

function readTarget(raw: JsonObject, gaps: string[]): Target[] {
  for (const key of Object.keys(raw)) if (!TARGET_KEYS.has(key)) gaps.push(`target.${key}`);
  const format = text(raw["format"]);
  if (!["", "time_series", "table", "heatmap"].includes(format)) gaps.push(`target.format ${format}`);
  if (raw["hide"] === true) return [];
  const [instant, range] = [raw["instant"] === true, raw["range"] === true];
  return [{ refId: text(raw["refId"]), expr: text(raw["expr"]), legend: text(raw["legendFormat"]), instant: instant && !range, table: format === "table", interval: text(raw["interval"]) }];
}

function readTransformation(raw: JsonObject, gaps: string[]): Transformation[] {
  const id = TRANSFORMATIONS.find((known) => known === raw["id"]);
  if (raw["disabled"] === true) return [];
  if (id === undefined) {
    gaps.push(`transformation ${text(raw["id"])}`);
    return [];
  }
  return [{ id, options: object(raw["options"]) }];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : typeof value === "string" && value !== "" ? [value] : [];
}

function readVariable(raw: JsonObject, gaps: string[]): Variable[] {
  const type = text(raw["type"]);
  const name = text(raw["name"]);
  if (!VARIABLE_TYPES.includes(type)) {
    gaps.push(`variable ${name} of type ${type}`);
    return [];
  }
  const query = isObject(raw["query"]) ? text(raw["query"]["query"]) : text(raw["query"]);
  const current = object(raw["current"]);
  const listed = list(raw["options"]).filter(isObject).map((one) => ({ text: text(one["text"]), value: text(one["value"]) })).filter((one) => one.value !== ALL && !one.value.startsWith("$__auto"));
  const options = type === "custom" || type === "interval" ? customOptions(query, listed) : listed;
  const chosen = texts(current["value"]);
  const includeAll = raw["includeAll"] === true;
  const first = type === "textbox" || type === "constant" ? [query] : includeAll ? [ALL] : options.slice(0, 1).map((one) => one.value);
  return [{
    name, label: text(raw["label"]) || name, type: type as VariableType, query, regex: text(raw["regex"]), sort: number(raw["sort"], 0), multi: raw["multi"] === true, includeAll, allValue: text(raw["allValue"]),
    initial: chosen.length > 0 ? chosen : first, options,
    auto: raw["auto"] === true ? { count: number(raw["auto_count"], 30), least: text(raw["auto_min"]) || "10s" } : null,
    // 1 hides the label only, 2 the variable.
    hidden: raw["hide"] === 2 || type === "constant" || type === "datasource",
  }];
}

/** "a, b : value b": Grafana's list of a custom variable. A comma that belongs to a value has a backslash before it. */
function customOptions(query: string, listed: VariableOption[]): VariableOption[] {
  if (query === "") return listed;
  return query.split(/(?<!\\),/).map((part) => part.trim().replaceAll("\\,", ",")).filter((part) => part !== "").map((part) => {
    const [shown, value] = part.split(/\s+:\s+/);
    return { text: shown ?? part, value: value ?? shown ?? part };
  });
}

function readAnnotation(raw: JsonObject, gaps: string[]): Annotation[] {
  const expr = text(raw["expr"]);
  // Grafana's own annotations, which are not in Prometheus.
  if (raw["builtIn"] === 1) return [];
  if (expr === "") {
    gaps.push(`annotation ${text(raw["name"])}`);
    return [];
  }
  return [{
    name: text(raw["name"]), expr, step: text(raw["step"]), title: text(raw["titleFormat"]), text: text(raw["textFormat"]), color: text(raw["iconColor"]) || "blue",
    tags: text(raw["tagKeys"]).split(",").map((one) => one.trim()).filter((one) => one !== ""), enabled: raw["enable"] !== false,
  }];
}
