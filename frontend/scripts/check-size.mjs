// Fails the build when the JavaScript a first view needs grows past the budget of the design (180 KB gzipped).
// A first view = the entry, everything it imports statically, one language, and the route's own chunk with its imports.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 180 * 1024;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const keys = Object.keys(manifest);
const find = (end) => keys.find((key) => key.endsWith(end));

const gzipped = new Map();
function sizeOf(file) {
  if (!gzipped.has(file)) gzipped.set(file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length);
  return gzipped.get(file);
}
function collect(key, into = new Set()) {
  const chunk = manifest[key];
  if (chunk === undefined || into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const imported of chunk.imports ?? []) collect(imported, into);
  return into;
}

const views = {
  "sign in": ["index.html", "src/i18n/ko.ts", "src/routes/login.tsx"],
  overview: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/overview.tsx"],
  "overview with its chart": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/overview.tsx", "src/charts/TimeSeriesPlot.tsx"],
  traces: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/traces.tsx"],
  chat: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/chat.tsx"],
  analytics: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/analytics.tsx", "src/charts/TimeSeriesPlot.tsx"],
  anomalies: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/anomalies.tsx"],
  money: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/money.tsx"],
  "replays": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/replay/list.tsx"],
  "one replay": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/replay/trace.tsx"],
  alerts: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/alerts/firing.tsx"],
  "one alert with its runbook": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/alerts/alert.tsx"],
  dashboards: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/dashboards.tsx"],
  // Its charts (25 KB) follow as their panels come into view.
  "one dashboard": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/dashboard.tsx"],
  "two traces compared": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/compare.tsx"],
  "a shared trace": ["index.html", "src/i18n/ko.ts", "src/routes/shared.tsx"],
  "one trace": ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/trace.tsx"],
  programs: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/programs.tsx"],
  grafana: ["index.html", "src/i18n/ko.ts", "src/routes/shell.tsx", "src/routes/grafana.tsx"],
};

let failed = false;
for (const [name, entries] of Object.entries(views)) {
  const files = new Set();
  for (const entry of entries) {
    const key = find(entry);
    if (key === undefined) {
      console.error(`check-size: no chunk named ${entry} in the build; mend the list in scripts/check-size.mjs`);
      process.exit(1);
    }
    collect(key, files);
  }
  const bytes = [...files].reduce((sum, file) => sum + sizeOf(file), 0);
  const over = bytes > BUDGET_BYTES;
  failed ||= over;
  console.log(`${over ? "OVER " : "ok   "} ${(bytes / 1024).toFixed(1).padStart(6)} KB gzipped of ${BUDGET_BYTES / 1024}  ${name}`);
}
if (failed) {
  console.error("check-size: a first view is over its budget; load what it does not need at once with import().");
  process.exit(1);
}
