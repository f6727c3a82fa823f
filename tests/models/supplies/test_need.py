"""Need, stock and shortage of supplies by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.assessment.assess import assess
from models.facilities.facility import Depot
from models.facilities.stock import StockRow
from models.findings.findings import Figure, Verdict
from models.findings.formulas import formula_text
from models.kernel.schema import DataFileError
from models.kernel.text import LANGUAGES, has_text
from models.plans.plans import check, load_profile
from models.project.local import LocalFacts
from models.project.settings import Indicator, Override, Settings
from models.rules.rules import Rules, load_rules
from models.supplies.depot_supplies import depot_supplies
from models.supplies.depots import floor_class
from models.supplies.figures import ratio_cases, stock_figures
from models.supplies.items import day_of, find_item, items, needed_items, parse_items, unit_factor
from models.supplies.need import (
    LEVELS,
    Case,
    State,
    case_persons,
    needs,
    shortages,
    stock_by_item,
    undetermined,
    worst,
)
from tests.models.toy import at, county, project

DAY = date(2026, 8, 1)
VALUES = {
    "depot.relocated_share": 0.01,
    "supply.response_1_factor": 2,
    "supply.response_3_factor": 0.5,
    "supply.response_4_factor": 0.1,
    "supply.cover_days": 3,
    "supply.expiry_warning_days": 180,
    "supply.tent.sharing_persons": 4,
    "supply.tent.cold_factor": 1.25,
    "supply.quilt.per_person_count": 1,
    "supply.quilt.cold_factor": 2,
    "supply.bed.per_person_count": 1,
    "supply.coat.per_person_count": 1,
    "supply.blanket.per_person_count": 1,
    "supply.water.per_person_day": 3,
    "supply.food.per_person_day": 1,
    "supply.toilet.sharing_persons": 20,
    "supply.lamp.sharing_persons": 4,
}
"""Rule values the tests reckon with; set here so that a better source for one breaks no test."""
FULL = {"tent": 14, "quilt": 53, "bed": 53, "coat": 53, "blanket": 53, "water": 477, "food": 159}
"""Just enough for 1 % of the toy county's 5,300 people, for three days, where it is not cold."""
UNITS = {"tent": "顶", "water": "升", "food": "份"}


def rules(**changed: float) -> Rules:
    values = VALUES | {name.replace("__", "."): value for name, value in changed.items()}
    return load_rules("national", {key: Override(value) for key, value in values.items()})


RULES = rules()


def depot(x_km: float = 2, y_km: float = 5, **values: Any) -> Depot:
    given = {"id": "a", "name": "Depot A", "status": "existing", "level": "county"} | values
    return Depot(geometry=at(x_km, y_km), **given)


def row(item: str, quantity: float | None = 10, depot_id: str = "a", **values: Any) -> StockRow:
    given = {"unit": UNITS.get(item, "件"), "name": item} | values
    return StockRow(item=item, quantity=quantity, depot_id=depot_id, **given)


def full(depot_id: str = "a", **changed: float | None) -> tuple[StockRow, ...]:
    return tuple(row(item, count, depot_id) for item, count in (FULL | changed).items() if count != 0)


def figures(
    *rows: StockRow,
    depots: tuple[Depot, ...] = (depot(),),
    as_of: date | None = DAY,
    is_cold: bool | None = False,
    by: Rules = RULES,
    **changed: Any,
) -> dict[str, Figure]:
    settings = Settings(stock=rows, local=LocalFacts(is_cold=is_cold))
    return stock_figures(county(**changed), depots, by, settings, as_of)


# -- catalogue ---------------------------------------------------------------------------------------------
def test_every_item_has_words_a_unit_and_its_rules() -> None:
    for item in items().values():
        assert all(item.name(lang) and has_text(f"unit.{item.unit}") for lang in LANGUAGES)
        assert all(key in RULES for key in item.rules)
        assert unit_factor(item.key, "" if not item.units else next(iter(item.units))) is not None
    for lang in LANGUAGES:
        names = [item.name(lang) for item in items().values()]
        assert len(set(names)) == len(names)


