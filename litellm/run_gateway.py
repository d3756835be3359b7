"""Starts the gateway: LiteLLM's proxy with our configuration, checked first.

    .venvs/gateway/bin/python litellm/run_gateway.py

Environment: LITELLM_MASTER_KEY (required), LITELLM_PORT (4000), BIND_HOST (127.0.0.1), VLLM_API_BASE
(the demo model server on DEMO_MODEL_PORT), VLLM_API_KEY, LITELLM_CONFIG (config.yaml beside this file),
LITELLM_WORKERS (1), LITELLM_DATABASE_URL (PostgreSQL, for virtual keys and teams), LITELLM_LOG (ERROR), and
those of gateway_config and agentops_callback.
SIGTERM ends calls in flight, then flushes the traces; each worker does.
"""

import atexit
import gc
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

_HERE = Path(__file__).resolve().parent
_serves = threading.Event()
_ended = threading.Event()
_DRAIN_S = 5
"""Seconds that calls in flight get to end after SIGTERM."""
_LEAVE_S = 8
"""Seconds after SIGTERM after which it flushes and ends, whatever LiteLLM still waits for."""
_WORKER_SILENCE_S = 180
"""Seconds after which a worker that does not answer is replaced. uvicorn's 5 are less than it takes to import
LiteLLM on a busy machine: each worker would be replaced before it has started, for ever."""
_QUIET = {
    # Nothing is fetched from the network at start, and nothing is reported to anybody.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_LOCAL_AUTOROUTER_PRESETS": "True",
    "LITELLM_LOCAL_BLOG_POSTS": "True",
    "LITELLM_LOCAL_POLICY_TEMPLATES": "True",
    "LITELLM_DONT_SHOW_FEEDBACK_BOX": "True",
    "DO_NOT_TRACK": "1",
    # PRODUCTION keeps LiteLLM from reading a .env of its own: the environment is the supervisor's business.
    "LITELLM_MODE": "PRODUCTION",
    "LITELLM_LOG": "ERROR",
}


class CannotStart(Exception):
    """Why the gateway cannot start, in one sentence that names the mend."""


def main() -> None:
    """Checks, then serves until SIGTERM; exits 1 with one sentence when it cannot start."""
    try:
        arguments = prepare(os.environ)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    _end_in_order()
    import uvicorn
    from litellm.proxy.proxy_cli import run_server

    serve = uvicorn.run

    def run(**settings: Any) -> None:
        # LiteLLM has no setting for it, and without one a stuck stream keeps the process alive for ever.
        settings["timeout_graceful_shutdown"] = _DRAIN_S
        settings["timeout_worker_healthcheck"] = _WORKER_SILENCE_S
        _serves.set()
        serve(**{**settings, "app": "gateway_app:app"})

    uvicorn.run = run  # type: ignore[assignment]
    if os.environ.get("DATABASE_URL"):
        _use_database()
    run_server.main(args=arguments, prog_name="litellm")


def _use_database() -> None:
    """Prepares client, engine and tables; exits 1 with one sentence when that cannot be."""
    from gateway_database import DatabaseProblem, migrate, prepare_client

    try:
        os.environ.update(prepare_client(os.environ))
        migrate(os.environ)
    except DatabaseProblem as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    from litellm.proxy.db.prisma_client import PrismaManager  # only now: it imports the generated client

    # LiteLLM's own way to the same tables needs a program that Prisma fetches.
    PrismaManager.setup_database = staticmethod(lambda *_, **__: True)


def prepare(env: "os._Environ[str]") -> list[str]:
    """Completes `env` with defaults and returns LiteLLM's arguments; CannotStart when something is wrong."""
    host, port = env.get("BIND_HOST") or "127.0.0.1", _number(env, "LITELLM_PORT", 4000)
    config = Path(env.get("LITELLM_CONFIG") or _HERE / "config.yaml")
    parsed = _check_config(config)
    _check_key(env.get("LITELLM_MASTER_KEY") or "")
    _check_port(host, port)
    for name, value in _QUIET.items():
        env.setdefault(name, value)
    demo = f"http://127.0.0.1:{_number(env, 'DEMO_MODEL_PORT', 8100)}/v1"
    env["VLLM_API_BASE"] = (env.get("VLLM_API_BASE") or demo).rstrip("/")
    env["VLLM_API_KEY"] = env.get("VLLM_API_KEY") or "none"
    # DATABASE_URL belongs to the portal's accounts. LiteLLM would take it for its own, and migrate it.
    env.pop("DATABASE_URL", None)
    env.pop("DIRECT_URL", None)
    if database := env.get("LITELLM_DATABASE_URL"):
        if not database.startswith(("postgresql://", "postgres://")):
            raise CannotStart(
                "LITELLM_DATABASE_URL must be a postgresql:// URL: correct it in .env or remove it."
            )
        env["DATABASE_URL"] = database
    else:
        env.setdefault("GATEWAY_CUSTOM_AUTH", "gateway_auth.user_api_key_auth")
    workers = _number(env, "LITELLM_WORKERS", 1)
    env.pop("GATEWAY_METRICS_DIR", None)
    if workers > 1:
        folder = Path(env.get("PORTAL_DATA_DIR") or ".data") / "gateway" / f"metrics-{port}"
        shutil.rmtree(folder, ignore_errors=True)  # counters begin at 0 with the gateway
        env["GATEWAY_METRICS_DIR"] = str(folder)
    config = _with_settings(config, parsed, env, port)
    return ["--config", str(config), "--host", host, "--port", str(port), "--num_workers", str(workers)]


