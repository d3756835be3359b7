import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { sessionOf } from "@mock/data/admin";
import { finding, MONEY, sides } from "@mock/data/analytics";
import { PROJECT } from "@mock/data/traces";
import type { Role } from "@/api/types";
import { failure, serve, show } from "@/test/render";
import { MoneyReconciliation } from "./MoneyPage";

function portal(money: unknown = MONEY, role: Role = "operator") {
  return serve({
    "/api/projects": () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] }),
    "/api/auth/session": () => sessionOf(role),
    "/api/agentops/money": () => money,
  });
}

it("puts the three sides beside each other, exact amounts at hand", async () => {
  portal();
  show(<MoneyReconciliation />);
  const gateway = (await screen.findByText("Gateway", { selector: "dt" })).parentElement;
  expect(gateway?.textContent).toContain("$3.14");
  expect(gateway?.querySelector("strong")?.title).toBe("$3.1415926");
  expect(screen.getByText("no difference")).toBeTruthy();
  expect(screen.getByText(/to the price map: \+\$0\.10/)).toBeTruthy();
  expect(screen.getByText("none is missing")).toBeTruthy();
});

it("tells a kind of finding once, with all its models and keys and what to do", async () => {
  portal();
  show(<MoneyReconciliation />);
  const kind = (await screen.findByRole("heading", { name: /Cached tokens were billed at the full price/ })).closest("li");
  expect(kind).not.toBeNull();
  if (kind === null) return;
  expect(kind.textContent).toContain("cache_read_input_token_cost");
  expect(kind.textContent).toContain("42");
  expect(kind.textContent).toContain("$0.12");
  const links = within(kind).getAllByRole("link", { name: "See the traces" });
  expect(links.length).toBe(2);
  expect(new URL(links[0]?.getAttribute("href") ?? "", "http://screen").searchParams.get("q")).toBe("model=qwen-235b key=web has:cached");
});

it("says the findings in Korean, and the server's own words for one it does not know", async () => {
  portal({ ...MONEY, findings: [finding("unpriced", { severity: "warning", amount_usd: null }), finding("invented_later")] });
  show(<MoneyReconciliation />, { language: "ko" });
  expect(await screen.findByText(/아무도 단가를 모르는 호출입니다/)).toBeTruthy();
  expect(screen.getByText("What the server calls it")).toBeTruthy();
});

it("says that all agree", async () => {
  portal({ ...MONEY, findings: [] });
  show(<MoneyReconciliation />);
  expect(await screen.findByText("Gateway, traces and price map agree on all 1,200 calls.")).toBeTruthy();
});

it("tells of calls that only the gateway knows", async () => {
  portal({ ...MONEY, gateway_count: { ...MONEY.gateway_count, known_calls: 1170 }, findings: [finding("missing_from_traces", { model: null, key: null, calls: 10 })] });
  show(<MoneyReconciliation />);
  expect(await screen.findByText("10 are missing from the traces")).toBeTruthy();
  // There are no traces of what is missing.
  expect(screen.queryByRole("link", { name: "See the traces" })).toBeNull();
});

it("groups the rows as asked", async () => {
  const asked = portal();
  show(<MoneyReconciliation />);
  const user = userEvent.setup();
  const table = await screen.findByRole("table", { name: "Side by side" });
  expect(await within(table).findByText("cached at full price")).toBeTruthy();
  await user.click(screen.getByRole("radio", { name: "Day and model" }));
  await waitFor(() => expect(asked.at(-1)?.searchParams.get("group_by")).toBe("day,model"));
});

it("says that nothing was called", async () => {
  portal({ ...MONEY, totals: sides({ calls: 0 }), findings: [], rows: [], gateway_count: { gateways: 0, calls: 0, known_calls: 0, spent_usd: "0", known_usd: "0" } });
  show(<MoneyReconciliation />);
  expect(await screen.findByRole("heading", { name: "No model was called in this time range" })).toBeTruthy();
});

it("is for operators and administrators", async () => {
  const asked = portal(MONEY, "viewer");
  show(<MoneyReconciliation />);
  expect(await screen.findByRole("heading", { name: "This page is for operators and administrators" })).toBeTruthy();
  expect(asked.some((url) => url.pathname.endsWith("/money"))).toBe(false);
});

it("says what to do when a window holds too many calls", async () => {
  serve({ "/api/projects": () => ({ projects: [] }), "/api/auth/session": () => sessionOf("admin"), "/api/agentops/money": () => failure(422, "query_too_big") });
  show(<MoneyReconciliation />);
  expect((await screen.findByRole("alert")).textContent).toContain("the server said query_too_big");
});
