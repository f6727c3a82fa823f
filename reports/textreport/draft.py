"""The text while it is written: numbers from the context, words from the catalogue, tables counted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.assessment.columns import Column as FigureColumn
from models.assessment.ledger import dated_figures
from models.findings.findings import Figure, Finding, Target, Verdict
from models.findings.formulas import caution_notes, cautious_name, figure_name, joined_notes, missing_text
from models.findings.numbers import change_parts, figure_text, fixed, unit_name
from models.findings.standing import asked, is_to_fill, judged
from models.kernel.text import Lang, has_text, inside, t
from models.project.scenario import TODAY_ID
from reports.context import ReportContext, ScenarioResult
from reports.leader import LEADER_PICTURE
from reports.safe import clean_text
from reports.textreport.blocks import Align, Cell, Column, Items, Note, Paragraph, Picture, Table
from reports.textreport.outlinefile import outline_table
from reports.words import joined, of_county, places_in_words, shown_unit

_LIMITS = {">=": "low", "<=": "high", ">": "low", "<": "high", "=": "other"}
_COUNTED = frozenset({"count", "places", "towns", "rows", "kinds", "teams"})
"""Units of numbers of things: a sentence says that there are so many, not that something is so large."""


class Classes(str):
    """Names of classes, which stay as they are: a depot of a township is one where districts count, too."""

    __slots__ = ()


class Draft:
    """Makes the blocks of one report; tables and pictures are numbered in the order they are made.

    Attributes
    ----------
    main, today
        The scenario that the report is about, and the present state.
    """

    def __init__(self, context: ReportContext, lang: Lang, pictures: Mapping[str, bytes]) -> None:
        self.context = context
        self.lang: Lang = lang
        self._pictures = pictures
        self._tables = 0
        self._shown = 0
        self._cautions: set[str] = set()

    @property
    def main(self) -> ScenarioResult:
        """The scenario that the report is about."""
        return self.context.main

    @property
    def today(self) -> ScenarioResult:
        """The present state."""
        return self.context.results[TODAY_ID]

    @property
    def small_map(self) -> bytes | None:
        """Map of the leader's page, where one was drawn."""
        return self._pictures.get(LEADER_PICTURE)

    @property
    def has_plan(self) -> bool:
        """Whether the report is about a plan, not about the present state alone."""
        return not self.main.scenario.is_today

    @property
    def county(self) -> str:
        """Name of the county, or the word for it."""
        settings = self.context.project.settings
        name = settings.county_name or self.context.project.county.name or settings.name
        return self.name(name) or self.words("the_county")

    def most(self, what: str) -> int:
        """Rows of a table, or names in a sentence, at most."""
        most: int = getattr(outline_table().most, what)
        return most

    # -- words ---------------------------------------------------------------------------------------------
    def words(self, key: str, **values: object) -> str:
        """Text ``textreport.<key>``; every text among the values is from data or made by this program."""
        kept = {name: value for name, value in values.items() if isinstance(value, Classes)}
        shown = values | {name: f"\0{name}\0" for name in kept}
        text, county = t(f"textreport.{key}", self.lang, **shown), self.context.main.assessment.county
        text = of_county(text, county, self.lang)
        for name, value in kept.items():
            text = text.replace(f"\0{name}\0", value)
        return text

    def name(self, text: object) -> str:
        """Name from data as it can stand in a sentence: on one line, without marks that turn it round."""
        return " ".join(clean_text(text).split())

    def number(self, value: float | None, unit: str, target: Target | None = None) -> str:
        """Figure with its unit; the words for no data where there is none. A ratio stands in per cent."""
        return figure_text(value, shown_unit(unit), self.lang, target=target)

    def size(self, value: float | None, unit: str) -> str:
        """Quantity of sites: their areas are all in square metres, so that they can be compared."""
        if value is None or unit != "m2":
            return self.number(value, unit)
        return f"{fixed(value, 0)} {unit_name(unit, self.lang)}"

    def change(self, before: float, after: float, unit: str, target: Target | None = None) -> str:
        """Difference of two figures as they are printed, with its unit: what a reader gets who subtracts."""
        number, name = change_parts(before, after, shown_unit(unit), self.lang, target=target)
        if name == "%":
            name = self.words("points")
        return f"{number} {name}".rstrip()

    def plain(self, value: float, *, decimals: int = 0) -> str:
        """Number for a column whose heading has the unit; the words for no data where there is none."""
        return fixed(value, decimals) if math.isfinite(value) else t("verdict.nodata", self.lang)

    def known(self, value: float | int | None) -> str:
        """Whole number for a column, or the words for no data."""
        return self.plain(math.nan if value is None else float(value))

    def count(self, number: int) -> str:
        """Number of things."""
        return f"{number:,}"

    def list_of(self, words: Iterable[str]) -> str:
        """Words in one line."""
        return joined(words, self.lang)

    def sentences(self, texts: Iterable[str]) -> str:
        """Whole sentences one behind another: Chinese ones need no gap."""
        return ("" if self.lang == "zh" else " ").join(texts)

    def parts_of(self, counts: Mapping[str, int], prefix: str, word: str = "count_of") -> Classes:
        """``公园 3 处、…`` of counts by choice without those of none; ``word`` chooses the counter."""
        parts = (
            self.words(word, name=Classes(t(f"{prefix}.{key}", self.lang)), count=self.count(number))
            for key, number in counts.items()
            if number
        )
        return Classes(self.words("list_separator").join(parts))  # the names themselves may hold commas

    # -- blocks --------------------------------------------------------------------------------------------
    def say(self, key: str, **values: object) -> Paragraph:
        """Paragraph of the text ``textreport.<key>``."""
        return Paragraph(self.words(key, **values))

    def note(self, key: str, **values: object) -> Note:
        """Small print of the text ``textreport.<key>``."""
        return Note(self.words(key, **values))

    def items(self, texts: Iterable[str]) -> list[Items]:
        """Numbered sentences; nothing without any."""
        found = tuple(texts)
        return [Items(found)] if found else []

    def table(
        self,
        key: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell | str]],
        *,
        note: str = "",
        is_small: bool = False,
        **values: object,
    ) -> Table:
        """Numbered table with the title ``textreport.table.<key>``."""
        self._tables += 1
        cells = tuple(tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows)
        title = self.words(f"table.{key}", **values)
        return Table(self._tables, title, tuple(columns), cells, note, is_small)

    def picture(self, key: str) -> list[Picture]:
        """Numbered map; nothing where none was made."""
        if key not in self._pictures:
            return []
        self._shown += 1
        title = self.words(f"picture.{key}", county=self.county, scenario=self.title_of(self.main))
        return [Picture(self._shown, title, self._pictures[key])]

    def column(self, key: str, share: float, align: Align = "left", unit: str = "") -> Column:
        """Column with the heading ``textreport.column.<key>``, and the unit of its numbers if given."""
        return Column(self._in_unit(self.words(f"column.{key}"), unit), share, align)

    def township_column(self, share: float) -> Column:
        """Column of townships, called districts where those stand for them."""
        key = "county_unit" if self.main.assessment.county.is_by_units else "township"
        return self.column(key, share)

    def head(self, figure: FigureColumn, share: float) -> Column:
        """Column of a figure of townships, places or facilities."""
        return Column(self._in_unit(figure.title(self.lang, "short"), figure.head_unit), share, "right")

    def _in_unit(self, heading: str, unit: str) -> str:
        if not unit:
            return heading
        return self.words("column.in_unit", name=heading, unit=unit_name(unit, self.lang))

    def title_of(self, result: ScenarioResult) -> str:
        """Name of a scenario."""
        return self.name(result.scenario.title(self.lang))

    # -- findings ------------------------------------------------------------------------------------------
    def figure(self, figure_id: str, result: ScenarioResult | None = None) -> Figure | None:
        """Figure of a scenario, the report's own by default: as the plan's rows or the assessment hold it."""
        result = result or self.main
        for finding in result.findings:
            if finding.figure.id == figure_id:
                return finding.figure
        found = result.assessment.figures.get(figure_id)
        if found is None:  # the age of records needs a day, and no row of this plan may ask for it
            dated = dated_figures(result.assessment.facilities, self.context.rules, self.context.made_on)
            found = dated.get(figure_id)
        return found

    def value(self, figure_id: str, result: ScenarioResult | None = None) -> float | None:
        """Value of a figure; ``None`` without data or figure."""
        figure = self.figure(figure_id, result)
        return figure.value if figure is not None else None

    def figure_words(self, figure_id: str, result: ScenarioResult | None = None) -> str:
        """Value of a figure with its unit, or the words for no data."""
        figure = self.figure(figure_id, result)
        return self.number(figure.value, figure.unit) if figure is not None else self.number(None, "")

    def figures(self, *figure_ids: str, result: ScenarioResult | None = None) -> Paragraph:
        """Figures by name in one paragraph, each with its value or with what it lacks."""
        clauses: list[str] = []
        for figure_id in figure_ids:
            figure = self.figure(figure_id, result)
            name = figure_name(figure_id, self.lang)
            name = inside(name) if clauses else name
            if figure is None:  # nobody computed it: nothing can be said, not even that data are lacking
                continue
            if figure.value is None:
                lacking = missing_text(figure, self.lang)
                key = "clause_missing" if lacking else "clause_nodata"
                clauses.append(self.words(key, name=name, missing=lacking))
            else:
                clauses.append(self.words("clause", name=name, value=self.number(figure.value, figure.unit)))
        if not clauses:
            return self.say("no_figures")
        return Paragraph(self.words("clauses", clauses=self.words("clause_separator").join(clauses)))

    def judgement(self, finding: Finding) -> str:
        """How a figure stands against what it is held against, to go on a sentence; empty for none."""
        (name, verdict), target, unit = judged(finding), asked(finding), finding.figure.unit
        if target is None or verdict not in (Verdict.PASS, Verdict.FAIL):
            return ""
        basis = self.words(f"whose.{name}")
        is_none_wanted = target.value == 0 and target.operator in ("<=", "=")
        if is_none_wanted:
            return self.words("judged.none_wanted", basis=basis) if verdict == Verdict.FAIL else ""
        value = figure_text(target.value, shown_unit(unit), self.lang, full=True)
        kind = "other" if unit == "yes_no" else _LIMITS[target.operator]
        return self.words(f"judged.{verdict}_{kind}", basis=basis, value=value)

    def statement(self, finding: Finding, *, persons: float | None = None) -> str:
        """One row as a sentence: figure, what it is held against, where it falls short, whom that concerns.

        What a sentence before has remarked in the same words is not said again; how many sites are in the
        figure that a siting check rejects then stands with its name.

        Parameters
        ----------
        persons
            Residents whom it concerns, as far as somebody knows.
        """
        figure = finding.figure
        every = caution_notes(figure, self.lang)
        cautions = [caution for caution in every if caution not in self._cautions]
        name = finding.name(self.lang)
        if len(cautions) < len(every):
            name = cautious_name(name, figure, self.lang)
        if finding.verdict == Verdict.NO_DATA:
            lacking = missing_text(figure, self.lang)
            key = "finding.nodata_missing" if lacking else "finding.nodata"
            return self.words(key, name=name, missing=lacking)
        value = self.number(figure.value, figure.unit, asked(finding))
        key = "finding.count" if figure.unit in _COUNTED else "finding.value"
        text = self.words(key, name=name, value=value) + self.judgement(finding)
        fails = judged(finding)[1] == Verdict.FAIL
        if fails and figure.failing:
            places = places_in_words(figure.failing, self.lang, self.most("places"))
            is_outside = all(place.kind == "demand" for place in figure.failing)
            text += self.words(f"finding.{'outside' if is_outside else 'failing'}", places=self.name(places))
        if persons is not None:
            key = "finding.persons_there" if fails and figure.failing else "finding.persons"
            text += self.words(key, persons=self.number(round(persons), "persons"))
        text += self.words("stop")
        self._cautions.update(cautions)
        remark = joined_notes(cautions, self.lang)
        return text + self.words("finding.caution", caution=remark) if remark else text

    def of_family(self, result: ScenarioResult, *families: str) -> list[Finding]:
        """Rows of some families that ask for something or have no data."""
        return [
            finding
            for finding in result.findings
            if finding.family in families
            and (finding.target is not None or finding.verdict == Verdict.NO_DATA)
            and not is_to_fill(finding)
        ]

    def source(self, finding: Finding) -> str:
        """Document and clause of a row."""
        return self.name(finding.source.text(self.lang))

    def choice(self, group: str, value: Any) -> str:
        """Word of a choice."""
        key = f"choice.{group}.{value}"
        return t(key, self.lang) if has_text(key) else self.name(value)
