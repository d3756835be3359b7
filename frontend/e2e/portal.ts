import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

export interface Target { email: string; password: string; traceId: string | undefined; traceText: string | undefined; failedTraceId: string | undefined; toolTraceId: string | undefined; agentopsUrl: string | undefined }

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: the end-to-end tests need a running stack (see playwright.config.ts)`);
  return value;
}

export function target(): Target {
  const optional = (name: string) => (process.env[name] === "" ? undefined : process.env[name]);
  return {
    email: needed("E2E_EMAIL"),
    password: needed("E2E_PASSWORD"),
    traceId: optional("E2E_TRACE_ID"),
    traceText: optional("E2E_TRACE_TEXT"),
    failedTraceId: optional("E2E_FAILED_TRACE_ID"),
    toolTraceId: optional("E2E_TOOL_TRACE_ID"),
    agentopsUrl: optional("E2E_AGENTOPS_URL"),
  };
}

function watch(page: Page, found: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error") found.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => found.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A question that is no longer of interest is dropped by the screen itself.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") found.push(`request: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ""}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) found.push(`answer: ${String(response.status())} ${response.url()}`);
  });
}

interface Problems { allow: (pattern: RegExp) => void; watch: (page: Page) => void }

/** Every test fails on a console error, an uncaught exception, a failed request or an answer of 400 and more; so do pages it opens and has watched. */
export const test = base.extend<{ problems: Problems }>({
  problems: [
    async ({ page }, use) => {
      const found: string[] = [];
      const allowed: RegExp[] = [];
      watch(page, found);
      await use({ allow: (pattern) => allowed.push(pattern), watch: (other) => watch(other, found) });
      expect(found.filter((problem) => !allowed.some((pattern) => pattern.test(problem)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in by the API, as a browser that has been here before; the form has a test of its own. */
export async function signIn(page: Page, as: { email: string; password: string } = target()): Promise<void> {
  const { email, password } = as;
  const origin = test.info().project.use.baseURL ?? "";
  const answer = await page.request.post("/api/auth/login", { data: { email, password }, headers: { Origin: origin } });
  expect(answer.status(), await answer.text()).toBe(200);
}

async function problemsOf(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
  return violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", ")}`);
}

export async function seriousProblems(page: Page): Promise<string[]> {
  return problemsOf(new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]));
}

/** Of the page as it is in the light theme, and then in the dark one, where only the colours are others. */
export async function seriousProblemsInBothThemes(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const light = await seriousProblems(page);
  const before = await background(page);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect.poll(() => background(page)).not.toBe(before);
  const dark = await problemsOf(new AxeBuilder({ page }).withRules(["color-contrast", "link-in-text-block"]));
  return [...light.map((problem) => `light: ${problem}`), ...dark.map((problem) => `dark: ${problem}`)];
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
