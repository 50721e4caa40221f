#!/usr/bin/env python3
"""Tests of .ci/setup: what `make` and the tests call is installed by it. One line a test.

    programs   every program that the Makefile, the tests and the documents start is found by a row of
               .ci/setup (`cmd NAME`), comes with the package of a row, or is part of every system
    packages   on Debian: each program that is here and of no row belongs to an essential package, or
               to one that those of the rows depend on
    modules    Python files import nothing that Python does not bring
    demo       `make demo` builds on all cores, and leaves `make -j N demo` alone
    mutations  a planted program, package and module are found

Programs are found by reading: the command words of shell files, of recipes in the Makefile and of
the `sh` blocks of documents, and the first words of lists that Python hands to subprocess.
"""

import ast
import glob
import os
import re
import shutil
import subprocess
import sys

# Of the tests that need more than `make check` installs; they say so where they run.
LEFT_OUT = ("tests/peers/", "tests/torch/")
# What a shell does itself.
BUILTINS = set("""! . : [ alias bg break case cd command continue do done echo elif else esac eval exec
    exit export false fg fi for getopts hash if in jobs kill printf pwd read readonly return set shift
    test then times trap true type ulimit umask unset until wait while { }""".split())
# Programs of every Unix (POSIX), of the coreutils and diffutils, and bash; on Debian all essential.
EVERYWHERE = set("""awk basename bash cat chmod cksum cmp comm cp cut date dd diff dirname du env expr find fold
    grep head hostname id install ln ls mkdir mkfifo mktemp mv nice nl nohup nproc od paste printf rm
    rmdir sed seq sh sha256sum sleep sort stat stty tail tar tee timeout touch tr tty uname uniq wc xargs
    gzip realpath script make""".split())
# What the package of another program's row brings.
BROUGHT = {"gcc": "cc", "nm": "cc", "ar": "cc", "addr2line": "cc", "gcov": "cc"}
# Asked for where they are, and done without where not.
OPTIONAL = {"mpirun", "qemu-aarch64", "aarch64-linux-gnu-gcc", "sudo", "apt-get", "dnf", "pacman", "brew", "fc-list"}
# Ours, and words of a test's own language.
WRAPPERS = {"exec", "env", "xargs", "nice", "nohup", "command", "time", "expect", "part", "lines",
            "if", "then", "else", "elif", "while", "until", "do", "!", "{", "timeout"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# ---- The shell ----

def bare(text):
    """Shell text without comments, here-documents and quoted words, and the commands of all `$(...)`
    behind it."""
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"<<-?\s*'?\"?(\w+)'?\"?(.*)\n(?:.*\n)*?\t*\1(?=\n|$)", r"\2", text)
    text = re.sub(r"(^|\s)#.*", r"\1", text, flags=re.M)
    text = re.sub(r"'[^']*'", "QUOTED", text)
    text = re.sub(r"\$\(\(.*?\)\)|\$\{[^}]*\}", "QUOTED", text)
    inner = []
    while True:
        found = re.search(r"\$\(([^()]*)\)", text)
        if not found:
            break
        inner.append(found.group(1))
        text = text[:found.start()] + "QUOTED" + text[found.end():]
    text = "\n".join([text] + inner)
    text = re.sub(r'"(?:\\.|[^"\\])*"', "QUOTED", text)
    text = re.sub(r"^\s*[^\s()]+(?: \| [^\s()]+)*\)(?=\s|$)", " ", text, flags=re.M)  # arms of a case
    return re.sub(r"[`()]", " ; ", text)


def commands(text):
    """Programs that a shell text starts."""
    own = set(re.findall(r"^\s*([a-z_]\w*)\(\)", text, re.M)) | {"ravine"}
    found = set()
    for piece in re.split(r"[;|&\n]+", bare(text)):
        words = piece.split()
        while words:
            word = words.pop(0)
            if word in ("<", ">", ">>", "2>"):
                words = words[1:]
            elif not re.match(r"\w+=|[-0-9]|\d*[<>]", word) and word not in WRAPPERS:
                if re.fullmatch(r"[a-z][\w.+-]*", word) and word not in BUILTINS | own:
                    found.add(word)
                break
    return found


