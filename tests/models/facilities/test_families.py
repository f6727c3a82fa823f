"""The registry of families: each file says what is so, and a wrong one is refused by file and key."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from models.facilities import families
from models.facilities.facility import FACILITY_TYPES, Family, field_specs
from models.facilities.families import family_specs, parse_family
from models.kernel.resources import load_toml
from models.kernel.schema import DataFileError
from models.kernel.text import has_text

EVERY = list(Family)


def table(family: str = "depot") -> dict[str, Any]:
    return copy.deepcopy(load_toml("families", f"{family}.toml"))


def test_families_stand_in_the_order_of_their_files() -> None:
    orders = [family.spec.order for family in Family]
    assert orders == sorted(orders) and list(family_specs()) == EVERY


@pytest.mark.parametrize("family", EVERY)
def test_a_file_names_fields_and_choices_of_its_own_class(family: Family) -> None:
    spec, fields = family.spec, {one.name: one for one in field_specs(family)}
    assert FACILITY_TYPES[family].family == family
    named = {spec.class_field, spec.symbol.class_field, *spec.assumed, *spec.cautious, *spec.told_by_name}
    assert named <= set(fields)
    assert all(value in fields[name].values for name, value in spec.cautious.items())
    assert set(spec.symbol.class_scale) == set(fields[spec.symbol.class_field].values)
    own = {one.choices: one.values for one in fields.values() if one.choices and one.name != "status"}
    assert {name: tuple(words) for name, words in spec.cells.items()} == own
    assert {rule.role for rule in spec.recognise} == set(spec.roles)


@pytest.mark.parametrize("family", EVERY)
def test_a_family_has_its_words(family: Family) -> None:
    spec = family.spec
    keys = [f"family.{family}.{form}" for form in ("one", "plural", "short", "short_one")]
    keys += [f"role.{role}" for role in spec.roles] + [f"finding_family.{spec.findings}"]
    keys += [f"finding_family.{name}" for name in spec.repairs.findings]
    keys += [f"missing.unread_{family}"]
    keys += [f"missing.{item}" for item in (*spec.repairs.place, *spec.repairs.table)]
    keys += [f"missing.field.{name}" for entry in spec.register for name in entry.get("fields", ())]
    for one in field_specs(family):
        keys += [f"field.{one.name}", *(f"choice.{one.choices}.{value}" for value in one.values)]
    assert [key for key in keys if not has_text(key)] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one.update(colour="#ffffff"), "unknown key 'colour'"),
        (lambda one: one.pop("role"), "role is missing"),
        (lambda one: one["symbol"].update(color="green"), "color"),
        (lambda one: one["tool"].update(place="left"), "unknown place 'left'"),
        (lambda one: one["columns"].update(level="级别"), "columns"),
        (lambda one: one["recognise"][0].update(geometry=["circle"]), "geometry"),
    ],
)
def test_a_wrong_file_is_refused_by_file_and_key(change: Any, message: str) -> None:
    changed = table()
    change(changed)
    with pytest.raises(DataFileError, match=f"families/depot.toml: .*{message}"):
        parse_family(changed, "families/depot.toml")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"order": 1}, "order 1"),
        ({"role": "shelters"}, "role 'shelters'"),
        ({"tool": {"key": "1"}}, "tool '1'"),
    ],
)
def test_two_families_do_not_share_what_tells_them_apart(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], message: str
) -> None:
    tables = {"shelter.toml": table("shelter"), "depot.toml": {**table(), **change}}
    monkeypatch.setattr(families, "toml_names", lambda _: ["shelter.toml", "depot.toml"])
    monkeypatch.setattr(families, "load_toml", lambda _, name: tables[name])
    with pytest.raises(DataFileError, match=f"families/depot.toml: {message} is already that of 'shelter'"):
        family_specs.__wrapped__()
