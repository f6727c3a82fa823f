"""The style of the map: checked when read, readable in grey and for red-green blindness."""

from __future__ import annotations

import copy
from itertools import pairwise

import numpy as np
import pytest

from models.assessment.columns import township_column
from models.county.layer import LayerStyle, Role
from models.facilities.facility import FACILITY_TYPES, Status
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, has_text, t
from ui.cartography.style import map_style, parse_style, style_table
from ui.cartography.values import Colour
from ui.printing.layout import parse_sheet_style, sheet_style

VARIANTS = [(False, False), (True, False), (False, True)]


def table():
    return copy.deepcopy(style_table("light"))


def lightness(colour: str) -> float:
    """CIE L* of an sRGB colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def seen_by_deuteranope(colour: str) -> tuple[float, ...]:
    """Linear RGB as seen without the green receptor (Viénot, Brettel and Mollon 1999)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    mixed = 0.29275 * red + 0.70725 * green
    return mixed, mixed, -0.02234 * red + 0.02234 * green + blue


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175],
                [0.0193339, 0.119192, 0.9503041]])  # fmt: skip
VIEWS = {
    "normal": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1.0.
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.01182, 0.04294, 0.968881]]),
    "grey": np.tile(XYZ[1], (3, 1)),
}  # fmt: skip


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of linear RGB."""
    share = XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    root = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize(("dark", "black_and_white"), VARIANTS)
def test_every_variant_is_complete(dark, black_and_white):
    style = map_style(dark, black_and_white)
    assert set(style.family) == {str(family) for family in FACILITY_TYPES}
    assert set(style.status) == {str(status) for status in Status}
    assert {Role.COUNTY, Role.TOWNSHIPS, Role.HAZARDS, Role.REFERENCE} <= set(style.role)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda style: style["page"].update(papr="#ffffff"), "page: .*'papr'"),
        (lambda style: style["page"].update(paper="white"), "page: paper: "),
        (lambda style: style["page"].pop("land"), "page: land is missing"),
        (
            lambda style: style["role"]["county"].update(edge_width_pt="thick"),
            r"role\.county: edge_width_pt ",
        ),
        (lambda style: style["role"]["county"].update(edge_width_pt=-1), r"role\.county: edge_width_pt "),
        (lambda style: style["role"]["county"].update(edge_dash=[1, -2]), r"role\.county: edge_dash "),
        (lambda style: style["family"]["depot"]["class_scale"].update(county="big"), "class_scale: county "),
        (lambda style: style["family"].pop("depot"), "family.depot"),
        (lambda style: style["family"]["depot"]["class_scale"].pop("county"), "family.depot.class_scale"),
        (lambda style: style["status"].pop("planned"), r"status\.planned"),
        (lambda style: style["theme"]["density"].update(breaks=[2, 1, 3, 4]), "theme.density"),
        (lambda style: style["theme"]["density"].update(breaks=[1, 2]), "theme.density"),
        (lambda style: style.update(extra={}), "'extra'"),
    ],
)
def test_a_wrong_style_is_refused_and_the_key_named(change, key):
    changed = table()
    change(changed)
    with pytest.raises(DataFileError, match=key):
        parse_style(changed)


def test_a_wrong_sheet_style_is_refused():
    changed = copy.deepcopy(load_toml("styles", "sheet.toml"))
    changed["layout"]["margin"] = 3
    with pytest.raises(DataFileError, match=r"layout: .*'margin'"):
        parse_sheet_style(changed)
    assert sheet_style().paper["A3"].size_mm == (297.0, 420.0)


@pytest.mark.parametrize(("dark", "black_and_white"), VARIANTS)
@pytest.mark.parametrize("name", ["rank", "amount"])
def test_classes_keep_their_order_in_grey(dark, black_and_white, name):
    steps = [lightness(colour) for colour in map_style(dark, black_and_white).palette.of(name)]
    differences = [after - before for before, after in pairwise(steps)]
    rising = [difference if differences[0] > 0 else -difference for difference in differences]
    assert min(rising) > 1.4, steps
    assert max(rising) < 4 * min(rising), "steps should be about even"


def test_classes_below_and_above_the_target_differ_for_red_green_blindness():
    need = map_style().palette.need
    below, above = seen_by_deuteranope(need[2]), seen_by_deuteranope(need[3])
    # Below the target yellowish (blue lacks), above not.
    assert (below[0] - below[2]) - (above[0] - above[2]) > 0.05


@pytest.mark.parametrize(("dark", "black_and_white"), VARIANTS)
@pytest.mark.parametrize("name", ["need", "rank", "amount"])
def test_neighbouring_classes_are_told_apart_by_everybody(dark, black_and_white, name):
    colours = map_style(dark, black_and_white).palette.of(name)
    assert map_style().palette.opacity == 1.0, "else what is painted is paler than what is measured here"
    for view, matrix in VIEWS.items():
        labs = [lab(matrix @ linear(colour)) for colour in colours]
        apart = [float(np.linalg.norm(one - other)) for one, other in pairwise(labs)]
        assert min(apart) >= 12, (view, apart)


@pytest.mark.parametrize(("dark", "black_and_white"), [(False, False), (False, True)])
def test_what_meets_the_target_is_deeper_than_what_misses_it_and_the_best_deepest(dark, black_and_white):
    steps = [lightness(colour) for colour in map_style(dark, black_and_white).palette.need]
    assert steps[0] < steps[1] < steps[2], "short of the target darker is worse"
    assert steps[4] < steps[3] < min(steps[:3]) - 10


def test_families_differ_in_shape_and_verdicts_in_mark_not_only_in_colour():
    style = map_style()
    shapes = [family.shape for family in style.family.values()]
    assert len(set(shapes)) == len(shapes)
    marks = [verdict.mark for verdict in style.verdict.values()]
    assert len(set(marks)) == len(marks)


def test_colours_with_alpha_are_read_as_red_green_blue_alpha():
    colour = Colour("#11223344").q
    assert (colour.red(), colour.green(), colour.blue(), colour.alpha()) == (0x11, 0x22, 0x33, 0x44)


def test_a_planner_changes_how_a_layer_looks_and_black_and_white_stays_so():
    changed = LayerStyle(line_color="#123456", fill_color="#abcdef", line_width_pt=3.0, point_size_pt=9.0)
    own = map_style().layer(Role.REFERENCE, changed)
    assert (own.line, own.edge, own.fill) == ("#123456", "#123456", "#abcdef")
    assert (own.line_width_pt, own.point_size_pt) == (3.0, 9.0)
    assert map_style(black_and_white=True).layer(Role.REFERENCE, changed).line != "#123456"
    assert map_style(dark=True).layer(Role.REFERENCE, changed).fill != "#abcdef"


def test_every_word_that_the_style_asks_for_exists():
    style = map_style()
    keys = [f"map.theme.{name}" for name in style.theme]
    keys += [f"map.value.{township_column(key).unit}" for key in style.theme]
    keys += [f"map.road.{name}" for name in style.road]
    keys += [f"family.{family}.plural" for family in style.family]
    keys += [f"choice.status.{status}" for status in style.status]
    keys += [f"map.uncovered.{style.coverage.default_key}"]
    assert [key for key in keys if not has_text(key)] == []
    for lang in LANGUAGES:
        assert "2.5" in t("map.class.below", lang, high="2.5")