def recipes(text):
    """The commands of a Makefile as shell text: recipes, `$(shell ...)`, `$$(...)` with blanks."""
    text = re.sub(r"\\\n", " ", text)
    programs = {"CC": "cc", "AR": "ar", "PKG_CONFIG": "pkg-config"}
    inner = []
    while True:
        found = re.search(r"\$*\(([^()]*)\)", text)
        if not found:
            break
        word, value = found.group(1), "QUOTED"
        if not found.group(0).startswith("$"):
            value = f" ; {word} ; "  # a subshell, or plain brackets
        elif word.startswith("shell "):
            inner.append(word[len("shell "):])
        elif found.group(0).startswith("$$") and " " in word and not word.startswith("call "):
            inner.append(word)
        elif word in programs or word == "Q":
            value = programs.get(word, "")
        text = text[:found.start()] + value + text[found.end():]
    lines = [re.sub(r"^\t[@-]*", "", line) for line in text.split("\n")
             if line.startswith("\t") and not line.startswith("\tQUOTED")]
    return "\n".join(lines + inner).replace("$$", "$")


# ---- Python ----

def python_words(text):
    """(programs, modules) of a Python file."""
    programs, modules = set(), set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            modules.update(a.name.split(".")[0] for a in node.names)
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module.split(".")[0])
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if getattr(node.func.value, "id", "") != "subprocess" or not node.args:
            continue
        first = node.args[0]
        if isinstance(first, ast.List) and first.elts and isinstance(first.elts[0], ast.Constant):
            programs.add(first.elts[0].value)
    return programs, modules


# ---- What is called ----

def kept(path):
    return not path.startswith(LEFT_OUT)


def called():
    """Programs and the files that call them; Python modules likewise."""
    programs, modules = {}, {}
    shell = sorted(filter(kept, glob.glob("tests/**/*.sh", recursive=True))) + [
        ".ci/run", ".ci/setup", "plots/gallery.sh"]
    own = set()
    for path in shell:
        own |= set(re.findall(r"^\s*([a-z_]\w*)\(\)", read(path), re.M))
    for path in shell:
        for word in commands(read(path)) - own:
            programs.setdefault(word, path)
    for word in commands(recipes(read("Makefile"))):
        programs.setdefault(word, "Makefile")
    for path in ["README.md", "plots/README.md"] + glob.glob("docs/**/*.md", recursive=True):
        for block in re.findall(r"^```sh[^\n]*\n(.*?)^```", read(path), re.M | re.S):
            for word in commands(block) - {"ravine"}:
                programs.setdefault(word, path)
    for path in filter(kept, glob.glob("tests/**/*.py", recursive=True)):
        words, imported = python_words(read(path))
        for word in words:
            programs.setdefault(word, path)
        for word in imported:
            modules.setdefault(word, path)
    return programs, modules


# ---- What is installed ----

def rows(setup):
    """(what is found by a row, its packages of apt), of every row."""
    for row in re.findall(r"^(?:build|demo|check)\|[^|]*\|([^|]*)\|([^|]*)\|", setup, re.M):
        yield row[0].split(), [p for p in row[1].split() if p != "-"]


def wrong_programs(programs, setup):
    listed = {how[1] for how, _ in rows(setup) if how[0] == "cmd"}
    for word, path in sorted(programs.items()):
        known = word in listed | EVERYWHERE | OPTIONAL or BROUGHT.get(word) in listed
        if not known:
            yield f"{path} calls {word}, which no row of .ci/setup finds"


def ask(*words):
    return subprocess.run([*words], capture_output=True, text=True, check=False).stdout


