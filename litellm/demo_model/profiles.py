"""How fast and how large each simulated model is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """One simulated model.

    The figures are those of one replica on its own hardware, at DEMO_SPEED=1 and without load.
    """

    name: str
    task: str
    """What the model serves: "generate" or "embed"."""
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

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("qwen-235b", "generate", 32_768, 0.38, 2_600, 38, 16, 180_000, 440 * GIB),
        Profile("llama", "generate", 131_072, 0.19, 5_200, 72, 24, 320_000, 141 * GIB),
        Profile("mistral", "generate", 32_768, 0.09, 11_000, 125, 32, 260_000, 48 * GIB),
        Profile("bge-m3", "embed", 8_192, 0.02, 60_000, 0, 64, 120_000, 2 * GIB, dimensions=1024),
    )
}
