"""The work folder and its ledger: whatever stops a writer, what is done stays done, and nothing else counts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from sim.experiment import durable, ledger, same_packages, work_folder
from sim.experiment.task import Failure
from sim.experiment.work_folder import open_work_folder, work_path
from sim.parameters.errors import InputError, RunFailed, StoreDamaged, StoreLocked
from tests.pace import slowness

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = {f"{number:04x}": bytes([number]) * (100 + 37 * number) for number in range(4)}
FAILURE = Failure("error", "running", "ValueError", "it broke", "Traceback\n  a line")
IDENTITY = {"name": "test", "seed": 0}


class Stop(BaseException):
    """Ends a writer where it stands."""


def fill(target, keys=tuple(OUTPUTS)):
    with open_work_folder(target, IDENTITY) as folder:
        for key in keys:
            folder.put(key, OUTPUTS[key], 1, 0.5)
        folder.fail("ffff", "point 7 (seed 3)", FAILURE, 2)


def held(target):
    """What a new opening finds, every output read."""
    with open_work_folder(target, IDENTITY) as folder:
        return {key: folder.output(key) for key in folder.done()}


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out" / "result"


def test_what_is_put_is_there_after_closing(target):
    fill(target)
    with open_work_folder(target, IDENTITY) as folder:
        assert folder.done() == OUTPUTS.keys()
        assert all(folder.output(key) == output for key, output in OUTPUTS.items())
        assert folder.failures() == {"ffff": FAILURE}
        assert folder.labels() == {"ffff": "point 7 (seed 3)"}
        assert folder.attempts()["ffff"] == 2
        assert folder.begun_as is None
        with pytest.raises(KeyError):
            folder.output("ffff")
    assert sorted(path.name for path in target.parent.iterdir()) == [".result.work"]
    assert sorted(path.name for path in work_path(target).iterdir()) == [
        *(f"{key}.output" for key in sorted(OUTPUTS)), "ledger.sqlite",
    ]  # fmt: skip


def test_an_output_replaces_a_failure(target):
    fill(target)
    with open_work_folder(target, IDENTITY) as folder:
        folder.put("ffff", b"at last")
        assert folder.failures() == {}
    assert held(target)["ffff"] == b"at last"


def test_what_is_forgotten_is_not_done_and_may_be_another(target):
    fill(target)
    key, *others = OUTPUTS
    with open_work_folder(target, IDENTITY) as folder:
        folder.forget(key)
        assert folder.done() == set(others)
    with open_work_folder(target, IDENTITY) as folder:
        assert folder.done() == set(others)
        folder.put(key, b"another")
        assert folder.output(key) == b"another"


def test_the_same_again_does_nothing_and_another_is_an_error(target):
    fill(target)
    with open_work_folder(target, IDENTITY) as folder:
        folder.put("0001", OUTPUTS["0001"])
        with pytest.raises(RunFailed, match="it is not deterministic"):
            folder.put("0001", b"another")
    assert held(target) == OUTPUTS


@pytest.mark.parametrize("key", ["", "../up", "a/b", "a.b", "a\0", "é", "a" * 200])
def test_a_key_that_cannot_name_a_file_is_refused(target, key):
    with open_work_folder(target, IDENTITY) as folder, pytest.raises(ValueError, match="cannot name an output"):
        folder.put(key, b"")


def test_discarded_nothing_is_left(target):
    with open_work_folder(target, IDENTITY) as folder:
        folder.put("00", b"")
        folder.discard()
    assert not target.parent.exists()


def test_a_folder_that_holds_nothing_goes(target):
    with open_work_folder(target, IDENTITY):
        assert work_path(target).exists()
    assert not target.parent.exists()


def test_another_identity_is_told_and_keeps_the_outputs(target):
    fill(target)
    with open_work_folder(target, {**IDENTITY, "seed": 1}) as folder:
        assert folder.begun_as == IDENTITY
        assert folder.done() == OUTPUTS.keys()


def test_the_ledger_is_as_durable_as_it_says(target):
    with open_work_folder(target, IDENTITY) as folder:
        database = folder._ledger._database
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


# ------------------------------------------------------------------------------------------------------ crash points

STEPS = [(os, "open"), (os, "write"), (os, "fsync"), (os, "replace"), (ledger.Ledger, "_commit")]


class Tripwire:
    """Counts steps that reach the disk, and stops before or after the n-th, or in the middle of a write."""

    def __init__(self, monkeypatch, n, end):
        self.left, self.end, self.half = n, end, n % 2
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, self.wrapped(getattr(owner, name), name))

    def wrapped(self, step, name):
        def stepping(*arguments, **options):
            if name == "open" and work_folder.OUTPUT not in str(arguments[0]):
                return step(*arguments, **options)
            self.left -= 2 if name == "write" else 1
            if self.left in {0, -1}:
                if name == "write":
                    step(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                self.end()
            done = step(*arguments, **options)
            if self.left == 0:
                self.end()
            return done

        return stepping


def stop():
    raise Stop


def disk_error():
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize("end", [stop, disk_error])
def test_a_stop_at_any_step_keeps_what_was_put_before(target, monkeypatch, end):
    """The n-th step that reaches the disk stops the writer, for every n until none does."""
    before = {"0000": OUTPUTS["0000"]}
    with open_work_folder(target, IDENTITY) as folder:
        folder.put("0000", OUTPUTS["0000"])
    stops = 0
    for n in range(1, 200):
        returned = []
        try:
            with monkeypatch.context() as patched:
                Tripwire(patched, n, end)
                with open_work_folder(target, IDENTITY) as folder:
                    for key in ("0001", "0002", "0003"):
                        folder.put(key, OUTPUTS[key])
                        returned.append(key)
                break
        except (Stop, RunFailed, InputError) as ended:
            told = str(ended)
        stops += 1
        assert end is stop or ("Input/output error" in told and str(target.parent) in told)
        found = held(target)
        assert found.keys() >= {"0000", *returned}, f"step {n} lost something"
        assert all(found[key] == OUTPUTS[key] for key in found)
        assert not [path for path in work_path(target).iterdir() if "unfinished" in path.name]
        for key in found.keys() - before.keys():  # back to the beginning
            (work_path(target) / f"{key}.output").unlink()
        assert held(target) == before
    else:
        raise AssertionError("it never came to its end")
    assert stops >= 12
    assert held(target) == OUTPUTS


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import os, pytest
import test_work_folder as tests
with pytest.MonkeyPatch.context() as patched:
    tests.Tripwire(patched, int(sys.argv[2]), lambda: os._exit(9))
    with tests.open_work_folder(Path(sys.argv[1]), tests.IDENTITY) as folder:
        for key in sorted(tests.OUTPUTS):
            folder.put(key, tests.OUTPUTS[key])
            print(key, flush=True)
"""


