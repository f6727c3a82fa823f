"""Ranking of candidate shelter sites: whom each would newly serve, where it lies, what its township lacks.

Each criterion gives a score from 0 to 1; the total is their mean, weighted by rule values. A criterion that
nothing is known of for any site is left out; where only one site lacks it, it earns nothing there. Sites that
a siting check excludes come last, whatever their score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import shapely

from models.access.coverage import cover, members
from models.access.measures import shelter_reach
from models.access.ways import Reach
from models.county.county import County
from models.facilities.facility import FIXED_SHELTER_CLASSES, Shelter, Status
from models.findings.findings import Figure, Verdict
from models.findings.numbers import figure_text, significant, within_text
from models.hazards.check import SitingCheck
from models.hazards.screening import is_excluded, is_unverified, siting_checks
from models.kernel.arrays import Floats
from models.kernel.prepared import holds
from models.kernel.schema import Table, Text, load
from models.kernel.text import Lang, t
from models.project.local import LocalFacts
from models.project.scenario import Scenario
from models.rules.rules import Rules
from models.rules.scope import counted
from models.shelters.values import TARGET_RULE, ShelterTable, areas, place_areas, sites_for

CRITERIA = ("people", "layout", "road", "gap", "hazard", "kind")
"""People, urban layout (inside the seat or built-up land; road), region, hazards, kind of site."""

_FILE = "candidates.toml"


def weight_rule(criterion: str) -> str:
    """Key of the rule value that weighs a criterion."""
    return f"siting.weight.{criterion}"


class _CandidatesTable(Table):
    preferred_kinds: list[Text]
    version: int
    source: Text


@cache
def preferred_kinds() -> tuple[str, ...]:
    """Kinds of site that the plan names."""
    return tuple(load(_CandidatesTable, _FILE).preferred_kinds)


@dataclass(frozen=True)
class Criterion:
    """What one criterion says of one site.

    Parameters
    ----------
    raw
        In ``unit``: residents newly served; 1 or 0 for inside and for the kind; metres; m2 per person;
        share of the checks that pass. ``None`` where nothing is known.
    score
        0..1; ``None`` if the criterion is left out, as nothing is known of it for any site.
    """

    id: str
    raw: float | None
    unit: str
    score: float | None
    weight: float


@dataclass(frozen=True)
class CandidateRank:
    """One site with its rank.

    Parameters
    ----------
    total
        Weighted mean of the scores, 0..1.
    inside
        ``seat``, ``builtup`` or ``none``; empty while neither is known.
    township
        Name of the place it stands in; empty outside all.
    """

    facility: Shelter
    rank: int
    total: float
    criteria: tuple[Criterion, ...]
    newly_served_persons: float | None
    reach: Reach
    inside: str
    township: str
    checks: tuple[SitingCheck, ...]

    @property
    def is_excluded(self) -> bool:
        """Whether a siting check rules the site out."""
        return is_excluded(self.checks)

    @property
    def is_unverified(self) -> bool:
        """Whether it is not ruled out, but not known to be safe either."""
        return is_unverified(self.checks)

    def criterion(self, criterion_id: str) -> Criterion:
        """One criterion by id."""
        return next(one for one in self.criteria if one.id == criterion_id)

    def reason(self, lang: Lang) -> str:
        """Why the site stands where it does, in one or two sentences."""
        score = significant(100.0 * self.total)
        rank = t("candidate.reason.rank", lang, rank=self.rank, total=score)
        parts = [rank, *self._people(lang), *self._merits(lang)]
        sentences = [t("candidate.reason.separator", lang).join(parts)]
        for verdict, is_told in ((Verdict.FAIL, self.is_excluded), (Verdict.NO_DATA, self.is_unverified)):
            if is_told:
                names = [
                    t(f"siting.{check.rule}", lang)
                    for check in self.checks
                    if check.verdict == verdict and not check.is_optional
                ]
                kind = "excluded" if verdict == Verdict.FAIL else "unknown"
                listed = ("、" if lang == "zh" else ", ").join(names)
                sentences.append(t(f"candidate.reason.{kind}", lang, checks=listed))
        stop = t("candidate.reason.stop", lang)
        return (" " if lang == "en" else "").join(f"{sentence}{stop}" for sentence in sentences)

    def merits_text(self, lang: Lang) -> str:
        """What speaks for the site beside its rank and the residents it serves."""
        return t("candidate.reason.separator", lang).join(self._merits(lang))

    def _people(self, lang: Lang) -> list[str]:
        if self.newly_served_persons:
            radius = figure_text(self.reach.limit, self.reach.way.unit, lang)
            persons = f"{round(self.newly_served_persons):,}"
            return [t("candidate.reason.people", lang, within=within_text(radius, lang), persons=persons)]
        if self.newly_served_persons is not None:
            return [t("candidate.reason.people_none", lang)]
        return []

    def _merits(self, lang: Lang) -> list[str]:
        parts = []
        gap = self.criterion("gap").raw
        if gap is not None:
            key = "candidate.reason.gap" if gap > 0 else "candidate.reason.gap_none"
            values = {"gap": figure_text(gap, "m2_per_person", lang)} if gap > 0 else {}
            parts.append(t(key, lang, township=self.township, **values))
        if self.inside:
            parts.append(t(f"candidate.inside.{self.inside}", lang))
        road = self.criterion("road").raw
        if road is not None:
            parts.append(t("candidate.reason.road", lang, distance=figure_text(road, "m", lang)))
        is_preferred = self.criterion("kind").raw == 1
        kind = t(f"choice.shelter_kind.{self.facility.kind}", lang)
        key = "candidate.reason.kind" if is_preferred else "candidate.reason.kind_other"
        return [*parts, t(key, lang, kind=kind)]


def rank_candidates(
    county: County, scenario: Scenario, rules: Rules, local: LocalFacts, *, is_listed: bool = True
) -> tuple[CandidateRank, ...]:
    """Rank the shelters of status candidate, the best first and those ruled out last.

    A resident is newly served who lives inside the candidate's service radius and outside that of every
    shelter that counts in the scenario: for an emergency site the emergency radius of all of them, for the
    other classes the own radius of every fixed or central one. That score is relative to the candidate that
    serves most; the gap of a township is relative to the area per resident that is asked for; a road right
    beside the site scores 1, one at the set distance or beyond it 0.

    At equal totals the one that newly serves more comes first, then by name and id.

    Parameters
    ----------
    is_listed
        Whether any list says which shelters there are. Else nobody knows whom a site would newly serve, nor
        what a township lacks.
    """
    serving = _counted(county, scenario, rules)
    return judged(county, candidates_of(scenario), serving, rules, local, is_listed=is_listed)


def judged(
    county: County,
    sites: Sequence[Shelter],
    serving: Sequence[Shelter],
    rules: Rules,
    local: LocalFacts,
    *,
    is_listed: bool = True,
) -> tuple[CandidateRank, ...]:
    """Rank some sites by what they would add to the shelters that serve already; see rank_candidates."""
    if not sites:
        return ()
    checks = siting_checks(county, sites, rules, local)
    xy = np.array([site.location for site in sites], dtype=np.float64)
    place = county.places.index_at(xy)
    inside = _inside(county, xy)
    nothing, target = np.full(len(sites), np.nan), rules[TARGET_RULE]
    newly = _newly_served(county, sites, serving, rules) if is_listed else nothing
    gap = _gap(county, serving, rules)[place] if len(county.places) and is_listed else nothing
    gap = np.where(place >= 0, gap, np.nan)
    road = _road_m(county, sites)
    passed = np.array([_passed(checks.get(site.id, ())) for site in sites])
    kinds = np.array([float(site.kind in preferred_kinds()) for site in sites])
    most = float(np.nanmax(newly)) if np.isfinite(newly).any() else 0.0
    raw: dict[str, tuple[Floats, str, Floats]] = {
        "people": (newly, "persons", newly / most if most > 0 else newly),
        "layout": (inside_score := _is_inside(inside), "", inside_score),
        "road": (road, "m", np.maximum(0.0, 1.0 - road / rules["siting.road_distance_m"])),
        "gap": (gap, "m2_per_person", gap / target),
        "hazard": (passed, "share", passed),
        "kind": (kinds, "", kinds),
    }
    used = {name for name, (values, _, _) in raw.items() if np.isfinite(values).any()}
    weights = {name: rules[weight_rule(name)] for name in CRITERIA}
    whole = sum(weights[name] for name in CRITERIA if name in used)  # in one order: sums differ by a bit
    ranked = []
    for row, site in enumerate(sites):
        criteria = tuple(
            Criterion(
                id=name,
                raw=_number(values[row]),
                unit=unit,
                score=float(np.nan_to_num(scores[row])) if name in used else None,
                weight=weights[name],
            )
            for name, (values, unit, scores) in ((name, raw[name]) for name in CRITERIA)
        )
        total = sum(one.weight * one.score for one in criteria if one.score is not None) / whole
        ranked.append(
            CandidateRank(
                facility=site,
                rank=0,
                total=total,
                criteria=criteria,
                newly_served_persons=_number(newly[row]),
                reach=shelter_reach(county, site.shelter_class, rules),
                inside=inside[row],
                township=str(county.places.names[place[row]]) if place[row] >= 0 else "",
                checks=checks.get(site.id, ()),
            )
        )
    ranked.sort(
        key=lambda one: (
            one.is_excluded,
            -round(one.total, 12),
            -(one.newly_served_persons or 0.0),
            one.facility.name,
            one.facility.id,
        )
    )
    return tuple(_with_rank(one, rank) for rank, one in enumerate(ranked, start=1))


def _with_rank(one: CandidateRank, rank: int) -> CandidateRank:
    return replace(one, rank=rank)


def _shelters(scenario: Scenario, status: Status) -> list[Shelter]:
    return [one for one in scenario.facilities.values() if isinstance(one, Shelter) and one.status == status]


def _counted(county: County, scenario: Scenario, rules: Rules) -> list[Shelter]:
    return [one for one in counted(county, scenario, rules) if isinstance(one, Shelter)]


def _newly_served(
    county: County, sites: Sequence[Shelter], serving: Sequence[Shelter], rules: Rules
) -> Floats:
    """Residents inside each site's radius whom nobody serves yet, shape (n,); NaN if none are known."""
    if not county.demand.has_population:
        return np.full(len(sites), np.nan)
    served = {
        key: cover(county, sites_for(county, key, serving, rules)).mask for key in ("emergency", "fixed")
    }
    found = []
    for site in sites:
        reach = shelter_reach(county, site.shelter_class, rules)
        if not reach.is_told:
            found.append(np.nan)
            continue
        inside = members(county, (*site.location, reach))
        mask = served["fixed" if site.shelter_class in FIXED_SHELTER_CLASSES else "emergency"]
        found.append(float(county.demand.known_persons[inside[~mask[inside]]].sum()))
    return np.array(found)


