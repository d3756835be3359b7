import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { act, key, LETTER, PROJECTS, sessionOf } from "@mock/data/admin";
import type { DeadLetter } from "@/api/types";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { AuditPage } from "./audit/AuditPage";
import { readAuditSearch } from "./audit/search";
import { LettersPage } from "./letters/LettersPage";
import { ProjectsPage } from "./projects/ProjectsPage";
import { RolesPage } from "./RolesPage";
import { SettingsLayout } from "./SettingsLayout";

const page = (letters: readonly DeadLetter[]) => ({ dead_letters: letters, next_cursor: null, total: letters.length, total_spans: null, limits: null });
const projects = () => ({ projects: PROJECTS });

it("shows a viewer only the doors that open, and says what the others need", async () => {
  serve({ "/api/auth/session": () => sessionOf("viewer"), "/api/projects": projects });
  show(<SettingsLayout><p>the page</p></SettingsLayout>, { path: "/admin/settings/users" });
  const nav = await screen.findByRole("navigation", { name: "Settings" });
  expect(within(nav).getAllByRole("link").map((link) => link.textContent)).toEqual(["Roles", "API tokens", "Prices"]);
  expect(screen.getByRole("heading", { name: "Your role does not open this page" })).toBeTruthy();
  expect(screen.getByText(/It needs the role Administrator; yours is Viewer/)).toBeTruthy();
  expect(screen.queryByText("the page")).toBeNull();
});

