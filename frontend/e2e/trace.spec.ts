import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { seriousProblems, seriousProblemsInBothThemes, signIn, target, test } from "./portal";

const tree = (page: Page) => page.getByRole("tree", { name: "Span tree with a time axis" });
const spans = (page: Page) => tree(page).getByRole("treeitem");

function traceId(): string {
  const { toolTraceId, traceId: any } = target();
  const id = toolTraceId ?? any;
  test.skip(id === undefined, "E2E_TRACE_ID is not set");
  return id ?? "";
}

async function open(page: Page, search = ""): Promise<string> {
  const id = traceId();
  await page.goto(`/admin/monitoring/traces/${id}?refresh=off${search}`);
  await expect(spans(page).first()).toBeVisible();
  return id;
}

test.describe("a trace", () => {
  test.beforeEach(async ({ page }) => signIn(page));

  test("marks the critical path that the API tells, and says what the time went to", async ({ page }) => {
    const id = await open(page);
    const timeline = (await (await page.request.get(`/api/agentops/timeline/${id}`)).json()) as { spans: { name: string; critical_ns: number }[] };
    const onPath = timeline.spans.filter((span) => span.critical_ns > 0).map((span) => span.name).sort();
    await expect(page.getByRole("img", { name: /^Critical path by kind: .*%/ })).toBeVisible();
    const marked = spans(page).filter({ hasText: "on the critical path" });
    await expect(marked).toHaveCount(onPath.length);
    for (const name of new Set(onPath)) await expect(marked.filter({ hasText: name }).first()).toBeVisible();
  });

  test("finds a span, zooms the time and keeps both in the address", async ({ page }) => {
    await open(page);
    const name = (await spans(page).last().locator("b").textContent()) ?? "";
    await page.keyboard.press("/");
    await page.getByRole("searchbox", { name: "Find a span" }).fill(name);
    await expect(page.getByRole("toolbar").getByRole("status")).toContainText(/of \d/);
    await page.keyboard.press("Enter");
    await expect(tree(page).getByRole("treeitem", { selected: true })).toContainText(name);
    await expect(page).toHaveURL(/find=/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("searchbox", { name: "Find a span" })).toHaveValue("");

    const start = page.getByRole("slider", { name: "Start of the part shown" });
    await start.focus();
    await page.keyboard.press("Shift+ArrowRight");
    await expect(page).toHaveURL(/win=/);
    await page.reload();
    await expect(page.getByRole("button", { name: "Show all of the time" })).toBeVisible();
    await page.getByRole("button", { name: "Show all of the time" }).click();
    await expect(page).not.toHaveURL(/win=/);
  });

  test("a drag over the small picture chooses a part of the time", async ({ page }) => {
    await open(page);
    const map = page.getByRole("group", { name: /whole trace in small/ });
    const box = await map.boundingBox();
    test.skip(box === null, "a trace of one span has no overview");
    if (box === null) return;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await expect(page).toHaveURL(/win=/);
    await map.dblclick({ position: { x: box.width * 0.9, y: 20 } });
    await expect(page).not.toHaveURL(/win=/);
  });

  test("the keyboard walks the tree, folds it and steps to kinds", async ({ page }) => {
    await open(page);
    await tree(page).focus();
    await page.keyboard.press("Home");
    const first = spans(page).first();
    await expect(first).toHaveAttribute("aria-selected", "true");
    const before = await spans(page).count();
    await page.keyboard.press("ArrowLeft");
    await expect(first).toHaveAttribute("aria-expanded", "false");
    expect(await spans(page).count()).toBeLessThan(before);
    await page.keyboard.press("ArrowRight");
    await expect(spans(page)).toHaveCount(before);
    await page.getByRole("button", { name: "Kinds" }).click();
    await page.getByRole("checkbox", { name: "Show Model call" }).uncheck();
    await expect(page).toHaveURL(/hide=llm/);
    await expect(spans(page).filter({ hasText: "Model call" })).toHaveCount(0);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(spans(page)).toHaveCount(before);
  });

  test("a span shows its logs, its attributes and its JSON with what is searched", async ({ page }) => {
    await open(page);
    await page.getByRole("tab", { name: "Logs" }).click();
    await expect(page.getByRole("radio", { name: "This span" })).toBeChecked();
    await page.getByRole("radio", { name: "Whole trace" }).check({ force: true });
    await expect(page.getByRole("tabpanel")).toContainText(/No log record belongs here|\+/);
    await page.getByRole("tab", { name: "Raw JSON" }).click();
    await page.getByRole("searchbox", { name: "Search the JSON" }).fill("span_id");
    await expect(page.getByRole("tabpanel").getByRole("status")).toContainText(/[1-9]\d* found/);
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Raw JSON: Download" }).click();
    const file = await (await saving).path();
    expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("span_id");
  });

  test("is shared by a link that shows it without signing in, until it is revoked", async ({ page, browser, problems }) => {
    const id = await open(page);
    await page.getByRole("button", { name: "Share" }).click();
    const dialog = page.getByRole("dialog", { name: /^Share / });
    await dialog.getByLabel("Works for").selectOption({ label: "1 hour" });
    await dialog.getByRole("button", { name: "Create link" }).click();
    const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
    expect(link).toMatch(/\/shared#/);
    const path = new URL(link).pathname + new URL(link).hash;

    const stranger = await browser.newContext({ baseURL: test.info().project.use.baseURL ?? "" });
    const other = await stranger.newPage();
    problems.watch(other);
    const asked: string[] = [];
    other.on("request", (request) => { if (request.url().includes("/api/")) asked.push(new URL(request.url()).pathname); });
    await other.goto(path);
    await expect(spans(other).first()).toBeVisible();
    await expect(other.getByRole("tabpanel")).toBeVisible();
    await spans(other).first().click();
    await expect(other).toHaveURL(/span=.*#/);
    expect(new Set(asked)).toEqual(new Set(["/api/agentops/shared"]));
    await expect(other.getByRole("tab", { name: "Logs" })).toHaveCount(0);
    expect(await seriousProblems(other)).toEqual([]);

    await dialog.getByRole("button", { name: /^Revoke the link/ }).first().click();
    await expect(dialog.getByText("There is no link to this trace yet.").or(dialog.getByText(/^until /).first())).toBeVisible();
    problems.allow(/404/);
    await other.reload();
    await expect(other.getByRole("heading", { name: "This link does not work" })).toBeVisible();
    expect(id).toHaveLength(32);
    await stranger.close();
  });

  test("is exported as JSON with its spans, and as a row of CSV", async ({ page }) => {
    const id = await open(page);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: /^Export / });
    const save = async (format: RegExp) => {
      await dialog.getByRole("radio", { name: format }).check();
      const saving = page.waitForEvent("download");
      await dialog.getByRole("button", { name: /^Export/ }).click();
      const file = await saving;
      await expect(dialog.getByRole("status")).toContainText("is saved");
      return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
    };
    const whole = await save(/^JSON with everything/);
    expect(whole.name).toBe(`trace-${id}.json`);
    const detail = JSON.parse(whole.text) as { trace: { trace_id: string }; spans: unknown[] };
    expect(detail.trace.trace_id).toBe(id);
    expect(detail.spans.length).toBeGreaterThan(0);
    const row = await save(/^CSV/);
    const [header, ...rows] = row.text.trim().split("\r\n");
    expect(header).toContain("trace_id");
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(id);
  });

  test("is compared with another: figures, aligned spans, differences of text", async ({ page }) => {
    const id = await open(page);
    const { traceId: other } = target();
    test.skip(other === undefined || other === id, "needs two different traces");
    await page.getByRole("link", { name: "Compare" }).click();
    await expect(page.getByRole("heading", { name: "Compare traces" })).toBeVisible();
    await page.getByLabel("Trace ID").fill("not an id");
    await page.getByRole("button", { name: "Compare with it" }).click();
    await expect(page.getByText("This is not a trace id", { exact: false })).toBeVisible();
    await page.getByLabel("Trace ID").fill(other ?? "");
    await page.getByRole("button", { name: "Compare with it" }).click();
    await expect(page).toHaveURL(new RegExp(`b=${other ?? ""}`));
    const rows = page.getByRole("tree", { name: "Spans of both traces, aligned" }).getByRole("treeitem");
    await expect(rows.first()).toBeVisible();
    await expect(page.getByRole("row", { name: /^Latency/ })).toContainText(/[+−=]/);
    await expect(page.getByRole("region", { name: /^Differences of / })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Output" })).toBeVisible();
    expect(await seriousProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Swap A and B" }).click();
    await expect(page).toHaveURL(new RegExp(`a=${other ?? ""}`));
  });

  test("fits a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const id = await open(page);
    for (const path of [`/admin/monitoring/traces/${id}?refresh=off`, `/admin/monitoring/traces/compare?a=${id}&refresh=off`]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    }
  });

  test("axe finds nothing serious, in both themes", async ({ page }) => {
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await open(page);
    await expect(page.getByRole("tabpanel")).toContainText(/\w/);
    expect(await seriousProblemsInBothThemes(page)).toEqual([]);
    await page.getByRole("button", { name: "Share" }).click();
    await expect(page.getByRole("dialog", { name: /^Share / }).getByRole("button", { name: "Create link" })).toBeVisible();
    expect(await seriousProblemsInBothThemes(page)).toEqual([]);
  });
});
