import { ApiFailure } from "@/api/client";
import type { TracesText } from "@/i18n/traces";
import { unitAt } from "./language";

/** What the server says about a filter it does not take. Positions are in UTF-16 units, as the screen counts. */
export interface Refusal { start: number; end: number; position: number; found: string; expected: readonly string[]; suggestion: string | null; message: string }

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

export function refusalOf(text: string, told: unknown, message = ""): Refusal | null {
  if (!isRecord(told) || typeof told["position"] !== "number" || typeof told["length"] !== "number") return null;
  const { position, length } = told as { position: number; length: number };
  return {
    position,
    start: unitAt(text, position),
    end: unitAt(text, position + length),
    found: typeof told["found"] === "string" ? told["found"] : "",
    expected: Array.isArray(told["expected"]) ? told["expected"].filter((one): one is string => typeof one === "string") : [],
    suggestion: typeof told["suggestion"] === "string" ? told["suggestion"] : null,
    message: typeof told["message"] === "string" ? told["message"] : message,
  };
}

export function refusalIn(error: Error | null, text: string): Refusal | null {
  return error instanceof ApiFailure && error.code === "invalid_filter" ? refusalOf(text, error.details, error.message) : null;
}

const SHOWN = 6;

/** In the reader's language: what stands there, and what could. */
export function explain(refusal: Refusal, a: TracesText): string {
  const { filter } = a;
  const found = refusal.found === "" ? filter.foundEnd : filter.found(`“${refusal.found.length > 40 ? `${refusal.found.slice(0, 39)}…` : refusal.found}”`);
  // Where the server guesses what was meant, the guess says enough.
  const choices = refusal.suggestion !== null ? [] : refusal.expected.map((one) => (filter.expectations[one] ?? one).replace(/^`(.*)`$/, "$1"));
  // A misspelt field has thirty alternatives; the completion lists them.
  const shown = choices.length > SHOWN ? `${choices.slice(0, SHOWN).join(", ")} …` : choices.join(filter.or);
  const end = choices.length > SHOWN ? "" : ".";
  return `${filter.position(refusal.position + 1)}: ${found}${choices.length === 0 ? "" : `, ${filter.expected(shown)}`}${end}`;
}
