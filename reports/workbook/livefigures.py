"""Figures of the plan that follow a change in the book, each as a formula over ledgers and townships."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from models.facilities.facility import FIXED_SHELTER_CLASSES, INSIDE_SPACES, UNKNOWN_SPACE, Family
from models.findings.findings import Figure, Finding
from models.findings.gaps import ratio_of
from models.kernel.text import t
from models.shelters.assign import share_rule
from models.shelters.assignment import STAY_OF_CLASS, STAYS, served_before
from reports.workbook.document import Document
from reports.workbook.follow import (
    CAPACITY,
    COUNTS,
    EFFECTIVE,
    GROSS,
    IN_COUNTY,
    IN_SEAT,
    Ledger,
    added,
    is_same,
    nodata,
    quoted,
)

_LEAST = 1e-6
"""An area smaller by less is not too small, as in models.assessment.ledger."""


@dataclass(frozen=True)
class LiveFigure:
    """A figure as a formula (without ``=``), or the part and the whole whose ratio it is.

    Parameters
    ----------
    part, whole
        Formulas of what is divided and by what; empty for a figure that is no ratio.
    scale
        What their ratio is multiplied by.
    """

    text: str
    part: str = ""
    whole: str = ""
    scale: float = 1.0


class LiveFigures:
    """Finds the formula of a figure, once ledgers and townships are written."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._shelters = Ledger(document, Family.SHELTER)
        self._areas = document.areas
        self._made: dict[str, Callable[[Figure], LiveFigure | None]] = {
            "shelter.area_per_resident.county": lambda figure: self._per_resident(figure, "county"),
            "shelter.area_per_resident.seat": lambda figure: self._per_resident(figure, "seat"),
            "shelter.gross_area_per_resident.county": lambda figure: self._gross(figure, "county"),
            "shelter.gross_area_per_resident.seat": lambda figure: self._gross(figure, "seat"),
            "shelter.area_per_resident.townships": self._townships,
            "shelter.capacity": self._capacity,
            "shelter.fixed_capacity_share": self._fixed_capacity,
            "shelter.indoor_share": self._indoor,
            "shelter.undersized_count": self._undersized,
            "depot.township_share": self._with_depot,
        }
        for stay in STAYS:
            figure_id = f"shelter.stay_ratio.county.{stay}"
            self._made[figure_id] = lambda figure, stay=stay: self._stay(figure, stay)  # type: ignore[misc]

    def of(self, finding: Finding) -> LiveFigure | None:
        """Formula of a finding's figure; ``None`` for what only the program can compute."""
        figure = finding.figure
        make = self._made.get(figure.id)
        if make is None or figure.value is None or not math.isfinite(figure.value):
            return None
        return make(figure)

    # -- each figure ---------------------------------------------------------------------------------------
    def _ratio(self, figure: Figure, part: str, whole: str, scale: float = 1.0) -> LiveFigure:
        factor = f"{scale:g}*" if scale != 1 else ""
        text = f"IF(AND(ISNUMBER({whole}),N({whole})>0),{factor}{part}/{whole},{nodata(self._document)})"
        return LiveFigure(text, part, whole, scale)

    def _per_resident(self, figure: Figure, scope: str) -> LiveFigure | None:
        cells = self._areas.get(scope)
        if cells is None:
            return None
        return LiveFigure(cells["area_per_resident"], cells["effective_area"], cells["population"])

    def _gross(self, figure: Figure, scope: str) -> LiveFigure | None:
        cells = self._areas.get(scope)
        if cells is None or not self._shelters:
            return None
        here = IN_COUNTY if scope == "county" else IN_SEAT
        part = self._shelters.total(GROSS, (COUNTS, "1"), (here, "1"))
        return self._ratio(figure, part, cells["population"])

    def _townships(self, figure: Figure) -> LiveFigure | None:
        cells = self._areas.get("townships")
        if cells is None:
            return None
        part, whole = f"COUNTIF({cells['area_gap']},0)", f"ROWS({cells['area_gap']})"
        return LiveFigure(f"100*{part}/{whole}", part, whole, 100.0)

    def _capacity(self, figure: Figure) -> LiveFigure | None:
        cells = self._areas.get("county")
        return (
            None
            if cells is None or not is_same(figure.value, _number(figure, "capacity_persons"))
            else (LiveFigure(cells["capacity"]))
        )

    def _fixed_capacity(self, figure: Figure) -> LiveFigure | None:
        cells = self._areas.get("county")
        if cells is None or not self._shelters:
            return None
        return self._ratio(figure, self._room_of(FIXED_SHELTER_CLASSES), cells["population"], 100.0)

    def _stay(self, figure: Figure, stay: str) -> LiveFigure | None:
        """Room for a stay: of its own classes, and what longer stays leave; all of it in an emergency."""
        cells = self._areas.get("county")
        if cells is None or not self._shelters:
            return None
        if stay == STAYS[0]:
            part = self._room_of(STAY_OF_CLASS)
        else:
            part = ""
            for one in (*served_before(stay), stay):
                own = self._room_of(name for name, longest in STAY_OF_CLASS.items() if longest == one)
                part = f"({own}+MAX(0,{part}))" if part else f"({own})"
                if one != stay:
                    part += f"-ROUND({self._need(cells, one)},0)"
        return self._ratio(figure, part, self._need(cells, stay), 1.0)

    def _need(self, cells: Mapping[str, str], stay: str) -> str:
        share = self._document.context.rules[share_rule(stay)]
        return cells["population"] if share == 1 else f"({share!r}*{cells['population']})"

    def _room_of(self, classes: Iterable[str]) -> str:
        """Room of some classes in the county."""
        words = [quoted(t(f"choice.shelter_class.{name}", self._document.lang)) for name in classes]
        return added(
            self._shelters.total(CAPACITY, (IN_COUNTY, "1"), ("shelter_class", one)) for one in words
        )

    def _indoor(self, figure: Figure) -> LiveFigure | None:
        if not self._shelters:
            return None
        lang = self._document.lang
        words = [quoted(t(f"choice.shelter_class.{name}", lang)) for name in FIXED_SHELTER_CLASSES]
        spaces = [quoted(t(f"choice.space.{name}", lang)) for name in INSIDE_SPACES]
        whole = added(self._shelters.total(EFFECTIVE, ("shelter_class", one)) for one in words)
        part = added(
            self._shelters.total(EFFECTIVE, ("shelter_class", one), ("space", space))
            for one in words
            for space in spaces
        )
        unsaid = added(
            self._shelters.total(
                EFFECTIVE, ("shelter_class", one), ("space", quoted(t(f"choice.space.{UNKNOWN_SPACE}", lang)))
            )
            for one in words
        )
        text = f"IF(AND(N({whole})>0,{unsaid}=0),100*{part}/{whole},{nodata(self._document)})"
        return LiveFigure(text, part, whole, 100.0)

    def _undersized(self, figure: Figure) -> LiveFigure | None:
        if not self._shelters:
            return None
        rules, lang = self._document.context.rules, self._document.lang
        small, known, every = [], [], []
        for name in FIXED_SHELTER_CLASSES:
            word = ("shelter_class", quoted(t(f"choice.shelter_class.{name}", lang)))
            least = rules[f"shelter.{name}.effective_area_min_m2"] - _LEAST
            small.append(self._shelters.number(word, (EFFECTIVE, f'"<"&{least!r}')))
            known.append(self._shelters.number(word, (EFFECTIVE, '">=0"')))
            every.append(self._shelters.number(word, (COUNTS, "1")))
        few, told, all_ = added(small), added(known), added(every)
        is_told = f"OR({few}>0,AND({told}>0,{told}={all_}))"
        return LiveFigure(f"IF({is_told},{few},{nodata(self._document)})")

    def _with_depot(self, figure: Figure) -> LiveFigure | None:
        cells = self._areas.get("townships")
        if cells is None or not Ledger(self._document, Family.DEPOT) or figure.inputs.get("other_units"):
            return None  # the column of the townships counts stores that the figure does not
        part, whole = f'COUNTIF({cells["depots"]},">0")', f"ROWS({cells['depots']})"
        return LiveFigure(f"100*{part}/{whole}", part, whole, 100.0)


def _number(figure: Figure, name: str) -> float | None:
    value = figure.inputs.get(name)
    return float(value) if isinstance(value, (int, float)) else None


def parts_of(finding: Finding, live: LiveFigure | None) -> tuple[str, str, float, str] | None:
    """What a gap is computed of, as formulas: part, whole, scale and unit; ``None`` where it is no ratio."""
    ratio = ratio_of(finding.figure)
    if ratio is None:
        return None
    if live is not None and live.part:
        return live.part, live.whole, live.scale, ratio.unit
    return repr(float(ratio.part)), repr(float(ratio.whole)), ratio.scale, ratio.unit
