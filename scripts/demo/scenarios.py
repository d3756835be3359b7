"""What the demo users do: chats, agents with tools, research teams, and things that go wrong."""

import json
import random
from collections.abc import Callable
from typing import Any

import agentops
import openai
from agentops.sdk.decorators import agent, operation

from demo.client import Caller
from demo.content import FOLLOW_UPS, MODELS, ORDERS, QUESTIONS, RESEARCH_TOPICS, SYSTEM
from demo.tools import SCHEMAS, TOOLS

Scenario = Callable[[Caller, str, random.Random], None]


def chat(caller: Caller, language: str, rng: random.Random) -> None:
    """A question, often streamed, sometimes followed by another; no SDK involved."""
    model = rng.choice(MODELS)
    messages: list[Any] = [
        {"role": "system", "content": SYSTEM[language]},
        {"role": "user", "content": rng.choice(QUESTIONS[language])},
    ]
    answer = caller.chat(model, messages, stream=rng.random() < 0.6, temperature=0.2)
    if rng.random() < 0.4:
        follow_up = {"role": "user", "content": rng.choice(FOLLOW_UPS[language])}
        messages += [{"role": "assistant", "content": answer.content}, follow_up]
        caller.chat(model, messages, stream=True, temperature=0.2)


@agent(name="support")
class SupportAgent:
    """Answers a customer with the help of tools."""

    def __init__(self, caller: Caller, model: str) -> None:
        self.caller, self.model = caller, model

    def run(self, question: str, tools: list[str]) -> str:
        """Lets the model call tools until it answers in words (at most three rounds)."""
        messages: list[Any] = [{"role": "user", "content": question}]
        for _ in range(3):
            answer = self.caller.chat(self.model, messages, tools=[SCHEMAS[name] for name in tools])
            if not answer.tool_calls:
                return str(answer.content)
            messages.append(answer.model_dump(exclude_none=True))
            for call in answer.tool_calls:
                result = TOOLS[call.function.name](**json.loads(call.function.arguments))
                content = json.dumps(result, ensure_ascii=False)
                messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
        return str(self.caller.chat(self.model, messages).content)


@agent(name="planner")
class Planner:
    """Breaks a topic into questions."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @operation(name="plan")  # type: ignore[untyped-decorator]
    def plan(self, topic: str, language: str) -> str:
        """A numbered plan."""
        ask = (
            f"'{topic}'에 대한 조사 계획을 단계별로 작성해 주세요."
            if language == "ko"
            else f"Plan the steps of a report on {topic}."
        )
        return str(self.caller.chat("qwen-235b", [{"role": "user", "content": ask}], temperature=0.4).content)


@agent(name="researcher")
class Researcher:
    """Collects evidence with embeddings and the document search."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def collect(self, topic: str, language: str) -> str:
        """What the documents say about `topic`."""
        self.caller.embed([topic])
        ask = (
            f"'{topic}' 관련 문서를 검색해 주세요."
            if language == "ko"
            else f"Search the documents for '{topic}'."
        )
        messages: list[Any] = [{"role": "user", "content": ask}]
        answer = self.caller.chat(
            "llama", messages, tools=[SCHEMAS["search_documents"]], tool_choice="required"
        )
        messages.append(answer.model_dump(exclude_none=True))
        for call in answer.tool_calls or []:
            found = TOOLS[call.function.name](**json.loads(call.function.arguments))
            content = json.dumps(found, ensure_ascii=False)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": content})
        return str(self.caller.chat("llama", messages).content)


@agent(name="writer")
class Writer:
    """Writes the report."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @operation(name="write")  # type: ignore[untyped-decorator]
    def write(self, plan: str, evidence: str, language: str) -> str:
        """The report, streamed."""
        ask = (
            "다음 계획과 근거로 보고서를 작성해 주세요."
            if language == "ko"
            else "Write the report from this plan and evidence."
        )
        content = f"{ask}\n\n{plan}\n\n{evidence}"
        return str(self.caller.chat("qwen-235b", [{"role": "user", "content": content}], stream=True).content)


def support(caller: Caller, language: str, rng: random.Random) -> None:
    """A support agent that looks up an order."""
    order = rng.choice(sorted(ORDERS))
    ask = (
        f"주문 {order}의 배송 상태를 확인해 주세요."
        if language == "ko"
        else f"Check the status of order {order}, please."
    )
    _traced(
        "support-ticket", caller, lambda: SupportAgent(caller, rng.choice(MODELS)).run(ask, ["order_status"])
    )


def travel(caller: Caller, language: str, rng: random.Random) -> None:
    """An agent with several tools."""
    ask = (
        "부산 날씨를 알려 주세요."
        if language == "ko"
        else "What is the weather in Busan, and is it worth a trip?"
    )
    tools = ["get_weather", "calculate"]
    _traced("travel-desk", caller, lambda: SupportAgent(caller, "mistral").run(ask, tools))


def research(caller: Caller, language: str, rng: random.Random) -> None:
    """Planner, researcher and writer, one after the other."""
    topic = rng.choice(RESEARCH_TOPICS[language])

    def work() -> None:
        plan = Planner(caller).plan(topic, language)
        evidence = Researcher(caller).collect(topic, language)
        Writer(caller).write(plan, evidence, language)

    _traced("research-report", caller, work)


def broken_tool(caller: Caller, language: str, rng: random.Random) -> None:
    """An agent that fails because its tool does: the order does not exist."""
    ask = "Check the status of order Z-99999, please."
    _expect(
        KeyError,
        lambda: _traced(
            "support-ticket", caller, lambda: SupportAgent(caller, "llama").run(ask, ["order_status"])
        ),
    )


def rate_limited(caller: Caller, language: str, rng: random.Random) -> None:
    """The model server turns the call away (429), also after the gateway's retries."""
    question = f"{rng.choice(QUESTIONS[language])} [[demo:error=429]]"
    _failing(caller, rng.choice(MODELS), question, extra_body={"num_retries": 1})


