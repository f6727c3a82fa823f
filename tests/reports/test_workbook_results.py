"""Formulas carry the program's own numbers, a spreadsheet computes the same, and bytes are reproducible."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook

from layers.ledgerback import difference, read_ledgers, scenario_of
from models.facilities.facility import Family
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from reports.context import ReportContext, make_context
from reports.workbook import write_workbook
from reports.workbook.archive import with_results
from reports.workbook.document import Document
from reports.workbook.townships import add_townships, positions
from tests.reports.conftest import MADE_ON, small_project
from tests.reports.full_county import full_project
from tests.reports.liveinputs import (
    Input,
    Inputs,
    answered,
    compared,
    computed_by_office,
    sheets_of,
    without_results,
    write_live,
)
from tests.reports.test_workbook import file_of, written

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def write(context: ReportContext, path: Path, lang: Lang = "zh") -> Path:
    run_to_end(write_workbook(context, path, lang))
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_formula_has_a_result(context: ReportContext, lang: Lang) -> None:
    live, shown = written(context, lang), written(context, lang, values=True)
    formulas = 0
    for sheet in live:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    value = shown[sheet.title][cell.coordinate].value
                    # The empty text is a result too, where a formula may give it.
                    assert value is not None or ',"")' in cell.value, (sheet.title, cell.coordinate)
    assert formulas > 50


def test_results_are_the_programs_numbers(context: ReportContext) -> None:
    book = written(context, values=True)
    sheet, units = book[t("workbook.sheet.townships", "zh")], context.main.assessment.units
    for row in range(len(units.names)):
        assert sheet.cell(5 + row, 5).value == units.shelter_area_per_resident_m2[row]
        assert sheet.cell(5 + row, 9).value == units.shelter_area_gap_m2[row]


@dataclass(frozen=True)
class Computed:
    """Books as the program wrote them, and as LibreOffice computes them without the program's results."""

    context: ReportContext
    ours: Mapping[str, Path]
    theirs: Mapping[str, Path]
    inputs: Mapping[tuple[Input, ...], Path]


@pytest.fixture(scope="module")
def by_office(tmp_path_factory: pytest.TempPathFactory) -> Computed:
    """All books in one start of LibreOffice, which takes longer than all it computes.

    They are those of both languages, and two more with cells changed: those of ledgers, which are read back,
    and one of each other kind of input.
    """
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not on this machine: no formula is recalculated here")
    folder = tmp_path_factory.mktemp("office")
    context = make_context(full_project([f"名称{number}" for number in range(6)]), made_on=MADE_ON)
    ours = {lang: write(context, folder / f"{lang}.xlsx", lang) for lang in LANGUAGES}
    cells = Inputs(context, sheets_of(ours["zh"]))
    dice = random.Random(54)  # each of its values is another than the cell had
    drawn = [cells.draw(kind, dice) for kind in cells.kinds]
    dice = random.Random(2)  # a planned shelter that a siting check rejects is a candidate again
    drawn += [cells.draw(kind, dice) for kind in ("area", "status")]
    assert len({(one.part, one.cell) for one in drawn}) == len(drawn)
    together = [tuple(one for one in drawn if (one.anew is None) is in_ledger) for in_ledger in (True, False)]
    inputs = {some: folder / f"inputs-{number}.xlsx" for number, some in enumerate(together)}
    bare = {lang: folder / f"bare-{lang}.xlsx" for lang in LANGUAGES}
    for lang in LANGUAGES:
        without_results(ours[lang], bare[lang])
    for some, path in inputs.items():
        without_results(ours["zh"], path, *some)
    made = computed_by_office(soffice, [*bare.values(), *inputs.values()], folder)
    theirs = dict(zip(LANGUAGES, made, strict=False))
    return Computed(context, ours, theirs, dict(zip(inputs, made[len(LANGUAGES) :], strict=True)))


