from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.lock import lock_path, only_for_a_moment, only_writer
from sim.experiment.manifest import read_manifest
from sim.experiment.place_held import place_held
from sim.experiment.store import commit, load_results, verify, writing
from sim.parameters.errors import InputError, StoreDamaged, StoreLocked

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stored(run):
    return run().folder


@pytest.mark.parametrize("damage", ["flip", "cut", "grow", "gone"])
def test_verify_finds_damage_in_any_file(stored, damage):
    """One random bit (or cut) in each file of the run, manifest included, 8 times."""
    dice = np.random.default_rng(20)
    files = [path for path in stored.rglob("*") if path.is_file()]
    assert len(files) == 11
    for path in files:
        content = path.read_bytes()
        for _ in range(8 if damage in {"flip", "cut"} else 1):
            place = int(dice.integers(len(content)))
            if damage == "flip":
                path.write_bytes(
                    content[:place] + bytes([content[place] ^ (1 << int(dice.integers(8)))]) + content[place + 1 :]
                )
            elif damage == "cut":
                path.write_bytes(content[:place])
            elif damage == "grow":
                path.write_bytes(content + b"\0")
            else:
                path.unlink()
            problems = verify(stored)
            assert len(problems) == 1
            assert str(path) in problems[0]
            path.write_bytes(content)
    assert verify(stored) == []


def test_loading_refuses_damaged_tables_and_names_them(stored):
    for name in ("weekly.parquet", "twins.parquet", "scenario.yaml", "manifest.json"):
        content = (stored / name).read_bytes()
        (stored / name).write_bytes(content[:-9] + bytes([content[-9] ^ 4]) + content[-8:])
        with pytest.raises(StoreDamaged, match=name.replace(".", r"\.")):
            load_results(stored)
        (stored / name).write_bytes(content)
    assert load_results(stored).tables.keys() >= {"weekly", "twins"}


def test_a_table_that_is_not_in_the_manifest_is_not_trusted(stored):
    (stored / "contracts.parquet").write_bytes((stored / "clients.parquet").read_bytes())
    with pytest.raises(StoreDamaged, match=r"contracts\.parquet: is not in the manifest"):
        load_results(stored)


def test_a_manifest_cannot_be_edited_unnoticed(stored):
    manifest = json.loads((stored / "manifest.json").read_text())
    manifest["seed"] += 1
    (stored / "manifest.json").write_text(json.dumps(manifest, sort_keys=True, indent=2) + "\n")
    assert "its checksum differs" in verify(stored)[0]


@pytest.mark.parametrize("read", [verify, load_results])
def test_no_folder_is_bad_input(tmp_path, read):
    with pytest.raises(InputError, match="not a folder of results"):
        read(tmp_path / "nothing")


def test_an_empty_folder_is_a_damaged_run(tmp_path):
    assert "manifest.json" in verify(tmp_path)[0]


def test_the_manifest_says_what_made_the_run(stored):
    manifest = read_manifest(stored)
    assert manifest["packages"].keys() == {"python", "numpy", "numba", "mesa", "pyarrow", "pandas"}
    assert manifest["packages"]["python"] == ".".join(map(str, sys.version_info[:3]))
    assert manifest["wall_time_s"] > 0
    assert manifest["created_utc"].endswith("+00:00")
    assert (manifest["seed"], manifest["replications"], manifest["scenario"]) == (5, 3, "tiny")
    assert {"code_version", "analysis_version", "fingerprint", "platform"} <= manifest.keys()
    on_disk = {path.relative_to(stored).as_posix() for path in stored.rglob("*") if path.is_file()}
    assert manifest["files"].keys() == on_disk - {"manifest.json"}


def fill(partial, text):
    (partial / "file").write_text(text)


def test_nothing_is_visible_before_the_commit(tmp_path):
    target = tmp_path / "out" / "run"
    with writing(target) as partial:
        fill(partial, "new")
        assert not target.exists()
        commit(partial, target)
        assert (target / "file").read_text() == "new"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run"]


