"""Plan profiles as values: rows, what each asks for by when, and the plan that they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.facilities.registers import Register
from models.findings.findings import Figure, Target
from models.findings.sources import NO_SOURCE, Source
from models.kernel.text import Lang
from models.project.settings import Indicator
from models.rules.rules import Rules


@dataclass(frozen=True)
class RowTarget:
    """What a row asks for: a number of its own, a rule value times ``factor``, or the baseline typed in.

    ``year`` is when it is to be reached, if the plan says.
    """

    operator: str
    value: float | None = None
    rule: str = ""
    factor: float = 1.0
    is_baseline: bool = False
    year: int | None = None

    def resolve(self, rules: Rules, typed_in: Indicator | None) -> Target | None:
        """Target in force; ``None`` while nobody typed in the baseline."""
        if self.is_baseline:
            return Target(self.operator, typed_in.value) if typed_in else None
        return Target(self.operator, rules[self.rule] * self.factor if self.value is None else self.value)


@dataclass(frozen=True)
class Row:
    """One row of a profile.

    Parameters
    ----------
    id
        Identifier that starts with the row's id in the plan, such as ``yanggu.outcomes.deaths``.
    kind
        ``computed``: a figure of the assessment; ``register``: a count over facilities; ``typed``: a value
        that the planner typed in, from the project's indicators; ``summary``: how many of the rows whose id
        begins with this one's reach their target.
    figure
        Figure id of a computed row.
    targets
        What it asks for, by year: none for rows without a number to reach, several where a county set
        milestones.
    target
        The one in force: of several the next to be reached, when the last year is past the last; see
        :meth:`at`.
    source
        Document and clause; of a row whose target is a rule, the rule's own.
    missing
        What a typed row lacks as long as nobody typed it in.
    typed_without
        What a computed row has to lack (text ``missing.<item>``) for a value typed in to take its place.
    """

    id: str
    names: Mapping[str, str]
    family: str
    kind: str = "computed"
    figure: str = ""
    register: Register | None = None
    unit: str = ""
    targets: tuple[RowTarget, ...] = ()
    target: RowTarget | None = None
    source: Source = NO_SOURCE
    missing: tuple[str, ...] = ()
    typed_without: str = ""
    note: Mapping[str, str] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether the planner types a number in for it: its value, or the baseline it is held against."""
        is_value = self.kind == "typed" or bool(self.typed_without)
        return is_value or (self.target is not None and self.target.is_baseline)

    def takes_typed(self, figure: Figure) -> bool:
        """Whether a number typed in would be used, given the row's present figure."""
        if not self.typed_without:
            return self.is_typed
        return figure.id == "typed.value" or self.typed_without in figure.missing

    @property
    def year(self) -> int | None:
        """Year by which the target in force is to be reached, if the plan says."""
        return self.target.year if self.target is not None else None

    def at(self, year: int | None) -> Row:
        """The row as it is held against in a year; without a year against the first target."""
        if len(self.targets) < 2:
            return self
        ahead = [target for target in self.targets if year is None or (target.year or year) >= year]
        chosen = ahead[0] if ahead else self.targets[-1]
        return self if chosen is self.target else replace(self, target=chosen)

    def name(self, lang: Lang) -> str:
        """Name in a language."""
        return self.names[lang]


@dataclass(frozen=True)
class Profile:
    """A plan as rows to check: its own first, as these are what it is held to, then the common ones.

    Parameters
    ----------
    plan
        The plan's own name in both languages; ``number`` its document number, if it is known.
    adcode
        Code of the administrative unit that the plan is for.
    """

    id: str
    names: Mapping[str, str]
    plan: Mapping[str, str]
    adcode: str
    rows: tuple[Row, ...]
    number: str = ""

    def row(self, row_id: str) -> Row:
        """Row by id; KeyError if there is none."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)

    @property
    def typed_rows(self) -> tuple[Row, ...]:
        """Rows that the planner types a number in for; it is kept under the row's id."""
        return tuple(row for row in self.rows if row.is_typed)

    @property
    def milestone_years(self) -> tuple[int, ...]:
        """Years of the rows that have several targets; empty if none has."""
        rows = (row for row in self.rows if len(row.targets) > 1)
        return tuple(sorted({target.year for row in rows for target in row.targets if target.year}))

    def at(self, year: int | None) -> Profile:
        """The profile as it is held against in a year."""
        return replace(self, rows=tuple(row.at(year) for row in self.rows)) if self.milestone_years else self
