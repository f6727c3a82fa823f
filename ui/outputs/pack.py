"""The meeting pack: every document of a scenario in one dated folder, all made from one computation.

Everything is written into a hidden folder beside its place, which gets its name when all is there: a pack
that was cancelled or failed leaves nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.kernel.errors import HavenError
from models.kernel.progress import Progress, Work
from models.kernel.text import Lang, t
from ui.outputs.beside import MAPS, Beside, Document, Wanted
from ui.outputs.contentspages import LAYING_OUT, SeveralPages

if TYPE_CHECKING:
    from models.project.project import Project
    from reports.context import ReportContext
    from reports.textreport.write import Pages

ENDINGS = {
    "leader": ".pdf",
    "workbook": ".xlsx",
    "textreport": ".docx",
    "atlas": ".pdf",
    "sheet": ".pdf",
    "webmap": ".html",
}
"""Documents of one language, in the order they are listed."""


@dataclass(frozen=True)
class PackRequest:
    """What shall be packed.

    Parameters
    ----------
    folder
        Where the pack's own folder is made.
    scenario_id, profile_id
        The project's active scenario and own plan by default.
    tiles
        Raster tiles (MBTiles) to put under the web map.
    beside
        Second process that writes the maps, where there is one.
    """

    project: Project
    folder: Path
    langs: tuple[Lang, ...]
    made_on: date
    scenario_id: str | None = None
    profile_id: str | None = None
    tiles: Path | None = None
    beside: Beside | None = None


@dataclass(frozen=True)
class _Step:
    """One document: the word for it, its file, and what writes it."""

    key: str
    lang: Lang
    path: Path
    write: Callable[[Path], Work[Any]]


def write_pack(request: PackRequest) -> Work[Path]:
    """Write the pack and return its folder.

    Yields
    ------
    Progress
        Documents done of all, with the one being made. Closing the generator leaves nothing behind.

    Raises
    ------
    HavenError
        The folder is missing or may not be written, the disk is full, or the scenario is unknown.
    """
    from layers.disk.atomic import write_error
    from layers.disk.leftovers import HIDDEN, remove_leftovers
    from layers.disk.names import is_folder
    from reports.context import make_context
    from reports.identity import output_name

    if not is_folder(request.folder):
        raise HavenError("folder_missing", file=request.folder.name, folder=str(request.folder.parent))
    request.project.check_whole()
    yield Progress(0, 0, "progress.document.assess")
    context = make_context(request.project, request.scenario_id, request.profile_id, made_on=request.made_on)
    first = request.langs[0]
    name = output_name(context, "pack", first, "")
    remove_leftovers(request.folder, HIDDEN)
    hidden = request.folder / f".{secrets.token_hex(4)}~haven"
    try:
        hidden.mkdir()
        maps = _asked(context, request, hidden)
        steps = yield from _steps(context, request, hidden)
        yield from _all(steps, maps, request)
        yield Progress(len(steps), len(steps) + 1, "progress.pack.index")
        for lang in request.langs:
            _write_index(context, hidden, lang)
        return _in_place(hidden, request.folder, name)
    except OSError as error:
        raise write_error(error, request.folder / name) from error
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _asked(context: ReportContext, request: PackRequest, folder: Path) -> frozenset[Path]:
    """Have the second process write the maps, which it can from now on; files that it shall write."""
    beside, tiles = request.beside, request.tiles
    if beside is None:
        return frozenset()
    documents = tuple(
        Document(key, lang, str(_place(context, request, folder, key, lang)))
        for lang in request.langs
        for key in ENDINGS
        if key in MAPS
    )
    its_tiles = None if tiles is None else str(tiles.absolute())
    beside.ask(Wanted(context.scenario_id, context.revision, documents, its_tiles))
    return frozenset(Path(document.path) for document in documents)


def _place(context: ReportContext, request: PackRequest, folder: Path, key: str, lang: Lang) -> Path:
    """File of a document. With several languages each has a folder of its own."""
    from reports.identity import output_name

    place = folder / t("pack.folder", lang) if len(request.langs) > 1 else folder
    place.mkdir(exist_ok=True)
    return place / output_name(context, key, lang, ENDINGS[key])


def _steps(context: ReportContext, request: PackRequest, folder: Path) -> Work[list[_Step]]:
    """All documents in order; the geodata stand once."""
    # Drawn before any document: where Qt has had to open fonts again it sets letters a hair differently, and
    # pictures would be others with a second process beside this one than without.
    pictures = {}
    for lang in request.langs:
        pictures[lang] = yield from pictures_in(context, lang)
    from reports.identity import output_name

    steps = []
    pages = SeveralPages(len(request.langs))
    for lang in request.langs:
        writers = writers_of(context, lang, pictures[lang], request.tiles, pages)
        for key in ENDINGS:
            steps.append(_Step(key, lang, _place(context, request, folder, key, lang), writers[key]))
    if context.main.scenario.facilities:
        first = request.langs[0]
        path = folder / output_name(context, "data", first, ".gpkg")
        steps.append(_Step("data", first, path, lambda target: _data(context, target, first)))
    return steps


def pictures_in(context: ReportContext, lang: Lang) -> Work[dict[str, bytes]]:
    """Maps as pictures, drawn once for all documents of a language."""
    from reports.textreport import pictures_of
    from reports.workbook import PICTURES
    from ui.outputs.documents import picture_work

    return (yield from picture_work(context, lang, dict.fromkeys((*PICTURES, *pictures_of()))))


def writers_of(
    context: ReportContext,
    lang: Lang,
    pictures: Mapping[str, bytes],
    tiles: Path | None = None,
    pages: Pages | None = None,
) -> dict[str, Callable[[Path], Work[Any]]]:
    """What writes each document.

    Parameters
    ----------
    pages
        Lays texts out; without it each is laid out by itself.
    """
    from ui.printing.write import write_atlas, write_sheet

    def workbook(path: Path) -> Work[None]:
        from reports.workbook import write_workbook

        return write_workbook(context, path, lang, pictures)

    def textreport(path: Path) -> Work[None]:
        from reports.textreport import write_textreport
        from ui.outputs.contentspages import contents_pages

        return write_textreport(context, path, lang, pictures, pages=pages or contents_pages)

    def webmap(path: Path) -> Work[None]:
        from reports.webmap import write_webmap

        return write_webmap(context, path, lang, tiles=tiles)

    def sheet(path: Path) -> Work[None]:
        yield Progress(0, 0, "progress.document.sheet")
        write_sheet(context, path, lang)

    def leader(path: Path) -> Work[None]:
        from ui.printing.sheet import MapSheet

        yield Progress(0, 0, "progress.document.sheet")
        write_sheet(context, path, lang, MapSheet(template="leader"))

    return {
        "leader": leader,
        "workbook": workbook,
        "textreport": textreport,
        "atlas": lambda path: write_atlas(context, path, lang),
        "sheet": sheet,
        "webmap": webmap,
    }


def _data(context: ReportContext, path: Path, lang: Lang) -> Work[None]:
    from layers.project.export import export_facilities
    from reports.identity import identity_line

    yield Progress(0, 0, "progress.document.geodata")
    (written,) = export_facilities(
        context.project,
        context.main.scenario,
        path.parent,
        ("gpkg",),
        assessment=context.main.assessment,
        assignments=context.assignments,
        lang=lang,
        name=path.name.removesuffix(".gpkg"),
        origin=identity_line(context, lang),
        made_on=context.made_on,
    )
    if written != path:
        written.replace(path)


def _all(steps: Sequence[_Step], asked: Container[Path], request: PackRequest) -> Work[None]:
    """Write every document; nobody waits for another program or process while there is other work.

    Texts come first: what lays them out takes about as long as a workbook.
    """
    beside = request.beside
    maps = [step for step in steps if step.path in asked]
    own = sorted(
        (step for step in steps if step.path not in asked), key=lambda step: step.key != "textreport"
    )
    total = len(steps) + 1
    laid_out: list[tuple[_Step, Work[Any]]] = []
    done = 0
    with ExitStack() as stack:
        for step in own:
            work = step.write(step.path)
            stack.callback(work.close)
            if (yield from _carried(step, work, done, total)):
                laid_out.append((step, work))
            else:
                done += 1
        for step, work in laid_out:
            while (yield from _carried(step, work, done, total)):
                pass
            done += 1
        for step in maps:
            assert beside is not None
            if not (yield from beside.wait_for(step.path, _shown(step, done, total))):
                yield from _carried(step, step.write(step.path), done, total)
            done += 1


def _carried(step: _Step, work: Work[Any], done: int, total: int) -> Work[bool]:
    """Run one document's work until it waits for another program; whether it does.

    Its steps are shown as part of the whole.
    """
    shown = _shown(step, done, total)
    yield shown
    for its in work:
        yield shown
        if its.key == LAYING_OUT:
            return True
    return False


def _shown(step: _Step, done: int, total: int) -> Progress:
    return Progress(
        done, total, "progress.pack.document", {"document": t(f"output.kind.{step.key}", step.lang)}
    )


# -- index --------------------------------------------------------------------------------------------------
def _write_index(context: ReportContext, folder: Path, lang: Lang) -> None:
    """List of the files with size and hash, and what they were made from; readable in any editor."""
    from reports.identity import identity_line, output_name
    from ui.cartography.letters import WEIGHTS, faces

    fonts = dict.fromkeys(face for weight in WEIGHTS for face in faces(weight))
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".txt")
    lines = [
        t("pack.title", lang, county=_county(context), scenario=context.main.scenario.title(lang)),
        identity_line(context, lang),
        "",
        *(line for path in files for line in _entry(path, folder, lang)),
        "",
        t("pack.fonts", lang, names=t("sheet.separator", lang).join(fonts)),
        t("pack.check", lang),
    ]
    # A name from data may hold line breaks; a line of the list may not.
    text = "\r\n".join(re.sub(r"[\t\r\n\v\f\x85\u2028\u2029]+", " ", line) for line in lines)
    place = folder / output_name(context, "index", lang, ".txt")
    # With a mark at its start, old editors read Chinese letters right.
    place.write_text(text + "\r\n", encoding="utf-8-sig", newline="")


def _county(context: ReportContext) -> str:
    from reports.safe import clean_text

    settings = context.project.settings
    return clean_text(settings.county_name or context.project.county.name or settings.name)


def _entry(path: Path, folder: Path, lang: Lang) -> Iterator[str]:
    yield path.relative_to(folder).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    yield "  " + t("pack.entry", lang, size=f"{path.stat().st_size:,}", digest=digest)


def _in_place(hidden: Path, folder: Path, name: str) -> Path:
    """Give the finished folder its name; one that is there stays, somebody may have worked in it."""
    from layers.disk.names import unique_names

    taken = [entry.name for entry in folder.iterdir()]
    target = folder / unique_names([name], taken)[0]
    hidden.rename(target)
    with contextlib.suppress(OSError):
        target.chmod(0o755)
    return target
