import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { alertOf } from "@mock/data/alerts";
import type { Alert, AlertSources, Silence } from "@/api/types";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { AlertPage } from "./AlertPage";
import { FiringPage } from "./FiringPage";
import { HistoryPage } from "./HistoryPage";
import { RunbookPage, RunbooksPage } from "./RunbookPage";
import { SilencesPage } from "./SilencesPage";

const FAILS = alertOf("HighErrorRate", {
  severity: "critical", summary: "12 % of calls fail", description: "Of llama, over 5 minutes.", notified: [{ receiver: "critical", channels: ["email", "slack"], repeats_s: 3600 }],
  traces: { filter: 'status:error model:"llama"', start_time: "2026-01-31T08:45:00.000000Z" },
});
const OK: AlertSources = { alertmanager: "ok", prometheus: "ok", advice: "" };
const SILENCE: Silence = { id: "s-1", matchers: [{ name: "alertname", value: "DiskSpaceLow", is_regex: false, is_equal: true }], starts_at: "2026-01-31T09:00:00Z", ends_at: "2026-01-31T10:00:00Z", created_by: "kim@example.com", comment: "a new disk", state: "active" };

interface World { alerts?: Alert[]; sources?: AlertSources; role?: string; handlers?: Parameters<typeof serve>[0] }
function portal({ alerts = [FAILS], sources = OK, role = "operator", handlers = {} }: World = {}) {
  return serve({
    "/api/projects": () => ({ projects: [] }),
    "/api/auth/session": () => ({ user: { id: "u", email: "kim@example.com", name: "Kim", role }, session: { expires_at: "2027-01-01T00:00:00Z" } }),
    "/api/alerts": () => ({ alerts, sources }),
    "/api/alerts/silences": () => ({ silences: [SILENCE] }),
    "/api/alerts/runbooks": () => ({ names: ["DiskSpaceLow", "HighErrorRate"] }),
    "/api/alerts/runbooks/HighErrorRate": (url) => ({ name: "HighErrorRate", language: url.searchParams.get("language"), title: "Calls fail", markdown: "## Symptoms\n\nRed rows.\n\n```sh\ntail -n 100 .data/logs/gateway.log\n```" }),
    "/api/agentops/traces": () => ({ traces: [], next_cursor: null, total: 0 }),
    ...handlers,
  });
}

