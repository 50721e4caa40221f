"""Tests of the documents; tests/docs/run.sh calls this.

A fenced block says by its first line what is done with it:

    ```sh              run with `sh -eu`; must end with exit status 0
    ```sh exit=2       the same; must end with 2 (0,1: with one of these, where claims are checked, which
                       is for the tests of the scenarios)
    ```yaml FILE       written to FILE, for the commands that follow
    ```console         what a terminal shows; commands after `$ ` must exist, they are not run
    ```console shown   they are run, and what is shown below them is what they print
    ```text shown      what the `sh` block before it prints: these lines, in this order
    ```diff            a patch (docs/howto only)
    ```c, ```text      only read

The blocks of one document share one empty folder, with `ravine` in the PATH. Those of docs/howto run in
a copy of the tree to which all patches were applied, after one build. Beside that: every path, symbol,
command, option, make target and link in the text exists, and statements.py holds what is said against
the program.
"""

import functools
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

import statements

SECONDS = 900  # a block that takes longer hangs, also on a machine with much else to do
SHELL = {"PATH": os.environ["PATH"]}
KINDS = {"sh", "console", "diff", "yaml", "c", "text"}
ROOTS = r"(?:src|include|tests|docs|scenarios|plots|\.ci)/"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Block:
    """A fenced block: its line, the words of its first line, its text."""

    def __init__(self, line, words, text):
        self.line, self.words, self.text = line, words, text
        self.kind = words[0] if words else ""
        self.argument = words[1] if len(words) > 1 else ""


def parse(text):
    """Blocks, and the text without them (lines kept)."""
    blocks, prose, inside = [], [], None
    for number, line in enumerate(text.split("\n"), 1):
        if inside is None and line.startswith("```"):
            inside = Block(number, line[3:].split(), "")
            prose.append("")
        elif inside is not None and line == "```":
            blocks.append(inside)
            inside = None
            prose.append("")
        elif inside is not None:
            inside.text += line + "\n"
            prose.append("")
        else:
            prose.append(line)
    if inside is not None:
        blocks.append(Block(inside.line, ["unclosed"], inside.text))
    return blocks, "\n".join(prose)


# ---- Names that must exist ----

@functools.lru_cache(maxsize=None)
def words_of(tree):
    """All identifiers of the sources below `tree`."""
    found = set()
    for pattern in ("src/**/*", "include/**/*.h", "tests/**/*.[ch]", "Makefile"):
        for path in glob.glob(os.path.join(tree, pattern), recursive=True):
            if os.path.isfile(path):
                found.update(re.findall(r"\w+", read(path)))
    return found


def words_for(path):
    """Identifiers of the sources are words for developers, not for lecturers."""
    developers = ("docs/decisions/", "docs/ARCHITECTURE", "docs/TESTING", "docs/performance", "docs/howto/")
    return words_of(".") if path.startswith(developers) else set()


def wrong_paths(code, tree):
    """`NAME` and the like stand for anything, as in src/cli/NAME.c."""
    for token in re.findall(r"(?<![\w./$-])" + ROOTS + r"[\w./*-]*[\w*/]", code):
        pattern = re.sub(r"[A-Z]{4,}(?=\.|$)", "*", token)
        if os.path.basename(token) in ("README.md", "ARCHITECTURE.md", "GLOSSARY.md", "TESTING.md"):
            pattern = token
        if not glob.glob(os.path.join(tree, pattern)):
            yield f"{token} does not exist"
    for header in re.findall(r"(?<![\w/])ravine/\w+\.h", code):
        if not os.path.exists(os.path.join(tree, "include", header)):
            yield f"{header} does not exist"


def wrong_symbols(code, tree):
    known = words_of(tree)
    for token in set(re.findall(r"\b(?:rv_|RV_)\w+|\b\w+(?=\(\))", code)):
        stem = re.match(r"rv_[a-z_0-9]+_(?=[A-Z]{4,}$)", token)
        if stem:
            if not any(word.startswith(stem.group(0)) for word in known):
                yield f"{token}: nothing begins with {stem.group(0)}"
        elif token not in known:
            yield f"{token} does not exist"


