import { expect, it } from "vitest";
import { safeReturn } from "./session";

it.each([
  ["/admin/monitoring/traces?status=ERROR", "/admin/monitoring/traces?status=ERROR"],
  [undefined, "/admin/monitoring"],
  ["https://elsewhere.example/", "/admin/monitoring"],
  ["//elsewhere.example/", "/admin/monitoring"],
  ["/\\elsewhere.example/", "/admin/monitoring"],
  ["/login?next=/login", "/admin/monitoring"],
])("after signing in, %s leads to %s", (next, place) => expect(safeReturn(next)).toBe(place));
