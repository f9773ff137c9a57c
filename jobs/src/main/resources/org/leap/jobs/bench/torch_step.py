"""Training steps of PyTorch, for `leap bench step` and `leap bench engine` with `--peer torch`.

Arguments: network, batch size, optimizer, threads, clock (process or wall), and "autocast" where
bfloat16 is to be timed too, or "local-sgd", workers and steps: then so many processes train, what
is timed instead of a step is a round of so many, and parameters are averaged after it. The first
line of the output says what it can time. Then a line
"VARIANT STEPS" of the input is answered by a line of nanoseconds, until the input ends. Every line
of the output is a JSON object; what goes wrong is {"error": "..."}, and that PyTorch cannot be
loaded {"missing": "..."}.

The networks are those of the model zoo, layer by layer.
"""

import sys

# The folder that the command is run in is none to import from.
sys.path[:] = [folder for folder in sys.path if folder]

import contextlib
import json
import os
import tempfile
import time

MINIBATCHES = 16
CLASSES = 10


def say(answer):
    print(json.dumps(answer), flush=True)


try:
    import torch
    from torch import distributed, nn
except Exception as error:  # Whatever keeps it from being loaded.
    say({"missing": str(error)})
    sys.exit()


def convolution(inputs, outputs, kernel, stride=1):
    """Without bias, normalized; images keep their size but for the stride."""
    return [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]


def rectified(inputs, outputs, kernel, stride=1):
    return nn.Sequential(*convolution(inputs, outputs, kernel, stride), nn.ReLU(inplace=True))


def mlp():
    return nn.Sequential(
        nn.Linear(784, 1000),
        nn.ReLU(inplace=True),
        nn.Linear(1000, 1000),
        nn.ReLU(inplace=True),
        nn.Linear(1000, CLASSES),
    )


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 20, 5),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(800, 500),
        nn.ReLU(inplace=True),
        nn.Linear(500, CLASSES),
    )


def vgg16():
    layers, inputs = [], 3
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            layers += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU(inplace=True)]
            inputs = width
        layers.append(nn.MaxPool2d(2))
    layers.append(nn.Flatten())
    inputs = 512
    for _ in range(2):
        layers += [nn.Linear(inputs, 4096), nn.ReLU(inplace=True)]
        inputs = 4096
    return nn.Sequential(*layers, nn.Linear(inputs, CLASSES))


class Residual(nn.Module):
    """Two 3x3 convolutions; where the shape changes, the input passes a 1x1 convolution."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.inner = nn.Sequential(
            *convolution(inputs, outputs, 3, stride),
            nn.ReLU(inplace=True),
            *convolution(outputs, outputs, 3),
        )
        self.shortcut = None
        if stride != 1:
            self.shortcut = nn.Sequential(*convolution(inputs, outputs, 1, stride))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.inner(x)
        y += x if self.shortcut is None else self.shortcut(x)
        return self.relu(y)


def resnet(width, stages, blocks):
    layers, inputs = [rectified(3, width, 3)], width
    for stage in range(stages):
        outputs = width << stage
        for block in range(blocks):
            layers.append(Residual(inputs, outputs, 2 if stage and not block else 1))
            inputs = outputs
    return nn.Sequential(*layers, *classifier(inputs))


def classifier(channels):
    return nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES)


class Inception(nn.Module):
    def __init__(self, inputs, single, reduced3, conv3, reduced5, conv5, pooled):
        super().__init__()
        self.branches = nn.ModuleList(
            [
                rectified(inputs, single, 1),
                nn.Sequential(rectified(inputs, reduced3, 1), rectified(reduced3, conv3, 3)),
                nn.Sequential(rectified(inputs, reduced5, 1), rectified(reduced5, conv5, 3)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), rectified(inputs, pooled, 1)),
            ]
        )
        self.channels = single + conv3 + conv5 + pooled

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


INCEPTIONS = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        (192, 96, 208, 16, 48, 64),
        (160, 112, 224, 24, 64, 64),
        (128, 128, 256, 24, 64, 64),
        (112, 144, 288, 32, 64, 64),
        (256, 160, 320, 32, 128, 128),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)


def googlenet():
    layers = [rectified(3, 64, 3), rectified(64, 64, 1), rectified(64, 192, 3)]
    inputs = 192
    for stage, modules in enumerate(INCEPTIONS):
        if stage:
            layers.append(nn.MaxPool2d(3, 2, 1) if stage == 1 else nn.MaxPool2d(2, 2))
        for channels in modules:
            module = Inception(inputs, *channels)
            layers.append(module)
            inputs = module.channels
    return nn.Sequential(*layers, *classifier(inputs))


NETWORKS = {
    "mlp": (mlp, (784,)),
    "lenet": (lenet, (1, 28, 28)),
    "vgg16": (vgg16, (3, 32, 32)),
    "resnet20": (lambda: resnet(16, 3, 3), (3, 32, 32)),
    "resnet18": (lambda: resnet(64, 4, 2), (3, 32, 32)),
    "googlenet": (googlenet, (3, 32, 32)),
}

OPTIMIZERS = {
    "sgd": lambda weights: torch.optim.SGD(weights, 1e-3),
    "nesterov": lambda weights: torch.optim.SGD(weights, 1e-4, momentum=0.9, nesterov=True),
    "adam": lambda weights: torch.optim.Adam(weights, 1e-5),
}


class Variant:
    """A network of its own, with minibatches in its layout."""

    def __init__(self, name, network, optimizer, minibatches, layout, autocast):
        self.name = name
        self.network = network.to(memory_format=layout)
        self.optimizer = OPTIMIZERS[optimizer](self.network.parameters())
        self.minibatches = [
            (x.contiguous(memory_format=layout) if x.dim() == 4 else x, y) for x, y in minibatches
        ]
        self.autocast = autocast
        self.next = 0

    def step(self):
        x, y = self.minibatches[self.next]
        self.next = (self.next + 1) % len(self.minibatches)
        self.optimizer.zero_grad(set_to_none=True)
        with self.precision():
            loss = nn.functional.cross_entropy(self.network(x), y)
        loss.backward()
        self.optimizer.step()

    def precision(self):
        if self.autocast:
            return torch.autocast("cpu", dtype=torch.bfloat16)
        return contextlib.nullcontext()


class LocalSgd:
    """A variant whose step is a round: local steps, then the average of all workers' parameters."""

    def __init__(self, variant, workers, frequency):
        self.name, self.autocast, self.network = variant.name, False, variant.network
        self.variant, self.workers, self.frequency = variant, workers, frequency

    def step(self):
        for _ in range(self.frequency):
            self.variant.step()
        with torch.no_grad():
            parameters = list(self.network.parameters())
            flat = torch.cat([parameter.reshape(-1) for parameter in parameters])
            distributed.all_reduce(flat)
            flat /= self.workers
            # In place, so that weights keep their layout.
            parts = flat.split([parameter.numel() for parameter in parameters])
            for parameter, part in zip(parameters, parts):
                parameter.copy_(part.view_as(parameter))


