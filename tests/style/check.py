#!/usr/bin/env python3
"""Style checks: what a compiler does not see. One line a check; exit status 1 when one fails.

    layers      includes point down only, and every folder and public header is on the map (map.py)
    called      calls point down only
    homes       what a public header declares is defined in its folder
    circles     no files of a folder need each other
    tags        every struct, union and enum has a name of its own
    document    docs/ARCHITECTURE.md shows the map as it is
    places      curses, processes, printing only where they belong
    prefixes    every external symbol says where it lives
    registries  a plug-in folder and its .def list the same names, and each .def says how to add one
    banned      calls that are not used here
    rounding    results come from functions that round alike on every machine (ravine/math.h)
    printing    what goes to a terminal goes through the one place that filters it
    waiting     what may wait goes through the places where a signal ends it
    sizes       files, functions and lines keep to their budgets
    headers     every public header compiles alone
    statuses    no compiler lets a status be dropped, also not that of a pointer to a function
    top         the top level holds nothing but what was agreed
    glossary    the words of code, files and screens are in the glossary, or mean what they say
    documented  each function of a header has a docstring, or stands in a group that has one
    used        somebody calls it, or it says that it is for tests
    decisions   each has its own number, in its title too
    mutations   each check above refuses a spoiled copy

Usage: tests/style/check.py [ARCHIVE]     (libravine.a beside obj/, for what the linker sees)
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import documented
import glossary
from map import (HOME, LAYERS, called, circles, code, document, folder, homes, layers, public,
                 read, sources, symbols, tags)

BANNED = r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen|rand|srand|malloc|calloc|realloc|alloca)\s*\("
MAY_ALLOCATE = {"src/core/memory.c"}
REASONS = r"\b(strerror\w*|perror)\s*\("
MAY_TELL_REASONS = {"src/core/status.c"}  # rv_error_reason(), which knows of memory
CLOCKS = r"\b(clock_gettime|gettimeofday)\s*\("
MAY_READ_CLOCKS = {"src/core/clock.c"}
PRINTS = r"\b(rv_print(?!_render)\w*|f?printf|f?puts|putchar|exit|_exit|abort)\s*\("
MAY_PRINT = {"cli", "command", "tui", "main",
             "src/core/print.c", "src/core/interrupt.c",  # what they call
             "src/core/bug.c"}  # rv_bug(): the program is about to end
CURSES = r'^\s*#\s*include\s+["<]((?:ncurses|curses|panel|menu|form|term)\.h)'
# What goes to a terminal is filtered in one place; who writes elsewhere, and what, stands here.
WRITES = (r"\b(v?f?printf|v?dprintf|puts|fputs|putchar|putc|fputc|putw?char|fwrite|perror|write"
          r"|writev|pwrite|f?putwc|fputws|psignal|err|warnx?|errx)\s*\(")
MAY_WRITE = {"src/core/bug.c": {"fprintf"},     # calls nothing that allocates; filtered there
             "src/core/descriptor.c": {"write"}, "src/core/interrupt.c": {"write"},
             "src/main.c": {"write"},           # out of memory: a message of ours
             "src/command/sixel.c": {"write"},  # a question of ours
             "src/tui/signals.c": {"write"}}    # in handlers: bytes prepared and filtered before
# What may wait for somebody else goes through core/descriptor.c, interrupt.c or process.c, where a
# signal ends it; who calls the system itself, and why that does not wait, stands here.
WAITS = (r"(?<![.>\w])(open|fopen|freopen|fread|fgets|f?getc|getchar|getline|f?scanf|read|poll|p?select"
         r"|waitpid|wait|nanosleep|u?sleep|flock|lockf|pause|sigwait|msgrcv|connect|accept)\s*\(")
MAY_WAIT = {"src/core/descriptor.c": {"open", "read", "poll"},
            "src/core/interrupt.c": {"poll", "read"},
            "src/core/process.c": {"read", "waitpid"},
            "src/core/ranks.c": {"nanosleep"}, # 0.2 ms, then the caller looks for signals
            "src/main.c": {"open"},            # /dev/null
            "src/record/file.c": {"open"},     # temporary files of our own
            "src/record/lock.c": {"open"},     # for reading and writing: no pipe waits then
            "src/plot/gnuplot.c": {"open"},    # the picture that was written
            "src/command/sixel.c": {"read"},   # after a wait of ours
            "src/command/output.c": {"fopen", "getc"},  # a regular file
            "src/tui/screen.c": {"fopen"},     # /dev/null
            "src/tui/signals.c": {"pselect", "poll"},  # also on our descriptor; for a moment
            "src/tui/plain.c": {"poll"}}       # only a look
PROCESSES = r"\b(posix_spawnp?|fork|execv\w*|execl\w*)\s*\("
TOP = {"Makefile", "README.md", "LICENSE", "src", "include", "scenarios", "tests", "docs", "plots"}
FILE_LINES, FUNCTION_LINES, LINE_COLUMNS = 400, 80, 100


def places(root="."):
    """Curses, processes and printing only where they belong."""
    wrong = []
    for path in sources(root):
        mine, plain = folder(path), code(os.path.join(root, path))
        for include in re.findall(CURSES, read(os.path.join(root, path)), re.M):
            if mine != "tui":
                wrong.append(f"{path}: only tui/ may include {include}")
        if path != "src/core/process.c" and re.search(PROCESSES, plain):
            wrong.append(f"{path}: only core/process.c starts processes")
        if not {mine, path} & MAY_PRINT and re.search(PRINTS, plain):
            wrong.append(f"{path}: only cli/, command/, tui/ and main.c print or exit")
    return wrong


EVERYWHERE = {"rv_alloc", "rv_realloc", "rv_free", "rv_strdup", "rv_memdup", "rv_bug"}


def things(place):
    """Words a symbol of this folder may begin with: its files, headers, and the structs in them."""
    paths = glob.glob(f"src/{place}/**/*.[ch]", recursive=True)
    paths += [f"include/ravine/{h}.h" for h, f in HOME.items() if f == place]
    words = {place}
    for path in paths:
        words.add(os.path.basename(path)[:-2])
        if path.endswith(".h") and os.path.exists(path):
            words |= set(re.findall(r"\b(?:struct|enum) rv_(\w+)", read(path)))
    return words | {w.rstrip("s") for w in words}


def prefixes(archive):
    """rv_<thing>_<verb>: the thing is a file, folder, header or struct of the symbol's folder."""
    wrong = []
    listing = subprocess.run(["nm", "-g", "--defined-only", archive], capture_output=True,
                             text=True, check=True).stdout
    homes = {}
    for path in sources():
        homes.setdefault(os.path.basename(path)[:-2], set()).add(folder(path))
    words = {place: things(place) for place in LAYERS}
    stem = ""
    for line in listing.splitlines():
        if line.endswith(".o:"):
            stem = line[:-3].split("(")[-1]
        parts = line.split()
        if len(parts) != 3 or parts[2].startswith(("__", "_ZGV")) or parts[2] in EVERYWHERE:
            continue
        symbol = parts[2]
        allowed = set().union(*(words[f] for f in homes.get(stem, ()) if f in words))
        if not symbol.startswith("rv_"):
            wrong.append(f"{stem}.o: {symbol} does not start with rv_")
        elif not any(symbol[3:] == w or symbol[3:].startswith((w + "_", w + "s")) for w in allowed):
            wrong.append(f"{stem}.o: {symbol} names nothing of its folder")
    return wrong