def _with_settings(path: Path, parsed: dict[str, Any], env: "os._Environ[str]", port: int) -> Path:
    """The configuration with what the settings add, in the data folder; `path` when that is nothing."""
    import yaml

    from gateway_config import BadSetting, with_settings

    try:
        changed = with_settings(parsed, env)
    except BadSetting as problem:
        raise CannotStart(str(problem)) from problem
    if changed is None:
        return path
    folder = Path(env.get("PORTAL_DATA_DIR") or ".data") / "gateway"
    written = folder / f"config-{port}.yaml"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        written.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    except OSError as error:
        raise CannotStart(
            f"{written} cannot be written ({error.strerror}): make it writable or set PORTAL_DATA_DIR."
        ) from error
    return written


def _check_config(path: Path) -> dict[str, Any]:
    import yaml

    try:
        parsed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CannotStart(f"The gateway's configuration {path} cannot be read ({error.strerror}).") from error
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" in line {where.line + 1}" if where is not None else ""
        raise CannotStart(
            f"The gateway's configuration {path} is not valid YAML{line}: correct it."
        ) from error
    models = parsed.get("model_list") if isinstance(parsed, dict) else None
    if not isinstance(models, list) or not models:
        raise CannotStart(f"The gateway's configuration {path} has no model_list: name at least one model.")
    for number, entry in enumerate(models, 1):
        if not isinstance(entry, dict) or not entry.get("model_name") or not entry.get("litellm_params"):
            raise CannotStart(f"Entry {number} of model_list in {path} needs model_name and litellm_params.")
    return dict(parsed)


def _check_key(key: str) -> None:
    if not key:
        raise CannotStart(
            "LITELLM_MASTER_KEY is not set: run ./scripts/setup.sh, which generates one into .env."
        )
    if key == "sk-1234" or len(key) < 12 or not key.startswith("sk-"):
        raise CannotStart(
            "LITELLM_MASTER_KEY is a well-known example, shorter than 12 characters, or does not begin with "
            "sk-: set a generated one in .env, such as sk-$(openssl rand -hex 24)."
        )


def _check_port(host: str, port: int) -> None:
    """LiteLLM would silently take another port when 4000 is in use."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"The gateway cannot listen on {host}:{port} ({error.strerror}): "
                "stop what uses the port or set another LITELLM_PORT in .env."
            ) from error


def _number(env: "os._Environ[str]", name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit():
        raise CannotStart(f"{name} must be a number, not {text!r}: correct .env.")
    return int(text)


def _flush() -> None:
    exporter = sys.modules.get("agentops_exporter")
    if exporter is not None:
        exporter.close_shared_exporter()
    metrics = sys.modules.get("gateway_metrics")
    if metrics is not None:
        metrics.shared_metrics().stop()
    if _ended.is_set():
        # Everything is flushed; taking LiteLLM's modules apart would cost another four seconds.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def _end_in_order() -> None:
    """On SIGTERM and Ctrl-C: the gateway or a worker of it ends its calls, then flushes."""
    # Registered before LiteLLM registers its own exit handlers, hence run after them: what LiteLLM still
    # hands to the callback at exit is delivered too.
    atexit.register(_flush)
    for number in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises it again after its graceful shutdown
        signal.signal(number, _end)
    import uvicorn

    end = uvicorn.Server.handle_exit

    def handle_exit(self: uvicorn.Server, sig: int, frame: FrameType | None) -> None:
        timer = threading.Timer(_LEAVE_S, _leave)
        timer.daemon = True
        timer.start()
        end(self, sig, frame)

    uvicorn.Server.handle_exit = handle_exit  # type: ignore[method-assign]


def _end(number: int, frame: FrameType | None) -> None:
    if _ended.is_set():
        return  # a second signal must not break the flushing off
    _ended.set()
    if not _serves.is_set():
        # LiteLLM is being imported, where anything may swallow an exception. No call was taken yet.
        os._exit(0)
    sys.exit(0)


def _leave() -> None:
    _ended.set()
    _flush()


if __name__ in ("__main__", "__mp_main__"):  # the second is each of several workers
    # A third of the time that LiteLLM's modules take to load; gateway_memory lets it collect again.
    gc.disable()
if __name__ == "__mp_main__":
    _end_in_order()
    _serves.set()
if __name__ == "__main__":
    main()
