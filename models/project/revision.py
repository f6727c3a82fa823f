"""Which state of a project a document was made from: a short mark of its content that survives saving.

The counter ``Project.revision`` begins anew each time a file is opened. This mark is made of what the project
says, so the same project has the same mark on every computer, and any edit gives it another one. What is as
usual says nothing: what a later version of the program knows beside changes no mark of a project without it,
so that a document of last year still names the file it was made from.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from models.county.layer import Layer
from models.county.unframed import PlainColumn, Unframed
from models.facilities.facility import Facility
from models.kernel.arrays import Floats
from models.project.project import Project
from models.project.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

LENGTH = 8
"""Letters of the mark: short enough to read out in a meeting, and 4,294,967,296 different ones."""

_LAYERS: WeakKeyDictionary[Layer, bytes] = WeakKeyDictionary()
_PROJECTS: WeakKeyDictionary[Project, tuple[tuple[object, ...], str]] = WeakKeyDictionary()


def project_revision(project: Project) -> str:
    """Mark of a project's settings, layers and scenarios: eight hexadecimal letters.

    Which scenario is shown and how the window looks do not count. Asked again for the same state it costs
    nothing.
    """
    state: tuple[object, ...] = (project.settings, project.layers, project.scenarios)
    kept = _PROJECTS.get(project)
    if kept is not None and all(old is new for old, new in zip(kept[0], state, strict=True)):
        return kept[1]
    found = hashlib.blake2b(digest_size=16)
    _feed(found, project.settings)
    for layer in project.layers:
        if layer not in _LAYERS:
            _LAYERS[layer] = _layer_digest(layer)
        found.update(_LAYERS[layer])
    for scenario in project.scenarios:
        _feed_scenario(found, scenario)
    mark = found.hexdigest()[:LENGTH]
    _PROJECTS[project] = (state, mark)
    return mark


def _feed_scenario(found: Any, scenario: Scenario) -> None:
    _feed(found, [scenario.id, scenario.name, scenario.note, len(scenario.facilities)])
    for facility in scenario.facilities.values():
        _feed(found, facility)
    for closure in scenario.closures:
        _feed(found, closure)
    if scenario.evacuation is not None:
        _feed(found, scenario.evacuation)


def _layer_digest(layer: Layer) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    provenance = layer.provenance
    _feed(found, [layer.name, layer.role.value, layer.visible, layer.opacity, layer.style])
    _feed(
        found, [provenance.file, provenance.file_layer, provenance.sha256, provenance.crs, provenance.datum]
    )
    found.update(b"".join(shape or b"-" for shape in shapely.to_wkb(layer.geometries, byte_order=1)))
    features = layer.features
    if isinstance(features, Unframed):  # no table is made for this alone
        for name, plain in features.columns.items():
            _feed(found, str(name))
            _feed_plain(found, plain)
        return found.digest()
    geometry_name = features.geometry.name
    for name in features.columns:
        if name != geometry_name:
            _feed(found, str(name))
            _feed_column(found, features[name])
    return found.digest()


def _feed_plain(found: Any, column: PlainColumn) -> None:
    """The same as of the column that a table would have."""
    numbers = column.numbers()
    if numbers is not None:
        _feed_numbers(found, numbers)
    else:
        texts: Any = column.values
        forms = {text: b"-" if text is None else _text_form(text) for text in set(texts)}
        found.update(b"[%d:%b" % (len(texts), b"".join(map(forms.__getitem__, texts))))


def _feed_column(found: Any, column: pd.Series) -> None:
    if column.dtype.kind in "iufb":
        _feed_numbers(found, column.to_numpy(dtype=np.float64, na_value=np.nan))
    else:
        _feed_objects(found, column.tolist(), column.isna().to_numpy().tolist())


def _feed_numbers(found: Any, numbers: Floats) -> None:
    values = numbers + 0.0  # no negative zero
    values[np.isnan(values)] = np.nan  # there are many; this is the usual one
    found.update(np.ascontiguousarray(values, dtype="<f8").tobytes())


def _feed_objects(found: Any, values: Sequence[Any], missing: Sequence[bool]) -> None:
    # Each text once: a class of roads stands in 200,000 rows.
    texts = {text: _text_form(text) for text in {value for value in values if type(value) is str}}
    cells = zip(values, missing, strict=True)
    forms = (b"-" if gone else texts[value] if type(value) is str else _form(value) for value, gone in cells)
    found.update(b"[%d:%b" % (len(values), b"".join(forms)))


def _feed(found: Any, value: Any) -> None:
    found.update(_form(value))


def _text_form(value: str) -> bytes:
    text = value.encode("utf-8", "replace")
    return b"s%d:%b" % (len(text), text)


def _form(value: Any) -> bytes:
    """A value in one form, whatever a file made of it on the way: 3 and 3.0 are the same number."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return b"-"
    if isinstance(value, str):
        return _text_form(value)
    if isinstance(value, bool | np.bool_):
        return b"+" if value else b"!"
    if isinstance(value, int | float | np.number):
        return b"%b," % repr(float(value) + 0.0).encode()
    if isinstance(value, BaseGeometry):
        form: bytes = shapely.to_wkb(value, byte_order=1)
        return form
    if isinstance(value, Mapping):
        pairs = (_text_form(str(key)) + _form(value[key]) for key in sorted(value, key=str))
        return b"{%d:%b" % (len(value), b"".join(pairs))
    if is_dataclass(value):
        class_of: Any = type(value)
        kind = value.family.value if isinstance(value, Facility) else ""
        parts = [
            named + form
            for name, named, usual in _usual_forms(class_of)
            if (form := _form(getattr(value, name))) != usual
        ]
        return _text_form(kind) + b"(%d:%b" % (len(parts), b"".join(parts))
    if isinstance(value, Sequence):
        return b"[%d:%b" % (len(value), b"".join(map(_form, value)))
    return _text_form(str(value))  # a moment in a column of dates


@cache
def _usual_forms(kind: type[Any]) -> tuple[tuple[str, bytes, bytes | None], ...]:
    """Name, form of the name and form of the usual value of each field; ``None`` where it has to be given."""
    found = []
    for item in fields(kind):
        usual = item.default_factory() if item.default_factory is not MISSING else item.default
        found.append((item.name, _text_form(item.name), None if usual is MISSING else _form(usual)))
    return tuple(found)
