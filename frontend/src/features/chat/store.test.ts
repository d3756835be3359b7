import { beforeEach, expect, it, vi } from "vitest";
import type { ChatBody, ChatPiece, ChatStream } from "@/api/chat";
import { ApiFailure } from "@/api/client";
import { tellSignedOut } from "@/features/session/session";
import { type Answer, emptyConversation, estimate, fromHandOver, messagesFor, waitingAnswer } from "./conversation";
import { openInChat, parametersOf, takeHandOver } from "./handover";
import { settingsBody, wrongSettings, NO_SETTINGS } from "./settings";
import { ChatStore } from "./store";

const piece = (text: string, rest: Partial<ChatPiece> = {}): ChatPiece => ({ text, reasoning: "", finish: null, usage: null, ...rest });
const USAGE = { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 };

/** A model whose answers come when the test says so. */
function model() {
  const calls: { body: ChatBody; signal: AbortSignal; give: (piece: ChatPiece) => void; end: (error?: Error) => void }[] = [];
  const ask = (body: ChatBody, signal: AbortSignal): Promise<ChatStream> => {
    const waiting: (ChatPiece | Error | null)[] = [];
    let wake: () => void = () => undefined;
    const put = (value: ChatPiece | Error | null) => {
      waiting.push(value);
      wake();
    };
    signal.addEventListener("abort", () => put(new Error("gone")));
    async function* pieces(): AsyncGenerator<ChatPiece, void, undefined> {
      for (;;) {
        const next = waiting.shift();
        if (next === undefined) await new Promise<void>((resolve) => { wake = resolve; });
        else if (next === null) return;
        else if (next instanceof Error) throw next;
        else yield next;
      }
    }
    calls.push({ body, signal, give: put, end: (error) => put(error ?? null) });
    return Promise.resolve({ traceId: `trace-${String(calls.length)}`, pieces: pieces() });
  };
  return { calls, ask };
}

const answersOf = (store: ChatStore): (Answer | null)[] => {
  const last = store.snapshot().entries.at(-1);
  return last?.role === "answers" ? last.answers : [];
};
const call = <T>(calls: readonly T[], index: number): T => {
  const found = calls[index];
  if (found === undefined) throw new Error(`call ${String(index)} was not made`);
  return found;
};

beforeEach(tellSignedOut);

it("asks with the whole conversation and puts the answer together", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.change({ lanes: ["qwen"], system: "Be brief", settings: { ...NO_SETTINGS, temperature: "0.2", max_tokens: "50" } });
  store.send("Hello");
  expect(answersOf(store)[0]?.state).toBe("waiting");
  await vi.waitFor(() => expect(answersOf(store)[0]?.state).toBe("writing"), 50_000);
  call(calls, 0).give(piece("Hi", { reasoning: "a greeting" }));
  call(calls, 0).give(piece(" there", { finish: "stop", usage: USAGE }));
  call(calls, 0).end();
  await vi.waitFor(() => expect(answersOf(store)[0]).toMatchObject({ state: "done", text: "Hi there", reasoning: "a greeting", finish: "stop", usage: USAGE, traceId: "trace-1" }), 50_000);
  expect(answersOf(store)[0]?.firstMs).not.toBeNull();
  expect(call(calls, 0).body).toMatchObject({ model: "qwen", temperature: 0.2, max_tokens: 50, messages: [{ role: "system", content: "Be brief" }, { role: "user", content: "Hello" }] });

  store.send("Again");
  await vi.waitFor(() => expect(calls).toHaveLength(2), 50_000);
  expect(call(calls, 1).body.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  expect(call(calls, 1).body.session_id).toBe(call(calls, 0).body.session_id);
});

it("ends the call at the model when it is stopped, and keeps what came", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.change({ lanes: ["qwen"] });
  store.send("Count");
  await vi.waitFor(() => expect(calls).toHaveLength(1), 50_000);
  call(calls, 0).give(piece("one two"));
  await vi.waitFor(() => expect(answersOf(store)[0]?.text).toBe("one two"), 50_000);
  store.stop();
  await vi.waitFor(() => expect(answersOf(store)[0]).toMatchObject({ state: "stopped", text: "one two", failed: null }), 50_000);
  expect(call(calls, 0).signal.aborted).toBe(true);
});

it("says why an answer failed, with its trace, and asks again in its place", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.change({ lanes: ["qwen"] });
  store.send("Hello");
  await vi.waitFor(() => expect(calls).toHaveLength(1), 50_000);
  call(calls, 0).end(new ApiFailure({ kind: "throttled", status: 429, code: "gateway_busy", message: "busy", retryAfter: 7, requestId: "r1", traceId: "trace-x" }));
  await vi.waitFor(() => expect(answersOf(store)[0]).toMatchObject({ state: "failed", traceId: "trace-x", failed: { code: "gateway_busy", retryAfter: 7, requestId: "r1" } }), 50_000);
  const id = store.snapshot().entries[1]?.id ?? "";
  store.again(id, 0);
  await vi.waitFor(() => expect(calls).toHaveLength(2), 50_000);
  expect(call(calls, 1).body.messages).toEqual([{ role: "user", content: "Hello" }]);
  expect(store.snapshot().entries).toHaveLength(2);
});

