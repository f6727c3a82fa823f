"""What a sheet says: template, paper, words, choices, and what was moved; defaults come from the project."""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from models.facilities.facility import Status
from models.gate.gate import data_remarks
from models.kernel.text import Lang, t
from models.project.project import Project
from models.project.scenario import TODAY_ID, Scenario
from reports.context import ReportContext
from reports.identity import usual_compiler
from reports.message import area_message
from reports.origins import files_read
from reports.words import headed
from ui.cartography.options import DEFAULT_THEME, NO_THEME, SceneOptions
from ui.cartography.style import map_style
from ui.cartography.viewport import Bounds
from ui.printing.layout import page_size_mm, sheet_style

SOURCES_SHOWN = 4
BLANK = "＿＿＿＿＿＿＿＿"
SIGNED = "＿＿＿＿＿＿"
"""Ruled line for a name written by hand."""
TEMPLATES = ("table", "leader", "single", "compare", "atlas", "slide")
ORIENTATIONS = ("landscape", "portrait")
Box = tuple[float, float, float, float]
"""Left, top, width, height on the page, millimetres."""
View = tuple[float, float, float]
"""Middle of a map (x, y, project metres) and the n of its scale 1:n."""


@dataclass(frozen=True)
class MapSheet:
    """A map on paper, or several: everything that a layout remembers.

    Words that are empty are filled in from the project when the sheet is drawn.

    Parameters
    ----------
    template
        ``table`` (map, legend and tables), ``leader`` (one page for whoever decides), ``single`` (map and
        legend), ``compare`` (two scenarios), ``atlas`` (a page per township), ``slide``.
    paper, orientation
        ``A4``, ``A3``, ``A2`` or ``A1``; ``landscape`` or ``portrait``. A slide is always a slide, and
        the page for whoever decides stands on A4.
    scenario_id, other_id
        Scenario shown, the context's own when empty; the one it is compared with, today when empty.
    approval_number
        Map approval number (审图号); empty leaves a line to fill in.
    drawing_number
        Number of the drawing (图号); empty leaves a line to fill in. Pages of an atlas add their own.
    horizon
        Year that the plan looks to, as words; the project's when empty, else a line to fill in.
    made_on
        Date printed; the context's when ``None``.
    extent
        (minx, miny, maxx, maxy) to show, project metres; the county when ``None``.
    scale_denominator
        The n of 1:n; ``None`` chooses a round one at which the extent fits.
    layer_ids
        Layers shown; those that the project shows when ``None``.
    show_candidates
        Also show facilities that do not count: candidates and rejected ones.
    show_basemap
        The basemap lies under the maps where the project shows one; never in grey.
    hidden, shown
        Elements left out, and those shown although the template leaves them out; as
        ``<kind of page>.<element>``.
    placed
        Where elements stand that were moved or resized, by the same names.
    views
        What the map of a page shows where it was moved or scaled, by the page's key.
    guides_x_mm, guides_y_mm
        Guide lines on the page: they help to place elements and are not printed.
    """

    template: str = "table"
    paper: str = "A3"
    orientation: str = "landscape"
    scenario_id: str = ""
    other_id: str = ""
    title: str = ""
    subtitle: str = ""
    compiler: str = ""
    sources: str = ""
    security_mark: str = ""
    approval_number: str = ""
    drawing_number: str = ""
    horizon: str = ""
    note: str = ""
    made_on: date | None = None
    theme: str = DEFAULT_THEME
    coverage_key: str | None = None
    show_uncovered: bool = True
    show_labels: bool = True
    show_candidates: bool = False
    show_veil: bool = True
    show_basemap: bool = True
    black_and_white: bool = False
    layer_ids: tuple[str, ...] | None = None
    extent: Bounds | None = None
    scale_denominator: float | None = None
    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    placed: Mapping[str, Box] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    guides_x_mm: tuple[float, ...] = ()
    guides_y_mm: tuple[float, ...] = ()

    @property
    def page_paper(self) -> str:
        """Paper that the page is made for."""
        return {"slide": "slide", "leader": "A4"}.get(self.template, self.paper)

    @property
    def page_orientation(self) -> str:
        """How the page lies."""
        return {"slide": "landscape", "leader": "portrait"}.get(self.template, self.orientation)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of a page."""
        return page_size_mm(self.page_paper, self.page_orientation)

    def shows(self, kind: str, element_id: str) -> bool:
        """Whether pages of a kind show an element."""
        left_out = element_id in sheet_style().left_out.get(self.template, ())
        key = f"{kind}.{element_id}"
        return key in self.shown if left_out else key not in self.hidden

    def with_element(self, kind: str, element_id: str, shown: bool) -> MapSheet:
        """Sheet that shows an element, or leaves it out."""
        key = f"{kind}.{element_id}"
        if element_id in sheet_style().left_out.get(self.template, ()):
            return replace(self, shown=self.shown | {key} if shown else self.shown - {key})
        return replace(self, hidden=self.hidden - {key} if shown else self.hidden | {key})

    def options(self, lang: Lang, scenario: Scenario) -> SceneOptions:
        """How the scene of a scenario is shown on this sheet."""
        left_out = [
            facility.id
            for facility in scenario.facilities.values()
            if not self.show_candidates and facility.status in (Status.CANDIDATE, Status.REJECTED)
        ]
        return SceneOptions(
            hidden_facility_ids=frozenset(left_out),
            lang=lang,
            theme=self.theme,
            show_labels=self.show_labels,
            coverage_key=self.coverage_key,
            show_uncovered=self.show_uncovered,
            for_print=True,
            black_and_white=self.black_and_white,
        )


def default_sheet(context: ReportContext, lang: Lang, theme: str = DEFAULT_THEME) -> MapSheet:
    """Sheet of a scenario with every word filled in from the project; to differ, use ``replace``."""
    words = usual_words(context, lang, MapSheet(theme=theme))
    return MapSheet(
        paper=sheet_style().default_paper,
        made_on=context.made_on,
        theme=theme,
        title=words["title"],
        subtitle=words["subtitle"],
        compiler=words["compiler"],
        sources=words["sources"],
        security_mark=words["security_mark"],
    )


def usual_words(context: ReportContext, lang: Lang, sheet: MapSheet) -> dict[str, str]:
    """Words that stand where the sheet itself says nothing, by the sheet's own names."""
    project, scenario = context.project, scenario_of(context, sheet)
    county = project.county.name or project.settings.name
    subtitle = scenario.title(lang)
    if sheet.template == "compare":
        other = other_scenario(context, sheet)
        subtitle = t("sheet.subtitle_compare", lang, before=other.title(lang), after=subtitle)
    elif sheet.theme != NO_THEME and context.main.assessment.units.layer_id:
        subtitle = t("sheet.subtitle", lang, scenario=subtitle, theme=t(f"map.theme.{sheet.theme}", lang))
    subtitle = headed(subtitle, context.main.assessment.county, lang)
    key = {"atlas": "title_atlas", "compare": "title_compare"}.get(sheet.template, "title")
    title = t(f"sheet.{key}", lang, county=county) if county else t(f"sheet.{key}_plain", lang)
    if message := _message(context, sheet, lang):
        title, subtitle = message, t("sheet.subtitle_message", lang, title=title, subtitle=subtitle)
    return {
        "title": title,
        "subtitle": subtitle,
        "compiler": usual_compiler(context, lang),
        "sources": data_sources(project, lang),
        "security_mark": t("sheet.security", lang),
        "approval_number": "",
        "drawing_number": "",
        "horizon": horizon_text(context, lang),
        "note": "",
    }


