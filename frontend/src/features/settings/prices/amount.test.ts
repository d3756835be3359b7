import { expect, it } from "vitest";
import type { Price } from "@/api/types";
import { AMOUNT, isEver, standings } from "./amount";

const price = (model: string, from: string): Price => ({ model, input: "1", output: "2", cached_input: null, reasoning: null, effective_from: from, is_own: true, source: "project" });

it("knows which of several prices counts", () => {
  const [ever, spring, summer, other] = [price("a", "1970-01-01T00:00:00.000000Z"), price("a", "2026-03-01T00:00:00.000000Z"), price("a", "2026-07-01T00:00:00.000000Z"), price("b", "2026-07-01T00:00:00.000000Z")];
  const found = standings([ever, spring, summer, other], Date.parse("2026-05-01T00:00:00Z"));
  expect([ever, spring, summer, other].map((one) => found.get(one))).toEqual(["before", "now", "later", "later"]);
  expect(isEver(ever.effective_from)).toBe(true);
  expect(isEver(spring.effective_from)).toBe(false);
});

it.each([["0", true], ["0.6", true], ["12.000000001", true], ["-1", false], ["1e3", false], ["1,5", false], ["", false], ["0.0000000001", false]])("takes %s as an amount: %s", (text, good) => expect(AMOUNT.test(text)).toBe(good));
