#!/bin/sh
# Resolve the engine's dependencies anew, with a resolver of a fixed version in a folder of its own.
set -eu
cd "$(dirname "$0")/.."
if [ ! -x build/lock/bin/uv ]; then
    tools/python.sh -m venv build/lock
    build/lock/bin/python -m pip install --quiet --only-binary=:all: uv==0.13.9 packaging==26.3
fi
PATH="$PWD/build/lock/bin:$PATH" exec build/lock/bin/python tools/lock.py
