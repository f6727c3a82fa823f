"""Facts of a place that a siting rule asks for and no layer holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LocalFacts:
    """What the planner knows of the county; ``None`` while nobody said, and unknown is never safe.

    Parameters
    ----------
    seismic_intensity
        Design intensity of earthquakes (抗震设防烈度), 6 to 9.
    wind_from_deg
        Where the prevailing wind comes from, degrees clockwise from north.
    is_cold
        Whether people who were relocated need heating and thicker bedding in winter.
    absent_hazards
        Siting checks (ids of ``resources/siting.toml``) whose kind of hazard the planner knows to be nowhere
        in the county, so that no layer has to show it.
    """

    seismic_intensity: int | None = None
    wind_from_deg: float | None = None
    is_cold: bool | None = None
    absent_hazards: tuple[str, ...] = ()


NOTHING_STATED = LocalFacts()
