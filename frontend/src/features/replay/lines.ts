import type { LogRecord } from "@/api/types";
import type { FilmEvent, FilmSpan } from "./film";
import type { Run } from "./runs";

export type Tone = "debug" | "info" | "warn" | "error" | "step" | "input" | "output";

/** A line of the log: what programs wrote, and what tools, models and agents did. */
export interface Line { at: number; tone: Tone; source: string; text: string; span: number | null }

const LONGEST = 4000;
/** Of what steps pass on to each other, often whole objects. */
const LONGEST_ECHO = 240;

interface Log { record: LogRecord; at: number; span: number | null }

export function linesOf(events: readonly FilmEvent[], spans: readonly FilmSpan[], runs: readonly Run[], logs: readonly Log[]): Line[] {
  const lines: Line[] = logs.map(({ record, at, span }) => ({ at, span, tone: toneOf(record), source: record.service_name, text: clipped(textOf(record)) }));
  const inputs = new Map(runs.flatMap((run) => (run.span === null ? [] : [[run.span, run] as const])));
  for (const event of events) {
    const span = spans[event.span];
    if (span === undefined) continue;
    const line = (tone: Tone, text: string, source = span.agent ?? span.name): Line => ({ at: event.at, span: event.span, tone, source, text: clipped(text) });
    switch (event.kind) {
      case "span_start":
        if (span.kind === "tool") lines.push(line("input", `$ ${span.tool ?? span.name} ${oneLine(inputs.get(event.span)?.input ?? "")}`.trimEnd()));
        else if (span.isCall || span.kind === "embedding") lines.push(line("step", `→ ${span.model ?? span.name}`));
        else if (span.kind === "agent") lines.push(line("step", `● ${span.agent ?? span.name}`, "agent"));
        break;
      case "message":
        if (event.role === "tool" && span.kind === "tool" && event.content !== null) lines.push(line("output", unescaped(event.content), span.tool ?? span.name));
        else if (span.kind !== "llm" && span.kind !== "tool" && event.content !== null && /^\s*[[{]/.test(event.content)) {
          lines.push(line("debug", `${event.role === "assistant" ? "=" : "("} ${unescaped(event.content).slice(0, LONGEST_ECHO)}`, span.name));
        }
        break;
      case "span_end":
        if (span.failed) lines.push(line("error", `✗ ${span.name}: ${span.problem === "" ? "failed" : span.problem}`));
        else if (span.isCall) lines.push(line("step", `← ${span.model ?? span.name}${span.tokens > 0 ? `  ${String(span.tokens)} tokens` : ""}`));
        break;
      case "tool_call":
      case "first_token":
        break;
    }
  }
  return lines.sort((a, b) => a.at - b.at);
}

function textOf({ body, event_name: name, severity_text: severity }: LogRecord): string {
  if (typeof body === "string") return body === "" ? name : body;
  return body === null ? (name === "" ? severity : name) : JSON.stringify(body);
}

function toneOf({ severity_number: number }: LogRecord): Tone {
  if (number >= 17) return "error";
  if (number >= 13) return "warn";
  return number > 0 && number < 9 ? "debug" : "info";
}

/** JSON as people write it: what Python's encoder wrote as \uXXXX becomes letters. */
function unescaped(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function clipped(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} … (+${String(text.length - LONGEST)})`;
}
