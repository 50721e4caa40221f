/* What made this program: version, commit, compiler, flags; for manifests and `--version`. */
#include "experiment/archive_parts.h"

/* The Makefile gives these three for this file only. */
#ifndef RV_VERSION
#define RV_VERSION "0.1.0"
#endif
#ifndef RV_GIT_HASH
#define RV_GIT_HASH "unknown"
#endif
#ifndef RV_BUILD_FLAGS
#define RV_BUILD_FLAGS "unknown flags"
#endif

#ifdef __clang__
#define COMPILER __VERSION__ /* "Clang 14.0.6" */
#else
#define COMPILER "gcc " __VERSION__
#endif

const char *rv_archive_version(void)
{
    return RV_VERSION;
}

const char *rv_archive_git(void)
{
    return RV_GIT_HASH;
}

const char *rv_archive_compiler(void)
{
    return COMPILER;
}

const char *rv_archive_flags(void)
{
    return RV_BUILD_FLAGS;
}

const char *rv_archive_build(void)
{
    return "git " RV_GIT_HASH ", " COMPILER ", " RV_BUILD_FLAGS;
}
