"""Compiled networks: the only place that knows OpenVINO.

The engine's telemetry package is kept from loading: the program never talks to a network.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = Sequence[int]
Array = NDArray[np.float32]


def _load_openvino() -> ModuleType:
    # With this module marked as absent, OpenVINO's own fallback (a stub that sends nothing) is used.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    os.environ.setdefault("OPENVINO_TELEMETRY", "0")
    return importlib.import_module("openvino")


@dataclass(frozen=True)
class EngineOptions:
    """`precision`: "auto" (bf16 where the processor has it), or "f32" for the same result anywhere.
    `threads`: inference threads, 0 for all cores."""

    precision: str = "auto"
    threads: int = 0


class Session:
    """One network, compiled once, for any input size.

    `run` takes float32 NCHW arrays by input name (or a single array for a one-input network) and gives the
    outputs by name. Safe to call from several threads: each has its own request.
    """

    def __init__(self, model: Any, compiled: Any, outputs: tuple[str, ...]) -> None:
        self._model = model
        self._compiled = compiled
        self._outputs = outputs
        self._local = threading.local()

    def run(self, inputs: Array | Mapping[str, Array]) -> dict[str, Array]:
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._compiled.create_infer_request()
        feed = dict(inputs) if isinstance(inputs, Mapping) else {0: inputs}
        request.infer(feed, share_inputs=True, share_outputs=False)
        return {
            name: np.array(request.get_output_tensor(i).data, dtype=np.float32) for i, name in enumerate(self._outputs)
        }


class Engine:
    """Compiles networks with the same options; one per process, handed to every detector."""

    def __init__(self, options: EngineOptions) -> None:
        openvino = _load_openvino()
        self._core = openvino.Core()
        self._openvino = openvino
        self.options = options

    def compile(self, weights: Path, *, dynamic: Mapping[str, Shape] | None = None) -> Session:
        """Load an ONNX file. `dynamic` frees input dimensions (-1) by input name."""
        model = self._core.read_model(str(weights))
        if dynamic:
            model.reshape({name: self._openvino.PartialShape(list(shape)) for name, shape in dynamic.items()})
        compiled = self._core.compile_model(model, "CPU", self._properties())
        names = tuple(min(port.get_names()) for port in compiled.outputs)
        return Session(model, compiled, names)

    def metadata(self, weights: Path, *path: str) -> str:
        """A string stored in the ONNX file's metadata (the reader's alphabet lies there)."""
        model = self._core.read_model(str(weights))
        return str(model.get_rt_info(list(path)).astype(str))

    def _properties(self) -> dict[str, Any]:
        # Code is generated for every input size and kept; unbounded, photos of many sizes fill the memory.
        properties: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "CPU_RUNTIME_CACHE_CAPACITY": "256",
            # Pinned, every process with one thread takes the same first core: the workers of an audit shared it.
            "ENABLE_CPU_PINNING": "NO",
        }
        if self.options.threads:
            properties["INFERENCE_NUM_THREADS"] = str(self.options.threads)
        if self.options.precision == "f32":
            properties["INFERENCE_PRECISION_HINT"] = "f32"
        return properties
