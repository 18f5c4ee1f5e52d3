#!/usr/bin/env bash
# Install what is missing: QGIS and a virtual screen by apt, the engine's environment into .venv.
#
#   tools/setup.sh [--test] [--variant auto|cpu|cuda]
#
# Says what it will download and how much; does nothing the second time.
set -euo pipefail
cd "$(dirname "$0")/.."

test=
variant=auto
while [ $# -gt 0 ]; do
    case $1 in
        --test) test=1 ;;
        --variant) variant=$2; shift ;;
        *) echo "setup: unknown option $1" >&2; exit 2 ;;
    esac
    shift
done

# What comes from the system, as Debian's names.
packages=(qgis python3-qgis python3-venv xvfb xauth)
if [ -n "$test" ]; then
    packages+=(python3-pytest procps)
fi

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "setup: “$*” needs root: start again as root, or install sudo." >&2
        return 2
    fi
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    missing=()
    for package in "${packages[@]}"; do
        installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        echo "To install from the system's packages: ${missing[*]}"
        apt=(apt-get -o DPkg::Lock::Timeout=600)
        as_root "${apt[@]}" -qq update
        # apt's own words on what it will fetch and how much room that takes.
        LC_ALL=C apt-get install --no-install-recommends --assume-no "${missing[@]}" 2>/dev/null |
            grep -E '^(Need to get|After this operation)' || true
        as_root env DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
    fi
else
    for program in qgis xvfb-run; do
        command -v "$program" >/dev/null || {
            echo "setup: $program is missing; install QGIS 3.22 or newer and Xvfb the way your system does." >&2
            exit 2
        }
    done
fi

options=(--target .venv --variant "$variant")
if [ -n "$test" ]; then
    options+=(--dev)
fi
exec tools/python.sh models/install.py "${options[@]}"
