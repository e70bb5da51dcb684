"""Whether the compiled engine has been compiled on this machine before: a marker beside the machine code it keeps."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any

import numba
from numba.core.registry import cpu_target

from sim.model.compiled.kernel import fingerprint_of_sources
from sim.model.compiled.search import search


def compiled_before() -> bool:
    """Whether the kernels of these sources were compiled for this CPU before; a hint, for a message."""
    marker = _marker()
    return marker is not None and marker.exists()


def note_compiled() -> None:
    """Remember that the kernels have been compiled."""
    marker = _marker()
    if marker is not None:
        with contextlib.suppress(OSError):
            marker.touch()


def _marker() -> Path | None:
    """Path of the marker; None where machine code is not kept."""
    kept: Any = getattr(getattr(search, "dispatcher", None), "_cache", None)
    path = getattr(kept, "cache_path", None)
    if path is None:
        return None
    cpu = cpu_target.target_context.codegen().magic_tuple()
    machine = hashlib.sha256(f"{numba.__version__} {cpu}".encode()).hexdigest()
    return Path(path) / f"engine-{fingerprint_of_sources()[:16]}-{machine[:16]}.compiled"
