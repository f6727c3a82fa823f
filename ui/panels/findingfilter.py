"""What the findings panel shows: words, verdicts, a family, a township, and the year of the targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.findings.findings import Finding, Verdict
from models.findings.formulas import figure_name
from models.kernel.text import LANGUAGES, t
from ui.core.i18n import Retranslated, term
from ui.core.icons import VERDICT_ICONS, icon
from ui.core.session import Session
from ui.core.themes import current_theme
from ui.widgets.parts import icon_button
from ui.widgets.quiet import QuietBox

WHOLE_COUNTY = -1


class FindingFilter(Retranslated, QWidget):
    """Two lines above the findings.

    Signals
    -------
    changed
        Other rows are wanted.
    year_chosen(int)
        Year whose targets are to be in force; 0 for that of the day.
    """

    changed = Signal()
    year_chosen = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.changed)
        self._search_mark = QAction(self.search)
        self.search.addAction(self._search_mark, QLineEdit.ActionPosition.LeadingPosition)
        self.families, self.townships, self.years = QuietBox(), QuietBox(), QuietBox()
        for box in (self.families, self.townships, self.years):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            box.setMaxVisibleItems(24)
            box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            box.view().setMinimumWidth(150)
        # Words and a township stand side by side without widening the panel; the year stands beside the plan.
        self.search.setMinimumWidth(64)
        self.years.setMinimumContentsLength(3)
        self.families.setMinimumContentsLength(6)
        for box in (self.families, self.townships):
            box.currentIndexChanged.connect(self.changed)
        self.years.activated.connect(lambda _: self.year_chosen.emit(self.years.currentData() or 0))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(250)
        self.verdicts: dict[Verdict, QToolButton] = {}
        # What is seldom asked for is shown by the button: the rows have its room until then.
        self.more = QWidget()
        words, marks = QHBoxLayout(self.more), QHBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self.search, 3)
        words.addWidget(self.townships, 3)
        for verdict in (Verdict.FAIL, Verdict.PASS, Verdict.NO_DATA, Verdict.INFO):
            button = QToolButton()
            button.setCheckable(True)
            button.setProperty("flat", True)  # four of them and the families share one line
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(13, 13))
            button.toggled.connect(self.changed)
            self.verdicts[verdict] = button
            marks.addWidget(button)
        marks.addStretch(1)
        marks.addWidget(self.families)
        self.more_button = icon_button("search")
        self.more_button.setCheckable(True)
        self.more_button.toggled.connect(self.show_more)
        marks.addWidget(self.more_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 0, 8, 5)
        whole.setSpacing(4)
        for line in (words, marks):
            line.setSpacing(3)
        whole.addLayout(marks)
        whole.addWidget(self.more)
        self.more.hide()
        self.retranslate()

    def show_more(self, is_shown: bool) -> None:
        """Show or hide the line of words and township; hidden it narrows nothing."""
        self.more_button.setChecked(is_shown)
        self.more.setVisible(is_shown)
        if is_shown:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.search.clear()
            self.townships.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.more_button.name(self.tr("Search, and choose a township"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Show rows with these words"))
        self.search.setToolTip(self.search.accessibleName())
        self.families.setAccessibleName(self.tr("Show findings of"))
        self.townships.setAccessibleName(self.tr("Show findings with places in"))
        self.years.setAccessibleName(self.tr("Year whose targets are in force"))
        for box in (self.families, self.townships, self.years):
            box.setToolTip(box.accessibleName())
        self.restyle()

    def restyle(self) -> None:
        """Draw in the colours of the theme in force."""
        self._search_mark.setIcon(icon("search"))

    # -- choices -------------------------------------------------------------------------------------------
    def offer_families(self, families: Sequence[str]) -> None:
        """Families that there are findings of."""
        names = [t(f"finding_family.{family}", self._session.lang) for family in families]
        _refill(self.families, [(self.tr("All"), ""), *zip(names, families, strict=True)])

    def offer_townships(self, names: Sequence[str]) -> None:
        """Names of the county's places, by their row."""
        choices = [(term("shelter_scope.county"), WHOLE_COUNTY)]
        choices += [(name, index) for index, name in enumerate(names)]
        _refill(self.townships, choices)
        self.townships.setVisible(len(names) > 0)

    def offer_years(self, years: Sequence[int], chosen: int | None) -> None:
        """Years that targets are set for; nothing to choose where no row has several."""
        choices = [(self.tr("By date"), 0), *((str(year), year) for year in years)]
        if chosen and chosen not in years:
            choices.append((str(chosen), chosen))
        _refill(self.years, choices)
        self.years.setCurrentIndex(max(0, self.years.findData(chosen or 0)))
        self.years.setVisible(bool(years))

    def count(self, findings: Iterable[Finding], words: dict[Verdict, str]) -> None:
        """Show on each button how many rows have its verdict."""
        counts = Counter(finding.verdict for finding in findings)
        theme = current_theme()
        for verdict, button in self.verdicts.items():
            button.setText(str(counts[verdict]))
            button.setIcon(icon(VERDICT_ICONS[verdict], theme.verdict(verdict)))
            button.setToolTip(self.tr("Show only: {word}").format(word=words[verdict]))
            button.setAccessibleName(f"{words[verdict]}: {counts[verdict]}")
            button.setVisible(counts[verdict] > 0 or button.isChecked())

    # -- what is wanted ------------------------------------------------------------------------------------
    @property
    def township(self) -> int:
        """Row of the chosen township among the county's places, or WHOLE_COUNTY."""
        chosen = self.townships.currentData()
        return WHOLE_COUNTY if chosen is None else int(chosen)

    @property
    def is_narrowed(self) -> bool:
        """Whether rows are looked for by their words, verdicts or places."""
        return (
            bool(self.search.text().strip())
            or self.township != WHOLE_COUNTY
            or any(button.isChecked() for button in self.verdicts.values())
        )

    def has_verdict(self, finding: Finding) -> bool:
        """Whether a row's verdict is wanted; without a choice all are."""
        wanted = {verdict for verdict, button in self.verdicts.items() if button.isChecked()}
        return not wanted or finding.verdict in wanted

    def lets_through(self, finding: Finding) -> bool:
        """Whether a row is wanted by words and family."""
        if (self.families.currentData() or "") not in ("", finding.family):
            return False
        words = self.search.text().casefold().split()
        if not words:
            return True
        names = [*finding.names.values(), *(figure_name(finding.figure.id, lang) for lang in LANGUAGES)]
        text = " ".join(names).casefold()
        return all(word in text for word in words)

    def clear(self) -> None:
        """Show everything again."""
        self.search.clear()
        self.families.setCurrentIndex(0)
        self.townships.setCurrentIndex(0)
        for button in self.verdicts.values():
            button.setChecked(False)


def _refill(box: QComboBox, choices: Sequence[tuple[str, object]]) -> None:
    """Offer other choices and keep the chosen one, if it is still there."""
    if [(box.itemText(i), box.itemData(i)) for i in range(box.count())] == list(choices):
        return
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for text, data in choices:
        box.addItem(text, data)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)
