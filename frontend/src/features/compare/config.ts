import type { Message, Payload, Span } from "@/api/types";

export interface Setting { name: string; a: string | null; b: string | null }

/** What is said belongs to the texts; what never repeats (ids, times, sizes) is no setting. */
const PAYLOAD = /(?:messages|prompt|completion|input\.value|output\.value|\.input|\.output|content|arguments|result|system_instructions?)(?:\.|$)/;
const NEVER_SAME = /(?:^|[._])(?:id|ids|call_id|uuid|trace_id|span_id|fingerprint|hash|unix_nano|timestamp|created)$|gen_ai\.usage\.|time_to_first|\.duration|_ms$|cost/;

const shown = (value: unknown): string | null => (value === undefined || value === null ? null : typeof value === "string" ? value : JSON.stringify(value));

function settingsOf(span: Span | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (span === undefined) return found;
  const put = (name: string, value: unknown) => {
    const text = shown(value);
    if (text !== null && text !== "") found.set(name, text);
  };
  put("model", span.model);
  put("provider", span.provider);
  put("service", span.service_name);
  put("user", span.user);
  for (const [name, value] of [...Object.entries(span.resource_attributes), ...Object.entries(span.attributes)]) {
    if (!PAYLOAD.test(name) && !NEVER_SAME.test(name)) put(name, value);
  }
  return found;
}

const rank = (name: string) => (name === "model" || name === "provider" ? 0 : name.startsWith("gen_ai.request.") ? 1 : name.includes(".") ? 3 : 2);

/** How two spans were set up differently: models and request parameters first. */
export function settingsApart(a: Span | undefined, b: Span | undefined): Setting[] {
  const [left, right] = [settingsOf(a), settingsOf(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => left.get(name) !== right.get(name))
    .map((name) => ({ name, a: left.get(name) ?? null, b: right.get(name) ?? null }))
    .sort((x, y) => rank(x.name) - rank(y.name) || x.name.localeCompare(y.name));
}

function said(message: Message): string {
  const calls = (message.tool_calls ?? []).map((call) => `→ ${call.name}(${typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments ?? {})})`);
  return `${message.role}${message.name == null ? "" : ` (${message.name})`}:\n${[message.content, ...calls].filter((part) => part !== "").join("\n")}`;
}

/** A payload as one text that can be compared line by line. */
export function payloadText(payload: Payload | undefined): string {
  if (payload === undefined) return "";
  if (payload.messages !== null && payload.messages.length > 0) return payload.messages.map(said).join("\n\n");
  return payload.text ?? "";
}
