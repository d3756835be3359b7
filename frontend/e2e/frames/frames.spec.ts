import { expect, test as plain, type Frame, type FrameLocator, type Page } from "@playwright/test";
import { seriousProblems, signIn, test } from "../portal";

/* Run by tests/e2e/proxy, which starts FAKE Grafana and Langfuse and real Prometheus, Alertmanager and Streamlit behind a portal. */
const { frames: FRAMES, langfuse: LANGFUSE, elsewhere: ELSEWHERE } = JSON.parse(process.env["E2E_FRAMES"] ?? "{}") as { frames: string; langfuse: string; elsewhere: string };
const PORTAL = process.env["E2E_BASE_URL"] ?? "";

const inside = (page: Page): FrameLocator => page.frameLocator("main iframe");

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator("main iframe").elementHandle();
  const frame = await element.contentFrame();
  if (frame === null) throw new Error("there is no frame");
  return frame;
}

test.describe("as people use it", () => {
  test.beforeEach(async ({ page, problems }) => {
    await signIn(page);
    // What the portal asks of servers that are not there in this test.
    problems.allow(/\/api\/(agentops|projects|alerts|dashboards|chat)/u);
    problems.allow(/^console: Failed to load resource/u);
    // Debian's Prometheus loads one of its libraries in a form that a plain script may not have.
    problems.allow(/^exception: Unexpected token 'export'/u);
  });

  test("Grafana: the dashboard alone, signed in, live, with the portal's range and colours", async ({ page }) => {
    await page.goto("/admin/monitoring/grafana?range=6h");
    const grafana = inside(page);
    await expect(grafana.getByTestId("user")).toHaveText("admin@example.com Admin");
    await expect(grafana.getByTestId("live")).toHaveText("live for admin@example.com");
    await expect(grafana.getByTestId("ask")).toHaveText("200");
    await expect(grafana.getByTestId("query")).toHaveText("?kiosk&_dash.hideTimePicker=true&theme=light&from=now-6h&to=now&refresh=30s");
    expect(new URL((await frameOf(page)).url()).origin).toBe(FRAMES);
    await expect(page.getByText("Opening Grafana")).toHaveCount(0);
    expect(await seriousProblems(page)).toEqual([]);

    await page.getByRole("button", { name: "Theme" }).click();
    await page.getByRole("menuitemradio", { name: "Dark" }).click();
    await expect(grafana.getByTestId("query")).toContainText("theme=dark");
    await page.getByRole("radio", { name: "With Grafana's menus" }).check();
    await expect(page).toHaveURL(/menus=shown/);
    await expect(grafana.getByTestId("query")).not.toContainText("kiosk");
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Grafana" })).toBeVisible();
  });

  test("Langfuse: at the root of its own address, with its own session, assets and stream", async ({ page }) => {
    await page.goto("/admin/langfuse");
    const langfuse = inside(page);
    await expect(langfuse.getByTestId("path")).toHaveText("/auth/sign-in");
    await expect(langfuse.getByTestId("event")).toHaveText("1");
    await expect(langfuse.getByTestId("signed")).toHaveText("200 /project/1");
    expect(new URL((await frameOf(page)).url()).origin).toBe(LANGFUSE);
    await expect(page.getByText("Opening Langfuse")).toHaveCount(0);
    const names = (await page.context().cookies(LANGFUSE)).map(({ name }) => name);
    expect(names).toContain("next-auth.session-token.agent-portal");
    expect(names.filter((name) => name === "portal_session_3001")).toEqual([]);
  });

  test("Langfuse: a lost session in the frame is told, and opened again", async ({ page, problems }) => {
    problems.allow(/^answer: 401 .*\/project\/2$/u);
    await page.goto("/admin/langfuse");
    await expect(inside(page).getByTestId("signed")).toBeVisible();
    await page.context().clearCookies({ name: /^portal_frame_/u });
    await inside(page).getByRole("link", { name: "Project 2" }).click();
    await expect(page.getByRole("heading", { name: "Your session in this frame has ended" })).toBeVisible();
    await page.getByRole("button", { name: "Open Langfuse again" }).click();
    await expect(inside(page).getByTestId("path")).toHaveText("/auth/sign-in");
  });

  test("Langfuse: a cookie that does not hold is told from a lost session", async ({ page, context, problems }) => {
    problems.allow(/^answer: 401 .*\/auth\/sign-in$/u);
    const { hostname, port } = new URL(LANGFUSE);
    await context.addCookies([{ name: `portal_frame_${port}`, value: "planted", domain: hostname, path: "/auth" }]);
    await page.goto("/admin/langfuse");
    await expect(page.getByRole("heading", { name: "Your browser does not keep the cookie of this frame" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Open in a new tab" })).toHaveCount(2);
  });

  test("real Prometheus answers a query in its frame", async ({ page }) => {
    await page.goto("/admin/programs/prometheus");
    await expect(page.getByText("Opening Prometheus")).toHaveCount(0);
    const frame = await frameOf(page);
    await expect.poll(() => frame.url()).toMatch(/\/api\/proxy\/prometheus\/\w+/u);
    expect(new URL(frame.url()).origin).toBe(FRAMES);
    await expect(inside(page).getByText(/Execute/).first()).toBeVisible();
    const answer = await frame.evaluate(async () => (await fetch("/api/proxy/prometheus/api/v1/query?query=vector(7)")).json() as Promise<unknown>);
    expect(JSON.stringify(answer)).toContain('"7"');
    await inside(page).getByRole("link", { name: /Prometheus/ }).first().click();
    await expect(inside(page).getByText(/Execute/).first()).toBeVisible();
  });

  test("real Alertmanager shows itself in its frame", async ({ page }) => {
    await page.goto("/admin/programs/alertmanager");
    await expect(page.getByText("Opening Alertmanager")).toHaveCount(0);
    expect(new URL((await frameOf(page)).url()).origin).toBe(FRAMES);
    await expect(inside(page).getByText(/Alertmanager/).first()).toBeVisible();
    const status = await (await frameOf(page)).evaluate(async () => (await fetch("/api/proxy/alertmanager/api/v2/status")).status);
    expect(status).toBe(200);
  });

  test("real Streamlit counts over its WebSocket, in the portal's colours", async ({ page }) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto("/admin/programs/realtime");
    const app = inside(page);
    await expect(app.getByRole("heading", { name: "Counter of the test" })).toBeVisible();
    await expect(app.getByText("pressed 0 times")).toBeVisible();
    await app.getByRole("button", { name: "Count" }).click();
    await expect(app.getByText("pressed 1 times")).toBeVisible();
    expect((await frameOf(page)).url()).toContain("embed_options=dark_theme");
  });

  test("a frame is loaded again, filled, and opened in a tab", async ({ page, context }) => {
    await page.goto("/admin/programs/prometheus");
    await expect(inside(page).getByText(/Execute/).first()).toBeVisible();
    const loaded = page.waitForResponse((answer) => answer.url().startsWith(`${PORTAL}/api/proxy/prometheus/`));
    await page.getByRole("button", { name: "Load again" }).click();
    expect((await loaded).status()).toBe(303);
    await page.getByRole("button", { name: "Full screen" }).click();
    await expect(page.getByRole("button", { name: "Leave full screen" })).toBeVisible();
    await page.getByRole("button", { name: "Leave full screen" }).click();
    await expect(page.getByRole("button", { name: "Full screen", exact: true })).toBeVisible();
    const popup = context.waitForEvent("page");
    await page.getByRole("link", { name: "Open in a new tab" }).click();
    await expect((await popup).getByText(/Execute/).first()).toBeVisible();
    expect(new URL((await popup).url()).origin).toBe(FRAMES);
  });

  test("the list of programs leads to each, on a phone too", async ({ page }) => {
    await page.goto("/admin/programs");
    await expect(page.getByText("Answers")).toHaveCount(5);
    expect(await seriousProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("link", { name: "Open: Langfuse" }).click();
    await expect(inside(page).getByTestId("path")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  for (const [why, lead] of [["that answers nobody", null], ["that the policy does not name", "http://127.0.0.1:1/"]] as const) {
    test(`an address ${why} is said to be blocked`, async ({ page, problems }) => {
      problems.allow(/ERR_CONNECTION_REFUSED|ERR_BLOCKED|violates the following Content Security Policy/u);
      await page.route("**/api/proxy/prometheus/", (route) => (lead === null ? route.abort("connectionrefused") : route.fulfill({ status: 303, headers: { location: lead } })));
      await page.goto("/admin/programs/prometheus");
      await expect(page.getByRole("heading", { name: "Your browser cannot reach the frame's address" })).toBeVisible();
      await expect(page.getByText("PORTAL_FRAMES_PUBLIC_URL=")).toBeVisible();
      await page.unroute("**/api/proxy/prometheus/");
      await page.getByRole("button", { name: "Load again" }).last().click();
      await expect(inside(page).getByText(/Execute/).first()).toBeVisible();
    });
  }
});

plain.describe("what a framed page cannot do", () => {
  plain.beforeEach(async ({ page }) => signIn(page));

  for (const [name, path] of [["Grafana", "/admin/monitoring/grafana"], ["Langfuse", "/admin/langfuse"]] as const) {
    plain(`${name}: neither read the portal's cookie nor act for its user nor lead its page away`, async ({ page }) => {
      await page.goto(path);
      await expect(inside(page).locator("body")).toBeVisible();
      await expect(page.getByText(`Opening ${name}`)).toHaveCount(0);
      const found = await (await frameOf(page)).evaluate(async (portal) => {
        const word = (error: unknown) => (error instanceof Error ? error.name : String(error));
        const tried = (act: () => unknown) => { try { return String(act()); } catch (error) { return word(error); } };
        const asked = async (address: string, init: RequestInit) => fetch(portal + address, { credentials: "include", ...init }).then(async (answer) => answer.type + (await answer.text()), word);
        const socket = new Promise<string>((told) => {
          const live = new WebSocket(`${portal.replace("http", "ws")}/api/proxy/grafana/api/live/ws`);
          live.onopen = () => told("open");
          live.onerror = () => told("refused");
        });
        const form = document.createElement("form");
        form.action = `${portal}/api/auth/logout`;
        form.method = "post";
        form.target = "_top";
        document.body.append(form);
        form.submit();
        return {
          cookie: document.cookie,
          me: await asked("/api/auth/me", {}),
          users: await asked("/api/users", { method: "POST", body: JSON.stringify({ email: "evil@example.com" }), headers: { "Content-Type": "application/json" } }),
          signOut: await asked("/api/auth/logout", { method: "POST", mode: "no-cors" }),
          silence: await asked("/api/proxy/alertmanager/api/v2/silences", { method: "POST", mode: "no-cors", body: "{}" }),
          proxied: await asked("/api/proxy/prometheus/api/v1/status/config", { mode: "no-cors" }),
          socket: await socket,
          parent: tried(() => window.parent.document.title),
          storage: tried(() => window.parent.localStorage.length),
          top: tried(() => { if (window.top !== null) window.top.location.href = "http://127.0.0.1:9/phish"; return "gone"; }),
        };
      }, PORTAL);
      expect(found.cookie).not.toContain("portal_");
      expect([found.me, found.users, found.socket]).toEqual(["TypeError", "TypeError", "refused"]);
      // No word of the answers can be read, and what would change something was refused.
      expect([found.signOut, found.silence, found.proxied].filter((answer) => answer !== "opaque" && answer !== "TypeError")).toEqual([]);
      expect([found.parent, found.storage, found.top]).toEqual(["SecurityError", "SecurityError", "SecurityError"]);
      await page.waitForTimeout(300);
      expect(page.url()).toContain(path);
      expect((await page.request.get("/api/auth/me")).status()).toBe(200);
      const { users } = (await (await page.request.get("/api/users")).json()) as { users: { email: string }[] };
      expect(users.map(({ email }) => email)).toEqual(["admin@example.com"]);
    });
  }

  plain("be framed elsewhere, nor may the portal", async ({ page }) => {
    const refused: string[] = [];
    page.on("console", (message) => { if (message.text().includes("frame-ancestors")) refused.push(message.text()); });
    await page.goto("/admin/monitoring/grafana");
    await expect(inside(page).getByTestId("user")).toBeVisible();
    await page.goto(ELSEWHERE);
    await expect.poll(() => page.frames().filter((frame) => frame.url().startsWith("chrome-error:")).length).toBe(4);
    await expect.poll(() => refused.length).toBeGreaterThanOrEqual(4);
  });
});
