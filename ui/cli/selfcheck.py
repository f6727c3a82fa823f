"""Whether everything works on this computer, with real files and without a network."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from models.kernel.progress import run_to_end
from models.kernel.text import Lang, t
from ui.bootstrap.environment import own_program
from ui.cli.parser import EXIT_FAULT, EXIT_OK

if TYPE_CHECKING:
    from models.project.project import Project

TIANANMEN_4490 = (116.391, 39.907)
"""A place whose coordinates anyone can look up."""
TIANANMEN_4548 = (447_924.5, 4_419_380.4)
"""The same in EPSG:4548 (zone of 117 E), computed independently with the Gauss-Krueger series."""
TOLERANCE_M = 1.0
STATIONS_OF_THE_SAMPLE = ("115.81701,36.12312", "115.84145,36.11616")
"""Two fire stations of the sample county, and how far apart they are as the crow flies."""
STATIONS_APART_M = 2331.0


class CheckFailed(Exception):  # noqa: N818 - a finding, not a fault of the program
    """Something works, but its result is wrong."""


def selfcheck(lang: Lang) -> bool:
    """Run all checks, print a line for each, and tell whether all are well."""
    from ui.cli.jobs import painting_application
    from ui.cli.opening import open_project

    all_well = True

    def check(name: str, run: Callable[[], object]) -> None:
        nonlocal all_well
        title = t(f"cli.selfcheck.{name}", lang)
        try:
            run()
        except Exception as error:  # every check reports, whatever it meets
            all_well = False
            reason = str(error) or type(error).__name__
            print(t("cli.selfcheck.failed", lang, name=title, error=reason), flush=True)
        else:
            print(t("cli.selfcheck.ok", lang, name=title), flush=True)

    with tempfile.TemporaryDirectory(prefix="haven-") as name:
        folder = Path(name)

        @cache
        def sample() -> Project:
            return open_project(None)

        def has_findings() -> None:
            from reports.context import make_context

            findings = make_context(sample(), made_on=date.today()).main.findings
            if not any(finding.figure.value is not None for finding in findings):
                raise CheckFailed(t("cli.selfcheck.wrong_result", lang))

        def document(suffix: str) -> Callable[[], None]:
            def write() -> None:
                from ui.outputs.documents import map_work, report_work

                work = report_work if suffix in (".xlsx", ".docx") else map_work
                path = run_to_end(work(sample(), folder / f"check{suffix}", lang))
                if path.stat().st_size < 2000:
                    raise CheckFailed(t("cli.selfcheck.wrong_result", lang))

            return write

        def geodata() -> None:
            from layers.project.export import export_facilities

            if not export_facilities(sample(), sample().active, folder / "geodata"):
                raise CheckFailed(t("cli.selfcheck.wrong_result", lang))

        painting_application()
        check("window", lambda: _window(folder, lang))
        check("font", lambda: _font(lang))
        check("project", sample)
        check("reproject", lambda: _reproject(lang))
        check("shapefile", lambda: _shapefile(folder, lang))
        check("raster", lambda: _raster(folder, lang))
        check("assess", has_findings)
        check("route", lambda: _route(lang))
        check("solve", lambda: _solve(folder, lang))
        check("workbook", document(".xlsx"))
        check("textreport", document(".docx"))
        check("pdf", document(".pdf"))
        check("webmap", document(".html"))
        check("geodata", geodata)
    sys.stdout.flush()
    return all_well


def _window(folder: Path, lang: Lang) -> None:
    """The window itself, by a process of its own: this one draws without widgets."""
    path = folder / "window.png"
    command = [*own_program(), "--lang", lang, "--screenshot", str(path)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, errors="replace")
    if done.returncode != 0 or not path.is_file():
        raise CheckFailed(done.stderr.strip() or t("cli.selfcheck.wrong_result", lang))


def _font(lang: Lang) -> None:
    from PySide6.QtGui import QFont, QFontMetrics

    from ui.core.themes import chinese_families

    # Asked of the families themselves: the application's font may hold no Chinese letter and still show
    # all of them, because Qt takes what it lacks from another font.
    metrics = [QFontMetrics(QFont(family)) for family in chinese_families()]
    if not any(all(font.inFontUcs4(ord(letter)) for letter in "避难场所") for font in metrics):
        raise CheckFailed(t("cli.selfcheck.no_font", lang))


def _reproject(lang: Lang) -> None:
    from layers.coordinates.crs import transformer

    x, y = transformer(4490, 4548).transform(*TIANANMEN_4490)
    if abs(x - TIANANMEN_4548[0]) > TOLERANCE_M or abs(y - TIANANMEN_4548[1]) > TOLERANCE_M:
        raise CheckFailed(f"{t('cli.selfcheck.wrong_result', lang)}: {x:.1f}, {y:.1f}")


def _shapefile(folder: Path, lang: Lang) -> None:
    import geopandas as gpd
    import shapely

    from layers.importing.importer import import_files

    path = folder / "gbk.shp"
    name = "赵家村"
    frame = gpd.GeoDataFrame(
        {"名称": [name], "人口": [812]}, geometry=[shapely.Point(*TIANANMEN_4490)], crs=4490
    )
    frame.to_file(path, encoding="GBK", engine="pyogrio")
    result = run_to_end(import_files([path]))
    names = [str(value) for layer in result.project.layers for value in layer.text("name")]
    if name not in names:
        raise CheckFailed(f"{t('cli.selfcheck.wrong_result', lang)}: {names}")


def _raster(folder: Path, lang: Lang) -> None:
    """Heights in degrees brought to metres: each cell holds its own longitude, so any place tells it."""
    import pyproj

    from layers.formats import raster

    path, side, step = folder / "dem.asc", 60, 0.001
    west, south = (middle - side / 2 * step for middle in TIANANMEN_4490)
    row = " ".join(f"{west + (column + 0.5) * step:.6f}" for column in range(side))
    head = f"ncols {side}\nnrows {side}\nxllcorner {west}\nyllcorner {south}\ncellsize {step}\n"
    path.write_text(head + f"{row}\n" * side, encoding="ascii")
    path.with_suffix(".prj").write_text(pyproj.CRS.from_epsg(4490).to_wkt("WKT1_GDAL"), encoding="utf-8")
    info = raster.open_info(path, path.name)
    x, y = TIANANMEN_4548
    bounds = (x - 500, y - 500, x + 500, y + 500)
    read = raster.read_part(info, raster.crs_of_raster(info), bounds, 4548, most_cells=10_000)
    grid = raster.to_metres(run_to_end(read), 4548)
    a, _, left, _, e, top = grid.transform
    there = float(grid.values[int((y - top) / e), int((x - left) / a)])
    if not abs(there - TIANANMEN_4490[0]) < step:
        raise CheckFailed(f"{t('cli.selfcheck.wrong_result', lang)}: {there:.4f}")


def _route(lang: Lang) -> None:
    from layers.sample import sample_path
    from ui.cli.roadsjob import route_json

    metres = route_json(sample_path(), *STATIONS_OF_THE_SAMPLE, "fire")["metres"]
    if not STATIONS_APART_M < metres < 2 * STATIONS_APART_M:
        raise CheckFailed(f"{t('cli.selfcheck.wrong_result', lang)}: {metres:.0f} m")


def _solve(folder: Path, lang: Lang) -> None:
    from ui.cli.solvejob import Case, solve_case

    edges = folder / "edges.csv"
    edges.write_text("from,to,length\na,b,1\nb,c,2\nc,d,4\nd,e,1\n", encoding="utf-8")
    _, answer, _ = solve_case(Case("pmedian", edges=edges, number=2), 30.0, 0.0)
    # By hand: a and e stand alone or by the next, so b serves a and c (1 + 2), d serves e (1).
    if answer.objective is None or abs(answer.objective - 4.0) > 1e-6:
        raise CheckFailed(t("cli.selfcheck.wrong_result", lang))


# -- the command ---------------------------------------------------------------------------------------------
def run(arguments: argparse.Namespace, lang: Lang) -> int:
    """Do what the command ``selfcheck`` says; return the exit code."""
    return EXIT_OK if selfcheck(lang) else EXIT_FAULT
