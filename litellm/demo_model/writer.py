"""Writes the simulator's answers: sensible, deterministic, in the language of the question."""

import functools
import json
import operator
import random
import re
from pathlib import Path
from typing import Any

_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]")
_SUM = re.compile(r"(-?\d+(?:\.\d+)?)\s*([-+*x×/])\s*(-?\d+(?:\.\d+)?)")
_GREETING = re.compile(r"^\W*(hello|hi|hey|good (morning|afternoon|evening)|안녕|반가워)", re.IGNORECASE)
_LIST = re.compile(
    r"\b(steps?|list|plan|checklist|outline|how (do|to|can))\b|단계|목록|계획|절차|방법|정리", re.IGNORECASE
)
_CODE = re.compile(r"\b(code|python|function|script|snippet)\b|코드|함수|파이썬", re.IGNORECASE)
_SUMMARY = re.compile(r"\b(summari[sz]e|summary|tl;?dr)\b|요약", re.IGNORECASE)
_OPERATIONS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "x": operator.mul,
    "×": operator.mul,
    "/": operator.truediv,
}
_CODE_EN = '''```python
import statistics


def percentile(values: list[float], share: float) -> float:
    """Nearest-rank percentile of `values`; `share` lies between 0 and 1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


latencies = [0.21, 0.34, 0.19, 1.72, 0.28]
print(statistics.mean(latencies), percentile(latencies, 0.95))
```'''


@functools.cache
def _knowledge() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((Path(__file__).parent / "knowledge.json").read_text(encoding="utf-8"))
    return data


def language(text: str) -> str:
    """ "ko" when the text is mostly Korean, else "en"."""
    return "ko" if len(_HANGUL.findall(text)) * 2 > len(_LATIN.findall(text)) else "en"


def answer(question: str, tool_results: list[tuple[str, str]], rng: random.Random, tokens: int | None) -> str:
    """The answer to `question`.

    `tool_results` are (tool name, its output) of the turn that is being answered; `tokens` asks for an
    answer of about that many tokens or more (None: a natural length).
    """
    lang = language(question)
    if tool_results:
        text = _from_tools(question, tool_results, lang, rng)
    elif _GREETING.match(question) and len(question) < 60:
        text = rng.choice(_knowledge()[f"greetings_{lang}"])
    elif calculated := _SUM.search(question):
        text = _calculation(calculated, lang)
    elif _SUMMARY.search(question) and len(question) > 160:
        text = _summary(question, lang)
    else:
        text = _explain(question, lang, rng)
    if tokens is not None:
        text = _lengthen(text, lang, tokens, rng)
    return text


def reasoning(question: str, rng: random.Random) -> str:
    """A short chain of thought before the answer."""
    topic = _topic(question, rng)
    if language(question) == "ko":
        return f"질문의 의도를 파악하자. 관련된 사실: {rng.choice(topic['ko'])} 이를 바탕으로 간결히 답한다."
    return (
        "First, what is really being asked? The relevant fact is this: "
        f"{rng.choice(topic['en'])} I should answer from it and keep it short."
    )


def _topic(question: str, rng: random.Random) -> dict[str, Any]:
    lowered = question.lower()
    scored = [
        (sum(lowered.count(key) for key in topic["keys"]), index)
        for index, topic in enumerate(_knowledge()["topics"])
    ]
    best, index = max(scored, key=lambda pair: (pair[0], -pair[1]))
    topics: list[dict[str, Any]] = _knowledge()["topics"]
    return topics[index] if best else rng.choice(topics)


def _explain(question: str, lang: str, rng: random.Random) -> str:
    topic, knowledge = _topic(question, rng), _knowledge()
    parts = [rng.choice(knowledge[f"openers_{lang}"])]
    if _CODE.search(question):
        parts += [_CODE_EN, rng.choice(topic[lang])]
    elif _LIST.search(question):
        steps = topic[f"steps_{lang}"]
        parts.append("\n".join(f"{number}. {step}." for number, step in enumerate(steps, 1)))
        parts.append(rng.choice(topic[lang]))
    else:
        count = rng.randint(2, min(4, len(topic[lang])))
        parts.append(" ".join(rng.sample(topic[lang], count)))
    parts.append(rng.choice(knowledge[f"closers_{lang}"]))
    return "\n\n".join(part for part in parts if part)


def _calculation(match: re.Match[str], lang: str) -> str:
    left, sign, right = float(match[1]), match[2], float(match[3])
    if sign == "/" and right == 0:
        return "0으로 나눌 수 없습니다." if lang == "ko" else "A division by zero has no result."
    result = f"{_OPERATIONS[sign](left, right):.10g}"
    return f"계산 결과는 {result}입니다." if lang == "ko" else f"{match[0].strip()} = {result}."


def _summary(question: str, lang: str) -> str:
    body = question.split("\n", 1)[1] if "\n" in question else question.split(":", 1)[-1]
    sentences = [part.strip() for part in re.split(r"(?<=[.!?다])\s+", body) if len(part.strip()) > 20]
    head = "요약:" if lang == "ko" else "Summary:"
    return head + "\n" + "\n".join(f"- {sentence[:220]}" for sentence in sentences[:4])


def _from_tools(question: str, results: list[tuple[str, str]], lang: str, rng: random.Random) -> str:
    lines = []
    for name, output in results:
        label = name.replace("_", " ")
        lines.append(f"- {label}: {_readable(output)}")
    topic = _topic(question, rng)
    if lang == "ko":
        head, tail = "확인한 결과는 다음과 같습니다.", rng.choice(topic["ko"])
    else:
        head, tail = "This is what I found:", rng.choice(topic["en"])
    return "\n".join([head, *lines]) + f"\n\n{tail}"


def _readable(output: str) -> str:
    try:
        value = json.loads(output)
    except ValueError:
        return output.strip()[:400]
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_short(item)}" for key, item in value.items())[:400]
    return _short(value)[:400]


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_short(item) for item in value[:5])
    if isinstance(value, dict):
        return " / ".join(str(item) for item in value.values())
    return str(value)


def _lengthen(text: str, lang: str, tokens: int, rng: random.Random) -> str:
    pool = [sentence for topic in _knowledge()["topics"] for sentence in topic[lang]]
    per_sentence = 18
    extra = [rng.choice(pool) for _ in range(tokens // per_sentence + 1)]
    paragraphs = [" ".join(extra[start : start + 5]) for start in range(0, len(extra), 5)]
    return "\n\n".join([text, *paragraphs])
