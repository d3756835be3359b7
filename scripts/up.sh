#!/usr/bin/env bash
# Installs what is missing, starts the whole stack, waits until it is healthy, prints where it is.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib/uv.sh
. scripts/lib/frontend.sh
. scripts/lib/system.sh

usage() {
  cat <<'EOF'
Usage: ./scripts/up.sh [--detach] [--demo [--requests N]] [--yes] [--collector] [--env-file FILE]
       ./scripts/up.sh --docker [--env-file FILE]

  --detach         start in the background and return once everything is healthy (./scripts/down.sh ends it)
  --demo           send real requests through the gateway: models, users, streams, tools, failures
  --requests N     how many of them (60)
  --yes            install Prometheus and Alertmanager from the system's packages where they are missing; without it
                   a terminal is asked, and a script goes on without them
  --collector      build the OpenTelemetry Collector, once, where Go is installed (some minutes); it then starts with the stack
  --docker         in containers (docker-compose.yml), with the profiles of COMPOSE_PROFILES; always in the background
  --env-file FILE  settings to use instead of .env, for a second stack beside the first

Without --detach it stays in the foreground; Ctrl-C ends everything it started.
EOF
}

options=() ; commands=() ; demo= ; yes= ; collector= ; docker=
while [ $# -gt 0 ]; do
  case $1 in
    --detach) commands+=(--detach) ;;
    --demo) demo=1; commands+=(--demo) ;;
    --requests) commands+=(--requests "${2:?--requests needs a number}"); shift ;;
    --yes) yes=1 ;;
    --collector) collector=1 ;;
    --docker) docker=1 ;;
    --env-file) options+=(--env-file "${2:?--env-file needs a file}"); shift ;;
    -h|--help) usage; exit 0 ;;
    *) usage >&2; die "unknown option $1." ;;
  esac
  shift
done

if [ -n "$docker" ]; then
  if [ -n "$demo$collector" ]; then die "--docker takes neither --demo nor --collector: the collector is an image of its own there."; fi
  . scripts/lib/docker.sh
  docker_up ${options[@]+"${options[@]}"}
  exit
fi

# Two stacks may be started at once from one checkout: they install in turn.
mkdir -p .venvs
exec 9>.venvs/.install.lock
if command -v flock >/dev/null 2>&1; then flock 9; fi

timed() { # timed TEXT COMMAND...: shows a step while it runs and how long it took
  local text=$1 started=$SECONDS; shift
  [ -t 1 ] && printf '  … %s\r' "$text"
  "$@"
  if [ $((SECONDS - started)) -ge 1 ]; then printf '  ✓ %s (%d s)\n' "$text" $((SECONDS - started)); fi
}

# Programs that watch the stack: it runs without them too, and says so.
infra_parts() {
  local answer=
  if command -v prometheus >/dev/null 2>&1 && command -v prometheus-alertmanager >/dev/null 2>&1; then return; fi
  if [ -z "$yes" ]; then
    if ! [ -t 0 ] || ! [ -t 1 ] || ! may_install; then return; fi
    read -r -p "  Install Prometheus and Alertmanager from this system's packages, for metrics and alerts? [y/N] " answer
    case $answer in [yY]*) ;; *) return ;; esac
  fi
  timed "Prometheus" system_part prometheus prometheus "metrics"
  timed "Alertmanager" system_part "prometheus-alertmanager|alertmanager" prometheus-alertmanager "alerts"
}

frontend_check
timed "uv, the installer of the Python environments" uv_bootstrap
timed "environment of the servers" env_sync servers requirements/servers.lock
timed "environment of the gateway (LiteLLM)" env_sync gateway litellm/requirements.lock
[ -z "$demo" ] || timed "environment of the demo agents (AgentOps SDK)" env_sync agents requirements/agents.lock
if ! frontend_is_built; then
  timed "packages of the screen" frontend_deps
  timed "build of the screen" frontend_build
fi
infra_parts
[ -z "$collector" ] || timed "the collector" ./scripts/collector/build.sh >/dev/null
exec 9>&-

PYTHONPATH=scripts exec .venvs/servers/bin/python -m stack ${options[@]+"${options[@]}"} up ${commands[@]+"${commands[@]}"}