def test_no_rule_is_left_of_an_item_that_is_gone() -> None:
    used = {key for item in items().values() for key in item.rules}
    named = {key for key in load_rules() if key.startswith("supply.") and key.count(".") == 2}
    assert named == {key for key in used if key != "supply.cover_days"}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("12平方米单帐篷", "tent"),
        ("３６㎡棉帐篷", "tent_36"),
        ("帐篷灯", "lamp"),  # the longer word decides
        ("折叠床（加厚）", "bed"),
        ("棉被（2 kg）", "quilt"),
        ("瓶装水 550 ml", "water"),
        ("Family tents", "tent"),
        ("Content of boxes", ""),  # "tent" is no word of it
        ("救生衣", "life_jacket"),
        ("毛巾被", "blanket"),
        ("神秘物品", ""),
        ("", ""),
    ],
)
def test_names_of_ledgers(name: str, item: str) -> None:
    assert find_item(name) == item


@pytest.mark.parametrize(
    ("item", "unit", "factor"),
    [
        ("tent", "顶", 1),
        ("tent", "", 1),
        ("sandbag", "万条", 10_000),
        ("tent", "箱", None),  # nobody can tell how many are in a box
        ("water", "吨", 1000),
        ("water", "ml", 0.001),
        ("water", "瓶", None),
        ("water", "", None),
        ("food", "斤", pytest.approx(0.5 / 0.6)),
    ],
)
def test_units_of_ledgers(item: str, unit: str, factor: float | None) -> None:
    assert unit_factor(item, unit) == factor


def test_days_of_use() -> None:
    assert day_of("2024-02") == date(2024, 2, 29)
    assert day_of("2026-12") == date(2026, 12, 31)
    assert day_of("2026-08-01") == DAY
    assert day_of(None) is None and day_of("") is None
    with pytest.raises(ValueError):
        day_of("next year")


@pytest.mark.parametrize(
    "entry",
    [
        {"key": "tent", "unit": "no.such", "kind": "relief"},
        {"key": "no_such", "unit": "supply.ge", "kind": "relief"},
        {"key": "tent", "unit": "supply.ge", "kind": "relief", "quota": "weekly"},
        {"key": "tent", "unit": "supply.ge", "kind": "relief", "code": "4"},
        {"key": "tent", "unit": "supply.ge", "kind": "relief", "code": "10"},
        {"key": "tent", "unit": "supply.ge", "kind": "relief", "part_of": "quilt"},
        {"key": "tent", "unit": "supply.ge", "kind": "relief", "colour": "blue"},
    ],
)
def test_a_faulty_catalogue_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(DataFileError):
        parse_items([entry], "x.toml")


def test_a_catalogue_names_each_item_once_and_holds_some() -> None:
    tent = {"key": "tent", "unit": "supply.ding", "kind": "relief"}
    with pytest.raises(DataFileError, match="item 'tent': stands twice"):
        parse_items([tent, tent], "x.toml")
    with pytest.raises(DataFileError, match="item 'tent': part_of and factor go together"):
        parse_items([{**tent, "factor": 2.0}], "x.toml")
    with pytest.raises(DataFileError, match="holds no item"):
        parse_items([], "x.toml")


# -- need --------------------------------------------------------------------------------------------------
def test_needs_by_hand() -> None:
    warm = {key: need.quantity for key, need in needs(53, 3, RULES, False).items()}
    assert warm == {**FULL, "toilet": 3, "lamp": 14}  # 53 / 4, 53 / 20 rounded up; 53 x 3 L x 3 days
    cold = {key: need.quantity for key, need in needs(53, 3, RULES, True).items()}
    assert cold == {**warm, "tent": 17, "quilt": 106}  # 53 / 4 x 1.25, 53 x 2


