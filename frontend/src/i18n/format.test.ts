import { describe, expect, it } from "vitest";
import { createFormat } from "./format";

const en = createFormat("en");
const ko = createFormat("ko");

describe("money", () => {
  it.each([
    [null, "–"],
    [0, "$0"],
    [0.000042, "$0.000042"],
    [0.000001, "$0.0000010"],
    [0.00000009, "<$0.000001"],
    [-0.00000009, "-$0.000000090"],
    [0.0123, "$0.0123"],
    [0.5, "$0.50"],
    [12.3456, "$12.35"],
    [1234.5, "$1,234.50"],
    [2_500_000, "$2.5M"],
  ])("%s reads %s", (value, text) => expect(en.money(value)).toBe(text));

  it("is in dollars in Korean too", () => expect(ko.money(0.000042)).toBe("$0.000042"));
});

describe("duration", () => {
  it.each([
    [0, "0 ms"],
    [0.42, "0.4 ms"],
    [3.21, "3.2 ms"],
    [812.4, "812 ms"],
    [999.7, "1.00 s"],
    [1240, "1.24 s"],
    [59_970, "1:00 min"],
    [125_000, "2:05 min"],
    [3_725_000, "1:02 h"],
  ])("%s ms reads %s", (ms, text) => expect(en.duration(ms)).toBe(text));

  it("uses Korean units for seconds", () => expect(ko.duration(1240)).toBe("1.24초"));
});

describe("change", () => {
  it("says nothing without a period before", () => {
    expect(en.change(5, 0)).toBeNull();
    expect(en.change(5, null)).toBeNull();
  });
  it("is finer for small changes and a factor for huge ones", () => {
    expect(en.change(103, 100)).toBe("+3%");
    expect(en.change(101.5, 100)).toBe("+1.5%");
    expect(en.change(50, 100)).toBe("-50%");
    expect(en.change(2500, 100)).toBe("×25");
  });
});

describe("counts and shares", () => {
  it("shortens by locale", () => {
    expect(en.compact(9999)).toBe("9,999");
    expect(en.compact(4_354_000)).toBe("4.4M");
    expect(ko.compact(4_354_000)).toBe("435.4만");
  });
  it("keeps a small rate from reading as none", () => expect(en.percent(0.0004)).toBe("0.04%"));
});

describe("ago", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  it("counts in the nearest unit", () => {
    expect(ko.ago("2026-01-01T23:59:48Z", now)).toBe("12초 전");
    expect(en.ago("2026-01-01T21:00:00Z", now)).toBe("3h ago");
  });
});