def _message(context: ReportContext, sheet: MapSheet, lang: Lang) -> str:
    """What a slide or a comparison tells, where its map shows the same; empty for other sheets."""
    if sheet.template not in ("slide", "compare") or sheet.theme != DEFAULT_THEME:
        return ""
    shown = context.results[scenario_of(context, sheet).id]
    other = context.results[other_scenario(context, sheet).id]
    if sheet.template == "slide":
        other = context.results.get(TODAY_ID, shown)
    return area_message(other, shown, lang)


def horizon_text(context: ReportContext, lang: Lang) -> str:
    """Year that the figures are held against: the one chosen, else that of most targets of the plan.

    Empty for none. The year of a single target, such as the national one for depots, is no plan's horizon.
    """
    years = Counter(row.due_year for row in context.profile.rows if row.due_year is not None)
    shared = [(count, year) for year, count in years.items() if count > 1]
    year = context.project.settings.target_year or max(shared, default=(0, None))[1]
    if year is None:
        return ""
    key = "horizon_expired" if year < context.made_on.year else "horizon_year"
    return t(f"sheet.{key}", lang, year=year)


def scenario_of(context: ReportContext, sheet: MapSheet) -> Scenario:
    """Scenario that a sheet shows; one that is gone gives way to the context's own."""
    found = context.results.get(sheet.scenario_id) or context.main
    return found.scenario


