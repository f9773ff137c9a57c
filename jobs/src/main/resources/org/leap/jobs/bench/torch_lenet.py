"""Trains the LeNet of the zoo with PyTorch, as PyTorch starts it, to be compared with leap train.

    python3 torch_lenet.py FOLDER RATE SEED EPOCHS [START [IMAGES]]

FOLDER holds the four files of MNIST or Fashion-MNIST. Heavy-ball momentum 0.9, minibatches of 64,
a cosine over the run, features standardized. START is what the weights are drawn from: torch, its
own defaults (if none is given), or as model.initialization says, standard or he. IMAGES are the
first of the training set. Prints one line: start, rate, seed, first loss, test accuracy by epoch.
"""

import gzip
import math
import sys

import numpy
import torch
from torch import nn

BATCH = 64


def read(folder, name, header):
    with gzip.open(f"{folder}/{name}-ubyte.gz") as file:
        return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8, offset=header).copy())


def images(folder, name):
    return read(folder, f"{name}-images-idx3", 16).reshape(-1, 1, 28, 28)


def labels(folder, name):
    return read(folder, f"{name}-labels-idx1", 8).long()


def draw(network, start):
    layers = [layer for layer in network if hasattr(layer, "weight")]
    for layer in layers:
        if start != "torch":
            nn.init.zeros_(layer.bias)
        if start == "he":
            inputs = layer.weight[0].numel()
            variance = 2 / (inputs + len(layer.weight) if layer is layers[-1] else inputs)
            nn.init.normal_(layer.weight, 0, math.sqrt(variance))


def main(folder, rate, seed, epochs, start="torch", count=None):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y = images(folder, "train")[:count], labels(folder, "train")[:count]
    test_x, test_y = images(folder, "t10k"), labels(folder, "t10k")
    mean, deviation = x.float().mean(), x.float().std()
    network = nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10))
    draw(network, start)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    steps = epochs * math.ceil(len(y) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: (1 + math.cos(math.pi * step / steps)) / 2)
    first = None
    accuracies = []
    for _ in range(epochs):
        for batch in torch.randperm(len(y)).split(BATCH):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network((x[batch] - mean) / deviation), y[batch])
            first = loss.item() if first is None else first
            loss.backward()
            optimizer.step()
            schedule.step()
        with torch.no_grad():
            right = sum(
                (network((part - mean) / deviation).argmax(1) == truth).sum().item()
                for part, truth in zip(test_x.split(1000), test_y.split(1000)))
        accuracies.append(right / len(test_y))
    print(start, rate, seed, f"{first:.2f}", *(f"{accuracy:.4f}" for accuracy in accuracies), flush=True)


if __name__ == "__main__":
    main(
        sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]),
        *sys.argv[5:6], *map(int, sys.argv[6:7]))
