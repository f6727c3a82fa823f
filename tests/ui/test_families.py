"""Every family of the registry is in every part of the window."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from models.facilities.facility import Family, field_specs
from models.kernel.text import t
from tests.models import toy
from tests.test_families import everything, name_of
from tests.ui.canvas_hand import Hand
from tests.ui.conftest import MakeWindow, wait_until_idle
from ui.cartography.legend import facility_entries
from ui.cartography.options import SceneOptions
from ui.cartography.symbols import symbol_of
from ui.core.actions import FAMILY_TOOLS
from ui.panels.search import find


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_family_is_in_every_part_of_the_window(make_window: MakeWindow, qtbot: Any, lang: str) -> None:
    window = make_window(everything(), lang=lang)
    wait_until_idle(window, qtbot)
    session, tools = window.session, window.actions_.tools
    session.assess_now()
    window.tables_panel.set_open(True)
    tree = window.layers_panel.tree
    listed = {
        tree.topLevelItem(row).data(0, Qt.ItemDataRole.UserRole) for row in range(tree.topLevelItemCount())
    }
    symbols = [symbol_of(facility) for facility in session.scenario.facilities.values()]
    legend = {entry.key: entry for entry in facility_entries(symbols, SceneOptions(lang=session.lang))}
    in_bar = {action for action in window.toolbar.actions()}
    for button in window.toolbar.findChildren(QToolButton):
        in_bar |= set(button.menu().actions()) if button.menu() else set()
    missing: list[tuple[Family, str]] = []

    def expect(part: str, is_there: bool) -> None:
        if not is_there:
            missing.append((family, part))

    for family in Family:
        tool = tools[f"place.{family}"]
        expect("tool", bool(tool.text()) and not tool.icon().isNull())
        expect("tool bar", tool in in_bar)
        expect("menu", tool in window.menus._menus["facilities"].actions())
        expect("layer list", family in listed)
        expect("legend", legend[f"family.{family}"].text == t(f"family.{family}.plural", session.lang))
        (hit,) = find(session, name_of(family))
        expect("search", hit.kind == t(f"family.{family}.one", session.lang))
        window.tables_panel.open_table(family)
        model = window.tables_panel.model
        assert model is not None
        cells = [str(model.data(model.index(0, column))) for column in range(model.columnCount())]
        expect("table", name_of(family) in cells)
        heads = {column.spec.name for column in model.columns if column.spec is not None}
        expect("columns", heads >= {spec.name for spec in field_specs(family) if spec.group == "main"})
        session.select([f"{family}-1"])
        window.selected_panel.form.refresh()
        expect(
            "form", set(window.selected_panel.form._editors) == {spec.name for spec in field_specs(family)}
        )
    assert missing == []
    keys = Counter(tools[name].shortcut().toString() for name in tools)
    assert [key for key, count in keys.items() if key and count > 1] == []  # some have none
    assert set(FAMILY_TOOLS.values()) == set(Family)
    assert window.toolbar.sizeHint().width() <= window.width()


def test_every_family_is_placed_copied_and_taken_back(make_window: MakeWindow, qtbot: Any) -> None:
    window = make_window(everything())
    wait_until_idle(window, qtbot)
    session, canvas, stack = window.session, window.canvas, window.session.undo_stack
    hand = Hand(canvas)
    for family in Family:
        before = len(session.scenario.facilities)
        canvas.set_tool(f"place.{family}")
        name = t(f"family.{family}.numbered", "zh", number=2)
        hand.click((toy.X + 12_000, toy.Y + 2_000))
        (placed,) = (one for one in session.scenario.facilities.values() if one.name == name)
        assert (placed.family, placed.status) == (family, "existing")
        assert name in stack.undoText()
        session.select([placed.id])
        window.actions_["copy"].trigger()
        window.actions_["paste"].trigger()
        assert len(session.scenario.facilities) == before + 2
        stack.undo()
        stack.undo()
        assert len(session.scenario.facilities) == before