@pytest.mark.slow
def test_a_process_that_dies_at_any_step_keeps_what_was_put_before(tmp_path):
    script = WRITER.format(root=str(ROOT), here=str(Path(__file__).parent))
    deaths = 0
    for n in range(1, 200):
        target = tmp_path / str(n) / "result"
        done = subprocess.run(
            [sys.executable, "-c", script, str(target), str(n)], capture_output=True, text=True, check=False
        )
        found = held(target)
        assert found.keys() >= set(done.stdout.split())
        assert all(found[key] == OUTPUTS[key] for key in found)
        if done.returncode == 0:
            break
        assert done.returncode == 9, done.stderr
        deaths += 1
        fill(target)
        assert held(target) == OUTPUTS
        assert [path.name for path in target.parent.iterdir()] == [".result.work"]
    else:
        raise AssertionError("it never came to its end")
    assert deaths >= 20


# ------------------------------------------------------------------------------------------------------------ damage


def damaged(content, dice, kind):
    place = int(dice.integers(len(content)))
    if kind == "cut":
        return content[:place]
    return content[:place] + bytes([content[place] ^ (1 << int(dice.integers(8)))]) + content[place + 1 :]


@pytest.mark.parametrize(("kind", "times"), [("flip", 100), ("cut", 50)])
def test_damaged_outputs_are_not_done(target, kind, times):
    fill(target)
    dice = np.random.default_rng(4)
    for _ in range(times):
        key = sorted(OUTPUTS)[int(dice.integers(len(OUTPUTS)))]
        path = work_path(target) / f"{key}.output"
        content = path.read_bytes()
        path.write_bytes(damaged(content, dice, kind))
        assert held(target) == {other: output for other, output in OUTPUTS.items() if other != key}
        with open_work_folder(target, IDENTITY) as folder:
            assert key not in folder.done()
            folder.put(key, OUTPUTS[key])
    assert held(target) == OUTPUTS


@pytest.mark.parametrize(("kind", "times"), [("flip", 100), ("cut", 50)])
def test_a_damaged_ledger_is_made_anew_from_the_files(target, kind, times):
    fill(target)
    path = work_path(target) / "ledger.sqlite"
    whole = path.read_bytes()
    dice = np.random.default_rng(5)
    lost = 0
    for _ in range(times):
        path.write_bytes(damaged(whole, dice, kind))
        with open_work_folder(target, IDENTITY) as folder:
            assert {key: folder.output(key) for key in folder.done()} == OUTPUTS
            assert folder.failures() in ({}, {"ffff": FAILURE})
            lost += not folder.failures()
    assert lost > 0, "no damage mattered, so this test proves nothing"


def test_an_output_that_is_damaged_while_it_is_open_is_told(target):
    fill(target)
    with open_work_folder(target, IDENTITY) as folder:
        (work_path(target) / "0001.output").write_bytes(b"rotten")
        with pytest.raises(StoreDamaged, match=r"0001\.output: is not what was written"):
            folder.output("0001")