REGISTRIES = {  # .def: folder of its files
    "src/optim/optimizers.def": "src/optim/updates", "src/optim/methods.def": "src/optim/methods",
    "src/optim/schedules.def": "src/optim/schedules",
    "src/nn/layers/layers.def": "src/nn/layers", "src/nn/losses/losses.def": "src/nn/losses",
    "src/data/datasets.def": "src/data", "src/measure/measures.def": "src/measure",
    "src/plot/figures.def": "src/plot/figures", "src/cli/commands.def": "src/cli",
    "src/surface/surfaces.def": "src/surface/surfaces", "src/surface/noises.def": "src/surface/noises",
    "src/diagnose/readers.def": "src/diagnose/readers", "src/recipe/presets.def": "src/recipe/presets", "src/tui/views.def": "src/tui/views",
}


def registries(root="."):
    wrong = []
    found = sorted(os.path.relpath(p, root)
                   for p in glob.glob(os.path.join(root, "src/**/*.def"), recursive=True))
    for path in found:
        text = read(os.path.join(root, path))
        if "to add one" not in text.lower():
            wrong.append(f"{path}: does not say how to add one")
        rows = re.findall(r'^\s*X\("?([^",)]+)', text, re.M)
        if not rows:
            wrong.append(f"{path}: no rows")
        if len(rows) != len(set(rows)):
            wrong.append(f"{path}: a row stands twice")
        home = REGISTRIES.get(path)
        if home is None:
            continue
        all_text = "\n".join(read(p) for p in glob.glob(os.path.join(root, home, "*.c")))
        for row in rows:
            if not re.search(r"const struct rv_\w+ rv_\w*?_?" + row + r"\b", all_text) and \
               not re.search(r"\(\s*" + row + r"\b", all_text):
                wrong.append(f"{path}: no file in {home} defines {row}")
        for name in re.findall(r"^const struct rv_\w+_type rv_[a-z]+_(\w+) =", all_text, re.M):
            if name not in rows:
                wrong.append(f"{path}: {name} stands in {home} without a row")
    return wrong


