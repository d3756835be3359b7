"""Authentication of the gateway without a database: the master key, and nothing else.

LiteLLM alone answers 500 to a missing key and 400 to a wrong one when it has no database; clients expect 401.
run_gateway.py switches this on when LITELLM_DATABASE_URL is not set (with a database LiteLLM's own virtual
keys, users and teams apply).
"""

import hmac
import os

from fastapi import Request
from litellm.proxy._types import LitellmUserRoles, ProxyException, UserAPIKeyAuth


async def user_api_key_auth(request: Request, api_key: str) -> UserAPIKeyAuth:
    """The caller with the master key; ProxyException 401 for anybody else."""
    master = os.environ.get("LITELLM_MASTER_KEY") or ""
    if not api_key:
        problem = "No API key was given: send `Authorization: Bearer <key>`."
    elif master and hmac.compare_digest(api_key.encode(), master.encode()):
        return UserAPIKeyAuth(
            api_key=api_key, user_role=LitellmUserRoles.PROXY_ADMIN, user_id="default_user_id"
        )
    else:
        problem = "The API key is not valid: use LITELLM_MASTER_KEY of the gateway's .env."
    raise ProxyException(message=problem, type="authentication_error", param="api_key", code=401)