def other_scenario(context: ReportContext, sheet: MapSheet) -> Scenario:
    """Scenario that a sheet compares with: as it says, else today, else any other one."""
    shown = scenario_of(context, sheet).id
    wanted = context.results.get(sheet.other_id)
    if wanted is not None and wanted.scenario.id != shown:
        return wanted.scenario
    others = [result.scenario for key, result in context.results.items() if key != shown]
    return others[0] if others else scenario_of(context, sheet)


def data_sources(project: Project, lang: Lang) -> str:
    """Files that layers and facilities came from, as far as there is room, and whether there are doubts."""
    if project.settings.is_sample:
        return t("sheet.sources_sample", lang)
    files = files_read(project)
    names = t("sheet.separator", lang).join(files[:SOURCES_SHOWN])
    if len(files) > SOURCES_SHOWN:
        names = t("sheet.sources_more", lang, names=names, count=len(files))
    doubts = len(data_remarks(project))
    return t("sheet.sources_doubted", lang, names=names, count=doubts) if doubts and names else names


def date_text(day: date, lang: Lang) -> str:
    """Date as it stands on a sheet."""
    return t(
        "sheet.date",
        lang,
        year=day.year,
        month=day.month,
        day=day.day,
        name=t(f"sheet.month.{day.month}", lang),
    )


# -- as plain values, for the project file -------------------------------------------------------------------
_TEXTS = (
    "scenario_id", "other_id", "title", "subtitle", "compiler", "sources", "security_mark", "approval_number",
    "drawing_number", "horizon", "note",
)  # fmt: skip
_FLAGS = ("show_uncovered", "show_labels", "show_candidates", "show_veil", "show_basemap", "black_and_white")
MOST_LETTERS = 2000


def sheet_to_plain(sheet: MapSheet) -> dict[str, Any]:
    """Sheet as plain values; what is as usual is left out."""
    usual = MapSheet()
    plain: dict[str, Any] = {}
    for item in fields(MapSheet):
        value = getattr(sheet, item.name)
        if value == getattr(usual, item.name):
            continue
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, Mapping):
            value = {key: list(entry) for key, entry in value.items()}
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, date):
            value = value.isoformat()
        plain[item.name] = value
    return plain


def sheet_from_plain(plain: Any) -> MapSheet:
    """Sheet from :func:`sheet_to_plain`; whatever does not make sense is as usual."""
    if not isinstance(plain, Mapping):
        return MapSheet()
    values: dict[str, Any] = {}
    papers = [paper for paper in sheet_style().paper if paper != "slide"]
    themes = (NO_THEME, *map_style().theme)
    for name, choices in (
        ("template", TEMPLATES), ("paper", papers), ("orientation", ORIENTATIONS), ("theme", themes)
    ):  # fmt: skip
        if plain.get(name) in choices:
            values[name] = plain[name]
    values |= {key: plain[key][:MOST_LETTERS] for key in _TEXTS if isinstance(plain.get(key), str)}
    values |= {key: plain[key] for key in _FLAGS if isinstance(plain.get(key), bool)}
    if isinstance(plain.get("coverage_key"), str):
        values["coverage_key"] = plain["coverage_key"]
    if isinstance(plain.get("made_on"), str):
        with contextlib.suppress(ValueError):
            values["made_on"] = date.fromisoformat(plain["made_on"])
    if isinstance(plain.get("layer_ids"), list):
        values["layer_ids"] = tuple(key for key in plain["layer_ids"] if isinstance(key, str))
    for name in ("hidden", "shown"):
        if isinstance(plain.get(name), list):
            values[name] = frozenset(key for key in plain[name] if isinstance(key, str))
    if (extent := _numbers(plain.get("extent"), 4)) is not None:
        values["extent"] = extent
    if (scale := _numbers([plain.get("scale_denominator")], 1)) is not None and scale[0] > 0:
        values["scale_denominator"] = scale[0]
    for name, count in (("placed", 4), ("views", 3)):
        if isinstance(plain.get(name), Mapping):
            found = {str(key): _numbers(entry, count) for key, entry in plain[name].items()}
            # Width and height of a box, and the n of a scale, are more than nothing.
            values[name] = {key: entry for key, entry in found.items() if entry and min(entry[2:]) > 0}
    for name in ("guides_x_mm", "guides_y_mm"):
        entries = plain.get(name)
        if isinstance(entries, list) and (lines := _numbers(entries, len(entries))) is not None:
            values[name] = lines
    return MapSheet(**values)


def _numbers(entry: Any, count: int) -> tuple[float, ...] | None:
    if not isinstance(entry, (list, tuple)) or len(entry) != count:
        return None
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in entry):
        return None
    return tuple(map(float, entry)) if all(map(math.isfinite, entry)) else None
