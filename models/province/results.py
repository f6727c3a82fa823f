"""What one county came to, as it is written down when its turn is over and read when all are put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import msgspec

from models.findings.figures import figure_specs
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError, Table, Text, checked, unknown

FORMAT = 1
_FILE = "province.toml"

Count = Annotated[int, msgspec.Meta(ge=1)]


class _ProvinceTable(Table):
    figures: Annotated[list[Text], msgspec.Meta(min_length=1)]
    worst: Count
    worst_of_county: Count
    remarks_of_county: Count
    outline_m: Annotated[float, msgspec.Meta(gt=0)]


@dataclass(frozen=True)
class ProvinceSpec:
    """What a province's documents show (``resources/province.toml``).

    Parameters
    ----------
    figures
        Ids of the figures that are compared; the first decides the order of the counties.
    worst, worst_of_county
        Townships on the list of those that lack most, and how many of one county at most.
    remarks_of_county
        Remarks on the data that are kept of one county.
    outline_m
        Corners of a county's outline that tell less than so many metres are left out.
    """

    figures: tuple[str, ...]
    worst: int
    worst_of_county: int
    remarks_of_county: int
    outline_m: float


@cache
def province_spec() -> ProvinceSpec:
    """What ships."""
    table = checked(load_toml(_FILE), _ProvinceTable, _FILE, "the file")
    for figure_id in table.figures:
        if figure_id not in figure_specs():
            raise DataFileError(_FILE, unknown("figure", figure_id, figure_specs()))
    return ProvinceSpec(
        tuple(table.figures), table.worst, table.worst_of_county, table.remarks_of_county, table.outline_m
    )


class FigureResult(msgspec.Struct, frozen=True):
    """A figure of one county.

    Parameters
    ----------
    value
        ``None`` for no data.
    operator, target
        What the county's plan asks, or the reference value in force; ``None`` where nothing is asked.
    verdict
        As :class:`models.findings.findings.Verdict` has it.
    part, whole
        The numbers whose ratio the figure is, where it is one: only with both can counties be added up.
    scale
        What that ratio is multiplied by.
    is_upper_bound
        The true value can only be lower, since residents are missing in what it is divided by.
    """

    id: str
    value: float | None
    unit: str
    verdict: str
    operator: str | None = None
    target: float | None = None
    part: float | None = None
    whole: float | None = None
    scale: float | None = None
    is_upper_bound: bool = False


class TownshipResult(msgspec.Struct, frozen=True):
    """A township that lacks shelter area; ``None`` is no data."""

    name: str
    persons: float | None
    area_per_resident_m2: float | None
    gap_m2: float


class SiteResult(msgspec.Struct, frozen=True):
    """What choosing sites came to.

    Parameters
    ----------
    names
        Chosen places in the order in which they add most.
    persons_before, persons_after, persons_total
        People within reach before and after, and all that are known.
    reason
        Why there is no plan; empty with one.
    """

    family: str
    model: str
    names: tuple[str, ...] = ()
    persons_before: float | None = None
    persons_after: float | None = None
    persons_total: float | None = None
    reason: str = ""


class CountyResult(msgspec.Struct, frozen=True):
    """A county whose turn is over, done or failed.

    Parameters
    ----------
    key
        Name of its folder or project.
    name
        What the county is called.
    made_of
        Mark of everything that it was made from; another mark, and its turn comes again.
    reason
        Why it could not be done; empty for one that was.
    outline
        The county's area as hexadecimal well-known binary in degrees (CGCS2000); empty if it is not known.
    lacking
        Townships that lack shelter area in all, of which :attr:`townships` are the worst.
    townships_unknown
        Townships of which it is not known what they lack.
    is_by_units
        Districts stand for its townships, since no layer gives any.
    seconds, peak_mb
        What it took, and the most memory that its process had had by then; ``peak_mb`` is ``None`` where the
        system does not tell.
    """

    key: str
    name: str
    made_of: str
    reason: str = ""
    scenario: str = ""
    plan: str = ""
    persons: float | None = None
    townships_count: int = 0
    lacking: int = 0
    townships_unknown: int = 0
    is_by_units: bool = False
    figures: tuple[FigureResult, ...] = ()
    townships: tuple[TownshipResult, ...] = ()
    remarks: tuple[str, ...] = ()
    remarks_count: int = 0
    sites: SiteResult | None = None
    outline: str = ""
    seconds: float = 0.0
    peak_mb: float | None = None
    format: int = FORMAT

    @property
    def is_done(self) -> bool:
        """Whether there are figures of it."""
        return not self.reason

    def figure(self, figure_id: str) -> FigureResult | None:
        """One of its figures."""
        return next((one for one in self.figures if one.id == figure_id), None)


def encoded(result: CountyResult) -> bytes:
    """As it is written down: JSON on lines that a person can read."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1)


def decoded(content: bytes) -> CountyResult | None:
    """What was written down; ``None`` for another form, which is made anew."""
    try:
        result = msgspec.json.decode(content, type=CountyResult)
    except msgspec.DecodeError:
        return None
    return result if result.format == FORMAT else None
