import { ALL, type Variable, type VariableOption } from "./grafana";
import { aligned, durationText, rateInterval, stepOf, type Span } from "./interval";

/** What is chosen, by the variable's name. */
export type Chosen = Readonly<Record<string, readonly string[]>>;
/** The choices of each variable, as far as they are known. */
export type Choices = Readonly<Record<string, readonly VariableOption[] | undefined>>;

/** Several values in one part of the address; a comma that belongs to a value has a backslash before it. */
export function writeValues(values: readonly string[]): string {
  return values.map((value) => value.replace(/[\\,]/g, "\\$&")).join(",");
}

export function readValues(text: string): string[] {
  const found: string[] = [];
  let value = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\" && index + 1 < text.length) {
      index += 1;
      value += text.charAt(index);
    } else if (character === ",") {
      found.push(value);
      value = "";
    } else value += character;
  }
  return [...found, value].filter((one) => one !== "");
}

/** What the address says of variables: "var-model". */
export type Address = Readonly<Record<`var-${string}`, string | undefined>>;

/** The address decides; where it says nothing, the dashboard does, and then the first choice. */
export function chosenOf(variables: readonly Variable[], address: Address, choices: Choices): Chosen {
  return Object.fromEntries(variables.map((variable) => {
    const asked = address[`var-${variable.name}`];
    const values = asked === undefined ? [] : readValues(asked);
    if (values.length > 0) return [variable.name, variable.multi ? values : values.slice(0, 1)];
    if (variable.initial.length > 0) return [variable.name, variable.initial];
    return [variable.name, (choices[variable.name] ?? []).slice(0, 1).map((option) => option.value)];
  }));
}

const regexEscaped = (value: string) => value.replace(/[\\^$*+?.()|[\]{}]/g, "\\$&");
/** Inside a PromQL string, a backslash of the pattern is written as two. */
const inString = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');

function written(values: readonly string[], format: string | undefined, several: boolean): string {
  switch (format) {
    case "raw": return values.join(",");
    case "csv": return values.join(",");
    case "pipe": return values.join("|");
    case "regex": return values.length === 1 ? regexEscaped(values[0] ?? "") : `(${values.map(regexEscaped).join("|")})`;
    case "doublequote": return values.map((value) => `"${value}"`).join(",");
    case "singlequote": return values.map((value) => `'${value}'`).join(",");
    case "json": return JSON.stringify(values);
    case "text": return values.join(" + ");
    case undefined:
    default:
      // As Grafana's Prometheus: a pattern where several may be chosen, else the value itself.
      if (!several) return inString(values[0] ?? "");
      return values.length === 1 ? inString(regexEscaped(values[0] ?? "")) : `(${values.map((value) => inString(regexEscaped(value))).join("|")})`;
  }
}

export interface Moment { span: Span; step: number }

function builtin(name: string, { span, step }: Moment): string | undefined {
  const range = Math.max(1, Math.round(span.end - span.start));
  switch (name) {
    case "__interval": return durationText(step);
    case "__interval_ms": return String(step * 1000);
    case "__rate_interval": return durationText(rateInterval(step));
    case "__rate_interval_ms": return String(rateInterval(step) * 1000);
    case "__range": return durationText(range);
    case "__range_s": return String(range);
    case "__range_ms": return String(range * 1000);
    case "__from": return String(Math.round(span.start * 1000));
    case "__to": return String(Math.round(span.end * 1000));
    default: return undefined;
  }
}

/** `$name`, `${name}`, `${name:format}`, `[[name]]`. */
const REFERENCE = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)(?::(\w+))?\]\]/g;

/** Fills the variables of a query, a title or another variable's query. What is not known stays as it is. */
export function fill(text: string, variables: readonly Variable[], chosen: Chosen, choices: Choices, moment: Moment): string {
  return text.replace(REFERENCE, (whole, braced?: string, format?: string, bare?: string, squared?: string, squaredFormat?: string) => {
    const name = braced ?? bare ?? squared ?? "";
    const known = builtin(name, moment);
    if (known !== undefined) return known;
    const variable = variables.find((one) => one.name === name);
    if (variable === undefined) return whole;
    const values = chosen[name] ?? [];
    if (variable.type === "interval") return interval(values[0] ?? "", variable, moment);
    if (values.includes(ALL)) {
      if (variable.allValue !== "") return variable.allValue;
      const all = (choices[name] ?? variable.options).map((option) => option.value);
      return all.length === 0 ? ".*" : written(all, format ?? squaredFormat, true);
    }
    return written(values, format ?? squaredFormat, variable.multi || variable.includeAll);
  });
}

function interval(value: string, variable: Variable, { span }: Moment): string {
  if (!value.startsWith("$__auto")) return value;
  return durationText(stepOf(span, variable.auto?.least, variable.auto?.count ?? 30));
}

/** What a query variable asks for. Grafana's functions of its Prometheus source. */
export type Question = { kind: "label"; label: string; metric: string } | { kind: "query"; label: string | null; expr: string } | null;

export function questionOf(query: string): Question {
  const text = query.trim();
  const values = /^label_values\((?:(.+),)?\s*([a-zA-Z_]\w*)\s*\)$/s.exec(text);
  if (values !== null) {
    const [, of, label = ""] = values;
    const metric = of?.trim() ?? "";
    if (/^[a-zA-Z_:][\w:]*$/.test(metric)) return { kind: "label", label, metric };
    return { kind: "query", label, expr: `group by (${label}) (${metric === "" ? `{${label}!=""}` : metric})` };
  }
  const result = /^query_result\((.+)\)$/s.exec(text);
  return result === null ? null : { kind: "query", label: null, expr: result[1] ?? "" };
}

/** The choices from what was answered: its pattern picks the part or the value, then they are ordered. */
export function optionsOf(variable: Variable, values: readonly string[]): VariableOption[] {
  const source = /^\/(.*)\/([a-z]*)$/s.exec(variable.regex);
  let pattern: RegExp | null = null;
  try {
    pattern = variable.regex === "" ? null : source === null ? new RegExp(variable.regex) : new RegExp(source[1] ?? "", source[2]?.replace("g", ""));
  } catch {
    pattern = null;
  }
  const picked = values.flatMap((value): VariableOption[] => {
    if (pattern === null) return [{ text: value, value }];
    const match = pattern.exec(value);
    if (match === null) return [];
    const chosen = match.groups?.["value"] ?? match[1] ?? value;
    return [{ text: match.groups?.["text"] ?? chosen, value: chosen }];
  });
  const unique = [...new Map(picked.map((option) => [option.value, option])).values()];
  const by = [undefined, compareText, compareText, compareNumber, compareNumber, compareFolded, compareFolded][variable.sort];
  if (by === undefined) return unique;
  unique.sort(by);
  return variable.sort % 2 === 0 ? unique.reverse() : unique;
}

const compareText = (a: VariableOption, b: VariableOption) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
const compareFolded = (a: VariableOption, b: VariableOption) => a.text.toLowerCase().localeCompare(b.text.toLowerCase());
const compareNumber = (a: VariableOption, b: VariableOption) => (Number(/-?\d+(?:\.\d+)?/.exec(a.text)?.[0] ?? NaN) || 0) - (Number(/-?\d+(?:\.\d+)?/.exec(b.text)?.[0] ?? NaN) || 0);

/** The question of a panel at a moment: its step, its window on multiples of it, and its query with all variables filled. */
export function momentOf(span: Span, least: string, points: number | null): Moment {
  const step = stepOf(span, least, points);
  return { step, span: aligned(span, step) };
}

