import { expect, it } from "vitest";
import { match, pieces } from "./fuzzy";

const best = (query: string, labels: string[]) =>
  labels.flatMap((label) => {
    const found = match(query, label);
    return found === null ? [] : [{ label, score: found.score }];
  }).sort((a, b) => b.score - a.score).map(({ label }) => label);

it("puts the start of a word before its middle, and what is together before what is strewn", () => {
  expect(best("tra", ["Extract", "Traces", "Time range: all"])).toEqual(["Traces", "Extract", "Time range: all"]);
});

it("takes words in any order and marks what matched", () => {
  expect(match("dark the", "Theme: Dark")?.marks).toEqual([0, 1, 2, 7, 8, 9, 10]);
  expect(match("dark light", "Theme: Dark")).toBeNull();
});

it("finds letters of the words' starts", () => expect(match("lh", "Last hour")).not.toBeNull());

it("finds Korean by syllables and by first consonants", () => {
  expect(match("트레", "트레이스")?.marks).toEqual([0, 1]);
  expect(match("ㅌㄹㅇㅅ", "트레이스")).not.toBeNull();
  expect(match("ㅌㄹ", "개요")).toBeNull();
});

it("knows other names, less", () => {
  const own = match("traces", "Traces");
  const other = match("traces", "트레이스", "traces");
  expect(other).not.toBeNull();
  expect((own?.score ?? 0) > (other?.score ?? 0)).toBe(true);
  expect(other?.marks).toEqual([]);
});

it("an empty query names everything", () => expect(match("  ", "Anything")).not.toBeNull());

it("letters strewn over a long text are no match", () => expect(match("bqx", "A zebra, a quilt and an axe")).toBeNull());

it("a label falls into what matched and what did not", () => {
  expect(pieces("Traces", [0, 1, 4])).toEqual([{ text: "Tr", marked: true }, { text: "ac", marked: false }, { text: "e", marked: true }, { text: "s", marked: false }]);
});
