"""Plan profiles as values: rows, what each asks for by when, and the plan that they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from models.facilities.registers import Register
from models.findings.findings import Baseline, Basis, Figure, Target
from models.findings.sources import NO_SOURCE, Source
from models.kernel.text import Lang
from models.rules.rules import Rules


@dataclass(frozen=True)
class RowTarget:
    """What a row asks for: a number of its own, or a rule value times ``factor``.

    ``year`` is when it is to be reached, if the plan says.
    """

    operator: str
    value: float | None = None
    rule: str = ""
    factor: float = 1.0
    year: int | None = None

    @property
    def asks_for_a_fall(self) -> bool:
        """Whether it is a change that is asked for, and a negative one."""
        return self.value is not None and self.value < 0

    def resolve(self, rules: Rules) -> Target:
        """Target in force."""
        return Target(self.operator, rules[self.rule] * self.factor if self.value is None else self.value)


@dataclass(frozen=True)
class RowReference:
    """What a row without a target of the plan is held against, apart: see :class:`Reference`.

    ``source`` is where it is from; of a rule value it is the rule's own.
    """

    basis: Basis
    target: RowTarget
    source: Source = NO_SOURCE


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
    basis
        Where its target is from.
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
    baseline
        What the plan starts from.
    has_typed_baseline
        The planner types the baseline in, as the plan prints none.
    reference
        What the row is held against where the plan asks in words only.
    due_year
        Last year of the time set for the target: the one printed, else the end of the plan.
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
    note: Mapping[str, str] = field(default_factory=dict)
    basis: Basis = Basis.PRACTICE
    baseline: Baseline | None = None
    has_typed_baseline: bool = False
    reference: RowReference | None = None
    is_soft: bool = False
    scope: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""
    due_year: int | None = None

    @property
    def is_typed(self) -> bool:
        """Whether the planner types a number in for it: its value, or the baseline it is held against."""
        return self.kind == "typed" or bool(self.typed_without) or self.has_typed_baseline

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
        return self if chosen is self.target else replace(self, target=chosen, due_year=chosen.year)

    def name(self, lang: Lang) -> str:
        """Name in a language."""
        return self.names[lang]


@dataclass(frozen=True)
class Profile:
    """A plan as rows to check: its own first, as these are what it is held to, then the common ones.

    Its name says if it is only a draft: a draft binds nobody.

    Parameters
    ----------
    plan
        The plan's own name in both languages; ``number`` its document number, if it is known.
    adcode
        Code of the administrative unit that the plan is for.
    is_draft
        It was only put out for comments.
    issued
        Day of issue, if it is known.
    period
        First and last year that the plan is for.
    """

    id: str
    names: Mapping[str, str]
    plan: Mapping[str, str]
    adcode: str
    rows: tuple[Row, ...]
    number: str = ""
    is_draft: bool = False
    issued: str = ""
    period: tuple[int, int] | None = None

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
