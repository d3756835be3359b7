"""What the simulator answers for images, speech, transcription and reranking: no model is behind it."""

import base64
import email.parser
import email.policy
import hashlib
import io
import struct
import wave
import zlib
from typing import Any

from demo_model.embed import vector
from demo_model.errors import DemoError

_SIZES = {"256x256": 256, "512x512": 512, "1024x1024": 1024}
_RATE = 8_000
"""Samples per second of simulated speech."""
_CHARACTERS_PER_S = 15.0


def read_text(body: dict[str, Any], name: str) -> str:
    """A field that must hold text; DemoError 400 names it."""
    text = body.get(name)
    if not isinstance(text, str) or not text.strip():
        raise DemoError(400, f"{name}: a text is required", name)
    return text


def read_form(content_type: str, body: bytes) -> dict[str, bytes]:
    """The fields of a multipart form by name; DemoError 400 when it is none."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise DemoError(400, "A multipart form with file and model is required", "file")
    found: dict[str, bytes] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(data, bytes):
            found[name] = data
    return found


def read_image_count(body: dict[str, Any]) -> int:
    """How many images are wanted, 1 to 10; an unknown size is a DemoError 400 too."""
    count, size = body.get("n") or 1, body.get("size") or "1024x1024"
    if not isinstance(count, int) or not 1 <= count <= 10:
        raise DemoError(400, f"n must be between 1 and 10, got {count}.", "n")
    if size not in _SIZES:
        raise DemoError(400, f"size must be one of {', '.join(_SIZES)}, got {size!r}.", "size")
    return count


def image(prompt: str, index: int) -> str:
    """A small PNG in a colour that the prompt decides, in base64."""
    colour = hashlib.blake2b(f"{prompt}{index}".encode(), digest_size=3).digest()
    row = b"\x00" + colour * 16
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 16)),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def speech(text: str) -> bytes:
    """A WAV file of silence, as long as the text would take to say."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(b"\x80" * int(_RATE * len(text) / _CHARACTERS_PER_S))
    return file.getvalue()


def heard(data: bytes) -> tuple[str, float]:
    """(text, seconds) of an audio file; DemoError 400 when it is no WAV file."""
    try:
        with wave.open(io.BytesIO(data)) as sound:
            seconds = sound.getnframes() / sound.getframerate()
    except (wave.Error, EOFError) as error:
        raise DemoError(400, f"The simulator reads WAV files only: {error}", "file") from error
    words = ("this", "is", "a", "simulated", "transcript", "of", "the", "call")
    count = max(1, round(seconds * 2.5))
    return " ".join(words[index % len(words)] for index in range(count)).capitalize() + ".", seconds


def read_documents(body: dict[str, Any]) -> list[str]:
    """The texts to be ranked: strings or objects with `text`."""
    raw = body.get("documents")
    if not isinstance(raw, list) or not raw:
        raise DemoError(400, "documents: a list with at least one text is required", "documents")
    return [str(one.get("text") or "") if isinstance(one, dict) else str(one) for one in raw]


def ranked(query: str, documents: list[str], top: int | None) -> list[dict[str, Any]]:
    """The documents by how many words they share with the query, best first."""
    asked = vector(query, 256)
    scores = [
        (sum(left * right for left, right in zip(asked, vector(text, 256), strict=True)), index)
        for index, text in enumerate(documents)
    ]
    best = sorted(scores, key=lambda pair: (-pair[0], pair[1]))[: top or len(scores)]
    return [
        {
            "index": index,
            "relevance_score": round(min(1.0, max(0.0, score)), 6),
            "document": {"text": documents[index]},
        }
        for score, index in best
    ]