def banned(root="."):
    wrong = []
    for path in sources(root):
        for number, line in enumerate(code(os.path.join(root, path)).split("\n"), 1):
            match = (path not in MAY_ALLOCATE and re.search(BANNED, line) or
                     path not in MAY_TELL_REASONS and re.search(REASONS, line) or
                     path not in MAY_READ_CLOCKS and re.search(CLOCKS, line))
            if match:
                wrong.append(f"{path}:{number}: {match.group(1)}() is not used here")
    return wrong


# What the C library rounds as it likes, and GSL with it, which calls it. Exact, or rounded correctly,
# are sqrt, fma, fmod, frexp, ldexp, floor and their kin.
INEXACT = re.compile(r"(a?(sin|cos|tan)h?|sincos|atan2|exp(2|10|m1)?|log(2|10|1p|b)?|pow|hypot|cbrt"
                     r"|erfc?|[lt]?gamma(_r)?|[jy][01n])[fl]?$|gsl_(ran|cdf|sf|pow|complex)_\w+$")


def rounding(objects, root="."):
    """Nothing up to the experiments calls them; above, numbers are only drawn and told."""
    _, needs = symbols(objects, root)
    wrong = []
    for file, names in sorted(needs.items()):
        for name in sorted(filter(INEXACT.match, names)):
            if LAYERS.get(folder(file), 0) <= LAYERS["experiment"]:
                wrong.append(f"{file}: {name}(): its last bit differs between machines; "
                             "see ravine/math.h")
    return wrong


def sizes(root="."):
    wrong = []
    headers = glob.glob(os.path.join(root, "include/ravine/*.h"))
    for path in sources(root) + sorted(os.path.relpath(p, root) for p in headers):
        lines = read(os.path.join(root, path)).split("\n")
        if len(lines) - 1 > FILE_LINES:
            wrong.append(f"{path}: {len(lines) - 1} lines (budget {FILE_LINES})")
        start = None
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_COLUMNS:
                wrong.append(f"{path}:{number}: {len(line)} columns (budget {LINE_COLUMNS})")
            if line.startswith("{"):
                start = number
            if line.startswith("}") and start:
                if number - start + 1 > FUNCTION_LINES:
                    wrong.append(f"{path}:{start}: a function of {number - start + 1} lines")
                start = None
    return wrong


