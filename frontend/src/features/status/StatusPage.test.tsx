import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { HEALTH, INGEST, PROJECTS } from "@mock/data/admin";
import type { Health } from "@/api/types";
import { failure, serve, show } from "@/test/render";
import { StatusPage } from "./StatusPage";

type Handlers = Parameters<typeof serve>[0];
const server = (more: Handlers = {}) => serve({
  "/health": () => HEALTH, "/api/projects": () => ({ projects: PROJECTS }), "/api/agentops/ingest": () => INGEST,
  "/api/agentops/capabilities": () => ({ server: "agent-portal-agentops", version: "0.1.0", capabilities: ["traces.search"] }), ...more,
});
const AWAY: Health = {
  ...HEALTH, status: "degraded",
  components: HEALTH.components.map((one) => (one.name === "agentops-server" ? { ...one, status: "down", detail: "Connection refused at http://127.0.0.1:8003", trouble: "unreachable" } : one)),
};

it("says that everything works, and where every span is", async () => {
  server();
  show(<StatusPage />);
  expect(await screen.findByRole("heading", { name: "Everything works" })).toBeTruthy();
  expect((await screen.findByText("Lost")).closest("li")?.textContent).toBe("Lost0");
  expect(screen.queryByText("Down")).toBeNull();
});

it("says which part is down, since when, and what to type", async () => {
  server({ "/health": () => AWAY, "/api/agentops/ingest": () => failure(503, "agentops_unavailable"), "/api/agentops/capabilities": () => failure(503, "agentops_unavailable") });
  show(<StatusPage />);
  expect(await screen.findByRole("heading", { name: "The portal works, but a part is missing" })).toBeTruthy();
  const row = screen.getByText("AgentOps server").closest<HTMLElement>("li");
  expect(row?.textContent).toContain("Connection refused at http://127.0.0.1:8003");
  expect(row?.textContent).toContain("since");
  expect(row?.textContent).toContain("correct its address (AGENTOPS_API_ENDPOINT)");
  expect(row === null ? null : within(row).getByText(/agentops-server\.log/)).toBeTruthy();
  await vi.waitFor(() => expect(screen.getAllByText(/Not known now\. the server said agentops_unavailable/)).toHaveLength(2), 50_000);
});

it("calls unknown what it cannot know while the portal is silent", async () => {
  let silent = false;
  const answers: Handlers = { "/health": () => HEALTH, "/api/projects": () => ({ projects: PROJECTS }), "/api/agentops/ingest": () => INGEST, "/api/agentops/capabilities": () => ({ server: "s", version: "1", capabilities: [] }) };
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) => (silent ? Promise.reject(new TypeError("Failed to fetch")) : Promise.resolve(Response.json(answers[url.pathname]?.(url, init)))));
  show(<StatusPage />);
  expect(await screen.findByRole("heading", { name: "Everything works" })).toBeTruthy();
  silent = true;
  expect(await screen.findByRole("heading", { name: "The portal does not answer" })).toBeTruthy();
  expect(screen.getAllByText("Unknown").length).toBe(HEALTH.components.length);
  expect(screen.getByText(/It last said: answers$/)).toBeTruthy();
});

it("says what to do about figures that should be zero", async () => {
  server({ "/api/agentops/ingest": () => ({ ...INGEST, lost_spans: 3, dead_lettered_spans: 12, unauthenticated_requests: 4 }) });
  show(<StatusPage />);
  expect((await screen.findByText("Lost")).closest("li")?.textContent).toContain("report it");
  expect(screen.getByRole("link", { name: "See the dead letters" }).getAttribute("href")).toContain("/admin/settings/dead-letters");
  expect(screen.getByText(/Give it a key of this project/)).toBeTruthy();
});

it("copies everything it knows, errors with their request ids included", async () => {
  server({ "/health": () => AWAY, "/api/agentops/capabilities": () => failure(503, "agentops_unavailable") });
  const user = userEvent.setup();
  show(<StatusPage />);
  await screen.findByText(/Not known now/);
  await screen.findByText("Lost");
  await user.click(screen.getByRole("button", { name: "Copy diagnostic" }));
  const text = JSON.parse(await navigator.clipboard.readText()) as Record<string, unknown>;
  expect(text["health"]).toEqual(AWAY);
  expect(text["ingest"]).toEqual(INGEST);
  expect(text["agentops_server"]).toMatchObject({ error: { code: "agentops_unavailable", request_id: "req-1" } });
});
