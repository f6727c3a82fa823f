"""Figures made of siting checks: sites excluded, sites nobody can vouch for, and the area that is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from models.access.sited import Sited
from models.county.county import County
from models.facilities.facility import Facility, Family, Shelter
from models.findings.findings import Figure, Verdict
from models.findings.places import facility_place
from models.hazards.check import SitingCheck
from models.hazards.loss import is_divisible, lost_share
from models.hazards.screening import is_excluded, is_undecided, is_unverified, siting_checks
from models.hazards.screening_spec import siting_specs
from models.project.local import LocalFacts
from models.rules.rules import Rules
from models.shelters.values import areas

SITED_FAMILIES = tuple(family for family in Family if family.spec.has_siting_figures)
"""Families whose sites make figures; the others' checks are only shown with the facility."""


@dataclass(frozen=True)
class SitingTally:
    """Sites of one family; sums of it are tallies of all together, so that a drag adds only what it moves.

    Parameters
    ----------
    known_areas
        Shelters in the county whose effective area is known.
    area_m2, excluded_m2, unverified_m2
        Effective area of the shelters in the county, of those excluded, and of those not verified.
    lost_m2
        Of the rest, parts that lie inside zones.
    """

    sites: int = 0
    excluded: int = 0
    unverified: int = 0
    areas: int = 0
    known_areas: int = 0
    area_m2: float = 0.0
    excluded_m2: float = 0.0
    unverified_m2: float = 0.0
    lost_m2: float = 0.0

    def __add__(self, other: SitingTally) -> SitingTally:
        """Both together."""
        names = [item.name for item in fields(self)]
        return SitingTally(**{name: getattr(self, name) + getattr(other, name) for name in names})


def tally_of(county: County, facilities: Iterable[Facility], rules: Rules, local: LocalFacts) -> SitingTally:
    """Count some facilities of one family by what their checks say."""
    chosen = tuple(facilities)
    checks = siting_checks(county, chosen, rules, local)
    xy = np.array([facility.location for facility in chosen], dtype=np.float64).reshape(-1, 2)
    rows = [
        vars(_tally(county, facility, checks[facility.id], rules, in_county=inside)).values()
        for facility, inside in zip(chosen, county.in_county(xy).tolist(), strict=True)
    ]
    return SitingTally(*map(sum, zip(*rows, strict=True)))


def tally_values(family: Family, tally: SitingTally) -> dict[str, float | None]:
    """Values of a family's siting figures, by figure id; none for families without."""
    if family not in SITED_FAMILIES:
        return {}
    # Nothing was found, but not everything could be looked at: that is no data and not zero.
    is_open = not tally.sites or (tally.unverified and not tally.excluded)
    found = {
        f"{family}.siting_excluded_count": None if is_open else float(tally.excluded),
        f"{family}.siting_unknown_count": float(tally.unverified) if tally.sites else None,
    }
    if family == Family.SHELTER:
        usable_m2 = max(0.0, tally.area_m2 - tally.excluded_m2 - tally.unverified_m2 - tally.lost_m2)
        verified = tally.sites > tally.excluded + tally.unverified
        is_known = tally.known_areas > 0 and (verified or not tally.unverified)
        found["shelter.usable_area_m2"] = usable_m2 if is_known else None
        # A site that nobody can vouch for does not pass; where all are so, there is nothing to say.
        passed = tally.sites - tally.excluded - tally.unverified
        is_judged = tally.sites > tally.unverified
        found["shelter.siting_pass_share"] = 100.0 * passed / tally.sites if is_judged else None
    return found


def siting_values(sited: Sited, local: LocalFacts, family: Family) -> dict[str, float | None]:
    """Values of the figures about the sites of one family that counts."""
    county, rules = sited.county, sited.rules

    def made(rows: Sequence[Facility]) -> SitingTally:
        own = tuple(one for one in rows if one.family == family)
        make = partial(tally_of, county, own, rules, local)
        if len(rows) == 1:
            return make()
        # A press asks for all and for all but the one that moves: both are kept until somebody edits one.
        key = ("siting tally", family, len(own))
        return county.memo.get_latest(key, (rules, local, own), make, keep=32)

    tally = sited.summed(("siting", family), made)
    return tally_values(family, tally)


