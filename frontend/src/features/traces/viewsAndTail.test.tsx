import { act, fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { view } from "@mock/data/search";
import { PROJECT } from "@mock/data/traces";
import type { TraceSummary } from "@/api/types";
import { bodyOf, failure, show } from "@/test/render";
import { TEMPLATE, PATH, server, lists, soon, rowNames } from "@/test/traces";
import { TracesPage } from "./TracesPage";

describe("saved views", () => {
  it("keep what the page is set to and share it", async () => {
    const made: unknown[] = [];
    const asked = server({ more: { "/api/agentops/views": (_, init) => {
      if (init.method !== "POST") return { views: made.length === 0 ? [] : [view("v-new", { name: "Failures", shared: true, state: { q: "model:llama", sort: "cost", cols: "time,name,model,user,tokens,latency,cost" } })] };
      made.push(bodyOf(init));
      return view("v-new", { name: "Failures" });
    } } });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: `${PATH}?q=model:llama&sort=cost&refresh=off` });
    await user.click(await screen.findByRole("button", { name: "Saved views: All traces" }));
    await user.click(await screen.findByRole("button", { name: "Save as a view…" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(screen.getByText("Give it a name.")).toBeTruthy();
    await user.type(screen.getByLabelText("Name"), "Failures");
    await user.click(screen.getByLabelText("Share it with everybody who may see this project"));
    await user.click(screen.getByRole("button", { name: "Save" }));
    await soon(() => expect(history.location.search).toContain("saved=v-new"));
    expect(made).toEqual([{ name: "Failures", page: "traces", shared: true, state: { q: "model:llama", sort: "cost", cols: "time,name,model,user,tokens,latency,cost" } }]);
    expect(await screen.findByRole("button", { name: "Saved views: Failures" })).toBeTruthy();
    expect(asked.find((url) => url.pathname === "/api/agentops/views")?.searchParams.get("project_id")).toBe(PROJECT);
  });

  it("open whole, tell when they were changed, and one of them can open by itself", async () => {
    const views = [view("v1", { name: "Dear ones", state: { q: "cost>1", sort: "cost", cols: "time,name,cost" } }), view("v2", { name: "Of others", mine: false, owner: "Kim", shared: true, state: { q: "tag:x" } })];
    server({ views });
    const user = userEvent.setup();
    const { history } = show(<TracesPage />, { path: PATH });
    await user.click(await screen.findByRole("button", { name: /^Saved views/ }));
    expect(await screen.findByText("by Kim")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "More about Of others" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Open Dear ones by default" }));
    await soon(() => expect(history.location.search).toContain("saved=v1"));
    expect(history.location.search).toContain("sort=cost");
    await soon(() => expect(screen.getByRole("table", { name: "Traces" }).querySelectorAll("[role=columnheader]")).toHaveLength(4));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Sort by Time" }));
    expect(await screen.findByText("edited")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Saved views/ }));
    await user.click(screen.getByRole("button", { name: "All traces" }));
    await soon(() => expect(history.location.search).toContain("saved=none"));
  });

  it("are changed by their owner only, and not shared by viewers", async () => {
    const views = [view("v1", { name: "Mine" }), view("v2", { name: "Theirs", mine: false, shared: true })];
    const changed: unknown[] = [];
    server({ role: "viewer", views, more: { "/api/agentops/views/v1": (_, init) => {
      changed.push([init.method, bodyOf(init)]);
      return init.method === "DELETE" ? new Response(null, { status: 204 }) : view("v1");
    } } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: `${PATH}?saved=none` });
    await user.click(await screen.findByRole("button", { name: /^Saved views/ }));
    await screen.findByRole("button", { name: "Mine" });
    expect(screen.queryByRole("button", { name: "More about Theirs" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "More about Mine" }));
    expect(screen.queryByRole("menuitem", { name: "Share with the project" })).toBeNull();
    await user.click(screen.getByRole("menuitem", { name: "Rename" }));
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "Ours");
    await user.click(screen.getByRole("button", { name: "Rename" }));
    await soon(() => expect(changed).toEqual([["PATCH", { name: "Ours" }]]));
    await soon(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("button", { name: /^Saved views/ }));
    await user.click(screen.getByRole("button", { name: "More about Mine" }));
    await user.click(screen.getByRole("menuitem", { name: "Delete" }));
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await soon(() => expect(changed.at(-1)).toEqual(["DELETE", undefined]));
  });
});

