"""What is wrong with a filter, and where."""

from collections.abc import Sequence

from kit.errors import Unprocessable


class FilterError(Unprocessable):
    """A filter that cannot be used; answered as 422 `invalid_filter`.

    `position` and `length` (characters, from 0) mark the offending piece of the text, `found` is what stands
    there, `expected` what could stand there instead, `suggestion` a text to put in its place.
    """

    def __init__(
        self,
        position: int,
        length: int,
        found: str,
        expected: Sequence[str],
        *,
        problem: str = "",
        suggestion: str | None = None,
        hint: str = "",
    ) -> None:
        self.position = position
        self.length = length
        self.found = found
        self.expected = tuple(expected)
        self.suggestion = suggestion
        shown = found if len(found) <= 60 else found[:57] + "…"
        what = problem or f"found {f'`{shown}`' if shown else 'the end'}"
        parts = [f"The filter is not valid at character {position + 1}: {what}"]
        if expected:
            parts.append(f", expected {_one_of(self.expected)}")
        parts.append(f". Did you mean `{suggestion}`?" if suggestion else ".")
        if hint:
            parts.append(f" {hint}")
        super().__init__(
            "".join(parts),
            code="invalid_filter",
            details={
                "position": position,
                "length": length,
                "found": found,
                "expected": list(self.expected),
                "suggestion": suggestion,
            },
        )


def _one_of(choices: Sequence[str]) -> str:
    if len(choices) == 1:
        return choices[0]
    return f"{', '.join(choices[:-1])} or {choices[-1]}"
