import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { metricsOf } from "@mock/data/metrics";
import { makeTraces, PROJECT } from "@mock/data/traces";
import { failure, serve, show } from "@/test/render";
import { OverviewPage } from "./OverviewPage";

const NOW = Date.now();
const TRACES = makeTraces(300, NOW, 40);
const INGEST = { accepted_spans: 10, stored_spans: 10, rejected_requests: 0, dead_lettered_spans: 0, unauthenticated_requests: 0, spool_bytes: 0, spool_oldest_age_s: null, lost_spans: 0 };
const projects = () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] });
const page = (traces = TRACES) => ({ traces: traces.slice(0, 6), next_cursor: null, total: traces.length });
const metrics = (traces = TRACES) => (url: URL) => metricsOf(traces, Date.parse(url.searchParams.get("start_time") ?? ""), Date.parse(url.searchParams.get("end_time") ?? ""));

it("shows four figures, each leading to its traces, and no lost span", async () => {
  const asked = serve({ "/api/projects": projects, "/api/agentops/metrics": metrics(), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  const cost = await screen.findByRole("link", { name: /^Total cost \$/ });
  expect(cost.getAttribute("href")).toContain("sort=cost");
  expect(screen.getByRole("link", { name: /^Fail rate/ }).getAttribute("href")).toContain("status=ERROR");
  expect(screen.getByRole("link", { name: /^Total events/ })).toBeTruthy();
  expect(screen.getByRole("link", { name: /^Avg latency/ })).toBeTruthy();
  expect(await screen.findByRole("button", { name: "Every accepted span is stored" })).toBeTruthy();
  const asksMetrics = asked.find((url) => url.pathname.endsWith("/metrics"));
  expect(asksMetrics?.searchParams.get("compare")).toBe("previous");
});

it("says plainly that a model has no price", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics(), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  const row = (await screen.findByRole("link", { name: "mistral" })).closest("tr");
  expect(row).not.toBeNull();
  if (row !== null) expect(within(row).getByText("no price")).toBeTruthy();
});

it("shows how to send the first call when nothing ever arrived", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics([]), "/api/agentops/traces": () => page([]), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />, { language: "ko" });
  expect(await screen.findByRole("heading", { name: "아직 들어온 기록이 없습니다" })).toBeTruthy();
  expect(screen.getByText(/curl -s/)).toBeTruthy();
});

it("offers a longer range when there is traffic, only not now", async () => {
  serve({ "/api/projects": projects, "/api/agentops/metrics": metrics([]), "/api/agentops/traces": () => page(), "/api/agentops/ingest": () => INGEST });
  show(<OverviewPage />);
  expect(await screen.findByRole("button", { name: "Show the last 30 days" })).toBeTruthy();
});

it("says what to do when the AgentOps server is away", async () => {
  const away = () => failure(503, "agentops_unavailable");
  serve({ "/api/projects": projects, "/api/agentops/metrics": away, "/api/agentops/traces": away, "/api/agentops/ingest": away });
  show(<OverviewPage />);
  expect((await screen.findByRole("alert")).textContent).toContain("AgentOps server does not answer");
  expect(screen.getByText(/health-check\.sh/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});