def added_in_turn(
    county: County, scenario: Scenario, sites: Sequence[Shelter], rules: Rules
) -> tuple[float | None, ...]:
    """Residents whom each site newly serves once those before it stand too; ``None`` if none are known.

    Nobody is claimed twice, so that the numbers of several sites may be added up.
    """
    serving = _counted(county, scenario, rules)
    return tuple(
        _number(float(_newly_served(county, [site], [*serving, *sites[:place]], rules)[0]))
        for place, site in enumerate(sites)
    )


def _gap(county: County, serving: Sequence[Shelter], rules: Rules) -> Floats:
    """Area per resident that each place lacks, m2, shape (n places,); NaN unknown."""
    per_resident = place_areas(county, rules, ShelterTable.of(county, rules, serving)).per_resident_m2
    lacking: Floats = np.where(
        np.isnan(per_resident), np.nan, np.maximum(0.0, rules[TARGET_RULE] - per_resident)
    )
    return lacking


def _inside(county: County, xy: Floats) -> list[str]:
    if county.seat is None and county.builtup is None:
        return [""] * len(xy)
    in_seat = county.in_seat(xy)
    in_builtup = np.zeros(len(xy), dtype=np.bool_)
    if county.builtup is not None:
        in_builtup = holds(county.builtup, xy[:, 0], xy[:, 1])
    return np.where(in_seat, "seat", np.where(in_builtup, "builtup", "none")).tolist()


