// Opens one screen in a browser and prints what it measured as JSON. Settings come as JSON on stdin: what (ours | phoenix), url, rounds,
// trace (the id of the large one), email and password. Run in frontend/, whose Playwright it uses.
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

const { chromium } = createRequire(`${process.cwd()}/package.json`)("@playwright/test");

let text = "";
for await (const piece of process.stdin) text += piece;
const settings = JSON.parse(text);
const say = (...words) => console.error(`${settings.what}:`, ...words);

const SCROLL_MS = 4000;
const STEP_PX = 120;
const SETTLE_MS = 1500;
/** How long a list may take for its next page. */
const MORE_MS = 3000;
const PATIENCE_MS = 60_000;

/** How each screen is used: where it starts, what the first card is, what is clicked, what scrolls. */
const SCREENS = {
  ours: {
    start: "/admin/monitoring?refresh=off&range=24h",
    card: (page) => page.getByRole("link", { name: /^Total cost .*\d/ }),
    list: "/admin/monitoring/traces?refresh=off&range=24h",
    row: (page) => page.getByRole("table", { name: "Traces" }).getByRole("cell").first(),
    large: (trace) => `/admin/monitoring/traces/${trace}?refresh=off`,
    item: (page) => page.getByRole("treeitem").first(),
    // It can be worked with: a span is chosen and its content is there; then all rows.
    use: async (page) => {
      await page.getByRole("treeitem").nth(3).click();
      await page.getByRole("treeitem", { selected: true }).waitFor();
      await page.getByRole("tabpanel").getByText(/\w/).first().waitFor();
    },
    whole: (page) => page.getByRole("status").filter({ hasText: /^[\d,]+ spans$/ }).waitFor(),
    clicks: [
      ["the chart of latency", (page) => page.getByRole("radio", { name: "Latency" }).check({ force: true })],
      ["the chart as a table", (page) => page.getByRole("button", { name: "Table" }).first().click()],
      ["the time range", (page) => page.getByRole("button", { name: /^Time range/ }).click()],
      ["the last hour", (page) => page.getByRole("button", { name: "Last 6 hours" }).click()],
      ["the theme", (page) => page.getByRole("button", { name: "Theme" }).click()],
      ["dark", (page) => page.getByRole("menuitemradio", { name: "Dark" }).click()],
      ["the list of traces", (page) => page.getByRole("link", { name: "Traces", exact: true }).click()],
    ],
  },
  phoenix: {
    start: "/projects",
    card: (page) => page.locator("main a[href*='/projects/'], a[href*='/projects/UHJ']").first(),
    list: null,
    row: (page) => page.locator("table tbody tr").first(),
    large: null,
    item: (page) => page.locator("[role=tree] [role=treeitem], [data-testid=trace-tree] li, ul li a[href*='/spans/'], .trace-tree button").first(),
    clicks: [
      ["the project", (page) => page.locator("main a[href*='/projects/'], a[href*='/projects/UHJ']").first().click()],
      ["another tab", (page) => page.getByRole("tab", { name: /^Spans/ }).first().click()],
      ["back to the traces", (page) => page.getByRole("tab", { name: /^Traces/ }).first().click()],
    ],
  },
};

const screen = SCREENS[settings.what];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
const found = {};

const browser = await chromium.launch({
  executablePath: process.env.BENCH_CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

let storageState;
if (settings.email !== undefined) {
  const context = await browser.newContext({ baseURL: settings.url });
  const answer = await context.request.post("/api/auth/login", { data: { email: settings.email, password: settings.password }, headers: { Origin: settings.url } });
  if (!answer.ok()) throw new Error(`signing in failed: ${answer.status()}`);
  storageState = await context.storageState();
  await context.close();
}

async function open() {
  const context = await browser.newContext({ baseURL: settings.url, viewport: { width: 1440, height: 900 }, locale: "en-US", timezoneId: "UTC", storageState });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  return { context, page, session };
}

/** Seconds that the page's main thread has worked. */
async function worked(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0;
}

async function timed(act) {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
}

/** Bytes and time until the first card, with nothing in the cache; then once more with the files there. */
async function firstVisits() {
  const times = [];
  const works = [];
  const again = [];
  for (let round = 0; round < settings.rounds; round += 1) {
    const { context, page, session } = await open();
    await session.send("Network.enable");
    const kinds = new Map();
    let bytes = 0;
    let count = 0;
    session.on("Network.responseReceived", ({ requestId, type }) => kinds.set(requestId, type));
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      count += 1;
    });
    times.push(await timed(async () => {
      await page.goto(screen.start, { waitUntil: "commit" });
      await screen.card(page).waitFor();
    }));
    works.push(await worked(session));
    if (round === 0) {
      await page.waitForTimeout(SETTLE_MS);
      let script = 0;
      for (const [requestId, type] of kinds) {
        if (type !== "Script") continue;
        const { body, base64Encoded } = await session.send("Network.getResponseBody", { requestId });
        script += gzipSync(Buffer.from(body, base64Encoded ? "base64" : "utf8"), { level: 9 }).length;
      }
      Object.assign(found, { requests: count, wire_kb: bytes / 1024, script_kb: script / 1024 });
    }
    again.push(await timed(async () => {
      await page.goto("about:blank");
      await page.goto(screen.start, { waitUntil: "commit" });
      await screen.card(page).waitFor();
    }));
    await context.close();
  }
  Object.assign(found, { first_card_s: median(times), first_card_cpu_s: median(works), again_s: median(again) });
}

