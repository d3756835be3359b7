"""What goes over the wire about chat: the OpenAI format, bounded."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PlainSerializer

# A plain decimal string: exact, and without an exponent.
Price = Annotated[
    Decimal,
    Field(description="US dollars a million tokens", examples=["0.6"]),
    PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str),
]


class ChatModel(BaseModel):
    """A model of the gateway that can be talked to."""

    id: str = Field(examples=["qwen-235b"])
    max_input_tokens: int | None
    max_output_tokens: int | None
    input_price: Price | None = Field(description="Null: the gateway has no price for it")
    output_price: Price | None
    cached_input_price: Price | None


class ChatModels(BaseModel):
    """The models, by name."""

    models: list[ChatModel]


class ChatMessage(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["system", "user", "assistant"]
    content: str = Field(max_length=500_000, examples=["What is a span?"])


class ChatRequest(BaseModel):
    """A conversation to go on with. A field that is not here is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    model: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$", examples=["qwen-235b"])
    messages: list[ChatMessage] = Field(min_length=1, max_length=400)
    stream: bool = Field(default=True, description="Token by token, as server-sent events; else all at once")
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(
        default=None, ge=1, le=131_072, description="Longest answer. Default: what the model allows"
    )
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    seed: int | None = Field(default=None, ge=0, le=2**63 - 1)
    stop: list[Annotated[str, Field(min_length=1, max_length=200)]] | None = Field(
        default=None, min_length=1, max_length=4
    )
    session_id: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9._-]{1,100}$",
        description="The conversation it belongs to. Default: a new one, see the header X-Session-Id",
    )
    mode: Literal["fast", "balanced", "creative"] | None = Field(
        default=None, description="Noted on the trace and in the gateway's metrics"
    )

    def upstream(self) -> dict[str, JsonValue]:
        """The body for the gateway: no more than what is here, and always to be streamed."""
        given = self.model_dump(mode="json", exclude_none=True, exclude={"session_id", "mode", "stream"})
        return {**given, "stream": True, "stream_options": {"include_usage": True}}


class ChatAnswer(BaseModel):
    """The message of an answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    reasoning_content: str | None = Field(description="What a model that reasons says before it answers")


class ChatChoice(BaseModel):
    """One answer."""

    index: int
    message: ChatAnswer
    finish_reason: str | None = Field(examples=["stop"])


class PromptDetails(BaseModel):
    """Of the tokens of the prompt."""

    cached_tokens: int | None = None


class CompletionDetails(BaseModel):
    """Of the tokens of the answer."""

    reasoning_tokens: int | None = None


class ChatUsage(BaseModel):
    """Tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: PromptDetails | None = None
    completion_tokens_details: CompletionDetails | None = None


class ChatCompletion(BaseModel):
    """OpenAI's `chat.completion`."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChatChoice]
    usage: ChatUsage | None
