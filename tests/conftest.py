"""Settings shared by all tests: reproducible examples, no window, no display."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# "ci" draws the same examples on every machine and has no deadline, because the first call of a rule compiles it and
# machines may be slow; HYPOTHESIS_PROFILE=explore looks further, with new examples each time.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("ci", derandomize=True, database=None, **PATIENT)
settings.register_profile("explore", max_examples=1_000, print_blob=True, **PATIENT)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# An environment variable, so that processes started by a test draw without a display too.
os.environ["MPLBACKEND"] = "Agg"

# A shell gives what it runs in the background an ignored Ctrl-C, which processes started by a test would inherit.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
