"""A file that brings the next year's state of a layer: read as an import reads it, never added twice.

Geodata takes the layer's place as a whole. Of a table without places the residents come to the features that
the layer has; a feature that the table does not name has none on record then, which is not zero.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from layers.formats.read import Problem
from layers.importing.assemble import people_columns
from layers.importing.fileitems import read_items
from layers.importing.importer import import_files
from layers.importing.importitem import Item
from layers.importing.joining import residents_for
from layers.importing.recipe import LayerChoice
from layers.recognition.layerroles import Recognition
from layers.recognition.recognise import match_fields
from models.county.layer import Layer, Provenance
from models.kernel.errors import HavenError
from models.kernel.progress import Work
from models.kernel.text import Lang
from models.project.project import Project


def renewed_layer(path: Path, layer: Layer, project: Project, lang: Lang) -> Work[Layer]:
    """The layer as the file has it: with the id, the name and the looks of the one that it replaces.

    Raises
    ------
    HavenError
        ``renew_no_layer``: nothing in the file is of the layer's kind; ``renew_other_places``: a table whose
        places are not those of the layer; and all that an import may be refused for.
    """
    choice = LayerChoice(path.name, role=layer.role)
    try:
        result = yield from import_files([path], project=project, choices=[choice], lang=lang)
    except HavenError as error:
        if error.key != "no_coordinates":
            raise
        return _of_table(path, layer, choice)
    known = {one.id for one in project.layers}
    found = [one for one in result.project.layers if one.role == layer.role and one.id not in known]
    if not found:
        raise HavenError("renew_no_layer", file=path.name, layer=layer.title(lang))
    best = max(found, key=len)
    return replace(layer, frame=best.frame, provenance=best.provenance)


def _of_table(path: Path, layer: Layer, choice: LayerChoice) -> Layer:
    """The layer with the residents of a table."""
    with tempfile.TemporaryDirectory(prefix="haven-", ignore_cleanup_errors=True) as scratch:
        items = read_items(path.name, path, Path(scratch), [choice], only_decided=False)
        tables = [item for item in items if item.raw is not None and _has_people(item, layer)]
        if not tables:
            raise HavenError("renew_no_people", file=path.name)
        table = max(tables, key=lambda item: item.features)
        residents, problems = residents_for(table, layer)
        assert table.raw is not None and table.recognition is not None
        column = table.recognition.fields["population_persons"]
        told = people_columns(table.raw.frame, column, table)
    kept = [name for name in layer.frame.columns if name not in ("population_kind", "population_year")]
    frame = layer.frame[kept].copy()
    frame["population_persons"] = residents
    for name, text in told.items():
        frame[name] = np.full(len(frame), text.iloc[0] if len(text) else "", dtype=object)
    return replace(layer, frame=frame, provenance=_provenance(path, table, (*problems, *table.problems)))


def _has_people(item: Item, layer: Layer) -> bool:
    assert item.raw is not None
    frame = item.raw.frame
    fields = match_fields([str(column) for column in frame.columns], layer.role, frame)
    item.recognition, item.features = Recognition(layer.role, 0.0, dict(fields)), len(frame)
    return "population_persons" in fields and bool(fields.keys() & {"name", "code"})


def _provenance(path: Path, item: Item, problems: tuple[Problem, ...]) -> Provenance:
    assert item.raw is not None
    return Provenance(
        file=path.name,
        file_layer=item.layer,
        encoding=item.raw.encoding,
        sha256=sha256(path.read_bytes()).hexdigest(),
        imported_at=datetime.now(UTC).isoformat(timespec="seconds"),
        problems=problems,
    )