describe("the live tail", () => {
  /** A stream that the test writes to. */
  function stream() {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    const response = () => new Response(new ReadableStream<Uint8Array>({ start: (made) => { controller = made; } }), { headers: { "Content-Type": "text/event-stream" } });
    return { response, write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)) };
  }
  const arriving = (id: string, name: string): TraceSummary => ({ ...TEMPLATE, trace_id: id.repeat(32), name, start_time: new Date(Date.now() + 1000).toISOString().replace("Z", "000Z") });
  const event = (trace: TraceSummary) => `id: 1-${trace.trace_id}\nevent: trace\ndata: ${JSON.stringify(trace)}\n\n`;

  it("shows what comes in, counts it while paused, and asks with the whole filter", async () => {
    const live = stream();
    const asked = server({ more: { "/api/agentops/live": live.response } });
    const user = userEvent.setup();
    show(<TracesPage />, { path: `${PATH}?status=ERROR&q=tag:x` });
    await screen.findByRole("button", { name: /^Live\./ });
    expect(asked.find((url) => url.pathname.endsWith("/live"))?.searchParams.get("q")).toBe("tag:x status:error");
    act(() => live.write(event(arriving("a", "first.arrival"))));
    expect(await screen.findByRole("link", { name: "first.arrival" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Live\. Pause/ }));
    act(() => live.write(event(arriving("b", "second.arrival")) + event(arriving("c", "third.arrival"))));
    const pill = await screen.findByRole("button", { name: "2 new traces" });
    expect(screen.queryByRole("link", { name: "second.arrival" })).toBeNull();
    // A trace that is listed already changes in its place.
    act(() => live.write(event({ ...arriving("a", "first.changed") })));
    expect(await screen.findByRole("link", { name: "first.changed" })).toBeTruthy();
    await user.click(pill);
    expect(await screen.findByRole("link", { name: "third.arrival" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^Paused\./ }));
    act(() => live.write(event(arriving("d", "fourth.arrival"))));
    expect(await screen.findByRole("link", { name: "fourth.arrival" })).toBeTruthy();
  });

  it("does not move rows under somebody who has scrolled or points at them", async () => {
    const live = stream();
    server({ more: { "/api/agentops/live": live.response } });
    show(<TracesPage />, { path: PATH });
    await screen.findByRole("button", { name: /^Live\./ });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    const region = screen.getByRole("region", { name: "Traces" });
    fireEvent.pointerMove(region);
    act(() => live.write(event(arriving("a", "first.arrival"))));
    await screen.findByRole("button", { name: "1 new trace" });
    fireEvent.pointerLeave(region);
    expect(await screen.findByRole("link", { name: "first.arrival" })).toBeTruthy();
    region.scrollTop = 400;
    fireEvent.scroll(region);
    act(() => live.write(event(arriving("b", "second.arrival"))));
    fireEvent.click(await screen.findByRole("button", { name: "1 new trace" }));
    region.scrollTop = 0;
    fireEvent.scroll(region);
    expect(await screen.findByRole("link", { name: "second.arrival" })).toBeTruthy();
  });

  it("reads the list anew when something was passed over", async () => {
    const live = stream();
    const asked = server({ more: { "/api/agentops/live": live.response } });
    show(<TracesPage />, { path: PATH });
    await screen.findByRole("button", { name: /^Live\./ });
    await soon(() => expect(rowNames()).toBeGreaterThan(10));
    const before = lists(asked).length;
    // The window is resolved to whole seconds: the next one differs.
    await new Promise((done) => setTimeout(done, 1100));
    act(() => live.write("event: gap\ndata: {}\n\n"));
    await soon(() => expect(lists(asked).length).toBeGreaterThan(before));
  });

  it("falls back to reading regularly where there is no stream", async () => {
    server({ more: { "/api/agentops/live": () => failure(501, "capability_missing") } });
    show(<TracesPage />, { path: PATH });
    expect(await screen.findByRole("button", { name: /^Every 5 s\./ })).toBeTruthy();
  });
});
