"""Requests taken apart: any run of their items as a request of its own, and what an item is called."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_server.ingest.signals import points_of

_KINDS: dict[str, tuple[type[Message], str, str, str]] = {
    "traces": (ExportTraceServiceRequest, "resource_spans", "scope_spans", "spans"),
    "logs": (ExportLogsServiceRequest, "resource_logs", "scope_logs", "log_records"),
    "metrics": (ExportMetricsServiceRequest, "resource_metrics", "scope_metrics", "metrics"),
}


@dataclass(frozen=True)
class Item:
    """What an item is called: a span's or metric's name, a log record's severity; ids in hex."""

    name: str = ""
    trace_id: str = ""
    span_id: str = ""


class Pieces:
    """A request as OTLP reads it: fields that it does not know, and numbers beyond their type, are put right.

    So the pieces may be stored where the request was refused as it came.
    """

    def __init__(self, signal: str, payload: bytes) -> None:
        kind, self._resources, self._scopes, self._items = _KINDS[signal]
        self._kind: Any = kind
        self._request: Any = kind()
        self._request.ParseFromString(payload)
        self._request.DiscardUnknownFields()
        self._is_metrics = signal == "metrics"
        self._places = list(self._found())

    def __len__(self) -> int:
        """How many items."""
        return len(self._places)

    def _found(self) -> Iterator[tuple[Any, Any, Any, Any]]:
        """Resource, scope, span or record; of a metric, and its point."""
        for resource in getattr(self._request, self._resources):
            for scope in getattr(resource, self._scopes):
                for item in getattr(scope, self._items):
                    if self._is_metrics:
                        yield from ((resource, scope, item, point) for point in points_of(item))
                    else:
                        yield resource, scope, item, None

    def between(self, start: int, end: int) -> bytes:
        """The items from `start` to before `end` as a request, each under its resource and scope."""
        made = self._kind()
        last: tuple[Any, Any, Any] = (None, None, None)
        into: list[Any] = [None, None, None]
        for resource, scope, item, point in self._places[start:end]:
            if resource is not last[0]:
                into[0] = getattr(made, self._resources).add()
                _copy_head(resource, into[0], self._scopes)
            if scope is not last[1] or resource is not last[0]:
                into[1] = getattr(into[0], self._scopes).add()
                _copy_head(scope, into[1], self._items)
            if point is None:
                getattr(into[1], self._items).add().CopyFrom(item)
            else:
                if item is not last[2]:
                    into[2] = getattr(into[1], self._items).add()
                    _copy_metric_head(item, into[2])
                points_of(into[2]).add().CopyFrom(point)
            last = (resource, scope, item)
        return bytes(made.SerializeToString())

    def item(self, number: int) -> Item:
        """What an item is called."""
        _, _, item, point = self._places[number]
        if point is not None:
            return Item(item.name)
        name = item.name if hasattr(item, "name") else item.event_name or item.severity_text
        return Item(name, item.trace_id.hex(), item.span_id.hex())


def _copy_head(source: Any, target: Any, without: str) -> None:
    """Everything of a resource or scope group, a metric or its data but its items."""
    for field, value in source.ListFields():
        if field.name == without:
            continue
        if field.message_type is None:
            setattr(target, field.name, value)
        else:
            getattr(target, field.name).MergeFrom(value)


def _copy_metric_head(source: Any, target: Any) -> None:
    kind = source.WhichOneof("data")
    _copy_head(source, target, kind)
    made = getattr(target, kind)
    made.SetInParent()
    _copy_head(getattr(source, kind), made, "data_points")


_TEXT, _ENTRIES, _DEPTH, _VALUES = 1000, 50, 24, 2000
_IDS = frozenset({"traceId", "spanId", "parentSpanId"})


def preview(payload: bytes, signal: str) -> tuple[dict[str, Any], bool]:
    """A request in OTLP's JSON, and whether it was cut: long texts, long lists and what nests deeply."""
    kind, *_ = _KINDS[signal]
    message: Any = kind()
    message.ParseFromString(payload)
    cut = _Cut()
    # Before it is made JSON: that of a hostile request would take much longer than reading it did.
    cut.prune(message, 0)
    shown: dict[str, Any] = cut.short(MessageToDict(message))
    return shown, cut.is_cut


class _Cut:
    """Shortens a request, and remembers that it did."""

    def __init__(self) -> None:
        self.is_cut = False
        self._room = _VALUES

    def prune(self, message: Any, depth: int) -> None:
        """Leave out what is too much of a list, too deep, or beyond the room there is."""
        for field, value in message.ListFields():
            self._room -= 1
            if depth > _DEPTH or self._room < 0:
                message.ClearField(field.name)
                self.is_cut = True
            elif isinstance(value, Message):
                self.prune(value, depth + 1)
            elif not isinstance(value, str | bytes | int | float):
                if len(value) > _ENTRIES:
                    del value[_ENTRIES:]
                    self.is_cut = True
                for child in value:
                    if isinstance(child, Message):
                        self.prune(child, depth + 1)

    def short(self, value: Any, key: str = "") -> Any:
        """The same with long texts cut, and ids in hex."""
        if isinstance(value, dict):
            return {name: self.short(child, name) for name, child in value.items()}
        if isinstance(value, list):
            return [self.short(child) for child in value]
        if not isinstance(value, str):
            return value
        if key in _IDS:
            return base64.b64decode(value).hex()
        if len(value) > _TEXT:
            self.is_cut = True
            return f"{value[:_TEXT]}…"
        return value
