"""A reversible stand-in for a tokenizer, and the cache of prompt prefixes.

The pieces are about as long as those of current tokenizers (an English word is about 1.3 tokens, two
Hangul syllables are about one), so that counts, speeds and costs look right. They are the unit of
everything the simulator counts.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence

BLOCK = 16
"""Tokens in a block of the prefix cache, as in vLLM."""

_PIECE = re.compile(
    r" ?[A-Za-z\u00c0-\u024f']{1,7}"  # a word, or 7 letters of a long one
    r"| ?[\uac00-\ud7a3]{1,2}"
    r"| ?\d{1,3}"
    r"|\n+|[ \t]+|.",
    re.DOTALL,
)


def tokenize(text: str) -> list[str]:
    """Splits `text` into pieces that join back to exactly `text`."""
    return _PIECE.findall(text)


def chat_tokens(messages: Sequence[tuple[str, str]], tools: str) -> list[str]:
    """The prompt's tokens after a chat template like Qwen's, tools first, then (role, text) in order."""
    tokens: list[str] = []
    if tools:
        tokens += ["<|im_start|>", "tools", "\n", *tokenize(tools), "<|im_end|>"]
    for role, text in messages:
        tokens += ["<|im_start|>", role, "\n", *tokenize(text), "<|im_end|>"]
    return [*tokens, "<|im_start|>", "assistant", "\n"]


class PrefixCache:
    """Remembers full blocks of prompts, the least recently used ones leave first."""

    def __init__(self, capacity_tokens: int) -> None:
        self._capacity = max(1, capacity_tokens // BLOCK)
        self._blocks: OrderedDict[bytes, None] = OrderedDict()

    def lookup(self, tokens: Sequence[str]) -> int:
        """Counts the leading tokens of a prompt that are cached, then caches the prompt.

        As in vLLM only full blocks count and the last token is always computed.
        """
        cached, still_hitting = 0, True
        digest = b""
        for start in range(0, len(tokens) - BLOCK + 1, BLOCK):
            block = "\x00".join(tokens[start : start + BLOCK])
            digest = hashlib.blake2b(digest + block.encode(), digest_size=16).digest()
            if digest in self._blocks:
                self._blocks.move_to_end(digest)
                cached += BLOCK if still_hitting else 0
            else:
                still_hitting = False
                self._blocks[digest] = None
        while len(self._blocks) > self._capacity:
            self._blocks.popitem(last=False)
        return min(cached, max(0, (len(tokens) - 1) // BLOCK * BLOCK))
