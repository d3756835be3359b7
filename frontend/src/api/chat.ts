import { ApiFailure } from "./client";
import { get, type Signal } from "./endpoints";
import { openStream } from "./stream";
import type { BodyOf } from "./types";
import type { components } from "./__generated__/schema";

/** Talking to the gateway's models, through the portal. */

type Schemas = components["schemas"];
export type ChatModel = Schemas["ChatModel"];
export type ChatUsage = Schemas["ChatUsage"];
export type ChatMessage = Schemas["ChatMessage"];
export type ChatBody = Omit<BodyOf<"/api/chat/completions", "post">, "stream">;

export const listChatModels = async (signal?: Signal) => (await get("/api/chat/models", undefined, signal)).models;

/** What one event of an answer adds to it. */
export interface ChatPiece {
  text: string;
  reasoning: string;
  /** Why it ended: "stop", "length", … */
  finish: string | null;
  /** With the last piece. */
  usage: ChatUsage | null;
}

export interface ChatStream {
  /** The trace that the call appears in. */
  traceId: string | null;
  /** Ends with the answer. Raises an `ApiFailure` when it fails in the middle. */
  pieces: AsyncGenerator<ChatPiece, void, undefined>;
}

/** Asks for an answer, piece by piece. Ending `signal` ends the call at the model, too. */
export async function streamChat(body: ChatBody, signal: AbortSignal): Promise<ChatStream> {
  const { headers, events } = await openStream("/api/chat/completions", { method: "POST", body: { ...body, stream: true }, signal });
  return { traceId: headers.get("X-Trace-Id"), pieces: piecesOf(events, headers) };
}

interface Chunk {
  choices?: { delta?: { content?: string | null; reasoning_content?: string | null }; finish_reason?: string | null }[];
  usage?: ChatUsage | null;
  error?: { code?: string; message?: string; request_id?: string | null };
}

async function* piecesOf(events: AsyncGenerator<{ data: string }, void, undefined>, headers: Headers): AsyncGenerator<ChatPiece, void, undefined> {
  for await (const { data } of events) {
    if (data === "[DONE]") return;
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error !== undefined) {
      throw new ApiFailure({
        kind: "server",
        status: 200,
        code: chunk.error.code ?? "gateway_failed",
        message: chunk.error.message ?? "",
        requestId: chunk.error.request_id ?? null,
        traceId: headers.get("X-Trace-Id"),
      });
    }
    const choice = chunk.choices?.[0];
    yield {
      text: choice?.delta?.content ?? "",
      reasoning: choice?.delta?.reasoning_content ?? "",
      finish: choice?.finish_reason ?? null,
      usage: chunk.usage ?? null,
    };
  }
  // The portal ends every answer with [DONE] or an error: without either the connection broke.
  throw new ApiFailure({ kind: "portal_away", status: 0, code: "", message: "The connection broke", traceId: headers.get("X-Trace-Id") });
}
