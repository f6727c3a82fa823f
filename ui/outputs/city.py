"""Workbook and map of a city, as the command and the window write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models.city.network import City
from models.kernel.errors import HavenError
from models.kernel.filenames import safe_name
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t


def city_documents(
    city: City, folder: Path, lang: Lang, made_on: date, *, has_map: bool = True
) -> Work[tuple[Path, ...]]:
    """Write the workbook, and the map where a county has an outline.

    Parameters
    ----------
    has_map
        Whether there is what draws maps.

    Raises
    ------
    HavenError
        The folder cannot be written to.
    """
    from layers.city.read import depots_in_degrees
    from layers.disk.atomic import atomic_write
    from models.kernel.progress import run_to_end
    from reports.city.book import write_city

    step = Progress(0, 0, "progress.workbook.write")
    yield step
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HavenError("write_denied", file=folder.name, folder=str(folder.parent)) from error
    stem = f"{safe_name(city.plan.name)}_{t('city.file', lang)}_{made_on:%Y%m%d}"
    workbook = folder / f"{stem}.xlsx"
    atomic_write(workbook, lambda path: run_to_end(write_city(city, path, lang, made_on)))
    if not has_map or not any(one.outline for one in city.plan.counties):
        return (workbook,)
    from ui.printing.city import write_city_map

    yield step
    page = folder / f"{stem}.pdf"
    write_city_map(city, depots_in_degrees(city), page, lang, made_on)
    return (workbook, page)
