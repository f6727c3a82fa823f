"""The web map is one file that asks the network for nothing and lets no text become markup."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box, mapping

from models.county.layer import Layer, Role
from models.facilities.facility import Family
from models.facilities.keyproject import KeyProject
from models.findings.numbers import figure_text
from models.kernel.progress import run_to_end
from models.kernel.text import LANGUAGES, Lang, t
from models.project.project import Project
from reports.context import ReportContext, make_context
from reports.safe import safe_html
from reports.symbols import year_colours
from reports.webmap import write_webmap
from reports.webmap.leaflet import script, style_sheet
from reports.webmap.page import _script_json
from reports.webmap.panel import class_counts
from reports.webmap.people import class_of, known_covers, shown_places
from reports.webmap.shapes import Shapes, TooMuchError, details, geojson, letters_of
from reports.webmap.sites import facility_rows
from reports.words import remarks
from tests.reports.conftest import HOSTILE, MADE_ON, X, Y, frame, small_project


def page(context: ReportContext, folder: Path, lang: Lang = "zh") -> str:
    path = folder / "map.html"
    run_to_end(write_webmap(context, path, lang))
    return path.read_text(encoding="utf-8")


def features(html: str) -> list[list[dict[str, Any]]]:
    """Features of each layer, as the page's script gets them."""
    return [
        json.loads(text)["features"] for text in re.findall(r"geo_json_part\d+_add\((\{.*?\})\);\n", html)
    ]


def layer_with(html: str, key: str) -> list[dict[str, Any]]:
    return next(layer for layer in features(html) if layer and key in layer[0]["properties"])


def test_features_take_no_letter_more_than_they_need(context: ReportContext, tmp_path: Path) -> None:
    html = page(context, tmp_path)
    written = re.findall(r"geo_json_part\d+_add\((\{.*\})\);\n", html)
    assert written and written == [_script_json(json.loads(text)) for text in written]


def test_names_of_features_are_as_they_were_given(tmp_path: Path) -> None:
    """The library calls its parts by 32 digits, which the page counts instead: names may have them, too."""
    name = "0123456789abcdef0123456789abcdef"
    html = page(make_context(small_project((name, "西乡")), made_on=MADE_ON), tmp_path)
    titles = [one["properties"].get("t") for layer in features(html) for one in layer]
    assert name in titles


def test_a_plan_can_be_looked_at_by_year(tmp_path: Path) -> None:
    project = small_project()
    plan = next(one for one in project.scenarios if not one.is_today)
    planned = tuple(key for key, one in plan.facilities.items() if one.status == "planned")
    assert planned
    html = page(make_context(project, made_on=MADE_ON), tmp_path)
    before = re.findall(r"<option value='\d+'[^>]*>([^<]*)</option>", html)
    projects = (KeyProject(facility_ids=planned, finish_year=2031),)
    project.apply(project.settings_edit(projects=projects))
    context = make_context(project, made_on=MADE_ON)
    html = page(context, tmp_path)
    shown = re.findall(r"<option value='\d+'[^>]*>([^<]*)</option>", html)
    added = [title for title in shown if title not in before]
    assert added == [f"{plan.title('zh')}（2031 年底）"]
    # What is planned has a ring in the colour of its year, which the legend names.
    assert "规划2031 年建成" in html and html.count(year_colours()[0]) >= 2
    assert safe_html(t("keyproject.year.people_unknown", "zh", year=2031)) in html
    # What the plan builds by then stands on the map of that year as it does at the plan's end.
    masks = [one["properties"]["m"] for one in layer_with(html, "i")]
    assert masks and all(len(mask) == len(shown) for mask in masks)
    year, end = shown.index(added[0]), shown.index(plan.title("zh"))
    assert [mask for mask in masks if mask[end] == "1"] == [mask for mask in masks if mask[year] == "1"]
    units = layer_with(html, "by")
    assert all(one["properties"]["by"][year]["v"] == one["properties"]["by"][end]["v"] for one in units)


# -- nothing remote -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_remote(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    html = page(context, tmp_path, lang)
    addresses = set(re.findall(r"https?://[^\s\"'<>)]+", html))
    # Names of XML vocabularies are no addresses: nothing is ever asked of them.
    assert all(address.startswith("http://www.w3.org/") for address in addresses), addresses
    assert not re.search(r"<(script|link|img|iframe|object|embed|base)\b[^>]*\s(src|href|data)=", html)
    assert not re.search(r"url\((?!data:|#)", html)
    assert "@import" not in html
    assert "sourceMappingURL" not in html


