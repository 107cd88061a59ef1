#!/bin/sh
# The differential test on a build of the engine with the address sanitizer: tests/checks/asan.sh [SECONDS] [SEED]
# Needs a C compiler and Python's headers. Builds once, into build/asan; ends with the sanitizer's report and a code other than 0 at the
# first memory fault.
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-.venv/bin/python}
folder=$PWD/build/asan
version=$("$python" -c 'import importlib.metadata as m; print(m.version("durable-rules"))')
if [ ! -e "$folder/durable-rules-$version" ]; then
    rm -rf "$folder"
    # PyEval_CallObject left Python with 3.13
    CFLAGS="-fsanitize=address -fno-omit-frame-pointer -g -O1" CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" \
        "$python" -m pip install --quiet --no-binary durable-rules --no-deps --no-cache-dir --target "$folder" "durable-rules==$version"
    touch "$folder/durable-rules-$version"
fi
# Python itself leaks by design; its own allocator would hide the engine's faults.
LD_PRELOAD=$(${CC:-gcc} -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0:halt_on_error=1 PYTHONMALLOC=malloc \
    PYTHONPATH="$folder" exec "$python" -m tests.checks.fuzz_engine "${1:-60}" "${2:-1}"
