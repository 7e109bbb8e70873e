"""YOLOX-nano as a torch module, without batch normalisation (it is folded into the convolutions already).

Architecture: Ge et al. 2021, "YOLOX: exceeding YOLO series in 2021" (depth .33, width .25, depthwise). The
starting weights are read from the published ONNX file; every layer is trained further.
Input: float32 (n, 3, h, w), BGR 0..255, h and w multiples of 32. Needs torch, onnx and onnxruntime (training only).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn.functional import interpolate, max_pool2d, silu

STRIDES = (8, 16, 32)
COCO = 80
# Where the published network already knows nearly the thing, its row is the start: TV, laptop, phone; book.
KIN = {"screen": (62, 63, 67), "paper": (73,)}


class Conv(nn.Module):
    """Convolution and SiLU."""

    def __init__(self, c: int, out: int, size: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c, out, size, stride, size // 2, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        return silu(self.conv(x))


def depthwise(c: int, out: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(Conv(c, c, 3, stride, c), Conv(c, out))


class Bottleneck(nn.Module):
    def __init__(self, c: int, shortcut: bool) -> None:
        super().__init__()
        self.one, self.two, self.shortcut = Conv(c, c), depthwise(c, c), shortcut

    def forward(self, x: Tensor) -> Tensor:
        y = self.two(self.one(x))
        return x + y if self.shortcut else y


class Csp(nn.Module):
    def __init__(self, c: int, out: int, n: int, shortcut: bool = True) -> None:
        super().__init__()
        half = out // 2
        self.one, self.two = Conv(c, half), Conv(c, half)
        self.chain = nn.Sequential(*(Bottleneck(half, shortcut) for _ in range(n)))
        self.out = Conv(out, out)

    def forward(self, x: Tensor) -> Tensor:
        one, two = self.one(x), self.two(x)
        return self.out(torch.cat((self.chain(one), two), 1))


class Pyramid(nn.Module):
    """Spatial pyramid pooling: 5, 9 and 13 pixels."""

    def __init__(self, c: int) -> None:
        super().__init__()
        self.one, self.two = Conv(c, c // 2), Conv(c * 2, c)

    def forward(self, x: Tensor) -> Tensor:
        x = self.one(x)
        return self.two(torch.cat((x, *(max_pool2d(x, k, 1, k // 2) for k in (5, 9, 13))), 1))


class Level(nn.Module):
    """The head at one stride."""

    def __init__(self, c: int, classes: int) -> None:
        super().__init__()
        self.stem = Conv(c, 64)
        self.cls = nn.Sequential(depthwise(64, 64), depthwise(64, 64))
        self.cls_out = nn.Conv2d(64, classes, 1)
        self.reg = nn.Sequential(depthwise(64, 64), depthwise(64, 64))
        self.reg_out, self.obj_out = nn.Conv2d(64, 4, 1), nn.Conv2d(64, 1, 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = self.stem(x)
        cls = self.cls_out(self.cls(x))
        reg = self.reg(x)
        return self.reg_out(reg), self.obj_out(reg), cls


class Network(nn.Module):
    """Answers (n, cells, 4 + classes): raw box offsets, and logits = class + objectness (one sigmoid for both).

    Adding the two logits keeps what the published network knows about "there is a thing", and leaves one score
    for each class, which a photo where that class was not annotated can leave out of the loss.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.stem = Conv(12, 16, 3)
        self.dark2 = nn.Sequential(depthwise(16, 32, 2), Csp(32, 32, 1))
        self.dark3 = nn.Sequential(depthwise(32, 64, 2), Csp(64, 64, 3))
        self.dark4 = nn.Sequential(depthwise(64, 128, 2), Csp(128, 128, 3))
        self.dark5 = nn.Sequential(depthwise(128, 256, 2), Pyramid(256), Csp(256, 256, 1, False))
        self.lateral, self.p4 = Conv(256, 128), Csp(256, 128, 1, False)
        self.reduce, self.p3 = Conv(128, 64), Csp(128, 64, 1, False)
        self.down3, self.n3 = depthwise(64, 64, 2), Csp(128, 128, 1, False)
        self.down4, self.n4 = depthwise(128, 128, 2), Csp(256, 256, 1, False)
        self.levels = nn.ModuleList(Level(c, classes) for c in (64, 128, 256))

    def maps(self, x: Tensor, *, still: bool = False) -> list[tuple[Tensor, Tensor, Tensor]]:
        """`still`: the first three stages, which cost most of the time, learn nothing this time."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and not still):
            x = torch.cat((x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]), 1)
            c3 = self.dark3(self.dark2(self.stem(x)))
        c4 = self.dark4(c3)
        top = self.lateral(self.dark5(c4))
        p4 = self.reduce(self.p4(torch.cat((interpolate(top, scale_factor=2.0), c4), 1)))
        p3 = self.p3(torch.cat((interpolate(p4, scale_factor=2.0), c3), 1))
        n3 = self.n3(torch.cat((self.down3(p3), p4), 1))
        n4 = self.n4(torch.cat((self.down4(n3), top), 1))
        return [level(m) for level, m in zip(self.levels, (p3, n3, n4), strict=True)]

    def forward(self, x: Tensor, still: bool = False) -> Tensor:
        rows = [torch.cat((reg, cls + obj), 1).flatten(2) for reg, obj, cls in self.maps(x, still=still)]
        return torch.cat(rows, 2).transpose(1, 2)


class Shipped(nn.Module):
    """As shipped: scores after the sigmoid; the box offsets stay raw, the program decodes them."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor) -> Tensor:
        out = self.network(x)
        return torch.cat((out[..., :4], out[..., 4:].sigmoid()), -1)