def test_exactly_full_tents_need_no_further_one() -> None:
    assert needs(100_000, 3, RULES, False)["tent"].quantity == 25_000
    assert needs(100_001, 3, RULES, False)["tent"].quantity == 25_001


def test_where_nobody_said_whether_it_is_cold_the_larger_need_is_taken_and_told() -> None:
    found = needs(53, 3, RULES, None)
    assert {key: need.quantity for key, need in found.items()} == {
        key: need.quantity for key, need in needs(53, 3, RULES, True).items()
    }
    assert {key for key, need in found.items() if need.is_larger} == {"tent", "quilt"}
    mild = rules(supply__quilt__cold_factor=0.5)
    assert needs(53, 3, mild, None)["quilt"].quantity == 53  # larger where it is not cold


@given(
    st.integers(0, 300_000), st.integers(0, 300_000), st.integers(1, 30), st.sampled_from([None, True, False])
)
def test_more_people_never_need_less(a: int, b: int, days: int, is_cold: bool | None) -> None:
    few, many = (needs(count, days, RULES, is_cold) for count in sorted((a, b)))
    assert all(few[key].quantity <= many[key].quantity for key in few)
    assert all(need.quantity == 0 for need in needs(0, days, RULES, is_cold).values())
    # Needs of two groups are the need of both, but for pieces that each rounds up.
    both = needs(a + b, days, RULES, is_cold)
    for key, need in both.items():
        assert 0 <= few[key].quantity + many[key].quantity - need.quantity <= 1


def test_people_to_relocate_by_level() -> None:
    # 5,300 residents x 1 %, then times 2, 0.5 and 0.1, whole people
    assert [case_persons(county(), RULES, level) for level in LEVELS] == [106, 53, 27, 6]
    nobody = county(county=[], townships=[], villages=[], seat=[])
    assert case_persons(nobody, RULES) is None


# -- stock -------------------------------------------------------------------------------------------------
def test_only_what_is_usable_counts() -> None:
    rows = (
        row("tent", 5),
        row("tent", 7, expires="2026-08-01"),  # today is still a day of use
        row("tent", 100, expires="2026-07-31"),
        row("tent", 100, "elsewhere"),
        row("tent", 100, ""),
        row("tent", None),
        row("tent", 3, unit="箱"),
        row("", 100),
        row("tent_36", 2),
        row("tent", 1, expires="someday"),
    )
    stock = stock_by_item(rows, [depot()], DAY)
    assert [lot.state for lot in stock.lots] == [
        State.USABLE,
        State.USABLE,
        State.EXPIRED,
        State.ELSEWHERE,
        State.NO_DEPOT,
        State.UNKNOWN_QUANTITY,
        State.UNKNOWN_QUANTITY,
        State.UNKNOWN_ITEM,
        State.USABLE,
        State.UNKNOWN_DATE,
    ]
    held = stock.of()["tent"]
    assert (held.usable, held.expired) == (5 + 7 + 2 * 3, 100)
    assert (held.rows, held.unknown_rows) == (6, 3)
    assert stock.count(State.ELSEWHERE, State.NO_DEPOT) == 2


def test_storage_is_counted_apart_and_together() -> None:
    depots = [depot(), depot(id="b", storage="contract"), depot(id="c", storage="corporate")]
    rows = (row("bed", 5), row("bed", 7, "b"), row("bed", 11, "c"))
    held = stock_by_item(rows, depots, DAY).of()["bed"]
    assert held.by_storage == {"own": 5, "contract": 7, "corporate": 11}
    assert held.usable == 23 and held.by_depot == {"a": 5, "b": 7, "c": 11}


def test_without_a_day_nothing_is_expired() -> None:
    stock = stock_by_item((row("tent", 5, expires="1999-01-01"),), [depot()], None)
    assert stock.lots[0].state == State.USABLE and stock.expiring(10) == ()


