"""What goes over the wire about exports and the live tail."""

from typing import Literal

from pydantic import ConfigDict, Field

from portal.agentops.schemas import TraceStatus
from portal.agentops.search_schemas import Selection


class ExportRequest(Selection):
    """Which traces, in which format."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"format": "csv", "q": "status:error"}]}
    )

    format: Literal["csv", "jsonl", "parquet"] = Field(default="csv", description="Format of the file")
    status: TraceStatus | None = Field(default=None, description="Only traces that ended so")
    model: str | None = Field(
        default=None, max_length=200, description="Only traces that called this model; `*`: any characters"
    )
