import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeDetail } from "@mock/data/detail";
import { makeReplay } from "@mock/data/replay";
import { makeTraces } from "@mock/data/traces";
import { failure, serve, show } from "@/test/render";
import { PlayerPage } from "./PlayerPage";
import type { ReplaySearch } from "./search";

const agent = makeTraces(400, 1_760_000_000_000).find((trace) => trace.agents.length > 0 && trace.status === "OK");
if (agent === undefined) throw new Error("the mock data has an agent's trace");
const replay = makeReplay(makeDetail(agent));
const LENGTH = replay.duration_ns / 1e6;
const path = `/api/agentops/replay/${agent.trace_id}`;
const logs = `/api/agentops/traces/${agent.trace_id}/logs`;
const noLogs = () => ({ logs: [], next_cursor: null });
const projects = { "/api/projects": () => ({ projects: [] }) };

beforeEach(() => {
  HTMLCanvasElement.prototype.getContext = () => null;
});

function open(search: ReplaySearch, language: "en" | "ko" = "en") {
  const onSearch = vi.fn<(change: Partial<ReplaySearch>) => void>();
  show(<PlayerPage of={{ traceId: agent?.trace_id ?? "" }} search={search} onSearch={onSearch} />, { language });
  return onSearch;
}

describe("the player", () => {
  it("shows a moment as a link names it, and no more than was known then", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: noLogs });
    open({ t: String(LENGTH * 0.45) });
    const talk = await screen.findByRole("region", { name: "Conversation" });
    within(talk).getByText(/Compare the three vector databases/);
    within(talk).getByText("search_docs");
    expect(within(talk).queryByText(/Recommendation: Qdrant/)).toBeNull();
    screen.getByText("1,954");
    expect(screen.getAllByText("Running").length).toBeGreaterThan(0);
    within(screen.getByRole("region", { name: "Terminal" })).getByText(/\$ search_docs/);
    screen.getByRole("button", { name: "Play" });
  });

  it("steps by key, jumps to its ends, and writes where it rests into the address", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: noLogs });
    const onSearch = open({ t: "0" });
    const user = userEvent.setup();
    const slider = await screen.findByRole("slider", { name: "Position" });
    await user.keyboard("{End}");
    expect(slider.getAttribute("aria-valuenow")).toBe(String(Math.round(LENGTH)));
    expect(onSearch).toHaveBeenLastCalledWith({ t: String(Math.round(LENGTH * 1000) / 1000) });
    await waitFor(() => screen.getByText(/Recommendation: Qdrant/));
    screen.getByRole("button", { name: "Play again" });
    await user.keyboard("{Home}{ArrowRight}");
    expect(Number(slider.getAttribute("aria-valuenow"))).toBeGreaterThan(0);
    const first = Number(slider.getAttribute("aria-valuenow"));
    await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
    expect(Number(slider.getAttribute("aria-valuenow"))).toBeGreaterThanOrEqual(first);
    await user.keyboard("8");
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "8×" }).checked).toBe(true);
    expect(onSearch).toHaveBeenLastCalledWith({ speed: "8" });
  });

  it("plays and pauses by the space bar, unless a button has the focus", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: noLogs });
    open({ t: "0" });
    const user = userEvent.setup();
    const play = await screen.findByRole("button", { name: "Play" });
    await user.keyboard(" ");
    expect(screen.getByRole("button", { name: "Pause" })).toBe(play);
    await user.keyboard(" ");
    expect(play.getAttribute("aria-label")).toBe("Play");
    play.focus();
    await user.keyboard(" ");
    expect(play.getAttribute("aria-label")).toBe("Pause");
  });

  it("goes where a row of the waterfall or a time in the conversation says", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: noLogs });
    const onSearch = open({ t: "0" });
    const user = userEvent.setup();
    await user.click(await screen.findByRole("button", { name: /^search_docs, Tool, begins at/ }));
    const at = Number(onSearch.mock.lastCall?.[0].t);
    expect(at / LENGTH).toBeCloseTo(0.38, 2);
    await waitFor(() => expect(screen.getAllByText("Running").length).toBeGreaterThan(0));
  });

  it("tells in Korean", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: noLogs });
    open({ t: "0" }, "ko");
    await screen.findByRole("button", { name: "재생" });
    screen.getByRole("region", { name: "대화" });
  });

  it("goes without logs when they cannot be had, and says so", async () => {
    serve({ ...projects, [path]: () => replay, [logs]: () => failure(503, "agentops_unavailable") });
    open({ t: "0" });
    await screen.findByText(/logs could not be loaded/);
    screen.getByRole("slider");
  });

  it("says what to do about a trace that is not there", async () => {
    serve({ ...projects, [path]: () => failure(404, "not_found"), [logs]: () => failure(404, "not_found") });
    open({});
    await screen.findByRole("heading", { name: "This trace is not here" });
    screen.getByRole("link", { name: "All replays" });
  });

  it("says what to do when the server is away", async () => {
    serve({ ...projects, [path]: () => failure(503, "agentops_unavailable"), [logs]: noLogs });
    open({});
    expect((await screen.findByRole("alert")).textContent).toContain("The AgentOps server does not answer");
  });
});
