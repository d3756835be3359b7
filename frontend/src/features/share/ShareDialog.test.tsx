import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { makeDetail } from "@mock/data/detail";
import { makeTraces } from "@mock/data/traces";
import type { Share } from "@/api/types";
import { bodyOf, done, failure, serve, show } from "@/test/render";
import { ShareDialog } from "./ShareDialog";
import { SharedPage } from "./SharedPage";

const TRACE = makeTraces(80, 1_760_000_000_000).find((trace) => trace.agents.length > 0);
if (TRACE === undefined) throw new Error("the mock data has an agent's trace");
const share = (id: string, trace = TRACE.trace_id): Share => ({ id, project_id: "p", trace_id: trace, created_by: "kim@example.com", created_at: "2026-01-01T00:00:00Z", expires_at: "2026-01-08T00:00:00Z", url: `http://portal.test/shared#${id}` });

it("makes a link for the chosen time, shows it, and revokes it", async () => {
  const sent: unknown[] = [];
  let links: Share[] = [share("else", "f".repeat(32))];
  serve({
    "/api/agentops/share": (_, init) => {
      if (init.method !== "POST") return { shares: links };
      sent.push(bodyOf(init));
      links = [share("new"), ...links];
      return Response.json(share("new"), { status: 201 });
    },
    "/api/agentops/share/new": (_, init) => {
      expect(init.method).toBe("DELETE");
      links = links.slice(1);
      return done();
    },
  });
  const user = userEvent.setup();
  show(<ShareDialog traceId={TRACE.trace_id} name="a run" project="p" onClose={() => undefined} />);
  const dialog = await screen.findByRole("dialog", { name: "Share a run" });
  expect(await within(dialog).findByText("There is no link to this trace yet.")).toBeTruthy();
  expect(within(dialog).getByText("1 more link to other traces of this project")).toBeTruthy();
  await user.selectOptions(within(dialog).getByLabelText("Works for"), "1 day");
  await user.click(within(dialog).getByRole("button", { name: "Create link" }));
  await waitFor(() => expect(within(dialog).getByLabelText<HTMLInputElement>("Link").value).toBe("http://portal.test/shared#new"));
  expect(sent).toEqual([{ trace_id: TRACE.trace_id, expires_in_hours: 24 }]);
  await user.click(within(dialog).getByRole("button", { name: /^Revoke the link/ }));
  await waitFor(() => expect(within(dialog).queryByLabelText("Link")).toBeNull());
});

it("says why a link could not be made", async () => {
  serve({ "/api/agentops/share": (_, init) => (init.method === "POST" ? failure(409, "too_many_shares") : { shares: [] }) });
  const user = userEvent.setup();
  show(<ShareDialog traceId={TRACE.trace_id} name="a run" project="p" onClose={() => undefined} />);
  await user.click(await screen.findByRole("button", { name: "Create link" }));
  expect((await screen.findByRole("alert")).textContent).toContain("too_many_shares");
});

it("opens a shared trace with nothing but its token, which is sent in a header", async () => {
  window.location.hash = "#abc.1.sign";
  const tokens: unknown[] = [];
  const asked = serve({ "/api/projects": () => ({ projects: [] }), "/api/agentops/shared": (_, init) => {
    tokens.push(new Headers(init.headers).get("X-Share-Token"));
    return makeDetail(TRACE);
  } });
  show(<SharedPage search={{}} setSearch={() => undefined} />);
  expect(await screen.findByRole("heading", { name: TRACE.name })).toBeTruthy();
  expect((await screen.findAllByRole("treeitem")).length).toBeGreaterThan(3);
  expect(screen.queryByRole("tab", { name: "Logs" })).toBeNull();
  expect(screen.queryByRole("button", { name: /Share|Open in chat/ })).toBeNull();
  expect(tokens).toEqual(["abc.1.sign"]);
  expect(asked.some((url) => url.href.includes("abc.1.sign"))).toBe(false);
  window.location.hash = "";
});

it("says what to do about a link that has ended", async () => {
  window.location.hash = "#gone";
  serve({ "/api/projects": () => ({ projects: [] }), "/api/agentops/shared": () => failure(404, "share_not_found") });
  show(<SharedPage search={{}} setSearch={() => undefined} />, { language: "ko" });
  expect(await screen.findByRole("heading", { name: "사용할 수 없는 링크입니다" })).toBeTruthy();
  window.location.hash = "";
});
