"""Train the artefact detector: `python models/artefacts/train.py --help`.

Needs torch, onnx, onnxruntime, opencv (not part of the product). CPU; two processes of one thread each.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.distributed as dist
from numpy.random import Generator, default_rng
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parent))
from canvases import Canvas, compose, developed, pasted
from loss import grid, loss_of
from network import Network, export, published, with_classes
from samples import CLASSES, Sample, generated, real_photos, scene_photos

SHARED = Path(__file__).resolve().parents[3] / "shared"


def held_out_repos(samples: Sequence[Sample], share: float = 0.25) -> set[str]:
    """Sources kept for measuring: of 3,000 draws the one whose share is nearest to `share` in every class."""
    repos = sorted({s.repo for s in samples if s.train})
    counts = np.zeros((len(repos), len(CLASSES) + 1))
    for s in samples:
        if s.train:
            row = counts[repos.index(s.repo)]
            row[:-1] += np.bincount(s.labels, minlength=len(CLASSES))
            row[-1] += s.name.startswith("wards")
    total = np.maximum(counts.sum(0), 1)
    rng = default_rng(7)
    draws = [rng.random(len(repos)) < rng.uniform(0.15, 0.45) for _ in range(3000)]
    worst = [float(np.abs(counts[d].sum(0) / total - share).sum()) for d in draws]
    return {r for r, held in zip(repos, draws[int(np.argmin(worst))], strict=True) if held}


def weights_of(samples: Sequence[Sample]) -> np.ndarray:
    """How often each sample is drawn: wards often, rare classes more, scenes without a screen seldom, and of the
    generator's pictures together a fifth of all others."""
    real = [s for s in samples if not s.synthetic and not s.name.startswith("scenes")]
    counts = np.bincount(np.concatenate([s.labels for s in real]), minlength=len(CLASSES)).clip(min=1)
    drawn = []
    for s in samples:
        rare = max((min(3.0, math.sqrt(60 / counts[c])) for c in set(s.labels.tolist())), default=1.0)
        if s.name.startswith("scenes"):
            drawn.append(1.0 if len(s.labels) else 0.12)
            continue
        drawn.append(max(1.0, rare) * (2.5 if s.name.startswith("wards") else 1.0) * (1.0 if not s.synthetic else 0.0))
    out = np.array(drawn)
    synthetic = np.array([s.synthetic for s in samples])
    if synthetic.any():
        out[synthetic] = 0.2 * out.sum() / synthetic.sum()
    return out / out.sum()


def known_cells(canvas: Canvas, size: int) -> Tensor:
    """(cells, classes): where each class may be learnt as background."""
    corners, strides = grid(size, size)
    middle = (corners + strides[:, None] / 2).numpy()
    known = np.ones((len(middle), len(CLASSES)), bool)
    for (x0, y0, x1, y1), classes in canvas.regions:
        here = (middle[:, 0] >= x0) & (middle[:, 0] < x1) & (middle[:, 1] >= y0) & (middle[:, 1] < y1)
        known[here] &= classes
    return torch.from_numpy(known)


class Feeder:
    """Endless canvases."""

    def __init__(self, samples: Sequence[Sample], seed: int) -> None:
        self.samples, self.rng = samples, default_rng(seed)
        self.weights = weights_of(samples)
        self.donors = [s for s in samples if len(s.labels)]

    def canvas(self, size: int, plain: bool) -> Canvas:
        rng = self.rng
        n = 4 if rng.random() < (0.3 if plain else 0.6) else 1
        chosen = [self.samples[int(i)] for i in rng.choice(len(self.samples), n, p=self.weights)]
        canvas = compose(chosen, rng, size)
        if self.donors and rng.random() < (0.2 if plain else 0.4):
            canvas = pasted(canvas, self.donors, rng)
        return Canvas(developed(canvas.pixels, rng), canvas.boxes, canvas.labels, canvas.regions)


def part_of(name: str) -> str:
    """Of a parameter: the first stages know most about pictures in general, the head least about our things."""
    if name.startswith("levels"):
        return "head"
    return "backbone" if name.startswith(("stem", "dark")) else "neck"


