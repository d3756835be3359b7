import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { seriousProblems, signIn, test } from "./portal";

test.beforeEach(async ({ page }) => { await signIn(page); });

interface Answer { alerts: { name: string; fingerprint: string }[]; sources: { alertmanager: string; prometheus: string } }

async function alerts(page: Page): Promise<Answer> {
  return (await (await page.request.get("/api/alerts")).json()) as Answer;
}

const overflow = (page: Page) => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

test("a test alert is seen, acknowledged, taken back, silenced and told again", async ({ page }) => {
  await page.goto("/admin/monitoring/alerts");
  await expect(page.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
  if ((await alerts(page)).sources.alertmanager !== "ok") {
    // A machine without Alertmanager: the page says so, with the command, and offers nothing that cannot work.
    await expect(page.getByText(/without (Prometheus and )?Alertmanager/)).toBeVisible();
    await expect(page.getByText("./scripts/up.sh --yes --detach").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Test the notices" })).toHaveCount(0);
    expect(await seriousProblems(page)).toEqual([]);
    return;
  }
  await page.getByRole("button", { name: "Test the notices" }).click();
  await page.getByRole("combobox").selectOption("info");
  await page.getByRole("button", { name: "Send" }).click();
  const group = page.getByRole("region", { name: /^PortalTestAlert/ });
  await expect(group).toBeVisible({ timeout: 60_000 });

  const note = `looked at by test ${randomBytes(3).toString("hex")}`;
  await group.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByLabel(/What you do about it/).fill(note);
  await page.getByRole("dialog").getByRole("button", { name: "Acknowledge" }).click();
  await expect(group).toContainText(note);
  expect(await seriousProblems(page)).toEqual([]);
  await group.getByRole("button", { name: "Take back" }).click();
  await expect(group).not.toContainText(note);

  await group.getByRole("link", { name: "A test alert: nothing is wrong" }).click();
  await expect(page).toHaveURL(/\/alerts\/[0-9a-f]+/);
  await expect(page.getByRole("heading", { level: 2, name: "A test alert: nothing is wrong" })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Silence" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status")).toContainText("Covers 1 alert");
  await dialog.getByLabel("For").selectOption("30");
  await dialog.getByLabel("Why").fill(note);
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Silence" }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "Silences" }).click();
  const row = page.getByRole("row").filter({ hasText: note });
  await expect(row).toBeVisible();
  await row.getByRole("button", { name: "End now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End now" }).click();
  await expect(row).toHaveCount(0);
});

test("a notice's link opens the runbook, also on a phone, by keyboard and in Korean", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/admin/monitoring/alerts/runbooks/HighErrorRate");
  await expect(page.getByRole("article").getByRole("heading", { level: 2 })).toBeVisible();
  await expect(page.getByRole("article").getByRole("button", { name: "Copy" }).first()).toBeVisible();
  expect(await overflow(page)).toBe(0);
  expect(await seriousProblems(page)).toEqual([]);
  await page.evaluate("localStorage.setItem('portal.language', 'ko')");
  await page.reload();
  await expect(page.getByRole("article")).toHaveAttribute("lang", "ko");
  await expect(page.getByRole("article").getByText("증상")).toBeVisible();

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate("localStorage.setItem('portal.language', 'en')");
  await page.goto("/admin/monitoring");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/\/admin\/monitoring\/alerts/);
  await page.getByRole("navigation", { name: "Alerts" }).getByRole("link", { name: "Runbooks" }).press("Enter");
  await page.getByRole("searchbox", { name: "Find" }).fill("disk");
  await page.getByRole("link", { name: "DiskSpaceLow" }).press("Enter");
  await expect(page.getByRole("article").getByRole("heading", { level: 2 })).toBeVisible();
});

test("the history says what fired, or that nothing did", async ({ page, problems }) => {
  const { sources } = await alerts(page);
  if (sources.prometheus !== "ok") problems.allow(/503|history/);
  await page.goto("/admin/monitoring/alerts/history?range=7d");
  const said = page.getByText(/Nothing fired in this time|without Prometheus/).or(page.getByRole("table", { name: "History" }));
  await expect(said.first()).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);
});

test("a viewer sees the alerts and no button that would be refused", async ({ page, browser, problems }) => {
  const origin = test.info().project.use.baseURL ?? "";
  const [email, password] = [`viewer-${randomBytes(4).toString("hex")}@example.com`, `Pw-${randomBytes(12).toString("hex")}`];
  const made = await page.request.post("/api/users", { data: { email, name: "Viewer", password, role: "viewer", all_projects: true }, headers: { Origin: origin } });
  expect(made.status(), await made.text()).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const context = await browser.newContext({ baseURL: origin });
  const theirs = await context.newPage();
  problems.watch(theirs);
  await signIn(theirs, { email, password });
  for (const path of ["", "/silences"]) {
    await theirs.goto(`/admin/monitoring/alerts${path}`);
    await expect(theirs.getByRole("heading", { level: 1, name: "Alerts" })).toBeVisible();
    await theirs.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    await expect(theirs.getByRole("button", { name: /Acknowledge|Silence|silence|Test the notices|End now/ })).toHaveCount(0);
  }
  expect((await theirs.request.post("/api/alerts/test", { data: { severity: "info" }, headers: { Origin: origin } })).status()).toBe(403);
  await context.close();
  expect((await page.request.delete(`/api/users/${id}`, { headers: { Origin: origin } })).status()).toBe(204);
});
