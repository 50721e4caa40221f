"""Optimizers and schedules against PyTorch, in double.

    optimizers.py DRIVER      DRIVER is the program made of optimizers.c

One line a comparison; exit status 1 when one differs, or when the check does not see a spoiled
value.
"""

import subprocess
import sys
import warnings

import torch

EPOCHS, PER_EPOCH = 12, 5
CURVATURE = (0.7, 3.1, 7.3)
START = (2.385, -0.731, 0.413)
WATCHED = (2.3, 1.7, 1.71, 1.695, 1.6, 1.9, 1.9, 1.8, 1.7, 1.65, 1.64, 1.9)

# 20 steps of some 20 roundings on numbers near 1; centered RMSprop subtracts nearly equal means.
PATH_TOLERANCE = {"rmsprop": 1e-10}
PATH_TOLERANCE_ELSE = 1e-12
# PyTorch's cosine annealing is a recursion that divides by small numbers near the end.
VALUE_TOLERANCE = {"cosine": 1e-10}
VALUE_TOLERANCE_ELSE = 1e-12


def settings_of(words):
    """{"momentum": "0.9"} of ["momentum=0.9"]."""
    return dict(word.split("=", 1) for word in words)


def number(settings, name, default=0.0):
    return float(settings.get(name, default))


def flag(settings, name):
    return settings.get(name, "false") == "true"


def sections(text):
    """(kind, name, settings, rows) of the driver's output."""
    found = []
    for line in text.splitlines():
        words = line.split()
        if words[0] in ("optimizer", "schedule"):
            found.append((words[0], words[1], settings_of(words[2:]), []))
        else:
            found[-1][3].append([float(word) for word in words[1:]])
    return found


def make_optimizer(name, s, x):
    rate = number(s, "learning_rate")
    betas = (number(s, "beta1"), number(s, "beta2"))
    eps = number(s, "epsilon")
    if name == "sgd":
        return torch.optim.SGD([x], lr=rate, momentum=number(s, "momentum"),
                               nesterov=flag(s, "nesterov"))
    if name == "adagrad":
        return torch.optim.Adagrad([x], lr=rate, eps=eps)
    if name == "rmsprop":
        return torch.optim.RMSprop([x], lr=rate, alpha=number(s, "alpha"), eps=eps,
                                   momentum=number(s, "momentum"), centered=flag(s, "centered"))
    if name == "adadelta":
        return torch.optim.Adadelta([x], lr=rate, rho=number(s, "rho"), eps=eps)
    if name in ("adam", "amsgrad"):
        return torch.optim.Adam([x], lr=rate, betas=betas, eps=eps, amsgrad=name == "amsgrad")
    if name == "nadam":
        # The single-tensor form of 1.13.0a0 multiplies the product by mu twice; the foreach form
        # follows the paper.
        return torch.optim.NAdam([x], lr=rate, betas=betas, eps=eps,
                                 momentum_decay=number(s, "momentum_decay"), foreach=True)
    if name == "adamw":
        return torch.optim.AdamW([x], lr=rate, betas=betas, eps=eps,
                                 weight_decay=number(s, "weight_decay"))
    return None


def path_of(name, s, steps):
    x = torch.tensor(START, requires_grad=True)
    curvature = torch.tensor(CURVATURE)
    optimizer = make_optimizer(name, s, x)
    rows = []
    if optimizer is None:
        return None
    for _ in range(steps):
        optimizer.zero_grad()
        (curvature * x ** 2 / 2 + x ** 4 / 4).sum().backward()
        optimizer.step()
        rows.append(x.detach().tolist())
    return rows


