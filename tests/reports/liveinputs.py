"""Input cells of a workbook changed at random, and what has to come of it: the program's own answer.

One workbook is written; each change is put into a copy of the file without the results of its formulas, and
LibreOffice computes all in one start. Ledgers are then read back as a user would, residents and targets
changed in the project itself, the program computes anew, and every cell that is not marked as computed has to
show the program's number.
"""

from __future__ import annotations

import math
import random
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile

from defusedxml import ElementTree
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from layers.ledgerback import difference, edit_of, read_ledgers, scenario_of
from models.county.layer import Role
from models.facilities.facility import Family, Status
from models.facilities.ledgersheet import DERIVED_KEY, ID_KEY, KEY_ROW, SHEET_KEY
from models.findings.findings import Finding
from models.findings.standing import asked
from models.kernel.progress import run_to_end
from models.kernel.text import t
from models.plans.plans import verdict_on
from models.project.project import Project
from models.project.settings import Override
from models.shelters.values import TARGET_RULE
from reports.context import ReportContext, make_context
from reports.workbook import book, write_workbook
from reports.workbook.sheet import FIRST_ROW
from reports.workbook.townships import positions

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAMED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LEDGERS = (Family.SHELTER, Family.DEPOT, Family.FIRE_STATION)
KINDS = ("area", "status", "residents", "whole", "target", "own_target")
_PART = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


# -- a workbook as its parts have it -----------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """A cell: formula (empty for none) and value."""

    formula: str
    value: float | str | None


@dataclass(frozen=True)
class Sheet:
    """A sheet by row and column (both from 1)."""

    title: str
    part: str
    is_hidden: bool
    cells: Mapping[tuple[int, int], Cell]

    def at(self, row: int, column: int) -> float | str | None:
        """Value of a cell."""
        cell = self.cells.get((row, column))
        return None if cell is None else cell.value

    def words(self, row: int, column: int) -> str:
        """Words of a cell."""
        return str(self.at(row, column) or "")

    @property
    def rows(self) -> range:
        """Rows with anything in them."""
        return range(1, 1 + max((row for row, _ in self.cells), default=0))

    @property
    def columns(self) -> dict[str, int]:
        """Columns of a ledger by their hidden keys; none of another sheet."""
        keys = {str(cell.value): at for (row, at), cell in self.cells.items() if row == KEY_ROW}
        return keys if any(key.startswith(SHEET_KEY) for key in keys) else {}

    @property
    def ids(self) -> dict[int, str]:
        """Facility of each row of a ledger."""
        column = self.columns.get(ID_KEY)
        found = {row: self.at(row, column) for row in self.rows[FIRST_ROW - 1 :]} if column else {}
        return {row: str(key) for row, key in found.items() if key and not str(key).startswith("#")}


def sheets_of(path: Path) -> dict[str, Sheet]:
    """Sheets of a workbook by title; quicker by far than making a cell of the library's of each."""
    with ZipFile(path) as archive:
        names = archive.namelist()
        texts: list[str] = []
        if "xl/sharedStrings.xml" in names:
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            texts = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in strings]
        listed = ElementTree.fromstring(archive.read("xl/workbook.xml")).find(f"{MAIN}sheets")
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): str(one.get("Target")).removeprefix("/xl/") for one in links}
        assert listed is not None
        found = {}
        for one in listed:
            part = f"xl/{targets[one.get(NAMED)]}"
            title = str(one.get("name"))
            found[title] = Sheet(
                title, part, one.get("state", "visible") != "visible", dict(_cells(archive.read(part), texts))
            )
    return found


def _cells(part: bytes, texts: Sequence[str]) -> Iterator[tuple[tuple[int, int], Cell]]:
    for cell in ElementTree.fromstring(part).iter(f"{MAIN}c"):
        kind, value, formula = cell.get("t", "n"), None, ""
        for inner in cell:
            if inner.tag == f"{MAIN}v":
                value = inner.text
            elif inner.tag == f"{MAIN}f":
                formula = inner.text or "="
            elif inner.tag == f"{MAIN}is":
                value = "".join(inner.itertext())
        if value is None and not formula:
            continue
        told: float | str | None = value or None
        if value and kind == "n":
            told = float(value)
        elif value and kind == "s":
            told = texts[int(value)]
        yield coordinate_to_tuple(str(cell.get("r"))), Cell(formula, told)


