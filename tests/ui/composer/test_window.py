"""The composer's window: what is dragged, typed and chosen is what is printed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QWidget

from models.kernel.progress import run_to_end
from models.project.project import Project
from tests.ui.conftest import MakeWindow, wait_until_idle
from tests.ui.leaks import deliver_deletions, left_to_the_collector
from tests.ui.made_county import made_project
from tests.ui.printing.words import words_of
from ui.app.mainwindow import MainWindow
from ui.composer import ComposerWindow
from ui.composer.preview import PreviewMaker
from ui.core.files import Files
from ui.core.i18n import install_language
from ui.core.preferences import Preferences
from ui.core.session import Session
from ui.core.tasks import TaskRunner
from ui.core.themes import apply_theme
from ui.printing.mapframe import printed_denominator, view_of
from ui.printing.sheet import MapSheet
from ui.printing.work import print_work, sheet_work

DAY = date(2026, 1, 2)


def settle(composer: ComposerWindow, qtbot: Any) -> None:
    """Wait until the page is seen as it is."""
    qtbot.waitUntil(lambda: composer.is_settled and not composer.view._later.isActive(), timeout=60_000)


def usual_project() -> Project:
    return made_project(roads=4, villages=12, towns=2)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window(usual_project(), lang="en")


@pytest.fixture
def composer(window: MainWindow, qtbot: Any) -> ComposerWindow:
    window.actions_["compose"].trigger()
    (found,) = window.findChildren(ComposerWindow)
    found.resize(1366, 720)
    settle(found, qtbot)
    return found


class Bench:
    """A session with the composer of its project, without the main window: quicker to make."""

    def __init__(self, home: Path, qtbot: Any) -> None:
        self.session = Session("en")
        self.session.open(usual_project(), None)
        self.tasks, self.saves = TaskRunner(self.session), TaskRunner(self.session)
        self.holder = QWidget()
        preferences = Preferences(home)
        files = Files(self.session, self.tasks, self.saves, preferences, self.holder)
        shown = (390_000.0, 3_996_000.0, 394_000.0, 3_999_000.0)
        self.composer = ComposerWindow(
            self.session, self.tasks, preferences, files, lambda: shown, self.holder
        )
        self.composer.resize(1366, 720)
        self.composer.show()
        self.composer.activateWindow()
        settle(self.composer, qtbot)

    def close(self) -> None:
        for composer in self.holder.findChildren(ComposerWindow):
            composer.close()
        self.session.undo_stack.setClean()
        self.session.open(Project(), None)
        self.tasks.shutdown()
        self.saves.shutdown()
        for one in (self.holder, self.tasks, self.saves, self.session):
            one.deleteLater()


@pytest.fixture
def bench(qapp: QApplication, qtbot: Any, haven_home: Path) -> Iterator[Bench]:
    install_language(qapp, "en")
    apply_theme(qapp, "light")
    made = Bench(haven_home, qtbot)
    yield made
    left = left_to_the_collector()
    made.close()
    deliver_deletions()
    assert not left, f"left to the collector: {left}"


def drag(composer: ComposerWindow, start: QPoint, by: QPoint, *, free: bool = True) -> None:
    """Press, move in steps and release; Alt keeps from snapping."""
    keys = Qt.KeyboardModifier.AltModifier if free else Qt.KeyboardModifier.NoModifier
    port = composer.view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    for share in (0.3, 0.7, 1.0):
        at = QPointF(start) + QPointF(by) * share
        event = QMouseEvent(
            QEvent.Type.MouseMove, at, port.mapToGlobal(at), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, keys,
        )  # fmt: skip
        QApplication.sendEvent(port, event)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=start + by)


def middle(composer: ComposerWindow, element_id: str) -> QPoint:
    return composer.view.rect_px(composer.page.element(element_id).rect).center().toPoint()


def rect(composer: ComposerWindow, element_id: str) -> QRectF:
    return composer.page.element(element_id).rect


# -- seeing ---------------------------------------------------------------------------
def test_it_opens_once_shows_the_page_and_ends_its_thread(window, composer, qtbot):
    assert composer.view.page is not None and composer.view.picture is not None
    assert [item.id for item in composer.page.maps] == ["map"]
    assert (
        composer.testAttribute(Qt.WidgetAttribute.WA_Moved) and composer.pos().y() >= 0
    )  # its title bar is seen
    window.actions_["compose"].trigger()
    assert len([w for w in window.findChildren(ComposerWindow) if w.isVisible()]) == 1
    maker: PreviewMaker = composer.maker
    composer.close()
    assert maker.isFinished()


def test_an_edit_of_the_project_is_seen_at_once(bench, qtbot):
    composer = bench.composer
    before = composer.view.picture.image.copy()
    session = bench.session
    shelters = [item for item in session.scenario.facilities.values() if item.family == "shelter"]
    session.delete([item.id for item in shelters], "delete")
    settle(composer, qtbot)
    assert composer.view.picture.image != before
    session.undo_stack.undo()
    settle(composer, qtbot)


def test_the_preview_can_be_stopped_zoomed_and_fitted(bench, qtbot):
    composer = bench.composer
    composer._show_busy(True)
    assert composer.cancel.isVisible()
    composer.cancel.click()
    assert not composer.cancel.isVisible()
    composer._order()
    settle(composer, qtbot)
    view = composer.view
    composer.bar.fit_page.trigger()
    whole = view.zoom
    assert view.rect_px(QRectF(0, 0, *composer.page.size_mm)).height() <= view.viewport().height()
    composer.bar.fit_width.trigger()
    assert view.zoom > whole
    composer.bar.zoom_in.trigger()
    assert view.zoom > whole * 1.2
    settle(composer, qtbot)
    composer.bar.true_size.trigger()
    assert view.zoom == pytest.approx(composer.logicalDpiX() / 25.4)
    view.zoom_to(20.0)  # more than fits a picture: only what is in sight is drawn
    settle(composer, qtbot)
    part = view.picture.part_mm
    assert part.width() < composer.page.size_mm[0]
    assert part.contains(view.part_mm.intersected(QRectF(0, 0, *composer.page.size_mm)))


# -- moving and resizing --------------------------------------------------------------
def test_a_drag_moves_an_element_as_one_step_and_undo_takes_it_back(bench, qtbot):
    composer = bench.composer
    home = rect(composer, "legend")
    stack = bench.session.undo_stack
    drag(composer, middle(composer, "legend"), QPoint(-120, 25))
    settle(composer, qtbot)
    assert stack.count() == 1 and "Legend" in stack.undoText()
    found = rect(composer, "legend")
    zoom = composer.view.zoom
    assert found.left() == pytest.approx(home.left() - 120 / zoom, abs=0.05)
    assert found.top() == pytest.approx(home.top() + 25 / zoom, abs=0.05)
    assert found.height() == pytest.approx(home.height(), abs=0.01)
    assert found.width() == pytest.approx(home.width(), abs=0.01)
    stored = bench.session.project.settings.sheets["Layout 1"]["placed"]["page.legend"]
    assert stored == pytest.approx([found.left(), found.top(), found.width(), found.height()])
    QTest.keyClick(composer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(composer, qtbot)
    assert rect(composer, "legend") == home
    assert bench.session.project.settings.sheets == {}


def test_a_handle_resizes_the_map_and_its_scale_stays_round(bench, qtbot):
    composer = bench.composer
    view = composer.view
    view.select("map")
    before = rect(composer, "map")
    corner = view.rect_px(before).bottomRight().toPoint()
    drag(composer, corner, QPoint(-200, -150))
    settle(composer, qtbot)
    after = rect(composer, "map")
    assert after.topLeft() == before.topLeft()
    assert after.width() == pytest.approx(before.width() - 200 / view.zoom, abs=0.6)
    denominator = printed_denominator(composer.page.element("map").viewport)
    assert denominator % 5000 == pytest.approx(0, abs=0.01)
    assert bench.session.undo_stack.count() == 1


def test_edges_snap_to_guides(bench, qtbot):
    composer = bench.composer
    view = composer.view
    composer.edits.set_guides([100.0], [])
    settle(composer, qtbot)
    box = rect(composer, "north")
    off = (100.5 - box.left()) * view.zoom  # half a millimetre beside the guide, nearer than any part
    drag(composer, middle(composer, "north"), QPoint(round(off), 40), free=False)
    settle(composer, qtbot)
    edges = rect(composer, "north")
    assert 100.0 in (
        pytest.approx(edges.left(), abs=0.01), pytest.approx(edges.center().x(), abs=0.01),
        pytest.approx(edges.right(), abs=0.01),
    )  # fmt: skip


def test_keys_move_resize_and_hide(bench, qtbot):
    composer = bench.composer
    view, stack = composer.view, bench.session.undo_stack
    view.select("legend")
    view.setFocus()
    home = QRectF(rect(composer, "legend"))
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    settle(composer, qtbot)
    assert rect(composer, "legend").left() == pytest.approx(home.left() - 3, abs=0.02)
    assert rect(composer, "legend").top() == pytest.approx(home.top() - 10, abs=0.02)
    assert stack.count() == 1, "nudges of one element are one step"
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    settle(composer, qtbot)
    assert rect(composer, "legend").width() == pytest.approx(home.width() + 1, abs=0.02)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    settle(composer, qtbot)
    assert composer.page.element("legend") is None and "legend" in composer.page.choices
    stack.undo()
    settle(composer, qtbot)
    assert composer.page.element("legend") is not None


def test_a_click_selects_and_moves_nothing_tab_goes_on_and_escape_lets_go(bench, qtbot):
    composer = bench.composer
    view = composer.view
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(composer, "figures"))
    assert view.selection == "figures"
    assert bench.session.undo_stack.count() == 0
    view.select("")
    view.setFocus()
    seen = []
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        seen.append(view.selection)
    assert len(set(seen)) == 3 and all(seen)
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    assert view.selection == seen[1]
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selection == "" and composer.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not composer.isVisible()


def test_the_list_of_elements_hides_shows_and_resets(bench, qtbot):
    composer = bench.composer
    panel = composer.panel
    rows = {
        panel.parts.elements.item(row).data(Qt.ItemDataRole.UserRole): row
        for row in range(panel.parts.elements.count())
    }
    assert set(composer.page.choices) == set(rows)
    for element_id in ("ticks", "frame", "map", "approval"):
        panel.parts.elements.item(rows[element_id]).setCheckState(Qt.CheckState.Unchecked)
        settle(composer, qtbot)
        assert f"page.{element_id}" in composer.sheet.hidden
        assert composer.page.element(element_id) is None
    panel.parts.elements.setCurrentRow(rows["title"])
    assert composer.view.selection == "title"
    panel.parts.box_editors["left"].setValue(33.0)
    settle(composer, qtbot)
    assert rect(composer, "title").left() == 33.0
    panel.parts.reset_one.click()
    settle(composer, qtbot)
    assert rect(composer, "title") == composer.page.element("title").home
    panel.reset_all.click()
    settle(composer, qtbot)
    assert composer.sheet == MapSheet()
    assert composer.page.element("map") is not None


def test_guides_come_out_of_the_rulers_and_go_back(bench, qtbot):
    composer = bench.composer
    view = composer.view
    port = view.viewport()
    drag(composer, QPoint(5, 300), QPoint(400, 0))
    assert len(view.guides_x) == 1
    assert composer.sheet.guides_x_mm == pytest.approx((view.to_mm(QPointF(405, 0)).x(),), abs=0.1)
    at = round(view.to_px(QPointF(view.guides_x[0], 0)).x())
    below = round(view.to_px(QPointF(0, 4)).y())
    drag(composer, QPoint(at, below), QPoint(5 - at, 0))
    assert composer.sheet.guides_x_mm == ()
    assert port is not None and bench.session.undo_stack.count() == 2


# -- the map inside its frame ---------------------------------------------------------
def test_the_map_is_moved_and_scaled_inside_its_frame(bench, qtbot):
    composer = bench.composer
    composer.panel.map.move_map.click()
    assert composer.view.is_map_mode and composer.view.selection == "map"
    x, y, n = view_of(composer.page.element("map").viewport)
    frame = QRectF(rect(composer, "map"))
    drag(composer, middle(composer, "map"), QPoint(100, -60))
    settle(composer, qtbot)
    moved = view_of(composer.page.element("map").viewport)
    m_per_px = n / 1000 / composer.view.zoom
    assert moved[2] == pytest.approx(n)
    assert moved[0] == pytest.approx(x - 100 * m_per_px, abs=m_per_px)
    assert moved[1] == pytest.approx(y - 60 * m_per_px, abs=m_per_px)
    assert rect(composer, "map") == frame
    at = QPointF(middle(composer, "map"))
    for _ in range(2):
        QApplication.sendEvent(
            composer.view.viewport(),
            QWheelEvent(
                at, composer.view.viewport().mapToGlobal(at), QPoint(), QPoint(0, 120),
                Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
    settle(composer, qtbot)
    scaled = view_of(composer.page.element("map").viewport)
    assert scaled[2] < n
    assert scaled[:2] == pytest.approx(moved[:2], abs=n / 1000), "about the mouse, which was in the middle"
    assert bench.session.undo_stack.count() == 2, "one step for the drag, one for both turns of the wheel"
    QTest.keyClick(composer.view, Qt.Key.Key_Escape)
    assert not composer.view.is_map_mode


def test_scale_and_extent_are_chosen(window, composer, qtbot):
    panel = composer.panel
    usual = view_of(composer.page.element("map").viewport)
    panel.map.scale.setEditText("1:8万")
    panel.map.scale.lineEdit().setModified(True)
    panel.map.scale.lineEdit().editingFinished.emit()
    settle(composer, qtbot)
    assert view_of(composer.page.element("map").viewport)[2] == pytest.approx(80_000)
    panel.map.scale.setEditText("nonsense")
    panel.map.scale.lineEdit().setModified(True)
    panel.map.scale.lineEdit().editingFinished.emit()
    assert not panel.map.scale_error.isHidden()
    window.canvas.zoom_to((390_000.0, 3_996_000.0, 394_000.0, 3_999_000.0))
    panel.map.as_screen.click()
    settle(composer, qtbot)
    shown = composer.page.element("map").viewport.shown
    west, south, east, north = window.canvas.extent
    assert shown[0] <= west + 1 and shown[1] <= south + 1 and shown[2] >= east - 1 and shown[3] >= north - 1
    panel.map.county.click()
    settle(composer, qtbot)
    assert view_of(composer.page.element("map").viewport) == pytest.approx(usual)


# -- templates, pages, words ----------------------------------------------------------
def test_every_template_can_be_chosen_and_its_pages_turned(bench, qtbot):
    composer = bench.composer
    panel = composer.panel
    for template in ("single", "compare", "slide", "atlas"):
        panel.template.setCurrentIndex(panel.template.findData(template))
        panel.template.activated.emit(panel.template.currentIndex())
        settle(composer, qtbot)
        assert composer.sheet.template == template
        # A schedule has pages of its own where it has no room beside the map; a slide is one page.
        assert composer.bar.next.isEnabled() or template not in ("atlas", "compare")
        assert not composer.bar.next.isEnabled() or template != "slide"
        assert panel.other.isVisibleTo(panel.other.parentWidget()) == (template == "compare")
    number = 1
    while composer.page.kind != "unit":  # the county's schedule stands before its townships
        composer.bar.next.trigger()
        settle(composer, qtbot)
        number += 1
    assert composer.bar.page_box.value() == number
    assert composer.view.picture.page == number - 1
    drag(composer, middle(composer, "legend"), QPoint(15, 30))
    composer.bar.next.trigger()
    settle(composer, qtbot)
    page = composer.page
    assert page.element("legend").rect != page.element("legend").home, "moved on every township's page"


def test_words_are_taken_over_and_empty_ones_come_from_the_project(bench, qtbot):
    composer = bench.composer
    editor = composer.panel.words["title"]
    assert editor.text() == "" and "示例县" in editor.placeholderText()
    editor.setText("  防灾  总图 ")
    editor.editingFinished.emit()
    settle(composer, qtbot)
    assert composer.sheet.title == "防灾 总图"
    composer.panel.own_date.click()
    assert composer.sheet.made_on == bench.session.today
    assert bench.session.undo_stack.count() == 2


def test_enter_in_a_line_presses_no_button(bench, qtbot):
    composer = bench.composer
    composer.panel.setCurrentIndex(2)
    composer.view.select("legend")
    editor = composer.panel.words["title"]
    editor.setFocus()
    QTest.keyClicks(editor, "AB")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(composer, qtbot)
    assert composer.sheet == MapSheet(title="AB")
    assert bench.session.undo_stack.count() == 1 and composer.isVisible()


def test_paper_takes_moved_elements_along_and_upright_sends_them_home(bench, qtbot):
    composer = bench.composer
    drag(composer, middle(composer, "legend"), QPoint(-60, 10))
    settle(composer, qtbot)
    before = composer.sheet.placed["page.legend"]
    panel = composer.panel
    panel.paper.setCurrentIndex(panel.paper.findData("A4"))
    panel.paper.activated.emit(panel.paper.currentIndex())
    after = composer.sheet.placed["page.legend"]
    assert after[0] == pytest.approx(before[0] * 297 / 420)
    panel.orientation.setCurrentIndex(1)
    panel.orientation.activated.emit(1)
    assert composer.sheet.placed == {}
    assert composer.messages.message is not None


def test_layouts_are_made_and_removed_by_name(bench, qtbot, monkeypatch):
    composer = bench.composer
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: ("挂图", True))
    composer.bar.new.trigger()
    assert composer.bar.layout_box.currentText() == "挂图"
    assert list(bench.session.project.settings.sheets) == ["Layout 1", "挂图"]
    composer.bar.duplicate.trigger()
    assert composer.bar.layout_box.currentText() == "挂图 2"
    monkeypatch.setattr(QInputDialog, "getText", lambda *a, **k: ("册页", True))
    composer.bar.rename.trigger()
    assert [composer.bar.layout_box.itemText(i) for i in range(composer.bar.layout_box.count())] == [
        "Layout 1", "挂图", "册页",
    ]  # fmt: skip
    composer.bar.delete.trigger()
    assert composer.bar.layout_box.currentText() == "挂图"
    composer.bar.layout_box.setCurrentIndex(0)
    composer.bar.layout_box.activated.emit(0)
    assert composer.layouts.current == "Layout 1"


# -- output ---------------------------------------------------------------------------
def save_to(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))


def the_preview_is_the_page(window: MainWindow, composer: ComposerWindow, path: Path) -> None:
    """The same drawing: the picture on the screen and the PNG of the same size hardly differ."""
    picture = composer.view.picture
    session = window.session
    work = sheet_work(
        session.project.snapshot(), path, "en", composer.sheet, made_on=session.today,
        width_px=round(composer.page.size_mm[0] * picture.px_per_mm),
    )  # fmt: skip
    run_to_end(work)
    written = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    seen = picture.image
    width, height = min(written.width(), seen.width()), min(written.height(), seen.height())

    def pixels(image: QImage) -> np.ndarray:
        rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), -1)
        return rows[:height, : width * 4].astype(np.int16)

    assert abs(written.width() - seen.width()) <= 1
    difference = np.abs(pixels(written) - pixels(seen))
    assert (difference > 60).mean() < 0.03


def test_what_is_seen_is_written(window, composer, qtbot, tmp_path, monkeypatch):
    the_preview_is_the_page(window, composer, tmp_path / "preview.png")
    composer.panel.words["title"].setText("甲图")
    composer.panel.words["title"].editingFinished.emit()
    pdf, png = tmp_path / "a.pdf", tmp_path / "a.png"
    save_to(monkeypatch, pdf)
    composer.bar.pdf.trigger()
    wait_until_idle(window, qtbot)
    assert "甲图" in "".join(words_of(pdf))
    assert composer.messages.message is not None and pdf.name in composer.messages.message.what
    save_to(monkeypatch, png)
    composer.bar.slides[1920].trigger()
    wait_until_idle(window, qtbot)
    image = QImage(str(png))
    assert (image.width(), image.height()) == (1920, 1080)


def test_the_file_is_the_same_whatever_the_window_shows(window, composer, qtbot, tmp_path, monkeypatch):
    def digest(name: str) -> bytes:
        path = tmp_path / name
        save_to(monkeypatch, path)
        composer.bar.pdf.trigger()
        wait_until_idle(window, qtbot)
        return hashlib.sha256(path.read_bytes()).digest()

    first = digest("1.pdf")
    canvas = window.canvas
    canvas.zoom_to((390_000.0, 3_996_000.0, 394_000.0, 3_999_000.0))
    canvas.set_options(theme="density", coverage_key="fire", show_labels=False, dark=True)
    canvas.set_hidden_families(frozenset({"shelter", "depot"}))
    window.resize(900, 640)
    composer.view.zoom_to(9.0)
    composer.view.select("legend")
    window.session.select([next(iter(window.session.scenario.facilities))])
    window.hide()
    assert digest("2.pdf") == first
    window.show()


def test_printing_uses_the_sheet_s_paper_and_all_its_pages(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    project = usual_project()
    sheet = MapSheet(template="atlas", paper="A2", orientation="portrait")
    run_to_end(print_work(project, printer, "en", sheet, made_on=DAY))
    reader = pypdf.PdfReader(path)
    assert len(reader.pages) >= 1 + len(project.county.townships.names)
    for page in reader.pages:
        size = [float(side) * 25.4 / 72 for side in (page.mediabox.width, page.mediabox.height)]
        assert size == pytest.approx([420, 594], abs=0.6)
    assert "Page2of" in words_of(path, slice(1, 2))[0]


def test_printed_pages_can_be_chosen(qapp, tmp_path):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    sheet = MapSheet(template="atlas", paper="A4")
    run_to_end(print_work(usual_project(), printer, "en", sheet, made_on=DAY))
    pages = words_of(path)
    assert len(pages) == 2 and "Page2of" in pages[0]


def test_without_a_printer_it_says_what_to_do(window, composer, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: [])
    composer.bar.print.trigger()
    assert window.messages.message is not None
    assert "PDF" in window.messages.message.repair


def test_another_language_is_spoken_by_window_and_sheet(window, composer, qtbot):
    window.set_language("zh")
    settle(composer, qtbot)
    assert composer.windowTitle() == "打印排版"
    assert composer.page.element("legend") is not None
    templates = composer.panel.template
    assert templates.itemText(templates.findData("atlas")) == "分乡镇图集"
    window.set_language("en")
    settle(composer, qtbot)


def test_another_project_closes_it(window, composer):
    maker = composer.maker
    window.session.open(made_project(roads=2, villages=10, towns=2), None)
    assert maker.isFinished()
    assert [found for found in window.findChildren(ComposerWindow) if found.isVisible()] == []
