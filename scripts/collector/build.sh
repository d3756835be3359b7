#!/usr/bin/env bash
# Builds the collector of config/otel-collector/builder-config.yaml with Go, once, and prints the path of the binary.
#   ./scripts/collector/build.sh [--force]
# The binary is kept under .venvs/collector (not in git), named after the manifest, so a changed manifest builds anew.
set -euo pipefail
cd "$(dirname "$0")/../.."

manifest=config/otel-collector/builder-config.yaml
version=$(sed -n 's/^  version: *//p' "$manifest")
sum=$( { sha256sum 2>/dev/null || shasum -a 256; } <"$manifest" | cut -c1-12)
home="$PWD/.venvs/collector"
binary="$home/agent-portal-collector-$sum"

die() { printf 'error: %s\n' "$*" >&2; exit 1; }

case ${1:-} in
  "") ;;
  --force) rm -f "$binary" ;;
  *) die "unknown option $1. Usage: ./scripts/collector/build.sh [--force]" ;;
esac
[ -x "$binary" ] && { printf '%s\n' "$binary"; exit 0; }

command -v go >/dev/null 2>&1 || die "Go is missing: install it (Debian, Ubuntu: apt install golang), or do without the collector; the AgentOps server takes OTLP itself."
mkdir -p "$home"
exec 9>"$home/.lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi
[ -x "$binary" ] && { printf '%s\n' "$binary"; exit 0; } # built while this run waited

work=$(mktemp -d "$home/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
log="$home/build.log"
echo "Building the collector $version: a few minutes the first time; log in .venvs/collector/build.log" >&2
# -p: each compiler takes up to 1 GB; two at a time fit into a small machine. GOFLAGS of the caller stay in force.
{
  GOBIN="$home" go install -p 2 "go.opentelemetry.io/collector/cmd/builder@v$version" &&
    GOFLAGS="${GOFLAGS:-} -p=2 -trimpath" CGO_ENABLED=0 "$home/builder" --config "$manifest" --output-path "$work"
} >"$log" 2>&1 9>&- || { tail -5 "$log" >&2; die "the collector did not build; the whole log is .venvs/collector/build.log."; }
mv "$work/agent-portal-collector" "$binary"
printf '%s\n' "$binary"
