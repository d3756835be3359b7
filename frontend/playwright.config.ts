import { defineConfig } from "@playwright/test";

/**
 * Drives a running stack; nothing is mocked. Needs E2E_BASE_URL, E2E_EMAIL and E2E_PASSWORD; E2E_TRACE_ID (a successful trace)
 * with E2E_TRACE_TEXT (words of its conversation), E2E_FAILED_TRACE_ID and E2E_TOOL_TRACE_ID choose traces to open; E2E_AGENTOPS_URL is the
 * AgentOps server, for sending with a key that was made on the screen. With E2E_TRACE=1 a failed test leaves a recording of its steps.
 */
export default defineConfig({
  testDir: "e2e",
  // They need programs behind the proxy, which tests/e2e/proxy starts.
  testIgnore: process.env["E2E_FRAMES"] === undefined ? ["frames/**"] : [],
  fullyParallel: false,
  workers: 1,
  retries: 0,
  // A slow machine is not a failing test.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  outputDir: "test-results",
  use: {
    baseURL: process.env["E2E_BASE_URL"] ?? "http://127.0.0.1:3001",
    locale: "en-US",
    timezoneId: "Asia/Seoul",
    viewport: { width: 1440, height: 900 },
    // Recording every step takes the browser a good part of its time: only who looks for a fault needs it.
    trace: process.env["E2E_TRACE"] === undefined ? "off" : "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
