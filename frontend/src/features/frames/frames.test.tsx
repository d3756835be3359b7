import { act, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { Program } from "@/api/types";
import { GrafanaPage } from "@/features/grafana/GrafanaPage";
import { insideGrafana, readGrafanaSearch } from "@/features/grafana/address";
import { LangfusePage } from "@/features/langfuse/LangfusePage";
import { ProgramPage } from "@/features/programs/ProgramPage";
import { ProgramsPage } from "@/features/programs/ProgramsPage";
import { failure, serve, show } from "@/test/render";
import { DrawnBy } from "./DrawnBy";
import { SILENT_MS, SLOW_MS } from "./useFrame";

const APART = "http://127.0.0.1:3003";
const STEPS: Program["switch_on"] = [{ place: "portal", text: "GRAFANA_URL=http://127.0.0.1:3005" }, { place: "program", text: "GF_AUTH_PROXY_ENABLED=true" }];

function program(name: string, more: Partial<Program> = {}): Program {
  const title = name === "realtime" ? "The realtime dashboard" : name.slice(0, 1).toUpperCase() + name.slice(1);
  return { name, title, setting: `${name.toUpperCase()}_URL`, configured: true, allowed: true, refused_for: null, role: "viewer", status: "ok", trouble: null, detail: "answers", since: "2026-01-31T09:00:00.000000Z", path: `/api/proxy/${name}/`, frame_origin: APART, switch_on: STEPS, ...more };
}
const off = { configured: false, status: "off", detail: "", since: null, frame_origin: null } as const;
const BOARDS = [{ uid: "gpu-models", title: "GPU Models", description: "", tags: [], panels: 4 }, { uid: "llm-dashboard", title: "LLM Dashboard", description: "", tags: [], panels: 9 }];

function portal(programs: Program[], role = "admin") {
  return serve({
    "/api/proxy": () => ({ programs }), "/api/projects": () => ({ projects: [] }), "/api/dashboards": () => ({ dashboards: BOARDS }),
    "/api/auth/session": () => ({ user: { id: "u", email: "u@example.com", name: "U", role }, session: { expires_at: "2027-01-01T00:00:00Z" } }),
  });
}
const frameOf = async (name: RegExp) => await screen.findByTitle<HTMLIFrameElement>(name);

/** What a page inside the frame says. */
function say(frame: HTMLIFrameElement, data: object, origin = APART, source: unknown = frame.contentWindow) {
  act(() => void window.dispatchEvent(new MessageEvent("message", { data: { portalFrame: "langfuse", status: 200, message: "", ...data }, origin, source: source as Window })));
}

afterEach(() => vi.useRealTimers());

it("shows Grafana's dashboard alone, with the portal's range, colours and a refresh of 30 s", async () => {
  portal([program("grafana")]);
  const onChoose = vi.fn();
  show(<GrafanaPage chosen={{}} onChoose={onChoose} />, { path: "/admin/monitoring/grafana?range=6h" });
  const frame = await frameOf(/Grafana/);
  expect(frame.getAttribute("src")).toBe("/api/proxy/grafana/d/llm-dashboard?kiosk&_dash.hideTimePicker=true&theme=light&from=now-6h&to=now&refresh=30s");
  expect(frame.getAttribute("sandbox")).not.toContain("top-navigation");
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Dashboard: LLM Dashboard" }));
  await user.click(screen.getByRole("menuitemradio", { name: "GPU Models" }));
  expect(onChoose).toHaveBeenCalledWith({ board: "gpu-models" });
  await user.click(screen.getByRole("radio", { name: "With Grafana's menus" }));
  expect(onChoose).toHaveBeenLastCalledWith({ menus: "shown" });
  expect(screen.getByRole("link", { name: "Open in a new tab" }).getAttribute("href")).toContain("/api/proxy/grafana/d/llm-dashboard");
});

it("reads Grafana's address strictly, and names a fixed range in milliseconds", () => {
  expect(readGrafanaSearch({ board: "gpu-models", menus: "shown" })).toEqual({ board: "gpu-models", menus: "shown" });
  expect(readGrafanaSearch({ board: "../login", menus: "1" })).toEqual({});
  expect(insideGrafana("all", false, "dark", {})).toBe("?theme=dark");
  expect(insideGrafana("a", true, "dark", { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" })).toBe("d/a?theme=dark&from=1767225600000&to=1767312000000&refresh=30s");
});

it("says how to switch on what is not there, and for whom", async () => {
  portal([program("langfuse", off)], "viewer");
  show(<LangfusePage />);
  expect(await screen.findByRole("heading", { level: 1, name: "Langfuse is not switched on" })).toBeTruthy();
  expect(screen.getByText("GRAFANA_URL=http://127.0.0.1:3005")).toBeTruthy();
  expect(screen.getByText("GF_AUTH_PROXY_ENABLED=true")).toBeTruthy();
  expect(screen.getByText(/Ask an administrator/)).toBeTruthy();
  expect(document.querySelector("iframe")).toBeNull();
});

it("frames nothing that is down or not for this role", async () => {
  portal([program("prometheus", { status: "down", trouble: "unreachable", detail: "Connection refused" })]);
  show(<ProgramPage name="prometheus" />);
  expect(await screen.findByRole("heading", { name: "Prometheus cannot be reached" })).toBeTruthy();
  expect(screen.getByText("Connection refused")).toBeTruthy();
  expect(document.querySelector("iframe")).toBeNull();
});

it("refuses by role before anything is loaded", async () => {
  portal([program("langfuse", { allowed: false, refused_for: "role", role: "admin" })], "operator");
  show(<LangfusePage />);
  expect(await screen.findByRole("heading", { name: "Langfuse is not open to you" })).toBeTruthy();
  expect(screen.getByText("It needs the role Administrator; yours is Operator. An administrator can change that.")).toBeTruthy();
  expect(document.querySelector("iframe")).toBeNull();
});

it("says that a program shows more projects than one may see", async () => {
  portal([program("prometheus", { allowed: false, refused_for: "projects" })], "admin");
  show(<ProgramPage name="prometheus" />);
  expect(await screen.findByRole("heading", { name: "Prometheus is not open to you" })).toBeTruthy();
  expect(screen.getByText("It shows all projects, and your account sees some of them. An administrator can open all to you.")).toBeTruthy();
  expect(document.querySelector("iframe")).toBeNull();
});

it("is loading until the frame has come in and loaded", async () => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  const frame = await frameOf(/Langfuse/);
  expect(screen.getByText("Opening Langfuse")).toBeTruthy();
  say(frame, { code: "entered" });
  fireEvent.load(frame);
  expect(screen.queryByText("Opening Langfuse")).toBeNull();
});

it.each([
  [{ status: 401, code: "unauthenticated" }, "Your session in this frame has ended"],
  [{ status: 403, code: "forbidden", message: "no" }, "Langfuse is not open to you"],
  [{ status: 502, code: "upstream_unreachable", message: "gone" }, "Langfuse cannot be reached"],
  [{ status: 504, code: "timeout", message: "late" }, "Langfuse cannot be reached"],
  [{ status: 502, code: "foreign_redirect", message: "elsewhere" }, "Langfuse did not answer as it should"],
])("says what a page of the proxy said: %o", async (told, heading) => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  say(await frameOf(/Langfuse/), told);
  expect(await screen.findByRole("heading", { name: heading })).toBeTruthy();
  expect(document.querySelector("iframe")).toBeNull();
  const [again] = screen.getAllByRole("button", { name: told.status === 401 ? "Open Langfuse again" : "Load again" });
  if (again !== undefined) await userEvent.setup().click(again);
  expect(await frameOf(/Langfuse/)).toBeTruthy();
});

it("knows a lost cookie from a lost session", async () => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  const frame = await frameOf(/Langfuse/);
  say(frame, { code: "entered" });
  say(frame, { status: 401, code: "unauthenticated" });
  expect(await screen.findByRole("heading", { name: "Your browser does not keep the cookie of this frame" })).toBeTruthy();
});

it("knows that a session was there before it was lost", async () => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  const frame = await frameOf(/Langfuse/);
  say(frame, { code: "entered" });
  fireEvent.load(frame);
  say(frame, { status: 401, code: "unauthenticated" });
  expect(await screen.findByRole("heading", { name: "Your session in this frame has ended" })).toBeTruthy();
});

