"""KML as people make it: folders in folders, attributes in extended data or in a table of the description.

GDAL's reader knows neither, nor text that is not in UTF-8. Entities and document types are refused, links are
not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.disk.names import unique_names
from layers.formats.kmltext import attributes_of, plain_text
from layers.formats.xmltext import elements, local_name
from layers.recognition.layerroles import is_place_name, named_role

FOLDER_COLUMN = "文件夹"
"""Column with the folders below the one that a layer is made of."""

_OWN_TEXTS = {"name": "Name", "description": "description", "address": "address", "phoneNumber": "phone"}
_SHAPES = frozenset(["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack"])


@dataclass(eq=False)
class _Folder:
    name: str = ""


@dataclass(frozen=True, eq=False)
class Placemark:
    """One feature: its folders from the outermost on, its attributes and its shape."""

    folders: tuple[str, ...]
    attributes: dict[str, str]
    shape: Any
    described: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class KmlLayer:
    """Features of one layer, as plain columns.

    Attributes
    ----------
    described
        Columns that were found in descriptions only.
    """

    columns: dict[str, list[str | None]]
    shapes: NDArray[np.object_]
    described: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Parsed:
    layers: dict[str, list[Placemark]] = field(default_factory=dict)


def layer_names(path: Path) -> list[str]:
    """Names of the layers: folders, but those that only sort what belongs together."""
    return list(_parsed(path).layers)


def read(path: Path, layer: str, most: int | None = None) -> KmlLayer:
    """Features of one layer, at most so many."""
    found = _parsed(path).layers[layer][:most]
    names = list(dict.fromkeys(name for one in found for name in one.attributes))
    columns = {name: [one.attributes.get(name) or None for one in found] for name in names}
    shapes = np.empty(len(found), dtype=object)
    shapes[:] = [one.shape for one in found]
    described = tuple(dict.fromkeys(name for one in found for name in one.described))
    return KmlLayer(columns, shapes, described)


def _parsed(path: Path) -> _Parsed:
    status = path.stat()
    return _parse(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _parse(path: Path, changed: int, size: int) -> _Parsed:
    """Everything in a file; kept for the layer that is read next."""
    marks = list(_placemarks(path))
    layers: dict[tuple[str, ...], list[Placemark]] = {}
    for mark in marks:
        place = _layer_of(mark.folders)
        below = mark.folders[len(place) :]
        if below:
            mark.attributes[FOLDER_COLUMN] = "/".join(below)
        layers.setdefault(place, []).append(mark)
    names = unique_names([place[-1] if place else path.stem for place in layers])
    return _Parsed(dict(zip(names, layers.values(), strict=True)))


def _layer_of(folders: tuple[str, ...]) -> tuple[str, ...]:
    """Folder that stands for a layer: the innermost whose name says what its things are, with its likes.

    A folder named after a place, or one of a kind within what the one above names, only sorts.
    """
    told = [place for place, name in enumerate(folders) if named_role(name) and not is_place_name(name)]
    if told:
        at = told[-1]
        while at - 1 in told and named_role(folders[at - 1]) == named_role(folders[at]):
            at -= 1
        return folders[: at + 1]
    end = len(folders)
    while end and is_place_name(folders[end - 1]):
        end -= 1
    return folders[:end]


def _placemarks(path: Path) -> Iterator[Placemark]:
    folders: list[_Folder] = []
    inside = 0
    schemas: dict[str, str] = {}
    for event, element in elements(path):
        tag = local_name(element)
        if event == "start":
            if tag in ("Folder", "Document"):
                folders.append(_Folder())
            inside += tag == "Placemark"
        elif tag == "SimpleField" and element.get("name"):
            shown = next((child.text for child in element if local_name(child) == "displayName"), None)
            schemas[str(element.get("name"))] = _cleaned(shown) or str(element.get("name"))
        elif tag == "name" and not inside and folders and not folders[-1].name:
            folders[-1].name = _cleaned(element.text)
        elif tag == "Placemark":
            inside -= 1
            # The outermost Document is the file.
            names = tuple(folder.name for folder in folders[1:] if folder.name)
            yield _placemark(element, names, schemas)
            element.clear()
        elif tag in ("Folder", "Document") and folders:
            folders.pop()
            element.clear()


def _placemark(element: Element, folders: tuple[str, ...], schemas: dict[str, str]) -> Placemark:
    attributes: dict[str, str] = {}
    described: dict[str, str] = {}
    shapes: list[Any] = []
    for child in element:
        tag = local_name(child)
        if tag == "description":
            text = "".join(child.itertext())
            described = attributes_of(text)
            attributes["description"] = plain_text(text)
        elif tag in _OWN_TEXTS:
            attributes[_OWN_TEXTS[tag]] = _cleaned("".join(child.itertext()))
        elif tag == "ExtendedData":
            attributes.update(_extended(child, schemas))
        elif tag in _SHAPES:
            shapes += _shapes(child)
    new = {name: value for name, value in described.items() if name not in attributes}
    return Placemark(folders, {**attributes, **new}, _together(shapes), tuple(new))


def _extended(element: Element, schemas: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Names and values of extended data: untyped, of a schema, or in elements of somebody's own."""
    for child in element:
        tag, name = local_name(child), str(child.get("name") or "")
        if tag == "Data":
            parts = {local_name(part): _cleaned("".join(part.itertext())) for part in child}
            yield parts.get("displayName") or name, parts.get("value", "")
        elif tag == "SchemaData":
            for part in child:
                own = str(part.get("name") or "")
                yield schemas.get(own, own), _cleaned("".join(part.itertext()))
        else:
            yield tag, _cleaned("".join(child.itertext()))


