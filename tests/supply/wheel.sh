#!/bin/sh
# Builds langdetect, which exists only as source, as a wheel in build/wheels, and compares its hash.
# The source comes by the hash in requirements.lock, the build backend by requirements-build.lock; so the
# same bytes come out everywhere. After a new build backend, or langdetect, write the new hash here.
set -eu
umask 022
known=ed8c619bbd2b4ce06b187514153150ae5ef5c7ac2486d88c8539665837d3dfa1
mkdir -p build/wheels
awk '/^langdetect==/ { on = 1; print; next } /^[A-Za-z0-9]/ { on = 0 } on && /--hash/' requirements.lock |
    sed '$s/ *\\$//' >build/langdetect.lock
SOURCE_DATE_EPOCH=1620000000 .venv/bin/python -m pip wheel --quiet --no-cache-dir --no-deps --no-build-isolation \
    --require-hashes --wheel-dir build/wheels --requirement build/langdetect.lock
echo "$known  $(ls build/wheels/langdetect-*.whl)" | sha256sum --check
