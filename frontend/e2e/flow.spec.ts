import { expect, type Page } from "@playwright/test";
import { seriousProblemsInBothThemes, signIn, target, test } from "./portal";

test.beforeEach(async ({ page }) => signIn(page));

const section = (page: Page) => page.getByRole("region", { name: "Agent flow" });
const models = (page: Page) => section(page).getByRole("link", { name: /^Model .*calls?/ });

test("the flow of the analytics leads to the traces behind a node", async ({ page }) => {
  await page.goto("/admin/monitoring/analytics");
  await page.getByRole("link", { name: "Agent flow" }).click();
  await expect(models(page).first()).toBeVisible();
  await page.getByRole("radio", { name: "Errors" }).check({ force: true });
  const name = /^Model (.+?), /.exec((await models(page).first().getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await models(page).first().click();
  await expect(page).toHaveURL(/\/admin\/monitoring\/traces\?/);
  expect(new URL(page.url()).searchParams.get("q")).toBe(`model="${name}"`);
  await expect(page.getByRole("row").filter({ has: page.getByRole("cell") }).first()).toBeVisible();
});

test("the keyboard walks the graph and opens a node", async ({ page }) => {
  await page.goto("/admin/monitoring/analytics/flow");
  await models(page).first().focus();
  const before = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest("[data-id]") !== null)).toBe(true);
  const after = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  expect(after === before, "an arrow leads elsewhere, unless the node is the last").toBe((await models(page).count()) === 1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/monitoring\/traces\?.*q=/);
});

test("the same is in tables and in a file", async ({ page }) => {
  await page.goto("/admin/monitoring/analytics/flow");
  await expect(models(page).first()).toBeVisible();
  const saving = page.waitForEvent("download");
  await section(page).getByRole("button", { name: "Download CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("agent-flow.csv");
  await section(page).getByRole("button", { name: "Table" }).click();
  await expect(page.getByRole("table", { name: "Nodes" }).getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("table", { name: "Calls between them" })).toBeVisible();
});

test("a trace has its own graph, whose nodes lead to its spans", async ({ page }) => {
  const id = target().toolTraceId ?? target().traceId;
  if (id === undefined) throw new Error("E2E_TOOL_TRACE_ID or E2E_TRACE_ID says which trace to open");
  await page.goto(`/admin/monitoring/traces/${id}`);
  await page.getByRole("radio", { name: "Graph" }).check({ force: true });
  await expect(page).toHaveURL(/as=graph/);
  await page.getByRole("button", { name: /^Model .*, \d+ calls?/ }).first().click();
  await expect(page).toHaveURL(/span=[0-9a-f]{16}/);
});

test("axe finds nothing serious, in both themes", async ({ page }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto("/admin/monitoring/analytics/flow?refresh=off");
  await expect(models(page).first()).toBeVisible();
  await page.waitForTimeout(300);
  expect(await seriousProblemsInBothThemes(page)).toEqual([]);
});
