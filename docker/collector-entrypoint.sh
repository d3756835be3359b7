#!/bin/sh
# Starts the collector of the image; it sends traces to Langfuse as well where LANGFUSE_FANOUT asks for that.
set -eu
set -- --config=/etc/otel/otel-collector-config.yaml
if [ "${LANGFUSE_FANOUT:-}" = collector ] && [ -n "${LANGFUSE_URL:-}" ] && [ -n "${LANGFUSE_PUBLIC_KEY:-}" ] && [ -n "${LANGFUSE_SECRET_KEY:-}" ]; then
  LANGFUSE_OTLP_AUTH=$(printf '%s:%s' "$LANGFUSE_PUBLIC_KEY" "$LANGFUSE_SECRET_KEY" | base64 | tr -d '\n')
  export LANGFUSE_OTLP_AUTH
  set -- "$@" --config=/etc/otel/otel-collector-langfuse.yaml
fi
exec /usr/local/bin/collector "$@"