def make_schedule(name, s, optimizer):
    """The scheduler and whether it is stepped once an epoch."""
    scheduler = torch.optim.lr_scheduler
    if name == "constant":
        steps = round(number(s, "warmup") * PER_EPOCH)
        return scheduler.LinearLR(optimizer, number(s, "warmup_from"), 1.0, steps), False
    if name == "step":
        return scheduler.StepLR(optimizer, int(s["every"]), number(s, "factor")), True
    if name == "exponential":
        return scheduler.ExponentialLR(optimizer, number(s, "factor")), True
    if name == "cosine":
        return scheduler.CosineAnnealingLR(optimizer, EPOCHS * PER_EPOCH, number(s, "floor")), False
    if name == "warm_restarts":
        period = round(number(s, "period") * PER_EPOCH)
        return scheduler.CosineAnnealingWarmRestarts(optimizer, period, int(s["multiplier"]),
                                                     number(s, "floor")), False
    if name == "one_cycle":
        return scheduler.OneCycleLR(optimizer, 1.0, total_steps=EPOCHS * PER_EPOCH,
                                    pct_start=number(s, "peak"),
                                    base_momentum=number(s, "momentum_to"),
                                    max_momentum=number(s, "momentum_from"),
                                    div_factor=number(s, "start_divisor"),
                                    final_div_factor=number(s, "final_divisor")), False
    if name == "cyclic":
        mode = "triangular2" if flag(s, "halve") else "triangular"
        return scheduler.CyclicLR(optimizer, number(s, "low"), 1.0,
                                  round(number(s, "rise") * PER_EPOCH), mode=mode,
                                  cycle_momentum=False), False
    if name == "plateau":
        # Ours counts as Keras does: PyTorch falls one epoch later.
        return scheduler.ReduceLROnPlateau(optimizer, factor=number(s, "factor"),
                                           patience=int(s["patience"]) - 1,
                                           threshold=number(s, "min_delta"), threshold_mode="abs",
                                           cooldown=int(s["cooldown"]),
                                           min_lr=number(s, "floor"), eps=0), True
    return None, False


def values_of(name, s):
    x = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1.0, momentum=0.5)
    scheduler, by_epoch = make_schedule(name, s, optimizer)
    rows = []
    if scheduler is None:
        return None
    for step in range(EPOCHS * PER_EPOCH):
        group = optimizer.param_groups[0]
        rows.append([group["lr"], group["momentum"]])
        optimizer.step()
        last = (step + 1) % PER_EPOCH == 0
        if name == "plateau":
            if last:
                scheduler.step(WATCHED[step // PER_EPOCH])
        elif last or not by_epoch:
            if step + 1 < EPOCHS * PER_EPOCH:
                scheduler.step()
    return rows


def difference(ours, theirs):
    """The largest difference; NaN of ours (no momentum of its own) is skipped."""
    if len(ours) != len(theirs):
        return float("inf")
    pairs = [(a, b) for p, q in zip(ours, theirs) for a, b in zip(p, q) if a == a]
    return max(abs(a - b) if b == b else float("inf") for a, b in pairs)


def compare(kind, name, s, rows):
    if kind == "optimizer":
        theirs = path_of(name, s, len(rows))
        tolerance = PATH_TOLERANCE.get(name, PATH_TOLERANCE_ELSE)
    else:
        theirs = values_of(name, s)
        tolerance = VALUE_TOLERANCE.get(name, VALUE_TOLERANCE_ELSE)
    title = " ".join([kind, name] + [f"{key}={value}" for key, value in s.items()])
    if theirs is None:
        print(f"FAILED  {title}: unknown here")
        return False
    worst = difference(rows, theirs)
    spoiled = [list(row) for row in rows]
    spoiled[-1][0] *= 1 + 1e-6
    held = worst <= tolerance
    seen = difference(spoiled, theirs) > tolerance
    print(f"{'same' if held and seen else 'FAILED'}  {title}: {worst:.1e} (allowed {tolerance:.0e})"
          + ("" if seen else ", and a spoiled value was not seen"))
    return held and seen


def main():
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    text = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    found = sections(text)
    results = [compare(*section) for section in found]
    return 0 if results and all(results) else 1


sys.exit(main())
