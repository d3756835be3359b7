import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { MODELS } from "@mock/data/chat";
import { PROJECT } from "@mock/data/traces";
import { bodyOf, failure, serve, show } from "@/test/render";
import { tellSignedOut } from "@/features/session/session";
import { ChatPage } from "./ChatPage";
import { openInChat } from "./handover";
import { ChatStore } from "./store";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const session = (role = "operator") => () => ({ user: { id: "u1", email: "kim@x.test", name: "Kim", role }, session: { expires_at: "2030-01-01T00:00:00Z" }, sign_in: [] });
const projects = () => ({ projects: [{ id: PROJECT, name: "default", environment: "development", created_at: "2026-01-01T00:00:00Z" }] });
const data = (...chunks: unknown[]) => new Response(chunks.map((chunk) => `data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`).join(""), { headers: { "X-Trace-Id": TRACE } });
const says = (text: string) => data({ choices: [{ delta: { content: text } }] }, { choices: [{ delta: {}, finish_reason: "stop" }], usage: { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 } }, "[DONE]");
const base = { "/api/auth/session": session(), "/api/projects": projects, "/api/chat/models": () => MODELS };
const draw = (language: "en" | "ko" = "en") => show(<ChatPage store={new ChatStore()} />, { path: "/chat", language });

beforeEach(tellSignedOut);

it("answers with tokens, what it cost and the way to its trace", async () => {
  const sent: unknown[] = [];
  const asked = serve({
    ...base,
    "/api/chat/completions": (_, init) => {
      sent.push(bodyOf(init));
      return says("A **bold** answer");
    },
    "/api/agentops/traces": (url) => ({ traces: url.searchParams.get("q") === `trace=${TRACE}` ? [{ trace_id: TRACE, cost_usd: 0.1234 }] : [], next_cursor: null, total: 1 }),
  });
  draw();
  const user = userEvent.setup();
  await user.selectOptions(await screen.findByRole("combobox", { name: "Model" }), "qwen-235b");
  const box = screen.getByRole("textbox", { name: "Message" });
  await user.type(box, "One{Shift>}{Enter}{/Shift}two{Enter}");
  expect(await screen.findByText("bold")).toBeTruthy();
  expect(screen.getByText("1,000 → 500 tokens")).toBeTruthy();
  expect(await screen.findByText("$0.1234")).toBeTruthy();
  const link = screen.getByRole("link", { name: "Open the trace of this answer" });
  expect(link.getAttribute("href")).toBe(`/admin/monitoring/traces/${TRACE}?project=${PROJECT}`);
  expect(sent).toMatchObject([{ model: "qwen-235b", messages: [{ role: "user", content: "One\ntwo" }], stream: true }]);
  expect(asked.some((url) => url.pathname === "/api/chat/completions")).toBe(true);
  expect((box as HTMLTextAreaElement).value).toBe("");
});

