"""Which cells answer for which thing, and what their answers cost.

Task-aligned assignment after Feng et al. 2021 (TOOD), varifocal class loss after Zhang et al. 2021 (VarifocalNet),
GIoU box loss after Rezatofighi et al. 2019; with places and classes where nothing is learnt.
"""

from __future__ import annotations

import torch
from network import STRIDES
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

TOP = 10


def grid(height: int, width: int) -> tuple[Tensor, Tensor]:
    """Cell corners (cells, 2) in pixels and strides (cells,)."""
    corners, strides = [], []
    for s in STRIDES:
        ys, xs = torch.meshgrid(torch.arange(height // s), torch.arange(width // s), indexing="ij")
        corners.append(torch.stack((xs, ys), -1).reshape(-1, 2) * s)
        strides.append(torch.full((corners[-1].shape[0],), s))
    return torch.cat(corners).float(), torch.cat(strides).float()


def boxes_of(raw: Tensor, corners: Tensor, strides: Tensor) -> Tensor:
    """YOLOX decoding: (…, 4) offsets to x0 y0 x1 y1."""
    middle = raw[..., :2] * strides[:, None] + corners
    half = raw[..., 2:4].clamp(max=8).exp() * strides[:, None] / 2
    return torch.cat((middle - half, middle + half), -1)


def iou(a: Tensor, b: Tensor, generalised: bool = False) -> Tensor:
    """Boxes broadcast against each other."""
    inner = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - inner
    value = inner / union.clamp(min=1e-6)
    if not generalised:
        return value
    hull = (torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])).prod(-1).clamp(min=1e-6)
    return value - (hull - union) / hull


@torch.no_grad()
def assign(boxes: Tensor, likely: Tensor, truth: Tensor, corners: Tensor, strides: Tensor) -> tuple[Tensor, Tensor]:
    """(thing of each cell or -1, target of each cell 0..1) for one canvas.

    `likely` (things, cells): the score of each thing's own class in each cell.
    """
    cells = boxes.shape[0]
    owner, target = torch.full((cells,), -1, dtype=torch.long), torch.zeros(cells)
    if not len(truth):
        return owner, target
    middle = corners + strides[:, None] / 2
    # Inside the thing, or within a stride of its middle (else thin and tiny things own no cell at all).
    inside = ((middle[None] > truth[:, None, :2]) & (middle[None] < truth[:, None, 2:])).all(-1)
    near = (middle[None] - (truth[:, None, :2] + truth[:, None, 2:]) / 2).abs().amax(-1) < strides
    overlap = iou(truth[:, None], boxes[None]).clamp(min=0)
    metric = likely.sqrt() * overlap.pow(4) + 1e-9
    metric = metric * (inside | near)
    best = metric.topk(min(TOP, cells), 1)
    chosen = torch.zeros_like(metric).scatter_(1, best.indices, 1.0) * (metric > 1e-10)
    metric = metric * chosen
    value, who = metric.max(0)
    taken = value > 0
    owner[taken] = who[taken]
    mine = metric * (who[None] == torch.arange(len(truth))[:, None])
    peak = mine.amax(1, keepdim=True).clamp(min=1e-9)
    reach = (overlap * (mine > 0)).amax(1, keepdim=True).clamp(min=0.25)
    target[taken] = (mine / peak * reach).amax(0)[taken]
    return owner, target


def loss_of(out: Tensor, truth: list[Tensor], labels: list[Tensor], known: Tensor, size: int) -> Tensor:
    """`out` (n, cells, 4 + classes) raw; `known` (n, cells, classes): where a class may be learnt as background."""
    corners, strides = grid(size, size)
    boxes, logits = boxes_of(out[..., :4], corners, strides), out[..., 4:]
    scores = logits.detach().sigmoid()
    want = torch.zeros_like(logits)
    weight = 0.75 * scores.pow(1.5) * known
    place = out.new_zeros(())
    total = 0.0
    for i in range(out.shape[0]):
        owner, target = assign(boxes[i].detach(), scores[i][:, labels[i]].T, truth[i], corners, strides)
        cells = (owner >= 0).nonzero()[:, 0]
        if not len(cells):
            continue
        mine, goal = owner[cells], target[cells].sqrt()  # a rough place is enough: things are covered with a margin
        want[i, cells, labels[i][mine]] = goal
        weight[i, cells] = 0.75 * scores[i, cells].pow(1.5)
        weight[i, cells, labels[i][mine]] = goal.clamp(min=0.05)
        place = place + ((1 - iou(boxes[i, cells], truth[i][mine], True)) * goal).sum()
        total += float(goal.sum())
    cost = binary_cross_entropy_with_logits(logits, want, weight=weight, reduction="sum")
    return (cost + 2.0 * place) / max(total, 1.0)
