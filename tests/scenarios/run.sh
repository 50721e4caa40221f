#!/bin/sh
# Every scenario file: checked, run on one seed, repeated from its folder; and all claims of the
# headline scenarios on twenty seeds. (All claims of all scenarios, also on seeds that nothing was
# chosen on: make catalogue.)
# Usage: tests/scenarios/run.sh RAVINE
cd "$(dirname "$0")/../.." || exit 1
ravine=${1:-build/ravine}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for file in scenarios/*/*.yaml; do
    name=$(basename "$file" .yaml)
    "$ravine" check "$file" > "$scratch/log" 2>&1
    status=$?
    if [ $status = 3 ]; then
        echo "     skipped: $name: $(tail -n 1 "$scratch/log")"
        continue
    fi
    if [ $status = 0 ]; then echo "ok   $name: check"; else echo "FAIL $name: check"; cat "$scratch/log"; fi
    grep -q '^long: true' "$file" && continue # an hour: no test
    # All variants, one seed: only the claims may fail on so short a run. (Epochs after the last
    # change, so that every key is used.)
    "$ravine" run "$name" --seeds 1 --seed 901 --out "$scratch/$name" --json --no-plots \
        > "$scratch/json" 2> "$scratch/log"
    status=$?
    if [ $status -le 1 ] && python3 -m json.tool "$scratch/json" > /dev/null; then
        echo "ok   $name: run"
    else
        echo "FAIL $name: run (exit $status)"
        tail -n 5 "$scratch/log"
    fi
    # The scenario that was written beside the run repeats it to the bit: two of its variants.
    first=$(cd "$scratch/$name" && ls -d */seed-901 | sed 's|/.*||' | head -n 1)
    last=$(cd "$scratch/$name" && ls -d */seed-901 | sed 's|/.*||' | tail -n 1)
    "$ravine" run "$scratch/$name/scenario.yaml" --variant "$first" --variant "$last" \
        --out "$scratch/again" --force --no-plots -q > "$scratch/log" 2>&1
    if for variant in $first $last; do
        for csv in epochs.csv steps.csv; do
            [ -e "$scratch/$name/$variant/seed-901/$csv" ] || continue
            cmp -s "$scratch/$name/$variant/seed-901/$csv" \
                "$scratch/again/$variant/seed-901/$csv" || echo "$variant: $csv differs"
        done
    done | grep .; then
        echo "FAIL $name: the scenario beside the run does not repeat it"
    else
        echo "ok   $name: repeated from its folder"
    fi
    rm -rf "$scratch/again"
done

# All claims of the headline scenarios on twenty seeds, as a user would ask for them.
headlines='large-lr tiny-batch bn-momentum unshuffled-split'
[ -e /usr/share/datasets/fashion-mnist ] &&
    headlines="$headlines large-lr-fashion tiny-batch-fashion bn-momentum-fashion unshuffled-split-fashion"
for name in $headlines; do
    if "$ravine" run $name --seeds 20 --out "$scratch/claims-$name" --no-plots \
        > "$scratch/log" 2>&1; then
        echo "ok   $name: claims on 20 seeds"
    else
        echo "FAIL $name: claims on 20 seeds"
        tail -n 24 "$scratch/log"
    fi
    rm -rf "$scratch/claims-$name"
done
