#!/bin/sh
# Compares ravine with PyTorch.
#
#     run.sh [FOLDER]     FOLDER holds the drivers, built before: FOLDER/optimizers of optimizers.c;
#                         $BUILD/torch when it is not given
#
# Every tests/torch/NAME.py is run with FOLDER/NAME. Without PyTorch there is nothing to compare
# with: that is said, and is no failure. PYTHON names another interpreter.
here=$(dirname "$0")
folder=${1:-${BUILD:-build}/torch}

python=
for candidate in "${PYTHON:-python3}" /usr/bin/python3; do
    if "$candidate" -c 'import torch' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "skipped: python3-torch is missing"
    exit 0
fi

failed=0
for script in "$here"/*.py; do
    name=$(basename "$script" .py)
    if [ ! -x "$folder/$name" ]; then
        echo "FAILED  $name: $folder/$name was not built"
        failed=1
    elif ! "$python" "$script" "$folder/$name"; then
        failed=1
    fi
done
exit $failed
