"""Errors in the shape of vLLM's OpenAI server."""

from typing import Any

_TYPES = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "RequestTimeoutError",
    413: "RequestTooLargeError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
}


class DemoError(Exception):
    """A request that is answered with an error.

    `status` is the HTTP status, `param` the request's field at fault, `retry_after_s` becomes a header.
    """

    def __init__(
        self, status: int, message: str, param: str | None = None, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.retry_after_s = retry_after_s

    def body(self) -> dict[str, Any]:
        """The JSON body, `{"error": {"message", "type", "param", "code"}}`."""
        kind = _TYPES.get(self.status, "APIError")
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.status}}


def unknown_model(name: str) -> DemoError:
    """vLLM's answer for a model that it does not serve."""
    return DemoError(404, f"The model `{name}` does not exist.", "model")


def context_exceeded(limit: int, prompt: int, completion: int) -> DemoError:
    """vLLM's answer for a prompt (plus the asked completion) beyond the context length, in tokens."""
    return DemoError(
        400,
        f"This model's maximum context length is {limit} tokens. However, you requested "
        f"{prompt + completion} tokens ({prompt} in the messages, {completion} in the completion). "
        "Please reduce the length of the messages or completion.",
    )
