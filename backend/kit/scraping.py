"""Who may read a program's own metrics."""

import hmac


def may_scrape(token: str, authorization: str) -> bool:
    """Whether this Authorization header may: it holds the token, or none is wanted."""
    return not token or hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
