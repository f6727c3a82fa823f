"""What a sheet says: paper, words and choices, with defaults taken from the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.facility import Status
from models.project import Project, Scenario
from models.text import Lang, t
from reports.context import ReportContext
from ui.cartography.options import DEFAULT_THEME, NO_THEME, SceneOptions
from ui.cartography.viewport import Bounds
from ui.printing.layout import sheet_style

SOURCES_SHOWN = 4
BLANK = "＿＿＿＿＿＿＿＿"


@dataclass(frozen=True)
class MapSheet:
    """A map on paper.

    Parameters
    ----------
    paper, orientation
        ``A4``, ``A3``, ``A2`` or ``A1``; ``landscape`` or ``portrait``.
    approval_number
        Map approval number (审图号); empty leaves a line to fill in.
    extent
        (minx, miny, maxx, maxy) to show, project metres; the county when ``None``.
    show_inset
        Enlarge the county seat beside the county where that leaves room.
    show_candidates
        Also show facilities that do not count: candidates and rejected ones.
    scale_denominator
        The n of 1:n; ``None`` chooses a round one at which the extent fits.
    """

    paper: str = "A3"
    orientation: str = "landscape"
    title: str = ""
    subtitle: str = ""
    compiler: str = ""
    sources: str = ""
    security_mark: str = ""
    approval_number: str = ""
    made_on: date = date(1970, 1, 1)
    theme: str = DEFAULT_THEME
    coverage_key: str | None = None
    show_uncovered: bool = True
    show_labels: bool = True
    show_legend: bool = True
    show_figures: bool = True
    show_townships: bool = True
    show_inset: bool = True
    show_candidates: bool = False
    black_and_white: bool = False
    extent: Bounds | None = None
    scale_denominator: float | None = None

    @property
    def has_panel(self) -> bool:
        """Whether anything stands beside the map."""
        return self.show_legend or self.show_figures or self.show_townships

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
    project, scenario = context.project, context.main.scenario
    county = project.county.name or project.settings.name
    subtitle = scenario.title(lang)
    if theme != NO_THEME and context.main.assessment.units.layer_id:
        subtitle = t("sheet.subtitle", lang, scenario=subtitle, theme=t(f"map.theme.{theme}", lang))
    return MapSheet(
        paper=sheet_style().default_paper,
        title=t("sheet.title", lang, county=county) if county else t("sheet.title_plain", lang),
        subtitle=subtitle,
        compiler=t("sheet.compiler_default", lang, county=project.county.name) if project.county.name else "",
        sources=data_sources(project, lang),
        security_mark=t("sheet.security", lang),
        made_on=context.made_on,
        theme=theme,
    )


def data_sources(project: Project, lang: Lang) -> str:
    """Files that the layers came from, as far as there is room."""
    if project.settings.is_sample:
        return t("sheet.sources_sample", lang)
    files = list(dict.fromkeys(layer.provenance.file for layer in project.layers if layer.provenance.file))
    names = t("sheet.separator", lang).join(files[:SOURCES_SHOWN])
    if len(files) > SOURCES_SHOWN:
        return t("sheet.sources_more", lang, names=names, count=len(files))
    return names


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
