import type { IncomingMessage, ServerResponse } from "node:http";

const ANSWER = `A **trace** is everything one request caused; a **span** is one step of it.

| | span | trace |
|---|---|---|
| is | one step with a start and an end | all steps of one request |
| has | a name, a kind, attributes | an id that its spans share |

\`\`\`python
with tracer.start_as_current_span("answer") as span:
    span.set_attribute("gen_ai.request.model", "qwen-235b")
\`\`\`

1. The agent asks the model.
2. The model calls a tool.
3. The tool's result goes back.
`;

/** A made-up answer, word by word; the word "fail" in the question makes the model fail, "broke" in the middle of its answer. */
export function complete(body: Record<string, unknown>, request: IncomingMessage, response: ServerResponse): void {
  const messages = body["messages"] as { content: string }[];
  const asked = messages.at(-1)?.content ?? "";
  const traceId = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
  if (/\bfail\b/.test(asked)) {
    response.writeHead(503, { "Content-Type": "application/json", "X-Trace-Id": traceId });
    response.end(JSON.stringify({ error: { code: "gateway_unavailable", message: "The gateway cannot be reached", request_id: "mock-0002" } }));
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream", "X-Trace-Id": traceId, "X-Session-Id": "mock" });
  const words = ANSWER.split(/(?<=\s)/);
  const write = (chunk: unknown) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  let at = 0;
  const timer = setInterval(() => {
    const word = words[at];
    at += 1;
    if (at === 12 && /\bbroke\b/.test(asked)) {
      clearInterval(timer);
      response.end(`data: ${JSON.stringify({ error: { code: "gateway_failed", message: "The model failed in the middle of its answer: ask again.", request_id: "mock-0003" } })}\n\n`);
    } else if (word !== undefined) write({ choices: [{ delta: { content: word } }] });
    else {
      clearInterval(timer);
      write({ choices: [{ delta: {}, finish_reason: "stop" }] });
      write({ choices: [], usage: { prompt_tokens: 20 + asked.length, completion_tokens: words.length, total_tokens: 20 + asked.length + words.length } });
      response.end("data: [DONE]\n\n");
    }
  }, 15);
  request.on("close", () => clearInterval(timer));
}
