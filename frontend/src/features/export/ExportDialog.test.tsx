import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { makeDetail } from "@mock/data/detail";
import { makeTraces } from "@mock/data/traces";
import { bodyOf, failure, serve, show } from "@/test/render";
import { ExportDialog } from "./ExportDialog";

const [TRACE] = makeTraces(1, 1_760_000_000_000);
if (TRACE === undefined) throw new Error("the mock made no trace");
const saved: { name: string; blob: Blob }[] = [];

beforeEach(() => {
  saved.length = 0;
  let last: Blob | undefined;
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (blob: Blob) => { last = blob; return "blob:x"; }, revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function click(this: HTMLAnchorElement) {
    if (last !== undefined) saved.push({ name: this.download, blob: last });
  });
});

const list = { start: "2026-01-01T00:00:00.000Z", end: "2026-01-02T00:00:00.000Z", q: "status:error", model: "llama", total: 1234 };

it("exports the list as it is filtered, and says what is in it", async () => {
  const sent: unknown[] = [];
  serve({ "/api/agentops/export": (_, init) => {
    sent.push(bodyOf(init));
    return new Response("trace_id\r\nx\r\n", { headers: { "Content-Type": "text/csv", "X-Total-Count": "1" } });
  } });
  const user = userEvent.setup();
  show(<ExportDialog what={{ list }} project="p" onClose={() => undefined} />);
  const dialog = await screen.findByRole("dialog", { name: "Export traces" });
  expect(dialog.textContent).toContain("1,234 traces");
  expect(dialog.textContent).toContain("status:error");
  await user.click(within(dialog).getByRole("button", { name: "Export" }));
  expect((await screen.findByText(/is saved/)).textContent).toContain("traces-20260101-0000-20260102-0000.csv");
  expect(sent).toEqual([{ format: "csv", start_time: list.start, end_time: list.end, q: "status:error", model: "llama" }]);
  expect(saved[0]?.name).toBe("traces-20260101-0000-20260102-0000.csv");
  expect(saved[0]?.blob.size).toBe(13);
});

it("exports one trace with all of its spans, or its row found by its id", async () => {
  const sent: unknown[] = [];
  serve({
    [`/api/agentops/traces/${TRACE.trace_id}`]: () => makeDetail(TRACE),
    "/api/agentops/export": (_, init) => {
      sent.push(bodyOf(init));
      return new Response("{}\n");
    },
  });
  const user = userEvent.setup();
  show(<ExportDialog what={{ trace: TRACE }} project={undefined} onClose={() => undefined} />);
  await user.click(await screen.findByRole("button", { name: "Export" }));
  await waitFor(() => expect(saved[0]?.name).toBe(`trace-${TRACE.trace_id}.json`));
  expect(saved[0]?.blob.size).toBe(new TextEncoder().encode(JSON.stringify(makeDetail(TRACE), null, 1)).length);
  await user.click(screen.getByRole("radio", { name: /JSON Lines/ }));
  await user.click(screen.getByRole("button", { name: "Export again" }));
  await waitFor(() => expect(saved).toHaveLength(2));
  expect(sent[0]).toMatchObject({ format: "jsonl", q: `trace:${TRACE.trace_id}` });
});

it("saves nothing of a file that broke off, and says so", async () => {
  serve({ "/api/agentops/export": () => new Response(new ReadableStream({ start(controller) {
    controller.enqueue(new TextEncoder().encode("trace_id\r\n"));
    controller.error(new TypeError("network"));
  } })) });
  const user = userEvent.setup();
  show(<ExportDialog what={{ list }} project={undefined} onClose={() => undefined} />);
  await user.click(await screen.findByRole("button", { name: "Export" }));
  expect((await screen.findByRole("alert")).textContent).toContain("broke off");
  expect(saved).toEqual([]);
});

it("says that too many exports run, in Korean too", async () => {
  serve({ "/api/agentops/export": () => failure(429, "too_many_exports") });
  const user = userEvent.setup();
  show(<ExportDialog what={{ list }} project={undefined} onClose={() => undefined} />, { language: "ko" });
  await user.click(await screen.findByRole("button", { name: "내보내기" }));
  expect((await screen.findByRole("alert")).textContent).toContain("너무 많이");
});
