"""Delivers OTLP batches to the AgentOps server, with a project token obtained by API key."""

import json
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import urllib3
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

# Long enough for a slow server: a batch that is taken and then given up would be sent over and over again.
_TIMEOUT = urllib3.Timeout(connect=3.0, read=30.0)
_REFUSED_FOR_GOOD = (400, 413, 415, 422)


class Outcome(Enum):
    """What became of a batch."""

    DELIVERED = "delivered"
    RETRY = "retry"
    """Not now: server away, overloaded, or the key not accepted (yet)."""
    REFUSED = "refused"
    """Never: the server cannot take these bytes."""


@dataclass(frozen=True)
class Delivery:
    """The outcome of sending a batch; `detail` says why in words, without secrets."""

    outcome: Outcome
    detail: str = ""
    retry_after_s: float | None = None
    rejected_spans: int = 0


class AgentOpsClient:
    """Speaks to one AgentOps server. Blocking; used by one thread at a time.

    `endpoint` is the API's base URL (AGENTOPS_API_ENDPOINT), `exporter_endpoint` the whole OTLP URL.
    """

    def __init__(self, endpoint: str, exporter_endpoint: str, api_key: str) -> None:
        self._token_url = endpoint.rstrip("/") + "/v3/auth/token"
        self._export_url = exporter_endpoint
        self._api_key = api_key
        self._token: str | None = None
        self._http = urllib3.PoolManager(num_pools=4, maxsize=1, retries=False, timeout=_TIMEOUT)

    def send(self, body: bytes) -> Delivery:
        """Sends one encoded ExportTraceServiceRequest; a refused token is renewed once."""
        for attempt in (1, 2):
            if self._token is None and (problem := self._authenticate()) is not None:
                return problem
            headers = {"Content-Type": "application/x-protobuf", "Authorization": f"Bearer {self._token}"}
            try:
                answer = self._http.request("POST", self._export_url, body=body, headers=headers)
            except urllib3.exceptions.HTTPError as error:
                return self._away(self._export_url, error)
            if answer.status in (401, 403) and attempt == 1:
                self._token = None
                continue
            return self._judge(answer)
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Closes the connections."""
        self._http.clear()

    def _authenticate(self) -> Delivery | None:
        body = json.dumps({"api_key": self._api_key}).encode()
        try:
            answer = self._http.request(
                "POST", self._token_url, body=body, headers={"Content-Type": "application/json"}
            )
        except urllib3.exceptions.HTTPError as error:
            return self._away(self._token_url, error)
        if answer.status != 200:
            reason = f"{_place(self._token_url)} answered {answer.status} to AGENTOPS_API_KEY"
            return Delivery(Outcome.RETRY, reason, _retry_after(answer))
        try:
            self._token = str(json.loads(answer.data)["token"])
        except (ValueError, KeyError, TypeError):
            return Delivery(Outcome.RETRY, f"{_place(self._token_url)} answered without a token")
        return None

    def _judge(self, answer: urllib3.BaseHTTPResponse) -> Delivery:
        if 200 <= answer.status < 300:
            return Delivery(Outcome.DELIVERED, rejected_spans=_rejected(answer.data))
        reason = f"{_place(self._export_url)} answered {answer.status}"
        if answer.status in _REFUSED_FOR_GOOD:
            return Delivery(Outcome.REFUSED, reason)
        return Delivery(Outcome.RETRY, reason, _retry_after(answer))

    def _away(self, url: str, error: urllib3.exceptions.HTTPError) -> Delivery:
        return Delivery(Outcome.RETRY, f"{_place(url)} is not reachable ({type(error).__name__})")


def _place(url: str) -> str:
    parts = urlsplit(url)
    return (
        f"{parts.scheme}://{parts.hostname}:{parts.port}"
        if parts.port
        else f"{parts.scheme}://{parts.hostname}"
    )


def _retry_after(answer: urllib3.BaseHTTPResponse) -> float | None:
    value = answer.headers.get("Retry-After", "")
    return min(60.0, float(value)) if value.isdigit() else None


def _rejected(data: bytes) -> int:
    message = ExportTraceServiceResponse()
    try:
        message.ParseFromString(data)
    except Exception:  # noqa: BLE001 - any body may follow a 200; only a valid one says something
        return 0
    return int(message.partial_success.rejected_spans)