def headers():
    wrong = []
    for path in sorted(glob.glob("include/ravine/*.h")):
        done = subprocess.run(["cc", "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra",
                               "-Werror", "-Iinclude", "-fsyntax-only", "-x", "c", "-"],
                              input=f'#include "{path[8:]}"\n', capture_output=True, text=True)
        if done.returncode:
            wrong.append(f"{path} does not compile alone: {done.stderr.splitlines()[:1]}")
    return wrong


def statuses():
    wrong = []
    for compiler in ("gcc", "clang"):
        for body, good in (("return f();", True), ("(void)f(); return RV_OK;", True),
                           ("rv_error_set(0, RV_WRITE, \"x\"); return f();", True),
                           ("f(); return RV_OK;", False), ("p->g(); return RV_OK;", False)):
            done = subprocess.run(
                [compiler, "-std=c17", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra",
                 "-Wpedantic", "-Werror", "-Iinclude", "-fsyntax-only", "-x", "c", "-"],
                input='#include "ravine/status.h"\nenum rv_status f(void);\n'
                      "struct s { enum rv_status (*g)(void); };\n"
                      "enum rv_status h(struct s *p);\n"
                      f"enum rv_status h(struct s *p) {{ (void)p; {body} }}\n",
                capture_output=True, text=True)
            if (done.returncode == 0) != good:
                wrong.append(f"{compiler} {'refuses' if good else 'accepts'} '{body}'")
    return wrong


def printing(root="."):
    """Nothing reaches a terminal but through core/print.c, and no escape sequence is in a text."""
    wrong = []
    for path in sources(root):
        found = set(re.findall(WRITES, code(os.path.join(root, path))))
        for call in sorted(found - MAY_WRITE.get(path, set())):
            wrong.append(f"{path}: {call}(): only core/print.c writes to a terminal")
        text = re.sub(r"/\*.*?\*/", "", read(os.path.join(root, path)), flags=re.S)
        if re.search(r"\\(033|x1[bB]|e\[)", text) and path not in ("src/core/print.c",
                                                               "src/command/sixel.c"):
            wrong.append(f"{path}: escape sequences are styles: rv_text_style()")
    return wrong


def waiting(root="."):
    """No wait but where a signal ends it."""
    wrong = []
    for path in sources(root):
        plain = code(os.path.join(root, path))
        own = set(re.findall(r"^static [^;=]*?\b(\w+)\(", plain, re.M))
        for call in sorted(set(re.findall(WAITS, plain)) - own - MAY_WAIT.get(path, set())):
            wrong.append(f"{path}: {call}(): a wait that a signal may not end (core/descriptor.c)")
    return wrong


def top():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True).stdout.split()
    names = {name.split("/")[0] for name in listed}
    return [f"{n} at the top level" for n in sorted(names)
            if n not in TOP and not n.startswith(".")]


