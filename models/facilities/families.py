"""The registry of families: which there are, and all that is said of one (``resources/families/*.toml``).

A family is one file of data and one module beside this one with its class, both named after it. Whoever
lists, draws, reads, writes or names families asks here; only rooms that compute for one know it by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal

import msgspec

from models.kernel.resources import load_toml, toml_names
from models.kernel.schema import DataFileError, Number, Text, checked

FOLDER = "families"

Rgb = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$")]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a family's file; it is used as it is read, so it never changes."""


class Tool(_Part, frozen=True):
    """How one is put on the map.

    Parameters
    ----------
    key, draw_key
        Keys of the tool that places it with a click, and of the one that draws its outline; the latter empty
        where it has none.
    place
        Whether it stands in the tool bar or under *More*.
    """

    key: Text
    place: Literal["bar", "more"] = "more"
    draw_key: str = ""


class Look(_Part, frozen=True):
    """The symbol: colours, outlines as path data in the box of ``styles/symbols.toml``, class by size.

    Parameters
    ----------
    color, dark, black_and_white
        On light ground, on a dark screen, in black-and-white print.
    class_scale
        Factor on the size for each value of ``class_field``.
    """

    color: Rgb
    dark: Rgb
    black_and_white: Rgb
    shape: Text
    glyph: Text
    size_pt: float
    class_field: Text
    class_scale: dict[str, float]


class Rule(_Part, frozen=True):
    """What speaks for a layer of the family's, as in ``import/roles.toml``.

    Parameters
    ----------
    rank
        Of equally good rules the lowest wins; by default the family's ``order``.
    """

    role: Text
    geometry: tuple[Literal["point", "line", "polygon"], ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    strong: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] | None = None
    rank: Number | None = None


class Repairs(_Part, frozen=True):
    """What can be done here about data that figures lack.

    Parameters
    ----------
    place, table
        What is lacking (``missing.<item>``) that placing one gives, or filling in the family's table.
    findings
        Families of findings whose lacking fields are filled in here, where several families have the field.
    """

    place: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


class Reach(_Part, frozen=True):
    """Whom the family reaches: a figure, a coverage on the map and live values come of it.

    Parameters
    ----------
    figure
        Id of the figure: share of residents with one in reach.
    rules
        Keys of the rule values that it rests on: speed, minutes and detour factor of who comes over land, or
        those of ``radius``.
    radius
        Key of the rule value with the radius, in metres of a straight line, by class; what is of another
        class reaches nobody. Empty for who comes over land in a time.
    """

    figure: Text
    rules: tuple[Text, ...]
    radius: dict[str, Text] = msgspec.field(default_factory=dict)

    @property
    def in_time(self) -> tuple[str, str, str]:
        """Speed, minutes and detour factor of who comes over land."""
        speed, minutes, factor = self.rules
        return speed, minutes, factor


class Travel(_Part, frozen=True):
    """Who goes from the facilities, or to them.

    Parameters
    ----------
    word
        What the command on times calls the family.
    mode
        How, by road.
    straight_rules
        Keys of the rule values speed and detour factor that hold in a straight line.
    limit_rules
        Keys of the rule values that say within which time on the way (or metres on foot) one has to come, and
        what of it is gone before one sets out.
    bands
        Minutes that are proposed for bands of reach.
    """

    word: Text
    mode: Literal["fire", "truck", "walk"]
    straight_rules: tuple[Text, Text]
    limit_rules: tuple[Text, ...]
    bands: Text = "10, 20, 30"


class Better(_Part, frozen=True):
    """Figures of which more or less is better where no target judges them, as in ``directions.toml``."""

    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


