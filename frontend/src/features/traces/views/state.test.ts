import { expect, it } from "vitest";
import { view } from "@mock/data/search";
import { parseQuery, readSearch } from "@/features/scope/search";
import { exactLink, isBare, isEdited, openingOf, stateOf } from "./state";

const COLS = "time,name,cost";

it("keeps what decides what is shown, and not whose it is or how fresh", () => {
  expect(stateOf({ q: "a", project: "p", refresh: "10", range: "7d", span: "0123456789abcdef" }, COLS)).toEqual({ q: "a", range: "7d", cols: COLS });
});

it("opens a view as a whole: what it does not name goes", () => {
  expect(openingOf(view("v1"))).toEqual({ q: "status:error", sort: "cost", status: undefined, model: undefined, order: undefined, cols: undefined, list: undefined, by: undefined, range: undefined, from: undefined, to: undefined, saved: "v1" });
});

it("knows when the page has moved away from it", () => {
  const kept = view("v1", { state: { q: "status:error", cols: COLS } });
  expect(isEdited(kept, { q: "status:error", saved: "v1" }, COLS)).toBe(false);
  expect(isEdited(kept, { q: "status:error", sort: "cost" }, COLS)).toBe(true);
  expect(isEdited(kept, { q: "status:error" }, "time,name")).toBe(true);
});

it("writes a link that means the same to anybody at any time", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  const search = readSearch(parseQuery(exactLink({ q: "cost>1", range: "1h", saved: "none" }, COLS, "p1", now)));
  expect(search).toEqual({ q: "cost>1", cols: COLS, project: "p1", from: "2026-01-01T23:00:01.000Z", to: "2026-01-02T00:00:01.000Z" });
});

it("knows an address that asks for nothing in particular", () => {
  expect(isBare({ project: "p", range: "1h", refresh: "off" })).toBe(true);
  expect(isBare({ saved: "none" })).toBe(false);
  expect(isBare({ q: "a" })).toBe(false);
});
