import { expect, type Page } from "@playwright/test";
import { seriousProblems, seriousProblemsInBothThemes, signIn, target, test } from "./portal";

const traces = (page: Page) => page.getByRole("table", { name: "Traces" });
const rows = (page: Page) => traces(page).getByRole("row").filter({ has: page.getByRole("cell") });

test.describe("signing in", () => {
  test("a wrong password says so, the right one leads to where one wanted to go", async ({ page, problems }) => {
    problems.allow(/401/);
    await page.goto("/admin/monitoring/traces?status=ERROR");
    await expect(page).toHaveURL(/\/login/);
    await page.getByLabel("Email").fill(target().email);
    await page.getByLabel("Password", { exact: true }).fill("certainly not it");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("do not match");
    await page.getByLabel("Password", { exact: true }).fill(target().password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/admin\/monitoring\/traces\?.*status=ERROR/);
    await expect(page.getByRole("heading", { name: "Traces", level: 1 })).toBeVisible();
  });

  test("signing out ends the session", async ({ page }) => {
    await signIn(page);
    await page.goto("/admin/monitoring");
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/login/);
    await page.goto("/admin/monitoring");
    await expect(page).toHaveURL(/\/login/);
  });
});

test.describe("signed in", () => {
  test.beforeEach(async ({ page }) => signIn(page));

  test("the overview shows the figures of real traffic", async ({ page }) => {
    await page.goto("/admin/monitoring");
    for (const name of ["Total cost", "Total events", "Avg latency", "Fail rate"]) {
      await expect(page.getByRole("link", { name: new RegExp(`^${name} .*\\d`) })).toBeVisible();
    }
    await expect(page.getByText("Lost spans").locator("xpath=ancestor::div[1]").getByText("0", { exact: true })).toBeVisible();
    await expect(page.getByRole("img", { name: /Requests over time/ })).toBeVisible();
    await expect(page.getByRole("heading", { name: "By model" })).toBeVisible();
    await page.getByRole("radio", { name: "Latency" }).check({ force: true });
    await expect(page).toHaveURL(/chart=latency/);
    await page.getByRole("button", { name: "Table" }).click();
    await expect(page.getByRole("columnheader", { name: "95th percentile" })).toBeVisible();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).first().click();
    expect((await saving).suggestedFilename()).toBe("latency.csv");
  });

  test("the overview shows what arrives and what fires", async ({ page }) => {
    await page.goto("/admin/monitoring");
    const live = page.getByRole("region", { name: "Live" });
    await expect(live.getByText("as they arrive")).toBeVisible();
    await expect(live.getByRole("listitem").first()).toBeVisible();
    const alerts = page.getByRole("region", { name: "Alerts" });
    await expect(alerts).toHaveAttribute("aria-busy", "false");
    await expect(alerts.getByText(/Nothing is firing|No alerting runs here|cannot be read/).or(alerts.getByRole("listitem").first())).toBeVisible();
    await page.getByTitle("Time to first token: see the traces").click();
    await expect(page).toHaveURL(/q=has%3Attft/);
    await expect(rows(page).first()).toBeVisible();
  });

  test("a figure leads to the traces behind it", async ({ page }) => {
    await page.goto("/admin/monitoring");
    await page.getByRole("link", { name: /^Fail rate/ }).click();
    await expect(page).toHaveURL(/status=ERROR/);
    await expect(rows(page).first()).toContainText("Failed");
  });

  test("filters and order reach the server and the address", async ({ page }) => {
    await page.goto("/admin/monitoring/traces");
    await expect(rows(page).first()).toBeVisible();
    const asked = page.waitForRequest((request) => request.url().includes("/api/agentops/traces?") && request.url().includes("status=ERROR"));
    await page.getByRole("radio", { name: "Failed" }).check({ force: true });
    await asked;
    await expect(page).toHaveURL(/status=ERROR/);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(page).not.toHaveURL(/status=/);

    const sorted = page.waitForRequest((request) => request.url().includes("sort=duration"));
    await page.getByRole("button", { name: "Sort by Latency" }).click();
    await sorted;
    await expect(page.getByRole("columnheader", { name: "Latency" })).toHaveAttribute("aria-sort", "descending");

    const searched = page.waitForRequest((request) => request.url().includes("q=nothing-is-called-this"));
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Filter traces" }).fill("nothing-is-called-this");
    await searched;
    await expect(page.getByRole("heading", { name: "No trace matches" })).toBeVisible();
  });

  test("the keyboard alone opens a trace and comes back", async ({ page }) => {
    await page.goto("/admin/monitoring");
    await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
    await page.keyboard.press("g");
    await page.keyboard.press("t");
    await expect(rows(page).first()).toBeVisible();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expect(rows(page).nth(1).getByRole("link")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("tree")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(traces(page)).toBeVisible();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  });

  test("a trace shows its spans, its conversation and its attributes", async ({ page }) => {
    const { traceId, traceText } = target();
    test.skip(traceId === undefined, "E2E_TRACE_ID is not set");
    await page.goto(`/sessions?trace_id=${traceId ?? ""}`);
    await expect(page).toHaveURL(new RegExp(`/admin/monitoring/traces/${traceId ?? ""}`));
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    if (traceText !== undefined) await expect(page.getByRole("tabpanel")).toContainText(traceText);
    await page.getByRole("tab", { name: /Attributes/ }).click();
    await page.getByRole("searchbox", { name: "Search attributes" }).fill("gen_ai.request.model");
    await expect(page.getByText("gen_ai.request.model", { exact: true })).toBeVisible();
    await page.getByRole("tab", { name: "Raw JSON" }).click();
    await expect(page.getByRole("tabpanel")).toContainText('"span_id"');
    await expect(page).toHaveURL(/view=raw/);
    await page.reload();
    await expect(page.getByRole("tabpanel")).toContainText('"span_id"');
    await page.getByRole("link", { name: "All traces" }).click();
    await expect(traces(page)).toBeVisible();
  });

  test("a failed trace says why", async ({ page }) => {
    const { failedTraceId } = target();
    test.skip(failedTraceId === undefined, "E2E_FAILED_TRACE_ID is not set");
    await page.goto(`/admin/monitoring/traces/${failedTraceId ?? ""}`);
    await expect(page.getByRole("banner").or(page.locator("header")).getByText("Failed").first()).toBeVisible();
    await expect(page.getByRole("treeitem", { name: /Failed/ }).first()).toBeVisible();
  });

  test("a tool call shows its name and its arguments", async ({ page }) => {
    const { toolTraceId } = target();
    test.skip(toolTraceId === undefined, "E2E_TOOL_TRACE_ID is not set");
    await page.goto(`/admin/monitoring/traces/${toolTraceId ?? ""}`);
    await expect(page.getByRole("tabpanel")).toContainText("get_weather");
    await expect(page.getByRole("tabpanel")).toContainText('"city"');
  });

  test("an unknown trace and an unknown page say what to do", async ({ page, problems }) => {
    problems.allow(/404/);
    await page.goto("/admin/monitoring/traces/00000000000000000000000000000001");
    await expect(page.getByRole("heading", { name: "This trace is not here" })).toBeVisible();
    await page.goto("/no/such/page");
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  });

  test("theme and language change at once and stay", async ({ page }) => {
    await page.goto("/admin/monitoring");
    await page.getByRole("button", { name: "Theme" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("menuitemradio", { name: "한국어" }).click();
    await expect(page.getByRole("heading", { name: "개요", level: 1 })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("heading", { name: "개요", level: 1 })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  });

  test("the time range is chosen, lives in the address and survives a reload", async ({ page }) => {
    await page.goto("/admin/monitoring");
    await page.getByRole("button", { name: /^Time range/ }).click();
    await page.getByRole("button", { name: "Last 7 days" }).click();
    await expect(page).toHaveURL(/range=7d/);
    await page.reload();
    await expect(page.getByRole("button", { name: "Time range: Last 7 days" })).toBeVisible();
    await page.getByRole("link", { name: "Traces", exact: true }).click();
    await expect(page).toHaveURL(/traces\?.*range=7d/);
  });

  test("a phone's width is enough", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ["/admin/monitoring", "/admin/monitoring/traces"]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    await rows(page).first().getByRole("link").click();
    await expect(page.getByRole("tree")).toBeVisible();
    await expect(page.getByRole("tablist")).toBeVisible();
  });

  test("axe finds nothing serious, in both themes", async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.goto("/admin/monitoring?refresh=off");
    await expect(page.getByRole("link", { name: /^Total cost .*\d/ })).toBeVisible();
    expect(await seriousProblemsInBothThemes(page)).toEqual([]);
    await page.goto("/admin/monitoring/traces?refresh=off");
    await expect(rows(page).first()).toBeVisible();
    expect(await seriousProblemsInBothThemes(page)).toEqual([]);
    await rows(page).first().getByRole("link").click();
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    await expect(page.getByRole("tabpanel")).toBeVisible();
    expect(await seriousProblemsInBothThemes(page)).toEqual([]);
  });
});

test("axe finds nothing serious on the sign-in page", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await seriousProblems(page)).toEqual([]);
});
