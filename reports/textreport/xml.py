"""Elements of a word-processing document, made one by one. Every text that comes in is made plain here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from models.kernel.text import Lang
from reports.safe import clean_text

_BREAK = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
_PER_CENT = re.compile(r"(?<=\d) %")
_UNIT = re.compile(r"(\d) ([^\W\d_]|%)")

Element = Any
"""An element of lxml, whose types are not known here."""


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Element ``w:tag`` with attributes ``w:name``; children that are ``None`` are left out."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name.rstrip('_')}"), str(value))
    element.extend([child for child in children if child is not None])
    return element


def plain(text: object) -> str:
    """Text on one line that a document may hold: no control characters, line breaks, turned-round writing."""
    return _BREAK.sub(" ", clean_text(text))


def bound(text: str, lang: Lang) -> str:
    """Text whose numbers keep their units on the same line; per cent stands close in Chinese."""
    if lang == "zh":
        text = _PER_CENT.sub("%", text)
    return _UNIT.sub("\\1\u00a0\\2", text)


def words(text: object) -> Element:
    """The letters of a run."""
    element = OxmlElement("w:t")
    element.text = plain(text)
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def run(text: object, *looks: Element) -> Element:
    """Letters with their own look, if any."""
    return w("r", w("rPr", *looks) if looks else None, words(text))


def paragraph(style: str, *content: Element, properties: Iterable[Element] = ()) -> Element:
    """Paragraph of a style. ``properties`` stand after the style, in the order that the format asks for."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


def field(code: str, shown: str) -> list[Element]:
    """A field of our own with what it shows until it is updated; ``code`` never holds a text from data."""
    instruction = OxmlElement("w:instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", instruction),
        w("r", w("fldChar", fldCharType="separate")),
        run(shown),
        w("r", w("fldChar", fldCharType="end")),
    ]


def parsed(text: str) -> Element:
    """Element from text of this program, with the usual namespaces put in for ``NS``."""
    return parse_xml(text.replace("NS", nsdecls("w"), 1))