@functools.lru_cache(maxsize=None)
def help_of(ravine, command):
    done = subprocess.run([ravine, command, "-h"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def wrong_commands(code, tree, ravine):
    targets = set(re.findall(r"^([\w-]+):", read(os.path.join(tree, "Makefile")), re.M))
    for line in code.split("\n"):
        for target in re.findall(r"(?:^|[`$;&(] ?)make((?: [A-Za-z=./_-][\w=./-]*)*)", line):
            for word in target.split():
                if "=" not in word and "/" not in word and word not in targets:
                    yield f"make {word}: no such target"
        for match in re.finditer(r"(?:^|[`$;|(] ?|build/)ravine ([a-z]\w*)([^`|;]*)", line):
            text = help_of(ravine, match.group(1))
            if text is None:
                yield f"ravine {match.group(1)}: no such command"
                continue
            for option in re.findall(r"(?<!\S)--[a-z-]+", match.group(2)):
                if not re.search(re.escape(option) + r"\b", text):
                    yield f"ravine {match.group(1)} {option}: no such option"


def anchors(text):
    for title in re.findall(r"^#+ (.*)$", parse(text)[1], re.M):
        yield re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def wrong_links(path, prose):
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        where = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(where):
            yield f"{target}: no such file"
        elif anchor and anchor not in anchors(read(where)):
            yield f"{target}: no such heading"


def check_names(path, text, tree, ravine):
    """Everything that a document names and that is not there. `tree` is where it is looked for."""
    blocks, prose = parse(text)
    shown = [b.text for b in blocks if b.kind in ("sh", "console", "c", "text")]
    spans = re.findall(r"`([^`]+)`", re.sub(r"\s+", " ", prose))
    names = "\n".join(spans + [b.text for b in blocks if b.kind == "c"])
    wrong = [f"line {b.line}: unknown kind of block '{b.kind}'" for b in blocks
             if b.kind not in KINDS]
    wrong += wrong_paths("\n".join(spans + shown), tree)
    wrong += wrong_symbols(names, tree)
    wrong += wrong_commands("\n".join(f"`{s}" for s in spans), tree, ravine)
    commands = [b.text if b.kind == "sh" else "\n".join(re.findall(r"^\$ (.*)$", b.text, re.M))
                for b in blocks if b.kind in ("sh", "console")]
    wrong += wrong_commands("\n".join(commands), tree, ravine)
    return wrong + list(wrong_links(path, prose))


# ---- Commands ----

def run_shell(text, wanted, folder, path):
    """(None or what went wrong, what was printed)."""
    try:
        done = subprocess.run(["sh", "-eu", "-c", text], cwd=folder, env={**os.environ, **path},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"still running after {SECONDS} s", ""
    if str(done.returncode) in wanted.split(","):
        return None, done.stdout
    return f"exit status {done.returncode}, not {wanted}\n{(done.stdout + done.stderr)[-1500:]}", ""


def run_block(block, folder, path):
    return run_shell(block.text, block.argument[5:] if block.argument.startswith("exit=") else "0",
                     folder, path)


def not_printed(shown, printed):
    """None, or the first line that is not among those that are printed behind the line before it."""
    rest = iter(line.rstrip() for line in printed.split("\n"))
    for line in filter(None, (line.rstrip() for line in shown.split("\n"))):
        if line not in rest:
            return f"this line is not printed, or not here: {line}\n{printed[-3000:]}"
    return None


def run_console(block, folder, path):
    """Each command after `$ ` prints the lines below it."""
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.M):
        wrong, printed = run_shell(command, "0,1", folder, path)
        wrong = wrong or not_printed(shown, printed)
        if wrong:
            return wrong
    return None


def run_blocks(path, text, folder, environment):
    """One result a block that does something: (line, None or what went wrong)."""
    printed = ""
    for block in parse(text)[0]:
        if block.kind == "yaml" and block.argument:
            with open(os.path.join(folder, block.argument), "w", encoding="utf-8") as file:
                file.write(block.text)
        name = f"{path}:{block.line} {block.text.strip().partition(chr(10))[0][:60]}"
        if block.kind == "sh":
            wrong, printed = run_block(block, folder, environment)
            yield name, wrong
        elif block.argument == "shown":
            yield name, (run_console(block, folder, environment) if block.kind == "console"
                         else not_printed(block.text, printed))


# ---- The patches ----

def copy_tree(to):
    """The tree as it is now, with what was built, times kept so that little is built again."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], check=True,
                            capture_output=True, text=True).stdout
    for path in filter(os.path.isfile, listed.split("\0")):
        os.makedirs(os.path.join(to, os.path.dirname(path)), exist_ok=True)
        shutil.copy2(path, os.path.join(to, path))
    if os.path.isdir("build/obj"):
        shutil.copytree("build/obj", os.path.join(to, "build/obj"))
        for file in ("libravine.a", "version.h"):
            if os.path.exists("build/" + file):
                shutil.copy2("build/" + file, os.path.join(to, "build", file))


def apply_patch(patch, tree):
    done = subprocess.run(["git", "apply", "-C1", "--recount", "-"], input=patch, cwd=tree,
                          capture_output=True, text=True)
    return done.stderr.strip() if done.returncode else None


def build(tree, targets):
    done = subprocess.run(["make", f"-j{os.cpu_count()}", "DEVELOPER=1", "all", *targets], cwd=tree,
                          capture_output=True, text=True)
    return (done.stdout + done.stderr)[-3000:] if done.returncode else None


# ---- What is reported ----

class Report:
    def __init__(self):
        self.failed = 0

    def add(self, name, wrong):
        self.failed += bool(wrong)
        print(f"{'FAIL' if wrong else 'ok  '} docs: {name}", flush=True)
        for line in [wrong] if isinstance(wrong, str) else wrong or []:
            print("     " + line.replace("\n", "\n     "), flush=True)


def generated(ravine, command, page):
    """The page in the tree is what the program prints today."""
    environment = {k: v for k, v in os.environ.items() if k != "RAVINE_PATH"}
    done = subprocess.run([ravine, command, "--markdown"], capture_output=True, text=True,
                          env=environment)
    if not os.path.exists(page) or done.stdout != read(page):
        return f"{page} is not what `ravine {command} --markdown` prints: run `make docs`"
    return None


def complete(ravine):
    """Lists that people keep by hand name everything."""
    def names(kind):
        out = subprocess.run([ravine, "list", *kind], capture_output=True, text=True).stdout
        return [line.split()[0] for line in out.splitlines() if line[:1].strip()]

    packages = [p for row in re.findall(r"^\w+\|[^|]*\|[^|]*\|([^|]*)\|", read(".ci/setup"), re.M)
                for p in row.split() if p != "-"]
    topics = [os.path.basename(p) for p in glob.glob("scenarios/*")]
    wanted = {"README.md": topics + packages + names(["commands"]),
              "plots/README.md": names(["figures"])}
    wrong = [f"{path} does not name {name}" for path, list_ in wanted.items() for name in list_
             if f"`{name}`" not in read(path)]
    missing = re.search(r"^## What is not there yet\n(.*?)^## ", read("README.md"), re.M | re.S)
    wrong += [f"README.md says that {name} is not there yet" for name in names(["commands"])
              if missing and f"`{name}`" in missing.group(1)]
    return wrong


def mutations(ravine):
    """Each check must refuse a document that is wrong in its way."""
    spoiled = ["`src/core/nothing.c`", "`ravine/nothing.h`", "`rv_run_nothing()`", "`RV_NOTHING`",
               "`rv_nothing_NAME`", "`ravine nothing`", "`ravine run --nothing`", "`make nothing`",
               "[x](nothing.md)", "[x](README.md#nothing)", "```\nno kind\n```"]
    wrong = [f"accepted: {text}" for text in spoiled
             if not check_names("README.md", text + "\n", ".", ravine)]
    good = "`src/core/text.c` `rv_run_step()` `ravine run --seeds 1` `make check` `rv_layer_NAME`"
    wrong += [f"refused: {w}" for w in check_names("README.md", good, ".", ravine)]
    for text, kind in (("false", "sh"), ("exit 2", "sh"), ("true", "sh exit=2")):
        if run_block(Block(1, kind.split(), text), ".", {})[0] is None:
            wrong.append(f"accepted: {text} as {kind}")
    for shown in ("b\na\n", "a\nc\n"):
        if run_console(Block(1, ["console", "shown"], "$ printf 'a\\nb\\n'\n" + shown), ".", {}) is None:
            wrong.append(f"accepted: {shown!r} as what is printed")
    if not_printed("a\n\nc\n", "a\nb\nc \n") is not None:
        wrong.append("refused: lines that are printed")
    if apply_patch("--- a/README.md\n+++ b/README.md\n@@ -1,1 +1,1 @@\n-nothing\n+x\n", ".") is None:
        wrong.append("accepted: a patch that does not apply")
    return wrong


def howtos(ravine, paths, scratch, report):
    tree = os.path.join(scratch, "tree")
    copy_tree(tree)
    targets = set()
    for path in paths:
        blocks = parse(read(path))[0]
        patches = [b.text for b in blocks if b.kind == "diff"]
        wrong = "no patch" if not patches else None
        for patch in patches:
            wrong = wrong or apply_patch(patch, tree)
        report.add(f"{path}: the patch applies", wrong)
        for block in blocks:
            if block.kind == "sh":
                targets.update(re.findall(r"build/tests/\w+", block.text))
    wrong = build(tree, sorted(targets))
    report.add("the tree with all patches builds without a warning", wrong)
    if wrong:
        return
    patched = os.path.join(tree, "build/ravine")
    for path in paths:
        report.add(f"{path}: names", check_names(path, read(path), tree, patched))
        for name, wrong in run_blocks(path, read(path), tree, SHELL):
            report.add(name, wrong)


def main():
    ravine = os.path.abspath(sys.argv[1])
    report = Report()
    documents = sorted(["README.md", "plots/README.md"] +
                       glob.glob("docs/**/*.md", recursive=True))
    paths = [p for p in documents if p.startswith("docs/howto/add-")]
    folder = tempfile.mkdtemp(prefix="ravine-docs-")
    try:
        environment = {"PATH": os.path.dirname(ravine) + os.pathsep + os.environ["PATH"]}
        program = statements.Program(ravine)
        report.add("the checks refuse spoiled documents", mutations(ravine))
        report.add("the checks refuse what is not so", list(statements.mutations(program, parse)))
        report.add("tables are those of the program", list(statements.wrong_tables(program)))
        for command, page in (("explain", "docs/reference/parameters.md"),
                              ("list", "docs/reference/scenarios.md")):
            report.add(f"{page} is up to date", generated(ravine, command, page))
        report.add("lists name everything", complete(ravine))
        for number, path in enumerate(d for d in documents if d not in paths):
            text = read(path)
            report.add(f"{path}: names", check_names(path, text, ".", ravine))
            report.add(f"{path}: statements", statements.check(program, path, text, parse, words_for(path)))
            os.mkdir(os.path.join(folder, str(number)))
            for name, wrong in run_blocks(path, text, os.path.join(folder, str(number)),
                                          environment):
                report.add(name, wrong)
        howtos(ravine, paths, folder, report)
    finally:
        shutil.rmtree(folder)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