def test_an_output_under_another_key_does_not_count(target):
    fill(target)
    (work_path(target) / "0001.output").rename(work_path(target) / "0009.output")
    assert held(target).keys() == OUTPUTS.keys() - {"0001"}


# ------------------------------------------------------------------------------------------------- others, full disks

HOLDER = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from sim.experiment.work_folder import open_work_folder
with open_work_folder(Path(sys.argv[1]), {{}}) as folder:
    folder.put("00", b"held")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_of_two_writers_the_second_ends_at_once_and_names_the_first(target):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER.format(root=str(ROOT)), str(target)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout.readline() == "held\n"
    begun = time.monotonic()
    with pytest.raises(StoreLocked, match=f"{target}: is being written by process {holder.pid} on "):
        open_work_folder(target, {}).__enter__()
    assert time.monotonic() - begun < 1.0 * slowness()
    holder.kill()
    holder.communicate()
    assert held(target) == {"00": b"held"}
    assert [path.name for path in target.parent.iterdir()] == [".result.work"]


@pytest.mark.parametrize("way", ["parent", "folder", "ledger"])
def test_a_place_that_cannot_be_written_is_bad_input(target, way):
    """A file, or a folder, stands where the other is needed: so it is for every user, the administrator too."""
    if way == "parent":
        target.parent.write_text("mine")
    elif way == "folder":
        target.parent.mkdir()
        work_path(target).write_text("mine")
    else:
        (work_path(target) / "ledger.sqlite").mkdir(parents=True)
    with pytest.raises(InputError) as refused:
        open_work_folder(target, {}).__enter__()
    assert str(target.parent) in str(refused.value)


SMALL_DISK = """
import json, resource, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from sim.experiment.work_folder import open_work_folder
from sim.parameters.errors import SimulatorError
kept = []
try:
    with open_work_folder(Path(sys.argv[1]), {{}}) as folder:
        for key, size in (("00", 1000), ("01", 30_000), ("02", 200_000), ("03", 10)):
            if key == "01":
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
            folder.put(key, b"x" * size)
            kept.append(key)
except SimulatorError as error:
    print(json.dumps([type(error).__name__, str(error), kept]))
else:
    print(json.dumps(["", "", kept]))
"""


@pytest.mark.parametrize("most", [1, 5_000, 20_000, 40_000, 100_000, 150_000])
def test_a_disk_that_takes_no_more_is_told_and_keeps_what_was_there(target, most):
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK.format(root=str(ROOT)), str(target), str(most)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    kind, told, kept = json.loads(done.stdout)
    assert kind == "RunFailed"
    assert str(work_path(target)) in told
    assert "bytes are needed" in told
    assert "00" in kept
    assert held(target).keys() >= set(kept)
    assert not [path for path in work_path(target).iterdir() if "unfinished" in path.name]
    with open_work_folder(target, {}) as folder:
        folder.put("02", b"x" * 200_000)
    assert held(target)["00"] == b"x" * 1000


def test_a_full_disk(tmp_path):
    """A file system of 1 MiB, where this process may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        target = disk / "result"
        kept = []

        def fill_up():
            with open_work_folder(target, {}) as folder:
                for number in range(100):
                    folder.put(f"{number:04x}", bytes([number]) * 50_000)
                    kept.append(f"{number:04x}")

        with pytest.raises(RunFailed, match=r"No space left on device|disk is full") as failed:
            fill_up()
        assert "50,000 bytes are needed" in str(failed.value)
        assert len(kept) > 5
        with suppress(InputError):  # even opening may need more room
            held(target)
        subprocess.run(["mount", "-o", "remount,size=3m", str(disk)], check=True)  # noqa: S607
        assert held(target).keys() >= set(kept)
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S607


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    path = tmp_path / "file"
    durable.write_whole(path, b"old")
    monkeypatch.setattr(os, "fsync", lambda _: stop())
    with pytest.raises(Stop):
        durable.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_other_versions_of_libraries_do_not_go_on_with_it(target, monkeypatch):
    fill(target)
    there = same_packages.packages()
    monkeypatch.setattr(same_packages, "packages", lambda: {**there, "numpy": "9.9.9"})
    said = rf"was begun with numpy {re.escape(there['numpy'])} \(now 9\.9\.9\); go on with what it was, or remove it"
    with pytest.raises(InputError, match=said), open_work_folder(target, IDENTITY):
        pass
    monkeypatch.undo()
    assert held(target) == OUTPUTS


def test_other_versions_begin_where_nothing_is_held(target, monkeypatch):
    with suppress(Stop), open_work_folder(target, IDENTITY) as folder:
        folder.fail("ffff", "point 7 (seed 3)", FAILURE)
        raise Stop
    there = same_packages.packages()
    monkeypatch.setattr(same_packages, "packages", lambda: {**there, "numpy": "9.9.9"})
    fill(target)
    assert held(target) == OUTPUTS
