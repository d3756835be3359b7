import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { failure, serve, show } from "@/test/render";
import { DashboardList } from "./DashboardList";
import { DashboardView } from "./DashboardView";

const stat = (id: number, title: string, expr: string, more: Record<string, unknown> = {}) => ({
  id, type: "stat", title, gridPos: { x: (id - 1) * 6, y: 0, w: 6, h: 4 }, targets: [{ refId: "A", expr, legendFormat: "{{model}}", instant: true, range: false }],
  options: { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false } }, fieldConfig: { defaults: { unit: "reqps", mappings: [], thresholds: { mode: "absolute", steps: [{ color: "green", value: null }] }, color: { mode: "thresholds" } }, overrides: [] }, ...more,
});
const BOARD = {
  uid: "b", title: "Board", description: "", graphTooltip: 1,
  templating: { list: [{ type: "query", name: "model", label: "Model", query: { query: "label_values(calls, model)" }, multi: true, includeAll: true, allValue: ".*", current: { value: ["$__all"] } }] },
  annotations: { list: [{ name: "Reload", enable: true, expr: "changes(loaded[2m]) > 0", step: "30s", titleFormat: "Reload", textFormat: "" }] },
  panels: [stat(1, "Rate of $model", 'sum(rate(calls{model=~"$model"}[1m]))'), stat(2, "Broken", "sum("), stat(3, "Empty", "nothing"), stat(4, "Map", "up", { type: "geomap" }), stat(5, "Shares", "zero", { type: "piechart" })],
};
const answer = (value: number, labels: Record<string, string> = { model: "llama" }) => ({ series: [{ labels, points: [["2026-01-31T09:00:00.000000Z", value]] }], step_seconds: 0, warnings: [] });

function portal(prometheus: (url: URL) => unknown = () => undefined) {
  return serve({
    "/api/projects": () => ({ projects: [] }),
    "/api/dashboards": () => ({ dashboards: [{ uid: "b", title: "Board", description: "What it shows", tags: ["llm"], panels: 4 }] }),
    "/api/dashboards/b": () => BOARD,
    "/api/dashboards/labels/model": () => ({ values: ["llama", "gpt-4.1"] }),
    "/api/dashboards/query": (url) => {
      const query = url.searchParams.get("query") ?? "";
      const special = prometheus(url);
      if (special !== undefined) return special;
      if (query === "sum(") return failure(400, "refused");
      if (query === "zero") return answer(0);
      return query === "nothing" || query.startsWith("changes") ? { series: [], step_seconds: 0, warnings: [] } : answer(0.25);
    },
  });
}
const asked = (urls: URL[]) => urls.filter((url) => url.pathname === "/api/dashboards/query").map((url) => url.searchParams.get("query"));

it("draws each panel from Prometheus, and each fails alone and says why", async () => {
  const urls = portal();
  show(<DashboardView uid="b" />);
  const rate = await screen.findByRole("region", { name: "Rate of .*" });
  expect(await within(rate).findByText("0.25")).toBeTruthy();
  expect(within(rate).getByText("req/s")).toBeTruthy();
  const broken = screen.getByRole("region", { name: "Broken" });
  expect((await within(broken).findByRole("alert")).textContent).toContain("the server said refused");
  expect(await within(screen.getByRole("region", { name: "Empty" })).findByText("No data")).toBeTruthy();
  // A circle has no share of nothing.
  expect(await within(screen.getByRole("region", { name: "Shares" })).findByText("No data")).toBeTruthy();
  expect(within(screen.getByRole("region", { name: "Map" })).getByText(/geomap/)).toBeTruthy();
  expect(asked(urls)).toContain('sum(rate(calls{model=~".*"}[1m]))');
  // All that is drawn at one moment is asked for at that moment.
  expect(urls.find((url) => url.searchParams.get("query")?.startsWith("sum(rate") === true)?.searchParams.get("instant")).toBe("true");
});

