import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { metricsOf } from "@mock/data/metrics";
import { makeTraces } from "@mock/data/traces";
import { serve, show } from "@/test/render";
import { TracesPage } from "./TracesPage";

const TRACES = makeTraces(250, Date.now(), 20);

function server() {
  return serve({
    "/api/projects": () => ({ projects: [] }),
    "/api/agentops/metrics": (url) => metricsOf(TRACES, Date.parse(url.searchParams.get("start_time") ?? ""), Date.parse(url.searchParams.get("end_time") ?? "")),
    "/api/agentops/traces": (url) => {
      const found = TRACES.filter((trace) => (url.searchParams.get("status") ?? trace.status) === trace.status);
      return { traces: found.slice(0, 100), next_cursor: found.length > 100 ? "next" : null, total: found.length };
    },
  });
}
const lists = (asked: URL[]) => asked.filter((url) => url.pathname === "/api/agentops/traces");

it("lists what the server has, dense and in its order", async () => {
  server();
  show(<TracesPage />, { path: "/admin/monitoring/traces" });
  const table = await screen.findByRole("table", { name: "Traces" });
  await vi.waitFor(() => expect(table.querySelectorAll("a").length).toBeGreaterThan(10), 8000);
  expect(within(table).getAllByRole("columnheader")).toHaveLength(7);
  expect(screen.getByText("250 traces")).toBeTruthy();
  expect(table.getAttribute("aria-rowcount")).toBe("251");
});

it("asks the server for the status, the order and the words", async () => {
  const asked = server();
  const user = userEvent.setup();
  const { history } = show(<TracesPage />, { path: "/admin/monitoring/traces" });
  await user.click(await screen.findByRole("radio", { name: "Failed" }));
  await vi.waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("status")).toBe("ERROR"), 8000);
  await user.click(screen.getByRole("button", { name: "Sort by Cost" }));
  await vi.waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("sort")).toBe("cost"), 8000);
  await user.type(screen.getByRole("searchbox", { name: "Search traces" }), "research");
  await vi.waitFor(() => expect(lists(asked).at(-1)?.searchParams.get("q")).toBe("research"), 8000);
  expect(history.location.search).toContain("status=ERROR");
  expect(history.location.search).toContain("q=research");
});

it("reads all of its state from the address", async () => {
  const asked = server();
  show(<TracesPage />, { path: "/admin/monitoring/traces?status=ERROR&model=llama&sort=duration&order=asc&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z" });
  await vi.waitFor(() => expect(lists(asked)).not.toHaveLength(0), 8000);
  const query = lists(asked)[0]?.searchParams;
  expect(Object.fromEntries(query ?? [])).toMatchObject({ status: "ERROR", model: "llama", sort: "duration", order: "asc", start_time: "2026-01-01T00:00:00.000Z", end_time: "2026-01-02T00:00:00.000Z" });
});
