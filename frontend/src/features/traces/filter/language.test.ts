import { describe, expect, it } from "vitest";
import { characterAt, chosenOf, combined, literal, pieces, terms, toggled, unitAt, without, written } from "./language";

describe("pieces", () => {
  it.each([
    ["status:error cost>0.01", ["field status", "operator :", "value error", "field cost", "operator >", "value 0.01"]],
    ["model:(a, \"b c\") or -tag:x", ["field model", "operator :", "mark (", "value a", "mark ,", "value \"b c\"", "mark )", "keyword or", "keyword -", "field tag", "operator :", "value x"]],
    ["(free \"text: here\") not AND", ["mark (", "text free", "text \"text: here\"", "mark )", "keyword not", "keyword AND"]],
    ["latency >= 2s", ["field latency", "operator >=", "value 2s"]],
    ["user:\"a\\\"b\"", ["field user", "operator :", "value \"a\\\"b\""]],
    ["name:\"open", ["field name", "operator :", "broken \"open"]],
    ["http://x y-z -", ["field http", "operator :", "value //x", "text y-z", "text -"]],
  ])("%s", (text, expected) => {
    expect(pieces(text).map((piece) => `${piece.kind} ${piece.text}`)).toEqual(expected);
  });

  it("covers everything but blanks, each character once, whatever is typed", () => {
    const signs = ["a", "model", ":", "=", ">", "(", ")", ",", "\"", "\\", "*", "-", " ", "or", "한", "🙂"];
    let seed = 5;
    for (let round = 0; round < 400; round += 1) {
      let text = "";
      for (let index = 0; index < 12; index += 1) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        text += signs[seed % signs.length] ?? "";
      }
      let at = 0;
      let rest = "";
      for (const piece of pieces(text)) {
        expect(piece.start).toBeGreaterThanOrEqual(at);
        expect(text.slice(piece.start, piece.start + piece.text.length)).toBe(piece.text);
        rest += text.slice(at, piece.start);
        at = piece.start + piece.text.length;
      }
      expect((rest + text.slice(at)).trim()).toBe("");
    }
  });
});

describe("terms", () => {
  it("are what stands side by side", () => {
    expect(terms("model:a (x or y) -user=\"b c\" free")?.map((term) => [term.field, term.values, term.excluded])).toEqual([["model", ["a"], false], [null, [], false], ["user", ["b c"], true], [null, [], false]]);
    expect(terms("model!=a")?.[0]).toMatchObject({ field: "model", excluded: true });
    expect(terms("not not model:a")?.[0]).toMatchObject({ field: "model", excluded: false });
  });
  it("are not known where parts depend on each other, or something is broken", () => {
    for (const text of ["a or b", "model:", "model:(a", "(a", "\"open", "not"]) expect(terms(text), text).toBeNull();
  });
  it("leave patterns and comparisons alone", () => {
    expect(terms("model:qwen* cost>1")?.map((term) => term.field)).toEqual([null, null]);
    expect(terms("model=qwen*")?.[0]).toMatchObject({ field: "model", values: ["qwen*"] });
  });
});

describe("putting values in and taking them out", () => {
  it.each([
    ["", "a", "model:a"],
    ["cost>1", "a b", "cost>1 model:\"a b\""],
    ["model:a", "b", "model:(a,b)"],
    ["model:(a,b) free", "b", "model:a free"],
    ["model:a free", "A", "free"],
    ["free and model:a and cost>1", "a", "free and cost>1"],
    ["x or y", "a", "(x or y) model:a"],
    ["-model:a", "a", "model:a"],
    ["\"two  blanks\" model:a", "a", "\"two  blanks\""],
  ])("%s and %s gives %s", (text, value, expected) => expect(toggled(text, "model", value)).toBe(expected));

  it("excludes, and turns including round", () => {
    expect(toggled("model:a", "model", "a", true)).toBe("-model:a");
    expect(toggled("-model:a", "model", "b", true)).toBe("-model:(a,b)");
    expect(toggled("-model:a", "model", "a", true)).toBe("");
  });

  it("writes values so that they are read back", () => {
    for (const value of ["", "plain", "a,b", "say \"hi\"", "back\\slash", "star*", "(x)", "한국어 사용자", "a:b", "-x"]) {
      expect(chosenOf(toggled("", "user", value), "user").included, written(value)).toEqual([value]);
      expect(toggled(toggled("free", "user", value), "user", value)).toBe("free");
    }
  });

  it("forgets a field", () => {
    expect(without("model:a cost>1 -model:b", "model")).toBe("cost>1");
    expect(chosenOf("model:(a,b) -model:c", "model")).toEqual({ included: ["a", "b"], excluded: ["c"] });
  });

  it("finds and switches a condition as it is written", () => {
    expect(literal("free", "latency>5s")).toEqual({ present: false, toggled: "free latency>5s" });
    expect(literal("latency>5s free", "latency>5s")).toEqual({ present: true, toggled: "free" });
  });
});

it("says with one filter what is chosen beside the box", () => {
  expect(combined({})).toBe("");
  expect(combined({ status: "ERROR", model: "qwen*", q: "a or b" })).toBe("(a or b) status:error model:qwen*");
  expect(combined({ model: "a \"b\"" })).toBe("model:\"a \\\"b\\\"\"");
});

it("counts characters as the server does", () => {
  expect(unitAt("🙂한a", 2)).toBe(3);
  expect(characterAt("🙂한a", 3)).toBe(2);
  expect(unitAt("ab", 9)).toBe(2);
});
