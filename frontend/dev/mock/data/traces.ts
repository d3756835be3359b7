import type { TraceSummary } from "@/api/types";
import { hex, pick, seeded } from "./random";

export const PROJECT = "6f0d3a1e-5c7b-4c7e-9d8a-1f2e3d4c5b6a";

const USERS = ["kim.minji", "park.joon", "lee.sora", "choi.hyun", "alex.meyer", null] as const;
const PLAIN = [
  ["chat qwen-235b", "이번 주 배포에서 바뀐 점을 세 줄로 정리해 줘."],
  ["chat llama", "Write a SQL query that finds the ten slowest endpoints of yesterday."],
  ["chat mistral", "Translate the release notes into Korean, keep the product names."],
  ["embeddings bge-m3", "Embed 24 passages of the onboarding guide"],
  ["chat qwen-235b", "What does error 0x80070005 mean and how do I fix it on the build agents?"],
  ["chat qwen-235b", "고객 문의를 유형별로 분류하고 우선순위를 매겨 줘: 환불 지연, 로그인 실패, 요금제 변경"],
] as const;
const AGENTS = [
  ["research_agent.session", "Compare the three vector databases we shortlisted and recommend one"],
  ["support_triage.session", "주문 #48213 배송이 아직 안 왔어요. 언제 도착하나요?"],
  ["code_review.session", "Review pull request 1182: switch the job queue to batches"],
] as const;
const FAILURES = [
  "Rate limit reached for qwen-235b: 60 requests per minute",
  "Connection to the model server timed out after 30 s",
  "Context length exceeded: 133,120 tokens, the model takes 131,072",
  "Tool search_orders raised KeyError: 'customer_id'",
] as const;

/** `count` traces spread over the `hours` before `now` (ms), newest first. */
export function makeTraces(count: number, now: number, hours = 24, seed = 7): TraceSummary[] {
  const random = seeded(seed);
  const traces = Array.from({ length: count }, (_, index): TraceSummary => {
    const age = (index / count) ** 1.2 * hours * 3_600_000 + random() * 40_000;
    const agent = random() < 0.22;
    const failed = random() < (agent ? 0.09 : 0.035);
    const [name, prompt] = agent ? pick(random, AGENTS) : pick(random, PLAIN);
    const model = agent ? "qwen-235b" : (name.split(" ")[1] ?? "llama");
    const calls = agent ? 2 + Math.floor(random() * 5) : 1;
    const input = Math.floor((120 + random() ** 3 * 5200) * calls);
    const output = failed && !agent ? 0 : name.startsWith("embeddings") ? 0 : Math.floor((30 + random() ** 2 * 800) * calls);
    const duration = (220 + output * (5 + random() * 6) + (agent ? 900 * random() * calls : 0) + (failed ? random() * 9000 : 0)) * 1e6;
    const start = now - age - duration / 1e6;
    const unpriced = model === "mistral" ? calls : 0;
    return {
      trace_id: hex(random, 32),
      project_id: PROJECT,
      name,
      service_name: agent ? "agents" : "litellm",
      start_time: new Date(start).toISOString().replace("Z", "000Z"),
      end_time: new Date(start + duration / 1e6).toISOString().replace("Z", "000Z"),
      duration_ns: Math.round(duration),
      status: failed ? "ERROR" : random() < 0.01 ? "INDETERMINATE" : "OK",
      span_count: agent ? 4 + calls * 3 : 1,
      error_count: failed ? 1 : 0,
      llm_call_count: calls,
      models: agent && random() < 0.4 ? ["qwen-235b", "bge-m3"] : [model],
      providers: ["vllm"],
      agents: agent ? [name.split(".")[0] ?? "agent"] : [],
      user: pick(random, USERS),
      session_id: agent ? `session-${hex(random, 6)}` : null,
      tags: ["project:agent-portal", "environment:development"],
      prompt_tokens: input,
      completion_tokens: output,
      cached_tokens: random() < 0.4 ? Math.floor(input * 0.6) : 0,
      reasoning_tokens: 0,
      total_tokens: input + output,
      cost_usd: unpriced > 0 ? null : input * 2.2e-7 + output * 8.8e-7,
      unpriced_calls: unpriced,
      ttft_ms: failed || output === 0 ? null : 90 + random() * 320,
      error_message: failed ? pick(random, FAILURES) : null,
      input_preview: prompt,
      output_preview: failed ? null : "…",
    };
  });
  return traces.sort((a, b) => b.start_time.localeCompare(a.start_time));
}
