import { expect, it, vi } from "vitest";
import { ApiFailure } from "./client";
import { watchTraces } from "./live";
import { EventCutter, openStream, type ServerEvent } from "./stream";

function streamed(...pieces: string[]): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream", "X-Trace-Id": "abc" } });
}

const ALL = "id: 1\r\nevent: trace\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n: still here\n\ndata: bare\n\nevent: empty\n\ndata:no blank\r\r";
const WANTED: ServerEvent[] = [
  { event: "trace", data: '{"a":\n1}', id: "1" },
  { event: "message", data: "bare", id: "1" },
  { event: "message", data: "no blank", id: "1" },
];

it("cuts events wherever the text is torn apart", () => {
  for (let size = 1; size <= ALL.length; size += 1) {
    const cutter = new EventCutter();
    const found: ServerEvent[] = [];
    for (let at = 0; at < ALL.length; at += size) found.push(...cutter.feed(ALL.slice(at, at + size)));
    found.push(...cutter.feed("\n"));
    expect(found, `in pieces of ${String(size)}`).toEqual(WANTED);
  }
});

it("reads letters that were torn apart, and the headers", async () => {
  const bytes = new TextEncoder().encode("data: 안녕\n\n");
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  }), { headers: { "X-Trace-Id": "abc" } })));
  const { headers, events } = await openStream("/api/x");
  const found = [];
  for await (const event of events) found.push(event.data);
  expect(found).toEqual(["안녕"]);
  expect(headers.get("X-Trace-Id")).toBe("abc");
});

it("closes the connection when its reader stops", async () => {
  const closed = vi.fn();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode("data: 1\n\n")),
    cancel: closed,
  }))));
  const { events } = await openStream("/api/x");
  for await (const event of events) {
    expect(event.data).toBe("1");
    break;
  }
  expect(closed).toHaveBeenCalledOnce();
});

it("watches again after a break, from where it was, and gives up on a refusal", async () => {
  vi.useFakeTimers();
  try {
    const asked: Headers[] = [];
    const answers = [
      () => streamed('event: state\ndata: {"connected": true}\n\nid: 7\nevent: trace\ndata: {"trace_id":"t1"}\n\nevent: gap\ndata: {}\n\n'),
      () => new Response("{}", { status: 503 }),
      () => Response.json({ error: { code: "unauthenticated", message: "Sign in", request_id: "r" } }, { status: 401 }),
    ];
    vi.stubGlobal("fetch", (_: URL, init: RequestInit) => {
      asked.push(new Headers(init.headers));
      const answer = answers.shift();
      return Promise.resolve(answer === undefined ? new Response(null, { status: 500 }) : answer());
    });
    const told: string[] = [];
    const watching = watchTraces("p1", "status:error", {
      onTrace: (trace) => told.push(trace.trace_id),
      onGap: () => told.push("gap"),
      onConnected: (connected) => told.push(connected ? "on" : "off"),
    }, new AbortController().signal);
    const ended = expect(watching).rejects.toBeInstanceOf(ApiFailure);
    await vi.runAllTimersAsync();
    await ended;
    expect(told).toEqual(["on", "on", "t1", "gap", "off", "off"]);
    expect(asked.map((headers) => headers.get("Last-Event-ID"))).toEqual([null, "7", "7"]);
  } finally {
    vi.useRealTimers();
  }
});

it("gives up where the filter turned out to ask for too much", async () => {
  const asked = vi.fn(() => Promise.resolve(streamed("event: state\ndata: {\"connected\":true}\n\nevent: too_big\ndata: {}\n\n")));
  vi.stubGlobal("fetch", asked);
  const watching = watchTraces("p", "a*", { onTrace: () => undefined, onGap: () => undefined, onConnected: () => undefined }, new AbortController().signal);
  await expect(watching).rejects.toMatchObject({ status: 422, code: "query_too_big" });
  expect(asked).toHaveBeenCalledOnce();
});