describe("what fires", () => {
  it("shows the gravest first, with value, who looks after it, and the ways to runbook and traces", async () => {
    portal({ alerts: [alertOf("LowCache", { severity: "info", summary: "Few hits", acknowledged: { name: "Lee", note: "warming it", at: "2026-01-31T09:05:00Z" } }), FAILS, alertOf("Soon", { state: "pending", fingerprint: "", summary: "Nearly" })] });
    show(<FiringPage />);
    const groups = await screen.findAllByRole("heading", { level: 3 });
    expect(groups.map((heading) => heading.textContent)).toEqual(["HighErrorRate", "LowCache", "Soon"]);
    const group = screen.getByRole("region", { name: "HighErrorRate, Critical" });
    expect(group.textContent).toContain("Value 0.12");
    expect(within(group).getByRole("link", { name: "12 % of calls fail" }).getAttribute("href")).toContain("/alerts/3d1f0c7be1a2f9d4");
    const traces = new URL(within(group).getByRole("link", { name: "Traces" }).getAttribute("href") ?? "", "http://x");
    expect(traces.searchParams.get("q")).toBe('status:error model:"llama"');
    expect(traces.searchParams.get("from")).toBe("2026-01-31T08:45:00.000000Z");
    expect(screen.getByText(/Lee looks after it/).parentElement?.textContent).toContain("warming it");
    // Before it fires there is nothing to acknowledge or silence.
    expect(within(screen.getByRole("region", { name: "Soon, Warning" })).queryByRole("button")).toBeNull();
  });

  it("shows a viewer no button that would be refused", async () => {
    portal({ role: "viewer" });
    show(<FiringPage />);
    expect(await screen.findByRole("link", { name: "12 % of calls fail" })).toBeTruthy();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says when nothing fires, and only when somebody looked", async () => {
    portal({ alerts: [] });
    show(<FiringPage />);
    expect(await screen.findByRole("heading", { name: "Nothing fires" })).toBeTruthy();
  });

  it.each([
    [{ alertmanager: "off", prometheus: "off", advice: "" }, "This stack runs without Prometheus and Alertmanager", /up\.sh --yes/],
    [{ alertmanager: "down", prometheus: "ok", advice: "" }, "Alertmanager does not answer", /health-check\.sh/],
    [{ alertmanager: "ok", prometheus: "down", advice: "" }, "Prometheus does not answer", /health-check\.sh/],
    [{ alertmanager: "off", prometheus: "ok", advice: "" }, "This stack runs without Alertmanager", /up\.sh --yes/],
  ] as const)("says what is missing and how to start it: %o", async (sources, title, command) => {
    portal({ alerts: sources.prometheus === "ok" ? [FAILS] : [], sources });
    show(<FiringPage />);
    expect(await screen.findByText(title)).toBeTruthy();
    expect(screen.getAllByText(command).length).toBeGreaterThan(0);
    if (sources.prometheus !== "ok") expect(screen.queryByText("Nothing fires")).toBeNull();
    if (sources.alertmanager !== "ok") expect(screen.queryByRole("button", { name: "Silence" })).toBeNull();
  });

  it("acknowledges with a note, and takes it back", async () => {
    let alerts = [FAILS];
    const sent: unknown[] = [];
    const path = "/api/alerts/3d1f0c7be1a2f9d4/acknowledge";
    portal({ handlers: {
      "/api/alerts": () => ({ alerts, sources: OK }),
      [path]: (_, init) => {
        sent.push(init.method, bodyOf(init));
        alerts = [{ ...FAILS, acknowledged: init.method === "POST" ? { name: "Kim", note: "restarting", at: new Date().toISOString() } : null }];
        return init.method === "POST" ? alerts[0] : done();
      },
    } });
    show(<FiringPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Acknowledge" }));
    await userEvent.type(await screen.findByLabelText(/What you do about it/), "restarting");
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Acknowledge" }));
    expect(await screen.findByText(/Kim looks after it/)).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Take back" }));
    expect(await screen.findByRole("button", { name: "Acknowledge" })).toBeTruthy();
    expect(sent).toEqual(["POST", { note: "restarting" }, "DELETE", undefined]);
  });

  it("silences what the alert is told apart by, saying beforehand what that covers", async () => {
    const sent: unknown[] = [];
    portal({ handlers: { "/api/alerts/silences": (_, init) => { sent.push(bodyOf(init)); return SILENCE; } } });
    show(<FiringPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Silence" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("status").textContent).toBe("Covers 1 alert that fires now.");
    await userEvent.click(within(dialog).getByRole("button", { name: "Silence" }));
    expect(within(dialog).getByText("Please fill this in.")).toBeTruthy();
    expect(sent).toEqual([]);
    await userEvent.type(within(dialog).getByLabelText("Why"), "being mended");
    await userEvent.click(within(dialog).getByRole("button", { name: "Silence" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent).toEqual([{ minutes: 60, comment: "being mended", matchers: [{ name: "alertname", value: "HighErrorRate", is_regex: false, is_equal: true }, { name: "model", value: "llama", is_regex: false, is_equal: true }] }]);
  });

  it("sends a test alert", async () => {
    const sent: unknown[] = [];
    portal({ handlers: { "/api/alerts/test": (_, init) => { sent.push(bodyOf(init)); return new Response(null, { status: 202 }); } } });
    show(<FiringPage />);
    await userEvent.click(await screen.findByRole("button", { name: "Test the notices" }));
    await userEvent.selectOptions(await screen.findByRole("combobox"), "critical");
    await userEvent.click(screen.getByRole("button", { name: "Send" }));
    expect(await screen.findByText("The test alert is on its way")).toBeTruthy();
    expect(sent).toEqual([{ severity: "critical" }]);
  });
});

describe("one alert", () => {
  it("has its runbook in the reader's language beside the traces behind it, and says who is told", async () => {
    portal();
    show(<AlertPage fingerprint={FAILS.fingerprint} />, { language: "ko" });
    const book = await screen.findByRole("article");
    expect(book.getAttribute("lang")).toBe("ko");
    expect(within(book).getByRole("heading", { name: "Calls fail" })).toBeTruthy();
    expect(await within(book).findByRole("button", { name: "복사" })).toBeTruthy();
    expect(screen.getByText(/이메일, Slack.*1시간마다/)).toBeTruthy();
    expect(await screen.findByText(/맞는 트레이스가 없습니다/)).toBeTruthy();
    expect(screen.getByText('status:error model:"llama"')).toBeTruthy();
  });

  it("says that it is over, and that another one explains it", async () => {
    portal({ alerts: [alertOf("Follows", { state: "inhibited", inhibited_by: [{ fingerprint: "aa", name: "LLMServiceDown" }] })] });
    show(<><AlertPage fingerprint="ffff" /><AlertPage fingerprint="3d1f0c7be1a2f9d4" /></>);
    expect(await screen.findByRole("heading", { name: "This alert does not fire any more" })).toBeTruthy();
    expect(screen.getByRole("link", { name: "LLMServiceDown" }).getAttribute("href")).toContain("/alerts/aa");
  });

  it("says plainly that nobody is told", async () => {
    portal({ alerts: [{ ...FAILS, notified: [{ receiver: "critical", channels: [], repeats_s: 3600 }] }] });
    show(<AlertPage fingerprint={FAILS.fingerprint} />);
    expect(await screen.findByText(/Nobody: no channel/)).toBeTruthy();
  });
});

describe("runbooks", () => {
  it("show what fires of their name: a notice leads here", async () => {
    portal();
    show(<RunbookPage name="HighErrorRate" />);
    expect(await screen.findByRole("heading", { name: "Calls fail" })).toBeTruthy();
    expect(await screen.findByRole("link", { name: "12 % of calls fail" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Acknowledge" })).toBeTruthy();
  });

  it("are listed, with what fires now marked; one that is not there says so", async () => {
    portal();
    show(<><RunbooksPage /><RunbookPage name="Nothing" /></>);
    expect((await screen.findByRole("link", { name: /^HighErrorRate/ })).textContent).toContain("Fires now");
    expect(await screen.findByRole("heading", { name: "There is no runbook of this name" })).toBeTruthy();
    await userEvent.type(screen.getByRole("searchbox"), "disk");
    expect(screen.queryByRole("link", { name: /^HighErrorRate/ })).toBeNull();
  });
});

describe("silences", () => {
  it("are listed, and end when asked", async () => {
    const sent: string[] = [];
    portal({ handlers: { "/api/alerts/silences/s-1": (_, init) => { sent.push(init.method ?? ""); return done(); } } });
    show(<SilencesPage />);
    expect(await screen.findByText("a new disk")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "End now" }));
    await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "End now" }));
    await waitFor(() => expect(sent).toEqual(["DELETE"]));
  });

  it("cannot be made to cover everything, or by a pattern that is none", async () => {
    portal();
    show(<SilencesPage />);
    await userEvent.click(await screen.findByRole("button", { name: "New silence" }));
    const dialog = screen.getByRole("dialog");
    await userEvent.type(within(dialog).getByLabelText("Why"), "x");
    await userEvent.click(within(dialog).getByRole("button", { name: "Silence" }));
    expect(within(dialog).getByText(/at least one value/)).toBeTruthy();
    await userEvent.selectOptions(within(dialog).getByRole("combobox", { name: "Relation" }), "=~");
    await userEvent.type(within(dialog).getByLabelText("Value: alertname"), "(");
    await userEvent.click(within(dialog).getByRole("button", { name: "Silence" }));
    expect(within(dialog).getByText("This is no regular expression.")).toBeTruthy();
  });

  it("say what is missing without Alertmanager, and ask it nothing", async () => {
    const asked = portal({ sources: { alertmanager: "off", prometheus: "ok", advice: "" } });
    show(<SilencesPage />);
    expect(await screen.findByText("This stack runs without Alertmanager")).toBeTruthy();
    expect(asked.some((url) => url.pathname === "/api/alerts/silences")).toBe(false);
  });
});

describe("the history", () => {
  const EPISODES = [
    { name: "HighErrorRate", severity: "critical", labels: { model: "llama" }, started: "2026-01-31T09:00:00Z", ended: null },
    { name: "DiskSpaceLow", severity: "warning", labels: {}, started: "2026-01-31T07:00:00Z", ended: "2026-01-31T07:10:00Z" },
  ];
  it("says when, how long and whether still, and finds by name or label", async () => {
    portal({ handlers: { "/api/alerts/history": () => ({ episodes: EPISODES, resolution_s: 15 }) } });
    show(<HistoryPage />);
    const table = await screen.findByRole("table", { name: "History" });
    expect(await within(table).findByText("still fires")).toBeTruthy();
    expect(within(table).getByText("10:00 min")).toBeTruthy();
    expect(screen.getByRole("img", { name: "When 2 alerts fired" })).toBeTruthy();
    await userEvent.type(screen.getByRole("searchbox"), "llama");
    expect(within(table).queryByText("DiskSpaceLow")).toBeNull();
  });

  it("says that nothing fired, and that there is no Prometheus", async () => {
    portal({ handlers: { "/api/alerts/history": () => ({ episodes: [], resolution_s: 15 }) } });
    show(<HistoryPage />);
    expect(await screen.findByRole("heading", { name: "Nothing fired in this time" })).toBeTruthy();
  });

  it("says that there is no Prometheus", async () => {
    portal({ handlers: { "/api/alerts/history": () => failure(503, "not_configured") } });
    show(<HistoryPage />);
    expect(await screen.findByText("This stack runs without Prometheus")).toBeTruthy();
  });
});
