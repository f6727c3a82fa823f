from __future__ import annotations

import re
from collections import Counter

from models.facilities import facility
from models.facilities.facility import BRIGADE_CLASSES, FACILITY_TYPES, SHELTER_CLASSES, STATION_CLASSES
from models.kernel.glossary import terms
from models.kernel.resources import RESOURCES
from models.kernel.text import t
from tests.helpers import ROOT


def sources() -> str:
    rooms = [path for room in ("models", "layers") for path in (ROOT / room).rglob("*.py")]
    data = [path for path in RESOURCES.rglob("*.toml") if path.name != "glossary.toml"]
    return "\n".join(path.read_text(encoding="utf-8") for path in (*rooms, *data))


def test_every_term_stands_once() -> None:
    for key in ("zh", "id"):
        twice = [
            value for value, count in Counter(getattr(term, key) for term in terms()).items() if count > 1
        ]
        assert twice == []


def test_every_identifier_exists() -> None:
    text = sources()
    names = {part for term in terms() for part in term.id.split(".")}
    assert {name for name in names if not re.fullmatch(r"\w+", name)} == set()
    assert {name for name in names if name not in text} == set()  # as a word or a part of one


def test_what_the_program_knows_is_in_the_glossary() -> None:
    by_id = {term.id: term for term in terms()}
    # Families that the code names; the words of all others stand in their own files.
    named = {kind.__name__ for kind in FACILITY_TYPES.values() if hasattr(facility, kind.__name__)}
    assert named and named <= set(by_id)
    for choices, values in (
        ("shelter_class", SHELTER_CLASSES),
        ("station_class", STATION_CLASSES),
        ("brigade_class", BRIGADE_CLASSES),
    ):
        for value in values:
            assert by_id[f"{choices}.{value}"].zh == t(f"choice.{choices}.{value}", "zh")
