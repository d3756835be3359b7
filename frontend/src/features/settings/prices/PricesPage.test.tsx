import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { price, PROJECTS, sessionOf, UNPRICED } from "@mock/data/admin";
import { PROJECT } from "@mock/data/traces";
import type { Role } from "@/api/types";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { PricesPage } from "./PricesPage";

type Handlers = Parameters<typeof serve>[0];
const server = (role: Role, more: Handlers = {}) => serve({
  "/api/auth/session": () => sessionOf(role),
  "/api/projects": () => ({ projects: PROJECTS }),
  "/api/agentops/prices": (url) => ({ prices: url.searchParams.has("q") ? [price("gpt-4o-mini", { is_own: false, source: "litellm", input: "0.15" })] : [price("qwen-235b"), price("qwen-235b", { effective_from: "2999-01-01T00:00:00.000000Z", input: "0.0000123" })] }),
  "/api/agentops/prices/unpriced": () => ({ models: UNPRICED }),
  ...more,
});

it("sets the price of a model without one: amounts as text, for this project, and offers to price again", async () => {
  const sent: unknown[] = [];
  const asked = server("admin", { "/api/agentops/prices": (_, init) => { if (init.method !== "PUT") return { prices: [] }; sent.push(bodyOf(init)); return done(); }, "/api/agentops/prices/reprice": () => ({ calls: 1204 }) });
  const user = userEvent.setup();
  show(<PricesPage />);
  await user.click(await screen.findByRole("button", { name: "Set a price for kokoro-82m" }));
  await user.type(screen.getByLabelText("Input"), "0,6");
  await user.type(screen.getByLabelText("Output"), "1.20");
  const dialog = screen.getByRole("dialog", { name: "Price of kokoro-82m" });
  await user.click(within(dialog).getByRole("button", { name: "Set a price" }));
  expect(screen.getByText("Enter an amount such as 0.6, without a currency.")).toBeTruthy();
  expect(sent).toEqual([]);
  await user.clear(screen.getByLabelText("Input"));
  await user.type(screen.getByLabelText("Input"), "0.123456789");
  await user.click(within(dialog).getByRole("button", { name: "Set a price" }));
  await user.click(await screen.findByRole("button", { name: "Price stored calls again" }));
  expect(sent).toEqual([{ model: "kokoro-82m", input: "0.123456789", output: "1.20", cached_input: null, reasoning: null, effective_from: null }]);
  expect(asked.find((url) => url.pathname === "/api/agentops/prices" && url.searchParams.get("project_id") === PROJECT)).toBeTruthy();
  await user.click(within(screen.getByRole("dialog", { name: "Price calls again" })).getByRole("button", { name: "Price calls again" }));
  expect(await screen.findByText("1,204 calls priced again. Sums show it at once.")).toBeTruthy();
  const [start, end] = ["start_time", "end_time"].map((name) => Date.parse(asked.at(-1)?.searchParams.get(name) ?? asked.find((url) => url.pathname.endsWith("/reprice"))?.searchParams.get(name) ?? ""));
  expect(((end ?? 0) - (start ?? 0)) / 86_400_000).toBe(30);
});

it("names all digits of a price and which one begins later", async () => {
  server("admin");
  show(<PricesPage />);
  const own = await screen.findByRole("table", { name: "Own prices" });
  expect(await within(own).findByText("$0.0000123")).toBeTruthy();
  expect(within(own).getByText("begins later")).toBeTruthy();
});

it("finds everyone's prices by a part of the name", async () => {
  const asked = server("admin");
  const user = userEvent.setup();
  show(<PricesPage />);
  await user.type(await screen.findByRole("searchbox", { name: "Find a model" }), "4o-mini");
  expect(await screen.findByRole("button", { name: "Set an own price for gpt-4o-mini" })).toBeTruthy();
  expect(asked.filter((url) => url.searchParams.has("q")).map((url) => url.searchParams.get("q"))).toEqual(["4o-mini"]);
});

it("lets a viewer read and nothing else", async () => {
  server("viewer");
  show(<PricesPage />);
  expect(await screen.findByText("kokoro-82m")).toBeTruthy();
  await screen.findByRole("table", { name: "Own prices" });
  expect(screen.queryByRole("button", { name: /price/i })).toBeNull();
});

it("shows what is left when one part fails", async () => {
  server("admin", { "/api/agentops/prices/unpriced": () => failure(503, "agentops_unavailable") });
  show(<PricesPage />);
  expect((await screen.findByRole("alert")).textContent).toContain("AgentOps server does not answer");
  expect(await within(await screen.findByRole("table", { name: "Own prices" })).findAllByText("qwen-235b")).toHaveLength(2);
});

it("says that pricing again found nothing to change", async () => {
  server("admin", { "/api/agentops/prices/reprice": () => ({ calls: 0 }) });
  const user = userEvent.setup();
  show(<PricesPage />);
  await user.click(await screen.findByRole("button", { name: "Price calls again" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Price calls again" }));
  await vi.waitFor(() => expect(screen.getByText("No call needed another price.")).toBeTruthy(), 50_000);
});
