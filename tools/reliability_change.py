"""R12, R13: names that want to leave the folder of results, and sweeps that are resumed after a change."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from reliability_damage import POINTS, REPLICATIONS, interrupt, quiet, resumed
from reliability_found import Found, files_of, hidden_in, write_sweep

from sim.experiment.fingerprint import canonical_json
from sim.experiment.sweep import keys

HOSTILE = (
    "", ".", "..", "...", "../up", "../../up", "a/b", "a/../../b", "/etc", "/var/x", "//host/share", "a\\b", "..\\up",
    "C:", "C:\\x", "\\\\?\\x", ".hidden", "-rf", "--out", "_", "a.", "a ", " a", "a\n", "\na", "a\r", "a\0b", "a\tb",
    "a\x1b[31m", "\x7f", "con", "CON", "NUL", "nul.txt", "com1", "LPT9", "aux.", "prn", "~", "~root", "$HOME",
    "$(touch x)", "`id`", "%2e%2e", "a*", "a?b", "a|b", "a;b", "a&b", "<a>", 'a"b', "a'b", "a:b", "a%b", "a#b", "{a}",
    "é", "\u0430", "\u202egnp", "\ufeffa", "\uff11", "\u2025", "\u2044etc", "\u212a", "\U0001f600", "a" * 65, "a" * 300,
    "a" * 5000, "null\0", "..;/x",
)  # fmt: skip


def r12_names(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Give hostile names to scenarios and to sweeps; nothing is written outside the folder of results."""
    files = scratch / "files"
    path = write_sweep(files, 2, 1)
    base, sweep = (yaml.safe_load(one.read_text()) for one in (files / "base.yaml", path))
    for _ in range(rounds):
        for name in HOSTILE:
            for kind, content, file in (("run", base, files / "x.yaml"), ("sweep", sweep, files / "y.yaml")):
                file.write_text(yaml.safe_dump({**content, "name": name}), encoding="utf-8")
                before = listing(scratch)
                code, said = quiet([kind, str(file), "--out", str(scratch / "in" / "out"), "--no-figures"])
                outside = listing(scratch) - before
                told = f"R12 {kind} {ascii(name)[:60]}"
                found.check(code == 2, f"{told}: exit code {code}: {ascii(said)[-300:]}")
                found.check(not outside, f"{told}: written: {sorted(outside)[:3]}")
                found.check(said.count("\n") == 1 and len(said) < 1_000, f"{told}: said {ascii(said)[:300]}")
                found.counts.update(names=1)
    linked = scratch / "linked"
    linked.symlink_to(scratch / "elsewhere")
    (scratch / "elsewhere").mkdir()
    code, said = quiet(["sweep", str(path), "--out", str(linked), "--on", "serial", "--no-figures", "--quiet"])
    found.check(code == 0 and not hidden_in(scratch / "elsewhere"), f"R12 a linked folder: {code}: {said[-300:]}")


def listing(folder: Path) -> set[str]:
    """Return every path below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def r13_changes(found: Found, rounds: int, dice: np.random.Generator, scratch: Path) -> None:
    """Change something between two calls of a sweep, stored or interrupted: exactly the new points are run."""
    for number in range(rounds):
        for begun in ("stored", "interrupted"):
            for change, (make, new) in CHANGES.items():
                folder = scratch / f"r13-{number}" / begun / change.replace(" ", "-")
                path, out = write_sweep(folder, POINTS, REPLICATIONS), folder / "out"
                if begun == "stored":
                    quiet(["sweep", str(path), "--out", str(out), "--on", "serial", "--no-figures"])
                else:
                    interrupt(path, out)
                before = files_of(out)
                undo = make(path, out)
                runs, code, said = resumed(path, out)
                fresh = resumed(path, folder / "fresh")
                undo()
                missing = 0 if begun == "stored" or new == POINTS else POINTS // 2
                check_change(found, f"R13 {begun}, {change}", (runs, code, said), (new + missing) * REPLICATIONS)
                now, wanted = files_of(out), files_of(folder / "fresh")
                if change == "scenario described":  # words change nothing, so a stored sweep stays as it is
                    wanted = {name: content for name, content in wanted.items() if name.endswith(".parquet")}
                found.check(fresh[1] == 0 and wanted.items() <= now.items(), f"R13 {begun}, {change}: other bytes")
                kept = {name: content for name, content in before.items() if "/." not in name and new}
                found.check(kept.items() <= now.items(), f"R13 {begun}, {change}: an earlier result has changed")
                found.counts.update(changes=1)
                shutil.rmtree(folder)


def check_change(found: Found, name: str, came: tuple[int, int, str], wanted: int) -> None:
    """Check how many runs a change has cost."""
    runs, code, said = came
    found.check(code == 0, f"{name}: exit code {code}: {said[-300:]}")
    found.check(runs == wanted, f"{name}: {runs} runs, {wanted} are right")
    if name.startswith("R13 interrupted, code"):
        found.check("by other code" in said, f"{name}: does not say why it begins anew: {said[-300:]}")


Undo = Callable[[], Any]


def nothing() -> None:
    """Undo nothing."""


def _edited(old: str, new: str, file: str = "sweep.yaml") -> Callable[[Path, Path], Undo]:
    def edit(path: Path, out: Path) -> Undo:
        text = path.with_name(file).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{file} does not hold {old!r}")
        path.with_name(file).write_text(text.replace(old, new), encoding="utf-8")
        return nothing

    return edit


def _other_code(path: Path, out: Path) -> Undo:
    before = keys.code_version
    keys.code_version = lambda: "another"  # type: ignore[assignment]

    def undo() -> None:
        keys.code_version = before

    return undo


def _other_format(path: Path, out: Path) -> Undo:
    """Give manifests and ledgers another format, with checksums that are right."""
    for manifest in out.rglob("manifest.json"):
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        del facts["manifest_sha256"]
        facts["format"] = 0
        facts["manifest_sha256"] = hashlib.sha256(canonical_json(facts)).hexdigest()
        manifest.write_text(json.dumps(facts, sort_keys=True, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for ledger in out.rglob("ledger.sqlite"):
        database = sqlite3.connect(ledger)
        database.execute("PRAGMA user_version = 7")
        database.commit()
        database.close()
    return nothing


CHANGES: dict[str, tuple[Callable[[Path, Path], Undo], int]] = {
    "nothing": (lambda *_: nothing, 0),
    "scenario edited": (_edited("n_freelancers: 300", "n_freelancers: 301", "base.yaml"), POINTS),
    "scenario described": (_edited("name: base", "name: base\ndescription: in words", "base.yaml"), 0),
    "sweep enlarged": (_edited("n: 6", "n: 11"), 5),
    "code edited": (_other_code, POINTS),
    "other format": (_other_format, 0),
}
"""What is changed, and how many of the points are new by it."""
