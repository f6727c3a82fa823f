"""Figures in words: every input of a formula is there, in both languages, also when data are missing."""

from __future__ import annotations

import string

import pytest

from models.findings.findings import Figure
from models.findings.formulas import _Shown, figure_name, formula_text, missing_text
from models.kernel.resources import load_toml
from models.kernel.text import LANGUAGES, catalogue
from tests.models.made import assessed, county, depot, micro, shelter, station

FULL = assessed(
    shelter(500, 500, gross_area_m2=2000.0, effective_area_m2=None),
    depot(500, 500, name="{brace}"),
    station(500, 500),
    micro(500, 500),
)
EMPTY = assessed(of=county(villages=None, townships=None, seat=None, builtup=None, hazards=None))


def leaves(table: dict, prefix: str = "") -> list[str]:
    found = []
    for name, node in table.items():
        key = f"{prefix}.{name}" if prefix else name
        found += [key] if set(node) == {"zh", "en"} else leaves(node, key)
    return found


def test_every_formula_of_ours_belongs_to_a_figure_that_is_computed() -> None:
    keys = [key for key in leaves(load_toml("text", "figures.toml")["figure"]) if key.endswith(".formula")]
    assert len(keys) > 30
    assert {key.removesuffix(".formula") for key in keys} <= set(FULL.figures)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("assessment", [FULL, EMPTY], ids=["full", "empty"])
def test_every_placeholder_is_an_input(lang, assessment) -> None:
    for figure in assessment.figures.values():
        assert figure_name(figure.id, lang) != figure.id
        text = formula_text(figure, lang)
        assert text, figure.id
        assert "{}" not in text
        if figure.value is not None:
            template = catalogue()[f"figure.{figure.id}.formula"][lang]
            names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
            assert names <= set(figure.inputs), figure.id


def test_formula_in_words() -> None:
    assert formula_text(FULL.figures["shelter.area_per_resident.seat"], "zh") == (
        "县城内 1 处避难场所有效面积 1,400 m² ÷ 县城常住人口 1,000 人；"
        "口径：县城内避难场所有效面积 ÷ 县城常住人口（范围内居民点合计）；其中 1 处有效面积为估算"
    )
    assert formula_text(FULL.figures["shelter.people_share.short"], "en") == (
        "3,000 people within 1,000 m (straight line) of a short-stay fixed shelter (1) ÷ 10,500 in all × 100"
        "; places outside: 3"
    )
    assert "建成区 1.000 km²" in formula_text(FULL.figures["fire.builtup_share"], "zh")


def test_names_from_data_stay_as_they_are() -> None:
    assert "{brace}" in formula_text(FULL.figures["depot.people_max"], "en")


def test_without_a_value_the_lack_is_told() -> None:
    figure = EMPTY.figures["shelter.area_per_resident.seat"]
    assert formula_text(figure, "zh") == missing_text(figure, "zh") == "县城（中心城区）范围图层"


def test_an_unknown_figure_has_its_id_and_no_formula() -> None:
    assert figure_name("no.such", "zh") == "no.such"
    assert formula_text(Figure("no.such", 1.0, "count"), "zh") == ""


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_368_879.4, "1,368,879"),
        (999_999.6, "1,000,000"),
        (0.00001, "0.00001"),
        (12.5, "12.5"),
        (1e-15, "0"),
    ],
)
def test_numbers_of_a_formula_have_no_exponent(value: float, said: str) -> None:
    assert [f"{_Shown(value, lang, {})}" for lang in LANGUAGES] == [said, said]
