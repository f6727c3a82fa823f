"""Looks at what a file is before anything opens it: a name is a claim, its bytes are evidence."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Literal
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from layers.formats.encodings import utf16_codec
from layers.formats.webtable import SHEETS_IN_XML
from layers.formats.xmltext import elements, local_name
from models.kernel.errors import HavenError

Format = Literal[
    "gpkg",
    "shp",
    "geojson",
    "kml",
    "table",
    "xlsx",
    "ods",
    "xls",
    "webtable",
    "zip",
    "tiff",
    "asc",
    "osm",
    "mapinfo",
    "dxf",
]

FORMATS: dict[str, Format] = {
    ".gpkg": "gpkg",
    ".shp": "shp",
    ".geojson": "geojson",
    ".json": "geojson",
    ".topojson": "geojson",
    ".kml": "kml",
    ".csv": "table",
    ".tsv": "table",
    ".txt": "table",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".zip": "zip",
    ".kmz": "zip",
    ".shz": "zip",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".asc": "asc",
    ".osm": "osm",
    ".pbf": "osm",
    ".osm.gz": "osm",
    ".osm.xml": "osm",
    ".tab": "mapinfo",
    ".mif": "mapinfo",
    ".dxf": "dxf",
}
"""Formats by ending, of two parts where the last says too little."""

RASTERS: tuple[Format, ...] = ("tiff", "asc")
"""Formats that hold cells and no features."""

WORKBOOKS: tuple[Format, ...] = ("xlsx", "ods", "xls", "webtable")
"""Formats that hold sheets of rows."""

_DOCUMENTS = frozenset([".doc", ".docx", ".wps", ".wpt", ".rtf", ".pdf", ".ppt", ".pptx", ".dps", ".dpt"])

SIDECARS = frozenset(
    [
        ".shx",
        ".dbf",
        ".prj",
        ".cpg",
        ".sbn",
        ".sbx",
        ".qix",
        ".qpj",
        ".qmd",
        ".qml",
        ".sld",
        ".lyr",
        ".lyrx",
        ".xml",
        ".ain",
        ".aih",
        ".atx",
        ".ixs",
        ".mxs",
        ".fix",
        ".tfw",
        ".tifw",
        ".wld",
        ".ovr",
        ".aux",
        ".rrd",
        ".gpkg-wal",
        ".gpkg-shm",
        ".gpkg-journal",
        ".bak",
        ".tmp",
        ".lock",
    ]
)
"""Endings of files that belong to another one."""

_BESIDE_MAPINFO = {".map": ".tab", ".dat": ".tab", ".id": ".tab", ".ind": ".tab", ".mid": ".mif"}
_LOOK = 65536
_SQLITE = b"SQLite format 3\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHAPE = b"\x00\x00\x27\x0a"
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_OSM = b"OSMHeader"
_GZIP = b"\x1f\x8b"
_MAPINFO = re.compile(rb"\s*(!table\b|version\s+\d)", re.IGNORECASE)
_DXF = re.compile(rb"(\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\s", re.IGNORECASE)
_PAGE = re.compile(
    rb"(?:<!--.*?-->\s*)?<\s*(?:!doctype\s+html|html|head|meta|table|style)\b", re.IGNORECASE | re.DOTALL
)
_GRID = re.compile(rb"\s*ncols\s+\d+\s+nrows\s+\d+\s", re.IGNORECASE)
_GEOJSON_TYPE = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|Point|LineString|Polygon|MultiPoint|MultiLineString'
    rb'|MultiPolygon|GeometryCollection|Topology)"'
)
_ESRI_JSON = re.compile(rb'"(geometryType"\s*:\s*"esriGeometry|spatialReference"\s*:|rings"\s*:)')
# Files that only point to data elsewhere, on this computer or on a server.
_POINTERS = re.compile(
    rb"<\s*(OGRVRT|VRTDataset|GDALTileIndexDataset|OGRWFS|WFS|WMS|WCS|OAPIF|OGCAPI|GDAL_W|CSW)"
    rb'|"gdal_streamed_alg"',
    re.IGNORECASE,
)


def ending_of(path: PurePath) -> str:
    """Ending that says what a file claims to be, small."""
    two = "".join(path.suffixes[-2:]).lower()
    return two if two in FORMATS else path.suffix.lower()


def is_sidecar(path: Path) -> bool:
    """Whether a file belongs to another one, so that nothing is said of it alone."""
    ending = ending_of(path)
    if ending in SIDECARS:
        return True
    main = _BESIDE_MAPINFO.get(ending)
    return main is not None and any(path.with_suffix(end).is_file() for end in (main, main.upper()))


def unknown_kind(path: Path, file: str) -> HavenError:
    """Why a file of an ending that we do not read is left out: a document may hold a table to copy."""
    ending = path.suffix or "?"
    return HavenError(
        "file_is_document" if ending.lower() in _DOCUMENTS else "file_type_unknown", file=file, ending=ending
    )


def sniff(path: Path) -> Format:
    """Format of a file, after making sure that its content is what its ending says.

    Of workbooks, which programs save under the wrong ending, the content counts.

    Raises
    ------
    HavenError
        Unknown ending, content of another kind, or content that refers to data elsewhere.
    """
    wanted = FORMATS.get(ending_of(path))
    try:
        size = path.stat().st_size
        if size == 0:  # also what the system shows as a file and never ends to read
            raise HavenError("file_empty", file=path.name)
        with path.open("rb") as file:
            start = file.read(_LOOK)
            file.seek(max(0, size - 4096))
            end = file.read(4096)
    except OSError as error:
        raise HavenError(
            "file_unreadable", file=path.name, folder=str(path.parent), details=str(error)
        ) from error
    if wanted is None:
        raise unknown_kind(path, path.name)
    if not start.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise HavenError("file_empty", file=path.name)
    utf16 = utf16_codec(start)
    if utf16 and wanted in (*WORKBOOKS, "table", "geojson", "kml"):
        start, end = (part.decode(utf16, "ignore").encode("utf-8", "ignore") for part in (start, end))
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"<", b"{") and _POINTERS.search(start):
        raise HavenError("refers_elsewhere", file=path.name)
    if start.startswith(_OLD_OFFICE) and wanted in (*WORKBOOKS, "table"):
        return "xls"
    if wanted in (*WORKBOOKS, "table") and (_PAGE.match(text) or SHEETS_IN_XML in start):
        return "webtable"
    if wanted == "xls":
        wanted = "xlsx" if start.startswith(_ZIP) else "table"
    if not _agrees(wanted, path, start, text, end):
        found = _looks_like(start, text)
        if wanted == "geojson" and _ESRI_JSON.search(start):
            raise HavenError("esri_json", file=path.name)
        if wanted == "geojson" and found == "JSON":
            raise HavenError("json_not_geojson", file=path.name)
        if found in ("binary", "text"):
            raise HavenError("not_any_format", file=path.name)
        raise HavenError("not_what_it_says", file=path.name, found=found)
    return wanted


def _agrees(wanted: Format, path: Path, start: bytes, text: bytes, end: bytes) -> bool:
    if wanted == "gpkg":
        return start.startswith(_SQLITE)
    if wanted == "shp":
        return start.startswith(_SHAPE)
    if wanted == "tiff":
        return start.startswith(_TIFF)
    if wanted == "asc":
        return bool(_GRID.match(start))
    if wanted == "mapinfo":
        return bool(_MAPINFO.match(start))
    if wanted == "dxf":
        return bool(_DXF.match(text))
    if wanted == "osm" and ending_of(path) == ".osm.gz":
        return start.startswith(_GZIP)
    if wanted == "osm":
        return start[4:30].find(_OSM) >= 0 or (text[:1] == b"<" and _xml_root(path) == "osm")
    if wanted in ("xlsx", "ods", "zip"):
        return start.startswith(_ZIP)
    if wanted == "geojson":
        return text[:1] == b"{" and bool(_GEOJSON_TYPE.search(start) or _GEOJSON_TYPE.search(end))
    if wanted == "kml":
        return text[:1] == b"<" and local_name(next(elements(path))[1]) == "kml"
    return _looks_like(start, text) == "text"


def _looks_like(start: bytes, text: bytes) -> str:
    if start.startswith(_OLD_OFFICE):
        return "Office"
    if start.startswith(_SQLITE):
        return "SQLite"
    if start.startswith(_ZIP):
        return "ZIP"
    if start.startswith(_SHAPE):
        return "Shapefile"
    if start.startswith(_TIFF):
        return "TIFF"
    if text[:1] == b"<":
        return "XML"
    if text[:1] in (b"{", b"["):
        return "JSON"
    return "binary" if b"\x00" in start else "text"


def _xml_root(path: Path) -> str:
    """Name of the outermost element; no entity and no document type is ever followed.

    Raises
    ------
    HavenError
        The file defines entities or a document type (``xml_unsafe``), or is no XML (``layer_unreadable``).
    """
    try:
        with path.open("rb") as file:
            for _, element in defusedxml.ElementTree.iterparse(file, events=("start",), forbid_dtd=True):
                return str(element.tag).rpartition("}")[2]
    except DefusedXmlException as error:
        raise HavenError("xml_unsafe", file=path.name, details=str(error)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise HavenError("layer_unreadable", file=path.name, layer="", details=str(error)) from error
    return ""
