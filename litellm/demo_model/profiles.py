"""How fast and how large each simulated model is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One simulated model.

    The figures are those of one replica on its own hardware, at DEMO_SPEED=1 and without load.
    """

    name: str
    task: str
    """What the model serves: one of TASKS."""
    context: int
    """Longest prompt plus completion, in tokens (vLLM's max_model_len)."""
    first_token_s: float
    """Fixed part of the time to first token, in seconds."""
    prefill_tps: float
    """Prompt tokens read per second; cached tokens cost nothing."""
    decode_tps: float
    """Completion tokens written per second by a sequence that runs alone."""
    max_running: int
    """Sequences served at once; more of them wait (vLLM's max_num_seqs)."""
    kv_tokens: int
    """Tokens that the KV cache holds."""
    weights_bytes: int
    """Memory of the weights, in bytes."""
    dimensions: int = 0
    """Length of an embedding vector; 0 for a model that generates text."""


GIB = 1024**3
KV_BYTES = 160 * 1024
"""Bytes that a token takes in the KV cache, the same for every simulated model."""
TASKS = {
    "generate": "Chat Completions",
    "embed": "Embeddings",
    "rerank": "Rerank",
    "image": "Images",
    "transcribe": "Transcriptions",
    "speech": "Speech",
}
"""Each task with the name of its API."""

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("qwen-235b", "generate", 32_768, 0.38, 2_600, 38, 16, 180_000, 440 * GIB),
        Profile("llama", "generate", 131_072, 0.19, 5_200, 72, 24, 320_000, 141 * GIB),
        Profile("mistral", "generate", 32_768, 0.09, 11_000, 125, 32, 260_000, 48 * GIB),
        Profile("bge-m3", "embed", 8_192, 0.02, 60_000, 0, 64, 120_000, 2 * GIB, dimensions=1024),
        Profile("bge-reranker-v2-m3", "rerank", 8_192, 0.03, 40_000, 0, 32, 120_000, 2 * GIB),
        Profile("flux-schnell", "image", 512, 1.6, 10_000, 0, 2, 16_000, 24 * GIB),
        Profile("whisper-large-v3", "transcribe", 65_536, 0.6, 400, 0, 8, 64_000, 4 * GIB),
        Profile("kokoro-82m", "speech", 4_096, 0.15, 900, 0, 16, 32_000, GIB),
    )
}