it("believes its own frame only, and only from where that may be", async () => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  const frame = await frameOf(/Langfuse/);
  say(frame, { status: 401, code: "x" }, "https://evil.example");
  say(frame, { status: 401, code: "x" }, APART, window);
  act(() => void window.dispatchEvent(new MessageEvent("message", { data: "text", origin: APART, source: frame.contentWindow })));
  expect(screen.getByText("Opening Langfuse")).toBeTruthy();
  say(frame, { status: 401, code: "x" }, window.location.origin);
  expect(await screen.findByRole("heading", { name: "Your session in this frame has ended" })).toBeTruthy();
});

it("calls an address blocked that loads without a word, or that the policy forbids", async () => {
  portal([program("langfuse")]);
  show(<LangfusePage />);
  const frame = await frameOf(/Langfuse/);
  vi.useFakeTimers();
  fireEvent.load(frame);
  act(() => void vi.advanceTimersByTime(SILENT_MS));
  expect(screen.getByRole("heading", { name: "Your browser cannot reach the frame's address" })).toBeTruthy();
  expect(screen.getByText(/come from http:\/\/127\.0\.0\.1:3003/)).toBeTruthy();
  expect(screen.getByText(/LANGFUSE_FRAME_PUBLIC_URL/)).toBeTruthy();
});

