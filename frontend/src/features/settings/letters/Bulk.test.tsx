import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { LETTER, PROJECTS, sessionOf } from "@mock/data/admin";
import type { DeadLetter } from "@/api/types";
import { bodyOf, serve, show } from "@/test/render";
import { portions, reasonsOf } from "./Bulk";
import { LettersPage } from "./LettersPage";

const letter = (id: string, reason: string): DeadLetter => ({ ...LETTER, id, reason });
const LETTERS = [letter("l-1", "too long"), letter("l-2", "not a number"), letter("l-3", "too long")];

function server(role: "admin" | "operator") {
  const sent: unknown[] = [];
  const asked = serve({
    "/api/auth/session": () => sessionOf(role), "/api/projects": () => ({ projects: PROJECTS }),
    "/api/agentops/dead-letters": () => ({ dead_letters: LETTERS, next_cursor: null, total: LETTERS.length, total_spans: 36, limits: null }),
    ...Object.fromEntries(["replay", "discard"].map((act) => [`/api/agentops/dead-letters/${act}`, (_: URL, init: RequestInit) => {
      sent.push([act, bodyOf(init)]);
      return { dead_letters: 2, spans: 24, remaining: 1 };
    }])),
  });
  return { asked, sent };
}

it("discards all of one reason, after their number was typed", async () => {
  const { sent } = server("admin");
  const user = userEvent.setup();
  show(<LettersPage />);
  await user.selectOptions(await screen.findByLabelText("Reason"), "too long (2)");
  expect(screen.queryByText("not a number", { selector: "span" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Discard 2 with this reason…" }));
  const act = screen.getByRole("button", { name: "Discard" });
  expect(act).toHaveProperty("disabled", true);
  await user.type(screen.getByLabelText("Type 2 to confirm"), "2");
  await user.click(act);
  await vi.waitFor(() => expect(sent).toEqual([["discard", { ids: ["l-1", "l-3"], all: false }]]), 50_000);
  expect(await screen.findByText("Discarded: 2")).toBeTruthy();
});

it("replays what was picked, or everything of a kind; an operator discards nothing", async () => {
  const { asked, sent } = server("operator");
  const user = userEvent.setup();
  show(<LettersPage />);
  await user.click(await screen.findByLabelText("Choose l-2"));
  expect(screen.queryByRole("button", { name: /Discard/ })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Replay 1 chosen…" }));
  await user.click(screen.getByRole("button", { name: "Replay" }));
  await vi.waitFor(() => expect(sent).toEqual([["replay", { ids: ["l-2"], all: false }]]), 50_000);
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).toBeNull(), 50_000);
  await user.selectOptions(screen.getByLabelText("Kind"), "Spans");
  await vi.waitFor(() => expect(asked.some((url) => url.searchParams.get("signal") === "traces")).toBe(true), 50_000);
  await user.click(await screen.findByRole("button", { name: "Replay all 3…" }));
  await user.click(screen.getByRole("button", { name: "Replay" }));
  await vi.waitFor(() => expect(sent.at(-1)).toEqual(["replay", { all: true, signal: "traces" }]), 50_000);
});

it("sends many in portions that the server takes", () => {
  const ids = Array.from({ length: 2300 }, (_, index) => String(index));
  expect(portions("discard", { ids, letters: ids.length }, undefined).map((body) => body.ids?.length)).toEqual([1000, 1000, 300]);
  expect(portions("replay", { ids: null, letters: 2300 }, "logs")).toHaveLength(3);
  expect(portions("discard", { ids: null, letters: 2300 }, undefined)).toEqual([{ all: true }]);
});

it("names reasons by how often they came", () => {
  expect(reasonsOf(LETTERS)).toEqual([["too long", 2], ["not a number", 1]]);
});
