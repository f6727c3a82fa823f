"""Methods that Qt calls never raise into Qt, whatever happens in them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from types import TracebackType
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QTableView

import ui
from models.project.edits import EditSettings
from models.project.project import Project
from ui.core import guard
from ui.core.commands import EditCommand
from ui.core.guard import guarded

Index = QModelIndex | QPersistentModelIndex


class Told(list[type[BaseException]]):
    """Kinds of errors that came to the except hook."""

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self.append(kind)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    made = Told()
    guard.forget()
    monkeypatch.setattr(sys, "excepthook", made.hook)
    return made


def is_native(kind: type) -> bool:
    return kind.__module__.split(".")[0] in ("PySide6", "Shiboken", "shiboken6")


def unguarded_overrides() -> list[str]:
    """Methods of our classes that stand in for one of Qt's and are not guarded."""
    found = []
    for info in pkgutil.walk_packages(ui.__path__, "ui."):
        module = importlib.import_module(info.name)
        for kind in vars(module).values():
            if not inspect.isclass(kind) or kind.__module__ != module.__name__:
                continue
            bases = [base for base in kind.__mro__ if is_native(base)]
            found += [
                f"{info.name}.{kind.__qualname__}.{name}"
                for name, method in vars(kind).items()
                if inspect.isfunction(method)
                and not name.startswith("__")
                and any(name in vars(base) for base in bases)
                and not getattr(method, "is_guarded", False)
            ]
    return found


def test_every_method_that_stands_in_for_one_of_qts_is_guarded() -> None:
    assert unguarded_overrides() == []


class Broken(QAbstractTableModel):
    """A model whose cells are not there: the error of C code that ends the process on Python 3.11."""

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 3

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 2

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return ()[index.row()]

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag(float("none"))


def test_a_broken_model_is_told_once_and_the_view_lives(qtbot: Any, told: Told) -> None:
    model, view = Broken(), QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.resizeColumnsToContents()
    assert told == [IndexError]
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert told == [IndexError, ValueError]
    view.setModel(None)


def test_the_same_fault_is_told_again_after_a_while(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(guard.time, "monotonic", lambda: now[0])
    model = Broken()
    for seconds, expected in ((0.0, 1), (59.0, 1), (2.0, 2)):
        now[0] += seconds
        model.data(model.index(0, 0))
        assert len(told) == expected


def test_a_step_that_fails_does_not_stay_on_the_undo_stack(
    qapp: Any, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, stack = Project(), QUndoStack()
    edit = EditSettings(project.settings, project.settings)
    stack.push(EditCommand(project, edit, "one"))
    assert stack.count() == 1
    monkeypatch.setattr(project, "apply", lambda edit: {}["gone"])
    stack.push(EditCommand(project, edit, "two"))
    assert told == [KeyError]
    assert stack.count() == 1 and stack.undoText() == "one"
