"""What the machine can do on one thread: stream, gather at random, draw, take a logarithm.

In C where gcc is there, in NumPy otherwise. These are the unit costs of `floor`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

SOURCE = r"""
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef __linux__
#include <sys/mman.h>
#endif
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
static uint64_t mix(uint64_t x) { x ^= x >> 31; x *= 0x7fb5d329728ea185ULL; x ^= x >> 27; return x; }
static uint64_t philox(uint64_t a, uint64_t b) {          /* Philox4x64-10, the four words xored */
  uint64_t c0 = 1, c1 = a, c2 = b, c3 = 0, k0 = 7, k1 = 9;
  for (int r = 0; r < 10; r++) {
    unsigned __int128 p = (unsigned __int128)c0 * 0xD2E7470EE14C6C93ULL;
    unsigned __int128 q = (unsigned __int128)c2 * 0xCA5A826395121157ULL;
    c0 = (uint64_t)(q >> 64) ^ c1 ^ k0; c1 = (uint64_t)q; c2 = (uint64_t)(p >> 64) ^ c3 ^ k1; c3 = (uint64_t)p;
    k0 += 0x9E3779B97F4A7C15ULL; k1 += 0xBB67AE8584CAA73BULL;
  }
  return c0 ^ c1 ^ c2 ^ c3;
}
#define BEST(what, n, body) { double best = 1e9; for (int t = 0; t < 5; t++) { double s = now(); body; \
  double d = (now() - s) / (n); if (d < best) best = d; } printf("%s %.6g\n", what, best * 1e9); }
int main(int argc, char **argv) {
  long bytes = atol(argv[1]), n = bytes / 8, lines = bytes / 64, m = argc > 2 ? atol(argv[2]) : 2000000;
  uint64_t *a = aligned_alloc(1 << 21, (bytes >> 21 << 21) + (1 << 21)), sum = 0; double x = 0;
#ifdef __linux__
  madvise(a, bytes, MADV_HUGEPAGE);                       /* as NumPy does for its arrays */
#endif
  for (long i = 0; i < n; i++) a[i] = i;
  BEST("stream_ns_per_byte", bytes, for (long i = 0; i < n; i++) sum += a[i])
  BEST("gather_ns", m, for (long i = 0; i < m; i++) sum += a[8 * (mix(i + 12345) % lines)])
  BEST("block_ns", m, for (long i = 0; i < m; i++) sum += philox(i, 3))
  BEST("log_ns", m, for (long i = 0; i < m; i++) x += log(1.0 + (double)(i & 1023)))
  return sum + x == 42.0;
}
"""
FLAGS = ("-O3", "-march=native", "-ffast-math")
ITEMS = 2_000_000


def unit_costs(working_set: int) -> dict[str, float | str]:
    """Return unit costs on one thread.

    Parameters
    ----------
    working_set : int
        Bytes that are streamed and gathered from: those of the state.

    Returns
    -------
    dict
        ``stream_ns_per_byte``; ``gather_ns``, one 64-byte line at a random place, many in flight; ``block_ns``, one
        random block of four words; ``log_ns``; ``with``: gcc or NumPy.
    """
    working_set = max(working_set, 1 << 20)
    return _in_c(working_set) if shutil.which("gcc") else _in_numpy(working_set)


def _in_c(working_set: int) -> dict[str, float | str]:
    """Compile and run a small program in C."""
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder) / "costs.c", Path(folder) / "costs"
        source.write_text(SOURCE, encoding="utf-8")
        subprocess.run(["gcc", *FLAGS, str(source), "-o", str(program), "-lm"], check=True)  # noqa: S607 - gcc in PATH
        done = subprocess.run(
            [str(program), str(working_set), str(ITEMS)], stdout=subprocess.PIPE, text=True, check=False
        )
    rows = (line.split() for line in done.stdout.splitlines())
    return {"with": "gcc", **{name: float(value) for name, value in rows}}


def _in_numpy(working_set: int) -> dict[str, float | str]:
    """The same, as far as NumPy comes near to it: costs are higher, so the floor is less strict."""
    state = np.arange(working_set // 8, dtype=np.int64)
    rng = np.random.Generator(np.random.Philox(1))
    lines = rng.integers(0, working_set // 64, ITEMS) * 8
    numbers = rng.random(ITEMS) + 1.0
    return {
        "with": "NumPy",
        "stream_ns_per_byte": _best(state.sum, working_set),
        "gather_ns": _best(lambda: state[lines], ITEMS),
        "block_ns": _best(lambda: rng.bit_generator.random_raw(4 * ITEMS), ITEMS),
        "log_ns": _best(lambda: np.log(numbers), ITEMS),
    }


def _best(work: Callable[[], object], n: int) -> float:
    """Nanoseconds an item, the best of five."""
    best = float("inf")
    for _ in range(5):
        started = perf_counter()
        work()
        best = min(best, perf_counter() - started)
    return 1e9 * best / n
