"""Names of townships and villages as offices write them: 石桥镇, 石桥, 石桥镇人民政府."""

from __future__ import annotations

import re

from layers.recognition.cells import plain
from layers.recognition.recognise import normalised

_OFFICES = re.compile(
    r"(人民政府|街道办事处|办事处|街道办|政府|社区居民委员会|居民委员会|居委会|村民委员会|村委会)$"
)
_ABOVE = re.compile(r"^.{2,8}?(?:县|区|市|旗|镇|乡|街道)(?=.{2,}(?:镇|乡|街道|村|社区)$)")
_KINDS = re.compile(r"(?<=..)(街道|镇|乡|苏木|社区|村)$")


def stem(name: str) -> str:
    """What is left of a place's name without the units above it, its office and the kind of place.

    A township that became a subdistrict keeps it, and so does an abbreviated name.
    """
    text = normalised(plain(name))
    town = text.removesuffix("街道办事处") + "街道" if text.endswith("街道办事处") else _OFFICES.sub("", text)
    while (below := _ABOVE.sub("", town)) != town:  # 重庆市青禾县石桥镇
        town = below
    return _KINDS.sub("", town)
