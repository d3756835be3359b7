#!/bin/sh
# Starts the collector of the image; traces go to Langfuse as well where its address and both of its keys are set.
set -eu
set -- --config=/etc/otel/otel-collector-config.yaml
if [ -n "${LANGFUSE_URL:-}" ] && [ -n "${LANGFUSE_PUBLIC_KEY:-}" ] && [ -n "${LANGFUSE_SECRET_KEY:-}" ]; then
  LANGFUSE_OTLP_AUTH=$(printf '%s:%s' "$LANGFUSE_PUBLIC_KEY" "$LANGFUSE_SECRET_KEY" | base64 | tr -d '\n')
  export LANGFUSE_OTLP_AUTH
  set -- "$@" --config=/etc/otel/otel-collector-langfuse.yaml
fi
exec /usr/local/bin/collector "$@"
