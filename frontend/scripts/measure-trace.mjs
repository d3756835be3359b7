/* global document, requestAnimationFrame -- inside of the page */
// Sends a trace of many spans by OTLP (unless E2E_TRACE_ID names one) and measures in Chromium how the trace page takes it: time to the first
// row and to a span's text, time until all spans are there, and scrolling: frames a second and what a frame costs the main thread.
// E2E_BASE_URL, E2E_EMAIL and E2E_PASSWORD say where; to send: E2E_AGENTOPS_URL and AGENTOPS_API_KEY, SPANS (default 50,000).
import { randomBytes } from "node:crypto";
import { chromium } from "@playwright/test";

const { E2E_BASE_URL: base, E2E_EMAIL: email, E2E_PASSWORD: password, E2E_AGENTOPS_URL: agentops, AGENTOPS_API_KEY: key } = process.env;
if (!base || !email || !password) {
  console.error("measure-trace: set E2E_BASE_URL, E2E_EMAIL and E2E_PASSWORD of a running stack");
  process.exit(1);
}
const COUNT = Number(process.env.SPANS ?? 50_000);
const hex = (bytes) => randomBytes(bytes).toString("hex");
const attribute = ([name, value]) => ({ key: name, value: typeof value === "number" ? (Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }) : { stringValue: value } });

/** A nightly batch: workflows of 24 steps, each a model call, a tool or a request; one tool call in 500 fails. */
function makeSpans(trace, count) {
  const length = 1_800_000_000_000n;
  const start = BigInt(Date.now() - 1_860_000) * 1_000_000n;
  const spans = [];
  const add = (name, parent, from, to, attributes, failed = false) => {
    const spanId = hex(8);
    spans.push({
      traceId: trace, spanId, ...(parent === null ? {} : { parentSpanId: parent }), name, kind: 1, startTimeUnixNano: String(start + from), endTimeUnixNano: String(start + to),
      attributes: Object.entries(attributes).map(attribute), status: failed ? { code: 2, message: "KeyError: 'customer_id'" } : { code: 1 },
    });
    return spanId;
  };
  const root = add("nightly_batch.session", null, 0n, length, { "agentops.span.kind": "session" });
  const slot = length / BigInt(Math.ceil(count / 25) + 1);
  for (let flow = 0; spans.length < count; flow += 1) {
    const at = BigInt(flow) * slot;
    const workflow = add(`document_${flow}.workflow`, root, at, at + (slot * 96n) / 100n, { "agentops.span.kind": "workflow" });
    for (let step = 0; step < 24 && spans.length < count; step += 1) {
      const from = at + (slot * 95n * BigInt(step)) / 2400n;
      const to = from + (slot * 95n) / 3000n;
      const text = `Document ${flow}, part ${step}: `.padEnd(400, "결제 화면이 새 요금제를 보여 줍니다. Billing shows the new plan. ");
      if (step % 3 === 0) {
        add("chat qwen-235b", workflow, from, to, {
          "gen_ai.operation.name": "chat", "gen_ai.provider.name": "vllm", "gen_ai.request.model": "qwen-235b", "gen_ai.response.id": hex(6), "gen_ai.usage.input_tokens": 120, "gen_ai.usage.output_tokens": 40,
          "gen_ai.usage.total_cost": 0.0001, "gen_ai.input.messages": JSON.stringify([{ role: "user", content: text }]), "gen_ai.output.messages": JSON.stringify([{ role: "assistant", content: text }]),
        });
      } else if (step % 3 === 1) add("search_documents.tool", workflow, from, to, { "agentops.span.kind": "tool", "tool.name": "search_documents", "tool.parameters": JSON.stringify({ query: text.slice(0, 40) }), "tool.result": text }, (flow * 8 + step) % 500 === 1);
      else add("http POST /documents", workflow, from, to, { "http.request.method": "POST", "url.full": "http://docs.local/documents" });
    }
  }
  return spans;
}