/** From a click until the browser has drawn what it caused (Event Timing; counted from 16 ms up, in steps of 8). */
async function clicks() {
  const { context, page } = await open();
  await page.addInitScript(() => {
    window.slowest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId > 0) window.slowest = Math.max(window.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
  await page.goto(screen.start);
  await screen.card(page).waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const delays = [];
  for (const [name, act] of screen.clicks) {
    await page.evaluate("window.slowest = 0");
    try {
      await act(page);
    } catch (error) {
      say("cannot click", name, String(error).split("\n")[0]);
      continue;
    }
    await page.waitForTimeout(800);
    delays.push(await page.evaluate("Math.max(window.slowest, 16)"));
    say(name, `${delays.at(-1)} ms`);
  }
  Object.assign(found, { delay_ms: median(delays), delay_worst_ms: delays.length === 0 ? null : Math.max(...delays) });
  const where = page.url();
  await context.close();
  return where;
}

/** What scrolls around an element. */
async function scrollerOf(inside) {
  return (await inside.elementHandle()).evaluateHandle((element) => {
    let found = element;
    while (found !== null && !(found.scrollHeight > found.clientHeight + 10 && /auto|scroll/.test(getComputedStyle(found).overflowY))) found = found.parentElement;
    return found;
  });
}

/** Goes to the end until nothing more comes, as a list is read to its last page; then back to the top. */
async function loadAll(page, inside) {
  const box = await scrollerOf(inside);
  if ((await box.evaluate((scroller) => scroller === null)) === true) return;
  const until = performance.now() + PATIENCE_MS;
  for (let last = -1; performance.now() < until;) {
    const height = await box.evaluate(async (scroller, [before, patience]) => {
      const began = performance.now();
      while (performance.now() - began < patience) {
        scroller.scrollTop = scroller.scrollHeight;
        if (scroller.scrollHeight > before) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return scroller.scrollHeight;
    }, [last, MORE_MS]);
    if (height <= last) break;
    last = height;
  }
  say("the list is", await box.evaluate((scroller) => scroller.scrollHeight), "pixels high");
  await box.evaluate((scroller) => { scroller.scrollTop = 0; });
  await page.waitForTimeout(SETTLE_MS);
}

/** Scrolls what scrolls around `inside`, a step each frame. */
async function scrolled(page, session, inside) {
  const box = await scrollerOf(inside);
  const before = await worked(session);
  const frames = await box.evaluate(async (scroller, [ms, step]) => {
    if (scroller === null) return [];
    const taken = [];
    const began = performance.now();
    let last = began;
    await new Promise((resolve) => {
      const tick = (now) => {
        taken.push(now - last);
        last = now;
        scroller.scrollTop += step;
        if (now - began < ms) requestAnimationFrame(tick);
        else resolve();
      };
      requestAnimationFrame(tick);
    });
    return taken.slice(1);
  }, [SCROLL_MS, STEP_PX]);
  if (frames.length === 0) return { fps: null, worst: null, frame: null };
  const seconds = frames.reduce((sum, ms) => sum + ms, 0) / 1000;
  const frame = (((await worked(session)) - before) * 1000) / frames.length;
  return { fps: frames.length / seconds, worst: frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)], frame };
}

async function lists(where) {
  const { context, page, session } = await open();
  found.list_s = await timed(async () => {
    await page.goto(screen.list ?? where, { waitUntil: "commit" });
    await screen.row(page).waitFor();
  });
  await loadAll(page, screen.row(page));
  const { fps, worst, frame } = await scrolled(page, session, screen.row(page));
  Object.assign(found, { list_fps: fps, list_p95_ms: worst, list_frame_ms: frame });
  const address = page.url();
  await context.close();
  return address;
}

async function large(list) {
  const { context, page, session } = await open();
  const address = screen.large === null ? `${list.replace(/\/(?:spans|traces).*$/, "")}/traces/${settings.trace}` : screen.large(settings.trace);
  found.huge_s = await timed(async () => {
    await page.goto(address, { waitUntil: "commit" });
    await screen.item(page).waitFor();
  });
  if (screen.use !== undefined) {
    found.huge_usable_s = found.huge_s + await timed(() => screen.use(page));
    found.huge_all_s = found.huge_usable_s + await timed(() => screen.whole(page));
  }
  await page.waitForTimeout(SETTLE_MS);
  const { fps, worst, frame } = await scrolled(page, session, screen.item(page));
  Object.assign(found, { huge_fps: fps, huge_p95_ms: worst, huge_frame_ms: frame });
  await context.close();
}

try {
  await firstVisits();
  say("first visits measured");
  const list = await lists(await clicks());
  try {
    await large(list);
  } catch (error) {
    // The other screen's pages change with its releases: a figure less, and the reason.
    if (settings.what === "ours") throw error;
    say("the large trace was not measured:", String(error).split("\n")[0]);
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(found));
