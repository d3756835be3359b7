import { describe, expect, it } from "vitest";
import { isLabelled, placeOf, ruleValues } from "@/charts/HistogramPlot";
import { layersOf } from "@/charts/series";
import { before, lengthsOf, rateOf, stackOf } from "./series";

const points = (...values: (number | null)[]) => values.map((value) => ({ time: "2026-01-31T00:00:00Z", values: value }));
const read = (value: number | null) => value;
const names = { none: "no model", rest: "Others" };

describe("groups over time", () => {
  it("stacks groups and puts what is left of the whole on top", () => {
    const series = stackOf(points(10, 8, null), [{ key: "a", series: points(4, 3, null) }, { key: null, series: points(1, 5, null) }], read, names, false);
    expect(series.map((one) => one.label)).toEqual(["a", "no model", "Others"]);
    expect(series.at(-1)?.values).toEqual([5, 0, 0]);
  });

  it("leaves the remainder out where there is none but rounding", () => {
    const series = stackOf(points(0.3), [{ key: "a", series: points(0.1) }, { key: "b", series: points(0.2) }], read, names, false);
    expect(series.map((one) => one.label)).toEqual(["a", "b"]);
  });

  it("does not stack groups that overlap", () => {
    const series = stackOf(points(10), [{ key: "prod", series: points(9) }, { key: "beta", series: points(8) }], read, names, true);
    expect(series.map((one) => [one.label, one.stack, one.shape])).toEqual([["prod", false, "line"], ["beta", false, "line"]]);
  });
});

describe("what is painted", () => {
  it("paints the tallest sum first and what is compared with last", () => {
    const one = { color: "--series-1", shape: "area" } as const;
    const layers = layersOf([
      { ...one, label: "a", values: [1, null, null], stack: true },
      { ...one, label: "b", values: [2, 3, null], stack: true },
      { ...one, label: "line", shape: "line", values: [9, 9, 9] },
      { ...one, label: "before", shape: "line", values: [4, 4, 4], dash: true },
    ]);
    expect(layers.map((layer) => layer.series.label)).toEqual(["b", "a", "line", "before"]);
    expect(layers[0]?.values).toEqual([3, 3, null]);
    expect(layers[1]?.values).toEqual([1, null, null]);
  });
});

describe("steps", () => {
  it("count for the part of them that lies in the window", () => {
    const trend = { interval: "1h", start_time: "2026-01-31T00:30:00Z", end_time: "2026-01-31T02:15:00Z", series: ["00", "01", "02"].map((hour) => ({ time: `2026-01-31T${hour}:00:00Z`, values: 0 })) };
    expect(lengthsOf(trend)).toEqual([1800, 3600, 900]);
  });

  it("have no value where the period before is shorter", () => {
    expect(before(points(1, 2), 3, read)).toEqual([1, 2, null]);
  });

  it("are told in the unit that reads well", () => {
    expect([3, 0.5, 0.001].map((most) => rateOf(most).unit)).toEqual(["second", "minute", "hour"]);
  });
});

describe("the distribution", () => {
  const bands = [{ from: 100, to: 200, count: 1, failed: 0, before: null }, { from: 200, to: 400, count: 2, failed: 0, before: null }];
  it("puts a value where it lies in its band, by its logarithm", () => {
    expect(placeOf(200, bands)).toBe(0.5);
    expect(placeOf(Math.sqrt(200 * 400), bands)).toBeCloseTo(0.75);
    expect(placeOf(5, bands)).toBe(0);
    expect(placeOf(900, bands)).toBe(1);
  });

  it("labels round edges and draws round rules", () => {
    expect([1, 1.25, 2, 3, 50, 80, 1000].filter(isLabelled)).toEqual([1, 2, 50, 1000]);
    expect(ruleValues(190)).toEqual([50, 100, 150]);
    expect(ruleValues(1)).toEqual([1]);
  });
});