def test_rows_that_expire_soon() -> None:
    days = (0, 180, 181)
    rows = [row("tent", 5, expires=(DAY + timedelta(days=count)).isoformat()) for count in days]
    stock = stock_by_item((*rows, row("tent", 5)), [depot()], DAY)
    assert [lot.row.id for lot in stock.expiring(180)] == [rows[0].id, rows[1].id]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 500)), max_size=12))
def test_depots_add_up_to_the_county(entries: list[tuple[str, int]]) -> None:
    depots = [depot(), depot(id="b")]
    stock = stock_by_item([row("bed", count, where) for where, count in entries], depots, DAY)
    whole = stock.of()
    parts = [stock.of([one.id]) for one in depots]
    total = sum(part["bed"].usable for part in parts if "bed" in part)
    assert (whole["bed"].usable if "bed" in whole else 0) == total == sum(count for _, count in entries)


# -- shortage ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rows", "depots"), [((), (depot(),)), ((row("tent", 5),), ()), ((), ())])
def test_without_a_ledger_or_a_depot_nobody_knows_what_there_is(rows: Any, depots: Any) -> None:
    stock = stock_by_item(rows, depots, DAY)
    found = shortages(needs(53, 3, RULES, False), stock)
    assert found and not stock.is_known
    for one in found:
        assert (one.ratio, one.lacking, one.is_short) == (None, None, False)
        assert one.holding.is_unknown
    assert worst(found) is None and len(undetermined(found)) > 0


def test_shortages_by_hand() -> None:
    stock = stock_by_item(full(tent=7, quilt=0, bed=None), [depot()], DAY)
    found = {one.item.key: one for one in shortages(needs(53, 3, RULES, False), stock)}
    assert (found["tent"].ratio, found["tent"].lacking) == (0.5, 7)
    assert (found["quilt"].ratio, found["quilt"].is_listed) == (0.0, False)  # a ledger says what there is
    assert (found["bed"].ratio, found["bed"].lacking) == (None, None)  # there is some, nobody knows how many
    assert (found["coat"].ratio, found["coat"].is_short) == (1.0, False)  # exactly enough
    lowest = worst(found.values())
    assert lowest is not None and lowest.item.key == "quilt"
    assert [one.item.key for one in undetermined(found.values())] == ["bed"]


def test_items_that_are_not_essential_do_not_decide() -> None:
    found = figures(*full())
    assert (found["depot.stock_ratio"].value, found["depot.items_short"].value) == (1.0, 0.0)
    assert {item.key for item in needed_items() if not item.is_essential} == {"toilet", "lamp"}


# -- figures -----------------------------------------------------------------------------------------------
def test_ratio_of_the_worst_item() -> None:
    found = figures(*full(coat=26, water=470))
    ratio = found["depot.stock_ratio"]
    assert ratio.value == pytest.approx(26 / 53)
    assert (ratio.inputs["item"], ratio.inputs["stock"], ratio.inputs["need"]) == ("supply.coat", 26, 53)
    assert [(place.key, place.value) for place in ratio.failing] == [("coat", 27), ("water", 7)]
    assert found["depot.items_short"].value == 2
    assert "padded coats" in formula_text(ratio, "en") and "棉大衣" in formula_text(ratio, "zh")


def test_ratios_for_the_people_that_plans_name() -> None:
    rows = full(tent=30_000, quilt=300_000, bed=300_000, coat=300_000, blanket=300_000, water=3e6, food=6e5)
    found = figures(*rows)
    # 100,000 people: 25,000 tents, 900,000 L, 300,000 rations; tents are the least.
    assert found["depot.stock_ratio.100000"].value == 1.2
    assert found["depot.stock_ratio.200000"].value == 0.6
    assert found["depot.stock_ratio.city.200000"].value == 0.6  # no city-level depot: all are looked at
    assert set(ratio_cases()) <= set(found)


def test_a_city_is_held_against_its_own_depots() -> None:
    city = depot(id="b", level="city")
    found = figures(*full(), *full("b", tent=7), depots=(depot(), city))
    assert found["depot.stock_ratio"].value == pytest.approx(21 / 14)
    assert found["depot.stock_ratio.city"].value == 0.5
    assert found["depot.stock_ratio.city"].inputs["scope"] == "supply_scope.city"


