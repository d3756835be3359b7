import { describe, expect, it } from "vitest";
import { makeDetail, makeHuge } from "@mock/data/detail";
import { makeReplay } from "@mock/data/replay";
import { makeTraces } from "@mock/data/traces";
import type { LogRecord, Replay, ReplayEvent, ReplaySpan } from "@/api/types";
import { filmOf, nextMoment, sumAt } from "./film";
import { heardBy } from "./sayings";

const TRACES = makeTraces(400, 1_760_000_000_000);
const agent = TRACES.find((trace) => trace.agents.length > 0 && trace.status === "OK");
const broken = TRACES.find((trace) => trace.agents.length > 0 && trace.status === "ERROR");
if (agent === undefined || broken === undefined) throw new Error("the mock data has an agent's traces");
const replay = makeReplay(makeDetail(agent));
const film = filmOf([{ replay, logs: [] }]);

function log(at: number, more: Partial<LogRecord> = {}): LogRecord {
  const time = new Date(film.start + at).toISOString();
  return { id: "l", time, observed_time: null, trace_id: null, span_id: null, severity: "INFO", severity_number: 9, severity_text: "", event_name: "", service_name: "agents", scope_name: "", body: "hello", attributes: {}, resource_attributes: {}, ...more };
}

/** A trace by hand; times in ms. */
function made(spans: (Partial<ReplaySpan> & { span_id: string; from: number; to: number })[], events: (Partial<ReplayEvent> & { at: number; kind: ReplayEvent["kind"]; span_id: string })[]): Replay {
  return {
    ...replay, gaps: [], duration_ns: Math.max(...spans.map((span) => span.to)) * 1e6,
    spans: spans.map(({ from, to, ...span }) => ({ parent_span_id: null, name: span.span_id, kind: "other", depth: 0, offset_ns: from * 1e6, duration_ns: (to - from) * 1e6, status: "OK", status_message: "", model: null, agent: null, tool: null, total_tokens: 0, cost_usd: null, ...span })),
    events: events.map(({ at, ...event }) => ({ offset_ns: at * 1e6, total_tokens: 0, cost_usd: null, open_spans: 0, ...event })),
  };
}

describe("a film", () => {
  it("has every span once, parents before children", () => {
    expect(film.spans).toHaveLength(replay.spans.length);
    expect(film.spans.every((span, index) => span.parent < index)).toBe(true);
    expect(film.spans.find((span) => span.name === "search_docs")?.agent).toBe("research_agent");
  });

  it("counts what a call cost when it ends, and once", () => {
    expect(sumAt(film, 0)).toMatchObject({ tokens: 0, cost: null, done: 0 });
    expect(sumAt(film, film.length * 0.35).tokens).toBe(1936);
    expect(sumAt(film, film.length)).toMatchObject({ tokens: 1936 + 18 + 3062, done: replay.spans.length, failed: 0 });
  });

  it("marks calls once, though client and gateway both tell of them", () => {
    expect(film.marks.filter((mark) => mark.kind === "model")).toHaveLength(2);
    expect(film.marks.filter((mark) => mark.kind === "tool")).toHaveLength(1);
    expect(film.marks.some((mark) => mark.kind === "error")).toBe(false);
  });

  it("marks a failure where it began", () => {
    const failures = filmOf([{ replay: makeReplay(makeDetail(broken)), logs: [] }]);
    const marks = failures.marks.filter((mark) => mark.kind === "error");
    expect(marks.map((mark) => failures.spans[mark.span]?.name)).toEqual(["search_docs"]);
    expect(marks[0]?.at).toBe(failures.spans[marks[0]?.span ?? -1]?.end);
    expect(failures.runs[0]).toMatchObject({ failed: true, problem: "KeyError: 'customer_id'", output: null });
  });

  it("steps through every moment and stops at the ends", () => {
    const walked = [0];
    for (let at = 0; at < film.length;) {
      at = nextMoment(film.moments, at, 1, film.length);
      walked.push(at);
    }
    expect(walked).toEqual(film.moments);
    for (let at = film.length; at > 0;) {
      const before = nextMoment(film.moments, at, -1, film.length);
      expect(before).toBeLessThan(at);
      at = before;
    }
    expect(nextMoment(film.moments, 0, -1, film.length)).toBe(0);
    expect(nextMoment(film.moments, film.length, 1, film.length)).toBe(film.length);
  });
});

describe("the conversation", () => {
  it("lets streamed text appear from the first token to the end", () => {
    const answer = film.sayings.findLast((saying) => saying.role === "assistant");
    const call = film.spans[answer?.span ?? -1];
    if (answer === undefined || call === undefined) throw new Error("the mock's agent answers");
    expect(answer.from).toBeCloseTo(call.start + 310, 3);
    expect(answer.until).toBeCloseTo(call.end, 3);
    expect(heardBy(answer, answer.from)).toBe(0);
    expect(heardBy(answer, (answer.from + answer.until) / 2) / answer.content.length).toBeCloseTo(0.5, 1);
    expect(heardBy(answer, answer.until)).toBe(answer.content.length);
  });

  it("does not cut a character in two", () => {
    const saying = { key: "", span: 0, role: "assistant", content: "👍👍", from: 0, until: 4, run: null };
    expect([0, 1, 2, 3, 4].map((at) => heardBy(saying, at))).toEqual([0, 0, 2, 2, 4]);
  });

  it("says an answer once, whoever tells of it first", () => {
    const twice = filmOf([{ logs: [], replay: made(
      [{ span_id: "sdk", kind: "llm", from: 0, to: 90 }, { span_id: "gateway", kind: "llm", parent_span_id: "sdk", depth: 1, from: 1, to: 100 }],
      [
        { at: 0, kind: "message", span_id: "sdk", role: "user", content: "hi" },
        { at: 90, kind: "message", span_id: "sdk", role: "assistant", content: "hello" },
        { at: 100, kind: "message", span_id: "gateway", role: "assistant", content: "hello" },
      ],
    ) }]);
    expect(twice.sayings.map((saying) => [saying.role, saying.content])).toEqual([["user", "hi"], ["assistant", "hello"]]);
  });

  it("leaves out what steps pass on as JSON, and keeps it in the log", () => {
    const passed = filmOf([{ logs: [], replay: made([{ span_id: "task", kind: "task", from: 0, to: 5 }], [{ at: 0, kind: "message", span_id: "task", role: "user", content: '{"args": ["\\uac00"]}' }]) }]);
    expect(passed.sayings).toEqual([]);
    expect(passed.lines.map((line) => line.text)).toEqual(['( {"args":["가"]}']);
  });
});

