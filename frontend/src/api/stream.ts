import { ApiFailure, send, type RequestOptions } from "./client";

export interface ServerEvent {
  /** "message" unless the server named it. */
  event: string;
  data: string;
  /** Of this event or the last one that had one; "" before. */
  id: string;
}

/** Cuts text into server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing */
export class EventCutter {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #id = "";

  /** The events that are whole by now. */
  feed(text: string): ServerEvent[] {
    const found: ServerEvent[] = [];
    this.#rest += text;
    // A carriage return at the very end may be half of a line break.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) found.push({ event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n"), id: this.#id });
        this.#event = "";
        this.#data = [];
      } else this.#read(line);
    }
    return found;
  }

  #read(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }
}

export interface EventStream { headers: Headers; events: AsyncGenerator<ServerEvent, void, undefined> }

/** A request that answers with server-sent events. A connection that breaks raises an `ApiFailure` of kind "portal_away". */
export async function openStream(path: string, options: RequestOptions = {}): Promise<EventStream> {
  const response = await send(path, { ...options, headers: { ...options.headers, Accept: "text/event-stream" } });
  return { headers: response.headers, events: eventsOf(response) };
}

async function* eventsOf(response: Response): AsyncGenerator<ServerEvent, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  const cutter = new EventCutter();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* cutter.feed(decoder.decode(value, { stream: true }));
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiFailure({ kind: "portal_away", status: 0, code: "", message: "The connection broke" });
  } finally {
    // Whoever stops reading early closes the connection; of one that has ended or broken nothing is left to close.
    await reader.cancel().catch(() => undefined);
  }
}