async function send() {
  if (!agentops || !key) {
    console.error("measure-trace: set E2E_TRACE_ID, or E2E_AGENTOPS_URL and AGENTOPS_API_KEY to send a trace");
    process.exit(1);
  }
  const answer = await fetch(`${agentops}/v3/auth/token`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ api_key: key }) });
  const { token } = await answer.json();
  const trace = hex(16);
  const spans = makeSpans(trace, COUNT);
  for (let at = 0; at < spans.length; at += 2500) {
    const body = { resourceSpans: [{ resource: { attributes: [attribute(["service.name", "batch"])] }, scopeSpans: [{ scope: { name: "measure-trace" }, spans: spans.slice(at, at + 2500) }] }] };
    const sent = await fetch(`${agentops}/v1/traces`, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    if (!sent.ok) throw new Error(`OTLP answered ${sent.status}: ${await sent.text()}`);
  }
  return trace;
}

const browser = await chromium.launch({ executablePath: process.env.E2E_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"] });
const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
const signedIn = await context.request.post("/api/auth/login", { data: { email, password }, headers: { Origin: base } });
if (!signedIn.ok()) throw new Error(`signing in failed with ${signedIn.status()}`);

const given = process.env.E2E_TRACE_ID;
const trace = given || (await send());
const counted = async () => {
  const answer = await context.request.get(`/api/agentops/traces/${trace}/tree?limit=1`);
  return answer.ok() ? (await answer.json()).span_count : 0;
};
for (let tries = 0; !given && tries < 120 && (await counted()) < COUNT; tries += 1) await new Promise((resolve) => setTimeout(resolve, 1000));
const spans = await counted();
console.log(`trace ${trace}: ${spans} spans`);

const page = await context.newPage();
const client = await context.newCDPSession(page);
await client.send("Performance.enable");
const metrics = async () => Object.fromEntries((await client.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
// The code is in the browser's cache, as it is for everybody who comes from the list.
await page.goto("/admin/monitoring/traces?refresh=off");
await page.getByRole("heading", { level: 1 }).waitFor();
await page.goto("about:blank");

const began = performance.now();
const since = () => `${(performance.now() - began).toFixed(0)} ms`;
await page.goto(`/admin/monitoring/traces/${trace}?refresh=off`, { waitUntil: "commit" });
await page.getByRole("treeitem").first().waitFor();
console.log(`first rows: ${since()}`);
await page.getByRole("treeitem").nth(3).click();
await page.getByRole("treeitem", { selected: true }).waitFor();
console.log(`a span chosen: ${since()}`);
await page.getByRole("tabpanel").getByText(/\w/).first().waitFor();
console.log(`its content: ${since()}`);
await page.waitForFunction((count) => new RegExp(`^${Number(count).toLocaleString("en-US")} spans$`).test(document.querySelector("[role=status]")?.textContent ?? "") || [...document.querySelectorAll("[role=status]")].some((node) => node.textContent === `${Number(count).toLocaleString("en-US")} spans`), spans, { timeout: 120_000 });
console.log(`all spans: ${since()}`);
const loaded = await metrics();
console.log(`main thread until then: script ${(loaded.ScriptDuration * 1000).toFixed(0)} ms, layout and style ${((loaded.LayoutDuration + loaded.RecalcStyleDuration) * 1000).toFixed(0)} ms, heap ${(loaded.JSHeapUsedSize / 2 ** 20).toFixed(0)} MB`);

await page.waitForTimeout(1500);
const before = await metrics();
const scrolled = await page.evaluate(async () => {
  const box = document.querySelector("[role=tree]");
  const times = [];
  const from = performance.now();
  await new Promise((done) => {
    const frame = (now) => {
      times.push(now);
      box.scrollTop += 240;
      if (now - from < 5000) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
  const gaps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
  return { frames: times.length, median: gaps[gaps.length >> 1], p95: gaps[Math.floor(gaps.length * 0.95)], rows: box.querySelectorAll("[role=treeitem]").length };
});
const after = await metrics();
const cost = (name) => ((after[name] - before[name]) * 1000) / scrolled.frames;
console.log(`scrolling 8 rows a frame for 5 s: ${(scrolled.frames / 5).toFixed(1)} frames/s, a frame every ${scrolled.median.toFixed(1)} ms (median), ${scrolled.p95.toFixed(1)} ms (p95)`);
console.log(`a frame costs the main thread ${cost("TaskDuration").toFixed(2)} ms: script ${cost("ScriptDuration").toFixed(2)}, layout ${cost("LayoutDuration").toFixed(2)}, style ${cost("RecalcStyleDuration").toFixed(2)}; ${scrolled.rows} rows in the page`);
await browser.close();