# What each check must refuse: files, compiled where the check looks at objects.
SPOILED = [
    (layers, {"src/optim/bad.c": '#include "ravine/network.h"\n'}),
    (layers, {"src/core/bad.c": '#include "plot/axis.h"\n'}),
    (layers, {"src/plot/bad.c": '#include "ravine/nowhere.h"\n'}),
    (layers, {"src/attic/bad.c": "int x;\n"}),
    (layers, {"include/ravine/nowhere.h": "int x;\n"}),
    (layers, {"include/ravine/run.h": '#include "ravine/scenario.h"\n'}),
    (called, {"src/core/bad.c": "int rv_x(void);\nint rv_bad(void) { return rv_x(); }\n",
              "src/plot/x.c": "int rv_x(void) { return 1; }\n"}),
    (called, {"src/optim/bad.c": "extern int rv_x;\nint rv_bad(void) { return rv_x; }\n",
              "src/nn/x.c": "int rv_x = 1;\n"}),
    (homes, {"include/ravine/method.h": "int rv_x(void);\n",
             "src/nn/x.c": "int rv_x(void) { return 1; }\n"}),
    (circles, {"src/run/a.c": "int rv_b(void);\nint rv_a(void) { return rv_b(); }\n",
               "src/run/b.c": "int rv_c(void);\nint rv_b(void) { return rv_c(); }\n",
               "src/run/deep/c.c": "int rv_a(void);\nint rv_c(void) { return rv_a(); }\n"}),
    (circles, {"src/run/a.h": '#include "run/b.h"\n', "src/run/b.h": '#include "run/a.h"\n'}),
    (tags, {"src/nn/a.h": "struct rv_x {\n    int a;\n};\n",
            "src/tui/b.c": "enum rv_x { RV_A };\n"}),
    (tags, {"src/nn/a.c": "struct room { int a; };\n", "src/nn/b.c": "struct room { int b; };\n"}),
    (document, {"src/nn/a.c": "", "docs/ARCHITECTURE.md": " 2 nn/ x\n"}),
    (document, {"src/nn/a.c": "", "docs/ARCHITECTURE.md": ""}),
    (document, {"docs/ARCHITECTURE.md": " 3 nn/ x\n"}),
    (places, {"src/core/bad.c": "int f(void) { return puts(x); }\n"}),
    (places, {"src/plot/bad.c": "#include <curses.h>\n"}),
    (places, {"src/tui/bad.c": "int f(void) { return fork(); }\n"}),
    (banned, {"src/core/bad.c": "int f(void) { return atoi(x); }\n"}),
    (banned, {"src/core/bad.c": "const char *f(void) { return strerror(errno); }\n"}),
    (banned, {"src/tui/bad.c": "void f(void) { clock_gettime(CLOCK_MONOTONIC, &t); }\n"}),
    (rounding, {"src/data/bad.c": "#include <math.h>\n"
                                  "double rv_bad(double x) { return sin(x); }\n"}),
    (rounding, {"src/surface/bad.c": "#include <gsl/gsl_randist.h>\ndouble rv_bad(gsl_rng *r);\n"
                                     "double rv_bad(gsl_rng *r) { return gsl_ran_levy(r, 1, 1); }\n"}),
    (waiting, {"src/cli/bad.c": "int f(void) { return read(0, 0, 1); }\n"}),
    (printing, {"src/cli/bad.c": 'void f(void) { fprintf(stderr, "x"); }\n'}),
    (printing, {"src/cli/bad.c": 'const char bold[] = "\\033[1m";\n'}),
    (sizes, {"src/core/bad.c": "int x;\n" * (FILE_LINES + 1)}),
    (registries, {"src/core/bad.def": "X(one)\nX(one)\n"}),
    *((glossary.glossary, files) for files in glossary.SPOILED),
    *documented.SPOILED,
]


ON_OBJECTS = (called, homes, circles, rounding, *documented.ON_OBJECTS)


def write(root, files):
    for path, text in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


def compiled(root, files):
    """The folder of the objects of these files."""
    objects = os.path.join(root, "build/obj")
    for path in files:
        if path.endswith(".c"):
            target = os.path.join(objects, path[4:-2] + ".o")
            os.makedirs(os.path.dirname(target), exist_ok=True)
            subprocess.run(["cc", "-c", os.path.join(root, path), "-o", target], check=True)
    return objects


def mutations():
    """Each check must refuse a tree that breaks its rule."""
    wrong = []
    for check, files in SPOILED:
        with tempfile.TemporaryDirectory() as root:
            write(root, files)
            where = [compiled(root, files)] if check in ON_OBJECTS else []
            if not check(*where, root):
                wrong.append(f"'{check.__name__}' accepts a spoiled tree: {', '.join(files)}")
    return wrong


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    checks = [(f.__name__, f) for f in (layers, tags, document, places, registries, banned, printing,
                                        waiting, sizes, headers, statuses, top, glossary.glossary,
                                        documented.documented,
                                        documented.decisions,
                                        mutations)]
    if len(sys.argv) > 1:
        objects = os.path.join(os.path.dirname(sys.argv[1]), "obj")
        checks += [(f.__name__, lambda f=f: f(objects)) for f in ON_OBJECTS]
        checks.append(("prefixes", lambda: prefixes(sys.argv[1])))
    failed = 0
    for name, check in checks:
        wrong = check()
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} style: {name}")
        for line in wrong:
            print("     " + line)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
