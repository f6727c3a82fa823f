"""The workbook's sheets in order. Numbers come from the report context only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from models.evacuation.plan import EvacuationPlan
from models.findings.standing import is_to_fill
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from models.rules.unverified import unverified
from reports.context import ReportContext
from reports.leader import LEADER_PICTURE
from reports.safe import safe_cell
from reports.workbook import evacuation
from reports.workbook.archive import save
from reports.workbook.assignment import add_assignment
from reports.workbook.charts import add_charts
from reports.workbook.comparison import add_comparison
from reports.workbook.contents import add_contents, fill_contents
from reports.workbook.document import Book, Document
from reports.workbook.fire import add_fire_stations, add_fire_towns, add_late_villages
from reports.workbook.hidden import add_lists, add_marker
from reports.workbook.leader import add_leader, fill_leader
from reports.workbook.ledgers import Prints, add_ledger
from reports.workbook.projects import add_project_money, add_projects
from reports.workbook.sheet import mark_computed
from reports.workbook.sheltering import add_classes, add_custody, add_demand, add_fitting
from reports.workbook.sites import add_changes, add_glossary, add_proposed
from reports.workbook.siting import add_hazards, add_siting
from reports.workbook.sources import add_parameters, add_provenance, add_unverified
from reports.workbook.summary import add_summary, add_to_fill, add_working
from reports.workbook.supplies import add_dispatch, add_loads, add_stock, add_stock_ledger
from reports.workbook.townships import add_townships
from reports.workbook.unserved import add_unserved
from reports.workbook.ways import add_ways


def _of_plan(add: Callable[[Book, EvacuationPlan], None]) -> Callable[[Document], None]:
    """A sheet of the evacuation that the scenario keeps."""

    def make(document: Document) -> None:
        plan = document.context.evacuation
        assert plan is not None
        add(document, plan)

    return make


def _has_moves(context: ReportContext) -> bool:
    return context.evacuation is not None and bool(context.evacuation.villages)


_APPENDICES: Mapping[str, tuple[Callable[[Document], object], Callable[[ReportContext], bool]]] = {
    "to_fill": (add_to_fill, lambda context: any(map(is_to_fill, context.main.findings))),
    "demand": (add_demand, lambda context: bool(context.shelters)),
    "classes": (add_classes, lambda context: bool(context.shelters)),
    "fitting": (add_fitting, lambda context: bool(context.shelters)),
    "assignment": (add_assignment, lambda context: bool(context.shelters) and _has_people(context)),
    "custody": (add_custody, lambda context: bool(context.shelters)),
    "stock": (add_stock, lambda context: bool(context.shortages)),
    "stock_ledger": (add_stock_ledger, lambda context: bool(context.stock.lots)),
    "dispatch": (add_dispatch, lambda context: context.dispatch is not None and bool(context.dispatch.legs)),
    "loads": (add_loads, lambda context: context.dispatch is not None and bool(context.dispatch.legs)),
    "evacuation": (_of_plan(evacuation.add_receiving), _has_moves),
    "evacuation_towns": (_of_plan(evacuation.add_towns), _has_moves),
    "evacuation_hosts": (_of_plan(evacuation.add_hosts), _has_moves),
    "evacuation_supplies": (_of_plan(evacuation.add_supplies), _has_moves),
    "evacuation_loads": (_of_plan(evacuation.add_loads), _has_moves),
    "fire_towns": (add_fire_towns, lambda context: bool(context.fire.stations)),
    "fire_stations": (add_fire_stations, lambda context: bool(context.fire.stations)),
    "late_villages": (add_late_villages, lambda context: bool(context.fire.stations)),
    "hazards": (add_hazards, lambda context: bool(context.main.assessment.county.hazards)),
    "siting": (add_siting, lambda context: bool(context.siting)),
    "proposed": (add_proposed, lambda context: bool(context.proposed)),
    "projects": (add_projects, lambda context: bool(context.project.settings.projects)),
    "project_money": (add_project_money, lambda context: context.programme.budget.is_known),
    "comparison": (add_comparison, lambda context: len(context.results) > 1),
    "changes": (add_changes, lambda context: len(context.results) > 1),
    "ways": (add_ways, lambda context: bool(context.ways)),
    "working": (add_working, lambda _: True),
    "parameters": (add_parameters, lambda _: True),
    "unverified": (add_unverified, lambda context: bool(unverified(context.rules))),
    "provenance": (add_provenance, lambda context: bool(context.project.layers)),
    "glossary": (add_glossary, lambda _: True),
}
"""Hidden sheets in order: what writes each, and whether there is anything to write."""
_LIVE_APPENDICES = (
    "glossary",
    "to_fill",
    "parameters",
    "unverified",
    "provenance",
    "stock_ledger",
)
"""Those that hold nothing that could follow the cells before them."""

_LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def _has_people(context: ReportContext) -> bool:
    return any(one.has_people for one in context.assignments.values())


PICTURES = (LEADER_PICTURE,)
"""Keys of the maps that the workbook shows."""


def write_workbook(
    context: ReportContext, path: Path, lang: Lang, pictures: Mapping[str, bytes] | None = None
) -> Work[None]:
    """Write the workbook.

    The leader's page comes first, then what was found, townships, ledgers and unserved places; everything
    else is behind, on hidden sheets that the contents list, and only where there is something to say.

    Parameters
    ----------
    path
        File to write; the caller wraps it in an atomic write.
    pictures
        Maps as PNG by what they show; the first page takes the one of the townships that lack most.
    """
    pictures = pictures or {}
    document = Document(context, lang)
    properties = document.workbook.properties
    properties.title = safe_cell(document.title)
    properties.creator = properties.lastModifiedBy = f"Haven {context.version}"
    properties.subject = safe_cell(document.subtitle)
    properties.keywords = safe_cell(t("workbook.keywords", lang, **document.origin))
    properties.language = _LANGUAGE_TAGS[lang]
    ledgers = [f"ledger.{family}" for family in context.families]
    behind = [key for key, (_, has_any) in _APPENDICES.items() if has_any(context)]
    done, steps = 0, 4 + len(ledgers) + len(behind)

    def step(key: str) -> Progress:
        nonlocal done
        done += 1
        return Progress(done - 1, steps, "progress.workbook.sheet", {"sheet": document.sheet_name(key)})

    # Made in the order in which one follows from the other, and put into the reader's order at the end.
    leader, contents = add_leader(document), add_contents(document)
    prints: Prints = {}
    for family, key in zip(context.families, ledgers, strict=True):
        yield step(key)
        prints |= add_ledger(document, family)
    yield step("townships")
    townships = add_townships(document)
    if townships.row_count:
        add_charts(document, townships)
    else:
        document.remove_sheet(townships.sheet)
    yield step("summary")
    sections = add_summary(document)
    unserved = step("unserved")
    yield unserved
    for _ in add_unserved(document):
        yield unserved
    if not document.contents[-1].rows:
        document.remove_sheet(document.workbook.worksheets[-1])
    for key in behind:
        yield step(key)
        _APPENDICES[key][0](document)
        sheet = document.workbook.worksheets[-1]
        if not document.contents[-1].rows:
            document.remove_sheet(sheet)
            continue
        sheet.sheet_state = "hidden"
        if key not in _LIVE_APPENDICES:
            mark_computed(document, sheet)
    document.put_in_order(("leader", "summary", "townships", *ledgers, "unserved", "contents", *behind))
    fill_contents(document, contents)
    fill_leader(document, leader, sections, pictures.get(LEADER_PICTURE))
    add_lists(document)
    add_marker(document, prints)
    write = Progress(steps - 1, steps, "progress.workbook.write")
    yield write
    for _ in save(
        document.workbook, path, context.made_on, document.results, document.descriptions, document.long
    ):
        yield write
