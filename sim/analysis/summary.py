"""All numbers of ``summary.json`` from the recorded tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from sim.analysis.adoption import adoption_shares, resistance
from sim.analysis.categories import category_table, selectivity
from sim.analysis.checks import Check
from sim.analysis.choices import client_choices, hiring_premium
from sim.analysis.claims import Claim, claims
from sim.analysis.decomposition import earnings_decomposition
from sim.analysis.displacement import complexity_profile, concentration, displaced_shares
from sim.analysis.estimate import Estimate
from sim.analysis.experience import experience_gaps
from sim.analysis.growth import ai_work_growth, market_size
from sim.analysis.inequality import earnings_inequality
from sim.analysis.premium import premia
from sim.analysis.results import Results
from sim.analysis.software import entry_share_ratio, software_changes
from sim.analysis.stationarity import Stationarity, stationarity
from sim.analysis.targets import targets
from sim.analysis.twins import causal_effects
from sim.analysis.validation import validation
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE

MEASURES: tuple[Callable[[Results], dict[str, Estimate]], ...] = (
    ai_work_growth,
    market_size,
    earnings_inequality,
    displaced_shares,
    concentration,
    complexity_profile,
    client_choices,
    hiring_premium,
    premia,
    causal_effects,
    experience_gaps,
    software_changes,
    entry_share_ratio,
    selectivity,
    adoption_shares,
    resistance,
    earnings_decomposition,
)


@dataclass(frozen=True)
class Summary:
    """Outcomes, claims, targets, validation and stationarity of a run.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    replications : int
    outcomes : dict of str to Estimate
        Every outcome of the catalogue, in its order.
    categories : dict of str to dict of str to Estimate
        Every outcome of the category catalogue by work category.
    claims : list of Claim
    targets, validation : list of Check
    stationarity : list of Stationarity
    """

    scenario: str
    replications: int
    outcomes: dict[str, Estimate]
    categories: dict[str, dict[str, Estimate]]
    claims: list[Claim]
    targets: list[Check]
    validation: list[Check]
    stationarity: list[Stationarity]

    def to_dict(self, fingerprint: str | None = None, seed: int | None = None) -> dict[str, object]:
        """Return what ``summary.json`` holds, as plain values.

        Parameters
        ----------
        fingerprint : str, optional
            Of the run; analysis does not know it.
        seed : int, optional
            Of the run.
        """
        return {
            "scenario": self.scenario,
            "fingerprint": fingerprint,
            "seed": seed,
            "replications": self.replications,
            "outcomes": {name: entry(one, CATALOGUE[name].unit) for name, one in self.outcomes.items()},
            "claims": [claim.to_dict() for claim in self.claims],
            "targets": [check.to_dict() for check in self.targets],
            "validation": [check.to_dict() for check in self.validation],
            "stationarity": [plain(asdict(test)) for test in self.stationarity],
            "categories": {
                category: {name: entry(one, CATEGORY_CATALOGUE[name].unit) for name, one in row.items()}
                for category, row in self.categories.items()
            },
        }


def entry(one: Estimate, unit: str) -> dict[str, object]:
    """Return one outcome as it stands in ``summary.json``; a missing value carries its reason."""
    row: dict[str, object] = {
        "value": one.value,
        "unit": unit,
        "standard_error": one.standard_error,
        "quantiles": one.quantiles,
    }
    if one.value is None:
        row["reason"] = one.reason
    return row


def plain(row: dict[str, object]) -> dict[str, object]:
    """Return the row with numbers that JSON does not know (infinite, NaN) as None."""
    return {key: None if isinstance(x, float) and not abs(x) < float("inf") else x for key, x in row.items()}


def estimates(results: Results) -> tuple[dict[str, Estimate], dict[str, dict[str, Estimate]]]:
    """Return every declared outcome, and those of each work category: all that a point of a sweep keeps.

    Raises
    ------
    RuntimeError
        If the numbers computed are not exactly those declared in the catalogue.
    """
    found: dict[str, Estimate] = {}
    for measure in MEASURES:
        found.update(measure(results))
    if found.keys() != CATALOGUE.keys():
        differ = sorted(found.keys() ^ CATALOGUE.keys())
        raise RuntimeError(f"computed and declared outcomes differ: {differ}")
    return {name: found[name] for name in CATALOGUE}, category_table(results)


def summarise(results: Results) -> Summary:
    """Return every declared outcome, the claims, the targets, the validation and the test of the warm-up.

    Raises
    ------
    RuntimeError
        If the numbers computed are not exactly those declared in the catalogue.
    """
    found, table = estimates(results)
    return Summary(
        scenario=results.scenario.name,
        replications=int(results.replications.size),
        outcomes=found,
        categories=table,
        claims=claims(found, table),
        targets=targets(results),
        validation=validation(results),
        stationarity=stationarity(results),
    )
