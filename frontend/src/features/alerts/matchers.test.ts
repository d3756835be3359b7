import { describe, expect, it } from "vitest";
import { alertOf } from "@mock/data/alerts";
import { partsOf, valueText } from "./groups";
import { lanesOf } from "./lanes";
import { covered, coversEverything, matchersOf, operatorOf, problemOf, toMatcher } from "./matchers";


describe("matchers of a silence", () => {
  const alerts = [alertOf("A"), alertOf("A", { labels: { model: "mistral" } }), alertOf("B", { severity: "critical", labels: {} })];

  it("begin with what the alert is told apart by, and cover it alone", () => {
    const [first] = alerts;
    if (first === undefined) throw new Error("none");
    expect(matchersOf(first)).toEqual([{ name: "alertname", value: "A", operator: "=" }, { name: "model", value: "llama", operator: "=" }]);
    expect(covered(alerts, matchersOf(first))).toEqual([first]);
  });

  it("cover by value, by pattern of the whole value, and by what is not", () => {
    const count = (operator: "=" | "!=" | "=~" | "!~", name: string, value: string) => covered(alerts, [{ name, operator, value }]).length;
    expect(count("=", "alertname", "A")).toBe(2);
    expect(count("!=", "alertname", "A")).toBe(1);
    expect(count("=~", "model", "lla.*|mistral")).toBe(2);
    expect(count("=~", "model", "lla")).toBe(0);
    expect(count("!~", "model", "llama")).toBe(2);
    expect(count("=", "severity", "critical")).toBe(1);
  });

  it("must name something: Alertmanager refuses what also matches nothing", () => {
    expect(coversEverything([{ name: "a", operator: "=", value: "" }])).toBe(true);
    expect(coversEverything([{ name: "a", operator: "=~", value: ".*" }])).toBe(true);
    expect(coversEverything([{ name: "a", operator: "!=", value: "x" }])).toBe(true);
    expect(coversEverything([{ name: "a", operator: "=", value: "x" }, { name: "b", operator: "!=", value: "y" }])).toBe(false);
  });

  it("say what is wrong with them", () => {
    expect(problemOf({ name: "1a", operator: "=", value: "x" })).toBe("name");
    expect(problemOf({ name: "", operator: "=", value: "x" })).toBe("name");
    expect(problemOf({ name: "a", operator: "=~", value: "(" })).toBe("regex");
    expect(problemOf({ name: "a", operator: "=", value: "(" })).toBeNull();
  });

  it("are written as the API takes them, and read back", () => {
    for (const operator of ["=", "!=", "=~", "!~"] as const) expect(operatorOf(toMatcher({ name: "a", operator, value: "x" }))).toBe(operator);
    expect(toMatcher({ name: "a", operator: "!~", value: "x" })).toEqual({ name: "a", value: "x", is_regex: true, is_equal: false });
  });
});

it("alerts stand by state, severity and age; those of one name together", () => {
  const parts = partsOf([
    alertOf("Late", { since: "2026-01-31T10:00:00Z" }), alertOf("Grave", { severity: "critical", since: "2026-01-31T11:00:00Z" }), alertOf("Late", { since: "2026-01-31T08:00:00Z" }), alertOf("Early", { since: "2026-01-31T07:00:00Z" }), alertOf("Quiet", { state: "silenced" }),
  ]);
  expect(parts.map((part) => [part.state, part.groups.map((group) => [group.name, group.alerts.map((alert) => alert.since.slice(11, 13))])])).toEqual([
    ["firing", [["Grave", ["11"]], ["Early", ["07"]], ["Late", ["08", "10"]]]], ["silenced", [["Quiet", ["09"]]]],
  ]);
});

it("values are short, small ones with the digits that say something", () => {
  expect([0.12345, 41, 0, 1234.56, 2_500_000].map((value) => valueText(value, "en"))).toEqual(["0.123", "41", "0", "1,234.6", "2.5M"]);
});

it("lanes show when an alert fired, within the window, the longest first", () => {
  const episode = (name: string, started: number, ended: number | null) => ({ name, severity: "warning" as const, labels: {}, started: new Date(started).toISOString(), ended: ended === null ? null : new Date(ended).toISOString() });
  const lanes = lanesOf([episode("short", 10, 20), episode("long", -50, 60), episode("long", 90, null)], 0, 100);
  expect(lanes.map((lane) => [lane.name, lane.bars.map((bar) => [bar.from, bar.to])])).toEqual([["long", [[0, 0.6], [0.9, 1]]], ["short", [[0.1, 0.2]]]]);
});
