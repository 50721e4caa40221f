"""The recorder of `ravine export --recorder pytorch` beside a training, against what it should say.

    recorder.py DRIVER      DRIVER is the program made of recorder.c

A small network with batch normalisation and dropout is trained twice, with the recorder and without
it: weights, statistics and random numbers must be the same to the bit. Every column of its files is
worked out here another way. One line a column; exit status 1 when one differs.
"""

import copy
import csv
import math
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import torch  # noqa: E402
from torch import nn  # noqa: E402

EPOCHS, EVERY, TOLERANCE = 3, 2, 1e-6  # single precision, and sums in another order


def make():
    """Model, loss, optimizer, batches of training and validation; the same every time."""
    torch.manual_seed(5)
    x, y = torch.randn(70, 1, 6, 6), torch.randint(0, 3, (70,))
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(),
                          nn.Dropout(0.3), nn.Linear(64, 3))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:48], y[:48]), 16,
                                         shuffle=True)
    return model, nn.CrossEntropyLoss(), optimizer, loader, [(x[48:60], y[48:60]),
                                                             (x[60:], y[60:])]


def train(recorder_of, seen=None):
    model, loss_fn, optimizer, loader, validation = make()
    recorder = recorder_of(model, loss_fn, optimizer, loader, validation)
    for _ in range(EPOCHS):
        model.train()
        losses = []
        for x, y in loader:
            optimizer.zero_grad()
            outputs = model(x)
            loss = loss_fn(outputs, y)
            loss.backward()
            losses.append(loss.item())
            before = nn.utils.parameters_to_vector(model.parameters()).detach().clone()
            if recorder:
                with recorder.step(loss, outputs, y):
                    optimizer.step()
            else:
                optimizer.step()
            after = nn.utils.parameters_to_vector(model.parameters()).detach()
            ratio = float((after - before).norm() / before.norm())
        if recorder:
            recorder.end_epoch()
        if seen is not None:
            seen.append((copy.deepcopy(model), losses, ratio))
    return nn.utils.parameters_to_vector(model.parameters()), model[1].running_mean, \
        torch.rand(4), model.training


def outcomes(model, x, y):
    model.eval()
    with torch.no_grad():
        outputs = model(x)
    return nn.functional.cross_entropy(outputs, y, reduction="none").double(), outputs.argmax(1)


def expected(epoch, seen):
    """Columns of a row, worked out from the model that was kept."""
    _, _, _, loader, validation = make()
    x, y = loader.dataset.tensors
    x_val, y_val = (torch.cat(parts) for parts in zip(*validation))
    model, losses, _ = seen[epoch]
    each, predicted = outcomes(model, x_val, y_val)
    right = (predicted == y_val).double().mean().item()
    row = {"epoch": epoch + 1, "loss": sum(losses) / len(losses), "val_loss": each.mean().item(),
           "val_accuracy": right, "val_loss_se": each.std().item() / math.sqrt(len(each)),
           "val_accuracy_se": math.sqrt(right * (1 - right) / len(each)), "learning_rate": 0.1,
           "snapshot_loss": outcomes(model, x, y)[0].mean().item(),
           "weight_norm": nn.utils.parameters_to_vector(model.parameters()).norm().item()}
    if epoch:
        before = outcomes(seen[epoch - 1][0], x_val, y_val)
        row["val_jump_se"] = (each - before[0]).std().item() / math.sqrt(len(each))
        row["flipped"] = (predicted != before[1]).double().mean().item()
    return row, each


def rows_of(folder, name):
    with open(folder / (name + ".csv"), newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def recalibrated_range(model):
    """Batches of another order have other statistics: the loss is near that of all at once."""
    _, _, _, loader, validation = make()
    model = copy.deepcopy(model)
    x, _ = loader.dataset.tensors
    x_val, y_val = (torch.cat(parts) for parts in zip(*validation))
    torch.optim.swa_utils.update_bn([x], model)
    return outcomes(model, x_val, y_val)[0].mean().item()


def compare(folder, seen):
    wrong = []
    for epoch, row in enumerate(rows_of(folder, "epochs")):
        wanted, each = expected(epoch, seen)
        for name, value in wanted.items():
            if abs(float(row[name]) - value) > TOLERANCE * max(1, abs(value)):
                wrong.append(f"{name} of epoch {epoch + 1}: {row[name]}, not {value}")
        if abs(float(row["recalibrated_loss"]) - recalibrated_range(seen[epoch][0])) > 0.1:
            wrong.append(f"recalibrated_loss: {row['recalibrated_loss']}")
        mine = [float(r["loss"]) for r in rows_of(folder, "outcomes")
                if int(r["epoch"]) == epoch + 1]
        if len(mine) != len(each) or max(abs(a - b) for a, b in zip(mine, each)) > TOLERANCE:
            wrong.append(f"outcomes of epoch {epoch + 1}")
    steps = rows_of(folder, "steps")
    if [int(row["step"]) for row in steps] != list(range(EVERY, 3 * EPOCHS + 1, EVERY)):
        wrong.append("steps are others")
    if abs(float(steps[2]["update_ratio"]) - seen[1][2]) > TOLERANCE:
        wrong.append(f"update_ratio: {steps[2]['update_ratio']}, not {seen[1][2]}")
    return wrong


def main():
    torch.set_num_threads(1)
    script = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    with tempfile.TemporaryDirectory() as name:
        folder, space, seen = pathlib.Path(name), {}, []
        exec(compile(script, "ravine_recorder.py", "exec"), space)  # pylint: disable=exec-used
        recorded = train(lambda *of: space["Recorder"](*of, folder=folder, every=EVERY), seen)
        plain = train(lambda *of: None)
        wrong = compare(folder, seen)
    if not all(torch.equal(torch.as_tensor(a), torch.as_tensor(b))
               for a, b in zip(recorded, plain)):
        wrong.append("the recorder changes the training")
    print("FAILED  recorder: " + "; ".join(wrong) if wrong else
          "same  recorder: every column, and the training is the same with it")
    return 1 if wrong else 0


sys.exit(main())
