# One image for all programs of our own but the gateway: portal, AgentOps server, simulated models, and what renders the
# configuration of Prometheus and Alertmanager. docker-compose.yml says which one a container runs.
#   docker build -f docker/portal.Dockerfile -t agent-portal .
# Versions are pinned: base images by release and digest, packages by the hashes in the locks.
FROM node:20.20.2-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0 AS screen
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build --silent

FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1 AS prices
WORKDIR /app
COPY litellm/requirements.lock ./
# Calls that did not pass the gateway are priced with the same map as those that did: LiteLLM's, without LiteLLM.
RUN sed -n '/^litellm==/,/[^\\]$/p' requirements.lock > litellm.lock \
    && pip install --no-cache-dir --no-deps --require-hashes --target /litellm -r litellm.lock \
    && cp /litellm/litellm/model_prices_and_context_window_backup.json /prices.json

FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements/servers.lock requirements/servers.lock
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements/servers.lock
COPY backend/ backend/
COPY scripts/stack/ scripts/stack/
COPY config/ config/
COPY docs/runbooks/ docs/runbooks/
COPY litellm/demo_model_server.py litellm/config.yaml litellm/
COPY litellm/demo_model/ litellm/demo_model/
COPY .env.example ./
COPY --from=screen /app/frontend/dist/ frontend/dist/
COPY --from=prices /prices.json /app/prices.json
# A new volume takes the owner of the folder it is mounted over: /data is ours, /rendered is for Prometheus' and
# Alertmanager's images, which run as nobody.
RUN useradd --uid 10001 --no-create-home --home-dir /data portal \
    && install -d -o portal -g portal -m 700 /data \
    && install -d -o 65534 -g 65534 -m 700 /rendered
USER 10001
# In a container everything must be reachable from outside of it; docker-compose.yml publishes no more than it must.
ENV BIND_HOST=0.0.0.0 \
    PORTAL_DATA_DIR=/data \
    HOME=/data \
    PYTHONPATH=/app/backend:/app/scripts \
    AGENTOPS_PRICES_FILE=/app/prices.json \
    AGENTOPS_GATEWAY_CONFIG=/app/litellm/config.yaml
VOLUME /data
EXPOSE 3001 8000 8003 4317 4318 8100
CMD ["python", "-m", "portal"]
