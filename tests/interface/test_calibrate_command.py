"""``calibrate`` and ``compare --posterior`` as they are typed."""

from __future__ import annotations

import pytest

from sim.interface.cli.main import main


@pytest.fixture
def scenario(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\n", encoding="utf-8")
    return path


def test_where_a_calibration_stands_is_told_before_it_is_begun(scenario, tmp_path, capsys):
    options = ["--size", "2000", "--points", "40", "--out", str(tmp_path / "out")]
    assert main(["calibrate", str(scenario), *options, "--status"]) == 0
    said = capsys.readouterr().out
    assert "mine: 0 of 41 points are there" in said
    assert "Not whole yet:" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", ["--points", "5"], "--points: 5 is too few; at least 32"),
        ("", ["--seed", "-1"], "seed: -1 is not a whole number in 0 to"),
        ("hiring:\n  nobody_utility: 9.0\n", [], "hiring.nobody_utility: 9 lies outside its prior, 3.8 to 6"),
        ("hiring:\n  nobody_utilit: 9.0\n", [], "nobody_utility"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(scenario, tmp_path, capsys, text, options, said):
    scenario.write_text(f"name: mine\n{text}", encoding="utf-8")
    assert main(["calibrate", str(scenario), *options, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert not (tmp_path / "out").exists()


def test_a_posterior_that_is_none_is_refused(scenario, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text("name: other\nextends: mine.yaml\nai:\n  capability:\n    mode: none\n", encoding="utf-8")
    asked = ["compare", str(scenario), str(other), "--out", str(tmp_path / "out")]
    assert main([*asked, "--posterior", str(tmp_path)]) == 2
    assert main([*asked, "--posterior", f"{tmp_path}:5"]) == 2
    error = capsys.readouterr().err
    assert "expected FOLDER:N" in error
    assert "is not the folder of a calibration" in error
    assert not (tmp_path / "out").exists()
