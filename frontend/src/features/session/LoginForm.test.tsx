import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { failure, serve, show } from "@/test/render";
import { LoginForm } from "./LoginForm";

const PASSWORD_ONLY = { "/api/auth/session": () => ({ user: null, session: null, sign_in: { password: true, oidc: null } }) };

async function attempt() {
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Email"), "kim@example.com");
  await user.type(screen.getByLabelText("Password"), "secret");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

it("sends what was typed and goes on", async () => {
  const bodies: unknown[] = [];
  serve({ ...PASSWORD_ONLY, "/api/auth/login": (_, init) => { bodies.push(JSON.parse(init.body as string)); return { user: {} }; } });
  const done = vi.fn();
  show(<LoginForm reason={undefined} onSignedIn={done} />);
  await attempt();
  await vi.waitFor(() => expect(done).toHaveBeenCalledOnce(), 50_000);
  expect(bodies).toEqual([{ email: "kim@example.com", password: "secret" }]);
});

it("says that the password is wrong", async () => {
  serve({ ...PASSWORD_ONLY, "/api/auth/login": () => failure(401, "invalid_credentials") });
  show(<LoginForm reason={undefined} onSignedIn={vi.fn()} />);
  await attempt();
  expect((await screen.findByRole("alert")).textContent).toContain("do not match");
});

it("says how long to wait and lets nobody try before", async () => {
  serve({ ...PASSWORD_ONLY, "/api/auth/login": () => failure(429, "login_throttled", { "Retry-After": "20" }) });
  show(<LoginForm reason={undefined} onSignedIn={vi.fn()} />);
  await attempt();
  expect((await screen.findByRole("alert")).textContent).toMatch(/try again in (20|19) s/);
  expect(screen.getByRole("button", { name: "Sign in" })).toHaveProperty("disabled", true);
});

it("tells a portal that is away from a wrong password", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  show(<LoginForm reason={undefined} onSignedIn={vi.fn()} />);
  await attempt();
  expect((await screen.findByRole("alert")).textContent).toContain("does not answer");
});

it("works with password managers", async () => {
  serve(PASSWORD_ONLY);
  show(<LoginForm reason="expired" onSignedIn={vi.fn()} />, { language: "ko" });
  expect((await screen.findByLabelText("이메일")).getAttribute("autocomplete")).toBe("username");
  expect(screen.getByLabelText("비밀번호").getAttribute("autocomplete")).toBe("current-password");
  expect(screen.getByRole("status").textContent).toContain("세션이 만료");
});

it("offers the provider first and says why it brought nobody in", async () => {
  serve({ "/api/auth/session": () => ({ user: null, session: null, sign_in: { password: true, oidc: { name: "Company login", url: "/api/auth/oidc/start" } } }) });
  show(<LoginForm reason={undefined} problem="no_role" next="/admin/monitoring/traces?q=a%20b" onSignedIn={vi.fn()} />);
  const link = await screen.findByRole("link", { name: "Company login" });
  expect(link.getAttribute("href")).toBe("/api/auth/oidc/start?next=%2Fadmin%2Fmonitoring%2Ftraces%3Fq%3Da%2520b");
  expect(screen.getByRole("alert").textContent).toContain("none of your groups");
});
