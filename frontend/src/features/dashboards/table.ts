import { at, list, object, text, isObject, type JsonObject } from "./json";
import type { Transformation } from "./grafana";
import type { Line } from "./frames";
import { reduce } from "./calcs";
import { CALC_IDS } from "./supported";

export type CellValue = string | number | null;
export interface Field { name: string; refId: string; type: "number" | "time" | "string"; values: CellValue[] }
export type Table = Field[];

/** The rows of one query: a label a column, its time, and its value. */
function tableOf(lines: readonly Line[], valueName: string): Table {
  const labels = [...new Set(lines.flatMap((line) => Object.keys(line.labels)))].sort();
  const rows = lines.flatMap((line) => line.times.map((time, index) => ({ line, time, value: line.values[index] ?? null })));
  const refId = lines[0]?.refId ?? "";
  return [
    { name: "Time", refId, type: "time", values: rows.map((row) => row.time * 1000) },
    ...labels.map((label): Field => ({ name: label, refId, type: "string", values: rows.map((row) => row.line.labels[label] ?? null) })),
    { name: valueName, refId, type: "number", values: rows.map((row) => row.value) },
  ];
}

/** The tables of a panel's queries; several have their value named after their query, as in Grafana. */
export function tablesOf(lines: readonly Line[]): Table[] {
  const queries = [...new Set(lines.map((line) => line.refId))];
  return queries.map((refId) => tableOf(lines.filter((line) => line.refId === refId), queries.length === 1 ? "Value" : `Value #${refId}`));
}

function height(table: Table): number {
  return table[0]?.values.length ?? 0;
}

/** Rows that agree in all columns which the tables share become one. */
function merge(tables: readonly Table[]): Table[] {
  const names = [...new Map(tables.flat().map((field) => [field.name, field])).values()];
  const shared = names.filter((field) => tables.every((table) => table.some((one) => one.name === field.name))).map((field) => field.name);
  const rows = new Map<string, Record<string, CellValue>>();
  for (const table of tables) {
    for (let index = 0; index < height(table); index += 1) {
      const row = Object.fromEntries(table.map((field) => [field.name, field.values[index] ?? null]));
      const key = shared.length === 0 ? String(rows.size) : JSON.stringify(shared.map((name) => row[name]));
      rows.set(key, { ...rows.get(key), ...row });
    }
  }
  return [names.map((field) => ({ ...field, values: [...rows.values()].map((row) => row[field.name] ?? null) }))];
}

export function ordered(table: Table, by: string, descending: boolean): Table {
  const field = table.find((one) => one.name === by);
  if (field === undefined) return table;
  const places = field.values.map((_, index) => index).sort((a, b) => compare(field.values[a] ?? null, field.values[b] ?? null) * (descending ? -1 : 1));
  return table.map((one) => ({ ...one, values: places.map((place) => one.values[place] ?? null) }));
}

export function compare(a: CellValue, b: CellValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
}

function organize(table: Table, options: JsonObject): Table {
  const hidden = object(options["excludeByName"]);
  const places = object(options["indexByName"]);
  const names = object(options["renameByName"]);
  const place = (field: Field) => (typeof places[field.name] === "number" ? Number(places[field.name]) : Infinity);
  return table
    .filter((field) => hidden[field.name] !== true)
    .map((field, index) => ({ field, index }))
    .sort((a, b) => (place(a.field) - place(b.field)) || a.index - b.index)
    .map(({ field }) => ({ ...field, name: text(names[field.name]) || field.name }));
}

function expression(source: string): RegExp {
  const wrapped = /^\/(.*)\/([a-z]*)$/s.exec(source);
  return wrapped === null ? new RegExp(source) : new RegExp(wrapped[1] ?? "", wrapped[2]);
}

function filterFields(table: Table, options: JsonObject): Table {
  const include = object(options["include"]);
  const names = list(include["names"]).map(text);
  const pattern = text(include["pattern"]);
  return table.filter((field) => names.includes(field.name) || (pattern !== "" && expression(pattern).test(field.name)));
}

function reduced(table: Table, options: JsonObject): Table {
  const calcs = list(options["reducers"]).flatMap((one) => CALC_IDS.filter((known) => known === one));
  const fields = table.filter((field) => field.type === "number");
  return [
    { name: "Field", refId: "", type: "string", values: fields.map((field) => field.name) },
    ...calcs.map((calc): Field => ({ name: calc, refId: "", type: "number", values: fields.map((field) => reduce(field.values.map((value) => (typeof value === "number" ? value : null)), calc)) })),
  ];
}

/** Applies the panel's transformations in their order. */
export function transformed(tables: readonly Table[], transformations: readonly Transformation[]): Table {
  const done = transformations.reduce<readonly Table[]>((now, { id, options }) => {
    switch (id) {
      case "merge": return merge(now);
      case "organize": return now.map((table) => organize(table, options));
      case "limit": return now.map((table) => table.map((field) => ({ ...field, values: field.values.slice(0, Number(text(options["limitField"]) || 10)) })));
      case "renameByRegex": return now.map((table) => table.map((field) => ({ ...field, name: field.name.replace(expression(text(options["regex"])), text(options["renamePattern"])) })));
      case "filterFieldsByName": return now.map((table) => filterFields(table, options));
      case "reduce": return now.map((table) => reduced(table, options));
      case "sortBy": {
        const by = list(options["sort"]).find(isObject) ?? {};
        return now.map((table) => ordered(table, text(at(by, "field")), by["desc"] === true));
      }
    }
  }, tables);
  return done[0] ?? [];
}

