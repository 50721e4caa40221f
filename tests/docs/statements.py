"""What documents say, held against the program: documents.py calls check() for each of them.

    words       a word in a code span is one that the program, the shell of a lesson or Keras knows
    keys        `SECTION.KEY: VALUE` and `SECTION: {KEY: VALUE}` in the text: the key is there and takes
                the value; where a list of a key's choices is given, it is whole
    operands    `ravine list KIND`, `explain TERM`, `run NAME`, ... of the text and of all blocks
    options     `--option` alone belongs to some command; a table of formats names all of them
    files       a name with an ending is a file of the tree, or one that the sources write
    variables   RAVINE_NAME of the environment is read by the program
    places      "`name()` (`src/file.c`)", "`struct name` (`file.h`)": it is defined in that file
    defaults    "`VALUE` (the default)" is the default of the key that stands before it
    lists       exit statuses, commands with --json, tables of keys are those of the program
    numbers     numbers that the tree or the program can count (NUMBERS below), and minutes of lessons
"""

import functools
import glob
import os
import re
import subprocess

# Words of other languages that documents use beside ours.
FOREIGN = set("""sin cos log exp nan fg make git sh static memcpy validation_split foreach target_clones
    optimize_for_inference nm""".split())
NUMERALS = {word: n for n, word in enumerate(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty""".split())}
# Sections whose type is chosen, and the part of the reference that lists the types.
TYPES = {"surface": "Surfaces", "noise": "Noises", "data": "Datasets", "loss": "Losses",
         "optimizer": "Optimizers", "schedule": "Schedules", "network": "Layers"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def number(word):
    word = word.lower().replace(",", "")
    return NUMERALS[word] if word in NUMERALS else float(word)


# ---- What the program says of itself ----

class Program:
    """Names, tables and answers of one binary."""

    def __init__(self, ravine):
        self.ravine = ravine
        self.environment = {k: v for k, v in os.environ.items() if k != "RAVINE_PATH"}
        self.parts = {}  # of the reference: {part: {name: text}}
        part = name = None
        for line in self.ask("explain", "--markdown").split("\n"):
            if line.startswith("## "):
                part, name = line[3:], None
            elif line.startswith("### "):
                name = line[4:].split(" (")[0]
                self.parts.setdefault(part, {}).setdefault(name, "")
            if part and name:
                self.parts[part][name] += line + "\n"
            elif part:
                self.parts.setdefault(part, {}).setdefault("", "")
                self.parts[part][""] += line + "\n"

    def ask(self, *words):
        return subprocess.run([self.ravine, *words], capture_output=True, text=True, check=False,
                              env=self.environment).stdout

    @functools.lru_cache(maxsize=None)
    def answers(self, *words):
        """Whether the program takes these words."""
        return subprocess.run([self.ravine, *words], capture_output=True, check=False, env=self.environment,
                              stdin=subprocess.DEVNULL).returncode == 0

    @functools.lru_cache(maxsize=None)
    def help(self, command):
        return self.ask(command, "-h")

    @functools.lru_cache(maxsize=None)
    def names(self, kind):
        return [line.split()[0] for line in self.ask("list", kind).splitlines() if line[:1].strip()]

    @functools.lru_cache(maxsize=None)
    def rows(self, part, name=None):
        """{key: [(default, takes), ...]} of the tables of a part of the reference."""
        found = {}
        for owner, text in self.parts.get(part, {}).items():
            if name and owner.replace("-", "_") != name.replace("-", "_"):
                continue
            for row in re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|", text, re.M):
                found.setdefault(row[0], []).append((row[1].strip(), row[2].strip()))
        return found

    @functools.lru_cache(maxsize=None)
    def section(self, name):
        """The rows of a section, its own and those of all types that it may choose."""
        found = {k: list(v) for k, v in self.rows("Sections of a recipe", name).items()}
        for key, rows in self.rows("Keys beside the sections", name).items():
            found.setdefault(key, []).extend(rows)
        for key, rows in self.rows(TYPES.get(name, "?")).items():
            found.setdefault(key, []).extend(rows)
        return found

    @property
    def sections(self):
        return set(self.names("sections"))

    @functools.lru_cache(maxsize=None)
    def all_rows(self):
        found = {}
        for part in self.parts:
            for key, rows in self.rows(part).items():
                found.setdefault(key, []).extend(rows)
        return found

    @functools.lru_cache(maxsize=None)
    def top_keys(self):
        """Keys at the top of a scenario: named in what is said of an unknown one."""
        done = subprocess.run([self.ravine, "check", "-"], input="qqqq: 1\nrecipe: {}\n", text=True,
                              capture_output=True, check=False, env=self.environment)
        return set(re.findall(r"\w+", done.stderr.split("takes:")[1].split("\n")[0]))

    @functools.lru_cache(maxsize=None)
    def words(self):
        """Every word that means something to the program, a scenario or the setup."""
        found = set(self.all_rows()) | self.top_keys() | self.sections
        for part in self.parts.values():
            for name, text in part.items():
                found.add(name)
                found.update(re.findall(r"^\| `([\w-]+)`", text, re.M))
                for list_ in re.findall(r"(?:one of|takes one of): ([\w, {}:.-]*)", text):
                    found.update(re.findall(r"[\w.-]+", list_.rstrip(".")))
        for path in glob.glob("scenarios/*/*.yaml"):
            text = read(path)
            found.update([os.path.basename(path)[:-5], path.split("/")[1]])
            found.update(re.findall(r"^\s+(?:- )?\{?(\w+):", text, re.M))
            found.update(re.findall(r"[{,] ?(\w+):", text))
            found.update(re.findall(r"name: ([\w-]+)", text))
        found.update(p for row in re.findall(r"^\w+\|[^|]*\|(?:cmd |lib )?([^|]*)\|([^|]*)\|", read(".ci/setup"), re.M)
                     for field in row for p in field.split())
        return found | {"base", "yours", "start", "true", "false", "none"}


# ---- Values ----

def takes(text, value):
    """Whether a value is one of those that a cell of the reference describes; None: cannot be told."""
    value = value.strip().strip("'\"")
    if not value or re.search(r"\.\.\.|…|\b[A-Z]{3,}\b|^[nNkK]$", value):
        return None
    if text.startswith("true or false"):
        return value in ("true", "false")
    if text.startswith("one of:"):
        words = re.findall(r"\{\w+: N\}|[\w.-]+", text[7:].split(" with ")[0])
        pick = re.fullmatch(r"\{(\w+): (?:[\d.]+|n|N)\}", value)
        return (f"{{{pick.group(1)}: N}}" if pick else value.replace("_", "-")) in (
            words if pick else [w.replace("_", "-") for w in words])
    bounds = re.match(r"a (?:whole )?number (from|above) (\S+) (?:to below|to|below) (\S+)", text)
    if bounds:
        if not re.fullmatch(r"[-+\d.e]+", value):
            return value == "classes"
        low, high = float(bounds.group(2)), float(bounds.group(3))
        return low <= float(value) <= high
    return None


def split_map(text):
    """`a: 1, b: {c: 2}` as pairs; values keep their brackets."""
    pairs, depth, start = [], 0, 0
    for at, letter in enumerate(text + ","):
        depth += letter in "{["
        depth -= letter in "}]"
        if letter == "," and depth == 0:
            pairs.append(text[start:at])
            start = at + 1
    return [(k.strip(), v.strip()) for k, _, v in (p.partition(":") for p in pairs) if k.strip()]


def wrong_key(program, section, key, value):
    """None, or what is wrong with `section.key: value`. `section` None: of any."""
    if re.search(r"\.\.\.|…|\b[A-Z]{3,}\b", key):
        return None
    rows = program.all_rows() if section is None else program.section(section)
    key = key.replace("-", "_")
    if section is not None and key in ("name", "set", "preset") and key not in rows:
        known = program.parts.get(TYPES.get(section, "?"), {})
        known = known if section != "network" else program.parts.get("Presets", {})
        good = not value or value.replace("-", "_") in {n.replace("-", "_") for n in known}
        return None if good else f"{section}: there is no type {value}"
    if key not in rows:
        return f"{section or 'no section'} has no key {key}" if section or key not in program.words() else None
    verdicts = [takes(row[1], value) for row in rows[key]]
    return None if not value or any(v is not False for v in verdicts) else \
        f"{section + '.' if section else ''}{key} does not take {value}"


def wrong_recipe(program, text):
    """Keys of a recipe as one line of YAML: `optimizer.name: adam`, `data: {set: csv}`."""
    for key, value in split_map(text):
        head, _, rest = key.partition(".")
        if head in ("pretrain", "changes", "protocols", "network") and not rest:
            inner = re.fullmatch(r"\[?\{(.*)\}\]?", value, re.S)
            if head == "pretrain" and inner:
                yield from wrong_recipe(program, re.sub(r"(?:fresh|seed): [^,]*(?:,|$)", "", inner.group(1)))
            if head == "changes":
                for entry in re.findall(r"\{([^{}]*)\}", value):
                    yield from wrong_recipe(program, re.sub(r"\b(?:epoch|step): \d+,?", "", entry))
            continue
        if head in ("pretrain", "protocols"):
            continue
        if head == "network":
            last = rest.split(".")[-1]
            layers = set(program.rows("Layers")) | {"trainable", "rate", "enabled", "name"}
            if last and not last.isupper() and last not in layers:
                yield f"no layer has a key {last}"
        elif head in program.sections and rest:
            wrong = wrong_key(program, head, rest, value)
            if wrong:
                yield wrong
        elif head in program.sections and value.startswith("{"):
            for inner, inner_value in split_map(value[1:-1]):
                wrong = wrong_key(program, head, inner, inner_value)
                if wrong:
                    yield wrong
        elif head in program.sections or not re.fullmatch(r"[a-z]\w*", head):
            continue
        elif head not in program.top_keys() and head not in program.parts["Layers"]:
            wrong = wrong_key(program, None, head, value)
            if wrong:
                yield wrong


# ---- The checks ----

def spans_of(prose):
    return re.findall(r"`([^`]+)`", re.sub(r"\s+", " ", prose))


def wrong_words(program, spans, sources):
    for span in set(spans):
        if re.fullmatch(r"[a-z_][\w-]*", span) and span not in FOREIGN:
            known = program.words()
            same = {span, span.replace("-", "_"), span.replace("_", "-")}
            numbered = re.sub(r"_\d+$", "", span)
            if not same & known and numbered not in known and span not in sources and \
                    f'"{span}"' not in written()[1]:
                yield f"`{span}`: no word of the program"


def wrong_keys(program, spans):
    for span in set(spans):
        dotted = re.fullmatch(r"([a-z_]+)\.([a-z_0-9]+(?:\.[a-zA-Z_0-9]+)*)", span)
        if dotted and dotted.group(1) in program.sections:
            if os.path.splitext(span)[1] in (".c", ".h", ".def"):
                continue
            yield from (f"`{span}`: {w}" for w in wrong_recipe(program, span))
        elif re.match(r"[a-z_.A-Z0-9]+: ?\S", span):
            yield from (f"`{span}`: {w}" for w in wrong_recipe(program, span))
        setting = re.search(r"--set (?:[a-z_]+:)?'?([a-z_.]+)=([^'\s]+)", span)
        if setting:
            yield from (f"`{span}`: {w}" for w in
                        wrong_recipe(program, f"{setting.group(1)}: {setting.group(2)}"))


def whole_lists(program, text):
    """Rows of a table of keys: a row whose first cell is one key and that begins to list its choices
    lists them all."""
    section = None
    for line in text.split("\n"):
        head = re.match(r"`(\w+)` is a protocol", line)
        section = head.group(1) if head else None if line.startswith("#") else section
        row = re.match(r"\| `(\w+)` \| (.*) \|$", line)
        if not row or not section:
            continue
        for _, described in program.section(section).get(row.group(1), []):
            choices = [c for c in re.findall(r"\{\w+: N\}|[\w-]+", described.split(" with ")[0].partition("one of:")[2])]
            said = [re.sub(r": n\}", ": N}", s) for s in re.findall(r"`([^`]+)`", row.group(2))]
            if choices and set(choices) & set(said) and set(choices) - set(said):
                yield f"{section}.{row.group(1)} also takes {sorted(set(choices) - set(said))}"


def wrong_operands(program, code, own):
    """`own`: names that the document itself writes."""
    exercises = program.ask("exercise")
    for command, operands in re.findall(r"(?:^|[`$;|(] ?|build/)ravine (list|explain|run|show|sheet|exercise|surface|tui)"
                                        r"((?: (?!-)[\w.-]+)+)", code, re.M):
        for word in operands.split():
            if word.isupper() or word in own or word.endswith((".yaml", "...")):
                continue
            good = {"list": lambda w: program.answers("list", w),
                    "explain": lambda w: program.answers("explain", *operands.split()),
                    "exercise": lambda w: re.search(rf"\b{re.escape(w)}\b", exercises),
                    "surface": lambda w: w.replace("-", "_") in program.names("surfaces")
                    }.get(command, lambda w: w in program.names("scenarios") or
                          glob.glob(f"scenarios/*/{w}.yaml"))(word)
            if not good:
                yield f"ravine {command} {word}: nothing is called so"


def wrong_options(program, spans):
    helps = "".join(program.help(c) for c in program.names("commands"))
    for span in set(spans):
        for option in re.findall(r"(?:^|^[a-z]+ )(--[a-z][a-z-]*)", span):
            if option not in ("--version",) and not re.search(rf"^[ ,\w-]*{option}\b", helps, re.M):
                yield f"`{span}`: no command takes {option}"


@functools.lru_cache(maxsize=None)
def written():
    """Names of files in the sources, and of the tree."""
    tree = {os.path.basename(p) for p in glob.glob("**/*.*", recursive=True) if not p.startswith("build/")}
    text = "".join(read(p) for p in glob.glob("src/**/*.[ch]", recursive=True))
    return tree, text


def wrong_files(spans, own):
    tree, text = written()
    for span in set(spans):
        if re.fullmatch(r"[\w-]+\.(?:csv|json|npy|yaml|gp|dat|c|h|def|md|txt|svg|pdf)", span) and \
                not re.match(r"NAME|[A-Z]+\.|test_NAME", span) and span not in own:
            if span not in tree and span not in text:
                yield f"`{span}`: neither a file of the tree nor one that the sources write"


def wrong_variables(code):
    _, text = written()
    for name in set(re.findall(r"\bRAVINE_[A-Z]+\b", code)):
        if f'"{name}"' not in text:
            yield f"{name}: the program does not read it"


def wrong_places(prose):
    flat = re.sub(r"\s+", " ", prose)
    for thing, path in re.findall(r"`((?:struct |enum )?\w+)(?:\(\))?` (?:\(|in )`((?:src|include)/[\w/]+\.[ch])`", flat):
        if not os.path.exists(path):
            continue  # told by the check of paths
        kind, _, name = thing.rpartition(" ")
        pattern = rf"^{kind} {name} \{{" if kind else \
            rf"^(?![^\n]*;$)[\w][\w *]*\b{name}\(|^#define {name}\b|\b{name}\b(?:\[[^\]]*\])* = "
        if path.endswith(".h") and not kind:
            pattern = rf"\b{name}\b"  # declared is enough
        if not re.search(pattern, read(path), re.M):
            yield f"{thing} is not defined in {path}"


def wrong_defaults(program, prose):
    flat = re.sub(r"\s+", " ", prose)
    for match in re.finditer(r"`([\w-]+)` \((?:the )?default\b", flat):
        before = re.split(r"\. |\| \|", flat[:match.start()])[-1]
        keys = [k for k in re.findall(r"`(?:--)?([a-z_.]+)`", before) if k != match.group(1)]
        known = [k.split(".")[-1] for k in keys if k.split(".")[-1] in program.all_rows()]
        key = known[-1] if known else None
        rows = program.all_rows().get(key, []) if key else []
        if rows and match.group(1) not in [default for default, _ in rows]:
            yield f"`{match.group(1)}` is not the default of {key}: {rows[0][0]}"


def menu_keys(text):
    """Labels of the screen of all keys, which stands in docs/menu.md and is tested there."""
    screen = re.search(r"^ Keys\n.*?^```", text, re.M | re.S)
    return {word for line in (screen.group(0) if screen else "").split("\n")
            if re.match(r"   \S", line) for word in line[3:19].split()}


def check(program, path, text, parse, sources):
    """Everything that one document says and that is not so."""
    blocks, prose = parse(re.sub(r"^## What is not there yet\n(?:(?!## ).*\n)*", "", text, flags=re.M))
    spans = spans_of(prose)
    shell = "\n".join(b.text for b in blocks if b.kind in ("sh", "console"))
    own = {b.argument for b in blocks if b.kind == "yaml"} | set(re.findall(r">\s*([\w.-]+)", shell)) | \
        set(re.findall(r"--out ([\w.-]+)", shell))
    keys = menu_keys(read("docs/menu.md")) if path.startswith(("docs/menu", "docs/lessons")) else set()
    wrong = list(wrong_words(program, [s for s in spans if s not in keys], sources))
    wrong += [f"`{s}`: no key of the menu" for s in set(spans)
              if keys and len(s) == 1 and s not in keys and not s.isdigit()]
    wrong += wrong_keys(program, spans)
    wrong += whole_lists(program, text)
    wrong += wrong_operands(program, "\n".join(f"`{s}" for s in spans) + "\n" + shell, own)
    wrong += wrong_options(program, spans)
    wrong += wrong_files(spans, own)
    wrong += wrong_variables("\n".join(spans) + shell)
    wrong += wrong_places(prose)
    wrong += wrong_defaults(program, prose)
    wrong += wrong_numbers(program, path, prose)
    return wrong


# ---- Lists that stand in one document ----

def table_after(text, heading):
    """Code spans of the first cells of the first table behind a heading."""
    part = text.split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", part, re.M).group(0)
    return [re.findall(r"`([^`]+)`|^\| (\d+) ", line.split(" | ")[0] + " ") for line in table.split("\n")[2:] if line]


def wrong_tables(program):
    cells = {name: {a or b for row in table_after(read(path), heading) for a, b in row}
             for name, path, heading in (
                 ("statuses", "README.md", "## Exit status"),
                 ("formats", "plots/README.md", "## Formats"),
                 ("figures", "plots/README.md", "## Types"),
                 ("top", "docs/SCENARIO-FORMAT.md", "## Keys at the top"),
                 ("sections", "docs/SCENARIO-FORMAT.md", "## The recipe"),
                 ("evaluate", "docs/SCENARIO-FORMAT.md", "## Validation"))}
    statuses = set(re.findall(r"^    X\(\w+, (\d+),", read("include/ravine/status.h"), re.M))
    formats = set(re.search(r"--format FORMAT.*?one of: ([^.]*)\.", program.help("run"), re.S).group(1)
                  .replace(",", "").split())
    of_network = program.sections - {"surface", "start", "replicas", "noise", "validation", "changes"}
    wanted = {"statuses": statuses, "formats": formats, "top": program.top_keys(),
              "evaluate": set(program.rows("Sections of a recipe", "evaluate")),
              "sections": of_network}
    for name, names in wanted.items():
        for missing in sorted(names - cells[name]):
            yield f"the table of {name} leaves out {missing}"
        for extra in sorted(cells[name] - names):
            yield f"the table of {name} has {extra}, which the program has not"
    helped = set(re.findall(r"(?:status:|;)\s+(\d+) ", program.ask("help")))
    if helped != statuses:
        yield f"`ravine help` knows the exit statuses {sorted(helped)}, the program {sorted(statuses)}"
    said = re.search(r"((?:`\w+`(?:, | and ))*`\w+`) print one JSON document", read("README.md"))
    has = {c for c in program.names("commands") if "--json" in program.help(c)}
    if not said or set(re.findall(r"`(\w+)`", said.group(1))) != has:
        yield f"README.md: --json is taken by {sorted(has)}"


# ---- Numbers ----

def sources_of():
    files = glob.glob("src/**/*.[ch]", recursive=True) + glob.glob("src/**/*.def", recursive=True) + \
        glob.glob("include/**/*.h", recursive=True)
    lines = sorted(read(p).count("\n") for p in files)
    return [len(files), lines[len(lines) // 2]]


def lessons():
    minutes = [int(m) for m in re.findall(r"^\| \[\d.*?\| (\d+) \|", read("docs/lessons/README.md"), re.M)]
    return [len(glob.glob("docs/lessons/[0-9]*.md")), min(minutes), max(minutes)]


def variants(name):
    path, = glob.glob(f"scenarios/*/{name}.yaml")
    text = read(path)
    block = re.search(r"^variants:\n((?:  .*\n)+)", text, re.M).group(1)
    return [len(re.findall(r"^  \w+:", block, re.M)), int(re.search(r"count: (\d+)", text).group(1))]


def catalogue():
    runs = sum(variants(os.path.basename(p)[:-5])[0] for p in glob.glob("scenarios/*/*.yaml")
               if not re.search(r"^long: true", read(p), re.M))
    return [20 * runs]


def defined(path, name):
    return [float(re.search(rf"\b{name}\b\s*=?\s*\(?(?:size_t\)\s*)?([\d.]+)", read(path)).group(1))]


# Document, what is said, what is counted; `about`: within a tenth.
NUMBERS = [
    ("docs/ARCHITECTURE.md", r"[Ss]ome (\d+) files, half of them shorter than (\d+) lines", "about",
     lambda p: sources_of()),
    ("README.md", r"holds (\w+) lessons of (\d+) to (\d+) minutes", "", lambda p: lessons()),
    ("docs/lessons/README.md", r"(\w+) lessons of (\d+) to (\d+) minutes", "", lambda p: lessons()),
    ("README.md", r"twice ([\d,]+) runs", "about", lambda p: catalogue()),
    ("README.md", r"whole scenario, (\w+) variants on (\w+) seeds", "", lambda p: variants("large-lr")),
    ("docs/lessons/5-reading-a-curve.md", r"lists the (\w+) that check themselves", "",
     lambda p: [len(re.findall(r"^\s+- name:", "".join(map(read, glob.glob("scenarios/*/*.yaml"))), re.M))]),
    ("docs/SCENARIO-FORMAT.md", r"at most (\w+) words", "",
     lambda p: defined("include/ravine/scenario.h", "RV_HIDDEN_WORDS")),
    ("docs/GLOSSARY.md", r"at most (\w+) \(`RV_OPERATION_BLOCK`\)", "",
     lambda p: defined("src/nn/operation.h", "RV_OPERATION_BLOCK")),
    ("docs/decisions/005-claims-are-compared-here.md", r"(\d+) lines of grammar", "about",
     lambda p: [read("src/scenario/claim_grammar.c").count("\n")]),
    ("docs/howto/README.md", r"\| to add \|", "", lambda p: []),
]


def wrong_numbers(program, path, prose):
    for document, pattern, how, count in NUMBERS:
        if document != path:
            continue
        found = re.search(pattern, re.sub(r"\s+", " ", prose))
        if not found:
            yield f"nothing says /{pattern}/ any more: take the row out of tests/docs/statements.py"
            continue
        for said, counted in zip(found.groups(), count(program)):
            share = 0.1 if how == "about" else 0
            if abs(number(said) - counted) > share * counted:
                yield f"'{found.group(0)}': it is {counted:g}, not {said}"
    if re.match(r"docs/lessons/\d", path):
        yield from wrong_minutes(path, prose)
        yield from wrong_answers(path, prose)


def leaves(text, prefix=""):
    """`a: {b: 1}, c.d: 2` as {"b": "1", "d": "2"}: by the last part of the key."""
    for key, value in split_map(text.strip("[]")):
        if value.startswith("{"):
            yield from leaves(value[1:-1])
        elif key.startswith("{"):
            yield from leaves(text.strip("[]{}"))
            return
        elif key not in ("epoch", "step"):
            yield key.split(".")[-1], value.strip("{}[]")


def wrong_answers(path, prose):
    """What a lesson gives as the answer of an exercise is the solution that the tests apply."""
    solved = dict(line.split(" ", 1) for line in read("tests/exercises/solutions").splitlines()
                  if line and not line.startswith("#"))
    for name, answer in re.findall(r"^\| `ravine exercise ([\w-]+)` \|[^|]*\| (.*) \|$", prose, re.M):
        said = [pair for span in re.findall(r"`([^`]+)`", answer)
                for pair in leaves(re.sub(r"^changes: ", "", span))]
        for key, value in said:
            if not re.search(rf"(?:^|[.~ {{]){key}[=:]~?{re.escape(value)}(?=$|[ }}\],])", solved.get(name, "")):
                yield f"the answer of {name} is '{solved.get(name)}' in the tests, not {key}: {value}"


def wrong_minutes(path, prose):
    """The timetable of a lesson has no gap, and ends when the list of lessons says."""
    times = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", prose, re.M)]
    listed = re.search(rf"\({os.path.basename(path)}\) \| (\d+) \|", read("docs/lessons/README.md"))
    if not times or times[0][0] != 0 or any(a[1] != b[0] for a, b in zip(times, times[1:])):
        yield f"the timetable has a gap: {times}"
    elif not listed or int(listed.group(1)) != times[-1][1]:
        yield f"the timetable ends after {times[-1][1]} minutes, the list of lessons says otherwise"


# ---- Each check refuses what is wrong in its way ----

SPOILED = ["`learnign_rate`", "`optimizer.betta`", "`optimizer: {learning_rate: -3}`", "`units: -1`",
           "`evaluate: {mode: sideways}`", "`data: {set: nothing}`", "`changes: [{epoch: 3, train.batsh: 4}]`",
           "`--set train.batch=0`", "`network.conv2d.filtres: 3`", "`ravine list optimisers`",
           "`ravine explain xyzzy`", "`ravine exercise calm-this`", "`ravine run large-lrr`",
           "`ravine surface quadratics`", "`--colour`", "`nothing.csv`", "`nothing.c`", "`RAVINE_NOTHING=1`",
           "`every-epoch` (the default) of", "`record.weights` is `none` (the default)",
           "`rv_run_step()` (`src/run/step.h`, `src/nn/plan.c`) and `rv_plan_create()` (`src/run/run.c`)",
           "`evaluate` is a protocol\n\n| `mode` | `inference` |"]
GOOD = ("`learning_rate` `optimizer.beta1: 0.9` `data: {set: csv}` `units: classes` `examples: {first: 30}` "
        "`ravine list optimizers` `ravine explain batchnorm.momentum` `ravine exercise calm-it` `epochs.csv` "
        "`--seeds 3` `RAVINE_ISA=x86-64` `record.weights` is `none`, `final` (the default)")


def mutations(program, parse):
    for text in SPOILED[:18] + SPOILED[19:]:
        if not check(program, "x.md", text + "\n", parse, set()):
            yield f"accepted: {text}"
    yield from (f"refused: {w}" for w in check(program, "x.md", GOOD + "\n", parse, set()))
    if not list(wrong_numbers(program, "README.md", "holds six lessons of 20 to 45 minutes")):
        yield "accepted: six lessons"
    row = "| `ravine exercise quieter-for-nothing` | half | `train: {batch: 64}` |"
    if not list(wrong_answers("x.md", row)) or list(wrong_answers("x.md", row.replace("64", "128"))):
        yield "accepted: another answer of an exercise, or refused: the right one"
    if not list(wrong_minutes("docs/lessons/2-noise-and-batch.md", "| 0–8 | a |\n| 9–30 | b |")):
        yield "accepted: a timetable with a gap"
