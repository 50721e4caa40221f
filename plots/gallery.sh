#!/bin/sh
# Redraws the pictures of README.md and of the lessons from the scenarios: plots/gallery.sh [RAVINE]
#
# Each picture is FIGURE of one scenario, with the seeds that the scenario names. Settings are those of
# the scenario file; the command stands in the caption. Takes a minute or two.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
ravine=$(cd "$(dirname "${1:-$root/build/ravine}")" && pwd)
PATH=$ravine:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

draw() { # scenario figure...
    scenario=$1
    shift
    # A claim that does not hold is no reason to draw nothing: 1 is allowed.
    ravine run "$scenario" --out "$scenario" > log || [ $? = 1 ] || cat log
    for figure in "$@"; do
        cp "$scenario/figures/$figure.svg" "$root/plots/gallery/$scenario-$figure.svg"
        echo "plots/gallery/$scenario-$figure.svg"
    done
}

draw large-lr snapshot-vs-mean loss-curves
draw bn-momentum variants
draw unshuffled-split loss-curves
draw tiny-batch loss-curves
draw val-set-too-small standard-error
draw overfit loss-curves
draw distribution-shift loss-curves
draw valley-bounce surface-paths