class Run:
    """The network under training, its average over time, and the schedule."""

    def __init__(self, args: argparse.Namespace) -> None:
        if args.start:
            network = Network(len(CLASSES))
            network.load_state_dict(torch.load(args.start, weights_only=True))
        else:
            network = with_classes(published(args.backbone), CLASSES)
        self.network = network.to(memory_format=torch.channels_last)
        self.average = {k: v.clone() for k, v in network.state_dict().items()}
        groups = []
        for part, share in (("backbone", args.backbone_rate), ("neck", args.neck_rate), ("head", 1.0)):
            own = [p for name, p in network.named_parameters() if part_of(name) == part]
            groups.append({"params": [p for p in own if p.ndim > 1], "weight_decay": args.decay, "share": share})
            groups.append({"params": [p for p in own if p.ndim == 1], "weight_decay": 0.0, "share": share})
        self.optimiser = torch.optim.AdamW(groups, lr=args.rate)
        self.args, self.started, self.done, self.step = args, time.time(), 0.0, 0

    @property
    def late(self) -> bool:
        """The last tenth: larger and plainer canvases."""
        return self.done > 0.9

    @property
    def still(self) -> bool:
        """The first quarter: the first stages wait until the new head has found its way."""
        return self.done < 0.25

    def learn(self, canvases: Sequence[Canvas], size: int) -> float:
        x = torch.from_numpy(np.stack([c.pixels for c in canvases])).permute(0, 3, 1, 2).float()
        known = torch.stack([known_cells(c, size) for c in canvases])
        with torch.autocast("cpu", torch.bfloat16):
            out = self.network(x.contiguous(memory_format=torch.channels_last), still=self.still).float()
        boxes, labels = [torch.from_numpy(c.boxes) for c in canvases], [torch.from_numpy(c.labels) for c in canvases]
        cost = loss_of(out, boxes, labels, known, size)
        self.optimiser.zero_grad()
        cost.backward()
        warm, fall = min(1.0, (self.step + 1) / 60), 0.5 * (1 + math.cos(math.pi * self.done))
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * self.args.rate * warm * (0.03 + 0.97 * fall)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        keep = min(0.998, (1 + self.step) / (20 + self.step))
        for k, v in self.network.state_dict().items():
            self.average[k].mul_(keep).add_(v, alpha=1 - keep)
        self.step += 1
        return float(cost.detach())

    def share(self) -> None:
        """The mean of the weights over the processes, which learn by themselves in between (local SGD).

        The first process says how much of the time is used, so that all agree on the schedule.
        """
        weights = list(self.network.state_dict().values())
        spent = (time.time() - self.started) / 60 / self.args.minutes if dist.get_rank() == 0 else 0.0
        flat = torch.cat([*(w.flatten() for w in weights), torch.tensor([spent])])
        dist.all_reduce(flat)
        self.done = float(flat[-1])
        for w, mean in zip(weights, flat[:-1].split([w.numel() for w in weights]), strict=True):
            w.copy_((mean / self.args.processes).view_as(w))

    def save(self) -> None:
        self.args.out.mkdir(parents=True, exist_ok=True)
        torch.save({k: v.contiguous() for k, v in self.average.items()}, self.args.out / "last.pt")
        shipped = Network(len(CLASSES))
        shipped.load_state_dict(self.average)
        export(shipped, self.args.out / "artefacts.onnx")


def train(rank: int, args: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(args.port))
    dist.init_process_group("gloo", rank=rank, world_size=args.processes)
    torch.manual_seed(0)
    samples = real_photos(args.photos, args.cache)
    held = set() if args.all else held_out_repos(samples)
    learn = [s for s in samples if s.train and s.repo not in held]
    learn += generated(args.generated, args.cache) if args.generated else []
    if args.screens:
        scenes = scene_photos(args.photos.parent / "scenes", args.screens, args.cache)
        learn += [s for s in scenes if s.repo not in held]
    if rank == 0 and held:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "held_out.json").write_text(json.dumps(sorted(held), indent=1) + "\n", encoding="utf-8")
    run = Run(args)
    feeder = Feeder(learn, 1000 * args.seed + rank)
    rng: Generator = default_rng(args.seed)
    while run.done < 1.0:
        size = 512 if run.late else int(rng.choice((352, 416, 480)))
        if run.step % args.apart == 0:
            run.share()
        cost = run.learn([feeder.canvas(size, run.late) for _ in range(args.batch)], size)
        if rank == 0 and run.step % 40 == 0:
            print(f"{run.done:.3f} step {run.step} {cost:.3f} {time.time() - run.started:.0f} s", flush=True)
        if rank == 0 and (run.step % args.steps == 0):
            run.save()
    if rank == 0:
        run.save()
    dist.destroy_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, default=SHARED / "eval" / "artefacts")
    parser.add_argument("--backbone", type=Path, default=SHARED / "backbones" / "yolox_nano.onnx")
    parser.add_argument("--generated", type=Path, help="folder with output folders of tests.render")
    parser.add_argument("--screens", type=Path, help="answer of teacher.py: learn from the scene photos too")
    parser.add_argument("--cache", type=Path, required=True, help="folder for decoded copies, outside the repository")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--start", type=Path, help="go on from this checkpoint")
    parser.add_argument("--all", action="store_true", help="learn from the held-out sources too")
    parser.add_argument("--minutes", type=float, default=60, help="the learning rate falls to nothing over this time")
    parser.add_argument("--steps", type=int, default=80, help="steps between checkpoints")
    parser.add_argument("--batch", type=int, default=6, help="canvases of a step and process")
    parser.add_argument("--apart", type=int, default=8, help="steps that a process makes by itself")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--backbone-rate", type=float, default=0.02, help="learning rate of the backbone, as a share")
    parser.add_argument(
        "--neck-rate", type=float, default=0.1, help="the same for the layers between backbone and head"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=29511)
    args = parser.parse_args()
    torch.multiprocessing.spawn(train, (args,), nprocs=args.processes)


if __name__ == "__main__":
    main()
