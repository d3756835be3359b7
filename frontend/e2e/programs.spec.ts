import { expect } from "@playwright/test";
import { seriousProblems, signIn, test } from "./portal";

test.beforeEach(async ({ page }) => signIn(page));

test("programs are listed, and what is not there says how to switch it on", async ({ page }) => {
  await page.goto("/admin/monitoring");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Programs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Programs" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(5);
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole("link", { name: /(Open|How to switch it on): Langfuse/ }).click();
  await expect(page).toHaveURL(/\/admin\/langfuse/);
  await expect(page.getByRole("heading", { level: 1, name: "Langfuse is not switched on" })).toBeVisible();
  await expect(page.getByText("NEXTAUTH_COOKIE_NAME_SUFFIX=.agent-portal")).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/admin/monitoring/grafana");
  await expect(page.getByRole("heading", { level: 1, name: "Grafana is not switched on" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await page.getByRole("link", { name: "See the dashboards" }).click();
  await expect(page).toHaveURL(/\/admin\/monitoring\/dashboards/);
});
