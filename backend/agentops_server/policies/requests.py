"""Applying a project's rules to OTLP export requests, before anything of them is written anywhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import SummaryDataPoint
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agentops_server.ingest.signals import points_of
from agentops_server.policies.payload import NUMBERS, PROTECTED, Payload
from agentops_server.policies.rules import Rules
from agentops_server.policies.texts import TextMask

# In place of an error message, where payloads are not stored: it may quote them.
NOT_STORED = "[not stored]"
SERIES = "masked.series"


@dataclass
class Tally:
    """What was found and left out."""

    hits: Counter[str] = field(default_factory=Counter)
    dropped: list[str] = field(default_factory=list)


class RequestMask:
    """The rules of one project. `payload`: where payloads are left out; None: they are kept, masked.

    `salt` keeps series of metrics apart that differ only in what was masked.
    """

    def __init__(self, rules: Rules, payload: Payload | None, salt: str) -> None:
        self._rules = rules
        self._texts = TextMask(rules)
        self._payload = payload
        self._salt = salt.encode()

    def apply(self, signal: str, body: bytes, tally: Tally) -> bytes:
        """A validated request in protobuf, as it may be stored. Fields that nobody knows are left out."""
        match signal:
            case "traces":
                return self._traces(body, tally)
            case "logs":
                return self._logs(body, tally)
            case _:
                return self._metrics(body, tally)

    def text(self, text: str, tally: Tally) -> str:
        """An upload or a message, masked."""
        return self._texts.text(text, tally.hits)

    @property
    def keeps_payloads(self) -> bool:
        """Whether payloads are stored, masked."""
        return self._payload is None

    # -- the three signals ------------------------------------------------------------------------

    def _traces(self, body: bytes, tally: Tally) -> bytes:
        request = ExportTraceServiceRequest.FromString(body)
        request.DiscardUnknownFields()
        for resource in request.resource_spans:
            self._resource(resource.resource, tally)
            for scope in resource.scope_spans:
                self._scope(scope.scope, tally)
                for span in scope.spans:
                    self._span(span, tally)
        return request.SerializeToString()

    def _span(self, span: Span, tally: Tally) -> None:
        span.name = self._plain(span.name, tally)
        if span.trace_state:
            span.trace_state = self._plain(span.trace_state, tally)
        self.attributes(span.attributes, tally)
        if span.status.message:
            span.status.message = self._error(span.status.message, tally)
        for event in span.events:
            event.name = self._plain(event.name, tally)
            self.attributes(event.attributes, tally)
        for link in span.links:
            link.trace_state = self._plain(link.trace_state, tally)
            self.attributes(link.attributes, tally)

    def _error(self, message: str, tally: Tally) -> str:
        if self._payload is None:
            return self._texts.text(message, tally.hits)
        tally.dropped.append("status.message")
        return NOT_STORED

    def _logs(self, body: bytes, tally: Tally) -> bytes:
        request = ExportLogsServiceRequest.FromString(body)
        request.DiscardUnknownFields()
        for resource in request.resource_logs:
            self._resource(resource.resource, tally)
            for scope in resource.scope_logs:
                self._scope(scope.scope, tally)
                for log in scope.log_records:
                    log.severity_text = self._plain(log.severity_text, tally)
                    log.event_name = self._plain(log.event_name, tally)
                    self.attributes(log.attributes, tally)
                    if self._payload is None:
                        self._value(log.body, tally)
                    elif log.HasField("body"):
                        tally.dropped.append("body")
                        log.ClearField("body")
        return request.SerializeToString()

    def _metrics(self, body: bytes, tally: Tally) -> bytes:
        """Labels are kept, masked: they are no payload, and without them series would be other series."""
        request = ExportMetricsServiceRequest.FromString(body)
        request.DiscardUnknownFields()
        for resource in request.resource_metrics:
            hidden = self._labels(resource.resource.attributes, tally)
            for scope in resource.scope_metrics:
                scope.scope.version = self._plain(scope.scope.version, tally)
                among = hidden + self._labels(scope.scope.attributes, tally)
                for metric in scope.metrics:
                    metric.description = self._plain(metric.description, tally)
                    self._masked_only(metric.metadata, tally)
                    for point in points_of(metric):
                        self._point(point, among, tally)
        return request.SerializeToString()

    def _point(self, point: Any, hidden: list[bytes], tally: Tally) -> None:
        own = hidden + self._labels(point.attributes, tally)
        if own:
            # What made this series another one than those that look the same now.
            made = blake2b(b"\0".join(own), digest_size=8, key=self._salt[:64]).hexdigest()
            point.attributes.append(KeyValue(key=SERIES, value=AnyValue(string_value=made)))
        if not isinstance(point, SummaryDataPoint):
            for exemplar in point.exemplars:
                self.attributes(exemplar.filtered_attributes, tally)

    def _labels(self, pairs: Any, tally: Tally) -> list[bytes]:
        """Mask labels; returns those that were changed, as they were."""
        before = [pair.SerializeToString() for pair in pairs]
        self._masked_only(pairs, tally)
        after = (pair.SerializeToString() for pair in pairs)
        return sorted(old for old, new in zip(before, after, strict=True) if old != new)

    # -- their parts ------------------------------------------------------------------------------

    def _resource(self, resource: Resource, tally: Tally) -> None:
        self.attributes(resource.attributes, tally)

    def _scope(self, scope: InstrumentationScope, tally: Tally) -> None:
        scope.name = self._plain(scope.name, tally)
        scope.version = self._plain(scope.version, tally)
        self.attributes(scope.attributes, tally)

    def _plain(self, text: str, tally: Tally) -> str:
        return self._rules.mask(text, tally.hits) if text else text

    def attributes(self, pairs: Any, tally: Tally) -> None:
        """Mask a list of attributes in place; payloads are taken out where they are not stored."""
        if self._payload is not None and pairs:
            kept = [pair for pair in pairs if not self._is_payload(pair)]
            if len(kept) < len(pairs):
                tally.dropped += sorted({pair.key for pair in pairs} - {pair.key for pair in kept})
                del pairs[:]
                pairs.extend(kept)
        self._masked_only(pairs, tally)

    def _is_payload(self, pair: KeyValue) -> bool:
        assert self._payload is not None  # noqa: S101  # the callers ask
        kind = pair.value.WhichOneof("value")
        return self._payload.holds(pair.key, kind not in ("int_value", "double_value", "bool_value"))

    def _masked_only(self, pairs: Iterable[KeyValue], tally: Tally) -> None:
        renamed: Counter[str] = Counter()
        for pair in pairs:
            key = pair.key
            if key in PROTECTED or (key in NUMBERS and _is_number(pair.value)):
                continue
            rule = self._rules.key_rule(key)
            if rule is not None:
                tally.hits[rule] += 1
                pair.value.string_value = f"[masked:{rule}]"
            else:
                self._value(pair.value, tally)
            name = self._rules.mask(key, tally.hits)
            if name != key:
                # Two that become equal stay two.
                renamed[name] += 1
                pair.key = name if renamed[name] == 1 else f"{name} {renamed[name]}"

    def _value(self, value: AnyValue, tally: Tally) -> None:
        match value.WhichOneof("value"):
            case "string_value":
                text = value.string_value
                masked = self._texts.text(text, tally.hits)
                if masked is not text and masked != text:
                    value.string_value = masked
            case "int_value":
                found = self._texts.number(value.int_value, tally.hits)
                if isinstance(found, str):
                    value.string_value = found
            case "bytes_value":
                self._bytes(value, tally)
            case "array_value":
                for one in value.array_value.values:
                    self._value(one, tally)
            case "kvlist_value":
                self._masked_only(value.kvlist_value.values, tally)

    def _bytes(self, value: AnyValue, tally: Tally) -> None:
        """Bytes may be text; where they are not, each is taken for a sign."""
        data = value.bytes_value
        try:
            text, encoding = data.decode(), "utf-8"
        except UnicodeDecodeError:
            text, encoding = data.decode("latin-1"), "latin-1"
        masked = self._texts.text(text, tally.hits)
        if masked != text:
            value.bytes_value = masked.encode(encoding)


def _is_number(value: AnyValue) -> bool:
    kind = value.WhichOneof("value")
    if kind != "string_value":
        return kind in (None, "int_value", "double_value", "bool_value")
    try:
        float(value.string_value)
    except ValueError:
        return False
    return True