it("shows an administrator everything", async () => {
  serve({ "/api/auth/session": () => sessionOf("admin"), "/api/projects": projects });
  show(<SettingsLayout><p>the page</p></SettingsLayout>, { path: "/admin/settings/users" });
  expect(await screen.findByText("the page")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Audit log" })).toBeTruthy();
});

it("explains the roles in a table that can be read out", async () => {
  serve({ "/api/projects": projects });
  show(<RolesPage />);
  const row = (await screen.findByText("Share a trace by an expiring link")).closest<HTMLElement>("[role=row]");
  expect(row === null ? [] : within(row).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["Share a trace by an expiring link", "No", "Yes", "Yes"]);
});

it("creates a project with its first key, and says when the name is taken", async () => {
  let taken = true;
  serve({
    "/api/auth/session": () => sessionOf("admin"),
    "/api/projects": (_, init) => {
      if (init.method !== "POST") return projects();
      return taken ? failure(409, "name_taken") : Response.json({ project: PROJECTS[1], key: { ...key("first"), api_key: "first-secret" } }, { status: 201 });
    },
  });
  const user = userEvent.setup();
  show(<ProjectsPage />);
  await user.click(await screen.findByRole("button", { name: "New project" }));
  await user.type(screen.getByLabelText("Name"), "research");
  await user.click(screen.getByRole("button", { name: "Create project" }));
  await vi.waitFor(() => expect(screen.getByLabelText("Name").getAttribute("aria-invalid")).toBe("true"), 50_000);
  taken = false;
  await user.click(screen.getByRole("button", { name: "Create project" }));
  expect((await screen.findByLabelText<HTMLInputElement>(/Copy it now/)).value).toBe("first-secret");
});

it("deletes a project only when its name was typed", async () => {
  const asked = serve({ "/api/auth/session": () => sessionOf("admin"), "/api/projects": projects, "/api/projects/p-research": () => failure(409, "last_project") });
  const user = userEvent.setup();
  show(<ProjectsPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for research" }));
  await user.click(screen.getByRole("menuitem", { name: "Delete" }));
  await user.type(screen.getByLabelText("Type research to confirm"), "researc");
  expect(screen.getByRole("button", { name: "Delete" })).toHaveProperty("disabled", true);
  await user.type(screen.getByLabelText("Type research to confirm"), "h");
  await user.click(screen.getByRole("button", { name: "Delete" }));
  expect((await screen.findByRole("alert")).textContent).toContain("last project cannot be deleted");
  expect(asked.find((url) => url.pathname === "/api/projects/p-research")?.searchParams.get("confirm")).toBe("research");
});

it("replays dead letters for an operator, who may not discard them", async () => {
  const asked = serve({
    "/api/auth/session": () => sessionOf("operator"), "/api/projects": projects, "/api/agentops/dead-letters": () => page([LETTER]),
    [`/api/agentops/dead-letters/${LETTER.id}`]: () => ({ ...LETTER, content: { resourceSpans: [{ bad: "x" }] }, is_cut: true }),
    [`/api/agentops/dead-letters/${LETTER.id}/replay`]: () => new Response("null", { status: 202 }),
  });
  const user = userEvent.setup();
  show(<LettersPage />);
  await user.click(await screen.findByRole("button", { name: `All about ${LETTER.id}` }));
  expect(screen.getAllByText(LETTER.reason).length).toBeGreaterThan(1);
  expect((await screen.findByText(/"bad": "x"/)).textContent).toContain("cut here");
  expect(screen.queryByRole("button", { name: /Discard/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: `Replay ${LETTER.id}` }));
  await user.click(screen.getByRole("button", { name: "Replay" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull(), 50_000);
  expect(asked.some((url) => url.pathname.endsWith("/replay"))).toBe(true);
});

it("discards a dead letter when the number of its spans was typed", async () => {
  let discarded = 0;
  serve({
    "/api/auth/session": () => sessionOf("admin"), "/api/projects": projects, "/api/agentops/dead-letters": () => page(discarded === 0 ? [LETTER] : []),
    [`/api/agentops/dead-letters/${LETTER.id}`]: () => { discarded += 1; return done(); },
  });
  const user = userEvent.setup();
  show(<LettersPage />);
  await user.click(await screen.findByRole("button", { name: `Discard ${LETTER.id}` }));
  await user.type(screen.getByLabelText("Type the number of entries, 12, to confirm"), "12");
  await user.click(screen.getByRole("button", { name: "Discard" }));
  expect(await screen.findByRole("heading", { name: "Nothing was refused" })).toBeTruthy();
  expect(discarded).toBe(1);
});

it("asks the audit log as filtered, goes on by its cursor and exports the same", async () => {
  const asked = serve({ "/api/projects": projects, "/api/audit": (url) => (url.searchParams.has("cursor") ? { events: [act(1, { action: "key.create" })], next_cursor: null } : { events: [act(3), act(2)], next_cursor: "2" }) });
  const user = userEvent.setup();
  const changed = vi.fn();
  show(<AuditPage search={{ action: "user.", actor: "me@example.com", since: "7d" }} onSearch={changed} />);
  await user.click(await screen.findByRole("button", { name: "Show older acts" }));
  expect(await screen.findByText("Key made")).toBeTruthy();
  const first = asked.find((url) => url.pathname === "/api/audit");
  expect(Object.fromEntries(first?.searchParams ?? [])).toMatchObject({ action: "user.", actor: "me@example.com", limit: "50" });
  expect(asked.at(-1)?.searchParams.get("cursor")).toBe("2");
  expect(asked.at(-1)?.searchParams.get("start_time")).toBe(first?.searchParams.get("start_time"));
  expect(screen.getByRole("link", { name: "Export CSV" }).getAttribute("href")).toMatch(/^\/api\/audit\/export\?format=csv&action=user\.&actor=me%40example\.com&start_time=/);
  await user.click(screen.getAllByRole("button", { name: "Details: User created" })[0] ?? document.body);
  expect(screen.getByText("req-3")).toBeTruthy();
  await user.selectOptions(screen.getByLabelText("What"), "Prices");
  expect(changed).toHaveBeenCalledWith({ action: "price." });
});

it("says that no act matches, and how to see more", async () => {
  serve({ "/api/projects": projects, "/api/audit": () => ({ events: [], next_cursor: null }) });
  const user = userEvent.setup();
  const changed = vi.fn();
  show(<AuditPage search={{ actor: "nobody" }} onSearch={changed} />);
  expect(await screen.findByRole("heading", { name: "No act matches" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Clear filters" }));
  expect(changed).toHaveBeenCalledWith({ action: undefined, actor: undefined, since: undefined });
});

it("reads only known filters from the address", () => {
  expect(readAuditSearch({ action: "user.", since: "7d", actor: "a@b", x: 1 })).toEqual({ action: "user.", since: "7d", actor: "a@b" });
  expect(readAuditSearch({ action: "drop", since: "1y", actor: "" })).toEqual({});
});

it("refuses to swallow what the server says about a body it does not like", async () => {
  serve({ "/api/auth/session": () => sessionOf("admin"), "/api/projects": projects, "/api/projects/p-research": (_, init) => failure(422, "invalid_request", {}, { fields: [{ field: "body.other", problem: `not allowed in ${JSON.stringify(bodyOf(init))}` }] }) });
  const user = userEvent.setup();
  show(<ProjectsPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for research" }));
  await user.click(screen.getByRole("menuitem", { name: "Rename" }));
  await user.type(screen.getByLabelText("Name"), "2");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("the server said invalid_request");
  expect(alert.textContent).toContain("req-1");
});