def without_results(source: Path, target: Path, *changes: Input) -> None:
    """Leave out what the program computed for the formulas of a book, and put values into some cells."""
    with ZipFile(source) as archive, ZipFile(target, "w", ZIP_STORED) as bare:
        for name in archive.namelist():
            part = archive.read(name)
            if _PART.fullmatch(name):
                part = re.sub(rb' t="str"(?=><f>)', b"", re.sub(rb"(?<=</f>)<v>[^<]*</v>", b"", part))
            for change in changes:
                if name == change.part:
                    part = _with_value(part, change.cell, change.value)
            bare.writestr(name, part)


def _with_value(part: bytes, cell: str, value: float | str | None) -> bytes:
    pattern = rb'<c r="%s"(?P<style>(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)' % cell.encode()
    if value is None:
        body = b"/>"
    elif isinstance(value, str):
        body = f' t="inlineStr"><is><t>{escape(value)}</t></is></c>'.encode()
    else:
        body = f"><v>{value!r}</v></c>".encode()
    made, count = re.subn(pattern, rb'<c r="%s"\g<style>' % cell.encode() + body, part, flags=re.DOTALL)
    assert count == 1, cell
    return made


def computed_by_office(soffice: str, paths: Sequence[Path], folder: Path, limit_s: float = 100) -> list[Path]:
    """Workbooks as LibreOffice computes them, all in one start, which takes longer than a small book."""
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    made = folder / "computed"
    command = [soffice, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(made)]
    subprocess.run([*command, *map(str, paths)], check=True, timeout=limit_s, capture_output=True)
    return [made / path.name for path in paths]


# -- inputs -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Input:
    """A cell, what is put into it, and the program's answer to the same edit.

    Parameters
    ----------
    anew
        Makes of a context the one that the program then has; ``None`` for a ledger, which is read back.
    """

    kind: str
    sheet: str
    part: str
    cell: str
    value: float | str | None
    anew: Callable[[ReportContext], ReportContext] | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.sheet}!{self.cell} = {self.value}"


class Inputs:
    """Cells of a book that may be changed.

    Parameters
    ----------
    context
        What the book in Chinese was written from.
    """

    def __init__(self, context: ReportContext, sheets: Mapping[str, Sheet]) -> None:
        self.context = context
        self.towns = sheets[sheet_name("townships")]
        self.summary = sheets[sheet_name("summary")]
        self.ledgers = {family: sheets[sheet_name(f"ledger.{family}")] for family in LEDGERS}
        self.at = positions()
        county = context.main.assessment.county
        self.wholes: dict[Role, int] = {}
        stated = (
            (Role.COUNTY, county.population_source == "units"),
            (Role.SEAT, county.seat_population_stated),
        )
        for role, is_stated in stated:
            label = t(f"workbook.townships.{role}", "zh")
            rows = [row for row in self.towns.rows if self.towns.at(row, 1) == label]
            if rows and is_stated is not None and is_stated is not False:
                self.wholes[role] = rows[0]
        self.findings = self._own_targets()

    def _own_targets(self) -> dict[int, Finding]:
        """Findings whose target is a cell to type into, by row of the summary."""
        names: dict[str, list[Finding]] = {}
        for finding in self.context.main.findings:
            if (wanted := asked(finding)) is not None and not (
                finding.target_rule == TARGET_RULE and finding.reference is None
            ):
                names.setdefault(finding.name("zh"), []).append(finding)
                assert wanted is not None
        found = {}
        for row in self.summary.rows:
            of_name = names.get(self.summary.words(row, 1), [])
            if len(of_name) == 1 and isinstance(self.summary.at(row, 3), float):
                found[row] = of_name[0]
        return found

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of input that this county has."""
        return tuple(kind for kind in KINDS if kind != "whole" or self.wholes)

    def draw(self, kind: str, dice: random.Random) -> Input:
        """A cell of a kind, with another value."""
        make: Callable[[random.Random], Input] = getattr(self, f"_{kind}")
        return make(dice)

    def _of(self, kind: str, sheet: Sheet, row: int, column: int, value: float | str | None) -> Input:
        return Input(kind, sheet.title, sheet.part, f"{get_column_letter(column)}{row}", value)

    def _area(self, dice: random.Random) -> Input:
        sheet = self.ledgers[Family.SHELTER]
        counts = sheet.columns[f"{DERIVED_KEY}counts"]
        row = dice.choice([row for row in sheet.ids if sheet.at(row, counts) == 1])
        value = dice.choice((None, round(dice.uniform(500, 90_000), 1)))
        return self._of("area", sheet, row, sheet.columns["effective_area_m2"], value)

    def _status(self, dice: random.Random) -> Input:
        sheet = self.ledgers[dice.choice(LEDGERS)]
        value = t(f"choice.status.{dice.choice(list(Status))}", "zh")
        return self._of("status", sheet, dice.choice(list(sheet.ids)), sheet.columns["status"], value)

    def _residents(self, dice: random.Random) -> Input:
        names = self.context.main.assessment.units.names
        index, value = dice.randrange(len(names)), float(dice.randrange(3_000, 120_000))

        def changed(frame: Any) -> Any:
            frame.loc[frame["name"] == str(names[index]), "population_persons"] = value
            return frame

        made = self._of("residents", self.towns, FIRST_ROW + index, self.at["population"], value)
        return replace(
            made, anew=lambda before: assessed(before, with_layer(before.project, Role.TOWNSHIPS, changed))
        )

    def _whole(self, dice: random.Random) -> Input:
        role, value = dice.choice(sorted(self.wholes)), float(dice.randrange(150_000, 900_000))
        made = self._of("whole", self.towns, self.wholes[role], self.at["population"], value)

        def changed(frame: Any) -> Any:
            return frame.assign(population_persons=value)

        return replace(made, anew=lambda before: assessed(before, with_layer(before.project, role, changed)))

    def _target(self, dice: random.Random) -> Input:
        value = round(dice.uniform(1.0, 4.0), 2)
        made = self._of("target", self.towns, KEY_ROW, self.at["area_per_resident"], value)
        rule = {TARGET_RULE: Override(value, who="-", when="2026-01-01", why="-")}

        def anew(before: ReportContext) -> ReportContext:
            settings = before.project.settings
            asked_for = replace(settings, overrides={**settings.overrides, **rule})
            return assessed(before, copied(before.project, settings=asked_for))

        return replace(made, anew=anew)

    def _own_target(self, dice: random.Random) -> Input:
        row = dice.choice(list(self.findings))
        finding, wanted = self.findings[row], asked(self.findings[row])
        assert wanted is not None
        value = round(wanted.value * dice.choice((0.25, 0.5, 1.5, 4.0)) + dice.choice((0.0, 1.0)), 2)
        made = self._of("own_target", self.summary, row, 3, value)
        target = replace(wanted, value=value)

        def anew(before: ReportContext) -> ReportContext:
            """The same figures with another target for one finding, in whoever's name it is."""
            results = {}
            for key, result in before.results.items():
                findings = (_asking(one, target) if one.id == finding.id else one for one in result.findings)
                results[key] = replace(result, findings=tuple(findings))
            return replace(before, results=results)

        return replace(made, anew=anew)


