import { expect, type Page } from "@playwright/test";
import { seriousProblems, signIn, test } from "./portal";

const LIST = "/admin/monitoring/traces?range=7d";
const table = (page: Page) => page.getByRole("table", { name: "Traces" });
const rows = (page: Page) => table(page).getByRole("row").filter({ has: page.getByRole("cell") });
const box = (page: Page) => page.getByRole("combobox", { name: "Filter traces" });
const facets = (page: Page) => page.getByRole("complementary", { name: "Narrow down" });

test.describe("the list of traces", () => {
  test.beforeEach(async ({ page }) => signIn(page));

  test("its filter completes by keyboard, marks a mistake, and is remembered", async ({ page }) => {
    await page.goto(LIST);
    await expect(rows(page).first()).toBeVisible();
    await page.keyboard.press("/");
    await expect(box(page)).toBeFocused();
    await page.keyboard.type("stat");
    await expect(page.getByRole("option", { name: /^status:/ })).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(box(page)).toHaveValue("status:");
    await page.keyboard.type("o");
    await expect(page.getByRole("option", { name: "ok" })).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/q=status%3Aok/);
    await page.keyboard.press("Enter");

    await box(page).fill("modell:x latency>2s");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert")).toContainText("Character 1: found “modell”");
    await expect(page).toHaveURL(/q=status%3Aok/);
    await page.getByRole("alert").getByRole("button", { name: "model" }).click();
    await expect(page).toHaveURL(/q=model%3Ax/);

    await page.getByRole("button", { name: "Clear the filter" }).click();
    await box(page).blur();
    await box(page).click();
    await page.getByRole("option", { name: "status:ok" }).click();
    await expect(page).toHaveURL(/q=status%3Aok/);
  });

  test("values narrow it down and widen it again", async ({ page }) => {
    await page.goto(LIST);
    const value = facets(page).getByRole("button", { name: /^Model .+ traces$/ }).first();
    await value.click();
    await expect(page).toHaveURL(/q=model%3A/);
    await expect(facets(page).getByRole("button", { name: /^Model .+ traces$/, pressed: true })).toHaveCount(1);
    await facets(page).getByRole("button", { name: "Clear Model" }).click();
    await expect(page).not.toHaveURL(/q=/);
  });

  test("its columns are the reader's, and a view keeps and shares them", async ({ page }) => {
    const name = `e2e ${String(Date.now())}`;
    await page.goto(`${LIST}&q=status:ok&refresh=off`);
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "First token" }).check();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("columnheader", { name: "First token" })).toBeVisible();
    await page.getByRole("button", { name: /^Saved views/ }).click();
    await page.getByRole("button", { name: "Save as a view…" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByLabel("Share it with everybody").check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("button", { name: `Saved views: ${name}` })).toBeVisible();

    await page.goto("/admin/monitoring/traces?saved=none");
    await page.getByRole("button", { name: /^Saved views/ }).click();
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await expect(page).toHaveURL(/q=status%3Aok/);
    await expect(page.getByRole("columnheader", { name: "First token" })).toBeVisible();
    await page.getByRole("button", { name: /^Saved views/ }).click();
    await page.getByRole("button", { name: `More about ${name}` }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("button", { name: "Saved views: All traces" })).toBeVisible();
  });

  test("two are picked by keyboard and compared", async ({ page }) => {
    await page.goto(`${LIST}&refresh=off`);
    await expect(rows(page).nth(1)).toBeVisible();
    await page.keyboard.press("j");
    await expect(rows(page).first().getByRole("link")).toBeFocused();
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("x");
    const bar = page.getByRole("toolbar", { name: "Selected traces" });
    await expect(bar).toContainText("2 selected");
    await bar.getByRole("button", { name: "Compare" }).click();
    await expect(page).toHaveURL(/traces\/compare\?.*a=[0-9a-f]{32}&b=[0-9a-f]{32}/);
  });

  test("it is live, and stands still when paused", async ({ page }) => {
    await page.goto(LIST);
    await page.getByRole("button", { name: /^Live\. Pause/ }).click();
    await page.getByRole("button", { name: /^Paused\. Go on/ }).click();
    await expect(page.getByRole("button", { name: /^Live\. Pause/ })).toBeVisible();
  });

  test("sessions lead to their traces", async ({ page }) => {
    await page.goto(LIST);
    await page.getByRole("radio", { name: "Sessions" }).check({ force: true });
    await page.getByRole("button", { name: /^Traces of session/ }).first().click();
    await expect(page).toHaveURL(/q=session/);
    await expect(rows(page).first()).toBeVisible();
  });

  test("a phone narrows it down in a sheet, and nothing scrolls sideways", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(LIST);
    await expect(rows(page).first()).toBeVisible();
    await page.getByRole("button", { name: "Filters", exact: true }).click();
    const sheet = page.getByRole("dialog", { name: "Narrow down" });
    await sheet.getByRole("button", { name: /^Model .+ traces$/ }).first().click();
    await sheet.getByRole("button", { name: "Show the traces" }).click();
    await expect(page).toHaveURL(/q=model%3A/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  });

  test("axe finds nothing serious with its parts open", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto(`${LIST}&refresh=off`);
    await expect(facets(page).getByRole("button", { name: /^Model .+ traces$/ }).first()).toBeVisible();
    await page.keyboard.press("/");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("listbox")).toBeVisible();
    expect(await seriousProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Saved views/ }).click();
    expect(await seriousProblems(page)).toEqual([]);
  });
});
