import type { FilmEvent, FilmSpan } from "./film";

/** A tool call, from the model that asked for it to the tool's answer: whatever of it the trace knows. */
export interface Run {
  name: string;
  /** The tool's own span; null when only the models' words tell of the call. */
  span: number | null;
  /** When it was asked for, or began. */
  at: number;
  /** When it ended or its answer was first heard of; null: never. */
  end: number | null;
  callId: string | null;
  input: string | null;
  output: string | null;
  failed: boolean;
  problem: string;
  /** The messages that told its answer, which are then no messages of their own. */
  answers: FilmEvent[];
}

/**
 * The server tells the same words once: the arguments a model wrote are not told again when the tool begins, nor is the tool's
 * answer when the next call hears it. So a tool's span and the call that asked for it are brought together here.
 */
export function runsOf(events: readonly FilmEvent[], spans: readonly FilmSpan[]): Run[] {
  const runs: Run[] = [];
  const bySpan = new Map<number, Run>();
  const byCall = new Map<string, Run>();
  let waiting: Run[] = [];

  const take = (name: string) => {
    const found = waiting.find((run) => sameTool(run.name, name));
    if (found !== undefined) waiting = waiting.filter((run) => run !== found);
    return found;
  };
  const add = (event: FilmEvent, name: string, span: number | null) => {
    const run: Run = { name, span, at: event.at, end: null, callId: event.callId, input: event.arguments, output: null, failed: false, problem: "", answers: [] };
    runs.push(run);
    if (span === null) waiting.push(run);
    else bySpan.set(span, run);
    if (event.callId !== null) byCall.set(event.callId, run);
  };
  const begin = (event: FilmEvent, span: FilmSpan) => {
    const name = span.tool ?? span.name;
    // Below a model call it is the SDK's note that the model asked for the tool; the tool itself runs elsewhere.
    if (spans[span.parent]?.kind === "llm") {
      if (!waiting.some((run) => sameTool(run.name, name))) add(event, name, null);
      return;
    }
    const asked = take(name);
    if (asked === undefined) add(event, name, event.span);
    else {
      asked.span = event.span;
      bySpan.set(event.span, asked);
    }
  };
  const answer = (event: FilmEvent) => {
    const run = bySpan.get(event.span) ?? (event.callId === null ? undefined : byCall.get(event.callId)) ?? take(event.tool ?? "");
    if (run === undefined) return;
    // What a tool returned and what the model was then told of it may differ in form; the first is kept.
    if (run.output === null) {
      run.output = event.content;
      run.end ??= event.at;
    }
    run.answers.push(event);
  };

  for (const event of events) {
    const span = spans[event.span];
    if (span === undefined) continue;
    if (event.kind === "span_start" && span.kind === "tool") begin(event, span);
    else if (event.kind === "tool_call") {
      const own = bySpan.get(event.span);
      if (own !== undefined) own.input ??= event.arguments;
      else if (span.kind !== "tool" && !(event.callId !== null && byCall.has(event.callId))) add(event, event.tool ?? span.name, null);
    } else if (event.kind === "message" && event.role === "tool") answer(event);
    else if (event.kind === "span_end" && span.kind === "tool") {
      const run = bySpan.get(event.span);
      if (run === undefined) continue;
      run.end = event.at;
      run.failed = span.failed;
      run.problem = span.problem;
    }
  }
  return runs;
}

/** SDKs decorate the names of tools: "search", "search.tool", "tool_call.search". */
function sameTool(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(name: string): string {
  return name.replace(/^(?:tool_call|execute_tool)[.\s]/, "").replace(/\.tool$/, "").toLowerCase();
}