def test_a_rename_that_fails_puts_the_old_folder_back(tmp_path, monkeypatch):
    target = tmp_path / "run"
    with writing(target) as partial:
        fill(partial, "old")
        commit(partial, target)
    rename = Path.rename

    def fail_for_new(self, to):
        if ".partial-" in self.name:
            raise OSError(5, "Input/output error")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail_for_new)
    with writing(target) as partial:
        fill(partial, "new")
        with pytest.raises(OSError, match="Input/output"):
            commit(partial, target)
    assert (target / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_folder_moved_aside_by_a_killed_writer_comes_back(tmp_path):
    aside, half = tmp_path / ".run.old-999999999", tmp_path / ".run.partial-999999999"
    for folder, text in ((aside, "old"), (half, "half")):
        folder.mkdir()
        fill(folder, text)
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "run"):
        raise ZeroDivisionError
    assert (tmp_path / "run" / "file").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_leftovers_of_other_runs_go_unless_they_are_being_written(tmp_path):
    for name in (".dead.partial-999999999", ".live.partial-999999999"):
        (tmp_path / name).mkdir()
    (tmp_path / ".dead.lock").touch()
    with only_writer(tmp_path / "live"):
        with writing(tmp_path / "run") as partial:
            fill(partial, "new")
            commit(partial, tmp_path / "run")
        assert sorted(path.name for path in tmp_path.iterdir()) == [".live.lock", ".live.partial-999999999", "run"]


def test_a_neighbour_may_be_written_while_its_leftovers_are_removed(tmp_path, monkeypatch):
    target, neighbour = tmp_path / "a", tmp_path / "b"
    left = tmp_path / ".b.partial-77"
    left.mkdir()
    (left / "x").touch()
    (tmp_path / ".b.lock").write_text(f"process {os.getpid()} on {socket.gethostname()} since then", encoding="utf-8")
    removed = []

    def remove(path, **options):
        with only_writer(neighbour):
            removed.append(path.name)
        rmtree(path, **options)

    rmtree = shutil.rmtree
    monkeypatch.setattr("sim.experiment.place_held.shutil.rmtree", remove)
    with place_held(target):
        pass
    assert len(removed) == 1
    assert list(tmp_path.iterdir()) == []


def test_who_comes_while_a_place_is_held_for_a_moment_waits_for_it(tmp_path):
    target = tmp_path / "a"
    with ThreadPoolExecutor() as pool:
        with only_for_a_moment(target) as held:
            assert held
            with only_for_a_moment(target) as again:
                assert not again
            waiting = pool.submit(lambda: only_writer(target).__enter__())
            time.sleep(0.1)
            assert not waiting.done()
        assert waiting.exception(timeout=5) is None


def test_a_lock_names_its_holder_and_goes_with_it(tmp_path):
    target = tmp_path / "run"
    with only_writer(target):
        with pytest.raises(StoreLocked, match=f"{target}: is being written by process {os.getpid()} on "):
            only_writer(target).__enter__()
        assert lock_path(target).exists()
    assert not lock_path(target).exists()
    with only_writer(target):
        pass


HOLD = """
import sys
from pathlib import Path
from sim.experiment.lock import only_writer
with only_writer(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_of_a_killed_process_is_no_lock(tmp_path):
    target = tmp_path / "run"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreLocked, match=f"process {holder.pid} on "):
        only_writer(target).__enter__()
    holder.kill()
    holder.communicate()
    assert lock_path(target).exists()
    with only_writer(target):
        pass
    assert list(tmp_path.iterdir()) == []


def test_of_many_writers_one_proceeds_at_a_time(tmp_path):
    """Eight threads, each until it has had the lock 25 times; `most` would tell two that hold it at once."""
    inside, most = [], []

    def contend():
        times = 0
        while times < 25:
            with suppress(StoreLocked), only_writer(tmp_path / "run"):
                inside.append(1)
                most.append(len(inside))
                times += 1
                inside.pop()

    threads = [threading.Thread(target=contend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
    assert len(most) == 200
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("before", ["", "process {dead} on {host} since long ago"])
def test_a_holder_that_has_not_signed_yet_is_named_all_the_same(tmp_path, before):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    path = lock_path(tmp_path / "run")
    with path.open("w+", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(before.format(dead=ended.pid, host=socket.gethostname()))
        held.flush()
        later = threading.Timer(
            0.1, lambda: path.write_text(f"process {os.getpid()} on {socket.gethostname()} since now")
        )
        later.start()
        with pytest.raises(StoreLocked, match=f"is being written by process {os.getpid()} on "):
            only_writer(tmp_path / "run").__enter__()
        later.join()


def test_a_holder_that_never_signs_is_waited_for_half_a_second(tmp_path):
    with lock_path(tmp_path / "run").open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        begun = time.monotonic()
        with pytest.raises(StoreLocked, match="is being written by another process"):
            only_writer(tmp_path / "run").__enter__()
        assert 0.4 < time.monotonic() - begun < 5.0
