"""The patterns that the server knows by name: what they look for, and which candidates are meant.

RE2 finds candidates in one pass, without looking around; `confirm` then looks at what stands beside them and
at check digits. All work on UTF-8.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agentops_server.policies.model import PatternName

Span = tuple[int, int]
Confirm = Callable[[bytes, int, int], Iterator[Span]]


@dataclass(frozen=True)
class Pattern:
    """A named pattern. `confirm` yields the parts of a candidate that are to be masked."""

    name: PatternName
    description: str
    example: str
    candidates: tuple[str, ...]
    confirm: Confirm


_DIGITS = b"0123456789"
_WORD = re.compile(rb"[A-Za-z0-9_]")


def _beside(data: bytes, start: int, end: int, signs: bytes) -> bool:
    """Whether one of these signs stands directly before or after."""
    return (start > 0 and data[start - 1] in signs) or (end < len(data) and data[end] in signs)


def _whole(_: bytes, start: int, end: int) -> Iterator[Span]:
    yield start, end


# -- telephone numbers ----------------------------------------------------------------------------


def _phone(data: bytes, start: int, end: int) -> Iterator[Span]:
    if _beside(data, start, end, _DIGITS):
        return
    text = data[start:end]
    if not text.startswith(b"+"):
        # Not a part of a longer number (1.2010-1234-5678) nor of a hexadecimal id.
        if start and (data[start - 1 : start] in (b".", b"_") or _is_hex_letter(data, start - 1)):
            return
        yield start, end
        return
    if start and _WORD.match(data, start - 1):
        return
    if 8 <= sum(sign in _DIGITS for sign in text) <= 19:
        yield start, end


def _is_hex_letter(data: bytes, place: int) -> bool:
    return data[place] in b"abcdefABCDEF" and (place == 0 or data[place - 1] in b"0123456789abcdefABCDEF-")


# -- Korean resident registration numbers ---------------------------------------------------------

_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _resident_number(data: bytes, start: int, end: int) -> Iterator[Span]:
    """A birthday, then a digit for century and sex. Written without a hyphen it may be any number.

    Then the check digit decides, except where it may not be one: numbers given out since October 2020.
    """
    if _beside(data, start, end, _DIGITS):
        return
    digits = [sign - 48 for sign in data[start:end] if sign in _DIGITS]
    year, month, day = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    if end - start > 13:
        yield start, end
        return
    total = sum(digit * weight for digit, weight in zip(digits, _RRN_WEIGHTS, strict=False))
    remainder = 11 - total % 11
    # Foreigners' numbers (5 to 8) add two.
    wanted = (remainder + 2 if digits[6] >= 5 else remainder) % 10
    is_new = digits[6] in (3, 4, 7, 8) and year * 100 + month >= 2010
    if digits[12] == wanted or is_new:
        yield start, end


# -- cards ----------------------------------------------------------------------------------------

_LENGTHS = (16, 15, 14, 13, 19, 18, 17)


def _cards(data: bytes, start: int, end: int) -> Iterator[Span]:
    """Every card number in a run of digits with spaces or dashes: issuer, length and Luhn's check digit."""
    places = [place for place in range(start, end) if data[place] in _DIGITS]
    digits = [data[place] - 48 for place in places]
    # The fraction of a number is no card.
    first = len(places) if start > 1 and data[start - 1] == 46 and data[start - 2] in _DIGITS else 0
    while first < len(places) - 12:
        # A card number begins with a group of at least three digits.
        begins = first == 0 or places[first - 1] != places[first] - 1
        length = _card_at(digits, places, first) if begins and places[first + 2] == places[first] + 2 else 0
        if length:
            yield places[first], places[first + length - 1] + 1
        first += length or 1


def _card_at(digits: list[int], places: list[int], first: int) -> int:
    """How many digits the card number has that begins there; 0: none does."""
    if digits[first] not in (2, 3, 4, 5, 6, 9):
        return 0
    for length in _LENGTHS:
        end = first + length
        if end > len(places) or (end < len(places) and places[end] == places[end - 1] + 1):
            continue
        number = digits[first:end]
        if _is_issued(number) and _luhn(number):
            return length
    return 0


def _is_issued(digits: list[int]) -> bool:
    """Whether cards of this length begin so, by issuer; 9: cards for use in Korea alone."""
    two, four = digits[0] * 10 + digits[1], int("".join(map(str, digits[:4])))
    match len(digits):
        case 13:
            return digits[0] == 4
        case 14:
            return two in (30, 36, 38, 39)
        case 15:
            return two in (34, 37)
        case 16:
            return (
                digits[0] in (4, 9) or 51 <= two <= 55 or 2221 <= four <= 2720 or two in (35, 60, 62, 64, 65)
            )
        case 19:
            return digits[0] == 4 or two in (60, 62, 64, 65)
        case _:
            return two == 62


def _luhn(digits: list[int]) -> bool:
    doubled = (digit * 2 for digit in digits[-2::-2])
    return (sum(digits[::-2]) + sum(digit - 9 if digit > 9 else digit for digit in doubled)) % 10 == 0


# -- addresses of the internet --------------------------------------------------------------------


