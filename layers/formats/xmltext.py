"""XML of strangers, element by element: in any encoding, without entities and document types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from layers.formats.encodings import detect
from models.kernel.errors import HavenError

_PREFIXES = {
    "gx": "http://www.google.com/kml/ext/2.2",
    "atom": "http://www.w3.org/2005/Atom",
    "xal": "urn:oasis:names:tc:ciq:xsdschema:xAL:2.0",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_ROOT = re.compile(r"<(?:\w+:)?kml\b[^>]*")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


class _Text:
    """A KML as text, with the namespaces declared that programs forget, and without control characters."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._is_start = file, True

    def read(self, size: int) -> str:
        text = self._file.read(size)
        if self._is_start:
            self._is_start = False
            text = _ROOT.sub(_declared, text.lstrip("\ufeff \t\r\n"), count=1)
        return text.translate(_CONTROLS)


def _declared(match: re.Match[str]) -> str:
    root = match.group()
    slash = "/" if root.endswith("/") else ""
    missing = (f' xmlns:{name}="{uri}"' for name, uri in _PREFIXES.items() if f"xmlns:{name}=" not in root)
    return root.removesuffix("/") + "".join(missing) + slash


def elements(path: Path) -> Iterator[tuple[str, Element]]:
    """Starts and ends of a KML's elements.

    Raises
    ------
    HavenError
        ``xml_unsafe``: it defines entities or a document type; ``layer_unreadable``: it is no XML.
    """
    encoding = detect(path)
    try:
        with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as file:
            events = ("start", "end")
            yield from defusedxml.ElementTree.iterparse(_Text(file), events=events, forbid_dtd=True)
    except DefusedXmlException as error:
        raise HavenError("xml_unsafe", file=path.name, details=str(error)) from error
    except (ParseError, ValueError, LookupError) as error:
        raise HavenError("layer_unreadable", file=path.name, layer="", details=str(error)) from error


def local_name(element: Element) -> str:
    """Name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
