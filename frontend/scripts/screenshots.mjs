// Takes the documented pictures of a running stack with traffic: every page, both themes, both languages, desktop and phone.
// E2E_BASE_URL, E2E_EMAIL and E2E_PASSWORD say where; E2E_TRACE_ID which trace (default: a successful one with the most spans), SCREENSHOTS_RANGE
// which time range (default 1h), SCREENSHOTS_DIR where to.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const { E2E_BASE_URL: base, E2E_EMAIL: email, E2E_PASSWORD: password } = process.env;
if (!base || !email || !password) {
  console.error("screenshots: set E2E_BASE_URL, E2E_EMAIL and E2E_PASSWORD of a running stack");
  process.exit(1);
}
const out = process.env.SCREENSHOTS_DIR ?? fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
mkdirSync(out, { recursive: true });

// Some pages only, by name: SCREENSHOTS_ONLY=account,status
const only = process.env.SCREENSHOTS_ONLY?.split(",");
const range = process.env.SCREENSHOTS_RANGE ?? "1h";
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
let failed = false;
const browser = await chromium.launch({
  executablePath: process.env.E2E_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// One sign-in for all pictures: repeated ones would be throttled.
const first = await browser.newContext({ baseURL: base });
const answer = await first.request.post("/api/auth/login", { data: { email, password }, headers: { Origin: base } });
if (!answer.ok()) {
  console.error(`screenshots: signing in failed with ${answer.status()}`);
  process.exit(1);
}
const storageState = await first.storageState();
const list = async (path) => (await first.request.get(path)).json();
const { traces } = await list("/api/agentops/traces?limit=200");
// One that fits a picture: an agent's run, not a batch of thousands of steps.
const rank = ({ status, total_tokens: tokens, span_count: spans }) => Number(status === "OK") * 1e6 + Number(tokens > 0) * 1e5 + (spans <= 200 ? spans : 0);
const trace = process.env.E2E_TRACE_ID || [...traces].sort((a, b) => rank(b) - rank(a))[0]?.trace_id;
// Another run of the same, to compare it with.
const other = traces.find((one) => one.trace_id !== trace && one.name === traces.find((known) => known.trace_id === trace)?.name)?.trace_id;
// A conversation of several agents' runs, and a link for a stranger that ends with the pictures.
const { sessions } = await list("/api/agentops/sessions?limit=200");
const session = [...sessions].sort((a, b) => Number(b.error_count === 0) - Number(a.error_count === 0) || b.agents.length - a.agents.length || b.trace_count - a.trace_count)[0]?.session_id;
const share = trace === undefined ? undefined : await (await first.request.post("/api/agentops/share", { data: { trace_id: trace, expires_in_hours: 1 }, headers: { Origin: base } })).json();

/** The page is there, and nothing that is in view is on its way. */
async function settled(page) {
  await page.getByRole("heading", { level: 1 }).waitFor();
  /* global document, innerHeight */
  await page.waitForFunction(() => [...document.querySelectorAll("[aria-busy=true], main [class*=_skeleton_]")].every((one) => one.getBoundingClientRect().top >= innerHeight));
}

/** A conversation as a trace hands it over: the same in every picture, and without a call to a model. */
const CHAT = JSON.stringify({
  model: "qwen-235b",
  parameters: { temperature: 0.3, max_tokens: 400 },
  messages: [
    { role: "system", content: "You explain observability in short sentences, with examples." },
    { role: "user", content: "What is the difference between a **trace** and a **span**?" },
    { role: "assistant", content: "| | span | trace |\n|---|---|---|\n| is | one step with a start and an end | all steps of one request |\n| has | a name, a kind, attributes | an id that its spans share |\n\nAn agent that answers one question makes one trace; each model call and each tool in it is a span:\n\n```python\nwith tracer.start_as_current_span(\"answer\") as span:\n    span.set_attribute(\"gen_ai.request.model\", \"qwen-235b\")\n```" },
  ],
});

const pages = [
  { name: "login", path: "/login", anonymous: true, ready: (page) => page.getByRole("heading", { level: 1 }).waitFor() },
  { name: "overview", path: `/admin/monitoring?refresh=off&range=${range}`, ready: (page) => page.locator(".u-over").waitFor() },
  ...[["analytics", "analytics"], ["analytics-errors", "analytics/errors"], ["analytics-usage", "analytics/usage"], ["analytics-breakdown", "analytics/breakdown"], ["analytics-agents", "analytics/agents"], ["analytics-flow", "analytics/flow"], ["anomalies", "anomalies"], ["money", "money"]]
    .map(([name, place]) => ({ name, path: `/admin/monitoring/${place}?refresh=off&range=${range}`, ready: settled })),
  { name: "traces", path: `/admin/monitoring/traces?refresh=off&range=${range}`, ready: (page) => page.getByRole("cell").first().waitFor() },
  { name: "sessions", path: `/admin/monitoring/traces?list=sessions&refresh=off&range=${range}`, ready: (page) => page.getByRole("cell").first().waitFor() },
  { name: "replays", path: `/admin/monitoring/replay?refresh=off&range=${range}&q=has:agent`, ready: settled },
  ...(trace ? [
    // In the middle of it, where something is happening.
    { name: "replay", path: `/admin/monitoring/replay/${trace}?refresh=off&t=5200`, ready: (page) => page.getByRole("slider").waitFor() },
    { name: "trace", path: `/admin/monitoring/traces/${trace}?refresh=off`, ready: (page) => page.getByRole("treeitem").first().waitFor() },
    ...(other ? [{ name: "compare", path: `/admin/monitoring/traces/compare?a=${trace}&b=${other}&refresh=off`, ready: (page) => page.getByRole("treeitem").first().waitFor() }] : []),
  ] : []),
  ...(session ? [{ name: "replay-session", path: `/admin/monitoring/replay/session/${encodeURIComponent(session)}?refresh=off&t=4000`, ready: (page) => page.getByRole("slider").waitFor() }] : []),
  ...(share?.url ? [{ name: "shared", path: new URL(share.url).pathname + new URL(share.url).hash, anonymous: true, ready: (page) => page.getByRole("treeitem").first().waitFor() }] : []),
  {
    name: "chat", path: "/chat", ready: async (page) => {
      await page.getByRole("combobox").first().waitFor();
      await page.evaluate((text) => sessionStorage.setItem("portal.chat.handover", text), CHAT);
      await page.goto("/chat");
      await page.getByRole("log").getByText("span", { exact: true }).first().waitFor();
    },
  },
  {
    name: "palette", path: `/admin/monitoring?refresh=off&range=${range}`, ready: async (page) => {
      await page.locator(".u-over").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("option").first().waitFor();
    },
  },
  { name: "alerts", path: "/admin/monitoring/alerts", ready: settled },
  { name: "alerts-history", path: "/admin/monitoring/alerts/history", ready: settled },
  { name: "silences", path: "/admin/monitoring/alerts/silences", ready: settled },
  { name: "runbooks", path: "/admin/monitoring/alerts/runbooks", ready: settled },
  { name: "runbook", path: "/admin/monitoring/alerts/runbooks/HighErrorRate", ready: settled },
  { name: "dashboards", path: "/admin/monitoring/dashboards", ready: settled },
  { name: "dashboard", path: `/admin/monitoring/dashboards/llm-dashboard?refresh=off&range=${range}`, ready: (page) => page.locator(".u-over").first().waitFor() },
  ...["users", "roles", "tokens", "projects", "keys", "prices", "policies", "dead-letters", "audit"].map((name) => ({ name: `settings-${name}`, path: `/admin/settings/${name}`, ready: settled })),
  { name: "account", path: "/admin/account", ready: settled },
  { name: "status", path: "/admin/status", ready: settled },
  { name: "programs", path: "/admin/programs", ready: settled },
  { name: "grafana-off", path: "/admin/monitoring/grafana", ready: settled },
  { name: "langfuse-off", path: "/admin/langfuse", ready: settled },
];

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const theme of ["light", "dark"]) {
    for (const language of ["en", "ko"]) {
      const open = (more) => browser.newContext({
        baseURL: base, viewport, colorScheme: theme, reducedMotion: "reduce", locale: language === "ko" ? "ko-KR" : "en-US", timezoneId: "Asia/Seoul", ...more,
      });
      const context = await open({ storageState });
      for (const { name, path, anonymous, ready } of pages) {
        if (only !== undefined && !only.includes(name)) continue;
        const stranger = anonymous ? await open({}) : undefined;
        const page = await (stranger ?? context).newPage();
        page.setDefaultTimeout(15_000);
        try {
          await page.goto(path);
          await ready(page);
          await settled(page);
          // No picture of a page that says that something does not answer.
          if (await page.getByRole("alert").count() > 0) throw new Error(await page.getByRole("alert").first().innerText());
          await page.evaluate("document.fonts.ready");
          await page.waitForTimeout(400);
          const file = `${name}-${size}-${theme}-${language}.png`;
          await page.screenshot({ path: `${out}/${file}` });
          console.log(file);
        } catch (error) {
          failed = true;
          console.error(`screenshots: ${name} (${size}, ${theme}, ${language}): ${String(error).split("\n")[0]}`);
        }
        await page.close();
        await stranger?.close();
      }
      await context.close();
    }
  }
}
if (share?.id) {
  const last = await browser.newContext({ baseURL: base, storageState });
  await last.request.delete(`/api/agentops/share/${share.id}`, { headers: { Origin: base } });
  await last.close();
}
await browser.close();
if (failed) process.exit(1);
