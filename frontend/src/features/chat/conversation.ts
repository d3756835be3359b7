import type { ChatMessage, ChatModel, ChatUsage } from "@/api/chat";
import type { HandOver } from "./handover";
import { type Settings, NO_SETTINGS, SETTINGS } from "./settings";

/** What went wrong with an answer, as plain data: conversations are stored. */
export interface Failed { kind: string; code: string; message: string; requestId: string | null; retryAfter: number | null }

export interface Answer {
  model: string;
  /** given: handed over from a trace, not asked for here. */
  state: "waiting" | "writing" | "done" | "stopped" | "failed" | "given";
  text: string;
  reasoning: string;
  finish: string | null;
  usage: ChatUsage | null;
  /** ms since 1970. */
  startedAt: number;
  /** ms from asking to the first letter, and to the end. */
  firstMs: number | null;
  tookMs: number | null;
  traceId: string | null;
  failed: Failed | null;
}

export interface Question { id: string; role: "user"; text: string }
/** One answer a lane; a lane that joined later has none. */
export interface Answers { id: string; role: "answers"; answers: (Answer | null)[] }
export type Entry = Question | Answers;

export interface Conversation {
  /** The id that all its calls carry: they are one session in the traces. */
  session: string;
  system: string;
  settings: Settings;
  /** One model, or two side by side. "": not chosen yet. */
  lanes: string[];
  entries: Entry[];
  /** Messages of a handed over conversation that were written out as text: tools cannot be called here. */
  converted: number;
}

export function newId(prefix: string): string {
  return `${prefix}-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function emptyConversation(): Conversation {
  return { session: newId("chat"), system: "", settings: NO_SETTINGS, lanes: [""], entries: [], converted: 0 };
}

export function waitingAnswer(model: string, startedAt: number): Answer {
  return { model, state: "waiting", text: "", reasoning: "", finish: null, usage: null, startedAt, firstMs: null, tookMs: null, traceId: null, failed: null };
}

export const isRunning = (answer: Answer | null) => answer?.state === "waiting" || answer?.state === "writing";

/** The messages before `end` (an index of entries) as lane `lane` saw them. Neighbours of the same role become one: many models insist on turns. */
export function messagesFor(conversation: Conversation, lane: number, end: number): ChatMessage[] {
  const found: ChatMessage[] = [];
  const add = (role: ChatMessage["role"], content: string) => {
    const last = found.at(-1);
    if (content.trim() === "") return;
    if (last?.role === role) last.content += `\n\n${content}`;
    else found.push({ role, content });
  };
  add("system", conversation.system);
  for (const entry of conversation.entries.slice(0, end)) {
    if (entry.role === "user") add("user", entry.text);
    else add("assistant", (entry.answers[lane] ?? entry.answers[0])?.text ?? "");
  }
  return found;
}

/** US dollars by the gateway's prices; null where it has none. What the trace says later is what was really charged. */
export function estimate(model: ChatModel | undefined, usage: ChatUsage | null): number | null {
  if (model?.input_price == null || model.output_price == null || usage === null) return null;
  const cached = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, usage.prompt_tokens);
  const million = 1_000_000;
  return (
    ((usage.prompt_tokens - cached) * Number(model.input_price) + cached * Number(model.cached_input_price ?? model.input_price) + usage.completion_tokens * Number(model.output_price)) / million
  );
}

/** A conversation of a trace, to be gone on with. Tool calls and their results become text, because models cannot call tools here. */
export function fromHandOver(handed: HandOver): Conversation {
  const conversation = emptyConversation();
  const system: string[] = [];
  const entries: Entry[] = [];
  let converted = 0;
  for (const message of handed.messages) {
    const calls = message.tool_calls ?? [];
    switch (message.role) {
      case "system":
      case "developer": system.push(message.content); break;
      case "assistant": {
        if (calls.length > 0) converted += 1;
        const text = [message.content, ...calls.map((call) => `\`\`\`json ${call.name}\n${argumentsText(call.arguments)}\n\`\`\``)].filter((part) => part !== "").join("\n\n");
        entries.push({ id: newId("a"), role: "answers", answers: [{ ...waitingAnswer(handed.model, 0), state: "given", text }] });
        break;
      }
      case "tool":
      case "function":
        converted += 1;
        entries.push({ id: newId("u"), role: "user", text: `\`\`\`text ${message.name ?? "tool"}\n${message.content}\n\`\`\`` });
        break;
      default: entries.push({ id: newId("u"), role: "user", text: message.content });
    }
  }
  const settings = Object.fromEntries(SETTINGS.map(({ name }) => {
    const value = handed.parameters[name];
    return [name, value === undefined ? "" : String(value)];
  })) as Settings;
  return { ...conversation, system: system.join("\n\n"), settings, lanes: [handed.model], entries, converted };
}

function argumentsText(given: unknown): string {
  return typeof given === "string" ? given : JSON.stringify(given ?? null, null, 2);
}