def assessed(context: ReportContext, project: Project) -> ReportContext:
    """The same of another project."""
    return make_context(project, context.scenario_id, made_on=context.made_on)


def _asking(finding: Finding, target: Any) -> Finding:
    figure = finding.figure
    verdict = verdict_on(figure.value, target, is_upper_bound=figure.is_upper_bound)
    if finding.reference is None:
        return replace(finding, target=target, verdict=verdict)
    return replace(finding, reference=replace(finding.reference, target=target, verdict=verdict))


def copied(project: Project, **changes: Any) -> Project:
    """The project with something changed; what is not is shared."""
    has = {"settings": project.settings, "layers": project.layers, "scenarios": project.scenarios}
    return Project(**{**has, **changes}, active_scenario_id=project.active_scenario_id)


def with_layer(project: Project, role: Role, change: Callable[[Any], Any]) -> Project:
    """The project with the layer of a role changed."""
    layers = [
        replace(layer, frame=change(layer.frame.copy())) if layer.role == role else layer
        for layer in project.layers
    ]
    return copied(project, layers=layers)


# -- what comes of them --------------------------------------------------------------------------------------
def sheet_name(key: str) -> str:
    """Name of a sheet."""
    return t(f"workbook.sheet.{key}", "zh")


def write_live(context: ReportContext, path: Path) -> Path:
    """Write a workbook in Chinese without its appendices: they say on top that they do not follow."""
    with patch.object(book, "_APPENDICES", {}):
        run_to_end(write_workbook(context, path, "zh"))
    return path


def answered(inputs: Sequence[Input], computed: Path, context: ReportContext) -> ReportContext:
    """The program's answer to the inputs of one book: made from the same edits, and the ledgers read back."""
    if any(one.anew is None for one in inputs):
        project = copied(context.project)
        ledger = read_ledgers(computed)
        found = difference(ledger, project, scenario_of(ledger, project))
        assert not found.troubles
        if found.changes:  # the dice may give a cell what it had
            project.apply(edit_of(found, project, {change.key for change in found.changes}))
        context = assessed(context, project)
    for one in inputs:
        if one.anew is not None:
            context = one.anew(context)
    return context


