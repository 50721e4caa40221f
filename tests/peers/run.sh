#!/bin/sh
# Compares the speed of ravine with PyTorch, libtorch and ONNX Runtime (peers.py), and of its
# surfaces with plain Python, torch.optim and SciPy (surface.py); prints the tables of ratios.
#
#     run.sh RAVINE [--into FILE]... [--rounds N] [--core N] [--variants]
#
# Exit status 3 when there is no PyTorch. PYTHON names another interpreter.
here=$(dirname "$0")
for candidate in "${PYTHON:-python3}" /usr/bin/python3; do
    if "$candidate" -c 'import torch' 2>/dev/null; then
        "$candidate" "$here/surface.py" "$1" && echo
        exec "$candidate" "$here/peers.py" "$@"
    fi
done
echo "bench-peers: python3-torch is missing (Debian: apt install python3-torch)" >&2
exit 3
