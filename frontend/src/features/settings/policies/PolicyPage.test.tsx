import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { POLICY, PROJECTS, sessionOf } from "@mock/data/admin";
import type { Role } from "@/api/types";
import { bodyOf, failure, serve, show } from "@/test/render";
import { draftOf, isShorter, rulesOf } from "./draft";
import { PolicyPage } from "./PolicyPage";

type Handlers = Parameters<typeof serve>[0];
const server = (role: Role, more: Handlers = {}) => serve({ "/api/auth/session": () => sessionOf(role), "/api/projects": () => ({ projects: PROJECTS }), "/api/agentops/policy": () => POLICY, ...more });

/** Answers a save with `saved`, and a read with the stored policy. */
const saving = (sent: unknown[], saved: () => unknown): Handlers => ({ "/api/agentops/policy": (_, init) => {
  if (init.method !== "PUT") return POLICY;
  sent.push(bodyOf(init));
  return saved();
} });

it("sends back the whole policy with the version that was read", async () => {
  const sent: unknown[] = [];
  server("admin", saving(sent, () => ({ ...POLICY, version: 4 })));
  const user = userEvent.setup();
  show(<PolicyPage />);
  const save = await screen.findByRole("button", { name: "Save" });
  expect(save).toHaveProperty("disabled", true);
  await user.clear(screen.getByLabelText("Spans, logs and points a minute"));
  await user.click(save);
  await vi.waitFor(() => expect(sent).toHaveLength(1), 50_000);
  expect(sent[0]).toEqual({ ...POLICY.policy, rate_limits: { ...POLICY.policy.rate_limits, items_per_minute: null }, version: 3 });
  expect(screen.getByLabelText<HTMLInputElement>("Spans, logs and points a minute").placeholder).toBe("Default: no limit");
});

it("asks before a shorter time deletes what is older", async () => {
  const sent: unknown[] = [];
  server("admin", saving(sent, () => POLICY));
  const user = userEvent.setup();
  show(<PolicyPage />);
  const days = await screen.findByLabelText("Keep traces, logs and metrics");
  await user.clear(days);
  await user.type(days, "4000");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(screen.getByText("Enter whole days from 0 to 3650, or nothing.")).toBeTruthy();
  await user.clear(days);
  await user.type(days, "7");
  await user.click(screen.getByRole("button", { name: "Save" }));
  const dialog = screen.getByRole("dialog", { name: "Delete what is older?" });
  expect(sent).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Save and delete" }));
  await vi.waitFor(() => expect(sent).toHaveLength(1), 50_000);
});

it("puts a refused rule beside its pattern, and says when somebody else was faster", async () => {
  let faster = false;
  server("admin", saving([], () => (faster ? failure(409, "policy_changed") : failure(422, "invalid_rule", {}, { field: "masking.custom.1.pattern", position: 3, reason: "missing )" }))));
  const user = userEvent.setup();
  show(<PolicyPage />);
  await user.click(await screen.findByRole("button", { name: "Add a rule" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(screen.getByText(/A rule needs a name/)).toBeTruthy();
  await user.type(screen.getByLabelText("Name of rule 2"), "order");
  await user.type(screen.getByLabelText("Pattern of rule 2"), "ORD(");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("missing )")).toBeTruthy();
  expect(screen.getByLabelText("Pattern of rule 2").getAttribute("aria-invalid")).toBe("true");
  faster = true;
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("button", { name: "Load the policy as it is" })).toBeTruthy();
});

it("shows what would be stored, with the policy as it is typed", async () => {
  const sent: unknown[] = [];
  server("admin", { "/api/agentops/policy/preview": (_, init) => { sent.push(bodyOf(init)); return { payload_mode: "none", text: null, attributes: null, hits: [{ rule: "email", count: 2 }], dropped: ["text"] }; } });
  const user = userEvent.setup();
  show(<PolicyPage />);
  await user.click(await screen.findByRole("radio", { name: /^None/ }));
  await user.type(screen.getByLabelText("A text"), "Mail kim@example.com");
  await user.click(screen.getByRole("button", { name: "Show what would be stored" }));
  expect(await screen.findByText("Nothing of it.")).toBeTruthy();
  expect(screen.getByText("email × 2")).toBeTruthy();
  expect(sent).toEqual([{ policy: { ...POLICY.policy, payload_mode: "none" }, text: "Mail kim@example.com" }]);
});

it("lets an operator read and not change", async () => {
  server("operator");
  show(<PolicyPage />, { language: "ko" });
  expect(await screen.findByText("관리자만 바꿀 수 있습니다.")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "저장" })).toBeNull();
  expect(screen.getByLabelText("프롬프트, 답변, 업로드 보관")).toHaveProperty("disabled", true);
});

it("keeps a policy as it is through the form", () => {
  expect(rulesOf(draftOf(POLICY.policy, POLICY.defaults.patterns))).toEqual(POLICY.policy);
  expect([isShorter(7, 90), isShorter(0, 90), isShorter(90, 0), isShorter(90, 90)]).toEqual([true, false, true, false]);
});
