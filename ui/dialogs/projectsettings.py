"""County and plan: names, code, the plan that the county is held against, the coordinate system."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from models.plans.plans import profile_ids, profile_of
from models.rules.rules import ruleset_ids, ruleset_names
from ui.core.guard import guarded
from ui.core.i18n import Retranslated, term
from ui.core.session import Session
from ui.dialogs.localfacts import LocalFactsForm
from ui.widgets.fitting import Scrolled, resize_on_screen
from ui.widgets.parts import label, line
from ui.widgets.quiet import QuietBox


class ProjectSettingsDialog(Retranslated, QDialog):
    """Accepting makes one undo step of everything that changed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        settings = session.project.settings
        self.name = QLineEdit(settings.name)
        self.county = QLineEdit(settings.county_name)
        self.code = QLineEdit(settings.county_code)
        self.plan = QuietBox()
        for profile_id in (*profile_ids(), *settings.custom_profiles):
            self.plan.addItem("", profile_id)
        self.plan.setCurrentIndex(self.plan.findData(settings.profile_id))
        self.ruleset = QuietBox()
        for ruleset_id in ruleset_ids():
            self.ruleset.addItem("", ruleset_id)
        self.ruleset.setCurrentIndex(self.ruleset.findData(settings.ruleset_id))
        self.local = LocalFactsForm(session)
        self._local_heading = label("heading")
        self._crs = label("muted", wrap=True)
        self._labels = [QLabel() for _ in range(6)]
        form = QFormLayout()
        form.setSpacing(9)
        editors = (self.name, self.county, self.code, self.plan, self.ruleset, self._crs)
        for name, editor in zip(self._labels, editors, strict=True):
            form.addRow(name, editor)
            name.setBuddy(editor)  # its name to a screen reader
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(16)
        inner.addLayout(form)
        inner.addWidget(line())
        inner.addWidget(self._local_heading)
        inner.addWidget(self.local)
        self.retranslate()  # before anything asks how large the boxes are: they say it once
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 18, 20, 14)
        box.setSpacing(16)
        box.addWidget(Scrolled(content))
        box.addWidget(buttons)
        self.setMinimumWidth(460)
        resize_on_screen(self, self.sizeHint().width(), self.sizeHint().height())

    def retranslate(self) -> None:
        """Put everything in the present language."""
        from layers.coordinates.crs import zone_label

        lang = self._session.lang
        self.setWindowTitle(self.tr("County and plan"))
        names = (
            self.tr("Project name"),
            term("workbook.cover.county"),
            self.tr("Administrative code"),
            self.tr("Plan checked against"),
            term("workbook.cover.rules"),
            term("workbook.head.crs"),
        )
        for widget, text in zip(self._labels, names, strict=True):
            widget.setText(text)
        self.county.setPlaceholderText(self._session.project.county.name)
        self.code.setPlaceholderText(self._session.project.county.code)
        for position in range(self.plan.count()):
            profile = profile_of(self._session.project.settings, self.plan.itemData(position))
            self.plan.setItemText(position, profile.plan[lang])
        for position in range(self.ruleset.count()):
            self.ruleset.setItemText(position, ruleset_names(self.ruleset.itemData(position))[lang])
        self._local_heading.setText(self.tr("What no layer tells"))
        self._crs.setText(zone_label(self._session.project.settings.crs_epsg, lang))

    @guarded()
    def accept(self) -> None:
        """Carry out what was changed."""
        project = self._session.project
        changes = {
            "name": self.name.text().strip(),
            "county_name": self.county.text().strip(),
            "county_code": self.code.text().strip(),
            "profile_id": self.plan.currentData(),
            "ruleset_id": self.ruleset.currentData(),
            "local": self.local.facts(),
        }
        changed = {key: value for key, value in changes.items() if getattr(project.settings, key) != value}
        if changed:
            self._session.push(project.settings_edit(**changed), self.tr("Change county and plan"))
        super().accept()
