import type { TraceStatus } from "@/api/types";

/**
 * As much of the filter language (docs/adr/0015) as the screen needs: colours, and putting terms in and taking them out.
 * What a filter means, and whether it is valid, only the server says.
 */
export type PieceKind = "field" | "operator" | "value" | "text" | "keyword" | "mark" | "broken";
export interface Piece { kind: PieceKind; text: string; start: number }

const FIELD = /[A-Za-z_][A-Za-z0-9_.-]*/y;
const COMPARISON = /!=|>=|<=|>|<|=/y;
const KEYWORD = /^(?:and|or|not)$/i;
const BLANK = /\s/;

function at(pattern: RegExp, text: string, index: number): string | null {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? null;
}

/** The pieces of a filter in their order, blanks left out. Never fails: a quotation mark without its end is a `broken` piece. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let index = 0;
  let inList = false;
  let afterOperator = false;

  const take = (kind: PieceKind, length: number) => {
    found.push({ kind, text: text.slice(index, index + length), start: index });
    index += length;
  };
  const quoted = (kind: PieceKind) => {
    let end = index + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    if (end >= text.length) take("broken", text.length - index);
    else take(kind, end + 1 - index);
  };
  const wordEnd = (stops: string) => {
    let end = index;
    while (end < text.length && !BLANK.test(text[end] ?? "") && !stops.includes(text[end] ?? "")) end += 1;
    return end - index;
  };
  const fieldAndOperator = (): boolean => {
    const name = at(FIELD, text, index);
    if (name === null) return false;
    let after = index + name.length;
    const colon = text[after] === ":";
    while (!colon && BLANK.test(text[after] ?? "")) after += 1;
    const sign = colon ? ":" : at(COMPARISON, text, after);
    if (sign === null) return false;
    take("field", name.length);
    index = after;
    take("operator", sign.length);
    return true;
  };

  while (index < text.length) {
    const character = text[index] ?? "";
    if (BLANK.test(character)) index += 1;
    else if (inList) {
      if (character === ")") inList = false;
      if (character === ")" || character === "," || character === "(") take("mark", 1);
      else if (character === '"') quoted("value");
      else take("value", wordEnd('(),"'));
    } else if (afterOperator) {
      afterOperator = false;
      if (character === "(") {
        inList = true;
        take("mark", 1);
      } else if (character === '"') quoted("value");
      else if (character === ")") take("mark", 1);
      else take("value", wordEnd('()"'));
    } else if (character === "(" || character === ")") take("mark", 1);
    else if (character === '"') quoted("text");
    else if (character === "-" && !/^(?:\s|\)|$)/.test(text.slice(index + 1, index + 2))) take("keyword", 1);
    else if (fieldAndOperator()) {
      // Blanks may stand before the value.
      afterOperator = true;
    } else {
      const length = Math.max(1, wordEnd('()"'));
      take(KEYWORD.test(text.slice(index, index + length)) ? "keyword" : "text", length);
    }
  }
  return found;
}

export interface Term {
  start: number;
  end: number;
  /** Of `field:value`, `field:(a,b)`, `field=value` and their negations; null for anything else. */
  field: string | null;
  values: string[];
  excluded: boolean;
}

/** What stands side by side at the top of a filter; null where `or` or something broken makes the parts more than that. */
export function terms(text: string): Term[] | null {
  const all = pieces(text);
  const found: Term[] = [];
  let index = 0;
  while (index < all.length) {
    const first = all[index];
    if (first === undefined || first.kind === "broken") return null;
    if (first.kind === "keyword" && first.text.toLowerCase() === "or") return null;
    if (first.kind === "keyword" && first.text.toLowerCase() === "and") {
      index += 1;
      continue;
    }
    const begun = index;
    let excluded = false;
    while (all[index]?.kind === "keyword" && /^(?:-|not)$/i.test(all[index]?.text ?? "")) {
      excluded = !excluded;
      index += 1;
    }
    const term = all[index];
    if (term === undefined) return null;
    let field: string | null = null;
    let values: string[] = [];
    if (term.kind === "field") {
      const sign = all[index + 1]?.text ?? "";
      index += 2;
      const piece = all[index];
      if (piece === undefined) return null;
      let plain = sign === ":" || sign === "=" || sign === "!=";
      if (piece.text === "(" && piece.kind === "mark") {
        index += 1;
        while (all[index] !== undefined && all[index]?.text !== ")") {
          if (all[index]?.kind === "value") values.push(all[index]?.text ?? "");
          index += 1;
        }
        if (all[index] === undefined) return null;
      } else if (piece.kind === "value") values = [piece.text];
      else return null;
      index += 1;
      if (sign !== "=" && sign !== "!=" && values.some(hasWildcard)) plain = false;
      if (plain) field = term.text.toLowerCase();
      if (sign === "!=") excluded = !excluded;
      values = plain ? values.map(unquote) : [];
    } else if (term.kind === "mark") {
      if (term.text !== "(") return null;
      let depth = 0;
      do {
        if (all[index]?.kind === "mark") depth += all[index]?.text === "(" ? 1 : all[index]?.text === ")" ? -1 : 0;
        index += 1;
      } while (depth > 0 && index < all.length);
      if (depth > 0) return null;
    } else if (term.kind === "text") index += 1;
    else return null;
    const last = all[index - 1] ?? term;
    found.push({ start: all[begun]?.start ?? 0, end: last.start + last.text.length, field, values, excluded });
  }
  return found;
}

