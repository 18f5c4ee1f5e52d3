#!/bin/sh
# Run a script with any Python at hand: BASE_PYTHON where it is set, else the system's.
for candidate in "${BASE_PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then
        exec "$candidate" -I "$@"
    fi
done
echo "No Python was found; install Python 3.10 or newer, or name one: make BASE_PYTHON=/path/to/python3 …" >&2
exit 2