it("says of a panel about all projects that it is not open, and does not ask again", async () => {
  portal((url) => (url.searchParams.get("query")?.startsWith("sum(rate") === true ? failure(403, "all_projects_required") : undefined));
  show(<DashboardView uid="b" />);
  const rate = await screen.findByRole("region", { name: "Rate of .*" });
  expect((await within(rate).findByRole("alert")).textContent).toContain("This panel is not open to you");
  expect(within(rate).queryByRole("button", { name: "Try again" })).toBeNull();
});

it("narrows by a variable, and keeps the choice in the address", async () => {
  const urls = portal();
  const { history } = show(<DashboardView uid="b" />, { path: "/x?var-model=llama" });
  const button = await screen.findByRole("button", { name: "Model: llama" });
  await waitFor(() => expect(asked(urls)).toContain('sum(rate(calls{model=~"llama"}[1m]))'));
  await userEvent.click(button);
  await userEvent.click(await screen.findByRole("checkbox", { name: "gpt-4.1" }));
  await waitFor(() => expect(asked(urls)).toContain('sum(rate(calls{model=~"(llama|gpt-4\\\\.1)"}[1m]))'));
  expect(decodeURIComponent(history.location.search)).toContain("var-model=llama,gpt-4.1");
  await userEvent.click(screen.getByRole("checkbox", { name: "All" }));
  expect(await screen.findByRole("button", { name: "Model: All" })).toBeTruthy();
});

it("shows one panel alone with its queries and figures, named by the address", async () => {
  portal();
  const { history } = show(<DashboardView uid="b" />);
  await userEvent.click(await screen.findByRole("button", { name: "More about Rate of .*" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "View alone" }));
  expect(await screen.findByRole("heading", { name: "Queries" })).toBeTruthy();
  expect(screen.getByText('sum(rate(calls{model=~".*"}[1m]))')).toBeTruthy();
  expect(within(await screen.findByRole("table")).getByRole("rowheader", { name: "llama" })).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Broken" })).toBeNull();
  expect(history.location.search).toContain("panel=1");
  await userEvent.click(screen.getByRole("button", { name: "Back to Board" }));
  expect(await screen.findByRole("region", { name: "Broken" })).toBeTruthy();
});

/** jsdom's files cannot be read in any other way. */
function textOf(file: Blob | undefined): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
    reader.readAsText(file ?? new Blob());
  });
}

it("turns a panel into a table and a file", async () => {
  portal();
  const saved: Blob[] = [];
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (blob: Blob) => { saved.push(blob); return "blob:x"; }, revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  show(<DashboardView uid="b" />);
  const panel = await screen.findByRole("region", { name: "Rate of .*" });
  await within(panel).findByText("0.25");
  await userEvent.click(screen.getByRole("button", { name: "More about Rate of .*" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Download CSV" }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(await textOf(saved[0])).toContain("llama,0.25");
  await userEvent.click(screen.getByRole("button", { name: "More about Rate of .*" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Show as a table" }));
  expect(await within(panel).findByRole("cell", { name: "0.25 req/s" })).toBeTruthy();
});

it("says once, not in every panel, that there is no Prometheus, and how to get one", async () => {
  const urls = portal(() => failure(503, "not_configured"));
  show(<DashboardView uid="b" />);
  expect(await screen.findByRole("heading", { name: "This stack runs without Prometheus" })).toBeTruthy();
  expect(screen.getByText(/up\.sh --yes/)).toBeTruthy();
  expect(screen.queryByRole("region")).toBeNull();
  expect(asked(urls)).toEqual(["vector(1)"]);
});

it("says that Prometheus does not answer, in Korean", async () => {
  portal(() => failure(503, "unreachable"));
  show(<DashboardView uid="b" />, { language: "ko" });
  expect((await screen.findByRole("alert")).textContent).toContain("Prometheus가 응답하지 않습니다");
});

it("says that there is no such dashboard, and lists those there are", async () => {
  portal();
  show(<><DashboardView uid="other" /><DashboardList /></>);
  expect(await screen.findByRole("heading", { name: "There is no such dashboard" })).toBeTruthy();
  const link = await screen.findByRole("link", { name: /^Board/ });
  expect(link.getAttribute("href")).toContain("/admin/monitoring/dashboards/b");
});
