"""The simulator's /metrics, with the names, labels and buckets of vLLM's V1 engine."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest

_TTFT = (
    0.001,
    0.005,
    0.01,
    0.02,
    0.04,
    0.06,
    0.08,
    0.1,
    0.25,
    0.5,
    0.75,
    1.0,
    2.5,
    5.0,
    7.5,
    10.0,
    20.0,
    40.0,
)
_ITL = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5, 5.0)
_LATENCY = (0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 120.0, 240.0)
_COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
_LABELS = ("model_name", "engine")


class Metrics:
    """All series of one server; a registry of its own, so that several can live in one process."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._running = self._gauge("num_requests_running", "Number of requests in model execution batches.")
        self._waiting = self._gauge("num_requests_waiting", "Number of requests waiting to be processed.")
        self._kv = self._gauge("kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.")
        # The name of vLLM's V0 engine: dashboards and exporters still ask for it.
        self._kv_v0 = self._gauge("gpu_cache_usage_perc", "GPU KV-cache usage. 1 means 100 percent usage.")
        # vLLM has no such series: only the simulator knows the memory of hardware that does not exist.
        self._memory = Gauge(
            "demo:model_memory_bytes",
            "SIMULATED memory of the model.",
            ("model_name", "memory_type"),
            registry=self.registry,
        )
        self.prompt_tokens = self._counter("prompt_tokens", "Number of prefill tokens processed.")
        self.generation_tokens = self._counter("generation_tokens", "Number of generation tokens processed.")
        self.preemptions = self._counter("num_preemptions", "Cumulative number of preemptions.")
        self.prefix_queries = self._counter("prefix_cache_queries", "Prefix cache queries, in tokens.")
        self.prefix_hits = self._counter("prefix_cache_hits", "Prefix cache hits, in tokens.")
        self.success = Counter(
            "vllm:request_success",
            "Count of successfully processed requests.",
            (*_LABELS, "finished_reason"),
            registry=self.registry,
        )
        self.ttft = self._histogram("time_to_first_token_seconds", "Time to first token in seconds.", _TTFT)
        self.itl = self._histogram("inter_token_latency_seconds", "Inter-token latency in seconds.", _ITL)
        self.tpot = self._histogram(
            "time_per_output_token_seconds", "Time per output token in seconds.", _ITL
        )
        self.e2e = self._histogram("e2e_request_latency_seconds", "End to end request latency.", _LATENCY)
        self.queue_time = self._histogram("request_queue_time_seconds", "Time spent in WAITING.", _LATENCY)
        self.request_prompt = self._histogram("request_prompt_tokens", "Prefill tokens per request.", _COUNTS)
        self.request_generation = self._histogram(
            "request_generation_tokens", "Generation tokens per request.", _COUNTS
        )

    def remember(self, model: str, memory: dict[str, Callable[[], float]]) -> None:
        """Shows the simulated memory of `model` in bytes, by memory_type."""
        for kind, read in memory.items():
            self._memory.labels(model, kind).set_function(read)

    def watch(
        self, model: str, running: Callable[[], float], waiting: Callable[[], float], kv: Callable[[], float]
    ) -> None:
        """Reads the gauges of `model` at scrape time, and makes its counters appear with 0."""
        for gauge, read in (
            (self._running, running),
            (self._waiting, waiting),
            (self._kv, kv),
            (self._kv_v0, kv),
        ):
            gauge.labels(model, "0").set_function(read)
        for counter in (
            self.prompt_tokens,
            self.generation_tokens,
            self.preemptions,
            self.prefix_queries,
            self.prefix_hits,
        ):
            counter.labels(model, "0")
        for reason in ("stop", "length", "abort", "error"):
            self.success.labels(model, "0", reason)

    def render(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"vllm:{name}", text, _LABELS, registry=self.registry)

    def _counter(self, name: str, text: str) -> Counter:
        return Counter(f"vllm:{name}", text, _LABELS, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"vllm:{name}", text, _LABELS, buckets=buckets, registry=self.registry)
