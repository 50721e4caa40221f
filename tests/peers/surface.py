#!/usr/bin/env python3
"""Steps on the Rosenbrock valley against what else a lecturer would use: plain Python, torch.optim,
and SciPy's minimisers where they are installed. Prints a Markdown table.

    surface.py RAVINE

One process, one thread each; processor time. The peers do the same arithmetic: value and gradient of
f = (1 - x)^2 + 100 (y - x^2)^2, then the update rule of sgd with momentum 0.9 or of Adam.
"""

import json
import math
import subprocess
import sys
import time

RATE, MOMENTUM = 1e-4, 0.9
PYTHON_STEPS, TORCH_STEPS = 200_000, 2_000


def gradient(x, y):
    inner = y - x * x
    return (1 - x) ** 2 + 100 * inner * inner, -2 * (1 - x) - 400 * x * inner, 200 * inner


def python_sgd(steps):
    x, y, u, v = -1.2, 1.0, 0.0, 0.0
    for _ in range(steps):
        _, gx, gy = gradient(x, y)
        u, v = MOMENTUM * u + gx, MOMENTUM * v + gy
        x, y = x - RATE * u, y - RATE * v
    return x, y


def python_adam(steps):
    x, y = -1.2, 1.0
    m, s, p, q = [0.0, 0.0], [0.0, 0.0], 1.0, 1.0
    for _ in range(steps):
        g = gradient(x, y)[1:]
        p, q = p * 0.9, q * 0.999
        step = []
        for k in (0, 1):
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            s[k] = 0.999 * s[k] + 0.001 * g[k] * g[k]
            step.append(1e-3 * (m[k] / (1 - p)) / (math.sqrt(s[k] / (1 - q)) + 1e-8))
        x, y = x - step[0], y - step[1]
    return x, y


def torch_steps(make, steps):
    import torch
    torch.set_num_threads(1)
    z = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = make(torch.optim, [z])
    for _ in range(steps):
        optimizer.zero_grad()
        inner = z[1] - z[0] * z[0]
        loss = (1 - z[0]) ** 2 + 100 * inner * inner
        loss.backward()
        optimizer.step()


def per_second(work, steps):
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        work(steps)
        best = min(best, time.process_time() - begin)
    return steps / best


def scipy_row():
    try:
        from scipy import optimize
    except ImportError:
        return "SciPy is not installed (Debian: python3-scipy): its minimisers are left out."
    begin, rounds = time.process_time(), 20
    for _ in range(rounds):
        found = optimize.minimize(optimize.rosen, [-1.2, 1.0], jac=optimize.rosen_der, method="BFGS")
    milliseconds = 1000 * (time.process_time() - begin) / rounds
    return f"SciPy's BFGS takes {milliseconds:.1f} ms to the minimum, {found.nit} iterations."


def main():
    rows = json.loads(subprocess.run([sys.argv[1], "bench", "--json"], capture_output=True,
                                     text=True, check=True).stdout)
    ours = {r["optimizer"]: r["steps_per_s"] for r in rows
            if r["workload"] == "W4" and r["batch"] == 1 and r["surface"] == "rosenbrock"}
    peers = {
        "sgd": [("plain Python", per_second(python_sgd, PYTHON_STEPS))],
        "adam": [("plain Python", per_second(python_adam, PYTHON_STEPS))],
    }
    try:
        peers["sgd"].append(("torch.optim", per_second(lambda n: torch_steps(
            lambda o, z: o.SGD(z, lr=RATE, momentum=MOMENTUM), n), TORCH_STEPS)))
        peers["adam"].append(("torch.optim", per_second(lambda n: torch_steps(
            lambda o, z: o.Adam(z, lr=1e-3), n), TORCH_STEPS)))
    except ImportError:
        print("PyTorch is not installed (Debian: python3-torch): torch.optim is left out.")
    print("| W4: Rosenbrock, one path | ravine, steps a second | peer | steps a second | ratio |")
    print("|---|---|---|---|---|")
    for name, others in peers.items():
        for peer, rate in others:
            print(f"| {name} | {ours[name]:.3g} | {peer} | {rate:.3g} | {ours[name] / rate:,.0f}× |")
    print()
    print(scipy_row())


if __name__ == "__main__":
    main()