def test_leaflet_keeps_its_licence_and_names_no_address() -> None:
    code = script()
    assert "Redistributions in binary form must reproduce the above copyright notice" in code
    assert "CloudMade" in code
    assert code.index("*/") < code.index("Leaflet", 500)  # the notice is a comment, closed before the code
    for text in (code, style_sheet()):
        assert not re.search(r"https?://(?!www\.w3\.org/)", text)
    assert "data:image/png;base64," in style_sheet()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_policy_allows_the_pages_own_scripts_only(context: ReportContext, tmp_path: Path, lang: Lang) -> None:
    html = page(context, tmp_path, lang)
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert html.index(policy[0]) < html.index("<script")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)
    wanted = {
        f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in scripts
    }
    assert set(rules["script-src"].split()) == wanted
    assert "\r" not in html  # a browser would count lines ends as one letter, and the hash would differ
    assert not re.search(r"<[a-z][^<>]*\son[a-z]+\s*=", html.split("<script>")[0])


def test_language_and_names_of_the_page(context: ReportContext, tmp_path: Path) -> None:
    assert '<html lang="zh-CN">' in page(context, tmp_path, "zh")
    english = page(context, tmp_path, "en")
    assert '<html lang="en">' in english
    assert t("report.webmap.findings", "en") in english
    assert not re.search("[\u4e00-\u9fff]", english.split("havenStart(map")[-1].split('"layers"')[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_county_is_a_button_away_and_symbols_say_their_names(
    context: ReportContext, tmp_path: Path, lang: Lang
) -> None:
    html = page(context, tmp_path, lang)
    for key in ("home", "nearer", "farther"):
        assert t(f"report.webmap.{key}", lang) in html
    for step in ("map.setMinZoom(", "map.setMaxZoom(", "map.setMaxBounds(", 'setAttribute("aria-label"'):
        assert step in html
    assert ".haven-home" in html.split("@media print")[1]  # no button on paper
    assert (
        "showPopup(" in html and "body.printing .leaflet-popup-content { height: auto !important" in html
    )  # paper does not scroll


def test_same_project_same_page(context: ReportContext, tmp_path: Path) -> None:
    assert page(context, tmp_path) == page(context, tmp_path)


def test_no_path_of_the_machine_on_the_page(context: ReportContext, tmp_path: Path) -> None:
    assert str(tmp_path) not in page(context, tmp_path)


# -- names that try to break out -----------------------------------------------------------------------------
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_becomes_markup_or_script(
    hostile_contexts: list[ReportContext], tmp_path: Path, lang: Lang
) -> None:
    plain = page(make_context(small_project(), made_on=MADE_ON), tmp_path, lang)
    for context, name in zip(hostile_contexts, HOSTILE, strict=True):
        html = page(context, tmp_path, lang)
        for piece in (
            "<script>alert", "<img src=x", "onerror=alert(3)>", "${alert", "{{7*7}}", "{0.__class__}", "`${"
        ):  # fmt: skip
            assert piece not in html, piece
        assert "\u202e" not in html
        assert "\x07" not in html
        # As many elements as with harmless names.
        assert html.count("<script") == plain.count("<script")
        assert html.count("<img") == plain.count("<img")
        assert safe_html(name.strip()) in html.replace("\\u0026", "&")


# -- what is on the map -------------------------------------------------------------------------------------
def test_townships_have_a_fill_a_figure_and_a_popup_for_each_scenario(
    context: ReportContext, tmp_path: Path
) -> None:
    """20,000 m2 for 10,000 people is 2.0; the plan's 1,000 m2 square, of which 60 per cent count, is 0.03."""
    units = layer_with(page(context, tmp_path), "by")
    states = [unit["properties"]["by"] for unit in units]
    assert [[state["v"] for state in unit] for unit in states] == [["2.00", "2.00"], ["0.00", "0.03"]]
    assert all(len(unit["properties"]["at"]) == 2 for unit in units)
    for name in ("population", "area_per_resident", "fire_share"):
        assert t(f"column.township.{name}.name", "zh") in [row[0] for row in states[0][0]["r"]]


def test_places_say_what_reaches_them(context: ReportContext, tmp_path: Path) -> None:
    places = {
        item["properties"]["t"]: item["properties"] for item in layer_with(page(context, tmp_path), "c")
    }
    # The first stands at a shelter and the fire station (1 + 2 + 4), the second at the planned shelter.
    assert places["东镇"]["c"] == "77"
    assert places["西乡"]["c"] == "03"


def test_facilities_know_their_scenarios(context: ReportContext, tmp_path: Path) -> None:
    project = small_project()
    today = project.scenario("today")
    project.apply(project.facility_edit({"f1": None}, "plan"))
    html = page(make_context(project, made_on=MADE_ON), tmp_path)
    masks: dict[str, list[str]] = {}
    for layer in features(html):
        for feature in layer:
            if "i" in feature["properties"]:
                masks.setdefault(feature["properties"]["t"], []).append(feature["properties"]["m"])
    assert len(today.facilities) == 5
    assert "10" in masks["东镇"]  # the fire station, removed from the plan
    assert sum(mask.count("1") for found in masks.values() for mask in found) == 9


def test_lines_are_not_filled(tmp_path: Path) -> None:
    project = small_project()
    shapes = [LineString([(X, Y), (X + 8000, Y + 8000), (X, Y + 8000)]), box(X, Y, X + 99, Y + 99)]
    water = Layer("水系", Role.WATER, frame([{"name": "河", "geometry": shape} for shape in shapes]))
    project.apply(project.layers_edit([*project.layers, water]))
    html = page(make_context(project, made_on=MADE_ON), tmp_path)
    line, area = next(layer for layer in features(html) if layer[0]["properties"].get("t") == "河")
    assert line["properties"]["s"]["fill"] is False
    assert area["properties"]["s"]["fill"] is True


def test_findings_of_every_scenario_are_on_the_page(context: ReportContext, tmp_path: Path) -> None:
    html = page(context, tmp_path)
    for finding in context.main.findings:
        assert html.count(safe_html(finding.name("zh"))) >= len(context.results)
    assert html.count("<div data-scenario=") == len(context.results)
    assert html.count("<ul data-scenario=") == len(context.results)


def test_legend_counts_each_township_once() -> None:
    values = np.array([0.0, 1.0, 2.4999, 2.5, 3.5, 9.0, np.nan])
    assert class_counts(values, [1.0, 2.0, 2.5, 3.5]) == [1, 1, 1, 1, 2]


def test_exactly_at_the_break_is_the_class_above() -> None:
    breaks = [1.0, 2.0, 2.5, 3.5]
    assert [class_of(value, breaks) for value in (0.0, 1.0, 2.49, 2.5, 3.5, 9.0)] == [0, 1, 2, 3, 4, 4]
    assert class_of(sum([0.1] * 25), breaks) == class_of(2.5, breaks)


def test_of_very_many_places_those_with_most_people_are_shown(context: ReportContext) -> None:
    assert details()[0].most_places >= 10_000
    demand = context.main.assessment.county.demand
    # Fewest people first, so that places with most are drawn last.
    assert demand.population_persons[shown_places(context, 9)].tolist() == [10_000, 20_000]
    assert demand.population_persons[shown_places(context, 1)].tolist() == [20_000]


def test_an_empty_project_gives_a_page(tmp_path: Path) -> None:
    html = page(make_context(Project(), made_on=MADE_ON), tmp_path)
    assert '"bounds":null' in html


def drawn(path: Path, folder: Path) -> str:
    """The page as a browser has it once its scripts ran; skips where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: the page is not opened here")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += [f"--user-data-dir={folder / 'browser'}", "--virtual-time-budget=4000", "--dump-dom"]
    done = subprocess.run([*command, path.as_uri()], capture_output=True, timeout=100, check=True)
    return done.stdout.decode("utf-8")


def test_a_browser_draws_it(context: ReportContext, tmp_path: Path) -> None:
    page(context, tmp_path)
    html = drawn(tmp_path / "map.html", tmp_path)
    seen = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    # Labels, layer list and scale bar are there only if the scripts ran to their end under the policy.
    assert seen.count('class="leaflet-marker-icon haven-label') == 2
    assert seen.count("leaflet-control-layers-selector") == html.count("{name: ") > 5
    assert "leaflet-control-scale-line" in seen
    assert not re.search(r"\d+ (mi|ft)<", seen)
    # The red dots are spoken of where it is known who is covered.
    assert "haven-unknown" not in re.findall(r"<body[^>]*>", html)[0]
    # A station stands where a shelter does: their symbols stand side by side, all others at their place.
    symbols = re.findall(r'<div class="leaflet-marker-icon haven-symbol[^>]*>', seen)
    spots: dict[str, list[str]] = {}
    for symbol in symbols:
        at = re.findall(r"translate3d\([^)]*\)", symbol)[0]
        spots.setdefault(at, []).append(re.findall(r"margin-left: (-?\d+)px", symbol)[0])
    assert sorted(map(len, spots.values())) == [1, 1, 2]
    for sides in spots.values():
        if len(sides) == 1:
            assert sides == ["-11"]
        else:
            left, right = sorted(map(int, sides))
            assert left < -11 < right and left + right == -22


def test_where_nobody_knows_the_shelters_the_layer_list_speaks_of_no_red_dots(tmp_path: Path) -> None:
    project = small_project()
    for scenario in project.scenarios:
        gone = {key: None for key, one in scenario.facilities.items() if one.family == "shelter"}
        project.apply(project.facility_edit(gone, scenario.id))
    context = make_context(project, made_on=MADE_ON)
    html = page(context, tmp_path)
    assert all(known_covers(one.assessment) & 1 == 0 for one in context.results.values())
    # What says so stands apart from the name, for the page to leave it out by scenario.
    assert f'name: "{t("report.webmap.places", "zh")}"' in html
    assert f'known: "{t("report.webmap.places_red", "zh")}"' in html
    assert "body.haven-unknown .haven-known { display: none; }" in html
    assert "haven-unknown" in re.findall(r"<body[^>]*>", drawn(tmp_path / "map.html", tmp_path))[0]


def test_shapes_reach_the_page_as_shapely_says_them():
    lines = MultiLineString([[(1, 2), (3, 4.5)], [(5, 6), (7, 8), (9, 10.25)]])
    holed = Polygon([(0, 0), (4, 0), (4, 4)], [[(2, 0.5), (3, 0.5), (3, 1)]])
    shapes = [
        lines,
        LineString([(0, 1), (2, 3)]),
        Point(7, 8),
        holed,
        MultiPolygon([holed]),
        MultiLineString(),
    ]
    found = geojson(shapes, [{}] * len(shapes)).data["features"]
    assert [json.dumps(one["geometry"]) for one in found] == [json.dumps(mapping(one)) for one in shapes[:-1]]


def test_letters_of_lines_are_counted_as_the_page_writes_them() -> None:
    degrees = [(115.0, 36.123456), (-7.5, 0.1), (115.102030, -36.0), (0.020001, 99.999999), (9.12, 10.0)]
    lines = MultiLineString([degrees, degrees[1:]])
    written = [repr(abs(value)) for xy in (*degrees, *degrees[1:]) for value in xy]
    assert letters_of(lines) == sum(map(len, written))


def test_a_page_of_too_many_roads_is_given_up_before_they_are_written() -> None:
    shapes = Shapes(4548, details()[0])
    line = MultiLineString([[(115.5, 36.5), (115.25, 36.25)]])
    shapes.check_letters([line])
    with pytest.raises(TooMuchError):
        shapes.at(details()[0], most_letters=letters_of(line) - 1).check_letters([line])
    shapes.at(details()[0], most_letters=letters_of(line)).check_letters([line])


def test_remarks_stand_on_lines_of_their_own_and_areas_of_sites_in_square_metres(
    context: ReportContext, tmp_path: Path
) -> None:
    html = page(context, tmp_path)
    several = [lines for one in context.main.findings if len(lines := remarks(one, "zh").split("\n")) > 1]
    assert several
    for lines in several:
        assert "<br>".join(map(safe_html, lines)) in html
    shelter = next(one for one in context.main.assessment.of(Family.SHELTER) if one.effective_area_m2)
    rows = dict(facility_rows(shelter, "zh", main=True))
    assert rows["有效避难面积"] == f"{shelter.effective_area_m2:,.0f} m²"


def test_ratios_stand_in_per_cent_as_in_every_other_document(context: ReportContext, tmp_path: Path) -> None:
    html = page(context, tmp_path)
    ratios = [
        one
        for one in context.main.findings
        if one.figure.unit == "ratio" and one.figure.value is not None and one.target is not None
    ]
    assert ratios
    for one in ratios:
        assert f"<b>{figure_text(one.figure.value, 'share', 'zh', target=one.target)}</b>" in html
    assert not re.search(r"<b>[\d.,]+ 倍</b>", html)


def test_open_findings_are_printed_after_the_map_and_not_over_the_legend(
    context: ReportContext, tmp_path: Path
) -> None:
    html = page(context, tmp_path)
    (rule,) = re.findall(r"\.haven-findings\[open\] \{([^}]*)\}", html[html.index("@page") :])
    said = dict(part.strip().split(": ") for part in rule.split(";") if part.strip())
    # The map takes 193 mm of the first page; the legend, 312 px at most, stands at the left of each page.
    assert (said["position"], said["overflow"]) == ("absolute", "visible")
    assert float(said["top"].removesuffix("mm")) > 193
    assert float(said["left"].removesuffix("px")) > 312
