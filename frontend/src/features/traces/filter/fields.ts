/** The fields of the language as the help lists them; the completion asks the server. */
export const FIELD_NAMES = [
  "status", "model", "provider", "user", "session", "agent", "tool", "tag", "team", "key", "service", "name", "trace", "message", "input", "output", "cost", "tokens", "input_tokens",
  "output_tokens", "cached_tokens", "reasoning_tokens", "latency", "ttft", "spans", "errors", "calls", "unpriced", "has", "content",
] as const;
