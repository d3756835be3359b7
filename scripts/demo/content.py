"""Who asks what: the people, questions and documents of the demo traffic, in English and Korean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A person of the demo company."""

    name: str
    team: str
    language: str


USERS = (
    User("minji.kim", "support", "ko"),
    User("james.lee", "platform", "en"),
    User("soyeon.park", "research", "ko"),
    User("anna.schmidt", "sales", "en"),
    User("dohyun.choi", "platform", "ko"),
    User("priya.nair", "research", "en"),
)
MODELS = ("qwen-235b", "llama", "mistral")
MODES = ("fast", "balanced", "creative")
SYSTEM = {
    "en": "You are the assistant of an operations team. Answer in short, concrete sentences, say what is "
    "known and what is assumed, and name the next step. Figures have a unit and a time of measurement.",
    "ko": "당신은 운영팀의 비서입니다. 짧고 구체적인 문장으로 답해 주세요. "
    "확인된 사실과 가정을 구분하고 다음 단계를 알려 주세요. 수치에는 단위와 측정 시각을 함께 적습니다.",
}
QUESTIONS = {
    "en": (
        "Why does the time to first token rise when the KV cache is full?",
        "Write a checklist for rolling out a new model version to the cluster.",
        "How do I reduce the cost of our token usage without losing quality?",
        "Draft a short email that announces the new monitoring screen to all teams.",
        "Which index does this ClickHouse query need, and why is it slow?",
        "What should a new hire know about the vacation policy?",
        "How much is 1284 * 37?",
        "Give me a plan for a security review of our API keys.",
        "Write a Python function that computes the 95th percentile of latencies.",
        "How did sales revenue develop in the last quarter?",
    ),
    "ko": (
        "GPU 서버의 첫 토큰 시간이 느려지는 원인이 무엇인가요?",
        "신규 입사자를 위한 안내 절차를 정리해 주세요.",
        "이번 달 토큰 비용을 줄이는 방법을 알려 주세요.",
        "고객이 환불을 요청했습니다. 어떻게 답변하면 좋을까요?",
        "회의 결과를 바탕으로 보고서 초안을 작성해 주세요.",
        "쿠버네티스 클러스터에 새 모델을 배포하는 단계를 설명해 주세요.",
        "데이터베이스 쿼리가 느린 이유를 찾는 방법은?",
        "API 키가 유출되었을 때 해야 할 일을 알려 주세요.",
        "다음 분기 매출 전망을 요약해 주세요.",
        "부산 출장 일정을 계획해 주세요.",
    ),
}
FOLLOW_UPS = {
    "en": ("Which of these points would you do first?", "Can you write that as a plan with five steps?"),
    "ko": ("그중에서 무엇을 먼저 해야 할까요?", "다섯 단계 계획으로 정리해 주세요."),
}
RESEARCH_TOPICS = {
    "en": (
        "prefix caching for long system prompts",
        "agents that call internal tools",
        "GPU capacity for next quarter",
    ),
    "ko": ("긴 시스템 프롬프트의 접두사 캐시", "사내 도구를 호출하는 에이전트", "다음 분기 GPU 용량 계획"),
}
DOCUMENTS = (
    (
        "serving-guide",
        "Prefix caching removes most of the prefill cost of a shared system prompt; hit rates of 70 percent "
        "are usual for chat, 40 percent for agents.",
    ),
    (
        "agent-handbook",
        "Give each tool a strict schema, limit the number of steps, and record every step with its evidence. "
        "Most failures come from wrong arguments.",
    ),
    (
        "capacity-plan",
        "One node serves 16 concurrent sequences of qwen-235b at 38 tokens per second each. The queue is "
        "empty except between 11 and 12 o'clock.",
    ),
    ("환불-정책", "환불은 수령 후 14일 이내에 가능하며 결제 수단으로 3~5영업일 안에 처리됩니다."),
    (
        "보안-지침",
        "유출된 키는 먼저 폐기하고 감사 로그에서 마지막 사용을 확인합니다. 키는 서비스마다 따로 발급합니다.",
    ),
)
ORDERS = {
    "A-20481": {"status": "delayed at the regional hub", "carrier": "Hanjin", "days_late": 4},
    "A-20977": {"status": "delivered", "carrier": "CJ Logistics", "days_late": 0},
    "B-11062": {"status": "waiting for pickup", "carrier": "Lotte", "days_late": 1},
}