it("lets two models answer side by side, each with its own past", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.change({ lanes: ["a", "b"] });
  store.send("Who are you?");
  await vi.waitFor(() => expect(calls).toHaveLength(2), 50_000);
  calls.forEach(({ give, end, body }) => {
    give(piece(`I am ${body.model}`));
    end();
  });
  await vi.waitFor(() => expect(answersOf(store).map((answer) => answer?.state)).toEqual(["done", "done"]), 50_000);
  const now = store.snapshot();
  expect(messagesFor(now, 1, 2).at(-1)).toEqual({ role: "assistant", content: "I am b" });
  expect(messagesFor(now, 0, 2).at(-1)).toEqual({ role: "assistant", content: "I am a" });
});

it("takes a question back with all that came after it", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.change({ lanes: ["a"] });
  store.send("Tpyo");
  await vi.waitFor(() => expect(calls).toHaveLength(1), 50_000);
  expect(store.takeBack(store.snapshot().entries[0]?.id ?? "")).toBe("Tpyo");
  expect(store.snapshot().entries).toEqual([]);
  expect(call(calls, 0).signal.aborted).toBe(true);
});

it("keeps a conversation for the tab and its owner only", async () => {
  const { calls, ask } = model();
  const store = new ChatStore(ask);
  store.belongTo("kim");
  store.change({ lanes: ["a"] });
  store.send("Mine");
  await vi.waitFor(() => expect(calls).toHaveLength(1), 50_000);
  await vi.waitFor(() => expect(sessionStorage.getItem("portal.chat")).toContain("Mine"), 50_000);
  const reloaded = new ChatStore(ask);
  reloaded.belongTo("kim");
  expect(reloaded.snapshot().entries).toHaveLength(2);
  expect(answersOf(reloaded)[0]?.state).toBe("stopped");
  const other = new ChatStore(ask);
  other.belongTo("lee");
  expect(other.snapshot().entries).toEqual([]);
  tellSignedOut();
  expect(sessionStorage.getItem("portal.chat")).toBeNull();
  expect(store.snapshot().entries).toEqual([]);
  expect(call(calls, 0).signal.aborted).toBe(true);
});

it("goes on with a trace's conversation, its tools written out", () => {
  expect(openInChat([
    { role: "system", content: "You help" },
    { role: "user", content: "Weather?" },
    { role: "assistant", content: "", tool_calls: [{ id: "1", name: "get_weather", arguments: '{"city":"Busan"}' }] },
    { role: "tool", content: '{"c": 21}', name: "get_weather" },
    { role: "assistant", content: "21 degrees" },
  ], "qwen", parametersOf({ "gen_ai.request.temperature": 0.3, "gen_ai.request.seed": 7, "gen_ai.request.top_p": "x" }))).toBe(true);
  const handed = takeHandOver();
  expect(takeHandOver()).toBeNull();
  if (handed === null) throw new Error("nothing was handed over");
  const conversation = fromHandOver(handed);
  expect(conversation).toMatchObject({ system: "You help", lanes: ["qwen"], converted: 2, settings: { temperature: "0.3", seed: "7", top_p: "" } });
  const messages = messagesFor(conversation, 0, conversation.entries.length);
  expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user", "assistant"]);
  expect(messages[2]?.content).toContain("Busan");
});

it("joins what one side said in a row: models insist on turns", () => {
  const conversation = { ...emptyConversation(), entries: [
    { id: "1", role: "user" as const, text: "a" },
    { id: "2", role: "answers" as const, answers: [{ ...waitingAnswer("m", 0), state: "failed" as const }] },
    { id: "3", role: "user" as const, text: "b" },
  ] };
  expect(messagesFor(conversation, 0, 3)).toEqual([{ role: "user", content: "a\n\nb" }]);
});

it.each([
  ["1.5", "1.5", ["seed"]], ["2.1", "5", ["temperature"]], ["-0.1", "", ["temperature"]], ["warm", "", ["temperature"]], ["", "", []],
])("refuses settings out of bounds: temperature %s, seed %s", (temperature, seed, wrong) => {
  expect(wrongSettings({ ...NO_SETTINGS, temperature, seed })).toEqual(wrong);
});

it("sends only what was set", () => expect(settingsBody({ ...NO_SETTINGS, top_p: "0.9", temperature: " " })).toEqual({ top_p: 0.9 }));

it("estimates the cost with cached tokens, and knows what has no price", () => {
  const qwen = { id: "qwen", max_input_tokens: null, max_output_tokens: null, input_price: "1", output_price: "2", cached_input_price: "0.1" };
  const usage = { ...USAGE, prompt_tokens: 1_000_000, completion_tokens: 500_000, prompt_tokens_details: { cached_tokens: 400_000 } };
  expect(estimate(qwen, usage)).toBeCloseTo(0.6 + 0.04 + 1, 9);
  expect(estimate({ ...qwen, output_price: null }, usage)).toBeNull();
  expect(estimate(qwen, null)).toBeNull();
});
