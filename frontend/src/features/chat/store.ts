import { type ChatPiece, streamChat } from "@/api/chat";
import { ApiFailure } from "@/api/client";
import { whenSignedOut } from "@/features/session/session";
import { type Answer, type Answers, type Conversation, emptyConversation, type Entry, type Failed, fromHandOver, isRunning, messagesFor, newId, waitingAnswer } from "./conversation";
import type { HandOver } from "./handover";
import { settingsBody } from "./settings";

/** Forgotten with the tab, and when somebody signs out. */
const KEY = "portal.chat";
const DRAW_MS = 40;
const SAVE_MS = 400;

interface Kept { owner: string; conversation: Conversation }

type Ask = typeof streamChat;

/**
 * The conversation and the answers on their way. It lives beside React: an answer goes on while another page is looked at. What is drawn
 * changes at most every 40 ms, however fast the model is.
 */
export class ChatStore {
  #now = emptyConversation();
  #owner = "";
  #running = new Map<Answer, AbortController>();
  #listeners = new Set<() => void>();
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  readonly #ask: Ask;

  constructor(ask: Ask = streamChat) {
    this.#ask = ask;
    whenSignedOut(() => this.#forget());
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly snapshot = (): Conversation => this.#now;

  /** Whose conversation it is. Another person's is forgotten, and what this one had in this tab is taken up again. */
  belongTo(owner: string): void {
    if (this.#owner === owner) return;
    this.#forget();
    this.#owner = owner;
    this.#set(restore(owner) ?? emptyConversation());
  }

  takeOver(handed: HandOver): void {
    this.stop();
    this.#set(fromHandOver(handed));
  }

  change(part: Partial<Pick<Conversation, "system" | "settings" | "lanes">>): void {
    this.#set({ ...this.#now, ...part });
  }

  /** Starts anew; models, instructions and settings stay. */
  clear(): void {
    this.stop();
    const { system, settings, lanes } = this.#now;
    this.#set({ ...emptyConversation(), system, settings, lanes });
  }

  send(text: string): void {
    const answers: Answers = { id: newId("a"), role: "answers", answers: this.#now.lanes.map((model) => waitingAnswer(model, Date.now())) };
    this.#set({ ...this.#now, entries: [...this.#now.entries, { id: newId("u"), role: "user", text }, answers] });
    answers.answers.forEach((_, lane) => void this.#run(answers.id, lane));
  }

  /** Asks again for one answer; what came after it was about the old one and goes. */
  again(id: string, lane: number): void {
    const index = this.#now.entries.findIndex((entry) => entry.id === id);
    const entry = this.#now.entries[index];
    if (entry?.role !== "answers") return;
    this.#end(entry.answers[lane] ?? null);
    for (const later of this.#now.entries.slice(index + 1)) this.#endAll(later);
    const answers = this.#now.lanes.map((model, at) => (at === lane ? waitingAnswer(model, Date.now()) : (entry.answers[at] ?? null)));
    this.#set({ ...this.#now, entries: [...this.#now.entries.slice(0, index), { ...entry, answers }] });
    void this.#run(id, lane);
  }

  /** Takes a question and all after it back; gives its text. */
  takeBack(id: string): string {
    const index = this.#now.entries.findIndex((entry) => entry.id === id);
    const entry = this.#now.entries[index];
    if (entry?.role !== "user") return "";
    for (const later of this.#now.entries.slice(index)) this.#endAll(later);
    this.#set({ ...this.#now, entries: this.#now.entries.slice(0, index) });
    return entry.text;
  }

  stop(): void {
    for (const entry of this.#now.entries) this.#endAll(entry);
  }

  #forget(): void {
    this.stop();
    clearTimeout(this.#saving);
    this.#saving = undefined;
    this.#owner = "";
    this.#set(emptyConversation());
  }

  #endAll(entry: Entry): void {
    if (entry.role === "answers") entry.answers.forEach((answer) => this.#end(answer));
  }

  #end(answer: Answer | null): void {
    if (answer !== null) this.#running.get(answer)?.abort();
  }

  async #run(id: string, lane: number): Promise<void> {
    const at = this.#now.entries.findIndex((entry) => entry.id === id);
    let answer = this.#answer(id, lane);
    if (answer === null) return;
    const { model, startedAt } = answer;
    const body = { model, messages: messagesFor(this.#now, lane, at), ...settingsBody(this.#now.settings), session_id: this.#now.session };
    const controller = new AbortController();
    this.#running.set(answer, controller);
    const put = (change: Partial<Answer>, soon = false) => {
      if (answer === null) return;
      const next = { ...answer, ...change };
      this.#running.delete(answer);
      this.#replace(answer, next, soon);
      answer = next;
      if (isRunning(next)) this.#running.set(next, controller);
    };
    const took = () => Date.now() - startedAt;
    try {
      const { traceId, pieces } = await this.#ask(body, controller.signal);
      put({ traceId, state: "writing" });
      for await (const piece of pieces) put(added(answer, piece, took()), true);
      put({ state: "done", tookMs: took() });
    } catch (error) {
      if (controller.signal.aborted) put({ state: "stopped", tookMs: took() });
      else put({ state: "failed", tookMs: took(), failed: failedOf(error), traceId: (error instanceof ApiFailure ? error.traceId : null) ?? answer.traceId });
    }
  }

  #answer(id: string, lane: number): Answer | null {
    const entry = this.#now.entries.find((candidate) => candidate.id === id);
    return entry?.role === "answers" ? (entry.answers[lane] ?? null) : null;
  }

  /** An answer that is no longer in the conversation changes nothing. */
  #replace(old: Answer, next: Answer, soon: boolean): void {
    const entries = this.#now.entries.map((entry) => (entry.role === "answers" && entry.answers.includes(old) ? { ...entry, answers: entry.answers.map((one) => (one === old ? next : one)) } : entry));
    this.#now = { ...this.#now, entries };
    if (!soon) this.#tell();
    else this.#drawing ??= setTimeout(() => this.#tell(), DRAW_MS);
  }

  #set(next: Conversation): void {
    this.#now = next;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#drawing);
    this.#drawing = undefined;
    for (const listener of this.#listeners) listener();
    if (this.#saving !== undefined || this.#owner === "") return;
    this.#saving = setTimeout(() => {
      this.#saving = undefined;
      keep({ owner: this.#owner, conversation: this.#now });
    }, SAVE_MS);
  }
}

function added(answer: Answer, piece: ChatPiece, tookMs: number): Partial<Answer> {
  const isFirst = answer.firstMs === null && (piece.text !== "" || piece.reasoning !== "");
  return {
    text: answer.text + piece.text,
    reasoning: answer.reasoning + piece.reasoning,
    finish: piece.finish ?? answer.finish,
    usage: piece.usage ?? answer.usage,
    ...(isFirst ? { firstMs: tookMs } : {}),
  };
}

function failedOf(error: unknown): Failed {
  if (error instanceof ApiFailure) return { kind: error.kind, code: error.code, message: error.message, requestId: error.requestId, retryAfter: error.retryAfter };
  return { kind: "server", code: "", message: error instanceof Error ? error.message : String(error), requestId: null, retryAfter: null };
}

function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Forbidden or full: the conversation lasts until the page is closed.
  }
}

function read(): Kept | null {
  try {
    const text = sessionStorage.getItem(KEY);
    return text === null ? null : (JSON.parse(text) as Kept);
  } catch {
    return null;
  }
}

/** What was on its way when the page went did not come to its end. */
function restore(owner: string): Conversation | null {
  const kept = read();
  if (kept?.owner !== owner) return null;
  const entries = kept.conversation.entries.map((entry): Entry => (entry.role === "user" ? entry : { ...entry, answers: entry.answers.map((answer) => (answer !== null && isRunning(answer) ? { ...answer, state: "stopped" } : answer)) }));
  return { ...kept.conversation, entries };
}
