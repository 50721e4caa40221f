"""Losses and optimizers of ravine made of PyTorch's."""

import torch
from torch import nn

from mirror.network import Unknown


def reals(text):
    """[0.5, 2] of "[0.5, 2]"."""
    return torch.tensor([float(word) for word in text.strip("[]").split(",") if word.strip()])


class Loss:
    """loss(logits, labels): the weighted mean over the batch; each(): one an example."""

    KEYS = {"class_weights", "label_smoothing", "l1", "l2"}

    def __init__(self, case):
        self.type, settings = case.loss
        if set(settings) != self.KEYS:
            raise Unknown(f"{self.type} has other keys: {', '.join(set(settings) ^ self.KEYS)}")
        if self.type not in ("cross_entropy", "binary_cross_entropy", "mean_squared_error"):
            raise Unknown(f"loss {self.type} is unknown here")
        self.weights = reals(settings["class_weights"])
        self.smoothing = float(settings["label_smoothing"])
        self.l1, self.l2 = float(settings["l1"]), float(settings["l2"])

    def target(self, logits, labels):
        """One-hot (one unit: 0 or 1), smoothed towards the even spread as PyTorch does it."""
        units = logits.shape[1]
        if units == 1:
            return (1 - self.smoothing) * labels[:, None].double() + self.smoothing / 2
        return (1 - self.smoothing) * nn.functional.one_hot(labels, units) + self.smoothing / units

    def each(self, logits, labels):
        if self.type == "cross_entropy":
            return nn.CrossEntropyLoss(label_smoothing=self.smoothing, reduction="none")(logits,
                                                                                         labels)
        kind = nn.BCEWithLogitsLoss if self.type == "binary_cross_entropy" else nn.MSELoss
        return kind(reduction="none")(logits, self.target(logits, labels)).mean(1)

    def weight(self, labels):
        return self.weights[labels] if len(self.weights) else torch.ones(len(labels))

    def __call__(self, logits, labels):
        """PyTorch's own reduction wherever it has one. It has none for weights of whole examples
        together with smoothing: its cross-entropy then weights each class of the spread target."""
        if self.type == "cross_entropy" and not (len(self.weights) and self.smoothing):
            weights = self.weights if len(self.weights) else None
            return nn.CrossEntropyLoss(weights, label_smoothing=self.smoothing)(logits, labels)
        if not len(self.weights):
            kind = nn.BCEWithLogitsLoss if self.type == "binary_cross_entropy" else nn.MSELoss
            return kind()(logits, self.target(logits, labels))
        weight = self.weight(labels)
        return (weight * self.each(logits, labels)).sum() / weight.sum()

    def predicted(self, logits):
        if logits.shape[1] > 1:
            return logits.argmax(1)
        return (logits[:, 0] > (0.5 if self.type == "mean_squared_error" else 0)).long()

    def penalty(self, network):
        kernels = [network.parameter(place) for place in network.case.ranges
                   if place.array == "kernel"]
        return sum((self.l1 * k.abs().sum() + self.l2 * (k ** 2).sum() for k in kernels),
                   torch.zeros(()))


def optimizer_of(network, factor=1.0):
    """The case's optimizer over the mirror's parameters; `factor` spoils the learning rate."""
    name, settings = network.case.optimizer
    value = {key: float(text) for key, text in settings.items() if text not in ("true", "false")}
    rate = value["learning_rate"] * factor
    groups = [{"params": [network.parameter(place)], "lr": rate * place.rate}
              for place in network.case.ranges if place.trainable]
    if name == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=value["momentum"],
                               nesterov=settings["nesterov"] == "true")
    if name == "adam":
        return torch.optim.Adam(groups, lr=rate, betas=(value["beta1"], value["beta2"]),
                                eps=value["epsilon"])
    raise Unknown(f"optimizer {name} is unknown here")
