# shellcheck shell=bash
# Sourced by the scripts: finds uv, or installs it with pip into .venvs/uv; makes environments from locks.
# Functions: uv_bootstrap (sets UV), env_sync NAME LOCK (makes .venvs/NAME hold exactly what LOCK says).

die() {
  if [ -t 2 ]; then printf '\033[31merror:\033[0m %s\n' "$*" >&2; else printf 'error: %s\n' "$*" >&2; fi
  exit 1
}

uv_bootstrap() {
  if [ -n "${UV:-}" ] && [ -x "${UV:-}" ]; then return; fi
  if command -v uv >/dev/null 2>&1; then UV=$(command -v uv); return; fi
  UV="$PWD/.venvs/uv/bin/uv"
  [ -x "$UV" ] && return
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null 2>&1 || die "Python is missing: install Python 3.11 or newer (Debian, Ubuntu: apt install python3 python3-venv)."
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || die "$("$python" --version) is too old: install Python 3.11 or newer, or point PYTHON at one."
  mkdir -p .venvs
  if ! "$python" -m venv .venvs/uv >/dev/null 2>&1; then
    rm -rf .venvs/uv
    die "Python cannot make virtual environments: install the venv module (Debian, Ubuntu: apt install python3-venv)."
  fi
  .venvs/uv/bin/python -m pip install --quiet --disable-pip-version-check uv || die "pip could not install uv: check that this machine reaches its Python package index."
}

# env_sync NAME LOCK: creates or updates .venvs/NAME; does nothing when the lock has not changed since.
env_sync() {
  local dir=".venvs/$1" lock="$2" mark
  mark=$(cksum < "$lock")
  if [ -x "$dir/bin/python" ] && [ "$(cat "$dir/.lock-sum" 2>/dev/null)" = "$mark" ]; then return; fi
  [ -x "$dir/bin/python" ] || "$UV" venv --quiet --python "${PYTHON:-python3}" "$dir" || die "could not create the environment $dir with ${PYTHON:-python3}."
  "$UV" pip sync --quiet --require-hashes --python "$dir/bin/python" "$lock" || die "could not install $lock: see the message above; check the network and run the command again."
  printf '%s' "$mark" > "$dir/.lock-sum"
}
