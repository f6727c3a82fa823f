"""The web map is one file that asks the network for nothing and lets no text become markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.progress import run_to_end
from models.text import LANGUAGES, Lang
from reports.context import ReportContext
from reports.webmap import class_of, write_webmap


def page(context: ReportContext, folder: Path, lang: Lang = "zh") -> str:
    path = folder / "map.html"
    run_to_end(write_webmap(context, path, lang))
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_remote(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    html = page(context, tmp_path, lang)
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    # Names of XML vocabularies are no addresses: nothing is ever asked of them.
    assert all(address.startswith("http://www.w3.org/") for address in addresses), addresses
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", html.split("<script>")[0])
    assert not re.search(r"url\((?!data:|#)", html)
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html


def test_same_project_same_page(context: ReportContext, tmp_path: Path) -> None:
    assert page(context, tmp_path) == page(context, tmp_path)


def test_no_text_becomes_markup_or_script(hostile_contexts: list[ReportContext], tmp_path: Path) -> None:
    for context in hostile_contexts:
        html = page(context, tmp_path)
        for piece in (
            "<script>alert",
            "<img src=x",
            "onerror=alert(3)>",
            "${alert",
            "{{7*7}}",
            "{0.__class__}",
        ):
            assert piece not in html, piece
        assert "\u202e" not in html
        assert "\x07" not in html


def test_facilities_layers_and_figures_are_there(context: ReportContext, tmp_path: Path) -> None:
    html = page(context, tmp_path)
    for text in ("东镇", "haven-findings", "haven-legend", "L.control.layers", "havenStart(map_part"):
        assert text in html
    assert html.count("haven-symbol") >= 5


def test_exactly_at_the_break_is_the_class_above() -> None:
    breaks = [1.0, 2.0, 2.5, 3.5]
    assert [class_of(value, breaks) for value in (0.0, 1.0, 2.49, 2.5, 3.5, 9.0)] == [0, 1, 2, 3, 4, 4]
