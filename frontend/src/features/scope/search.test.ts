import { describe, expect, it } from "vitest";
import { parseQuery, readSearch, windowOf, writeQuery } from "./search";

describe("the address", () => {
  it("drops what it does not know and keeps what it does", () => {
    const search = readSearch({ range: "7d", status: "ERROR", sort: "price", q: "refund", span: "javascript:alert(1)", from: "yesterday" });
    expect(search).toEqual({ range: "7d", status: "ERROR", q: "refund" });
  });

  it("takes a fixed range only whole and in order", () => {
    expect(readSearch({ from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" })).toEqual({ from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" });
    expect(readSearch({ from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" })).toEqual({});
    expect(readSearch({ from: "2026-01-02T00:00:00Z" })).toEqual({});
  });

  it("survives writing and reading, numbers included", () => {
    const search = { q: "1182", model: "qwen-235b", project: "6f0d3a1e" };
    expect(readSearch(parseQuery(writeQuery(search)))).toEqual(search);
  });
});

describe("the window", () => {
  it("ends just after now, so that what has just arrived is inside", () => {
    const now = Date.parse("2026-01-02T00:00:00.400Z");
    const { start, end } = windowOf({ range: "1h" }, now);
    expect(Date.parse(end)).toBeGreaterThan(now);
    expect(Date.parse(end) - Date.parse(start)).toBe(3_600_000);
  });
});
