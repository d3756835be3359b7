import type { Message } from "@/api/types";

/**
 * How another page hands a conversation over: it calls `openInChat` and goes to `/chat`. It travels through the tab's own storage, so that
 * a new tab may be used as well (browsers copy it) and no prompt stands in an address.
 */
export interface HandOver {
  messages: readonly Message[];
  /** The model that answered; "" where it is not known. */
  model: string;
  parameters: HandedParameters;
}

export interface HandedParameters {
  temperature?: number | undefined;
  top_p?: number | undefined;
  max_tokens?: number | undefined;
  presence_penalty?: number | undefined;
  frequency_penalty?: number | undefined;
  seed?: number | undefined;
}

const KEY = "portal.chat.handover";

/** Leaves a conversation for the chat page; false when it cannot be kept (storage forbidden, or too large). Then go to `/chat`. */
export function openInChat(messages: readonly Message[], model: string, parameters: HandedParameters = {}): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ messages, model, parameters } satisfies HandOver));
    return true;
  } catch {
    return false;
  }
}

/** What was handed over, once. */
export function takeHandOver(): HandOver | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text === null ? null : (JSON.parse(text) as HandOver);
  } catch {
    return null;
  }
}

/** The parameters of a model call, from the attributes of its span (`gen_ai.request.*`). */
export function parametersOf(attributes: Readonly<Record<string, unknown>>): HandedParameters {
  const number = (name: string) => {
    const value = attributes[`gen_ai.request.${name}`];
    return typeof value === "number" && Number.isFinite(value) ? value : undefined;
  };
  return {
    temperature: number("temperature"),
    top_p: number("top_p"),
    max_tokens: number("max_tokens"),
    presence_penalty: number("presence_penalty"),
    frequency_penalty: number("frequency_penalty"),
    seed: number("seed"),
  };
}
