# The environment of Arize Phoenix, which the benchmarks compare with; sourced after scripts/lib/uv.sh.
phoenix_environment() {
  local python=.venvs/bench/bin/python
  [ -x "$python" ] || "$UV" venv --quiet --python "${PYTHON:-python3}" .venvs/bench
  "$UV" pip install --quiet --python "$python" arize-phoenix==20.26.1
}

phoenix_arguments() { # phoenix_arguments ARGUMENT...: sets `arguments`, with Phoenix's Python in the place of --phoenix
  local argument
  arguments=()
  for argument in "$@"; do
    if [ "$argument" = --phoenix ]; then
      phoenix_environment
      arguments+=(--phoenix-python "$PWD/.venvs/bench/bin/python")
    else
      arguments+=("$argument")
    fi
  done
}
