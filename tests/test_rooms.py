"""The picture of the rooms shows the rooms that there are."""

from __future__ import annotations

from tests.rooms import ORDER, PICTURE, ROOT, floors, picture, says


def test_the_picture_of_the_rooms_is_up_to_date() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run: python -m tests.rooms"


def test_every_room_says_what_it_is_for() -> None:
    found = floors()
    assert all(room.says for rows in found.values() for row in rows for room in row)
    assert all(says(top) for top in ORDER)
    for top in ("models", "layers", "ui"):
        packages = {path.parent.name for path in (ROOT / top).glob("*/__init__.py")}
        assert {room.name for row in found[top] for room in row} == packages
