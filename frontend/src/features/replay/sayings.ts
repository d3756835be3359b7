import type { FilmEvent, FilmSpan } from "./film";
import type { Run } from "./runs";

/** Something said in the conversation, or a tool call in it. */
export interface Saying {
  key: string;
  span: number;
  role: string;
  content: string;
  /** When it begins to appear and when it is all there; equal when it came at once. */
  from: number;
  until: number;
  /** Of a tool call: which. Its answer appears in the same place. */
  run: Run | null;
}

const SPEAKERS = new Set(["session", "agent", "workflow", "task", "chain"]);

/**
 * Streamed text is known as a whole, its first token and its end: between them it appears at an even pace. Steps around the
 * calls repeat in their own words what they were given (function arguments as JSON): that is not said to anybody, so it is in
 * the log and not here.
 */
export function sayingsOf(events: readonly FilmEvent[], spans: readonly FilmSpan[], runs: readonly Run[]): Saying[] {
  const found: Saying[] = [];
  const answers = new Set(runs.flatMap((run) => run.answers));
  // A client's span around a call tells the same answer, and may do so first.
  const spoken = new Set(events.flatMap((event) => (event.kind === "message" && event.role === "assistant" && spans[event.span]?.isCall === true ? [`${String(spans[event.span]?.parent)}|${event.content ?? ""}`] : [])));
  for (const [index, event] of events.entries()) {
    const span = spans[event.span];
    if (event.kind !== "message" || event.role === null || event.content === null || event.content === "" || span === undefined) continue;
    if (answers.has(event) || (event.role === "assistant" && span.kind === "llm" && !span.isCall && spoken.has(`${String(event.span)}|${event.content}`))) continue;
    if (span.kind !== "llm" && !(SPEAKERS.has(span.kind) && !/^\s*[[{]/.test(event.content))) continue;
    const streamed = event.role === "assistant" && span.kind === "llm" && span.firstToken !== null && event.at >= span.end - 0.01;
    found.push({ key: `m${String(index)}`, span: event.span, role: event.role, content: event.content, from: streamed ? (span.firstToken ?? event.at) : event.at, until: event.at, run: null });
  }
  for (const [index, run] of runs.entries()) {
    found.push({ key: `t${String(index)}`, span: run.span ?? -1, role: "tool", content: "", from: run.at, until: run.end ?? run.at, run });
  }
  // Stable: what appears at the same moment stays in the order in which it was told.
  return found.sort((a, b) => a.from - b.from);
}

/** As much of it as had been said by `at`. */
export function heardBy(saying: Saying, at: number): number {
  if (at + 0.01 >= saying.until) return saying.content.length;
  const share = (at - saying.from) / (saying.until - saying.from);
  const length = Math.max(0, Math.floor(saying.content.length * share));
  // Not between the halves of a character.
  const last = saying.content.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}