def siting_figures(
    county: County, facilities: Sequence[Facility], rules: Rules, local: LocalFacts
) -> dict[str, Figure]:
    """Figures about the sites of the facilities that count."""
    figures: dict[str, Figure] = {}
    for family in SITED_FAMILIES:
        chosen = [facility for facility in facilities if facility.family == family]
        tally = tally_of(county, chosen, rules, local)
        values = tally_values(family, tally)
        checks = siting_checks(county, chosen, rules, local)
        lacking = _lacking(checks[facility.id] for facility in chosen) if chosen else (f"{family}s",)
        keys = tuple(
            dict.fromkeys(key for spec in siting_specs() if family in spec.families for key in spec.rule_keys)
        )
        excluded_id, unknown_id = f"{family}.siting_excluded_count", f"{family}.siting_unknown_count"
        counts = {"count": tally.sites, "excluded": tally.excluded, "unknown": tally.unverified}
        figures[excluded_id] = Figure(
            excluded_id,
            values[excluded_id],
            "places",
            {**counts, "unverified": tally.unverified},
            missing=lacking if values[excluded_id] is None else (),
            failing=tuple(facility_place(one) for one in chosen if is_excluded(checks[one.id])),
            rules=keys,
            is_estimated=tally.unverified > 0,
        )
        figures[unknown_id] = Figure(
            unknown_id,
            values[unknown_id],
            "places",
            counts,
            missing=() if chosen else lacking,
            failing=tuple(facility_place(one) for one in chosen if is_unverified(checks[one.id])),
            rules=keys,
        )
        if family == Family.SHELTER:
            figures["shelter.usable_area_m2"] = _usable(tally, values, lacking, keys)
            share_id = "shelter.siting_pass_share"
            passed = tally.sites - tally.excluded - tally.unverified
            figures[share_id] = Figure(
                share_id,
                values[share_id],
                "percent",
                {**counts, "met": passed},
                missing=lacking if values[share_id] is None else (),
                failing=(*figures[excluded_id].failing, *figures[unknown_id].failing),
                rules=keys,
                is_estimated=tally.unverified > 0,
            )
    return figures


def _tally(
    county: County, facility: Facility, checks: Sequence[SitingCheck], rules: Rules, *, in_county: bool
) -> SitingTally:
    excluded = is_excluded(checks)
    unverified = not excluded and is_undecided(checks)
    area_m2, inside = None, False
    if isinstance(facility, Shelter):
        inside = in_county
        area_m2 = areas(facility, rules).effective_m2 if inside else None
    known_m2 = area_m2 or 0.0
    lost = 0.0
    if known_m2 and not excluded and not unverified and is_divisible(facility):
        lost = lost_share(county, facility.geometry, [check.rule for check in checks])
    return SitingTally(
        sites=1,
        excluded=int(excluded),
        unverified=int(unverified),
        areas=int(inside),
        known_areas=int(area_m2 is not None),
        area_m2=known_m2,
        excluded_m2=known_m2 if excluded else 0.0,
        unverified_m2=known_m2 if unverified else 0.0,
        lost_m2=known_m2 * lost,
    )


def _lacking(checks: Iterable[Sequence[SitingCheck]]) -> tuple[str, ...]:
    """What the checks that must be made lack, each once, in the order of the checks."""
    return tuple(
        dict.fromkeys(
            item
            for row in checks
            for check in row
            if check.verdict == Verdict.NO_DATA and not check.is_optional
            for item in check.missing
        )
    )


def _usable(
    tally: SitingTally, values: dict[str, float | None], lacking: tuple[str, ...], keys: tuple[str, ...]
) -> Figure:
    value = values["shelter.usable_area_m2"]
    no_area = ("shelter_area",) if tally.sites and not tally.known_areas else ()
    return Figure(
        "shelter.usable_area_m2",
        value,
        "m2",
        {
            "count": tally.areas,
            "area_m2": tally.area_m2,
            "excluded": tally.excluded,
            "excluded_m2": tally.excluded_m2,
            "unverified_m2": tally.unverified_m2,
            "lost_m2": tally.lost_m2,
            "unknown_shelters": tally.areas - tally.known_areas,
            "unverified": tally.unverified,
        },
        missing=(no_area or lacking) if value is None else (),
        rules=keys,
        is_estimated=tally.unverified > 0 or tally.areas > tally.known_areas,
    )
