"""Text: where it is and what it says."""

from scanner.detectors.text.detector import TextDetector

__all__ = ["TextDetector"]
