"""Who enters and who leaves."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Participation(Group):
    """Entry answers to pay; exit answers to idle weeks and to the outside option."""

    founding_share: float = parameter(
        0.05,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Freelancers who search when the warm-up begins, over the registered at week 0.",
        source="a start that is forgotten by week 0 (stationarity test)",
        role="set",
    )
    registration_rate: float = parameter(
        0.001827,
        unit="per week",
        low=0.0,
        high=0.1,
        meaning="New registrations a week, over the registered at week 0, when pay is as in the past.",
        source="about 1.7 million a year: 18 million registered fill up in the ten years of the warm-up",
        role="set",
    )
    entry_elasticity: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=3.0,
        meaning=(
            "Elasticity of new registrations in a specialty to its earnings per active freelancer, relative "
            "to the past."
        ),
        source="free entry; magnitude by hand within 0.2-1, no target identifies it",
        role="set",
    )
    quit_hazard: float = parameter(
        0.0232,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning=(
            "Chance that a searching freelancer who was never hired goes quiet in a week, at the start of the search."
        ),
        source="target C4: proposals per post (number of searchers)",
        role="set",
    )
    quit_hazard_hired: float = parameter(
        0.0082,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning="The same for a freelancer who was hired before, after an idle week.",
        source="by hand; about a third of the hazard of the never hired",
        role="set",
    )
    retirement_hazard: float = parameter(
        0.0038,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning=(
            "Chance that a freelancer leaves in a week whatever their work, for employment elsewhere, clients of their "
            "own or for good; running work is finished."
        ),
        source=(
            "82% of new US establishments survive each further year, with hardly a trend in age (Knaup 2005, Monthly "
            "Labor Review 128(5), 50-56); a freelancer is a business of one"
        ),
        role="set",
    )
    quit_idle_slope: float = parameter(
        0.35,
        unit="per year idle",
        low=0.0,
        high=5.0,
        meaning="Rise of the log hazard of going quiet for each year without work.",
        source="by hand; duration dependence of search",
        role="set",
    )
    quit_income_elasticity: float = parameter(
        0.5,
        unit="1",
        low=0.0,
        high=3.0,
        meaning=(
            "Elasticity of the hazard of going quiet to the specialty's earnings relative to their past (with a minus)."
        ),
        source="by hand; the outside option is the specialty's own past",
        role="set",
    )
    client_exit_hazard: float = parameter(
        0.0065,
        unit="per week",
        low=0.0,
        high=1.0,
        meaning="Chance that a client leaves in a week.",
        source="a stay of about three years; stock of active clients is stable (827-855 thousand, company reports)",
        role="set",
    )
    client_exit_after_failure: float = parameter(
        1.5,
        unit="1",
        low=1.0,
        high=20.0,
        meaning="Factor on the exit hazard while the client's last post closed without a hire.",
        source="by hand; no target identifies it",
        role="set",
    )
    client_entry_rate: float = parameter(
        0.0105,
        unit="per client and week",
        low=0.0,
        high=1.0,
        meaning="New clients a week, over the clients when the warm-up begins.",
        source="by hand: without AI the stock of clients settles, at some 0.18 a registered freelancer by week 0",
        role="set",
    )