describe("tool calls", () => {
  it("join what the model asked for, the tool's span and its answer", () => {
    expect(film.runs).toHaveLength(1);
    const run = film.runs[0];
    expect(run).toMatchObject({ name: "search_docs", callId: "call_1" });
    expect(run?.input).toContain("filtered vector search");
    expect(run?.output).toContain("Filtered ANN benchmarks");
    expect(film.spans[run?.span ?? -1]?.kind).toBe("tool");
    expect(run?.end).toBeCloseTo(film.spans[run?.span ?? -1]?.end ?? 0, 3);
  });

  it("take the SDK's note of the request for the request", () => {
    const noted = filmOf([{ logs: [], replay: made(
      [
        { span_id: "call", kind: "llm", from: 0, to: 10 },
        { span_id: "note", kind: "tool", tool: "search", parent_span_id: "call", depth: 1, from: 9, to: 9.1 },
        { span_id: "run", kind: "tool", name: "search.tool", tool: "search", from: 11, to: 20 },
      ],
      [
        { at: 8, kind: "tool_call", span_id: "call", tool: "search", tool_call_id: "c1", arguments: '{"q":"a"}' },
        { at: 9, kind: "span_start", span_id: "note" }, { at: 9.1, kind: "span_end", span_id: "note" },
        { at: 11, kind: "span_start", span_id: "run" },
        { at: 11, kind: "tool_call", span_id: "run", tool: "search", arguments: '{"kwargs":{"q":"a"}}' },
        { at: 20, kind: "message", span_id: "run", role: "tool", tool: "search", content: "found" },
        { at: 20, kind: "span_end", span_id: "run" },
        { at: 21, kind: "message", span_id: "call", role: "tool", tool_call_id: "c1", content: "Found, in other words" },
      ],
    ) }]);
    expect(noted.runs).toHaveLength(1);
    expect(noted.runs[0]).toMatchObject({ at: 8, end: 20, input: '{"q":"a"}', output: "found" });
    expect(noted.sayings.map((saying) => saying.role)).toEqual(["tool"]);
    expect(noted.marks.filter((mark) => mark.kind === "tool")).toHaveLength(1);
  });

  it("are told from the models' words alone where tools have no spans", () => {
    const words = filmOf([{ logs: [], replay: made(
      [{ span_id: "one", kind: "llm", from: 0, to: 10 }, { span_id: "two", kind: "llm", from: 30, to: 40 }],
      [
        { at: 10, kind: "tool_call", span_id: "one", tool: "get_weather", tool_call_id: "x", arguments: "{}" },
        { at: 30, kind: "message", span_id: "two", role: "tool", tool_call_id: "x", content: "sunny" },
      ],
    ) }]);
    expect(words.runs).toEqual([expect.objectContaining({ name: "get_weather", span: null, at: 10, end: 30, output: "sunny" })]);
  });
});

describe("the log", () => {
  it("has logs, tools, calls and failures in order of time", () => {
    const logged = filmOf([{ replay, logs: [log(film.length * 0.5, { severity_number: 13, body: { code: 7 } }), log(-1000), log(film.length + 1000, { severity_number: 17 })] }]);
    const times = logged.lines.map((line) => line.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(logged.lines[0]).toMatchObject({ at: 0, tone: "info", text: "hello" });
    expect(logged.lines.at(-1)).toMatchObject({ at: logged.length, tone: "error" });
    expect(logged.lines.find((line) => line.tone === "warn")?.text).toBe('{"code":7}');
    expect(logged.lines.some((line) => line.tone === "input" && line.text.startsWith("$ search_docs {"))).toBe(true);
    expect(logged.lines.some((line) => line.tone === "output" && line.text.includes("Filtered ANN"))).toBe(true);
  });
});

describe("a session", () => {
  const later: Replay = { ...replay, start_time: new Date(film.start + film.length + 60_000).toISOString() };
  const session = filmOf([{ replay, logs: [] }, { replay: later, logs: [] }]);

  it("plays its traces on one clock and adds up what they cost", () => {
    expect(session.length).toBeCloseTo(film.length * 2 + 60_000, 0);
    expect(sumAt(session, session.length).tokens).toBe(2 * sumAt(film, film.length).tokens);
    expect(sumAt(session, session.length).cost).toBeCloseTo(2 * (sumAt(film, film.length).cost ?? 0), 9);
  });

  it("knows the pause between them", () => {
    const pause = session.pauses.find(({ start, end }) => end - start > 59_000);
    expect(pause?.start).toBeCloseTo(film.length, 0);
  });
});

it("makes a film of 10,000 spans without ado", () => {
  const huge = filmOf([{ replay: makeReplay(makeHuge(agent, 10_000)), logs: [] }]);
  expect(huge.spans).toHaveLength(10_000);
  expect(huge.sums.at(-1)?.done).toBe(10_000);
});
