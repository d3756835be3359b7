import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { PROJECTS, SESSIONS, sessionOf, TOKEN } from "@mock/data/admin";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { AccountPage } from "./AccountPage";
import { deviceOf } from "./device";

type Handlers = Parameters<typeof serve>[0];
const server = (more: Handlers = {}) => serve({
  "/api/auth/session": () => sessionOf("operator"), "/api/projects": () => ({ projects: PROJECTS }), "/api/auth/sessions": () => ({ sessions: SESSIONS }), "/api/auth/tokens": () => ({ tokens: [TOKEN] }), ...more,
});

async function typePasswords(current: string, next: string, again: string) {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Current password"), current);
  await user.type(screen.getByLabelText("New password"), next);
  await user.type(screen.getByLabelText("New password again"), again);
  await user.click(screen.getByRole("button", { name: "Change password" }));
}

it("changes the password and empties the form", async () => {
  const sent: unknown[] = [];
  server({ "/api/auth/password": (_, init) => { sent.push(bodyOf(init)); return done(); } });
  show(<AccountPage />);
  await typePasswords("old one here", "new one here", "new one here");
  await vi.waitFor(() => expect(screen.getByLabelText<HTMLInputElement>("Current password").value).toBe(""), 50_000);
  expect(sent).toEqual([{ current_password: "old one here", new_password: "new one here" }]);
});

it("says which password is wrong, beside it", async () => {
  server({ "/api/auth/password": () => failure(403, "wrong_password") });
  show(<AccountPage />);
  await typePasswords("not it", "new one here", "new one here");
  await vi.waitFor(() => expect(screen.getByLabelText("Current password").getAttribute("aria-invalid")).toBe("true"), 50_000);
  expect(document.activeElement).toBe(screen.getByLabelText("Current password"));
});

it("sends no new password that was mistyped or is too short", async () => {
  const asked = server();
  show(<AccountPage />);
  await typePasswords("old", "short", "other");
  expect(screen.getByText("Use at least 8 characters.")).toBeTruthy();
  expect(screen.getByText("The two new passwords differ.")).toBeTruthy();
  expect(asked.some((url) => url.pathname === "/api/auth/password")).toBe(false);
});

it("marks this device and ends another session after a yes", async () => {
  const ended: string[] = [];
  server({ "/api/auth/sessions/s-there": (url) => { ended.push(url.pathname); return done(); } });
  const user = userEvent.setup();
  show(<AccountPage />);
  const table = await screen.findByRole("table", { name: "Where you are signed in" });
  expect((await within(table).findByText("Chrome 138 · Windows")).closest("[role=row]")?.textContent).toContain("This device");
  await user.click(within(table).getByRole("button", { name: "Sign out curl 8" }));
  expect(ended).toEqual([]);
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Sign out" }));
  await vi.waitFor(() => expect(ended).toHaveLength(1), 50_000);
});

it("makes a token with at most one's own role and shows it once", async () => {
  const sent: unknown[] = [];
  server({ "/api/auth/tokens": (_, init) => { if (init.method !== "POST") return { tokens: [] }; sent.push(bodyOf(init)); return Response.json({ token: "apt_secret", info: TOKEN }, { status: 201 }); } });
  const user = userEvent.setup();
  show(<AccountPage />);
  await user.click(await screen.findByRole("button", { name: "New token" }));
  const role = screen.getByLabelText("May act as");
  await vi.waitFor(() => expect(within(role).getAllByRole("option").map((option) => option.textContent)).toEqual(["Viewer", "Operator"]), 50_000);
  const dialog = screen.getByRole("dialog");
  await user.type(within(dialog).getByLabelText("Name"), "report");
  await user.selectOptions(within(dialog).getByLabelText("Expires in"), "30 days");
  await user.click(within(dialog).getByRole("button", { name: "New token" }));
  expect((await screen.findByLabelText<HTMLInputElement>("weekly report")).value).toBe("apt_secret");
  expect(sent).toEqual([{ name: "report", role: "viewer", expires_in_days: 30, project_ids: null }]);
});

it("shows times in the chosen zone, at once and later", async () => {
  server();
  const user = userEvent.setup();
  show(<AccountPage />);
  await user.selectOptions(await screen.findByLabelText("Time zone"), "Asia/Seoul");
  expect(await screen.findByText("Feb 1, 2026, 18:00")).toBeTruthy();
  expect(localStorage.getItem("portal.timezone")).toBe("Asia/Seoul");
  await user.selectOptions(screen.getByLabelText("Time zone"), "UTC");
  expect(await screen.findByText("Feb 1, 2026, 09:00")).toBeTruthy();
});

it("keeps the rest of the page when one list fails", async () => {
  server({ "/api/auth/tokens": () => failure(500, "internal_error") });
  show(<AccountPage />);
  expect((await screen.findByRole("alert")).textContent).toContain("req-1");
  expect(await screen.findByText("Chrome 138 · Windows")).toBeTruthy();
});

it.each([
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1", "Safari 18 · iPhone"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140 · Linux"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0", "Edge 138 · Windows"],
  ["python-requests/2.32", "python-requests/2.32"],
  ["", null],
])("%s is %s", (agent, name) => expect(deviceOf(agent)).toBe(name));