it("shows the price list's figure until the trace is there, and says when there is no price", async () => {
  serve({ ...base, "/api/chat/completions": () => says("Hi"), "/api/agentops/traces": () => ({ traces: [], next_cursor: null, total: 0 }) });
  draw();
  const user = userEvent.setup();
  await user.selectOptions(await screen.findByRole("combobox", { name: "Model" }), "qwen-235b");
  await user.type(screen.getByRole("textbox", { name: "Message" }), "Hi{Enter}");
  expect(await screen.findByText("≈ $0.0017")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Ask again" }));
  await user.selectOptions(screen.getByRole("combobox", { name: "Model" }), "mistral");
  await user.click(await screen.findByRole("button", { name: "Ask again" }));
  expect(await screen.findByText("no price")).toBeTruthy();
});

it.each([
  [503, "gateway_unavailable", "The gateway does not answer", true],
  [404, "unknown_model", "The gateway does not know this model", false],
  [429, "chat_limit", "You ask faster than is allowed", true],
  [502, "gateway_refused_key", "The gateway refuses the portal's key", true],
])("a %i %s says what to do", async (status, code, title, again) => {
  serve({ ...base, "/api/chat/completions": () => failure(status, code, { "X-Trace-Id": TRACE }), "/api/agentops/traces": () => ({ traces: [], next_cursor: null, total: 0 }) });
  draw();
  const user = userEvent.setup();
  await screen.findByRole("combobox", { name: "Model" });
  await user.type(screen.getByRole("textbox", { name: "Message" }), "Hi{Enter}");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain(title);
  expect(within(alert).queryByRole("button", { name: "Ask again" }) !== null).toBe(again);
  expect(screen.getByRole("link", { name: "Open the trace of this answer" })).toBeTruthy();
});

it("explains a budget that is used up in the gateway's words", async () => {
  const body = { error: { code: "gateway_rejected", message: "The gateway refuses the request: Budget has been exceeded! Current cost: 5.1, Max budget: 5", request_id: "r1" } };
  serve({ ...base, "/api/chat/completions": () => Response.json(body, { status: 422 }) });
  draw("ko");
  const user = userEvent.setup();
  await screen.findByRole("combobox", { name: "모델" });
  await user.type(screen.getByRole("textbox", { name: "메시지" }), "Hi{Enter}");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("예산을 모두 썼습니다");
  expect(alert.textContent).toContain("Max budget: 5");
});

it("an answer that breaks in the middle keeps what came", async () => {
  serve({ ...base, "/api/chat/completions": () => data({ choices: [{ delta: { content: "Half an" } }] }, { error: { code: "gateway_failed", message: "ask again", request_id: "r2" } }) });
  draw();
  const user = userEvent.setup();
  await screen.findByRole("combobox", { name: "Model" });
  await user.type(screen.getByRole("textbox", { name: "Message" }), "Hi{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("The model failed");
  expect(screen.getByText("Half an")).toBeTruthy();
});

it("two models answer side by side", async () => {
  serve({ ...base, "/api/chat/completions": (_, init) => says(`I am ${(bodyOf(init) as { model: string }).model}`) });
  draw();
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Compare two models" }));
  await user.type(screen.getByRole("textbox", { name: "Message" }), "Who?{Enter}");
  expect(await screen.findByText("I am llama-70b")).toBeTruthy();
  expect(await screen.findByText("I am mistral")).toBeTruthy();
});

it("takes a conversation over from a trace, with its model and settings", async () => {
  openInChat([{ role: "system", content: "Be brief" }, { role: "user", content: "First?" }, { role: "assistant", content: "Yes." }], "qwen-235b", { temperature: 0.4 });
  serve(base);
  draw();
  expect(await screen.findByText("First?")).toBeTruthy();
  expect(await screen.findByRole("combobox", { name: "Model" })).toHaveProperty("value", "qwen-235b");
  expect(screen.getByLabelText("Temperature")).toHaveProperty("value", "0.4");
  expect(screen.getByLabelText("Instructions")).toHaveProperty("value", "Be brief");
});

it("sends nothing while a setting is out of bounds", async () => {
  const asked = serve(base);
  draw();
  const user = userEvent.setup();
  await screen.findByRole("combobox", { name: "Model" });
  await user.type(screen.getByLabelText("Temperature"), "9");
  await user.type(screen.getByRole("textbox", { name: "Message" }), "Hi{Enter}");
  expect(screen.getByText("A number from 0 to 2")).toBeTruthy();
  expect(asked.some((url) => url.pathname === "/api/chat/completions")).toBe(false);
});

it("says to viewers which role it needs, and asks for no models", async () => {
  const asked = serve({ ...base, "/api/auth/session": session("viewer") });
  draw();
  expect(await screen.findByRole("heading", { name: "Chatting needs the role operator" })).toBeTruthy();
  expect(asked.some((url) => url.pathname.startsWith("/api/chat"))).toBe(false);
});

it("says what to do when the gateway is away", async () => {
  serve({ ...base, "/api/chat/models": () => failure(503, "gateway_unavailable") });
  draw();
  expect(await screen.findByRole("heading", { name: "The gateway does not answer" })).toBeTruthy();
  expect(screen.getByText(/up\.sh --detach/)).toBeTruthy();
});
