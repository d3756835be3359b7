import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { makeTraces, PROJECT } from "@mock/data/traces";
import { serve, show } from "@/test/render";
import type { Destination } from "./commands";
import { Palette } from "./Palette";
import { PaletteOpening, type Typed } from "./PaletteOpening";
import { quoted, traceIdOf } from "./results";

const PLACES: Destination[] = [
  { id: "overview", to: "/admin/monitoring", label: "Overview", icon: "overview" },
  { id: "traces", to: "/admin/monitoring/traces", label: "Traces", icon: "traces" },
];
const TRACES = makeTraces(3, Date.now(), 1);
const VIEW = { id: "v1", project_id: PROJECT, name: "Failures of the researcher", page: "traces", state: { q: "status:error agent:researcher" }, shared: true, owner: "Kim Minji", mine: false, created_at: "2026-01-01T00:00:00Z", updated_at: "2026-01-01T00:00:00Z" };
const answers = (role = "admin") => ({
  "/api/auth/session": () => ({ user: { id: "u1", email: "kim@x.test", name: "Kim", role }, session: { expires_at: "2030-01-01T00:00:00Z" }, sign_in: [] }),
  "/api/projects": () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }, { id: "other", name: "Research", environment: "production", created_at: "2026-01-01T00:00:00Z" }] }),
  "/api/agentops/views": () => ({ views: [VIEW] }),
  "/api/agentops/traces": () => ({ traces: TRACES, next_cursor: null, total: 3 }),
});

function draw(role = "admin", language: "en" | "ko" = "en") {
  const asked = serve(answers(role));
  const acts = { help: vi.fn(), signOut: vi.fn() };
  const closed = vi.fn();
  const { history } = show(<Palette places={PLACES} acts={acts} onClose={closed} />, { path: "/admin/monitoring?range=1h", language });
  return { asked, acts, closed, history, user: userEvent.setup() };
}
const field = (name = "Search and commands") => screen.findByRole("combobox", { name });
const active = async () => document.getElementById((await field()).getAttribute("aria-activedescendant") ?? "")?.textContent;

it("goes to a page with the keyboard alone, the time range with it", async () => {
  const { user, closed, history } = draw();
  await user.type(await field(), "trac{Enter}");
  expect(closed).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(history.location.href).toBe("/admin/monitoring/traces?range=1h"), 50_000);
});

it("goes on with what was typed before it was there", async () => {
  serve(answers());
  const closed = vi.fn();
  const acts = { help: vi.fn(), signOut: vi.fn() };
  const { history } = show(<Palette places={PLACES} acts={acts} onClose={closed} begun={{ text: "trac", run: true }} />, { path: "/admin/monitoring?range=1h" });
  await vi.waitFor(() => expect(history.location.href).toBe("/admin/monitoring/traces?range=1h"), 50_000);
  expect(closed).toHaveBeenCalledOnce();
});

it("takes the keys while its code is on its way", async () => {
  const typed = vi.fn();
  const closed = vi.fn();
  serve(answers());
  show(<PaletteOpening label="Search and commands" onTyped={typed} onClose={closed} />);
  const user = userEvent.setup();
  const input = await screen.findByRole("searchbox", { name: "Search and commands" });
  await user.type(input, "tr{Enter}");
  expect(typed.mock.calls.map(([one]) => one as Typed)).toEqual([{ text: "t", run: false }, { text: "tr", run: false }, { text: "tr", run: true }]);
});

it("moves through the list with the arrows and round its ends", async () => {
  const { user } = draw();
  await screen.findByRole("option", { name: /Research/ });
  expect(await active()).toBe("Overview");
  await user.type(await field(), "{ArrowDown}");
  expect(await active()).toBe("Traces");
  await user.type(await field(), "{ArrowUp}{ArrowUp}");
  const options = screen.getAllByRole("option");
  expect(await active()).toBe(options.at(-1)?.textContent);
  expect(screen.getAllByRole("option", { selected: true })).toHaveLength(1);
});

it("opens a trace by its id, with or without hyphens", async () => {
  const { user, history, asked } = draw();
  await user.type(await field(), "0AF76519-16cd-43dd-8448-eb211c80319c{Enter}");
  await vi.waitFor(() => expect(history.location.pathname).toBe("/admin/monitoring/traces/0af7651916cd43dd8448eb211c80319c"), 50_000);
  expect(asked.some((url) => url.pathname === "/api/agentops/traces" && (url.searchParams.get("q") ?? "").includes("0af7651916cd43dd8448eb211c80319c"))).toBe(false);
});

it("finds traces on the server, and leads to the whole list", async () => {
  const { user, asked, history } = draw();
  await user.type(await field(), 'refund "x"');
  const group = await screen.findByRole("group", { name: "Traces" });
  await vi.waitFor(() => expect(within(group).getAllByRole("option")).toHaveLength(4), 50_000);
  expect(asked.filter((url) => url.pathname === "/api/agentops/traces").map((url) => url.searchParams.get("q"))).toContain('"refund \\"x\\""');
  await user.click(within(group).getByRole("option", { name: /Search traces for/ }));
  await vi.waitFor(() => expect(new URLSearchParams(history.location.search).get("q")).toBe('"refund \\"x\\""'), 50_000);
});

it("opens a saved view of somebody else as they left it", async () => {
  const { user, history } = draw();
  const option = await screen.findByRole("option", { name: /Failures of the researcher/ });
  expect(option.textContent).toContain("shared by Kim Minji");
  await user.click(option);
  await vi.waitFor(() => expect(history.location.pathname).toBe("/admin/monitoring/traces"), 50_000);
  expect(new URLSearchParams(history.location.search).get("q")).toBe("status:error agent:researcher");
});

it("changes project, time range, theme and language", async () => {
  const { user, history } = draw();
  await user.type(await field(), "project research{Enter}");
  await vi.waitFor(() => expect(history.location.search).toContain("project=other"), 50_000);
  await user.clear(await field());
  await user.type(await field(), "last 7 days{Enter}");
  await vi.waitFor(() => expect(history.location.search).toContain("range=7d"), 50_000);
  await user.clear(await field());
  await user.type(await field(), "dark{Enter}");
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  await user.clear(await field());
  await user.type(await field(), "theme system{Enter}");
  expect(document.documentElement.dataset["theme"]).toBeUndefined();
});

it("shows only what a role may open", async () => {
  const { user } = draw("viewer");
  await user.type(await field(), "settings");
  const settings = await screen.findByRole("group", { name: "Settings" });
  expect(within(settings).getByRole("option", { name: "Prices" })).toBeTruthy();
  expect(within(settings).queryByRole("option", { name: "Users" })).toBeNull();
});

it("speaks Korean and still knows the English names", async () => {
  const { user } = draw("admin", "ko");
  const box = await field("검색과 명령");
  await user.type(box, "theme dark");
  expect(await screen.findByRole("option", { name: /테마: 어둡게/ })).toBeTruthy();
});

it("says what to try when nothing is called that", async () => {
  const { user } = draw();
  await user.type(await field(), "qq");
  expect(await screen.findByText("Nothing is called that")).toBeTruthy();
  expect(screen.queryAllByRole("option")).toHaveLength(0);
});

it("quotes what the filter language would misread", () => {
  expect(quoted('a "b" * \\')).toBe('"a \\"b\\" \\* \\\\"');
  expect(traceIdOf("0af7651916cd43dd8448eb211c80319")).toBeNull();
});