def follow(rank, workers, store, known):
    """What the other workers do: the rounds that the first one announces."""
    join(rank, workers, store)
    while True:
        asked = torch.zeros(2, dtype=torch.int64)
        distributed.broadcast(asked, 0)
        variant, rounds = asked.tolist()
        for _ in range(rounds):
            known[variant].step()


def join(rank, workers, store):
    distributed.init_process_group("gloo", "file://" + store, rank=rank, world_size=workers)
    # Until all have found each other.
    distributed.barrier()


def lead(workers, frequency, known):
    """Starts the other workers, which end with this one."""
    os.environ["GLOO_SOCKET_IFNAME"] = "lo"
    known = [LocalSgd(variant, workers, frequency) for variant in known]
    # Where the workers find each other; when all have joined, nobody looks again.
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        for rank in range(1, workers):
            torch.multiprocessing.get_context("fork").Process(
                target=follow, args=(rank, workers, store, known), daemon=True
            ).start()
        join(0, workers, store)
    return known


def variants(network, batch_size, optimizer, autocast):
    make, example = NETWORKS[network]
    layouts = [("", torch.contiguous_format)]
    if len(example) == 3:
        layouts = [
            ("channels first", torch.contiguous_format),
            ("channels last", torch.channels_last),
        ]
    minibatches = [
        (torch.rand(batch_size, *example), torch.randint(CLASSES, (batch_size,)))
        for _ in range(MINIBATCHES)
    ]
    return [
        Variant(name, make(), optimizer, minibatches, layout, bfloat16)
        for bfloat16 in ([False, True] if autocast else [False])
        for name, layout in layouts
    ]


def main(network, batch_size, optimizer, threads, clock, *options):
    torch.manual_seed(42)
    torch.set_num_threads(int(threads))
    known = variants(network, int(batch_size), optimizer, "autocast" in options)
    averaging = "local-sgd" in options
    if averaging:
        known = lead(int(options[1]), int(options[2]), known)
    say(
        {
            "torch": torch.__version__,
            "parameters": sum(p.numel() for p in known[0].network.parameters()),
            "variants": [
                {"layout": variant.name, "autocast": variant.autocast} for variant in known
            ],
        }
    )
    now = time.process_time_ns if clock == "process" else time.perf_counter_ns
    for line in sys.stdin:
        variant, steps = map(int, line.split())
        if averaging:
            distributed.broadcast(torch.tensor([variant, steps]), 0)
        times = []
        for _ in range(steps):
            begin = now()
            known[variant].step()
            times.append(now() - begin)
        say({"nanoseconds": times})


try:
    main(*sys.argv[1:])
except Exception as error:
    say({"error": str(error)})
