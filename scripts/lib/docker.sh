# shellcheck shell=bash
# Sourced by the scripts: the stack in containers. Needs die() from uv.sh. Of Python, the standard library is enough.

# docker_check: Docker and its Compose plugin answer.
docker_check() {
  command -v docker >/dev/null 2>&1 || die "Docker is missing: install it, or start natively with ./scripts/up.sh."
  docker compose version >/dev/null 2>&1 || die "Docker's Compose plugin is missing: install it (Debian, Ubuntu: apt install docker-compose-plugin)."
}

# docker_settings [--env-file FILE]: sets ENV_FILE, and tells Compose which profiles run and the portal what is there.
docker_settings() {
  ENV_FILE=.env
  if [ "${1:-}" = --env-file ]; then ENV_FILE=$2; fi
  local profiles=${COMPOSE_PROFILES:-}
  if [ -z "$profiles" ] && [ -f "$ENV_FILE" ]; then profiles=$(sed -n 's/^COMPOSE_PROFILES=//p' "$ENV_FILE" | tail -1); fi
  export COMPOSE_PROFILES=${profiles:-core,infra} COMPOSE_INFRA='' COMPOSE_LANGFUSE=''
  case ,$COMPOSE_PROFILES, in *,infra,*) COMPOSE_INFRA=1 ;; esac
  case ,$COMPOSE_PROFILES, in *,langfuse,*) COMPOSE_LANGFUSE=1 ;; esac
}

# docker_up [--env-file FILE]: makes the settings, builds, starts, waits until the portal and the gateway answer.
docker_up() {
  local python=${PYTHON:-python3}
  docker_check
  command -v "$python" >/dev/null 2>&1 || die "Python is missing: install Python 3.11 or newer; it makes the settings with their secrets."
  PYTHONPATH=scripts "$python" -m stack "$@" setup
  docker_settings "$@"
  docker compose --env-file "$ENV_FILE" up --build --detach
  PYTHONPATH=scripts "$python" -m stack "$@" containers
}

# docker_down [--env-file FILE]: ends the containers; their volumes stay.
docker_down() {
  docker_check
  docker_settings "$@"
  # Every profile: also what an earlier choice started.
  COMPOSE_PROFILES='*' docker compose --env-file "$ENV_FILE" down
}
