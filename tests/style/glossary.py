"""Words of the code, of the scenario files and of the screens: docs/GLOSSARY.md has each of them, or
tests/style/plain_words.txt, where it means what it means in C or in plain English.

Looked at are names that more than one file uses: folders, files, tags of structs and enums (rv_...),
columns, sections, keys of scenarios, views, and the hints on screen. Not looked at are names of one
optimizer, layer, surface, ...: `ravine explain` tells those.
"""

import glob
import os
import re

from map import code, public, read, sources

GLOSSARY = "docs/GLOSSARY.md"
PLAIN = "tests/style/plain_words.txt"


def one(word):
    """The singular, as far as a rule can tell; lower case."""
    word = word.lower()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is", "as")) else word


def split(name):
    return [one(w) for w in re.findall(r"[A-Za-z]{2,}", name.replace("utf8", "utf"))]


def rows(root, path):
    """The first argument of each row of a .def file."""
    full = os.path.join(root, path)
    text = re.sub(r"/\*.*?\*/", "", read(full), flags=re.S) if os.path.exists(full) else ""
    return re.findall(r'^\s*X\("?([^",)]+)', text, re.M)


def types(root):
    """Names of all types of all registries."""
    found = glob.glob(os.path.join(root, "src/**/*.def"), recursive=True)
    found = [os.path.relpath(p, root) for p in found]
    return {row for p in found if not p.endswith(("columns.def", "views.def", "keys.def", "commands.def"))
            for row in rows(root, p)}


def used(root):
    """Each word, and one place where it is used."""
    words, own = {}, types(root)

    def note(name, where):
        for word in split(name):
            words.setdefault(word, where)

    for path in sources(root) + public(root):
        stem = os.path.basename(path)[:-2]
        place = re.sub(r"^(src|include/ravine)/?", "", os.path.dirname(path))
        if stem not in own:
            note(stem, path)
        note(place, path)
        for tag in re.findall(r"\b(?:struct|enum) rv_(\w+)\s*\{", code(os.path.join(root, path))):
            if not any(re.fullmatch(t + "_?s?", tag) for t in own):
                note(tag, f"{path}: rv_{tag}")
    for path in ("src/run/epoch_columns.def", "src/run/step_columns.def", "src/tui/views.def"):
        for row in rows(root, path):
            note(row, f"{path}: {row}")
    for path, pattern in (("src/scenario/keys.c", r'\b(?:TEXT|NAMES)\((\w+)|\.name = "(\w+)"'),
                          ("src/recipe/section.c", r'^    \{"(\w+)"'),
                          ("src/tui/keys.def", r'^X\(\w+, "[^"]*", [^"]*"([^"]+)"')):
        full = os.path.join(root, path)
        text = read(full) if os.path.exists(full) else ""
        for match in re.findall(pattern, text, re.M):
            name = match if isinstance(match, str) else "".join(match)
            note(name, f"{path}: {name}")
    return words


def heads(text):
    """The first word of each entry."""
    return [h.split(", ")[0] for h in re.findall(r"\n\n\*\*(.+?)\.?\*\*", text)]


def glossary(root="."):
    text = read(os.path.join(root, GLOSSARY))
    wrong, named = [], heads(text)
    plain = [w for line in read(os.path.join(root, PLAIN)).split("\n")
             if not line.startswith("#") for w in line.split()]
    words = used(root)
    known = {w for bold in re.findall(r"\*\*(.+?)\*\*", text, re.S) for w in split(bold)}
    for word in sorted(set(words) - known - set(plain)):
        wrong.append(f"{words[word]}: '{word}' is neither in {GLOSSARY} nor in {PLAIN}")
    wrong += [f"{PLAIN}: '{w}' is in the glossary too" for w in plain if w in known]
    wrong += [f"{PLAIN}: '{w}' is used nowhere" for w in sorted(set(plain) - set(words))]
    wrong += [f"{PLAIN}: '{w}' stands twice" for w in sorted(set(plain)) if plain.count(w) > 1]
    wrong += [f"{GLOSSARY}: '{b}' stands behind '{a}'" for a, b in zip(named, named[1:])
              if a.lower() > b.lower()]
    return wrong


ENTRIES = "# Glossary\n\n**nn.** Neural network.\n\n**quark.** One.\n"
SPOILED = [  # what the check must refuse
    {GLOSSARY: ENTRIES, PLAIN: "", "src/nn/quark.c": "", "src/nn/gather.c": ""},
    {GLOSSARY: ENTRIES, PLAIN: "", "src/nn/quark.h": "struct rv_ink {\n    int a;\n};\n"},
    {GLOSSARY: ENTRIES, PLAIN: "view\ntui\n", "src/nn/quark.c": "", "src/tui/views.def": "X(tale)\n"},
    {GLOSSARY: ENTRIES, PLAIN: "run epoch column\n", "src/nn/quark.c": "",
     "src/run/epoch_columns.def": "X(OUTLOOK_LOSS, outlook_loss)\n"},
    {GLOSSARY: ENTRIES, PLAIN: "quark\n", "src/nn/quark.c": ""},
    {GLOSSARY: ENTRIES, PLAIN: "lost\n", "src/nn/quark.c": ""},
    {GLOSSARY: ENTRIES + "\n**a.** Behind q.\n", PLAIN: "", "src/nn/quark.c": ""},
]