def test_unknown_quantities_never_pass() -> None:
    some = figures(*full(bed=None), row("tent", 1))["depot.stock_ratio"]
    assert (some.value, some.missing) == (None, ("stock_quantity",))
    assert [place.key for place in some.failing] == ["bed"]
    short = figures(*full(bed=None, coat=26))["depot.stock_ratio"]
    assert short.value == pytest.approx(26 / 53)  # too little stays too little
    assert figures(*full(bed=None))["depot.items_short"].value is None
    assert figures(*full(bed=None, coat=26))["depot.items_short"].value == 1
    known = figures(*full(), row("bed", None))["depot.stock_ratio"]
    assert known.value == 1.0 and known.inputs["unknown_quantity_rows"] == 1


def test_what_is_missing_is_said() -> None:
    assert {figure.missing for figure in figures().values()} == {("stock",)}
    assert {figure.missing for figure in figures(row("tent"), as_of=None).values()} == {("as_of",)}
    assert {figure.missing for figure in figures(row("tent"), depots=()).values()} == {("depots",)}
    nobody = figures(*full(), county=[], townships=[], villages=[], seat=[])
    assert nobody["depot.stock_ratio"].missing == ("population",)
    assert nobody["depot.stock_ratio.100000"].value is not None
    for found in (figures(), figures(*full(bed=None))):
        for figure in found.values():
            assert (figure.value is None) == bool(figure.missing)
            assert all(has_text(f"missing.{item}") for item in figure.missing)


def test_expired_and_expiring_rows() -> None:
    rows = (
        row("tent", 1, expires="2026-07-31"),
        row("", 1, expires="2020-01"),
        row("tent", 1, "b", expires="2026-07-31"),
        row("tent", 1, expires="2026-08-02"),
        row("tent", 1, "gone", expires="2026-07-31"),
    )
    found = figures(*rows, depots=(depot(), depot(id="b", name="Depot B")))
    expired = found["depot.stock_expired"]
    assert (expired.value, expired.inputs["total"]) == (3, 4)
    assert [(place.name, place.value) for place in expired.failing] == [("Depot A", 2), ("Depot B", 1)]
    assert found["depot.stock_expiring"].value == 1


def test_kinds_and_pieces() -> None:
    found = figures(row("tent", 5), row("tent_36", 2), row("pump", 3), row("water", 500), row("bed", 0))
    assert found["depot.stock_kinds"].value == 3  # tents, pumps, water
    assert found["depot.stock_pieces"].value == 5 + 6 + 3  # water is measured, not counted


def test_formulas_have_all_their_numbers() -> None:
    for found in (figures(*full()), figures(*full(bed=None, coat=1), is_cold=None)):
        for figure in found.values():
            for lang in LANGUAGES:
                assert formula_text(figure, lang), figure.id
    said = formula_text(figures(*full(coat=1), is_cold=None)["depot.stock_ratio"], "en")
    assert "cold climate not stated" in said


@given(st.dictionaries(st.sampled_from(sorted(FULL)), st.integers(0, 2000)), st.integers(0, 500))
def test_more_stock_never_lowers_the_ratio(stock: dict[str, int], more: int) -> None:
    before = figures(*full(**stock), row("tent", 0))["depot.stock_ratio"].value
    after = figures(*full(**stock), row("tent", more))["depot.stock_ratio"].value
    assert before is not None and after is not None and after >= before


