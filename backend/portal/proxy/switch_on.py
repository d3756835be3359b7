"""How each program is told to live behind the proxy, with this portal's own addresses (docs/adr/0060)."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from portal.proxy.upstreams import Upstream

# Where each usually listens when it runs beside a stack.
_USUAL = {
    "grafana": "http://127.0.0.1:3005",
    "langfuse": "http://127.0.0.1:3000",
    "prometheus": "http://127.0.0.1:9090",
    "alertmanager": "http://127.0.0.1:9093",
    "realtime": "http://127.0.0.1:8501",
}

Place = Literal["portal", "program", "program_flags"]


@dataclass(frozen=True)
class Step:
    """Lines to put somewhere. portal: the portal's .env; program: the program's environment; or its flags."""

    place: Place
    text: str


def steps(upstream: Upstream, public_url: str, langfuse_address: str) -> list[Step]:
    """What to write where, so that the program appears. `langfuse_address`: of Langfuse's own listener."""
    here = f"{public_url}{upstream.prefix}/"
    host = urlsplit(public_url).hostname or "localhost"
    portal = [f"{upstream.setting}={_USUAL[upstream.name]}"]
    match upstream.name:
        case "grafana":
            program = [
                f"GF_SERVER_ROOT_URL={here}",
                "GF_SERVER_SERVE_FROM_SUB_PATH=true",
                "GF_SECURITY_ALLOW_EMBEDDING=true",
                "GF_SECURITY_CSRF_ALWAYS_CHECK=true",
                "GF_AUTH_ANONYMOUS_ENABLED=false",
                "GF_AUTH_DISABLE_LOGIN_FORM=true",
                "GF_AUTH_PROXY_ENABLED=true",
                "GF_AUTH_PROXY_HEADER_NAME=X-WEBAUTH-USER",
                "GF_AUTH_PROXY_HEADERS=Role:X-WEBAUTH-ROLE",
                "GF_AUTH_PROXY_ENABLE_LOGIN_TOKEN=false",
                # Whoever can send these headers is anybody: only the portal may.
                "GF_AUTH_PROXY_WHITELIST=127.0.0.1",
            ]
        case "langfuse":
            portal += ["LANGFUSE_PUBLIC_KEY=pk-lf-...", "LANGFUSE_SECRET_KEY=sk-lf-..."]
            program = [
                f"NEXTAUTH_URL={langfuse_address}",
                "NEXTAUTH_COOKIE_NAME_SUFFIX=.agent-portal",
                "LANGFUSE_INIT_ORG_ID=agent-portal",
                "LANGFUSE_INIT_PROJECT_ID=agent-portal",
                "LANGFUSE_INIT_PROJECT_PUBLIC_KEY=pk-lf-...",
                "LANGFUSE_INIT_PROJECT_SECRET_KEY=sk-lf-...",
                "LANGFUSE_INIT_USER_EMAIL=admin@example.com",
                "LANGFUSE_INIT_USER_PASSWORD=...",
            ]
        case "realtime":
            program = [
                f"STREAMLIT_SERVER_BASE_URL_PATH={upstream.prefix.strip('/')}",
                f"STREAMLIT_BROWSER_SERVER_ADDRESS={host}",
                "STREAMLIT_SERVER_HEADLESS=true",
            ]
        case _:
            flags = f"--web.external-url={here} --web.route-prefix=/"
            return [Step("portal", "\n".join(portal)), Step("program_flags", flags)]
    return [Step("portal", "\n".join(portal)), Step("program", "\n".join(program))]
