"""Calibration and quality of ward_scene.onnx on the validation photos.

    python models/ward_scene/report.py --scenes ../shared/eval/scenes

Prints the constants for scanner/judgement/scene.py (Platt scaling, and how much other clinical settings count), the
reliability curve, recall with counts and 95 % intervals, and what is left of it on degraded copies. Needs the
packages of the dependency group `train`, and onnxruntime and scikit-learn.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

sys.path.insert(0, str(Path(__file__).parent))
from data import Image, Labelled, load, tensor
from network import CLASSES, OTHER_LOSS, OTHER_WEIGHT, likeness

WARD, OTHER, NOT = range(len(CLASSES))
BINS = 10


def curve(gamma: float) -> Callable[[Image], Image]:
    return lambda image: cv2.LUT(image, (np.linspace(0, 1, 256) ** gamma * 255).astype(np.uint8))


def turned(image: Image) -> Image:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 12, 1.15)
    return cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REFLECT)


def middle(image: Image) -> Image:
    height, width = image.shape[:2]
    return image[height // 4 : height - height // 4, width // 4 : width - width // 4]


def squeezed(image: Image) -> Image:
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 15])[1], cv2.IMREAD_COLOR)


DEGRADED: dict[str, Callable[[Image], Image]] = {
    "as it is": lambda image: image,
    "dark": curve(2.5),
    "blurred": lambda image: cv2.GaussianBlur(image, (0, 0), 3),
    "turned by 12 degrees": turned,
    "quarter turn": lambda image: np.rot90(image).copy(),
    "middle quarter": middle,
    "JPEG 15": squeezed,
    "warm": lambda image: np.clip(image * np.array([0.7, 0.95, 1.25]), 0, 255).astype(np.uint8),
    "grey": lambda image: cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR),
}


def scores(network: onnxruntime.InferenceSession, photos: Sequence[Image]) -> np.ndarray:
    """[n,3]: the mean of each picture and its mirror image, as the scanner looks at it."""
    rows = []
    for photo in photos:
        plain = tensor(photo).numpy()
        (found,) = network.run(["scene"], {"image": np.stack([plain, plain[:, :, ::-1]])})
        rows.append(found.mean(axis=0))
    return np.array(rows)


def logits(probability: np.ndarray) -> np.ndarray:
    bounded = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(bounded / (1 - bounded))


def wilson(hits: int, total: int) -> str:
    """A share with its 95 % interval (Wilson 1927) and its counts."""
    z, p = 1.96, hits / total
    centre, half = p + z * z / 2 / total, z * math.sqrt(p * (1 - p) / total + z * z / 4 / total / total)
    low, high = ((centre + sign * half) / (1 + z * z / total) for sign in (-1, 1))
    return f"{p:.3f} [{low:.3f}-{high:.3f}] {hits}/{total}"


def area(score: np.ndarray, labels: np.ndarray, wanted: int, other: int) -> float:
    chosen = (labels == wanted) | (labels == other)
    return float(roc_auc_score(labels[chosen] == wanted, score[chosen]))


def platt(score: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    fitted = LogisticRegression(C=1e6).fit(logits(score)[:, None], truth)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def calibrated(score: np.ndarray, constants: tuple[float, float]) -> np.ndarray:
    return 1 / (1 + np.exp(-(constants[0] * logits(score) + constants[1])))


def reliability(probability: np.ndarray, truth: np.ndarray, *, show: bool) -> float:
    """Expected calibration error over ten equal bins (Naeini et al. 2015)."""
    bins, error = np.minimum((probability * BINS).astype(int), BINS - 1), 0.0
    for number in sorted(set(bins)):
        inside = bins == number
        claimed, real = probability[inside].mean(), truth[inside].mean()
        error += inside.mean() * abs(claimed - real)
        if show:
            print(f"  claimed {claimed:.2f}, true {real:.2f} ({truth[inside].sum()} of {inside.sum()})")
    return float(error)


def unseen_error(score: np.ndarray, truth: np.ndarray) -> float:
    """The calibration error where each fifth is judged by constants fitted on the others."""
    probability = np.zeros(len(score))
    for fit, rest in StratifiedKFold(5, shuffle=True, random_state=0).split(score[:, None], truth):
        probability[rest] = calibrated(score[rest], platt(score[fit], truth[fit]))
    return reliability(probability, truth, show=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=Path(__file__).resolve().parent / "ward_scene.onnx")
    parser.add_argument("--split", default="val")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1
    network = onnxruntime.InferenceSession(str(options.weights), settings, providers=["CPUExecutionProvider"])
    photos: list[Labelled] = load(options.scenes, options.split)
    labels = np.array([photo.label for photo in photos])
    started = time.process_time()
    found = scores(network, [photo.image for photo in photos])
    print(f"{len(photos)} photos, {(time.process_time() - started) / len(photos) * 1000:.1f} CPU ms each")
    show_weights(found, labels)
    score, binary = likeness(found), labels != OTHER
    print("ward against not clinical:")
    calibration(score[binary], labels[binary] == WARD)
    print("anything clinical (CLINICAL_SLOPE, CLINICAL_OFFSET) against not clinical:")
    calibration(found[:, WARD] + found[:, OTHER], labels != NOT)
    threshold = recall(score, labels)
    robustness(network, photos, labels, threshold)


def show_weights(found: np.ndarray, labels: np.ndarray) -> None:
    """How much "other clinical" should count: enough to rank it above the rest, too little to be a ward."""
    for weight in (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0):
        score = likeness(found, weight)
        ward, other = area(score, labels, WARD, NOT), area(score, labels, OTHER, NOT)
        apart = area(score, labels, WARD, OTHER)
        print(f"weight {weight}: AUC ward-not {ward:.4f}, other clinical-not {other:.4f}, ward-other {apart:.4f}")
    print(f"OTHER_WEIGHT, OTHER_LOSS = {OTHER_WEIGHT}, {OTHER_LOSS}")


def calibration(score: np.ndarray, truth: np.ndarray) -> None:
    """Prints the constants and the reliability curve."""
    constants = platt(score, truth)
    print(f"SLOPE, OFFSET = {constants[0]:.3f}, {constants[1]:.3f}")
    error = reliability(calibrated(score, constants), truth, show=True)
    print(f"expected calibration error {error:.3f}; with constants from other photos {unseen_error(score, truth):.3f}")


def recall(score: np.ndarray, labels: np.ndarray) -> float:
    """Prints recall of both clinical classes at 5 and 10 % false alarms; the score at 5 %."""
    alarms = np.sort(score[labels == NOT])[::-1]
    limits = [alarms[int(share * len(alarms))] for share in (0.05, 0.10)]
    for name, wanted in (("ward", WARD), ("other clinical", OTHER)):
        own = score[labels == wanted]
        five, ten = (wilson(int((own > limit).sum()), len(own)) for limit in limits)
        print(f"{name}: AUC {area(score, labels, wanted, NOT):.4f}, at 5 % false alarms {five}, at 10 % {ten}")
    return float(limits[0])


def robustness(
    network: onnxruntime.InferenceSession, photos: Sequence[Labelled], labels: np.ndarray, limit: float
) -> None:
    for name, change in DEGRADED.items():
        score = likeness(scores(network, [change(photo.image) for photo in photos]))
        kept, alarms = (score[labels == wanted] > limit for wanted in (WARD, NOT))
        rates = wilson(int(kept.sum()), len(kept)), wilson(int(alarms.sum()), len(alarms))
        print(f"{name}: AUC {area(score, labels, WARD, NOT):.3f}, recall {rates[0]}, false alarms {rates[1]}")


if __name__ == "__main__":
    main()
