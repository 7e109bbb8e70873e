"""Trains the ward-scene network: every layer of the backbone, three classes.

    python models/ward_scene/train.py --scenes ../shared/eval/scenes \
        --backbone ../shared/backbones/mobilenet_edgetpu_0.75_gap_w8.onnx

Needs the packages of the dependency group `train` (torch, onnx), and onnxruntime and scikit-learn.
About 15 minutes on one core of a processor with bf16. Writes ward_scene.onnx beside this file; put its sha256
(printed) into models/manifest.toml, then fit and check the calibration with `report.py`.
`--folds 3` instead judges every photo, of both splits, by a network that saw nothing of its website, beside a linear
head on the frozen backbone, and writes nothing.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from torch import nn

sys.path.insert(0, str(Path(__file__).parent))
from data import Labelled, load, spoiled, tensor
from network import CLASSES, SIDE, Exported, WardScene, agreement, likeness
from report import recall

HERE = Path(__file__).resolve().parent
SHARE = {"ward": 0.27, "clinical_other": 0.27, "not_ward": 0.46}  # of every epoch, drawn with replacement
WARD, OTHER, NOT = range(len(CLASSES))


@dataclass(frozen=True)
class Recipe:
    epochs: int = 14
    batch: int = 32
    head_rate: float = 2e-3
    rate: float = 6e-5  # of the layers of the backbone
    decay: float = 0.05
    smoothing: float = 0.05
    average: float = 0.985  # of the weights from step to step
    seed: int = 7


def batches(photos: Sequence[Labelled], recipe: Recipe, rng: np.random.Generator):
    """One epoch of spoiled photos: ([batch,3,224,224], [batch]) pairs."""
    labels = np.array([photo.label for photo in photos])
    weight = np.array([SHARE[name] / max(1, (labels == index).sum()) for index, name in enumerate(CLASSES)])[labels]
    order = rng.choice(len(photos), len(photos), p=weight / weight.sum())
    for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
        chosen = order[start : start + recipe.batch]
        yield torch.stack([tensor(spoiled(photos[i].image, rng)) for i in chosen]), torch.tensor(labels[chosen])


def train(photos: Sequence[Labelled], held_out: Sequence[Labelled], backbone: Path, recipe: Recipe) -> WardScene:
    """The average of the weights over the last steps; the first epoch moves the head alone."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    network = WardScene(backbone).to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network).eval()
    groups = [
        {"params": network.backbone.parameters(), "lr": recipe.rate},
        {"params": network.head.parameters(), "lr": recipe.head_rate},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay)
    steps = recipe.epochs * (len(photos) // recipe.batch)
    warm = steps // recipe.epochs
    bend = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        [lambda s: min(1.0, max(0.0, s / warm - 1)) * _cosine(s / steps), lambda s: _cosine(s / steps)],
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=recipe.smoothing)
    for epoch in range(recipe.epochs):
        network.train()
        network.backbone.requires_grad_(epoch > 0)
        started, total = time.process_time(), 0.0
        for images, labels in batches(photos, recipe, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(images.to(memory_format=torch.channels_last))
            loss = loss_of(logits.float(), labels)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            bend.step()
            total += loss.item()
            with torch.no_grad():
                for mine, theirs in zip(averaged.parameters(), network.parameters(), strict=True):
                    mine.lerp_(theirs, 1 - recipe.average)
        used = time.process_time() - started
        print(f"epoch {epoch + 1}/{recipe.epochs}: loss {total / warm:.4f}, {used:.0f} CPU s", flush=True)
        if epoch % 2 == 0 or epoch + 1 == recipe.epochs:
            print("  held out:", quality(probabilities(averaged, held_out), held_out), flush=True)
    return averaged


def _cosine(part: float) -> float:
    return 0.5 * (1 + float(np.cos(np.pi * min(1.0, part))))


def probabilities(network: WardScene, photos: Sequence[Labelled]) -> np.ndarray:
    """[n,3] class probabilities of whole, unspoiled photos."""
    rows = []
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for start in range(0, len(photos), 32):
            images = torch.stack([tensor(photo.image) for photo in photos[start : start + 32]])
            rows.append(torch.softmax(network(images.to(memory_format=torch.channels_last)).float(), 1).numpy())
    return np.concatenate(rows)


def quality(found: np.ndarray, photos: Sequence[Labelled]) -> str:
    """Area under the curve, and recall at 5 % false alarms, by the score that the scanner uses."""
    labels = np.array([photo.label for photo in photos])
    score, parts = likeness(found), []
    for name, chosen in (("ward", WARD), ("other clinical", OTHER)):
        wanted = (labels == chosen) | (labels == NOT)
        truth, values = labels[wanted] == chosen, score[wanted]
        limit = np.quantile(values[~truth], 0.95)
        parts.append(f"{name} AUC {roc_auc_score(truth, values):.4f} R@5 {(values[truth] > limit).mean():.3f}")
    return "; ".join(parts)


def export(network: WardScene, target: Path) -> None:
    model = Exported(network.float().to(memory_format=torch.contiguous_format)).eval()
    torch.onnx.export(
        model, (torch.zeros(1, 3, SIDE, SIDE),), str(target), input_names=["image"], output_names=["scene", "heat"],
        dynamic_axes={"image": {0: "n"}, "scene": {0: "n"}, "heat": {0: "n"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    data = target.read_bytes()
    print(f"{target.name}: {len(data) / 1e6:.2f} MB, sha256 {hashlib.sha256(data).hexdigest()}")


def frozen(seen: Sequence[Labelled], unseen: Sequence[Labelled], backbone: Path) -> np.ndarray:
    """[n,3] from a linear head on the backbone as it comes: what training has to beat."""
    session = onnxruntime.InferenceSession(str(backbone), providers=["CPUExecutionProvider"])

    def features(photos: Sequence[Labelled]) -> np.ndarray:
        return np.concatenate([session.run(["features"], {"image": tensor(p.image).numpy()[None]})[0] for p in photos])

    # Of ten strengths of regularisation, with and without scaling, the best one for it on the validation photos.
    head = LogisticRegression(C=0.001, class_weight="balanced", max_iter=2000)
    return head.fit(features(seen), [photo.label for photo in seen]).predict_proba(features(unseen))


def folds(photos: Sequence[Labelled], count: int, backbone: Path, recipe: Recipe) -> None:
    """Every photo judged by a network, and by a linear head, that saw nothing of its website or collection."""
    labels, groups = np.array([photo.label for photo in photos]), [photo.repo for photo in photos]
    ours, plain = (np.zeros((len(photos), len(CLASSES))) for _ in range(2))
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=recipe.seed)
    for part, unseen in splitter.split(labels, labels, groups):
        seen, held_out = [photos[i] for i in part], [photos[i] for i in unseen]
        plain[unseen] = frozen(seen, held_out, backbone)
        ours[unseen] = probabilities(train(seen, held_out, backbone, recipe), held_out)
    print(f"all {count} folds over {len(set(groups))} repositories")
    for name, found in (("linear head on the frozen backbone", plain), ("trained on", ours)):
        print(name)
        recall(likeness(found), labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path, required=True, help="folder with labels.csv, train/, val/")
    parser.add_argument("--backbone", type=Path, required=True, help="the ONNX file to start from")
    parser.add_argument("--out", type=Path, default=HERE / "ward_scene.onnx")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(options.threads)
    recipe = Recipe(epochs=options.epochs)
    difference = agreement(options.backbone, WardScene(options.backbone).backbone)
    print(f"largest difference to the ONNX graph before training: {difference:.1e}")
    if difference > 1e-3:
        raise SystemExit("the rebuilt network does not agree with the backbone")
    photos, held_out = (load(options.scenes, split) for split in ("train", "val"))
    if options.folds:
        folds([*photos, *held_out], options.folds, options.backbone, recipe)
        return
    print("a linear head on the frozen backbone:", quality(frozen(photos, held_out, options.backbone), held_out))
    export(train(photos, held_out, options.backbone, recipe), options.out)


if __name__ == "__main__":
    main()
