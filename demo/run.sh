#!/bin/sh
# The demo: a real scene, a real QGIS, the plugin driven as a user drives it. `make demo` calls this after set-up.
#
#   demo/run.sh [OUTPUT]        OUTPUT: where everything goes, demo-output/ unless told
#
# Environment: PYTHON (the engine's interpreter, .venv/bin/python), QGIS (the program, qgis),
#              SPECTRALGPT_DEMO_SECONDS (when QGIS is taken to hang, 900)
set -eu

checkout=$(cd "$(dirname "$0")/.." && pwd)
output=${1:-$checkout/demo-output}
python=${PYTHON:-$checkout/.venv/bin/python}
qgis=${QGIS:-qgis}
seconds=${SPECTRALGPT_DEMO_SECONDS:-900}

if [ ! -x "$python" ]; then
    echo "The engine is not set up: $python is missing. Run \`make setup\` first." >&2
    exit 2
fi
for program in "$qgis" timeout; do
    if ! command -v "$program" >/dev/null; then
        echo "$program is missing. Run \`make setup\` first." >&2
        exit 2
    fi
done

mkdir -p "$output"
output=$(cd "$output" && pwd)
cd "$checkout"
"$python" -m demo.fetch_scene "$output/scene"
"$python" -m demo.second_date "$output/scene" "$output/second-date"
rm -rf "$output/results" "$output/screenshots" "$output/result.json" "$output/demo.qgz"
mkdir "$output/results"
profiles=$("$python" -m demo.profile "$output/profile")

# QGIS gets a screen of its own where there is none.
screen=
if [ -z "${DISPLAY:-}" ] && [ -z "${WAYLAND_DISPLAY:-}" ]; then
    if ! command -v xvfb-run >/dev/null; then
        echo "There is no display, and no xvfb-run to make one. Run \`make setup\` first." >&2
        exit 2
    fi
    screen=1
fi
export SPECTRALGPT_DEMO_CHECKOUT="$checkout" SPECTRALGPT_DEMO_OUTPUT="$output" SPECTRALGPT_DEMO_SECONDS="$seconds"
# The user's own models are neither shown nor touched.
export SPECTRALGPT_MODELS="$output/models"
export PYQGIS_STARTUP="$checkout/demo/watchdog.py"
set -- "$qgis" --nologo --noversioncheck --profiles-path "$profiles" --profile default --code "$checkout/demo/drive.py"
# Nothing of the user's own QGIS is to come in.
unset QGIS_PLUGINPATH QGIS_CUSTOM_CONFIG_PATH QT_QPA_PLATFORM
if [ -n "$screen" ]; then
    export SPECTRALGPT_DEMO_OWN_SCREEN=1 QT_QPA_PLATFORM=xcb
    set -- xvfb-run -a -s "-screen 0 1400x900x24" "$@"
fi

# Everything that QGIS says goes to the log; the scenario's steps are shown as they come.
echo "Opening QGIS"
{
    status=0
    timeout -k 10 $((seconds + 60)) "$@" 2>&1 || status=$?
    echo "$status" >"$output/.status"
} | tee "$output/qgis.log" | grep --line-buffered '^\[ *[0-9.]* s\]' || true
status=$(cat "$output/.status")
rm "$output/.status"
if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    echo "QGIS hung and was ended after $((seconds + 60)) s; its output is in $output/qgis.log." >&2
fi
exec "$python" -m demo.report "$output" --exit-code "$status"
