import { expect, type Page } from "@playwright/test";
import { seriousProblems, signIn, test } from "./portal";

test.beforeEach(async ({ page }) => { await signIn(page); });

async function prometheus(page: Page): Promise<string> {
  const { sources } = (await (await page.request.get("/api/alerts")).json()) as { sources: { prometheus: string } };
  return sources.prometheus;
}

/** All panels in view have answered. */
async function drawn(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("region").first()).toBeVisible();
  await expect(page.locator("section[aria-busy=true]")).toHaveCount(0);
}

test("without Prometheus a dashboard says how to get it", async ({ page, problems }) => {
  // Told by the portal of a stack without it; simulated, since this one may have it.
  problems.allow(/503/);
  await page.route("**/api/dashboards/query?**", (route) => route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ error: { code: "not_configured", message: "This stack has no Prometheus", request_id: "r" } }) }));
  await page.goto("/admin/monitoring/dashboards/llm-dashboard?range=1h&refresh=off");
  await expect(page.getByRole("heading", { name: "This stack runs without Prometheus" })).toBeVisible();
  await expect(page.getByText("./scripts/up.sh --yes --detach")).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);
});

test("a dashboard is drawn, narrowed by a variable that its address keeps, and a panel shown alone", async ({ page, problems }) => {
  if ((await prometheus(page)) !== "ok") problems.allow(/503/);
  test.skip((await prometheus(page)) !== "ok", "this stack runs without Prometheus");
  await page.goto("/admin/monitoring/dashboards?range=1h&refresh=off");
  await page.getByRole("link", { name: /^LLM Dashboard/ }).click();
  await drawn(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Request Rate" }).getByRole("img")).toBeVisible();
  await expect(page.getByRole("region", { name: "Total Requests (success vs error)" })).toContainText("success");
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole("button", { name: "Model: All" }).press("Enter");
  await page.getByRole("dialog").getByRole("checkbox", { name: "llama" }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/var-model=llama/);
  await page.reload();
  await drawn(page);
  await expect(page.getByRole("button", { name: "Model: llama" })).toBeVisible();
  const rate = page.getByRole("region", { name: "Request Rate" });
  await expect(rate.getByRole("button", { name: /^llama/ }).first()).toBeVisible();
  await expect(rate.getByRole("button", { name: /^mistral/ })).toHaveCount(0);

  await page.getByRole("button", { name: "More about Request Rate" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Download CSV" }).click();
  expect((await saved).suggestedFilename()).toBe("request-rate.csv");
  await page.getByRole("button", { name: "More about Request Rate" }).click();
  await page.getByRole("menuitem", { name: "View alone" }).click();
  await expect(page).toHaveURL(/panel=1/);
  await expect(page.getByRole("heading", { name: "Queries" })).toBeVisible();
  await expect(page.getByText(/model=~"llama"/)).toBeVisible();
  await expect(page.getByRole("table")).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: "Active Requests" })).toBeVisible();
});

test("every dashboard is drawn, also dark on a phone", async ({ page }) => {
  test.skip((await prometheus(page)) !== "ok", "this stack runs without Prometheus");
  const { dashboards } = (await (await page.request.get("/api/dashboards")).json()) as { dashboards: { uid: string; title: string }[] };
  expect(dashboards.length).toBeGreaterThanOrEqual(4);
  await page.emulateMedia({ colorScheme: "dark" });
  for (const { uid, title } of dashboards) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/admin/monitoring/dashboards/${uid}?range=1h&refresh=off`);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await drawn(page);
    await expect(page.getByRole("alert")).toHaveCount(0);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), title).toBe(0);
  }
  expect(await seriousProblems(page)).toEqual([]);
});
