"""The workbook while it is made: what every sheet needs, and what was written where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from models.findings.whose import of_units
from models.kernel.text import Lang, t
from reports.context import ReportContext
from reports.safe import clean_text, looks_like_formula, safe_cell
from reports.words import headed, of_county, plan_name
from reports.workbook.cells import (
    CellValue,
    Empty,
    Format,
    Formula,
    Measured,
    literal,
    measured_format,
    number_format,
)
from reports.workbook.longrows import LongRows
from reports.workbook.look import Look, Looks, changed

_LONGEST_WORDS = 250


@dataclass(frozen=True)
class Entry:
    """A sheet as the contents list it: title, what it holds, how many rows."""

    sheet: str
    about: str
    rows: int


class Book:
    """A workbook, its looks, and the results of its formulas.

    Attributes
    ----------
    title, subtitle
        What the workbook is called, and the line under the title of each sheet.
    made_from
        What it was made from, for the foot of each page.
    results
        For each sheet by title, the program's number for each formula by cell.
    contents
        Sheets in order.
    descriptions
        For each sheet by title, what its charts and pictures show, in the order in which they are drawn.
    choices
        Words that a list in a cell offers, or values that formulas look up, by the defined name of the list.
    areas
        Named cells of the sheets that formulas of other sheets refer to, by sheet and key.
    baseline
        Inputs as the program computed with them, by sheet and key, to tell when somebody changed one.
    long
        For each sheet by title, the rows of a long table at its end, see :mod:`reports.workbook.longrows`.
    """

    def __init__(self, lang: Lang, made_on: date, *, title: str, subtitle: str, made_from: str) -> None:
        self.lang: Lang = lang
        self.made_on = made_on
        self.title, self.subtitle, self.made_from = title, subtitle, made_from
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        self.looks = Looks(self.workbook, lang)
        self.results: dict[str, dict[str, float | int | str | None]] = {}
        self.contents: list[Entry] = []
        self.descriptions: dict[str, list[str]] = {}
        self.choices: dict[str, tuple[str | float, ...]] = {}
        self.areas: dict[str, dict[str, str]] = {}
        self.baseline: dict[tuple[str, str], float] = {}
        self.long: dict[str, LongRows] = {}

    def of_units(self, text: str) -> str:
        """Words of a table as they are said of what the workbook counts by."""
        return text

    def sheet_name(self, key: str) -> str:
        """What a sheet is called: the text ``workbook.sheet.<key>``, said of what the workbook counts by."""
        return self.of_units(t(f"workbook.sheet.{key}", self.lang))

    def titled(self, key: str) -> str:
        """Title of a sheet of a book whose title alone does not tell its sheets apart."""
        return t("workbook.titled", self.lang, title=self.title, sheet=self.sheet_name(key))

    def add_sheet(self, key: str) -> Worksheet:
        """New worksheet under the name of its key."""
        sheet = self.workbook.create_sheet(self.sheet_name(key))
        self.results[sheet.title] = {}
        return sheet

    def remove_sheet(self, sheet: Worksheet) -> None:
        """Take out a sheet that turned out to hold nothing."""
        self.workbook.remove(sheet)
        self.long.pop(sheet.title, None)
        del self.results[sheet.title]
        self.contents = [entry for entry in self.contents if entry.sheet != sheet.title]

    def put_in_order(self, keys: Sequence[str]) -> None:
        """Put the sheets into the order of their keys, whatever order they were made in."""
        order = {self.sheet_name(key): number for number, key in enumerate(keys)}
        self.workbook._sheets.sort(key=lambda sheet: order[sheet.title])
        self.contents.sort(key=lambda entry: order[entry.sheet])

    def describe(self, sheet: Worksheet, text: str) -> None:
        """Say in words what the chart or picture just added to a sheet shows."""
        self.descriptions.setdefault(sheet.title, []).append(clean_text(text)[:_LONGEST_WORDS])

    def define(self, name: str, sheet: Worksheet, cells: str) -> None:
        """Give cells of a sheet (``$B$5:$B$22``) a name that formulas can use."""
        title = sheet.title.replace("'", "''")
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!{cells}")

    def offer(self, name: str, words: Sequence[str]) -> str:
        """Keep words for a list in a cell; returns the name by which validation refers to them."""
        self.choices[f"Choices_{name}"] = tuple(words)
        return f"Choices_{name}"

    def offer_values(self, name: str, values: Sequence[str | float]) -> str:
        """Keep values that formulas look up; returns the name by which they refer to them."""
        self.choices[f"Values_{name}"] = tuple(values)
        return f"Values_{name}"

    def put(self, cell: Cell, value: CellValue, look: Look | None = None, kind: Format = "text") -> None:
        """Put a value into a cell.

        Numbers go in as numbers, formulas only if they are ours, all else as plain text.
        """
        look = look or Look(border=False)
        if isinstance(value, Measured):
            self._put_measured(cell, value, look)
        elif isinstance(value, Formula):
            self._put_formula(cell, value)
            number = number_format("count" if kind == "text" else kind, value.value)
            self.looks.apply(cell, look.with_format(number))
        else:
            content, look = self.plain(value, look, kind)
            if content is not None:
                cell.value = content
            if isinstance(content, str):
                cell.data_type = "s"
            self.looks.apply(cell, look)

    def plain(
        self, value: str | float | int | date | Empty | None, look: Look, kind: Format
    ) -> tuple[str | float | int | date | None, Look]:
        """What a cell holds for a value, and its look; ``None`` for an empty cell."""
        if isinstance(value, float) and not isfinite(value):
            value = Empty.NO_DATA
        if value is None or value == "":
            return None, look
        if isinstance(value, Empty):
            said = t(f"verdict.{value.value}", self.lang)
            return said, changed(look, color="muted", italic=True)
        if isinstance(value, (int, float)):
            return value, look.with_format(number_format(kind, value) if kind != "text" else "General")
        if isinstance(value, date):
            return value, changed(look, number_format=number_format("date", value))
        text = safe_cell(value)
        return literal(text), changed(look, number_format="@", quote=looks_like_formula(text))

    def put_as(self, cell: Cell, value: CellValue, look: Look) -> None:
        """Put a number into a cell as its look's own number format shows it."""
        if isinstance(value, Formula):
            self._put_formula(cell, value)
            self.looks.apply(cell, look)
        else:
            self.put(cell, value, look)

    def _put_measured(self, cell: Cell, measured: Measured, look: Look) -> None:
        if measured.value is None:
            self.put(cell, Empty.NO_DATA, look)
            return
        if measured.formula:
            self._put_formula(cell, Formula(measured.formula, measured.value))
        else:
            cell.value = measured.value
        self.looks.apply(cell, look.with_format(measured_format(measured, self.lang)))

    def _put_formula(self, cell: Cell, formula: Formula) -> None:
        cell.value = formula.text
        value = formula.value
        text = safe_cell(value) if isinstance(value, str) else value
        self.results[cell.parent.title][cell.coordinate] = text


class Document(Book):
    """The workbook of one scenario of one county."""

    def __init__(self, context: ReportContext, lang: Lang) -> None:
        self.context = context
        settings = context.project.settings
        origin = {
            "scenario": context.main.scenario.title(lang),
            "plan": plan_name(context.profile, lang),
            "rules": context.rules.names[lang],
            "revision": context.revision,
            "version": context.version,
        }
        self.county = clean_text(settings.county_name or settings.name)
        """Name of the county; of the project where the county has none."""
        self.origin = origin
        """What the document was made from, for footers and properties."""
        super().__init__(
            lang,
            context.made_on,
            title=t("workbook.title", lang, county=self.county),
            subtitle=headed(
                t("workbook.subtitle", lang, date=context.made_on.isoformat(), **origin),
                context.main.assessment.county,
                lang,
            ),
            made_from=t("workbook.made_from", lang, **origin),
        )

    def of_units(self, text: str) -> str:
        """Words of a table about townships: of districts where they stand for them."""
        return of_units(text, self.lang) if self.context.main.assessment.county.is_by_units else text

    def whose(self, text: str) -> str:
        """A text about residents that says whose people the figures count."""
        return of_county(text, self.context.main.assessment.county, self.lang)
