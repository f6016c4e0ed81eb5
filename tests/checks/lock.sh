#!/bin/sh
# Writes the lock files: for every supported Python and system at once, with hashes, naming no
# package index. The run lock follows the dev lock, so that both hold the same versions.
set -eu
compile() {
    .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-emit-index-url --no-header --quiet "$@" >/dev/null
}
compile pyproject.toml --group dev --output-file requirements-dev.lock
compile pyproject.toml --constraint requirements-dev.lock --output-file requirements.lock
echo 'setuptools>=77' | compile - --output-file requirements-build.lock