def _is_inside(inside: Sequence[str]) -> Floats:
    return np.array([np.nan if where == "" else float(where != "none") for where in inside])


def _road_m(county: County, sites: Sequence[Shelter]) -> Floats:
    """Distance of each site to the nearest road, shape (n,); NaN without roads."""
    tree = county.memo.get(("road tree",), lambda: _road_tree(county))
    if tree is None:
        return np.full(len(sites), np.nan)
    shapes = np.array([site.geometry for site in sites], dtype=object)
    (site, _), away = tree.query_nearest(shapes, return_distance=True, all_matches=False)
    found = np.full(len(sites), np.nan)
    found[site] = away
    return found


def _road_tree(county: County) -> shapely.STRtree | None:
    shapes = [layer.geometries for layer in county.roads]
    lines = [one for group in shapes for one in group if one is not None and not shapely.is_empty(one)]
    return shapely.STRtree(lines) if lines else None


def _passed(checks: Sequence[SitingCheck]) -> float:
    """Share of the checks that pass; one without data does not, unless it is asked for nowhere."""
    asked = [check for check in checks if not (check.is_optional and check.verdict == Verdict.NO_DATA)]
    if not asked:
        return float("nan")
    return sum(check.verdict in (Verdict.PASS, Verdict.INFO) for check in asked) / len(asked)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