def _address(data: bytes, start: int, end: int) -> Iterator[Span]:
    before, after = data[max(start - 2, 0) : start], data[end : end + 2]
    if b":" in data[start:end]:
        candidate = data[start:end].rstrip(b".")
        # What ends a sentence or precedes a port is no part of it.
        candidate = candidate if candidate.endswith(b"::") else candidate.rstrip(b":")
        end = start + len(candidate)
        text = candidate.decode("ascii")
        groups = [group for group in text.split(":") if group]
        # std::abs, 12:30:45 and a::b are none.
        if len(groups) < 2 or not any(sign.isdigit() for sign in text) or _WORD.search(before[-1:]):
            return
        if _WORD.search(data[end : end + 1]):
            return
    else:
        text = data[start:end].decode("ascii")
        if re.search(rb"[0-9A-Za-z_]$|[0-9]\.$", before) or re.match(rb"[0-9A-Za-z_]|\.[0-9]", after):
            return
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return
    # These name nobody.
    if not (address.is_loopback or address.is_unspecified):
        yield start, end


# -- secrets --------------------------------------------------------------------------------------

_PREFIXED = (
    r"\b(?:"
    r"sk-[A-Za-z0-9_-]{16,}"  # OpenAI, Anthropic, LiteLLM
    r"|[ps]k-lf-[A-Za-z0-9-]{16,}"  # Langfuse
    r"|gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}"
    r"|glpat-[A-Za-z0-9_-]{16,}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,}"
    r"|(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b"
    r"|AIza[0-9A-Za-z_-]{30,}"
    r"|ya29\.[0-9A-Za-z_-]{20,}"
    r"|hf_[A-Za-z0-9]{30,}"
    r"|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}"
    r"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{16,}"
    r"|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"  # JSON Web Tokens
    r")"
)
_PRIVATE_KEY = r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\z)"
_BEARER = r"(?i)\bbearer[ \t]+([A-Za-z0-9._~+/=-]{8,})"
_BASIC = (
    r"(?i)\bauthorization[\"'\\]{0,3}[ \t]{0,3}[:=][ \t]{0,3}[\"'\\]{0,3}basic[ \t]+([A-Za-z0-9+/=_-]{6,})"
)
_NAMES_OF_THEM = (
    r"api[_-]?key|apikey|x-api-key|access[_-]?key|secret[_-]?access[_-]?key|secret[_-]?key|private[_-]?key"
    r"|client[_-]?secret|access[_-]?token|refresh[_-]?token|auth[_-]?token|session[_-]?token|id[_-]?token"
    r"|password|passwd|passphrase|secret"
)
_ASSIGNED = (
    rf"(?i)\b(?:[A-Za-z0-9]+[_-])*(?:{_NAMES_OF_THEM})[\"'\\]{{0,3}}"
    r"[ \t]{0,3}[:=][ \t]{0,3}[\"'\\]{0,3}"
    r"([^\s\"'\\,;&<>\[\]{}()]{6,})"
)
_IN_ADDRESS = r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@\"'\\]{0,100}:([^\s/@\"'\\]{3,200})@"

# Names of attributes, and of values within JSON, that hold nothing but a secret.
NAMES_OF_SECRETS = rf"(?:{_NAMES_OF_THEM}|authorization|cookie)"
KEYS_OF_SECRETS = rf"(?i)(?:^|[._-]){NAMES_OF_SECRETS}$"

PATTERNS: dict[PatternName, Pattern] = {
    pattern.name: pattern
    for pattern in (
        Pattern(
            "email",
            "E-mail addresses",
            "kim@example.com",
            (
                r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}(?:@|%40)"
                r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+)[A-Za-z]{2,24}",
            ),
            _whole,
        ),
        Pattern(
            "phone",
            "Telephone numbers: international (+82 10-1234-5678), Korean, North American",
            "010-1234-5678",
            (
                r"\+[0-9]{1,3}(?:[ .-]?\(?[0-9]{1,4}\)?){2,6}",
                r"01[016789][ .-]?[0-9]{3,4}[ .-]?[0-9]{4}",
                r"\(?0(?:2|[3-6][0-9]|70|80|50[0-9])(?:\)[ .-]?|[ .-]{1,2})[0-9]{3,4}[ .-][0-9]{4}",
                r"\(?[2-9][0-9]{2}\)?[ .-]{1,2}[2-9][0-9]{2}[ .-][0-9]{4}",
            ),
            _phone,
        ),
        Pattern(
            "kr_rrn",
            "Korean resident and foreigner registration numbers",
            "900101-1234567",
            (r"[0-9]{6}[- ]?[1-8][0-9]{6}",),
            _resident_number,
        ),
        Pattern(
            "credit_card",
            "Card numbers of 13 to 19 digits with a right check digit (Luhn)",
            "4111 1111 1111 1111",
            (r"[0-9](?:[ -]?[0-9]){12,}",),
            _cards,
        ),
        Pattern(
            "api_key",
            "API keys of known forms, bearer tokens, JSON Web Tokens, private keys, passwords by their name",
            "sk-proj-4f9a8b7c6d5e4f3a2b1c",
            (_PREFIXED, _PRIVATE_KEY, _BEARER, _BASIC, _ASSIGNED, _IN_ADDRESS),
            _whole,
        ),
        Pattern(
            "ip",
            "IPv4 and IPv6 addresses, except those of the machine itself",
            "203.0.113.7",
            (r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", r"(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f.]{0,15}"),
            _address,
        ),
    )
}