function hasWildcard(written: string): boolean {
  return written.replace(/\\[\\"*]/g, "").includes("*");
}

function unquote(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replace(/\\([\\"*])/g, "$1") : written;
}

/** A value as the language writes it, in quotation marks where it needs them. */
export function written(value: string): string {
  return /^[^\s()",*\\]+$/u.test(value) ? value : `"${value.replace(/[\\"*]/g, "\\$&")}"`;
}

/** Letter case is ignored, as `:` does. */
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

export interface Chosen { included: string[]; excluded: string[] }

/** The values of a field that a filter asks for and rules out. */
export function chosenOf(text: string, field: string): Chosen {
  const of = (terms(text) ?? []).filter((term) => term.field === field);
  return { included: of.filter((term) => !term.excluded).flatMap((term) => term.values), excluded: of.filter((term) => term.excluded).flatMap((term) => term.values) };
}

function tidy(text: string): string {
  return text.replace(/\s+/g, (blanks, index: number, whole: string) => (isInside(whole, index) ? blanks : " ")).trim();
}

/** Whether a place lies inside of quotation marks. */
function isInside(text: string, index: number): boolean {
  return pieces(text).some((piece) => piece.start < index && index < piece.start + piece.text.length);
}

function termOf(field: string, values: readonly string[], excluded: boolean): string {
  const list = values.map(written);
  return `${excluded ? "-" : ""}${field}:${list.length === 1 ? (list[0] ?? "") : `(${list.join(",")})`}`;
}

/** The filter and one more condition. */
export function narrowed(text: string, term: string): string {
  const whole = text.trim();
  if (whole === "") return term;
  return `${terms(whole) === null ? `(${whole})` : whole} ${term}`;
}

function replaced(text: string, old: Term, by: string): string {
  let [start, end] = [old.start, old.end];
  if (by === "") {
    // An `and` beside it goes too.
    const before = /(^|\s)and\s+$/i.exec(text.slice(0, start));
    const after = /^\s+and(\s|$)/i.exec(text.slice(end));
    if (before !== null) start -= before[0].length - (before[1] ?? "").length;
    else if (after !== null) end += after[0].length - (after[1] ?? "").length;
  }
  return tidy(`${text.slice(0, start)}${by}${text.slice(end)}`);
}

function drop(text: string, field: string, value: string, excluded: boolean): string {
  const term = (terms(text) ?? []).find((one) => one.field === field && one.excluded === excluded && one.values.some((other) => same(other, value)));
  if (term === undefined) return text;
  const left = term.values.filter((other) => !same(other, value));
  return replaced(text, term, left.length === 0 ? "" : termOf(field, left, excluded));
}

/** Adds a value of a field to a filter, or takes it out where it stands already. Values of one field mean any of them. */
export function toggled(text: string, field: string, value: string, excluded = false): string {
  const chosen = chosenOf(text, field);
  const mine = excluded ? chosen.excluded : chosen.included;
  const other = excluded ? chosen.included : chosen.excluded;
  if (mine.some((one) => same(one, value))) return drop(text, field, value, excluded);
  const free = other.some((one) => same(one, value)) ? drop(text, field, value, !excluded) : text;
  const term = (terms(free) ?? []).find((one) => one.field === field && one.excluded === excluded);
  if (term === undefined) return narrowed(free, termOf(field, [value], excluded));
  return replaced(free, term, termOf(field, [...term.values, value], excluded));
}

/** The filter without what it says about a field. */
export function without(text: string, field: string): string {
  let left = text;
  for (;;) {
    const term = (terms(left) ?? []).find((one) => one.field === field);
    if (term === undefined) return left;
    left = replaced(left, term, "");
  }
}

/** Whether a condition stands in the filter as it is written, and the filter with it put in or taken out. */
export function literal(text: string, term: string): { present: boolean; toggled: string } {
  const found = (terms(text) ?? []).find((one) => text.slice(one.start, one.end).toLowerCase() === term.toLowerCase());
  return found === undefined ? { present: false, toggled: narrowed(text, term) } : { present: true, toggled: replaced(text, found, "") };
}

/** One filter for what is chosen beside the box and what is written in it. */
export function combined({ status, model, q }: { status?: TraceStatus | undefined; model?: string | undefined; q?: string | undefined }): string {
  let whole = (q ?? "").trim();
  if (status !== undefined) whole = narrowed(whole, `status:${status.toLowerCase()}`);
  // Stars in it mean any characters, as in the address.
  if (model !== undefined) whole = narrowed(whole, `model:${/^[^\s()",\\]+$/u.test(model) ? model : `"${model.replace(/[\\"]/g, "\\$&")}"`}`);
  return whole;
}

/** Where the character with this number (Unicode code points, as the server counts) begins in a JavaScript string. */
export function unitAt(text: string, character: number): number {
  let units = 0;
  let count = 0;
  for (const one of text) {
    if (count >= character) break;
    units += one.length;
    count += 1;
  }
  return units;
}

export function characterAt(text: string, unit: number): number {
  let count = 0;
  for (const one of text.slice(0, unit)) count += one === "" ? 0 : 1;
  return count;
}
