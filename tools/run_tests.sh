#!/usr/bin/env bash
# All tests, in the two Pythons of the two halves: the engine's, then the one that QGIS runs in.
#
#   tools/run_tests.sh [PYTEST ARGUMENT...]
#
# Ends with the closing lines of both and the worse of their exit codes.
set -uo pipefail
cd "$(dirname "$0")/.."

# Small tensors are fastest on one thread, above all on a busy machine.
export OMP_NUM_THREADS=1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# Neither the user's QGIS profile nor the display is touched.
export QGIS_CUSTOM_CONFIG_PATH="$logs/profile" XDG_RUNTIME_DIR="$logs/runtime"
mkdir -m 700 "$QGIS_CUSTOM_CONFIG_PATH" "$XDG_RUNTIME_DIR"
unset QT_QPA_PLATFORM WAYLAND_DISPLAY

# 5 says that no test was selected, which is what a user's own selection may do to one of the halves.
forgiven=0
[ $# -gt 0 ] && forgiven=5

run() {
    local name=$1
    shift
    echo "== $name"
    "$@" 2>&1 | tee "$logs/$name"
    local status=${PIPESTATUS[0]}
    if [ "$status" -ne 0 ] && [ "$status" -ne "$forgiven" ]; then
        failed=$status
    fi
}

failed=0
run engine .venv/bin/python -m pytest tests --ignore=tests/qgis "$@"
run qgis xvfb-run -a -s "-screen 0 1400x900x24" \
    "${QGIS_PYTHON:-/usr/bin/python3}" -m pytest tests/qgis "$@"

echo
for name in engine qgis; do
    printf '%-7s %s\n' "$name" "$(tail -n 1 "$logs/$name")"
done
exit "$failed"