# -- what is proposed ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ProposedRow:
    """One site that is proposed: a planned shelter, or a candidate near the top of the ranking.

    Parameters
    ----------
    area_m2
        Effective area, estimated where ``is_estimated``; ``None`` if unknown.
    ranked
        Its ranking: of a planned one against today's shelters, of a candidate against those that count.
    """

    facility: Shelter
    area_m2: float | None
    is_estimated: bool
    ranked: CandidateRank

    @property
    def newly_served_persons(self) -> float | None:
        """Residents it newly serves."""
        return self.ranked.newly_served_persons

    def reason(self, lang: Lang) -> str:
        """Why it is proposed, or what speaks against it."""
        return self.ranked.reason(lang)


MOST_PROPOSED = 10


def proposed_rows(
    county: County,
    scenario: Scenario,
    rules: Rules,
    local: LocalFacts,
    *,
    most: int = MOST_PROPOSED,
    is_listed: bool = True,
) -> tuple[ProposedRow, ...]:
    """Planned shelters, then at most ``most`` candidates that no check rules out, each by its ranking."""
    existing = [one for one in _counted(county, scenario, rules) if one.status == Status.EXISTING]
    sites = _shelters(scenario, Status.PLANNED)
    planned = judged(county, sites, existing, rules, local, is_listed=is_listed)
    ranked = rank_candidates(county, scenario, rules, local, is_listed=is_listed)
    candidates = [one for one in ranked if not one.is_excluded]
    rows = []
    for one in (*planned, *candidates[:most]):
        area = areas(one.facility, rules)
        rows.append(ProposedRow(one.facility, area.effective_m2, area.is_estimated, one))
    return tuple(rows)


# -- figures -------------------------------------------------------------------------------------------------
def candidates_of(scenario: Scenario) -> list[Shelter]:
    """Shelters of status candidate."""
    return _shelters(scenario, Status.CANDIDATE)


def candidate_figure(sites: Sequence[Shelter]) -> Figure:
    """Number of candidates that are ranked; without any it is zero, not unknown."""
    preferred = sum(site.kind in preferred_kinds() for site in sites)
    return Figure(
        "shelter.candidate_count",
        float(len(sites)),
        "places",
        {"count": len(sites), "preferred": preferred},
    )
