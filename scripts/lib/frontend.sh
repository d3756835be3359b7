# shellcheck shell=bash
# Sourced by the scripts: installs the frontend's packages and builds the screen, only when something changed.
# Needs die() from uv.sh.

frontend_check() {
  command -v node >/dev/null 2>&1 || die "Node.js is missing: install Node.js 20 or newer (Debian, Ubuntu: apt install nodejs npm)."
  command -v npm >/dev/null 2>&1 || die "npm is missing: install it (Debian, Ubuntu: apt install npm)."
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || die "Node.js $(node --version) is too old: install Node.js 20 or newer."
}

# node_deps FOLDER: its node_modules as its package-lock.json says.
node_deps() {
  local mark
  mark=$(cksum < "$1/package-lock.json")
  [ "$(cat "$1/node_modules/.lock-sum" 2>/dev/null)" = "$mark" ] && return
  local said
  said=$(cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error 2>&1) || { printf '%s\n' "$said" >&2; die "npm could not install the packages of $1: see the message above; check that this machine reaches its npm registry."; }
  printf '%s' "$mark" > "$1/node_modules/.lock-sum"
}

frontend_deps() { node_deps frontend; }

_frontend_sum() {
  (cd frontend && find src public scripts index.html package-lock.json vite.config.* tsconfig*.json openapi.json -type f 2>/dev/null | LC_ALL=C sort | xargs cksum | cksum)
}

frontend_is_built() { [ -f frontend/dist/index.html ] && [ "$(cat frontend/dist/.built-from 2>/dev/null)" = "$(_frontend_sum)" ]; }

# frontend_build: frontend/dist from the sources as they are now.
frontend_build() {
  local said
  said=$(cd frontend && npm run build --silent 2>&1) || { printf '%s\n' "$said" >&2; die "the frontend did not build: see the message above."; }
  _frontend_sum > frontend/dist/.built-from
}
