import { expect, it } from "vitest";
import { fromWall, toWall } from "./zone";

it.each([
  ["2026-01-31T00:00:00.000Z", "Asia/Seoul", "2026-01-31T09:00"],
  ["2026-07-01T12:00:00.000Z", "America/New_York", "2026-07-01T08:00"],
  ["2026-01-01T12:00:00.000Z", "America/New_York", "2026-01-01T07:00"],
  ["2026-01-31T23:59:00.000Z", "UTC", "2026-01-31T23:59"],
  ["1970-01-01T00:00:00.000Z", "Asia/Kolkata", "1970-01-01T05:30"],
])("%s on the clocks of %s is %s, and back", (iso, zone, wall) => {
  expect(toWall(iso, zone)).toBe(wall);
  expect(new Date(fromWall(wall, zone)).toISOString()).toBe(iso);
});

it("keeps to the clocks on both sides of a change", () => {
  expect(new Date(fromWall("2026-03-08T01:59", "America/New_York")).toISOString()).toBe("2026-03-08T06:59:00.000Z");
  expect(new Date(fromWall("2026-03-08T03:00", "America/New_York")).toISOString()).toBe("2026-03-08T07:00:00.000Z");
  expect(new Date(fromWall("2026-11-01T03:00", "America/New_York")).toISOString()).toBe("2026-11-01T08:00:00.000Z");
});

it("says so when it is no time", () => expect(fromWall("soon", "UTC")).toBeNaN());
