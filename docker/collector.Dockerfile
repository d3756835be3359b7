# The small collector of config/otel-collector/builder-config.yaml as an image.
#   docker build -f docker/collector.Dockerfile -t agent-portal-collector .
FROM golang:1.25.1-bookworm AS build
WORKDIR /app
COPY scripts/collector/ scripts/collector/
COPY config/otel-collector/ config/otel-collector/
RUN cp "$(./scripts/collector/build.sh)" /collector

# Alpine for its shell and wget, which the start and the health check need.
FROM alpine:3.22.1
COPY --from=build /collector /usr/local/bin/collector
COPY config/otel-collector-config.yaml config/otel-collector-langfuse.yaml /etc/otel/
COPY docker/collector-entrypoint.sh /usr/local/bin/entrypoint.sh
RUN adduser -D -H -u 10001 collector && install -d -o collector -g collector -m 700 /data
USER 10001
ENV OTEL_COLLECTOR_HOST=0.0.0.0 \
    OTEL_COLLECTOR_DATA=/data
VOLUME /data
EXPOSE 4327 4328 8888 8889 13133
ENTRYPOINT ["/bin/sh", "/usr/local/bin/entrypoint.sh"]
