#!/bin/bash
# Make the virtual environment and install everything; `--browser` adds what the browser tests need.
# Missing system packages are installed where we are root on a Debian, and otherwise named in one line.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # need <what must exist> <Debian package>
    eval "$1" >/dev/null 2>&1 || missing+=("$2")
}

pick_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$candidate"
            return
        fi
    done
}

install_missing() {
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing ${missing[*]} ..."
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq >/dev/null || true
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
        missing=()
    else
        echo "Missing: ${missing[*]}. Install with: sudo apt-get install ${missing[*]}" >&2
        exit 1
    fi
}

if [ "${1:-}" = "--browser" ]; then
    need 'command -v chromium || command -v chromium-browser || command -v google-chrome' chromium
    need 'command -v pdftotext' poppler-utils
    need 'fc-list :lang=zh | grep -q .' fonts-noto-cjk
    need 'command -v fc-list' fontconfig
    need 'command -v npm' npm
    install_missing
    exit 0
fi

python="$(pick_python)"
if [ -z "$python" ]; then
    missing+=(python3 python3-venv python3-dev)
    install_missing
    python="$(pick_python)"
    [ -n "$python" ] || { echo "zcforms needs Python 3.11 or later; this system has none." >&2; exit 1; }
fi
version="$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}")')"
system="$("$python" -c 'import sys; print("yes" if sys.base_prefix == "/usr" else "no")')"
need 'command -v cc' gcc
need 'printf "#include <stdlib.h>\n" | cc -E -' libc6-dev
if [ "$system" = yes ]; then
    need "$python -c 'import ensurepip'" "$version-venv"
    need "test -f \"\$($python -c 'import sysconfig; print(sysconfig.get_path(\"include\"))')/Python.h\"" "$version-dev"
fi
install_missing

[ -x .venv/bin/python ] || "$python" -m venv .venv
# durable-rules 2.0.28 is source-only and, from Python 3.13 on, imports only when built with this definition
if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
    export CPPFLAGS="${CPPFLAGS:-} -DPyEval_CallObject=PyObject_CallObject"
fi
echo "Installing Python packages into .venv (about a minute the first time) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --use-pep517 -e '.[dev,proofs]' 2> >(grep -v '^WARNING' >&2)
