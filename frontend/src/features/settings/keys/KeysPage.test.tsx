import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { key, PROJECTS, sessionOf } from "@mock/data/admin";
import { PROJECT } from "@mock/data/traces";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { KeysPage } from "./KeysPage";

type Handlers = Parameters<typeof serve>[0];
const KEYS = `/api/projects/${PROJECT}/keys`;
const server = (more: Handlers = {}) => serve({ "/api/auth/session": () => sessionOf("admin"), "/api/projects": () => ({ projects: PROJECTS }), [KEYS]: () => ({ keys: [key("agent"), key("old", { revoked_at: "2026-02-01T00:00:00.000000Z" })] }), ...more });

it("makes a key with scopes and an end, shows it once, and keeps it out of the page afterwards", async () => {
  const sent: unknown[] = [];
  server({ [KEYS]: (_, init) => {
    if (init.method !== "POST") return { keys: [] };
    sent.push(bodyOf(init));
    return Response.json({ ...key("new"), api_key: "5e24aa78-secret" }, { status: 201 });
  } });
  const user = userEvent.setup();
  show(<KeysPage />);
  expect(await screen.findByRole("heading", { name: "This project has no key" })).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "New key" }));
  await user.type(screen.getByLabelText("Name"), "agent");
  await user.click(screen.getByRole("checkbox", { name: /read/ }));
  await user.selectOptions(screen.getByLabelText("Works"), "30 days");
  await user.click(screen.getByRole("button", { name: "Create key" }));
  const dialog = await screen.findByRole("dialog", { name: "Key new" });
  expect(sent[0]).toMatchObject({ name: "agent", scopes: ["ingest"] });
  const ends = Date.parse((sent[0] as { expires_at: string }).expires_at) - Date.now();
  expect(Math.round(ends / 86_400_000)).toBe(30);
  expect(within(dialog).getByLabelText<HTMLInputElement>(/Copy it now/).value).toBe("5e24aa78-secret");
  await user.click(within(dialog).getByRole("button", { name: "Copy key" }));
  expect(await navigator.clipboard.readText()).toBe("5e24aa78-secret");
  await user.click(within(dialog).getByRole("button", { name: "I have stored it" }));
  expect(document.body.innerHTML).not.toContain("5e24aa78-secret");
});

it("rotates only after a yes, and shows the new key", async () => {
  const asked = server({ [`${KEYS}/agent/rotate`]: () => Response.json({ ...key("agent"), api_key: "new-secret" }, { status: 201 }) });
  const user = userEvent.setup();
  show(<KeysPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for agent" }));
  await user.click(screen.getByRole("menuitem", { name: "Rotate" }));
  expect(document.activeElement?.textContent).toBe("Cancel");
  expect(asked.some((url) => url.pathname.endsWith("/rotate"))).toBe(false);
  await user.click(screen.getByRole("button", { name: "Rotate" }));
  expect((await screen.findByLabelText<HTMLInputElement>(/Copy it now/)).value).toBe("new-secret");
});

it("revokes after the name was typed; when the server is away it says that nothing changed", async () => {
  let away = true;
  server({ [`${KEYS}/agent`]: () => (away ? failure(503, "agentops_unavailable") : done()) });
  const user = userEvent.setup();
  show(<KeysPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for agent" }));
  await user.click(screen.getByRole("menuitem", { name: "Revoke" }));
  await user.type(screen.getByLabelText("Type agent to confirm"), "agent");
  await user.click(screen.getByRole("button", { name: "Revoke" }));
  expect((await screen.findByRole("alert")).textContent).toContain("nothing was changed");
  away = false;
  await user.click(screen.getByRole("button", { name: "Revoke" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull(), 50_000);
});

it("does not claim that nothing happened when the answer was late", async () => {
  server({ [`${KEYS}/agent/rotate`]: () => failure(504, "agentops_timeout") });
  const user = userEvent.setup();
  show(<KeysPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for agent" }));
  await user.click(screen.getByRole("menuitem", { name: "Rotate" }));
  await user.click(screen.getByRole("button", { name: "Rotate" }));
  expect((await screen.findByRole("alert")).textContent).toContain("not certain whether this was done");
});

it("keeps revoked keys behind a button", async () => {
  server();
  const user = userEvent.setup();
  show(<KeysPage />);
  const more = await screen.findByRole("button", { name: "Show 1 that no longer works" });
  expect(screen.queryByText("Revoked")).toBeNull();
  await user.click(more);
  expect(screen.getByText("Revoked")).toBeTruthy();
});

it("says so when the address names a project that is not there", async () => {
  server();
  show(<KeysPage />, { path: "/admin/settings/keys?project=gone" });
  expect(await screen.findByRole("heading", { name: "No project to show" })).toBeTruthy();
});
