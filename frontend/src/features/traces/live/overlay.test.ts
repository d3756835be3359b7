import { expect, it } from "vitest";
import { makeTraces } from "@mock/data/traces";
import type { TraceSummary } from "@/api/types";
import { merged, MOST_SHOWN, MOST_WAITING, NOTHING, received, released } from "./overlay";

const TRACES = makeTraces(6, Date.parse("2026-01-02T00:00:00Z"), 1);
const [first, second, third, , , last] = TRACES as [TraceSummary, TraceSummary, TraceSummary, TraceSummary, TraceSummary, TraceSummary];
const made = (id: string, time: string): TraceSummary => ({ ...first, trace_id: id.padStart(32, "0"), start_time: time });
const listed = new Set(TRACES.map((trace) => trace.trace_id));
const WHERE = { isListed: (id: string) => listed.has(id), hold: false, belongs: () => true, counts: () => false };

it("replaces what is listed, in its place", () => {
  const overlay = received(NOTHING, [{ ...third, span_count: 99 }], WHERE);
  const rows = merged([TRACES], overlay);
  expect(rows).toHaveLength(6);
  expect(rows[2]?.span_count).toBe(99);
});

it("puts new ones where their time belongs", () => {
  const newest = made("a", "2026-01-03T00:00:00.000000Z");
  const between = made("b", new Date((Date.parse(first.start_time) + Date.parse(second.start_time)) / 2).toISOString().replace("Z", "000Z"));
  const oldest = made("c", "2025-01-01T00:00:00.000000Z");
  const rows = merged([TRACES.slice(0, 3), TRACES.slice(3)], received(NOTHING, [between, newest, oldest], WHERE));
  expect(rows.map((row) => row.trace_id)).toEqual([newest, first, between, ...TRACES.slice(1), oldest].map((row) => row.trace_id));
});

it("lets new ones wait while somebody reads, and changes through", () => {
  const one = made("a", "2026-01-03T00:00:00.000000Z");
  const held = received(NOTHING, [one, { ...last, span_count: 5 }], { ...WHERE, hold: true });
  expect(held.waiting.size).toBe(1);
  expect(merged([TRACES], held)).toHaveLength(6);
  const again = received(held, [{ ...one, span_count: 7 }], WHERE);
  expect(again.waiting.get(one.trace_id)?.span_count).toBe(7);
  expect(merged([TRACES], released(again))[0]?.span_count).toBe(7);
});

it("draws a trace once, also when a page brings it after the tail did", () => {
  const late = { ...last, trace_id: "f".repeat(32) };
  const overlay = received(NOTHING, [late], WHERE);
  expect(merged([TRACES, [late]], overlay).filter((row) => row.trace_id === late.trace_id)).toHaveLength(1);
  expect(merged([TRACES, TRACES], NOTHING)).toHaveLength(6);
});

it("leaves out what does not belong", () => {
  expect(received(NOTHING, [made("a", "2026-01-03T00:00:00.000000Z")], { ...WHERE, belongs: () => false })).toEqual(NOTHING);
});

it("says when more came than is kept", () => {
  const many = Array.from({ length: MOST_WAITING + 1 }, (_, index) => made(index.toString(16), "2026-01-03T00:00:00.000000Z"));
  const held = received(NOTHING, many, { ...WHERE, hold: true });
  expect(held.waiting.size).toBe(MOST_WAITING);
  expect(held.overflow).toBe(true);
  const more = Array.from({ length: MOST_SHOWN + 1 }, (_, index) => made(index.toString(16), "2026-01-03T00:00:00.000000Z"));
  expect(received(NOTHING, more, WHERE).overflow).toBe(true);
});
