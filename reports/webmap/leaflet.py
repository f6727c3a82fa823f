"""Leaflet from its vendored copy: pictures inside, addresses out, licence kept."""

from __future__ import annotations

import base64
import re

from models.kernel.resources import RESOURCES

_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def script() -> str:
    """Leaflet's script; it names no address but those of XML vocabularies, which are never asked."""
    code = _text("leaflet.js")
    head = _COMMENT.match(code)
    code = code[head.end() :] if head else code
    code = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "", code)
    code = code.replace("https://leafletjs.com", "#")
    return _checked(f"/* Leaflet 1.9.4\n{_licence()}\n*/\n{code.strip()}\n")


def style_sheet() -> str:
    """Leaflet's style sheet with its pictures as data."""
    css = _COMMENT.sub("", _text("leaflet.css"))
    return _checked(re.sub(r"url\(([^)]+)\)", _inlined, css))


def _text(name: str) -> str:
    return (RESOURCES / "vendor" / "leaflet" / name).read_text(encoding="utf-8")


def _licence() -> str:
    return _text("LICENSE").replace("*/", "").strip()


def _inlined(match: re.Match[str]) -> str:
    name = match.group(1).strip("\"'")
    if name.startswith(("data:", "#")):
        return match.group(0)
    picture = (RESOURCES / "vendor" / "leaflet" / name).read_bytes()
    return f"url(data:image/png;base64,{base64.b64encode(picture).decode('ascii')})"


def _checked(text: str) -> str:
    """The text itself; RuntimeError if another copy of the library has addresses in other places."""
    if _ADDRESS.search(text):
        raise RuntimeError("an address is left in the vendored Leaflet")
    return text
