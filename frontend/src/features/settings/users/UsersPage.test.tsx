import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { account, PROJECTS, sessionOf, USERS } from "@mock/data/admin";
import { bodyOf, failure, serve, show } from "@/test/render";
import { UsersPage } from "./UsersPage";

type Handlers = Parameters<typeof serve>[0];
const server = (more: Handlers = {}) => serve({ "/api/auth/session": () => sessionOf("admin"), "/api/projects": () => ({ projects: PROJECTS }), "/api/users": () => ({ users: USERS }), ...more });

async function openMenu(user: ReturnType<typeof userEvent.setup>, email: string, item: string) {
  await user.click(await screen.findByRole("button", { name: `Actions for ${email}` }));
  await user.click(screen.getByRole("menuitem", { name: item }));
}

it("lists who may sign in, what they may do and what they see", async () => {
  server();
  show(<UsersPage />);
  const table = await screen.findByRole("table", { name: "Users" });
  const row = (await within(table).findByText("kim@example.com")).closest<HTMLElement>("[role=row]");
  expect(row?.textContent).toContain("Operator");
  await vi.waitFor(() => expect(row?.textContent).toContain("research"), 50_000);
  expect(within(table).getByText("lee@example.com").closest("[role=row]")?.textContent).toContain("Disabled");
});

it("creates a user and shows the first password once more, and nothing closes it but the button", async () => {
  const sent: unknown[] = [];
  server({ "/api/users": (_, init) => {
    if (init.method !== "POST") return { users: USERS };
    sent.push(bodyOf(init));
    return Response.json(account("new"), { status: 201 });
  } });
  const user = userEvent.setup();
  show(<UsersPage />);
  await user.click(await screen.findByRole("button", { name: "New user" }));
  await user.type(screen.getByLabelText("Email"), "new@example.com");
  await user.type(screen.getByLabelText("Name"), "New");
  const password = screen.getByLabelText<HTMLInputElement>("First password").value;
  expect(password).toHaveLength(20);
  await user.click(screen.getByRole("radio", { name: /Only some projects/ }));
  await user.click(screen.getByRole("checkbox", { name: /research/ }));
  await user.click(screen.getByRole("button", { name: "Create user" }));
  const dialog = await screen.findByRole("dialog", { name: "Hand this over in person" });
  expect(sent).toEqual([{ email: "new@example.com", name: "New", password, role: "viewer", all_projects: false, project_ids: ["p-research"] }]);
  expect(within(dialog).getByLabelText<HTMLInputElement>("First password").value).toBe(password);
  dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  expect(within(dialog).queryByRole("button", { name: "Close" })).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Done" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("checks before it sends, and puts the server's refusals beside their fields", async () => {
  let asked = 0;
  server({ "/api/users": (_, init) => {
    if (init.method !== "POST") return { users: USERS };
    asked += 1;
    return asked === 1
      ? failure(422, "invalid_request", {}, { fields: [{ field: "body.name", problem: "String should have at most 200 characters" }] })
      : failure(409, "email_taken");
  } });
  const user = userEvent.setup();
  show(<UsersPage />);
  await user.click(await screen.findByRole("button", { name: "New user" }));
  await user.type(screen.getByLabelText("Email"), "nobody");
  await user.click(screen.getByRole("button", { name: "Create user" }));
  expect(screen.getByLabelText("Email").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(screen.getByLabelText("Email"));
  expect(asked).toBe(0);
  await user.type(screen.getByLabelText("Email"), "@example.com");
  await user.type(screen.getByLabelText("Name"), "N");
  await user.click(screen.getByRole("button", { name: "Create user" }));
  expect(await screen.findByText("String should have at most 200 characters")).toBeTruthy();
  await vi.waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Name")), 50_000);
  await user.click(screen.getByRole("button", { name: "Create user" }));
  await vi.waitFor(() => expect(screen.getAllByText("There is an account with this email already.")).toHaveLength(2), 50_000);
});

it("sends only what changed, so that nobody is signed out for a new name", async () => {
  const sent: unknown[] = [];
  server({ "/api/users/kim": (_, init) => { sent.push(bodyOf(init)); return account("kim"); } });
  const user = userEvent.setup();
  show(<UsersPage />);
  await openMenu(user, "kim@example.com", "Edit");
  expect(screen.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  await user.clear(screen.getByLabelText("Name"));
  await user.type(screen.getByLabelText("Name"), "Kim");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull(), 50_000);
  expect(sent).toEqual([{ name: "Kim" }]);
  expect((await screen.findByRole("status")).textContent).toContain("kim@example.com is saved");
});

it("says why the last administrator stays, and asks for the name before deleting", async () => {
  const asked = server({ "/api/users/kim": (_, init) => (init.method === "DELETE" ? failure(409, "last_admin") : account("kim")) });
  const user = userEvent.setup();
  show(<UsersPage />);
  await openMenu(user, "kim@example.com", "Delete");
  const remove = screen.getByRole("button", { name: "Delete" });
  expect(remove).toHaveProperty("disabled", true);
  await user.type(screen.getByLabelText("Type kim@example.com to confirm"), "kim@example.com");
  await user.click(remove);
  expect((await screen.findByRole("alert")).textContent).toContain("Somebody must stay administrator");
  expect(asked.filter((url) => url.pathname === "/api/users/kim")).toHaveLength(1);
});

it("offers nobody to lock themselves out", async () => {
  server();
  const user = userEvent.setup();
  show(<UsersPage />);
  await user.click(await screen.findByRole("button", { name: "Actions for me@example.com" }));
  await vi.waitFor(() => expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Edit"]), 50_000);
});

it("says in Korean what to do when the portal is away", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  show(<UsersPage />, { language: "ko" });
  expect((await screen.findByRole("alert")).textContent).toContain("포털이 응답하지 않습니다");
  expect(screen.getByRole("button", { name: "다시 시도" })).toBeTruthy();
});
