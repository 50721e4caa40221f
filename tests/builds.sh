# shellcheck shell=sh
# The builds that the tests run on, for check.sh and what it calls (source it from the top folder):
#
#     build_of NAME            its folder
#     build NAME TARGET...     makes TARGETs in it, "ravine" and "torture/kill" below that folder,
#                              or "all" and "tests"
#
# gcc, clang    as it is used, warnings are errors
# sanitize      AddressSanitizer and UndefinedBehaviorSanitizer
# thread        ThreadSanitizer (clang: instrumented loops are not vectorized, and it says so)
# coverage      counts the lines that run
# fuzz          libFuzzer (clang), with the two of `sanitize`
build_of() { # name
    case $1 in
    gcc) echo build ;;
    *) echo "build/$1" ;;
    esac
}

build() { # name targets...
    build_name=$1 build_folder=$(build_of "$1") build_targets=
    shift
    for build_target in "$@"; do
        case $build_target in
        all | tests) build_targets="$build_targets $build_target" ;;
        *) build_targets="$build_targets $build_folder/$build_target" ;;
        esac
    done
    case $build_name in
    gcc) set -- CC=gcc ;;
    clang) set -- CC=clang ;;
    sanitize) set -- CC=gcc OPTIMIZE=-O1 LDFLAGS=-fsanitize=address,undefined \
        EXTRA='-fsanitize=address,undefined -fno-sanitize-recover=all' ;;
    thread) set -- CC=clang OPTIMIZE=-O1 LDFLAGS=-fsanitize=thread \
        EXTRA='-fsanitize=thread -Wno-pass-failed' ;;
    coverage) set -- CC=gcc OPTIMIZE=-O1 LDFLAGS=--coverage \
        EXTRA='--coverage -fprofile-update=atomic' ;; # threads would lose counts, or make them negative
    fuzz) set -- CC=clang OPTIMIZE=-O1 LDFLAGS=-fsanitize=fuzzer,address,undefined \
        EXTRA='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -Wno-pass-failed' ;;
    *)
        echo "tests/builds.sh: no build is called '$build_name'" >&2
        return 2
        ;;
    esac
    # shellcheck disable=SC2086 # a list
    make --no-print-directory -j"$(nproc)" DEVELOPER=1 BUILD="$build_folder" "$@" $build_targets
}
