#!/bin/sh
# The documents: every command runs, every name exists, every patch of docs/howto builds.
# Usage: tests/docs/run.sh [RAVINE]      one line a test, "ok   docs: ..." or "FAIL docs: ..."
cd "$(dirname "$0")/../.." || exit 1
unset COLUMNS NO_COLOR RAVINE_ISA RAVINE_PATH
LC_ALL=C.UTF-8
export LC_ALL
exec python3 tests/docs/documents.py "${1:-build/ravine}"
