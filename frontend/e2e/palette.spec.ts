import { expect } from "@playwright/test";
import { seriousProblems, signIn, target, test } from "./portal";

test.beforeEach(async ({ page }) => signIn(page));

test("the palette goes anywhere by keyboard", async ({ page }) => {
  const opened = async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  };
  await page.goto("/admin/monitoring?range=1h");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search and commands" });
  await expect(field).toBeFocused();
  await expect(page.getByRole("option", { name: "Overview" })).toHaveAttribute("aria-selected", "true");
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.type("traces");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/monitoring\/traces\?range=1h/);

  await opened();
  await page.keyboard.type("last 7");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/range=7d/);

  await opened();
  await page.keyboard.type("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await opened();
  await page.keyboard.type("dead letters");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/settings\/dead-letters/);
});

test("the palette opens a trace by its id and closes with Esc", async ({ page }) => {
  const { traceId } = target();
  test.skip(traceId === undefined, "E2E_TRACE_ID is not set");
  await page.goto("/admin/monitoring");
  await page.getByRole("button", { name: "Search and commands" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search and commands" })).toBeFocused();
  await page.keyboard.type(traceId ?? "");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`traces/${traceId ?? ""}`));
});

test("every page's shortcuts are listed, and lead where they say", async ({ page }) => {
  await page.goto("/admin/monitoring");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const name of ["Everywhere", "Traces", "A trace", "Chat"]) await expect(list.getByRole("heading", { name, exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  for (const [key, url, heading] of [["c", /\/chat/, "Chat"], ["h", /\/admin\/status/, "Status"], ["o", /\/admin\/monitoring$/, "Overview"]] as const) {
    await page.locator("main").focus();
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page).toHaveURL(url);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    // It takes the focus when it opens, and keys typed into it are no shortcuts.
    if (key === "c") await expect(page.getByRole("textbox", { name: "Message" })).toBeFocused();
  }
});
