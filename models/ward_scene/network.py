"""The network as a torch module, rebuilt from the ONNX graph of the backbone, with our own head on top.

MobileNet-EdgeTPU 0.75 (Howard and Gupta 2020, "Introducing the next generation of on-device vision models") has
only convolutions, sums, ReLUs, clips and paddings: the graph itself is the description of the module.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import nn

SIDE = 224  # input height and width in px
CLASSES = ("ward", "clinical_other", "not_ward")
OTHER_WEIGHT = 0.2  # the ranking hardly changes between .1 and .5; a small one keeps wards on top
OTHER_LOSS = 0.2  # and however sure the network is of people or equipment, a sure ward scores higher
LAYERS = ("Conv", "Relu", "Clip", "Pad", "Add")


def _evaluated(path: Path) -> dict[str, np.ndarray]:
    """Every constant of the graph by name: int8 weights times their scale, padding widths, clip bounds.

    The exporter computes the paddings at run time from the input's shape; one run at 224 px tells their values.
    """
    model = onnx.load(str(path))
    wanted = {name for node in model.graph.node if node.op_type in LAYERS for name in node.input[1:]}
    made = {name for node in model.graph.node if node.op_type not in LAYERS for name in node.output}
    known = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    asked = sorted((wanted & made) - set(known))
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in asked)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    values = session.run(asked, {"image": np.zeros((1, 3, SIDE, SIDE), np.float32)})
    return known | dict(zip(asked, values, strict=True))


class Backbone(nn.Module):
    """image [n,3,224,224] (RGB, value/127.5 - 1) -> map [n,1280,7,7]."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        constants = _evaluated(path)
        self.convolutions = nn.ModuleList()
        self.steps: list[tuple[str, tuple[str, ...], str, object]] = []
        for node in onnx.load(str(path)).graph.node:
            sources, target, detail = tuple(node.input[:1]), node.output[0], None
            if node.op_type == "Conv":
                attributes = {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}
                detail = self._add_convolution(attributes, *(constants[name] for name in node.input[1:3]))
            elif node.op_type == "Pad":
                (top, left), (bottom, right) = constants[node.input[1]][2:4], constants[node.input[1]][6:8]
                detail = (int(left), int(right), int(top), int(bottom))
            elif node.op_type == "Clip":
                detail = tuple(float(constants[name]) for name in node.input[1:3])
            elif node.op_type == "Add" and not set(node.input) & set(constants):
                sources = tuple(node.input)
            elif node.op_type != "Relu":
                continue  # shape arithmetic, folded above
            if sources[0] == "image" or any(sources[0] == step[2] for step in self.steps):
                self.steps.append((node.op_type, sources, target, detail))

    def _add_convolution(self, attributes: dict, weight: np.ndarray, bias: np.ndarray) -> int:
        groups = attributes["group"]
        layer = nn.Conv2d(
            weight.shape[1] * groups, weight.shape[0], weight.shape[2:], attributes["strides"], attributes["pads"][:2],
            groups=groups,
        )  # fmt: skip
        layer.weight.data = torch.tensor(weight)
        layer.bias.data = torch.tensor(bias)
        self.convolutions.append(layer)
        return len(self.convolutions) - 1

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        values = {"image": image}
        for kind, sources, target, detail in self.steps:
            value = values[sources[0]]
            if kind == "Conv":
                value = self.convolutions[detail](value)
            elif kind == "Relu":
                value = torch.relu(value)
            elif kind == "Clip":
                value = torch.clamp(value, *detail)
            elif kind == "Pad":
                value = nn.functional.pad(value, detail)
            else:
                value = value + values[sources[1]]
            values[target] = value
        return values["map"]


class WardScene(nn.Module):
    """image -> (logits [n,3], map of logits [n,3,7,7]): one linear head, over the mean and over every cell."""

    def __init__(self, backbone: Path, drop: float = 0.2) -> None:
        super().__init__()
        self.backbone = Backbone(backbone)
        self.drop = nn.Dropout(drop)
        self.head = nn.Linear(1280, len(CLASSES))
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return self.head(self.drop(self.backbone(image).mean((2, 3))))

    def with_map(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        cells = self.backbone(image)
        places = nn.functional.conv2d(cells, self.head.weight[:, :, None, None], self.head.bias)
        return self.head(cells.mean((2, 3))), places


class Exported(nn.Module):
    """What is shipped: `scene` [n,3] class probabilities, `heat` [n,7,7] probability of ward in every cell."""

    def __init__(self, network: WardScene) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits, places = self.network.with_map(image)
        return torch.softmax(logits, 1), torch.softmax(places, 1)[:, 0]


def likeness(found: np.ndarray, weight: float = OTHER_WEIGHT) -> np.ndarray:
    """Ward against not clinical, other clinical settings counting a little; as scanner/judgement/scene.py does."""
    ward, clinical = found[:, 0] + weight * found[:, 1], found[:, 0] + found[:, 1]
    return ward / (ward + found[:, 2]) * (1 - OTHER_LOSS * found[:, 1] / clinical)


def agreement(backbone: Path, network: Backbone) -> float:
    """The largest difference between the ONNX graph and the module, on noise."""
    image = np.random.default_rng(0).uniform(-1, 1, (2, 3, SIDE, SIDE)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(backbone), providers=["CPUExecutionProvider"])
    (expected,) = session.run(["map"], {"image": image})
    with torch.no_grad():
        found = network.eval()(torch.tensor(image)).numpy()
    return float(np.abs(expected - found).max())
