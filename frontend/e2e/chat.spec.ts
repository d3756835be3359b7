import { expect } from "@playwright/test";
import { seriousProblems, signIn, test } from "./portal";

test.beforeEach(async ({ page }) => signIn(page));

test("an answer streams through the gateway and leads to its trace", async ({ page }) => {
  await page.goto("/chat");
  await expect(page.getByRole("combobox", { name: "Model" })).toBeVisible();
  await page.getByRole("textbox", { name: "Message" }).fill("Which river runs through Seoul?");
  await page.keyboard.press("Enter");
  const answer = page.getByRole("log").getByRole("article").nth(1);
  await expect(answer).toHaveAttribute("aria-busy", "false", { timeout: 60_000 });
  await expect(answer.getByText(/\d+ → \d+ tokens/)).toBeVisible();
  // The figure of the price list gives way to what the trace has.
  await expect(answer.getByTitle("As the trace has it")).toBeVisible({ timeout: 60_000 });
  expect(await seriousProblems(page)).toEqual([]);
  await answer.getByRole("link", { name: "Open the trace of this answer" }).click();
  await expect(page).toHaveURL(/\/admin\/monitoring\/traces\/[0-9a-f]{32}/);
  await expect(page.getByRole("tree")).toBeVisible();
  await page.goBack();
  await expect(answer.getByText(/\d+ → \d+ tokens/)).toBeVisible();
});

test("Esc stops an answer, and it can be asked again with other settings", async ({ page }) => {
  await page.goto("/chat");
  await expect(page.getByRole("combobox", { name: "Model" })).toBeVisible();
  await page.getByRole("spinbutton", { name: "Longest answer, in tokens" }).fill("2000");
  await page.getByRole("textbox", { name: "Message" }).fill("[[demo:delay=5]] Count to a thousand.");
  await page.keyboard.press("Enter");
  const answer = page.getByRole("log").getByRole("article").nth(1);
  await expect(answer).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("Escape");
  await expect(answer.getByText("Stopped by you")).toBeVisible();
  await page.getByRole("spinbutton", { name: "Longest answer, in tokens" }).fill("12");
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/chat/completions"));
  await answer.getByRole("button", { name: "Ask again" }).click();
  expect((await sent).postDataJSON()).toMatchObject({ max_tokens: 12 });
});

test("two models answer side by side, on a phone below each other", async ({ page }) => {
  await page.goto("/chat");
  await page.getByRole("button", { name: "Compare two models" }).click();
  await page.getByRole("textbox", { name: "Message" }).fill("Say hello.");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Open the trace of this answer" })).toHaveCount(2, { timeout: 60_000 });
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await seriousProblems(page)).toEqual([]);
});