it("says so when a program takes its time", async () => {
  portal([program("prometheus")]);
  vi.useFakeTimers({ shouldAdvanceTime: true });
  show(<ProgramPage name="prometheus" />);
  await frameOf(/Prometheus/);
  act(() => void vi.advanceTimersByTime(SLOW_MS));
  expect(screen.getByText("Prometheus is taking its time")).toBeTruthy();
});

it("passes the theme on to the realtime dashboard, on the portal's own origin too", async () => {
  portal([program("realtime", { frame_origin: null })]);
  show(<ProgramPage name="realtime" />);
  const frame = await frameOf(/Realtime dashboard/);
  expect(frame.getAttribute("src")).toBe("/api/proxy/realtime/?embed=true&embed_options=light_theme");
  fireEvent.load(frame);
  expect(screen.queryByText(/^Opening/)).toBeNull();
});

it("lists every program with the way to it", async () => {
  portal([program("grafana", off), program("langfuse", { allowed: false, refused_for: "role", role: "admin" }), program("prometheus", { status: "down", detail: "Connection refused" }), program("realtime")], "viewer");
  show(<ProgramsPage />);
  const rows = await screen.findAllByRole("listitem");
  expect(rows.map((row) => within(row).getByText(/^(Answers|Down|Not switched on|Not open to you)$/).textContent)).toEqual(["Not switched on", "Not open to you", "Down", "Answers"]);
  expect(screen.getByRole("link", { name: "How to switch it on: Grafana" }).getAttribute("href")).toBe("/admin/monitoring/grafana");
  expect(screen.getByRole("link", { name: "Open: Prometheus" }).getAttribute("href")).toBe("/admin/programs/prometheus");
  expect(screen.getByText("Connection refused")).toBeTruthy();
});

it("lets the portal draw a dashboard where Grafana could, and leads back", async () => {
  portal([program("grafana")]);
  const { history } = show(<DrawnBy now="grafana" uid="gpu-models" />, { path: "/admin/monitoring/grafana?range=6h" });
  await userEvent.setup().click(await screen.findByRole("radio", { name: "Portal" }));
  await vi.waitFor(() => expect(history.location.href).toBe("/admin/monitoring/dashboards/gpu-models?range=6h"), 50_000);
});

it("offers no choice where Grafana is not there, but the portal's own dashboards", async () => {
  portal([program("grafana", off)]);
  show(<GrafanaPage chosen={{}} onChoose={vi.fn()} />);
  expect(await screen.findByRole("heading", { level: 1, name: "Grafana is not switched on" })).toBeTruthy();
  expect(screen.getByRole("link", { name: "See the dashboards" }).getAttribute("href")).toBe("/admin/monitoring/dashboards");
  expect(screen.queryByRole("radio", { name: "Portal" })).toBeNull();
});

it("says what went wrong when the list cannot be had", async () => {
  serve({ "/api/proxy": () => failure(500, "internal"), "/api/projects": () => ({ projects: [] }) });
  show(<ProgramsPage />);
  expect(await screen.findByRole("alert")).toBeTruthy();
});

it("speaks Korean", async () => {
  portal([program("langfuse", off)]);
  show(<LangfusePage />, { language: "ko" });
  expect(await screen.findByRole("heading", { level: 1, name: "Langfuse가 켜져 있지 않습니다" })).toBeTruthy();
});