def _shapes(element: Element) -> list[Any]:
    """Shapes of a geometry element; missing ones where its coordinates are no shape."""
    tag = local_name(element)
    if tag in ("MultiGeometry", "MultiTrack"):
        return [shape for child in element if local_name(child) in _SHAPES for shape in _shapes(child)]
    if tag == "Track":
        texts = [(child.text or "").split()[:2] for child in element if local_name(child) == "coord"]
        return [_line(_numbers(",".join(pair) for pair in texts))]
    if tag == "Polygon":
        outer = [ring for part in element if local_name(part) == "outerBoundaryIs" for ring in _rings(part)]
        inner = [ring for part in element if local_name(part) == "innerBoundaryIs" for ring in _rings(part)]
        return [shapely.Polygon(outer[0], inner)] if outer else [None]
    found = _coordinates(element)
    if tag == "Point":
        return [shapely.Point(found[0]) if len(found) else None]
    return [_line(found)]


def _rings(element: Element) -> Iterator[NDArray[np.float64]]:
    for ring in element:
        found = _coordinates(ring)
        if len(found) > 2:  # one that lacks its last point is closed by the polygon
            yield found


def _line(found: NDArray[np.float64]) -> Any:
    return shapely.LineString(found) if len(found) > 1 else None


def _coordinates(element: Element) -> NDArray[np.float64]:
    texts = (child.text or "" for child in element if local_name(child) == "coordinates")
    text = re.sub(r"\s*[,，]\s*", ",", next(texts, ""))
    return _numbers(text.split())


def _numbers(tuples: Any) -> NDArray[np.float64]:
    """Longitudes and latitudes, shape (n, 2); what is no number is infinite, which a repair tells."""
    pairs = [[*text.split(","), "", ""][:2] for text in tuples]
    return np.array([[_float(part) for part in pair] for pair in pairs], dtype=np.float64).reshape(-1, 2)


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")


def _together(shapes: Sequence[Any]) -> Any:
    """One shape of several, as few kinds as there are."""
    shapes = [shape for shape in shapes if shape is not None]
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    kinds = {shape.geom_type for shape in shapes}
    if kinds == {"Point"}:
        return shapely.MultiPoint(shapes)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(shapes)
    return shapely.MultiPolygon(shapes) if kinds == {"Polygon"} else shapely.GeometryCollection(shapes)


def _cleaned(text: str | None) -> str:
    return " ".join((text or "").split())