def followed(sheets: Mapping[str, Sheet], ours: Mapping[str, Sheet]) -> dict[tuple[str, str, int], Any]:
    """Every cell that is not marked as computed by the program, by sheet, row and column.

    Cells without a formula count too: what does not follow has to be marked. Rows of ledgers go by facility,
    not by their number.

    Parameters
    ----------
    ours
        The book that the program wrote, where marks are looked for.
    """
    found: dict[tuple[str, str, int], Any] = {}
    for title, sheet in ours.items():
        says = {cell.value for (row, _), cell in sheet.cells.items() if row == KEY_ROW}
        is_list = title == sheet_name("contents")
        if sheet.is_hidden or is_list or t("workbook.computed_sheet", "zh") in says:
            continue
        here, ids = sheets[title], sheet.ids
        rows = {key: row for row, key in here.ids.items()}
        marked = _marked_on_the_page(sheet) if title == sheet_name("leader") else _marked(sheet)
        for row, column in sheet.cells:
            if (row, column) not in marked and (not ids or (row in ids and column > 1)):
                other = here.at(rows[ids[row]] if ids else row, column)
                found[title, ids.get(row, str(row)), column] = other
    return found


def _is_marked(value: object) -> bool:
    """Whether a head or a name says that what it stands for was computed and does not follow."""
    return any(line.endswith("＊") for line in str(value or "").split("\n"))


def _marked(sheet: Sheet) -> set[tuple[int, int]]:
    """Cells of columns and rows that are marked, and those that say when and from what the book was made."""
    stale = t("workbook.follows.no", "zh")
    head = FIRST_ROW - 1
    columns = {at for (row, at), cell in sheet.cells.items() if row == head and _is_marked(cell.value)}
    rows = {row for (row, _), cell in sheet.cells.items() if cell.value == stale} | {2, 3}
    return {(row, column) for row, column in sheet.cells if column in columns or row in rows}


def _marked_on_the_page(sheet: Sheet) -> set[tuple[int, int]]:
    """Marked rows, columns and blocks of the leader's page, its warning, and its last sentence.

    What the check of sites rejects stands in that sentence as the program found it.
    """
    marked = {(4, 1)}
    in_block = False
    for row in sheet.rows:
        first, second = sheet.at(row, 1), sheet.at(row, 2)
        in_block = first is not None and (in_block or (_is_marked(first) and second is None))
        is_sentence = row > 12 and isinstance(second, str)
        for column in range(1, 8):
            is_today = 7 <= row <= 12 and _is_marked(sheet.at(6, column))
            if in_block or _is_marked(first) or is_sentence or is_today:
                marked.add((row, column))
    return marked


def compared(computed: Path, anew: Path) -> tuple[int, list[str]]:
    """How many cells were compared, and those that the program answers otherwise."""
    ours = sheets_of(anew)
    wanted, found = followed(ours, ours), followed(sheets_of(computed), ours)
    wrong = [
        f"{title}!{get_column_letter(column)} of {row}: program {value!r}, book {other!r}"
        for (title, row, column), value in wanted.items()
        if not _is_same(value, other := found[title, row, column])
    ]
    return len(wanted), wrong


def _is_same(value: Any, other: Any) -> bool:
    if isinstance(value, float) and isinstance(other, float):
        return math.isclose(value, other, rel_tol=1e-9, abs_tol=1e-6)
    return (value or None) == (other or None)


def checked(
    context: ReportContext, number: int, seed: int, soffice: str, folder: Path, limit_s: float = 100
) -> Iterator[tuple[Input, int, list[str]]]:
    """Check inputs of a county, every kind in turn.

    Yields
    ------
    tuple
        Each input, how many cells were compared, and what differs.
    """
    dice = random.Random(seed)
    written = write_live(context, folder / "book.xlsx")
    inputs = Inputs(context, sheets_of(written))
    chosen = [inputs.draw(inputs.kinds[index % len(inputs.kinds)], dice) for index in range(number)]
    paths = [folder / f"edit-{index}.xlsx" for index in range(number)]
    for one, path in zip(chosen, paths, strict=True):
        without_results(written, path, one)
    computed = computed_by_office(soffice, paths, folder, limit_s)
    for index, (one, path) in enumerate(zip(chosen, computed, strict=True)):
        anew = write_live(answered([one], path, context), folder / f"anew-{index}.xlsx")
        yield one, *compared(path, anew)