class FamilySpec(_Part, frozen=True):
    """All that is said of a family.

    Parameters
    ----------
    order
        Place among the families wherever they are listed.
    role, candidate_role
        Role of a layer whose features become facilities of the family, also the name of its table in project
        files; and of one whose features become candidates.
    findings
        Family of findings that its rows and rule values stand with (``finding_family.<name>``).
    figures
        Beginnings of the ids of figures that are about what is there of the family: without a list of it they
        have no data.
    always_listed
        Whether layer list and tables name it when there is none, as a hint that one may be placed.
    coverage
        Key of the coverages drawn in the family's colour, up to the first dot; empty if it has none.
    class_field
        Field that says in print what kind one is.
    assumed
        Fields that a verdict hangs on: where a file does not say, the default is named as a problem.
    cautious
        What an existing one is taken for when its file does not say: what claims least.
    told_by_name
        Choices that names tell where no column does ("第二小学" is a school).
    names
        Of other choices the words in the name of a facility or of its file that tell them, where no column
        does; what is taken from them is a problem that is told.
    columns, cells
        What files call the fields, best spelling first, and write for each choice.
    reach
        ``None`` for families without, or whose reach a room of its own computes.
    travel
        ``None`` for families to which nobody goes by road.
    has_siting_figures
        Whether siting checks of its sites make figures; the others' are only shown with the facility.
    has_section
        Whether documents have sections for it whether there is one or not; the others share a section of the
        text report and have a ledger only where there is one.
    register, row
        Counts over the facilities, as in ``registers.toml``; rows that stand in every plan as soon as a
        project has one of the family, as in ``plans/*.toml``. Checked where these are.
    text
        Part of the text catalogue; taken over by :mod:`models.kernel.text`.
    """

    order: int
    role: Text
    findings: Text
    tool: Tool
    class_field: Text
    symbol: Look
    columns: dict[str, tuple[str, ...]]
    recognise: tuple[Rule, ...]
    candidate_role: str = ""
    figures: tuple[str, ...] = ()
    coverage: str = ""
    always_listed: bool = False
    assumed: tuple[str, ...] = ()
    cautious: dict[str, str] = msgspec.field(default_factory=dict)
    told_by_name: tuple[str, ...] = ()
    names: dict[str, dict[str, tuple[str, ...]]] = msgspec.field(default_factory=dict)
    repairs: Repairs = Repairs()
    cells: dict[str, dict[str, tuple[str, ...]]] = msgspec.field(default_factory=dict)
    reach: Reach | None = None
    travel: Travel | None = None
    has_siting_figures: bool = False
    has_section: bool = False
    register: tuple[dict[str, Any], ...] = ()
    row: tuple[dict[str, Any], ...] = ()
    better: Better = Better()
    text: dict[str, Any] = msgspec.field(default_factory=dict)
    version: int = 1

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles of layers whose features become facilities of the family."""
        return (self.role, self.candidate_role) if self.candidate_role else (self.role,)


@cache
def family_specs() -> Mapping[str, FamilySpec]:
    """Every family by its name, in order.

    Raises
    ------
    DataFileError
        A file is not as it should be, or says the same of itself as another.
    """
    found: dict[str, FamilySpec] = {}
    for file in toml_names(FOLDER):
        name = f"{FOLDER}/{file}"
        found[file.removesuffix(".toml")] = parse_family(load_toml(FOLDER, file), name)
    taken: dict[tuple[str, object], str] = {}
    for family, spec in found.items():
        for what in (
            ("order", spec.order),
            ("tool", spec.tool.key),
            *(("role", role) for role in spec.roles),
        ):
            if what in taken:
                raise DataFileError(
                    f"{FOLDER}/{family}.toml", f"{what[0]} {what[1]!r} is already that of {taken[what]!r}"
                )
            taken[what] = family
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def parse_family(table: Mapping[str, Any], file: str) -> FamilySpec:
    """Check and take over the parsed table of a family's file; ``file`` is only for messages."""
    return checked(table, FamilySpec, file, "the family")


class Family(StrEnum):
    """Kinds of facility: a member for each file of the registry, in its order."""

    vars().update({name.upper(): name for name in family_specs()})

    # Only for the type checker: the families that rooms of computations know by name.
    SHELTER: Family
    DEPOT: Family
    FIRE_STATION: Family
    BRIGADE: Family
    TEAM: Family
    HELIPAD: Family

    @property
    def spec(self) -> FamilySpec:
        """All that is said of the family."""
        return family_specs()[self.value]