# -- in a plan ---------------------------------------------------------------------------------------------
def test_a_typed_ratio_counts_only_without_a_ledger() -> None:
    profile = load_profile("cangzhou")
    row_id = "cangzhou.depot.level2"
    typed = {row_id: Indicator(1.2, 2025, "stock-taking")}
    assert row_id in {row.id for row in profile.typed_rows}

    def found(*stock: StockRow, **settings: Any) -> Any:
        made = project([depot()], stock=stock, local=LocalFacts(is_cold=False), **settings)
        assessment = assess(made.county, made.active, RULES)
        return {one.id: one for one in check(assessment, RULES, profile, made.settings, DAY)}[row_id]

    assert (found().figure.missing, found().verdict) == (("stock",), Verdict.NO_DATA)
    assert found(indicators=typed).verdict == Verdict.PASS
    assert found(indicators=typed).figure.unit == "ratio"
    listed = found(*full(), indicators=typed)
    assert listed.figure.value == pytest.approx(53 / 100_000) and listed.verdict == Verdict.FAIL
    plan_row = profile.row(row_id)
    assert plan_row.takes_typed(found().figure) and not plan_row.takes_typed(listed.figure)


# -- depots ------------------------------------------------------------------------------------------------
BANDS = {
    "depot.county.covered_min_persons": 5000,
    "depot.county.covered_max_persons": 7000,
    "depot.county.floor_area_min_m2": 630,
    "depot.county.floor_area_max_m2": 800,
    "depot.city.covered_min_persons": 40_000,
    "depot.city.covered_max_persons": 60_000,
    "depot.city.floor_area_min_m2": 2900,
    "depot.city.floor_area_max_m2": 4100,
    "depot.province.covered_min_persons": 120_000,
    "depot.province.covered_max_persons": 200_000,
    "depot.province.floor_area_min_m2": 5000,
    "depot.province.floor_area_max_m2": 7800,
}
CLASSES = rules(**{key.replace(".", "__"): value for key, value in BANDS.items()})


@pytest.mark.parametrize(
    ("persons", "level", "area_m2"),
    [
        (0, "point", 0),
        (2500, "point", 315),
        (4999, "point", 630 * 4999 / 5000),
        (5000, "county", 630),
        (6000, "county", 715),
        (7000, "county", 800),
        (39_999, "county", pytest.approx(2900, abs=0.1)),
        (40_000, "city", 2900),
        (50_000, "city", 3500),
        (120_000, "province", 5000),
        (200_000, "province", 7800),
        (400_000, "province", 15_600),
    ],
)
def test_class_by_people(persons: int, level: str, area_m2: float) -> None:
    found = floor_class(persons, CLASSES)
    assert (found.level, found.floor_area_m2) == (level, area_m2)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_people_never_ask_for_a_smaller_depot(a: float, b: float) -> None:
    few, many = sorted((a, b))
    assert floor_class(few, CLASSES).floor_area_m2 <= floor_class(many, CLASSES).floor_area_m2 + 1e-6


def test_each_depot_by_itself() -> None:
    # A village (1,500) is nearest to depot a; B (800) and C (3,000) to depot b.
    depots = (
        depot(2, 5, level="township", floor_area_m2=1.89),
        depot(18, 5, id="b", name="Depot B", level="county", kind="comprehensive", floor_area_m2=None),
    )
    rows = (row("bed", 15), row("bed", 1, "b"), row("bed", 5, "b", expires="2026-01-01"))
    stock = stock_by_item(rows, depots, DAY)
    a, b = depot_supplies(county(), depots, CLASSES, Case(53, 3, False), stock)
    assert (a.served_persons, a.relocated_persons, a.covered_persons) == (1500, 15, 15)
    assert (b.served_persons, b.relocated_persons, b.covered_persons) == (3800, 38, 53)
    assert a.asked is not None and a.asked.level == "point"
    assert a.floor_ratio == pytest.approx(1.0)  # 15 people x 630 m2 / 5,000
    assert b.floor_ratio is None
    beds = [next(one for one in found.shortages if one.item.key == "bed") for found in (a, b)]
    assert [one.ratio for one in beds] == [1.0, pytest.approx(1 / 38)]
    assert (b.rows, b.expired_rows) == (2, 1)
    assert a.worst is not None and a.worst.ratio == 0.0


