"""The manual as a PDF: the pages that the window shows, pictures of the program, and every figure's formula.

The pictures are taken from the program while it works on its sample county, so they show what there is.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from models.facilities.facility import Family
from models.findings.figures import FigureSpec, figure_specs
from models.findings.formulas import figure_name, formula_text
from models.findings.numbers import figure_text
from models.kernel.progress import run_to_end
from models.kernel.resources import RESOURCES
from models.kernel.text import Lang, catalogue, t
from models.kernel.version import VERSION
from models.plans.plans import family_rows, load_profile, profile_ids
from models.rules.said import value_text
from ui.cli.jobs import check_output
from ui.cli.opening import open_project
from ui.cli.parser import EXIT_OK
from ui.core.manualpages import FIGURES, PAGES, escaped, page_text

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from models.findings.findings import Figure
    from models.rules.rules import Rules
    from ui.app.mainwindow import MainWindow

PICTURES = {
    "first": ("window",),
    "county": ("import",),
    "verdict": ("verdict",),
    "place": ("selected",),
    "scenarios": ("compare",),
    "tables": ("tables",),
    "analysis": ("analysis", "fire"),
    "results": ("composer",),
}
"""Pictures of a page by name; the text ``manual.picture.<name>`` stands below each."""
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def write_manual(path: Path, lang: Lang) -> Path:
    """Write the manual in a language as a PDF.

    Raises
    ------
    HavenError
        The file cannot be written, or its name has another ending.
    """
    from layers.disk.atomic import atomic_write
    from ui.app.app import window_apart
    from ui.printing.book import Chapter, Picture, write_book

    check_output(path, (".pdf",))
    with window_apart(lang) as (app, window):
        pictures = dict(taken(app, window))
        names = window.actions_.names
        chapters = [
            Chapter(
                whole_page(page, lang, names),
                tuple(
                    Picture(pictures[name], t(f"manual.picture.{name}", lang))
                    for name in PICTURES.get(page, ())
                ),
            )
            for page in PAGES
        ]

        def write(temporary: Path) -> None:
            run_to_end(
                write_book(
                    chapters,
                    temporary,
                    title=t("manual.title", lang),
                    subtitle=t("manual.subtitle", lang, version=VERSION),
                    contents=t("manual.contents", lang),
                    day=date.today(),
                )
            )

        atomic_write(path, write)
    return path


def whole_page(page: str, lang: Lang, names: Mapping[str, str]) -> str:
    """Markdown of a page with the commands' names put in; every figure stands below the last one."""
    if page != FIGURES:
        return page_text(page, lang).format(**names)
    title = page_text(page, lang).partition("\n")[0]
    return "\n\n".join([title, t("manual.figures", lang), *_figures(lang)])


# -- figures -------------------------------------------------------------------------------------------------
def _figures(lang: Lang) -> Iterator[str]:
    """Every figure that the program computes: how, and after which rule values."""
    from models.rules.rules import load_rules
    from reports.context import make_context

    computed = make_context(open_project(None), made_on=date.today()).main.assessment.figures
    rules = load_rules()
    ordered = sorted(figure_specs().values(), key=_group)
    for group, specs in groupby(ordered, _group):
        yield f"## {t(f'finding_family.{group}', lang)}"
        for spec in specs:
            yield from _figure(spec, computed.get(spec.id), rules, lang)


def _group(spec: FigureSpec) -> str:
    """Heading that rows about a figure stand under; of one without rows its id says it."""
    return _groups().get(spec.id) or spec.id.partition(".")[0].partition("_")[0]


@cache
def _groups() -> dict[str, str]:
    plans = [load_profile(profile_id).rows for profile_id in profile_ids()]
    rows = chain(*plans, *map(family_rows, Family))
    groups: dict[str, str] = {}
    for row in rows:
        groups.setdefault(row.figure, row.family)
    return groups


def _figure(spec: FigureSpec, figure: Figure | None, rules: Rules, lang: Lang) -> Iterator[str]:
    yield f"### {escaped(figure_name(spec.id, lang))}"
    if figure is not None and figure.value is not None:
        value = figure_text(figure.value, figure.unit, lang)
        yield escaped(t("manual.worked", lang, formula=formula_text(figure, lang), value=value))
    else:
        yield escaped(_PLACEHOLDER.sub("…", catalogue()[f"figure.{spec.id}.formula"][lang]))
    used = []
    for quantity in (rules.quantity(key) for key in spec.rules if key in rules):
        value = value_text(quantity.value, quantity.unit, lang)
        source = quantity.source_text(lang)
        key = "rule" if source else "rule_alone"
        used.append(t(f"manual.{key}", lang, name=quantity.name(lang), value=value, source=source))
    if used:
        yield escaped(t("manual.rules", lang, rules=("；" if lang == "zh" else "; ").join(used)))


# -- pictures ------------------------------------------------------------------------------------------------
def taken(app: QApplication, window: MainWindow) -> Iterator[tuple[str, QImage]]:
    """Each picture of the manual, from a window that shows the sample county."""
    from ui.app.app import settle, show_panel
    from ui.composer import ComposerWindow

    def grabbed(name: str, widget: object = None) -> tuple[str, QImage]:
        settle(app, window)
        return name, (window if widget is None else widget).grab().toImage()  # type: ignore[attr-defined]

    window.start(None)
    settle(app, window)
    yield grabbed("window")
    for panel in ("verdict", "selected", "analysis"):
        show_panel(window, panel)
        yield grabbed(panel, window.inspector)
    show_panel(window, "tables")
    yield grabbed("tables")
    window.actions_["fire_response"].trigger()
    yield grabbed("fire")
    window.actions_["compare"].trigger()
    yield grabbed("compare")
    window.actions_["compose"].trigger()
    settle(app, window)
    (composer,) = window.findChildren(ComposerWindow)
    while not composer.is_settled:  # the page is drawn on a thread of its own
        settle(app, window)
    yield grabbed("composer", composer)
    composer.close()
    window.files.import_paths([RESOURCES / "sample" / "files"], into_project=False)
    settle(app, window)
    yield grabbed("import")


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``manual`` says; return the exit code."""
    print(write_manual(arguments.output, lang))
    return EXIT_OK
