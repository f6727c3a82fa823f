"""All layers of one file, read as they are: the step of an import that opens what strangers made.

Nothing here knows of the other files or of a project, so it can be done by another process
(:mod:`layers.importing.readapart`) and given up there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from layers.formats import read as reading
from layers.formats.read import problem
from layers.formats.shapes import TooMuchWorkError
from layers.formats.sniff import FORMATS, RASTERS, ending_of, unknown_kind
from layers.formats.sources import Source, sources
from layers.importing.importitem import Item, faults_kept
from layers.importing.rasterimport import take_in
from layers.importing.recipe import LayerChoice, find_choice
from models.kernel.errors import HavenError


def read_items(
    file: str,
    path: Path,
    scratch: Path,
    choices: Sequence[LayerChoice],
    *,
    only_decided: bool,
    in_a_moment: bool = False,
) -> list[Item]:
    """Read every wanted layer of a file; what cannot be read is an item with an error.

    Parameters
    ----------
    file
        Name below the folder of the import.
    scratch
        Folder for unpacked copies; must live as long as the items.
    choices
        What is decided about layers, of this file and others.
    only_decided
        Whether a file that no choice names is left out.
    in_a_moment
        Do it only if it takes no time.

    Raises
    ------
    TooMuchWorkError
        It would take longer than a moment.
    """
    own = [choice for choice in choices if choice.file == file or choice.file.startswith(f"{file}/")]
    if only_decided and not own:
        return [Item(file, problems=[problem("not_in_recipe")])]
    whole = Item(file)
    inside: list[Source] = []
    with faults_kept(whole):
        if ending_of(path) not in FORMATS:
            raise unknown_kind(path, file)
        inside = sources(path, scratch)
    if whole.error is not None:
        return [whole]
    items = list(_wanted(file, path, inside, choices, own))
    return [found for item in items for found in _read(item, in_a_moment=in_a_moment)]


def _wanted(
    file: str,
    path: Path,
    sources: Sequence[Source],
    choices: Sequence[LayerChoice],
    own: Sequence[LayerChoice],
) -> Iterator[Item]:
    """Items of a file's layers, not yet read; those without a source are only reported."""
    wanted = {choice.layer for choice in own if choice.layer}
    if any(source.format in RASTERS for source in sources):
        wanted = set()  # layers of a raster are made over the county, later
    for missing in sorted(wanted - {source.layer or source.inner for source in sources}):
        layers = ", ".join(source.inner for source in sources)
        yield Item(
            file, missing, error=HavenError("recipe_layer", file=file, layer=missing, layers=layers[:200])
        )
    sha256 = reading.fingerprint(path) if path.is_file() else ""
    for source in sources:
        shown = file + source.file.removeprefix(path.name)
        source = replace(source, file=shown)
        choice = find_choice(choices, shown, source.layer or source.inner)
        if choice is not None and choice.is_left_out:
            yield Item(shown, source.layer, problems=[problem("left_out")])
        elif choice is None and own:
            yield Item(shown, source.layer, problems=[problem("not_in_recipe")])
        else:
            yield Item(shown, source.layer, source, choice or LayerChoice(shown), sha256=sha256)


def _read(item: Item, *, in_a_moment: bool) -> list[Item]:
    """Read an item; where points, lines and areas stand side by side, each kind is an item of its own."""
    found = [item]
    if item.source is None:
        return found
    with faults_kept(item, TooMuchWorkError):
        if item.source.format in RASTERS:
            take_in(item)
            return found
        encoding = item.choice.encoding or None
        raws = reading.read_kinds(item.source, encoding, item.choice.fields, in_a_moment=in_a_moment)
        columns = [str(column) for column in raws[0].frame.columns]
        fields = reading.told_columns(item.choice.fields, columns, item.file)
        item.choice = replace(item.choice, fields=fields)
        found += [Item(item.file, item.layer, item.source, item.choice, sha256=item.sha256) for _ in raws[1:]]
        for one, raw in zip(found, raws, strict=True):
            one.raw = raw
        item.problems += raws[0].problems
    return found
