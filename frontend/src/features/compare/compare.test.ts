import { describe, expect, it } from "vitest";
import { makeDetail, makeRow, makeSpan } from "@mock/data/detail";
import { seeded } from "@mock/data/random";
import { makeTraces } from "@mock/data/traces";
import { buildTree, rowsOf } from "@/features/trace/tree";
import { align, differences } from "./align";
import { payloadText, settingsApart } from "./config";
import { diffText, type Piece } from "./diff";
import { readCompareSearch } from "./search";

const only = (pieces: readonly Piece[], ...kinds: Piece["kind"][]) => pieces.filter((piece) => kinds.includes(piece.kind)).map((piece) => piece.text).join("");

describe("the difference of two texts", () => {
  it("gives back both texts, whatever they are", () => {
    const random = seeded(11);
    const text = () => Array.from({ length: Math.floor(random() * 60) }, () => ["a", "b", "가", " ", "\n", "{", "7"][Math.floor(random() * 7)]).join("");
    for (let round = 0; round < 300; round += 1) {
      const [a, b] = [text(), text()];
      const pieces = diffText(a, b);
      expect(only(pieces, "same", "removed")).toBe(a);
      expect(only(pieces, "same", "added")).toBe(b);
    }
  });

  it("finds the word within the line, in Korean by the syllable", () => {
    expect(diffText("The agent uses llama today.\nEnd.", "The agent uses qwen today.\nEnd.")).toEqual([
      { kind: "same", text: "The agent uses " }, { kind: "removed", text: "llama" }, { kind: "added", text: "qwen" }, { kind: "same", text: " today.\n" }, { kind: "same", text: "End." },
    ]);
    expect(only(diffText("환불이 늦습니다", "환불이 빠릅니다"), "same")).toBe("환불이 니다");
  });

  it("ends in time on long texts that have nothing in common", () => {
    const a = Array.from({ length: 4000 }, (_, index) => `a${String(index)}`).join("\n");
    const b = Array.from({ length: 4000 }, (_, index) => `b${String(index)}`).join("\n");
    const pieces = diffText(a, b);
    expect(only(pieces, "same", "removed")).toBe(a);
    expect(only(pieces, "same", "added")).toBe(b);
  });
});

describe("two trees side by side", () => {
  const base = () => [makeRow("root", null, 0, 100, { kind: "session" }), makeRow("plan", "root", 0, 20), makeRow("chat llama", "root", 20, 30, { kind: "llm", model: "llama", total_tokens: 50 }), makeRow("search", "root", 50, 10, { kind: "tool" })];

  it("pairs a trace with itself, with no difference", () => {
    const agent = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0);
    if (agent === undefined) throw new Error("the mock data has an agent's trace");
    const tree = buildTree(rowsOf(makeDetail(agent).spans));
    const pairs = align(tree, tree);
    expect(pairs.map((pair) => pair.a)).toEqual(tree.order);
    expect(pairs.every((pair) => pair.a === pair.b && differences(pair).length === 0)).toBe(true);
  });

  it("says what was added, left out, and done by another model", () => {
    const other = [makeRow("root", null, 0, 100, { kind: "session" }), makeRow("guard", "root", 0, 5, { kind: "guardrail" }), makeRow("plan", "root", 5, 60), makeRow("chat qwen", "root", 66, 30, { kind: "llm", model: "qwen", total_tokens: 50, status: "ERROR" })];
    const found = align(buildTree(base()), buildTree(other)).map((pair) => [pair.a?.span.name, pair.b?.span.name, differences(pair)]);
    expect(found).toEqual([
      ["root", "root", []],
      [undefined, "guard", ["onlyB"]],
      ["plan", "plan", ["time"]],
      ["chat llama", "chat qwen", ["name", "status", "model"]],
      ["search", undefined, ["onlyA"]],
    ]);
  });

  it("aligns thousands of siblings without comparing each with each", () => {
    const many = (skip: number) => buildTree([makeRow("root", null, 0, 1e6), ...Array.from({ length: 3000 }, (_, index) => makeRow(`s${String(index)}`, "root", index, 1)).filter((_, index) => index !== skip)]);
    const pairs = align(many(10), many(2000));
    expect(pairs.filter((pair) => pair.a !== undefined && pair.b !== undefined)).toHaveLength(2999);
    expect(pairs.flatMap((pair) => (pair.a === undefined || pair.b === undefined ? [(pair.a ?? pair.b)?.span.name] : []))).toEqual(["s10", "s2000"]);
  });
});

it("tells how two spans were set up, not what never repeats or was said", () => {
  const span = (attributes: Record<string, unknown>, model: string) => makeSpan(seeded(1), 0, 0, 1, { name: "chat", kind: "llm", model, attributes });
  const apart = settingsApart(
    span({ "gen_ai.request.temperature": 0.2, "gen_ai.response.id": "x", "gen_ai.input.messages": "[]", "gen_ai.usage.input_tokens": 3, "portal.mode": "fast" }, "llama"),
    span({ "gen_ai.request.temperature": 0.9, "gen_ai.response.id": "y", "gen_ai.input.messages": "[1]", "gen_ai.usage.input_tokens": 4, "gen_ai.request.max_tokens": 64, "portal.mode": "fast" }, "qwen"),
  );
  expect(apart).toEqual([
    { name: "model", a: "llama", b: "qwen" },
    { name: "gen_ai.request.max_tokens", a: null, b: "64" },
    { name: "gen_ai.request.temperature", a: "0.2", b: "0.9" },
  ]);
});

it("writes a conversation as one text, tool calls included", () => {
  const message = { tool_call_id: null, name: null, finish_reason: null, tool_calls: [] };
  expect(payloadText({ messages: [{ ...message, role: "user", content: "Weather?" }, { ...message, role: "assistant", content: "", tool_calls: [{ id: "1", name: "get_weather", arguments: '{"city":"Seoul"}' }] }], text: null }))
    .toBe('user:\nWeather?\n\nassistant:\n→ get_weather({"city":"Seoul"})');
  expect(payloadText({ messages: null, text: "plain" })).toBe("plain");
});

it("takes from the address only what is an id or a choice", () => {
  const id = "0123456789abcdef0123456789abcdef";
  expect(readCompareSearch({ a: id, b: "x", only: "different", pair: "0123456789abcdef-", more: 1 })).toEqual({ a: id, only: "different", pair: "0123456789abcdef-" });
});
