import type { Span } from "@/api/types";

/** An image of a message: shown when the message itself carries it, named when it lies elsewhere; nothing is fetched. */
export interface MessageImage { src: string | null; where: string }

const LISTS = {
  input: ["gen_ai.input.messages", "gen_ai.prompt", "gen_ai.request.messages", "llm.prompts", "input.value"],
  output: ["gen_ai.output.messages", "gen_ai.completion", "gen_ai.response.messages", "output.value"],
} as const;
/** No SVG: it is a document, not a picture. */
const SAFE = /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+$/;

type Loose = Record<string, unknown>;
const isLoose = (value: unknown): value is Loose => typeof value === "object" && value !== null && !Array.isArray(value);
const textIn = (value: Loose, ...keys: string[]) => keys.map((key) => value[key]).find((found) => typeof found === "string");

function listOf(value: unknown): readonly unknown[] {
  let loaded = value;
  if (typeof value === "string") {
    try {
      loaded = JSON.parse(value);
    } catch {
      return [];
    }
  }
  if (isLoose(loaded)) loaded = loaded["messages"];
  return Array.isArray(loaded) ? loaded : [];
}

/** OpenAI's, Anthropic's and OpenTelemetry's ways to put an image into a message. */
function imageOf(part: unknown): MessageImage | null {
  if (!isLoose(part)) return null;
  const type = part["type"];
  const isImage = type === "image" || type === "image_url" || type === "input_image" || ((type === "blob" || type === "uri") && (part["modality"] === "image" || textIn(part, "mime_type")?.startsWith("image/") === true));
  if (!isImage) return null;
  const nested = [part["image_url"], part["source"], part["image"]].find(isLoose);
  const holder = nested ?? part;
  const data = textIn(holder, "data", "content");
  const mime = textIn(holder, "media_type", "mime_type") ?? "image/png";
  const address = textIn(holder, "url", "uri", "image_url", "image") ?? (data === undefined ? "" : `data:${mime};base64,${data}`);
  if (address === "") return null;
  return { src: SAFE.test(address) ? address : null, where: address.startsWith("data:") ? (address.split(";")[0] ?? "") : address };
}

/** The images of each message of a span, by the place of the message in the list that the server made of them. */
export function imagesOf(span: Span, side: "input" | "output"): ReadonlyMap<number, MessageImage[]> {
  const found = new Map<number, MessageImage[]>();
  const shown = span[side].messages?.length ?? 0;
  const list = LISTS[side].map((key) => listOf(span.attributes[key])).find((candidate) => candidate.length > 0) ?? [];
  list.forEach((item, index) => {
    const holder = isLoose(item) && isLoose(item["message"]) ? item["message"] : item;
    if (!isLoose(holder)) return;
    const parts = [holder["content"], holder["parts"]].flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
    const images = parts.map(imageOf).filter((image) => image !== null);
    // A system prompt that came by itself stands before the list.
    if (images.length > 0) found.set(index + Math.max(0, shown - list.length), images);
  });
  return found;
}

/** What the server writes in the place of an image. */
export const PLACEHOLDER = /^\[(?:image|image_url|input_image|blob|uri)\]$/gm;