def server_error(caller: Caller, language: str, rng: random.Random) -> None:
    """The model server runs out of GPU memory (500)."""
    _failing(
        caller, "qwen-235b", f"{rng.choice(QUESTIONS[language])} [[demo:oom]]", extra_body={"num_retries": 0}
    )


def too_slow(caller: Caller, language: str, rng: random.Random) -> None:
    """The model server does not answer in time (408)."""
    question = f"{rng.choice(QUESTIONS[language])} [[demo:timeout]]"
    _failing(caller, "llama", question, extra_body={"timeout": 2, "num_retries": 0})


def breaks_off(caller: Caller, language: str, rng: random.Random) -> None:
    """A stream that ends in the middle."""
    _failing(caller, "mistral", f"{rng.choice(QUESTIONS[language])} [[demo:midstream_abort]]", stream=True)


def too_long(caller: Caller, language: str, rng: random.Random) -> None:
    """A request beyond the context length (400)."""
    _failing(caller, "mistral", rng.choice(QUESTIONS[language]), max_tokens=500_000)


def unknown_model(caller: Caller, language: str, rng: random.Random) -> None:
    """A model that the gateway does not know."""
    _failing(caller, "gpt-oss-20b", rng.choice(QUESTIONS[language]))


def recovered(caller: Caller, language: str, rng: random.Random) -> None:
    """The first attempt fails, the gateway's retry succeeds."""
    marker = f"[[demo:error=503,times=1]] #{rng.randrange(10**9)}"
    caller.chat("llama", [{"role": "user", "content": f"{rng.choice(QUESTIONS[language])} {marker}"}])


def picture(caller: Caller, language: str, rng: random.Random) -> None:
    """An illustration for a report."""
    caller.image(f"An illustration for a report on {rng.choice(RESEARCH_TOPICS[language])}")


def voice_note(caller: Caller, language: str, rng: random.Random) -> None:
    """A spoken note that is written down and summed up."""
    heard = caller.voice_note(rng.choice(QUESTIONS[language]))
    ask = "요약해 주세요: " if language == "ko" else "Summarise this note: "
    caller.chat("mistral", [{"role": "user", "content": ask + heard}])


def search(caller: Caller, language: str, rng: random.Random) -> None:
    """Retrieval as programs do it: embed, rerank, answer from the best."""
    question, texts = rng.choice(QUESTIONS[language]), list(QUESTIONS[language])
    caller.embed([question])
    best = caller.rerank(question, texts)[0]
    caller.chat("llama", [{"role": "user", "content": f"{texts[best]}\n\n{question}"}], stream=True)


PLAIN: tuple[tuple[Scenario, int], ...] = (
    (chat, 12),
    (rate_limited, 1),
    (server_error, 1),
    (too_slow, 1),
    (breaks_off, 1),
    (too_long, 1),
    (unknown_model, 1),
    (recovered, 1),
    (picture, 1),
    (voice_note, 1),
    (search, 2),
)
"""Scenarios that need only the gateway, with their weights."""

WITH_SDK: tuple[tuple[Scenario, int], ...] = ((support, 5), (travel, 4), (research, 5), (broken_tool, 1))
"""Scenarios of agents that report to the AgentOps server themselves, with their weights."""


def _traced(name: str, caller: Caller, work: Callable[[], object]) -> None:
    trace = agentops.start_trace(name, tags=[*caller.tags, f"user:{caller.user}"])
    try:
        work()
    except BaseException:
        agentops.end_trace(trace, "Error")
        raise
    agentops.end_trace(trace, "Success")


def _failing(caller: Caller, model: str, question: str, **more: Any) -> None:
    _expect(
        openai.OpenAIError,
        lambda: caller.chat(model, [{"role": "user", "content": question}], **more),
    )


def _expect(error: type[Exception], work: Callable[[], object]) -> None:
    try:
        work()
    except error:
        return
