#!/bin/sh
# The same bits over compilers, optimisation levels, instruction sets, threads and repetition.
cd "$(dirname "$0")/../.." || exit 1
libs=$(make --no-print-directory -s libs)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { # status text
    if [ "$1" = 0 ]; then echo "ok   bits: $2"; else echo "FAIL bits: $2"; fi
}

hashes() { # build-folder compiler level
    make --no-print-directory -j"$(nproc)" BUILD="$1" CC="$2" OPTIMIZE="$3" "$1/libravine.a" \
        > "$scratch/make.log" 2>&1 || { tail "$scratch/make.log"; return 1; }
    "$2" -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fopenmp $4 -Iinclude \
        -o "$scratch/weights" tests/bits/weights.c "$1/libravine.a" \
        $libs || return 1
    "$scratch/weights"
}

hashes build gcc -O2 > "$scratch/expected" || { say 1 "gcc -O2 runs"; exit 1; }
cat "$scratch/expected"
cp "$scratch/weights" "$scratch/weights-gcc"
lines=$(wc -l < "$scratch/expected")
say $((lines != 3)) "three networks trained"

for isa in x86-64 x86-64-v3 x86-64-v4 generic; do
    if RAVINE_ISA=$isa "$scratch/weights-gcc" > "$scratch/got" 2> "$scratch/err"; then
        cmp -s "$scratch/expected" "$scratch/got"
        say $? "RAVINE_ISA=$isa"
    else
        echo "     skipped: RAVINE_ISA=$isa: $(head -n 1 "$scratch/err")"
    fi
done

for build in 'build/clang clang -O2' 'build/gcc-O0 gcc -O0' 'build/clang-O3 clang -O3'; do
    hashes $build > "$scratch/got"
    cmp -s "$scratch/expected" "$scratch/got"
    say $? "$build"
done

# The hashes of every machine: the training step from given data and weights, whole runs, and what
# runs are made of.
link_all() { # compiler build-folder suffix libraries...
    cc=$1 build=$2 suffix=$3
    shift 3
    for program in step weights results; do
        # shellcheck disable=SC2086 # words
        $cc -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fopenmp -Iinclude \
            -o "$scratch/$program$suffix" tests/bits/$program.c "$build/libravine.a" "$@" || return 1
    done
}
run_all() { # suffix emulator...
    suffix=$1
    shift
    for program in step weights results; do "$@" "$scratch/$program$suffix" || return 1; done
}
# shellcheck disable=SC2086 # words
link_all gcc build "" $libs && run_all "" > "$scratch/got"
cmp -s tests/bits/golden.txt "$scratch/got"
say $? "the hashes in golden.txt"
for isa in x86-64 x86-64-v3 x86-64-v4 generic; do
    RAVINE_ISA=$isa run_all "" > "$scratch/got" 2> /dev/null || continue
    cmp -s tests/bits/golden.txt "$scratch/got"
    say $? "golden.txt with RAVINE_ISA=$isa"
done

# The same without the C library's variants for newer processors (those with fused operations).
if GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2_Usable,-AVX2,-FMA_Usable,-FMA,-FMA4 \
    run_all "" > "$scratch/got"; then
    cmp -s tests/bits/golden.txt "$scratch/got"
    say $? "golden.txt with the C library of an older processor"
fi

# Another processor altogether, emulated, where compiler, emulator and libraries are installed
# (Debian: dpkg --add-architecture arm64; gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
# libgsl27:arm64 libyaml-0-2:arm64 zlib1g:arm64 libmuparser2v5:arm64 libutf8proc2:arm64; headers are
# those of the build).
arm=/usr/lib/aarch64-linux-gnu
cross="aarch64-linux-gnu-gcc -idirafter /usr/include"
missing=
for command in qemu-aarch64 aarch64-linux-gnu-gcc; do
    command -v $command > /dev/null || missing="$missing $command"
done
for library in libgsl.so.27 libmuparser.so.2 libyaml-0.so.2 libz.so.1 libutf8proc.so.2; do
    [ -e $arm/$library ] || missing="$missing $library"
done
if [ -z "$missing" ]; then
    make --no-print-directory -j"$(nproc)" BUILD=build/aarch64 CC="$cross" \
        AR=aarch64-linux-gnu-ar build/aarch64/libravine.a > "$scratch/make.log" 2>&1
    link_all "$cross" build/aarch64 -arm -L$arm -l:libgsl.so.27 -l:libgslcblas.so.0 \
        -l:libyaml-0.so.2 -l:libz.so.1 -l:libmuparser.so.2 -l:libutf8proc.so.2 \
        -Wl,--allow-shlib-undefined -lm &&
        run_all -arm qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$arm \
            > "$scratch/got"
    cmp -s tests/bits/golden.txt "$scratch/got"
    say $? "golden.txt on aarch64, emulated"
else
    echo "     skipped: aarch64: not installed here:$missing"
fi

# Mutation: another seed of the data must give other hashes, or the comparison compares nothing.
sed 's/rv_run_create(&recipe, 7,/rv_run_create(\&recipe, 8,/' tests/bits/weights.c > "$scratch/other.c"
gcc -std=c17 -D_POSIX_C_SOURCE=200809L -fopenmp -Iinclude -o "$scratch/other" "$scratch/other.c" \
    build/libravine.a $libs && "$scratch/other" > "$scratch/got"
! cmp -s "$scratch/expected" "$scratch/got"
say $? "another seed gives other bits"

# Threads: whole experiments.
for threads in 1 2 3; do
    build/ravine run large-lr --set train.epochs=15 --seeds 2 --variant bouncing --variant settled \
        --threads $threads --out "$scratch/t$threads" --no-plots -q > /dev/null 2>&1
    (cd "$scratch/t$threads" && find . -name epochs.csv -o -name final.npy | sort | xargs cat) \
        | cksum > "$scratch/sum$threads"
done
[ -s "$scratch/t1/bouncing/seed-1/epochs.csv" ]
say $? "an experiment wrote its epochs"
for threads in 2 3; do
    cmp -s "$scratch/sum1" "$scratch/sum$threads"
    say $? "$threads threads"
done