def _called_in_order(network: Network) -> list[nn.Conv2d]:
    """Every convolution in the order in which it runs: the order of the nodes in an exported file too."""
    order: list[nn.Conv2d] = []
    hooks = [
        m.register_forward_hook(lambda module, *_: order.append(module))
        for m in network.modules()
        if isinstance(m, nn.Conv2d)
    ]
    with torch.no_grad():
        network(torch.zeros(1, 3, 64, 64))
    for hook in hooks:
        hook.remove()
    return order


def published(path: Path) -> Network:
    """The COCO network with the published weights, checked against the file itself. Raises ValueError."""
    model = onnx.load(str(path))
    values = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in model.graph.initializer}
    nodes = [n for n in model.graph.node if n.op_type == "Conv"]
    network = Network(COCO)
    for module, node in zip(_called_in_order(network), nodes, strict=True):
        module.load_state_dict({"weight": values[node.input[1]], "bias": values[node.input[2]]})
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    x = np.random.default_rng(0).uniform(0, 255, (1, 3, 416, 416)).astype(np.float32)
    (truth,) = session.run(None, {session.get_inputs()[0].name: x})
    with torch.no_grad():
        maps = [torch.cat((r, o.sigmoid(), c.sigmoid()), 1).flatten(2) for r, o, c in network.maps(torch.from_numpy(x))]
    ours = torch.cat(maps, 2).transpose(1, 2).numpy()
    if not np.allclose(ours, truth, atol=1e-3):
        raise ValueError(f"the rebuilt network differs from the file by {np.abs(ours - truth).max():.2g}")
    return network


def with_classes(start: Network, classes: list[str]) -> Network:
    """The same network with a new last layer for our classes."""
    network = Network(len(classes))
    ours, theirs = network.state_dict(), start.state_dict()
    network.load_state_dict({k: v if ours[k].shape == v.shape else ours[k] for k, v in theirs.items()})
    for level, old in zip(network.levels, start.levels, strict=True):
        nn.init.normal_(level.cls_out.weight, std=0.01)
        nn.init.constant_(level.cls_out.bias, -2.0)
        for name, rows in KIN.items():
            with torch.no_grad():
                level.cls_out.weight[classes.index(name)] = old.cls_out.weight[list(rows)].mean(0)
                level.cls_out.bias[classes.index(name)] = old.cls_out.bias[list(rows)].mean(0)
    return network


def export(network: Network, path: Path) -> None:
    """Write the ONNX file: input `image` (1, 3, h, w), output `cells` (1, cells, 4 + classes)."""
    axes = {"image": {2: "height", 3: "width"}, "cells": {1: "cells"}}
    torch.onnx.export(
        Shipped(network).eval(),
        (torch.zeros(1, 3, 640, 640),),
        str(path),
        input_names=["image"],
        output_names=["cells"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
