"""A list of ablations: what it becomes, and each mistake with its place and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import small_list

from sim.experiment.ablation.ablation_file import load_ablations
from sim.experiment.ablation.plan import plan_of, without_ai
from sim.experiment.pairing import differences
from sim.experiment.replication import simulate
from sim.parameters.errors import InputError
from sim.parameters.resolve import apply_overrides, load_scenario

SHIPPED = Path(__file__).parents[3] / "scenarios" / "ablations" / "mechanisms.yaml"


def test_a_list_becomes_a_baseline_and_entries_with_two_arms(tmp_path):
    plan = plan_of(load_ablations(small_list.write(tmp_path)), 3)
    assert [(one.name, one.kind) for one in plan.entries] == [
        ("baseline", "baseline"), ("automation", "mechanism"), ("memory", "mechanism"),
        ("by_learning", "variant"), ("by_imitation", "variant"),
    ]  # fmt: skip
    memory = plan.entries[2]
    assert memory.with_ai.payload.scenario.clients.n_remembered == 0
    assert memory.without_ai.payload.scenario.ai.capability.mode == "none"
    shared = {one.without_ai.key for one in plan.entries if one.name != "memory"}
    assert len(shared) == 1, "what stands under `ai` acts on nobody without AI"
    assert memory.without_ai.key not in shared
    assert len(plan.tasks) == 5 + 2


def test_nothing_under_ai_acts_without_ai(tmp_path):
    base = load_ablations(small_list.write(tmp_path)).base
    changes = {"ai.automation.enabled": False, "ai.freelancer_adoption.cost": -5.0, "ai.augmentation.reach_shift": 19.0}
    changed = apply_overrides(base, {**changes, "ai.client_adoption.before_public": 1.0, "ai.capability.mode": "none"})
    tables = [simulate(one, 3, 0) for one in (without_ai(base), changed)]
    for name in tables[0]:
        pd.testing.assert_frame_equal(*(one[name].to_pandas() for one in tables))
    assert not simulate(base, 3, 0)["weekly"].equals(tables[0]["weekly"])


def test_set_changes_every_run_and_the_command_line_wins(tmp_path):
    path = small_list.write(tmp_path, small_list.HEAD + "set: {fees.client_fee_rate: 0.2}\n" + small_list.MECHANISMS)
    assert load_ablations(path).base.fees.client_fee_rate == 0.2
    found = load_ablations(path, ["fees.client_fee_rate=0.3"], replications=4)
    assert (found.base.fees.client_fee_rate, found.base.replication.n_replications) == (0.3, 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  x: {says: A., set: {clients.n_rememberd: 0}}", r"list\.yaml:6:\d+: mech.*`clients\.n_remembered`\?"),
        ("  x: {says: A., set: {clients.n_remembered: 9}}", r"mechanisms\.x\.set\.clients.*: 9 is above .* 3"),
        ("  x: {says: A., set: {population.n_freelancers: 500}}", "must be the same for all entries"),
        ("  x: {says: A., set: {horizon.weeks: 10}}", "must be the same for all entries"),
        ("  x: {says: A., set: {ai.capability.mode: none}}", "is what the arm without AI changes"),
        ("  x: {set: {clients.n_remembered: 0}}", r"mechanisms\.x: an entry needs `says: SENTENCE`"),
        ("  x: {say: A., set: {clients.n_remembered: 0}}", r"mechanisms\.x: say: .*did you mean `says`"),
        ("  x: 3", r"mechanisms\.x: expected \{says: , set: \}, got"),
        ("  x: {says: A., set: {clients.n_remembered: 0}, tuned: [fees.change_date]}", "not among what the entry sets"),
        ("  x: {says: A., set: {clients.n_remembered: 3}}", r"mechanisms\.x: changes nothing in small"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_entry_is_told_with_its_place(tmp_path, text, said):
    path = small_list.write(tmp_path, f"{small_list.HEAD}mechanisms:\n{text}\n")
    with pytest.raises(InputError, match=said):
        plan_of(load_ablations(path), 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: few\nscenario: small.yaml\n", "needs `scenario: FILE.yaml` and `mechanisms` or `variants`"),
        (small_list.HEAD + small_list.MECHANISMS + "variants:\n  memory: {says: A., set: {clients.n_remembered: 1}}\n",
         "mechanisms and variants both hold memory"),
        (small_list.HEAD + small_list.MECHANISMS.replace("memory", "baseline"), "`baseline` is the scenario as it is"),
        (small_list.HEAD + small_list.VARIANTS.replace("by_learning", "baseline"), "`baseline` is the scenario as it"),
        (small_list.HEAD + small_list.VARIANTS.replace("by_learning", "kept"), "variants: kept: is a column of the"),
        (small_list.HEAD.replace("2", "1") + small_list.MECHANISMS, "below the lowest allowed value 2"),
        (small_list.HEAD + "mechanism: {}\n", "did you mean `mechanisms`"),
        (small_list.HEAD + "set: {fees.client_fee_rat: 0.1}\n" + small_list.MECHANISMS, "mean `fees.client_fee_rate`"),
        (small_list.HEAD.replace("small.yaml", "no.yaml") + small_list.MECHANISMS, "no.yaml"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_list_is_told(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        load_ablations(small_list.write(tmp_path, text))


def test_parts_of_the_list_are_not_set_from_outside(tmp_path):
    with pytest.raises(InputError, match=r"--set: mechanisms\.x\.says: is a part of the list"):
        load_ablations(small_list.write(tmp_path), ["mechanisms.x.says=A."])


def test_replications_are_not_set_as_a_parameter_which_the_list_would_overrule(tmp_path):
    with pytest.raises(InputError, match=r"--set: replication\.n_replications: .*write --replications N instead$"):
        load_ablations(small_list.write(tmp_path), ["replication.n_replications = 3"])


def test_a_mechanism_may_have_the_name_of_a_column(tmp_path):
    text = small_list.HEAD + small_list.MECHANISMS.replace("memory", "kept")
    assert "kept" in load_ablations(small_list.write(tmp_path, text)).file.mechanisms


def test_the_list_that_ships_switches_something_in_every_entry():
    plan = plan_of(load_ablations(SHIPPED), 0)
    base = plan.ablations.base
    assert base.ai == load_scenario(SHIPPED.parents[1] / "baseline.yaml").ai
    for one in plan.entries[1:]:
        scenario = one.with_ai.payload.scenario
        assert {path for path, *_ in differences(base, scenario)} <= set(one.settings)
    learning, imitation = (one.with_ai.payload.scenario.ai for one in plan.entries[-2:])
    assert learning.freelancer_adoption.peer_weight == learning.client_adoption.peer_weight == 0.0
    assert learning.freelancer_adoption.gain_weight > 0.0
    assert imitation.freelancer_adoption.gain_weight == imitation.freelancer_adoption.capability_weight == 0.0
    assert imitation.freelancer_adoption.peer_weight > 0.0