def test_a_spreadsheet_computes_the_same(by_office: Computed) -> None:
    project = by_office.context.project
    for lang in LANGUAGES:
        ours, theirs = computed(by_office.ours[lang]), computed(by_office.theirs[lang])
        assert len(ours) > 300 and ours.keys() == theirs.keys()
        for cell, value in ours.items():
            close = pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
            assert theirs[cell] == close, cell
        # What another program saved can be read back, and nothing in it was edited.
        ledger = read_ledgers(by_office.theirs[lang])
        found = difference(ledger, project, scenario_of(ledger, project))
        assert (found.changes, found.troubles) == ((), ())


def test_what_a_changed_input_makes_of_the_book_is_what_the_program_says(
    by_office: Computed, tmp_path: Path
) -> None:
    kinds = {one.kind for some in by_office.inputs for one in some}
    assert kinds >= {"area", "status", "residents", "target", "own_target"}
    for some, path in by_office.inputs.items():
        anew = write_live(answered(some, path, by_office.context), tmp_path / f"{some[0].kind}.xlsx")
        count, wrong = compared(path, anew)
        assert count > 1000 and not wrong, some


def computed(path: Path) -> dict[tuple[str, str], float | str | None]:
    """What the formulas of a book give, by sheet and cell; an empty text is None."""
    found: dict[tuple[str, str], float | str | None] = {}
    with ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(book.read(name)).iter(f"{MAIN}c"):
                    if cell.find(f"{MAIN}f") is not None:
                        text = cell.findtext(f"{MAIN}v") or None
                        is_text = text is None or cell.get("t", "n") != "n"
                        found[name, str(cell.get("r"))] = text if is_text else float(text)
    return found


def test_writing_can_be_given_up_after_every_sheet(
    context: ReportContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    work = write_workbook(context, tmp_path / "whole.xlsx", "zh")
    steps = sum(step.key == "progress.workbook.write" for step in work)
    assert steps == 1 + len(load_workbook(tmp_path / "whole.xlsx").sheetnames)
    work = write_workbook(context, tmp_path / "book.xlsx", "zh")
    writing = (step for step in work if step.key == "progress.workbook.write")
    for _ in range(steps // 2):
        next(writing)
    assert list(tmp_path.glob("openpyxl.*"))
    work.close()
    assert not list(tmp_path.glob("openpyxl.*"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_same_project_same_bytes(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    assert write(context, tmp_path / "again.xlsx", lang).read_bytes() == file_of(context, lang)


def test_a_formula_without_a_result_is_a_mistake() -> None:
    sheet = b'<row><c r="A1" s="1"><f>1+1</f><v/></c><c r="B1"><f>"x"&amp;A1</f><v></v></c></row>'
    filled = with_results(sheet, {"A1": 2, "B1": "x<2"})
    assert b'<c r="A1" s="1"><f>1+1</f><v>2.0</v></c>' in filled
    assert b'<c r="B1" t="str"><f>"x"&amp;A1</f><v>x&lt;2</v></c>' in filled
    with pytest.raises(RuntimeError):
        with_results(sheet, {"A1": 2})
    with pytest.raises(RuntimeError):
        with_results(sheet, {"A1": 2, "B1": "", "C1": 3})
    with pytest.raises(RuntimeError):
        with_results(sheet, {})


def test_the_sum_of_what_is_known_of_no_township_is_no_data() -> None:
    context = make_context(small_project(), made_on=MADE_ON)
    main = context.main
    units = main.assessment.units.without(frozenset({Family.SHELTER}))
    unread = replace(main, assessment=replace(main.assessment, units=units))
    context = replace(context, results={**context.results, context.scenario_id: unread})
    table = add_townships(Document(context, "zh"))
    rows = table.sheet.iter_rows()
    total = next(row for row in rows if row[0].value == t("workbook.townships.sum", "zh"))
    at = positions()
    assert total[at["shelters"] - 1].value == total[at["effective_area"] - 1].value == "无数据"
    assert str(total[at["population"] - 1].value).startswith("=SUM(")
