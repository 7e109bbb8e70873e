"""Image confidentiality scanner: looks at a photo before it is shared.

from scanner import Scanner
report = Scanner().scan("photo.jpg")
copy = Scanner().blur("photo.jpg", "out")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.pipeline import Scanner
    from scanner.settings import Settings

__all__ = ["Scanner", "Settings", "__version__"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Loaded on first use: `scanner --help` should not wait for the inference engine.
    if name == "Scanner":
        from scanner.pipeline import Scanner

        return Scanner
    if name == "Settings":
        from scanner.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
