import { describe, expect, it } from "vitest";
import { moved, readLayout, resized, standard, switched, tracks, writeLayout } from "./layout";

const ids = (layout: ReturnType<typeof standard>) => layout.map((column) => column.id);

describe("a layout", () => {
  it("survives writing and reading", () => {
    const layout = resized(moved(switched(standard(), "session"), "cost", 0), "name", 301.4);
    expect(readLayout(writeLayout(layout))).toEqual(layout);
    expect(writeLayout(layout)).toBe("cost,time,name:301,model,user,tokens,latency,session");
  });
  it("drops what it does not know, twice the same, and widths beyond reason; the name stays", () => {
    expect(readLayout("time,price,time,cost:9999,user:1")).toEqual([{ id: "time", width: null }, { id: "cost", width: 1200 }, { id: "user", width: 48 }, { id: "name", width: null }]);
    expect(readLayout("nonsense")).toBeNull();
    expect(readLayout(undefined)).toBeNull();
    expect(switched(standard(), "name")).toEqual(standard());
  });
  it("moves within its ends", () => {
    expect(ids(moved(standard(), "cost", -5))[0]).toBe("cost");
    expect(ids(moved(standard(), "time", 99)).at(-1)).toBe("time");
  });
  it("lets the name take what is left, unless it has a width", () => {
    expect(tracks(standard(), false).template).toContain("1fr)");
    const fixed = tracks(resized(standard(), "name", 300), false);
    expect(fixed.template).toMatch(/300px.*minmax\(0, 1fr\)$/);
    expect(tracks(standard(), true).least).toBeGreaterThan(tracks(standard(), false).least);
  });
});