def wrong_packages(programs, setup):
    """The owner of each program that is here is essential, or comes with the packages of the rows."""
    needs, provides, wanted = {}, {}, {"make", "git"}
    for line in ask("dpkg-query", "-W", "-f",
                    "${Package}|${Essential}|${Pre-Depends}, ${Depends}|${Provides}\n").splitlines():
        name, essential, depends, virtual = line.split("|", 3)
        if "|" in virtual:  # alternatives: the fields were cut in the wrong place
            parts = line.split("|")
            depends, virtual = "|".join(parts[2:-1]), parts[-1]
        needs[name] = set(re.findall(r"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)", depends))
        for word in re.findall(r"(?:^|,)\s*([a-z0-9][a-z0-9+.-]+)", virtual):
            provides.setdefault(word, set()).add(name)
        if essential == "yes":
            wanted.add(name)
    for _, packages in rows(setup):
        wanted.update(packages)
    reached, open_ends = set(), set(wanted)
    while open_ends:
        name = open_ends.pop()
        reached.add(name)
        for other in needs.get(name, set()):
            open_ends |= ({other} | provides.get(other, set())) - reached
    for word, path in sorted(programs.items()):
        place = shutil.which(word)
        if not place or word in OPTIONAL:
            continue
        names = (place, os.path.realpath(place), place.replace("/usr", "", 1))
        owners = {o.split(":")[0] for name in names
                  for line in ask("dpkg-query", "-S", name).splitlines()
                  if not line.startswith("diversion") for o in line.split(": ")[0].split(", ")}
        if owners and not owners & reached:
            yield (f"{path} calls {word} of the package {' or '.join(sorted(owners))}, which no row of "
                   ".ci/setup installs")


def wrong_modules(modules):
    here = {os.path.splitext(os.path.basename(p))[0] for p in glob.glob("tests/**/*.py", recursive=True)}
    for word, path in sorted(modules.items()):
        if word not in sys.stdlib_module_names and word not in here:
            yield f"{path} imports {word}, which does not come with Python"


def wrong_demo():
    """`make -n` runs lines with $(MAKE): with `echo` in its place it says what they would do."""
    clean = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    for jobs, wanted in (([], True), (["-j1"], False)):
        said = subprocess.run(["make", "-n", *jobs, "demo", "MAKE=echo"], capture_output=True, text=True,
                              check=False, env=clean).stdout
        if bool(re.search(r"-j\d+ all", said)) != wanted:
            yield f"make {' '.join(jobs)} demo builds with: {said.splitlines()[1:2]}"


def mutations(programs, setup):
    planted = 'log=$(frobnicate -x | sort) # quux\nif ! zonk "a; nothing"; then\n  A=1 exec snark\nfi\n'
    if commands(planted) - EVERYWHERE != {"frobnicate", "zonk", "snark"}:
        yield f"of the planted programs these were found: {commands(planted)}"
    python = 'import os, yaml\nsubprocess.run(["ps", "-o", "pid="])\n'
    if python_words(python)[0] != {"ps"} or not list(wrong_modules({"yaml": "x.py"})):
        yield "a planted program or module of Python was not found"
    make = "all: x\n\t$$(call say,cc $$< ($1))\n\t$(Q)$(CC) $(filter-out %.h,$^) && frob $(shell zonk -x $(A))\n"
    if commands(recipes(make)) != {"cc", "frob", "zonk"}:
        yield f"of the planted recipes these were found: {commands(recipes(make))}"
    if not list(wrong_programs({"frobnicate": "x.sh"}, setup)):
        yield "accepted: a program of no row"
    for how, _ in rows(setup):
        if how[0] == "cmd" and how[1] in programs:
            less = re.sub(rf"^.*\|cmd {re.escape(how[1])}\|.*\n", "", setup, flags=re.M)
            if not list(wrong_programs(programs, less)):
                yield f"accepted: .ci/setup without the row of {how[1]}"
    for word in ("frob", "a b"):
        if python_words(f'subprocess.run(["{word}"])')[0] != {word}:
            yield "a word was cut"


def main():
    programs, modules = called()
    setup = read(".ci/setup")
    checks = {"programs": wrong_programs(programs, setup), "modules": wrong_modules(modules),
              "demo": wrong_demo(),
              "mutations": mutations(programs, setup)}
    if shutil.which("dpkg-query"):
        checks["packages"] = wrong_packages(programs, setup)
    failed = 0
    for name, found in checks.items():
        wrong = list(found)
        failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} setup: {name}")
        for line in wrong:
            print("     " + line)
    if "-v" in sys.argv:
        print(sorted(programs.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
    sys.exit(main())
