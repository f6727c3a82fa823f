r"""Telling the encoding of text by its bytes: what Chinese and Japanese software writes, and a few bad bytes.

A text in one of these encodings is nearly always *some* text in the others too, so the one is taken in which
most signs are everyday ones. A byte that is no text in it becomes ``\ufffd`` and is told by whoever reads.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.kernel.errors import HavenError

BROKEN = "\ufffd"
"""Stands for bytes that are no text."""

_CHUNK = 1 << 20
_SAMPLE = 200_000
_GOOD_PER_BAD = 3  # fewer sound signs for each bad one: the text is in another encoding
_LEAST_EVERYDAY = 0.5
_NAMES = {"gb18030": "GB18030", "cp950": "Big5", "cp932": "Shift-JIS"}


@dataclass(frozen=True)
class Encoding:
    """How a text is to be opened.

    Attributes
    ----------
    codec
        Python's name of it.
    name
        What it is called.
    errors
        ``strict``, or ``replace`` where some bytes are no text in it.
    """

    codec: str
    name: str
    errors: str = "strict"


def detect(path: Path) -> Encoding:
    """Encoding of a text file, looked at piece by piece.

    Raises
    ------
    HavenError
        ``encoding_unknown``: it is in none that Chinese or Japanese software writes.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    utf16 = utf16_codec(start)
    if utf16:
        return checked(path, Encoding(utf16, "UTF-16")) or _unknown(path)
    found = checked(path, Encoding("utf-8-sig", "UTF-8"))
    if found is None:
        sample = start if not start.isascii() else _later_sample(path)
        codec = likeliest([sample])
        found = checked(path, Encoding(codec, _NAMES[codec]))
        if found is not None and found.errors != "strict" and _everyday(sample, codec) < _LEAST_EVERYDAY:
            found = None  # bytes of anything are some text, and nobody's
    return found or _unknown(path)


def _unknown(path: Path) -> Encoding:
    raise HavenError("encoding_unknown", file=path.name)


def _later_sample(path: Path) -> bytes:
    """Piece of a file in which there is more than ASCII, which its start was not."""
    with path.open("rb") as file:
        while chunk := file.read(_SAMPLE):
            if not chunk.isascii():
                return chunk
    return b""


def utf16_codec(start: bytes) -> str:
    """Codec of a text in UTF-16 by its first bytes, with or without a mark; empty if it is none.

    Every sign of ASCII (separators, line ends, digits) has one zero byte, all on the same side of the pair.
    """
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    first, second = start[0::2].count(0), start[1::2].count(0)
    if max(first, second) < 2 or min(first, second) * 20 > max(first, second):
        return ""
    codec = "utf-16-le" if second > first else "utf-16-be"
    text = codecs.getincrementaldecoder(codec)("replace").decode(start)
    sound = sum(sign.isprintable() or sign in "\t\r\n\ufeff" for sign in text)
    return codec if sound >= 0.95 * len(text) else ""


def checked(path: Path, encoding: Encoding) -> Encoding | None:
    """Encoding with how strictly a file can be read in it; ``None`` if it is not text in it."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    raw = codecs.getincrementaldecoder(encoding.codec)("strict")
    is_strict, good, bad = True, 0, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            if is_strict:
                try:
                    raw.decode(chunk, final=not chunk)
                except UnicodeError:
                    is_strict = False
            text = decoder.decode(chunk, final=not chunk)
            broken = text.count(BROKEN)
            bad += broken
            good += 0 if text.isascii() else sum(sign > "\x7f" for sign in text) - broken
            if not chunk:
                break
    if is_strict:
        return encoding
    if bad * _GOOD_PER_BAD > good:
        return None
    return Encoding(encoding.codec, encoding.name, "replace")


def likeliest(texts: Sequence[bytes]) -> str:
    """Codec among those of Chinese and Japanese Windows in which most signs are everyday ones."""
    return max(_NAMES, key=lambda codec: _everyday(b"\n".join(texts), codec))


def is_everyday(texts: Sequence[bytes], codec: str) -> bool:
    """Whether most signs of texts are everyday ones in an encoding; letters with accents hardly ever are."""
    return _everyday(b"\n".join(texts), codec) >= _LEAST_EVERYDAY


def _everyday(data: bytes, codec: str) -> float:
    """Share of everyday signs among those beyond ASCII; bytes that are no text count thrice against it."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(data[:_SAMPLE])
    signs = [sign for sign in text if sign > "\x7f"]
    common = sum(_is_everyday(sign, codec) for sign in signs)
    return (common - 3 * text.count(BROKEN)) / max(len(signs), 1)


def _is_everyday(sign: str, codec: str) -> bool:
    """Whether a sign stands in the first level of its standard, is a kana or a common mark."""
    if sign in "，。、；：（）《》“”·—㎡℃％－":
        return True
    try:
        code = int.from_bytes(sign.encode(codec), "big")
    except UnicodeEncodeError:
        return False
    if codec == "gb18030":
        return 0xB0A1 <= code <= 0xD7F9 and code & 0xFF >= 0xA1
    if codec == "cp950":
        return 0xA440 <= code <= 0xC67E
    return 0x889F <= code <= 0x9872 or 0x829F <= code <= 0x8396
