"""Asks the model servers how they are: served models, waiting requests, memory.

Only servers that the router knows by an address of their own are asked (vLLM, or what speaks like it); hosted
providers are not. GPU memory comes from NVML where the optional package pynvml is installed and the one model
server runs on this machine; elsewhere DCGM's exporter has it (job dcgm of config/prometheus.yml).
Environment: GATEWAY_PROBE_SECONDS (15; 0 switches the probe off).
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import urllib3
from prometheus_client.parser import text_string_to_metric_families

_TIMEOUT = urllib3.Timeout(connect=2.0, read=4.0)
_ASKED_PROVIDERS = ("hosted_vllm", "vllm", "openai", "openai_like", "text-completion-openai")
_LOCAL = ("127.0.0.1", "localhost", "::1")

Figure = tuple[dict[str, str], float]


@dataclass(frozen=True)
class _Server:
    """One address and what the router expects there: (model group, name at the server)."""

    base: str
    key: str
    models: tuple[tuple[str, str], ...]


@dataclass
class _Found:
    loaded: dict[str, float] = field(default_factory=dict)
    queue: dict[str, float] = field(default_factory=dict)
    memory: dict[tuple[str, str], float] = field(default_factory=dict)


class ModelProbe:
    """The last answers of the model servers. turn() is called by one thread, figures() by any."""

    def __init__(
        self, every_s: float | None = None, gpu_memory: Callable[[], float | None] | None = None
    ) -> None:
        self._every_s = float(os.environ.get("GATEWAY_PROBE_SECONDS") or 15) if every_s is None else every_s
        self._gpu_memory = gpu_memory or nvml_memory
        self._due = 0.0
        self._lock = threading.Lock()
        self._found = _Found()
        self._http = urllib3.PoolManager(num_pools=16, retries=False, timeout=_TIMEOUT)

    def turn(self, router: Any) -> None:
        """Asks all servers when it is time."""
        if router is None or self._every_s <= 0 or time.monotonic() < self._due:
            return
        self._due = time.monotonic() + self._every_s
        servers, found = list(_servers(router.model_list)), _Found()
        for server in servers:
            self._ask(server, found)
        local = [server for server in servers if urlsplit(server.base).hostname in _LOCAL]
        if len(local) == 1 and len(local[0].models) == 1 and (used := self._gpu_memory()) is not None:
            found.memory[(local[0].models[0][0], "gpu")] = used
        with self._lock:
            self._found = found

    def figures(self, what: str) -> list[Figure]:
        """The labelled values of `loaded`, `queue` or `memory`."""
        with self._lock:
            found = self._found
        if what == "memory":
            return [
                ({"model": model, "memory_type": kind}, value)
                for (model, kind), value in found.memory.items()
            ]
        values: dict[str, float] = getattr(found, what)
        return [({"model": model}, value) for model, value in values.items()]

    def _ask(self, server: _Server, found: _Found) -> None:
        served = self._served(server) if self._healthy(server) else set()
        for group, name in server.models:
            # One replica that serves the model is enough.
            found.loaded[group] = max(found.loaded.get(group, 0.0), float(name in served))
        text = self._get(_root(server.base) + "/metrics", server.key) if served else None
        groups: dict[str, str] = {}
        for group, name in server.models:
            groups.setdefault(name, group)
        for family in text_string_to_metric_families(text) if text else ():
            for sample in family.samples:
                model = groups.get(sample.labels.get("model_name", ""))
                if sample.name == "vllm:num_requests_waiting" and model:
                    found.queue[model] = found.queue.get(model, 0.0) + sample.value
                elif sample.name == "demo:model_memory_bytes" and model:
                    kind = (model, sample.labels["memory_type"])
                    found.memory[kind] = found.memory.get(kind, 0.0) + sample.value
                elif sample.name == "process_resident_memory_bytes" and len(groups) == 1:
                    # vLLM serves one model in a process, whose memory is then the model's.
                    kind = (server.models[0][0], "ram")
                    found.memory[kind] = found.memory.get(kind, 0.0) + sample.value

    def _healthy(self, server: _Server) -> bool:
        """False when the server says that it is ill; one that has no /health is asked for its models only."""
        status, _ = self._answer(_root(server.base) + "/health", server.key)
        return 200 <= status < 300 or status in (404, 405)

    def _served(self, server: _Server) -> set[str]:
        text = self._get(server.base.rstrip("/") + "/models", server.key)
        try:
            return {str(one["id"]) for one in json.loads(text or "{}").get("data", [])}
        except (ValueError, KeyError, TypeError, AttributeError):
            return set()

    def _get(self, url: str, key: str) -> str | None:
        status, text = self._answer(url, key)
        return text if status == 200 else None

    def _answer(self, url: str, key: str) -> tuple[int, str]:
        try:
            answer = self._http.request(
                "GET", url, headers={"Authorization": f"Bearer {key}"} if key else None
            )
        except (urllib3.exceptions.HTTPError, ValueError):
            return 0, ""
        return answer.status, answer.data.decode("utf-8", "replace")


def nvml_memory() -> float | None:
    """Bytes in use on all GPUs of this machine; None without NVML."""
    try:
        import pynvml  # type: ignore[import-not-found]
    except ImportError:
        return None
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return None
    try:
        handles = [pynvml.nvmlDeviceGetHandleByIndex(one) for one in range(pynvml.nvmlDeviceGetCount())]
        return float(sum(pynvml.nvmlDeviceGetMemoryInfo(handle).used for handle in handles))
    finally:
        pynvml.nvmlShutdown()


def _servers(deployments: Iterable[Mapping[str, Any]]) -> Iterator[_Server]:
    found: dict[str, tuple[str, dict[tuple[str, str], None]]] = {}
    for one in deployments:
        parameters = one.get("litellm_params") or {}
        base, model = parameters.get("api_base"), str(parameters.get("model") or "")
        provider, _, name = model.partition("/")
        if not base or provider not in _ASKED_PROVIDERS or not str(base).startswith(("http://", "https://")):
            continue
        _, models = found.setdefault(str(base).rstrip("/"), (str(parameters.get("api_key") or ""), {}))
        models[(str(one.get("model_name")), name)] = None
    for base, (key, models) in found.items():
        yield _Server(base, key, tuple(models))


def _root(base: str) -> str:
    return base.rstrip("/").removesuffix("/v1")
