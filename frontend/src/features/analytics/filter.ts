import type { Dimension } from "@/api/analytics";
import type { ScreenSearch } from "@/features/scope/search";

/** The little of the filter language (docs/adr/0015) that links need: a value that means itself, and terms that must all match. */

/** A value in quotation marks where it needs them; the empty text means "there is none". */
export function quoted(value: string): string {
  return /^[^\s()",*\\]+$/u.test(value) ? value : `"${value.replace(/[\\"*]/gu, (sign) => `\\${sign}`)}"`;
}

export function term(field: Dimension | "message", value: string): string {
  if (field === "status") return `status:${value.toLowerCase()}`;
  return value === "" ? `${field}:""` : `${field}=${quoted(value)}`;
}

/** Terms that must all match. One that is several alternatives goes into parentheses. */
export function and(...parts: readonly (string | undefined)[]): string {
  const given = parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");
  return given.length < 2 ? (given[0] ?? "") : given.map((part) => (hasAlternatives(part) ? `(${part})` : part)).join(" ");
}

/** Whether there is an "or" outside of quotation marks and parentheses. */
function hasAlternatives(part: string): boolean {
  let depth = 0;
  for (const [piece] of part.matchAll(/"(?:[^"\\]|\\.)*"?|[()]|[^\s()"]+/gu)) {
    if (piece === "(") depth += 1;
    else if (piece === ")") depth -= 1;
    else if (depth === 0 && piece.toLowerCase() === "or") return true;
  }
  return false;
}

/** All that the address restricts traces by, as one filter. */
export function filterOf({ q, status, model }: ScreenSearch): string {
  return and(q, status === undefined ? undefined : term("status", status), model === undefined ? undefined : term("model", model));
}

const PLACEHOLDER = /<id>|<n>|"…"/gu;

/** Traces whose first message reads like this pattern of a group of errors. */
export function messageLike(pattern: string): string {
  const parts = pattern.split(PLACEHOLDER).map((part) => part.replace(/[\\"*]/gu, (sign) => `\\${sign}`));
  // Lists and previews may cut a long message: its beginning decides.
  return `message:"${parts.join("*").slice(0, 400)}*"`;
}

/** Exactly these traces. */
export function tracesNamed(ids: readonly string[]): string {
  return ids.length === 1 ? `trace:${ids[0] ?? ""}` : `trace:(${ids.join(",")})`;
}

/** From one length of time to another, in milliseconds. */
export function between(field: "latency" | "ttft", from: number, to: number | null): string {
  const exact = (ms: number) => String(Number(ms.toFixed(3)));
  return and(from > 0 ? `${field}>=${exact(from)}ms` : `${field}>=0ms`, to === null ? undefined : `${field}<${exact(to)}ms`);
}
