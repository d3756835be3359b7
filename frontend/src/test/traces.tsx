import { screen, within } from "@testing-library/react";
import { vi } from "vitest";
import { sessionOf } from "@mock/data/admin";
import { metricsOf } from "@mock/data/metrics";
import { completionOf, facetsOf, view } from "@mock/data/search";
import { makeTraces, PROJECT } from "@mock/data/traces";
import type { Role, TraceSummary, View } from "@/api/types";
import { bodyOf, serve } from "@/test/render";

// What the tests of the list of traces share: its server, and where its parts are found.
export const TRACES = makeTraces(250, Date.now(), 20);
export const [TEMPLATE] = TRACES as [TraceSummary];
export const PATH = "/admin/monitoring/traces";
export const MODELS = ["qwen-235b", "llama", "mistral"];

export interface Backend { role?: Role; views?: View[]; traces?: (url: URL) => unknown; more?: Parameters<typeof serve>[0] }

export function server({ role = "admin", views = [], traces, more = {} }: Backend = {}) {
  return serve({
    "/api/auth/session": () => sessionOf(role),
    "/api/projects": () => ({ projects: [{ id: PROJECT, name: "default", environment: "production", created_at: "2026-01-01T00:00:00Z" }] }),
    "/api/agentops/metrics": (url) => metricsOf(TRACES, Date.parse(url.searchParams.get("start_time") ?? ""), Date.parse(url.searchParams.get("end_time") ?? "")),
    "/api/agentops/facets": (url) => ({ facets: facetsOf(TRACES, url.searchParams.get("fields")?.split(","), Number(url.searchParams.get("limit"))) }),
    "/api/agentops/filter/complete": (url) => completionOf(url.searchParams.get("text") ?? "", Number(url.searchParams.get("cursor")), MODELS),
    "/api/agentops/views": (_, init) => (init.method === "POST" ? { ...view("v-new"), ...(bodyOf(init) as Partial<View>) } : { views }),
    "/api/agentops/traces": traces ?? ((url) => {
      const found = TRACES.filter((trace) => (url.searchParams.get("status") ?? trace.status) === trace.status);
      const from = Number(url.searchParams.get("cursor") ?? 0);
      const to = from + Number(url.searchParams.get("limit"));
      return { traces: found.slice(from, to), next_cursor: to < found.length ? String(to) : null, total: found.length };
    }),
    ...more,
  });
}
export const lists = (asked: URL[]) => asked.filter((url) => url.pathname === "/api/agentops/traces");
export const last = (asked: URL[], name: string) => lists(asked).at(-1)?.searchParams.get(name);
export const soon = <T,>(check: () => T) => vi.waitFor(check, 50_000);
// Labels are found faster than roles, whose search looks at the whole list.
export const box = () => screen.findByLabelText("Filter traces");
export const side = async () => within(await screen.findByLabelText("Narrow down"));
export const options = () => within(screen.getByLabelText("Suggestions"));
export const rowNames = () => screen.getByRole("table", { name: "Traces" }).querySelectorAll("a").length;
