"""What the settings add to config.yaml: replicas of the model servers, hosted providers, and Redis.

Environment: VLLM_REPLICAS (further model servers with the models of VLLM_API_BASE, commas between),
OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, MISTRAL_API_KEY (each makes its provider's models callable,
as openai/gpt-4.1-mini), REDIS_URL (shared state of several gateways, and the cache of answers), LITELLM_CACHE
(asked: only calls with `"cache": {"use-cache": true}` are cached; all: every call that does not refuse; off),
LITELLM_CACHE_TTL_S (600).
"""

import copy
from collections.abc import Mapping
from typing import Any

_BASE = "os.environ/VLLM_API_BASE"
HOSTED = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "mistral": "MISTRAL_API_KEY",
}
"""Hosted providers, and the variable that holds the key of each."""


class BadSetting(ValueError):
    """A setting that cannot work, in one sentence that names the mend."""


def with_settings(config: Mapping[str, Any], env: Mapping[str, str]) -> dict[str, Any] | None:
    """`config` with what the settings add; None when they add nothing. Raises BadSetting."""
    replicas = _replicas(env.get("VLLM_REPLICAS") or "")
    redis = env.get("REDIS_URL") or ""
    hosted = [provider for provider, name in HOSTED.items() if env.get(name)]
    if not replicas and not redis and not hosted:
        return None
    changed: dict[str, Any] = copy.deepcopy(dict(config))
    if replicas:
        _add_replicas(changed, replicas)
    for provider in hosted:
        parameters = {"model": f"{provider}/*", "api_key": f"os.environ/{HOSTED[provider]}"}
        changed["model_list"].append({"model_name": f"{provider}/*", "litellm_params": parameters})
    if redis:
        if not redis.startswith(("redis://", "rediss://", "unix://")):
            raise BadSetting(
                "REDIS_URL must begin with redis:// or rediss://: correct it in .env or remove it."
            )
        _add_redis(changed, env)
    return changed


def _replicas(text: str) -> list[str]:
    found = [one.strip().rstrip("/") for one in text.split(",") if one.strip()]
    for one in found:
        if not one.startswith(("http://", "https://")):
            raise BadSetting(
                "VLLM_REPLICAS must hold http:// or https:// URLs with commas between: correct .env."
            )
    return found


def _add_replicas(config: dict[str, Any], replicas: list[str]) -> None:
    models: list[dict[str, Any]] = []
    for entry in config["model_list"]:
        models.append(entry)
        if entry["litellm_params"].get("api_base") == _BASE:
            for base in replicas:
                other = copy.deepcopy(entry)
                other["litellm_params"]["api_base"] = base
                (other.get("model_info") or {}).pop("id", None)
                models.append(other)
    config["model_list"] = models
    # With somewhere else to go, a failing server is better left alone for a while.
    config.setdefault("router_settings", {})["disable_cooldowns"] = False


def _add_redis(config: dict[str, Any], env: Mapping[str, str]) -> None:
    mode, ttl = env.get("LITELLM_CACHE") or "asked", env.get("LITELLM_CACHE_TTL_S") or "600"
    if mode not in ("asked", "all", "off") or not ttl.isdigit():
        raise BadSetting(
            "LITELLM_CACHE is asked, all or off, and LITELLM_CACHE_TTL_S a number: correct .env."
        )
    config.setdefault("router_settings", {})["redis_url"] = "os.environ/REDIS_URL"
    if mode == "off":
        return
    settings = config.setdefault("litellm_settings", {})
    settings["cache"] = True
    settings["cache_params"] = {
        "type": "redis",
        "url": "os.environ/REDIS_URL",
        "ttl": int(ttl),
        "mode": "default_off" if mode == "asked" else "default_on",
    }
