"""`ravine export`: every script repeats its run to 1e-6 over 100 steps.

    export.py DRIVER      DRIVER is the program made of export.c

One line a case. Exit status 1 when a script finds a difference, when it does not find one after its
learning rate was spoiled, or when a type of the registries is in no case.
"""

import contextlib
import io
import pathlib
import re
import runpy
import subprocess
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True

# The script's exit status is the test; what it prints must be far below that.
TOLERANCE = 1e-6
SPOIL = 'RATE = optimizer.defaults["lr"]', 'RATE = optimizer.defaults["lr"] * 1.001'
# Methods that PyTorch has no counterpart of.
REFUSED = {"optimizer_" + name for name in (
    "line_search", "newton", "gradient_flow", "steepest_descent", "conjugate_fr", "conjugate_pr",
    "bfgs", "nelder_mead")}


def run(script):
    """The exit status of a script and what it printed."""
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        return end.code, out.getvalue()
    return None, out.getvalue()


def compare(folder):
    script = folder / "pytorch.py"
    status, text = run(script)
    found = re.search(r"largest relative difference: (\S+)", text)
    worst = float(found.group(1)) if found else float("inf")
    spoiled = folder / "spoiled.py"
    source = script.read_text(encoding="utf-8")
    spoiled.write_text(source.replace(*SPOIL), encoding="utf-8")
    seen = source.count(SPOIL[0]) == 1 and run(spoiled)[0] == 1
    held = status == 0 and worst <= TOLERANCE and seen
    print(f"{'same' if held else 'FAILED'}  export {folder.name}: {worst:.1e} "
          f"(allowed {TOLERANCE:.0e})" + ("" if seen else ", and a spoiled rate was not seen"))
    return held


def missing(registries, cases, folder):
    """Types that are in no case: looked for in the scripts and their names."""
    everything = set(cases)
    for registry in ("optimizers", "schedules"):
        kind = registry[:-1]
        yield from (f"{kind} {name}" for name in registries[registry]
                    if f"{kind}_{name}" not in everything | REFUSED)
    scripts = "\n".join((folder / name / "pytorch.py").read_text(encoding="utf-8")
                        for name in cases)
    yield from (f"layer {name}" for name in registries["layers"] if f'("{name}_1' not in scripts)
    yield from (f"loss {name}" for name in registries["losses"] if name not in everything)


def main():
    warnings.simplefilter("ignore")  # an even kernel with padding="same" is slow there
    with tempfile.TemporaryDirectory() as name:
        text = subprocess.run([sys.argv[1], name], check=True, capture_output=True,
                              text=True).stdout
        lines = [line.split("\t") for line in text.splitlines()]
        cases = [line[1] for line in lines if line[0] == "case"]
        refused = {line[1] for line in lines if line[0] == "refused"}
        registries = {line[1]: line[2:] for line in lines if line[0] == "registry"}
        folder = pathlib.Path(name)
        results = [compare(folder / case) for case in cases]
        for what in missing(registries, cases, folder):
            print(f"FAILED  export: {what} is in no case")
            results.append(False)
    if refused != REFUSED:
        print(f"FAILED  export: refused are {', '.join(sorted(refused ^ REFUSED))}")
        results.append(False)
    return 0 if results and all(results) else 1


sys.exit(main())
