import { describe, expect, it } from "vitest";
import { and, between, filterOf, messageLike, quoted, term, tracesNamed } from "./filter";

describe("filters of links", () => {
  it("quotes values that are more than a word, stars and quotation marks included", () => {
    expect(quoted("qwen-235b")).toBe("qwen-235b");
    expect(quoted("kim minji")).toBe('"kim minji"');
    expect(quoted('a*b"c\\')).toBe('"a\\*b\\"c\\\\"');
    expect(term("model", "openai/gpt-4.1")).toBe("model=openai/gpt-4.1");
    expect(term("user", "")).toBe('user:""');
    expect(term("status", "ERROR")).toBe("status:error");
  });

  it("joins terms so that an or stays among its own", () => {
    expect(and("model:a or model:b", "status:error")).toBe("(model:a or model:b) status:error");
    expect(and("(model:a or model:b)", "status:error")).toBe("(model:a or model:b) status:error");
    expect(and("(a) or (b)", "status:error")).toBe("((a) or (b)) status:error");
    expect(and('name:"(" or (b)', "x")).toBe('(name:"(" or (b)) x');
    expect(and(undefined, " ", "status:error")).toBe("status:error");
    expect(and('tag:"this or that"', "order:1", "status:error")).toBe('tag:"this or that" order:1 status:error');
    expect(and("(tag:a or tag:b) cost>1", "status:error")).toBe("(tag:a or tag:b) cost>1 status:error");
    expect(and("a or b")).toBe("a or b");
    expect(and()).toBe("");
  });

  it("takes in all that the address restricts by", () => {
    expect(filterOf({ q: "cost>1", status: "ERROR", model: "qwen 3" })).toBe('cost>1 status:error model="qwen 3"');
    expect(filterOf({})).toBe("");
  });

  it("finds traces by the pattern of their error", () => {
    expect(messageLike('Rate limit: <n> per "…", id <id> *')).toBe('message:"Rate limit: * per *, id * \\**"');
    expect(tracesNamed(["aa"])).toBe("trace:aa");
    expect(tracesNamed(["aa", "bb"])).toBe("trace:(aa,bb)");
  });

  it("names bands of time without rounding", () => {
    expect(between("latency", 1.25, 1.5)).toBe("latency>=1.25ms latency<1.5ms");
    expect(between("ttft", 8000, null)).toBe("ttft>=8000ms");
    expect(between("latency", 0, 1)).toBe("latency>=0ms latency<1ms");
  });
});
