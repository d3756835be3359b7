import { describe, expect, it } from "vitest";
import { formatUnit, isUnit } from "./units";

const en = (value: number, unit: string, decimals?: number) => formatUnit(value, unit, decimals, "en");

describe("units, by Grafana's ids", () => {
  it.each([
    [0.0234, "s", "23.4 ms"], [0.25, "s", "250 ms"], [1.5, "s", "1.5 s"], [90, "s", "1.5 min"], [7200, "s", "2 h"], [0, "s", "0 s"], [0.000004, "s", "4 µs"],
    [2400, "ms", "2.4 s"], [12, "ms", "12 ms"], [5, "m", "5 min"],
    [1024 ** 3 * 2, "bytes", "2 GiB"], [512, "bytes", "512 B"], [0, "bytes", "0 B"], [1_500_000, "decbytes", "1.5 MB"], [2048, "mbytes", "2 GiB"], [-2048, "bytes", "-2 KiB"],
    [12.34, "percent", "12.3%"], [0.1234, "percentunit", "12.3%"],
    [1234.5, "short", "1,235"], [12_345, "short", "12.3K"], [0.0001234, "none", "0.000123"], [1234.5678, "none", "1,235"],
    [0.25, "reqps", "0.25 req/s"], [3, "ops", "3 ops/s"], [0, "currencyUSD", "$0"], [1.5, "currencyUSD", "$1.50"], [0.000042, "currencyUSD", "$0.000042"],
    [37, "suffix:tok/s", "37 tok/s"], [1, "bool_yes_no", "Yes"], [21, "celsius", "21 °C"],
  ] as const)("%s as %s is %s", (value, unit, expected) => {
    expect(en(value, unit)).toBe(expected);
  });

  it("keeps the decimals that the panel asks for", () => {
    expect(en(1.23456, "s", 3)).toBe("1.235 s");
    expect(en(5, "short", 2)).toBe("5.00");
    expect(en(0.5, "percentunit", 0)).toBe("50%");
  });

  it("speaks Korean", () => {
    expect(formatUnit(90, "s", undefined, "ko")).toBe("1.5분");
    expect(formatUnit(0.25, "s", undefined, "ko")).toBe("250 ms");
    expect(formatUnit(12_345, "short", undefined, "ko")).toBe("1.2만");
  });

  it("knows what it does not know", () => {
    expect(isUnit("s")).toBe(true);
    expect(isUnit("suffix:x")).toBe(true);
    expect(isUnit("lightyears")).toBe(false);
  });
});
