# shellcheck shell=bash
# Sourced by the scripts: programs that come from the system's packages. Needs die() from uv.sh.

LEFT_OUT=()

# without_services COMMAND...: runs an installation without letting it start the services that it brings: we
# start our own, on other ports, and leave the machine's as they were.
without_services() {
  local policy=/usr/sbin/policy-rc.d made='' status=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1
  fi
  DEBIAN_FRONTEND=noninteractive "$@" || status=$?
  if [ -n "$made" ]; then rm -f "$policy"; fi
  return "$status"
}

# may_install: whether packages can be installed without asking for a password.
may_install() { command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; }

# system_part COMMANDS PACKAGE WHAT: makes sure that one of COMMANDS (separated by |) exists; installs PACKAGE
# where that is possible without asking. Otherwise notes WHAT in LEFT_OUT; under CI=true that is an error.
system_part() {
  local commands=$1 package=$2 what=$3 command
  for command in ${commands//|/ }; do
    if command -v "$command" >/dev/null 2>&1; then return; fi
  done
  if may_install; then
    # The package lists of a new machine are empty.
    without_services apt-get install -y -qq "$package" >/dev/null 2>&1 ||
      { apt-get update -qq && without_services apt-get install -y -qq "$package"; } >/dev/null 2>&1 || true
  fi
  for command in ${commands//|/ }; do
    if command -v "$command" >/dev/null 2>&1; then return; fi
  done
  if [ "${CI:-}" = true ]; then die "$package is missing and could not be installed; under CI=true nothing may be left out ($what)."; fi
  LEFT_OUT+=("$what (needs $package: apt install $package)")
}
