"""Prepares what LiteLLM needs for a database: Prisma's client and engine, and the tables.

LiteLLM keeps virtual keys, users, teams and budgets through Prisma. Prisma fetches programs from a server of
its own when it is installed; prisma_engine/ does without them, from npm packages alone (docs/adr/0027).
What is there already is left as it is: a second start is quick, and an image can prepare while it is built.

    .venvs/gateway/bin/python litellm/gateway_database.py

Environment: PRISMA_QUERY_ENGINE_BINARY (a query engine of Prisma's own, used in place of ours).
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_ENGINE = Path(__file__).resolve().parent / "prisma_engine"


class DatabaseProblem(ValueError):
    """Why the database cannot be used, in one sentence that names the mend."""


def prepare_client(env: Mapping[str, str]) -> dict[str, str]:
    """Installs the engine and generates the client where they are missing; the variables that name them.

    Raises DatabaseProblem.
    """
    if shutil.which("node", path=env.get("PATH")) is None:
        raise DatabaseProblem(
            "LITELLM_DATABASE_URL needs Node.js 20 or newer: install it, or remove the setting from .env."
        )
    engine = env.get("PRISMA_QUERY_ENGINE_BINARY") or str(_ENGINE / "engine.mjs")
    lock = hashlib.sha256((_ENGINE / "package-lock.json").read_bytes()).hexdigest()
    _once(_ENGINE / "node_modules" / ".installed", lock, lambda: _install(env))
    schema = _package("litellm") / "proxy" / "schema.prisma"
    made_of = f"prisma {version('prisma')}, schema {hashlib.sha256(schema.read_bytes()).hexdigest()}"
    _once(_package("prisma") / ".generated", made_of, lambda: _generate(env, engine, schema))
    return {"PRISMA_QUERY_ENGINE_BINARY": engine}


def migrate(env: Mapping[str, str]) -> None:
    """Brings the tables of DATABASE_URL up to date. Raises DatabaseProblem."""
    migrations = _package("litellm_proxy_extras") / "migrations"
    _run(
        ["node", str(_ENGINE / "migrate.mjs"), str(migrations)],
        env,
        "LiteLLM's tables could not be brought up to date",
    )


def _once(mark: Path, wanted: str, work: Callable[[], None]) -> None:
    """Does `work` unless the file `mark` says that it was done for `wanted`; one process at a time."""
    if _is(mark, wanted):
        return
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        with (mark.parent.parent / f".{mark.parent.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not _is(mark, wanted):
                work()
                mark.write_text(wanted)
    except OSError as error:
        raise DatabaseProblem(
            f"What LITELLM_DATABASE_URL needs cannot be written to {mark.parent} ({error.strerror}): "
            "make it writable for the first start."
        ) from error


def _is(mark: Path, wanted: str) -> bool:
    return mark.is_file() and mark.read_text() == wanted


def _install(env: Mapping[str, str]) -> None:
    npm = shutil.which("npm", path=env.get("PATH"))
    if npm is None:
        raise DatabaseProblem(
            "LITELLM_DATABASE_URL needs npm for its first start: install it, or remove the setting from .env."
        )
    # No scripts: Prisma's fetch programs from a server that closed networks do not reach.
    command = [
        npm,
        "ci",
        "--ignore-scripts",
        "--omit=dev",
        "--no-audit",
        "--no-fund",
        "--prefix",
        str(_ENGINE),
    ]
    _run(command, env, "npm could not install what LITELLM_DATABASE_URL needs")


def _generate(env: Mapping[str, str], engine: str, schema: Path) -> None:
    tools = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}",
        # Named, or the command line fetches them; generating uses neither.
        "PRISMA_QUERY_ENGINE_BINARY": engine,
        "PRISMA_SCHEMA_ENGINE_BINARY": engine,
        "PRISMA_CLI_QUERY_ENGINE_TYPE": "binary",
        "CHECKPOINT_DISABLE": "1",
        "PRISMA_HIDE_UPDATE_MESSAGE": "1",
    }
    command = [str(_ENGINE / "node_modules/prisma/build/index.js"), "generate", "--schema", str(schema)]
    _run(["node", *command], {**env, **tools}, "Prisma's client for LiteLLM could not be generated")


def _run(command: list[str], env: Mapping[str, str], problem: str) -> None:
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, timeout=600, check=False)  # noqa: S603
    if done.stdout.strip():
        print(done.stdout.strip().splitlines()[-1], flush=True)
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise DatabaseProblem(
            said[-1] if said and said[-1].endswith(".") else f"{problem}: {' '.join(said[-3:])}"
        )


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise DatabaseProblem(f"The gateway's environment has no {name}: run ./scripts/setup.sh again.")
    return Path(found.origin).parent


if __name__ == "__main__":
    try:
        prepare_client(os.environ)
    except DatabaseProblem as problem:
        sys.exit(str(problem))
