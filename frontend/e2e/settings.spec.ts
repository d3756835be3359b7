import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { seriousProblemsInBothThemes, signIn, target, test } from "./portal";

const PAGES = [
  ["/admin/settings/users", "Users"], ["/admin/settings/roles", "Roles"], ["/admin/settings/tokens", "API tokens"], ["/admin/settings/projects", "Projects"], ["/admin/settings/keys", /^Keys of/],
  ["/admin/settings/prices", /^Prices of/], ["/admin/settings/policies", /^Retention and masking of/], ["/admin/settings/dead-letters", /^Dead letters of/], ["/admin/settings/audit", "Audit log"], ["/admin/account", "Your account"], ["/admin/status", "Status"],
] as const;

const unique = (word: string) => `${word}-${randomBytes(3).toString("hex")}`;
const row = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

async function quiet(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

test.beforeEach(async ({ page }) => signIn(page));

test("a new user signs in and is refused where the role does not reach", async ({ page, browser, problems }) => {
  const email = `${unique("viewer")}@example.com`;
  await page.goto("/admin/settings");
  await expect(page).toHaveURL(/\/admin\/settings\/users/);
  await page.getByRole("button", { name: "New user" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Name").fill("New viewer");
  await page.getByRole("button", { name: "Create user" }).click();
  const handOver = page.getByRole("dialog", { name: "Hand this over in person" });
  const password = await handOver.getByLabel("First password").inputValue();
  await page.keyboard.press("Escape");
  await expect(handOver).toBeVisible();
  await handOver.getByRole("button", { name: "Done" }).click();
  await expect(row(page, email)).toContainText("Viewer");

  const context = await browser.newContext({ baseURL: test.info().project.use.baseURL ?? "" });
  const theirs = await context.newPage();
  problems.watch(theirs);
  await signIn(theirs, { email, password });
  await theirs.goto("/admin/settings/users");
  await expect(theirs.getByRole("heading", { name: "Your role does not open this page" })).toBeVisible();
  await expect(theirs.getByRole("navigation", { name: "Settings" }).getByRole("link")).toHaveText(["Roles", "API tokens", "Prices"]);
  // The screen's page is courtesy; the server refuses by itself.
  expect((await theirs.request.get("/api/users")).status()).toBe(403);

  await page.getByRole("button", { name: `Actions for ${email}` }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(row(page, email)).toContainText("Disabled");
  await theirs.goto("/admin/monitoring");
  await expect(theirs).toHaveURL(/\/login/);
  await context.close();
});

test("a key that is shown once sends a trace, and is refused once revoked", async ({ page, request }) => {
  const { agentopsUrl } = target();
  test.skip(agentopsUrl === undefined, "E2E_AGENTOPS_URL is not set");
  const name = unique("key");
  await page.goto("/admin/settings/keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByLabel(/Copy it now/).inputValue();
  await page.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByText(key)).toHaveCount(0);

  const exchange = () => request.post(`${agentopsUrl ?? ""}/v3/auth/token`, { data: { api_key: key } });
  const { token } = (await (await exchange()).json()) as { token: string };
  const traceId = randomBytes(16).toString("hex");
  const now = Date.now();
  const span = { traceId, spanId: randomBytes(8).toString("hex"), name: "sent with a new key", kind: 1, startTimeUnixNano: `${String(now)}000000`, endTimeUnixNano: `${String(now + 5)}000000`, status: { code: 1 } };
  const sent = await request.post(`${agentopsUrl ?? ""}/v1/traces`, { headers: { Authorization: `Bearer ${token}` }, data: { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] } });
  expect(sent.status(), await sent.text()).toBe(200);
  await expect.poll(async () => (await page.request.get(`/api/agentops/traces/${traceId}`)).status(), { timeout: 60_000 }).toBe(200);
  await page.goto(`/admin/monitoring/traces/${traceId}`);
  await expect(page.getByRole("treeitem", { name: /sent with a new key/ })).toBeVisible();

  await page.goto("/admin/settings/keys");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(row(page, name)).toHaveCount(0);
  expect((await exchange()).ok()).toBe(false);
});

test("another device is signed out", async ({ page, browser, problems }) => {
  const context = await browser.newContext({ baseURL: test.info().project.use.baseURL ?? "", userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) Version/18.2 Mobile/15E148 Safari/604.1" });
  const theirs = await context.newPage();
  problems.watch(theirs);
  await signIn(theirs);
  await theirs.goto("/admin/account");
  await expect(row(theirs, "iPhone").first()).toContainText("This device");
  await page.goto("/admin/account");
  const own = page.getByRole("table", { name: "Where you are signed in" });
  await expect(own.getByText("This device")).toHaveCount(1);
  await own.getByRole("button", { name: "Sign out Safari 18 · iPhone" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(own.getByText("Safari 18 · iPhone")).toHaveCount(0);
  await theirs.goto("/admin/account");
  await expect(theirs).toHaveURL(/\/login/);
  await context.close();
});

test("a project is created with its key, renamed, and deleted by its name", async ({ page }) => {
  const name = unique("project");
  await page.goto("/admin/settings/projects");
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByLabel(/Copy it now/)).toHaveValue(/.{16,}/);
  await page.getByRole("button", { name: "I have stored it" }).click();
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(`${name}-2`);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: `Actions for ${name}-2` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const remove = page.getByRole("dialog").getByRole("button", { name: "Delete" });
  await expect(remove).toBeDisabled();
  await page.getByLabel(`Type ${name}-2 to confirm`).fill(`${name}-2`);
  await remove.click();
  await expect(page.getByText(`Project ${name}-2 is deleted`)).toBeVisible();
  await expect(row(page, name)).toHaveCount(0);
});

test("an own price is set, priced again and deleted, and the audit log tells", async ({ page }) => {
  const model = unique("model");
  await page.goto("/admin/settings/prices");
  await page.getByRole("button", { name: "Set a price", exact: true }).last().click();
  await page.getByRole("textbox", { name: "Model" }).fill(model);
  await page.getByLabel("Input", { exact: true }).fill("0.25");
  await page.getByLabel("Output", { exact: true }).fill("abc");
  await page.getByRole("dialog").getByRole("button", { name: "Set a price" }).click();
  await expect(page.getByLabel("Output", { exact: true })).toBeFocused();
  await page.getByLabel("Output", { exact: true }).fill("1.5");
  await page.getByRole("dialog").getByRole("button", { name: "Set a price" }).click();
  await page.getByRole("button", { name: "Price stored calls again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Price calls again" }).click();
  await expect(page.getByText(/priced again\. Sums|No call needed another price/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await expect(row(page, model)).toContainText("$1.50");
  await page.getByRole("button", { name: `Delete the price of ${model}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(row(page, model)).toHaveCount(0);

  await page.goto("/admin/settings/audit");
  await page.getByLabel("What", { exact: true }).selectOption("Prices");
  await expect(page).toHaveURL(/action=price\./);
  await expect(row(page, model).first()).toContainText("Price deleted");
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("audit.csv");
});

test("the password form says what is wrong", async ({ page, problems }) => {
  problems.allow(/403/);
  await page.goto("/admin/account");
  await page.getByLabel("Current password").fill("certainly not it");
  await page.getByLabel("New password", { exact: true }).fill("another long one");
  await page.getByLabel("New password again").fill("another long one");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await expect(page.getByRole("alert")).toContainText("This is not your current password.");
});

test("the time zone is chosen and stays", async ({ page }) => {
  await page.goto("/admin/account");
  await page.getByLabel("Time zone").selectOption("UTC");
  await page.reload();
  await expect(page.getByLabel("Time zone")).toHaveValue("UTC");
  await page.goto("/admin/monitoring");
  await page.getByRole("button", { name: /^Time range/ }).click();
  await expect(page.getByText("Times are in UTC")).toBeVisible();
});

test("every part is on the status page", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/admin/status");
  await expect(page.getByRole("heading", { name: /Everything works|a part is missing/ })).toBeVisible();
  await expect(page.getByText("Accounts database")).toBeVisible();
  await expect(page.getByText("Lost", { exact: true }).locator("xpath=ancestor::li")).toContainText("0");
  await page.getByRole("button", { name: "Copy diagnostic" }).click();
  const text = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as { health: { components: unknown[] } };
  expect(text.health.components.length).toBeGreaterThan(1);
  expect(JSON.stringify(text)).not.toContain(target().password);
});

test("the keyboard reaches a dialog, stays in it and comes back", async ({ page }) => {
  await page.goto("/admin/monitoring");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page.getByRole("heading", { name: "Users", level: 1 })).toBeVisible();
  const add = page.getByRole("button", { name: "New user" });
  await add.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Email")).toBeFocused();
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest("dialog") !== null);
    expect(inside).toBe(true);
  }
  // A shortcut of the page must not fire behind a dialog.
  await page.getByRole("button", { name: "Cancel" }).last().focus();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(add).toBeFocused();
});

test("a phone's width is enough for every page", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [path, name] of PAGES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await quiet(page);
    const overflow = await page.evaluate(() => Math.max(...[document.documentElement, document.getElementById("content")].map((box) => (box === null ? 0 : box.scrollWidth - box.clientWidth))));
    expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
    if (path.startsWith("/admin/settings")) await expect(page.getByRole("navigation", { name: "Settings" }).locator("[aria-current=page]")).toBeInViewport();
  }
});

test("axe finds nothing serious on any page, in both themes", async ({ page }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  for (const [path, name] of PAGES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await quiet(page);
    expect(await seriousProblemsInBothThemes(page), path).toEqual([]);
  }
  await page.goto("/admin/settings/users");
  await page.getByRole("button", { name: "New user" }).click();
  await page.getByRole("button", { name: "Create user" }).click();
  expect(await seriousProblemsInBothThemes(page), "a dialog with errors").toEqual([]);
});