def test_depots_without_known_residents() -> None:
    empty = county(county=[], townships=[], villages=[], seat=[])
    (found,) = depot_supplies(
        empty, [depot(level="township")], RULES, Case(10, 3), stock_by_item((), [], DAY)
    )
    assert (found.served_persons, found.asked, found.shortages, found.worst) == (None, None, (), None)


def test_needs_of_all_depots_cover_the_county_but_for_rounding() -> None:
    depots = (depot(2, 5), depot(18, 5, id="b"), depot(9, 1, id="c"))
    stock = stock_by_item((), depots, DAY)
    found = depot_supplies(county(), depots, RULES, Case(1000, 3, True), stock)
    whole = needs(1000, 3, RULES, True)
    for index, item in enumerate(needed_items()):
        total = sum(one.shortages[index].need.quantity for one in found)
        factor = 1 if not item.units else 9  # a person too many drinks 9 L
        assert 0 <= total - whole[item.key].quantity <= 6 * factor


def test_the_central_depot_is_held_against_its_class() -> None:
    found = assess(project([depot()]).county, project([depot()]).active, CLASSES).figures
    assert found["depot.central.class_ratio"].missing == ("city_depots",)
    # 53 people x 630 / 5,000 = 6.678 m2
    for area, ratio in ((6.678, 1.0), (3.339, 0.5)):
        made = project([depot(level="city", floor_area_m2=area, site_area_m2=9.0)])
        figure = assess(made.county, made.active, CLASSES).figures["depot.central.class_ratio"]
        assert figure.value == pytest.approx(ratio)
        assert len(figure.failing) == (ratio < 1)
        assert "county" not in formula_text(figure, "en") and "depot point" in formula_text(figure, "en")
    made = project([depot(level="city", floor_area_m2=None)])
    figure = assess(made.county, made.active, CLASSES).figures["depot.central.class_ratio"]
    assert figure.missing == ("depot_area",)


def test_candidates_and_plans_count_as_in_the_scenario() -> None:
    candidate = replace(depot(), status="candidate")
    made = project([candidate], stock=full(), local=LocalFacts(is_cold=False))
    assessment = assess(made.county, made.active, RULES)
    found = stock_figures(made.county, assessment.facilities, RULES, made.settings, DAY)
    assert found["depot.stock_ratio"].missing == ("depots",)
    assert math.isnan(figures(*full(coat=1))["depot.stock_ratio"].failing[0].bounds[0])


def test_a_depot_without_usable_stock_covers_nobody_and_is_named() -> None:
    depots = (depot(id="a"), depot(4, id="b", storage="contract"), depot(6, id="c"), depot(8, id="d"))
    ledger = (*full("a"), row("quilt", None, "c"))
    found = figures(*ledger, depots=depots)["depot.without_stock_count"]
    assert found.value == 3
    assert [place.key for place in found.failing] == ["b", "c", "d"]
    assert (found.inputs["contract"], found.inputs["doubtful"]) == (1, 1)
    assert figures(depots=depots)["depot.without_stock_count"].missing == ("stock",)


def test_only_a_township_whose_own_store_holds_something_is_covered() -> None:
    """West has a full store; the one of East is empty, then on contract, then full."""
    own = depot(id="a")

    def found(other: Depot, *rows: StockRow) -> Figure:
        return figures(*full("a"), *rows, depots=(own, other))["depot.stocked_township_share"]

    empty = found(depot(12, id="b"))
    assert (empty.value, empty.inputs["empty_units"]) == (50.0, 1)
    assert [place.name for place in empty.failing] == ["East"]
    assert found(depot(12, id="b"), row("quilt", 5, "b", expires="2020-01-01")).value == 50.0
    contract = found(depot(12, id="b", storage="contract"), *full("b"))
    assert (contract.value, contract.inputs["empty_units"]) == (50.0, 0)
    assert found(depot(12, id="b"), *full("b")).value == 100.0
    assert figures(depots=(own,))["depot.stocked_township_share"].missing == ("stock",)
