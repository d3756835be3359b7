import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { PROJECTS, sessionOf } from "@mock/data/admin";
import { done, serve, show } from "@/test/render";
import { AppShell } from "./AppShell";

it("asks nothing more once somebody signs out, and drops what was asked", async () => {
  let dropped = false;
  const running = ({ signal }: { signal: AbortSignal }) => new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => { dropped = true; reject(signal.reason as Error); });
  });
  const Figures = () => { useQuery({ queryKey: ["figures"], queryFn: running }); return <p>Figures</p>; };
  const seen: unknown[] = [];
  serve({
    "/api/auth/session": () => sessionOf("operator"),
    "/api/projects": () => ({ projects: PROJECTS }),
    "/api/auth/logout": () => { seen.push({ dropped, figures: screen.queryByText("Figures") }); return done(); },
  });
  const { history } = show(<AppShell><Figures /></AppShell>);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Account" }));
  await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
  await vi.waitFor(() => expect(history.location.pathname).toBe("/login"), 50_000);
  expect(seen).toEqual([{ dropped: true, figures: null }]);
});

it("lets go of whoever leaves when the portal does not answer", async () => {
  serve({ "/api/auth/session": () => sessionOf("operator"), "/api/projects": () => ({ projects: PROJECTS }), "/api/auth/logout": () => new Response(null, { status: 502 }) });
  const { history } = show(<AppShell><p>Figures</p></AppShell>);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Account" }));
  await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
  await vi.waitFor(() => expect(history.location.pathname).toBe("/login"), 50_000);
});
