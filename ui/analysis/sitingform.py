"""What is asked of new sites: family, where they may stand, class, aim, number, limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from models.county.layer import Role
from models.facilities.facility import Family, Status, field_specs
from models.facilities.families import family_specs
from models.findings.numbers import figure_text
from models.kernel.text import t
from models.locate.adjoining import SMALL
from models.locate.ask import AGAINST, Against, Ask
from models.locate.places import Source
from models.locate.problem import Model
from models.shelters.values import TARGET_RULE
from ui.core.i18n import Retranslated
from ui.core.session import Session
from ui.widgets.parts import label, link_button
from ui.widgets.quiet import QuietBox
from ui.widgets.spins import DecimalSpin, Spin

MODELS = (Model.MCLP, Model.LSCP, Model.PMEDIAN, Model.PCENTER)
FAMILIES = tuple(Family(name) for name, spec in family_specs().items() if spec.travel)
QUOTAS = "="
"""What the choice of a class holds where each class has a number of its own."""
MOST_NEW = 200
_SPACING_M = (100, 20_000, 1_000)
_MOST_MONEY = 1e7
_MOST_AREA_KM2 = 100.0
_MOST_PERSONS = 10_000_000
_BACKUP = ("none", "after", "twice")
_WAN = 10_000.0


@dataclass(frozen=True)
class Wanted:
    """What the form says.

    Parameters
    ----------
    layer_id
        Layer whose features are places; empty for another source.
    """

    ask: Ask
    source: Source
    layer_id: str
    spacing_m: float
    site_class: str


class SitingForm(Retranslated, QWidget):
    """Choices in two columns; what does not apply is not shown.

    Signals
    -------
    changed
        Something else is asked.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.family_box, self.source_box, self.class_box = QuietBox(), QuietBox(), QuietBox()
        self.model_box, self.number_box, self.each_box = QuietBox(), Spin(), QCheckBox()
        self.area_box, self.adjoin_box = QCheckBox(), QCheckBox()
        self.spacing_box = Spin()
        least, most, usual = _SPACING_M
        self.spacing_box.setRange(least, most)
        self.spacing_box.setValue(usual)
        self.spacing_box.setSingleStep(100)
        self.spacing_box.setGroupSeparatorShown(True)
        for family in FAMILIES:
            self.family_box.addItem("", family)
        for model in MODELS:
            self.model_box.addItem("", model)
        self.number_box.setRange(1, MOST_NEW)
        self.number_box.setValue(3)
        self.quota_boxes: dict[str, QSpinBox] = {}
        self._quotas = QWidget()
        self._quota_form = QFormLayout(self._quotas)
        self._quota_form.setContentsMargins(0, 0, 0, 0)
        self._quota_form.setVerticalSpacing(4)
        self.hold_boxes: dict[str, QSpinBox] = {}
        self.area_boxes: dict[str, QDoubleSpinBox] = {}
        self.against_box, self.backup_box = QuietBox(), QuietBox()
        for key in _BACKUP:
            self.backup_box.addItem("", key)
        self.budget_box, self.price_box, self.price_m2_box = (_money(1), _money(1), _money(0))
        self.least_box, self.most_box = _money(0), _money(0)
        self._rows: Mapping[str, QWidget] = {
            "family": self.family_box,
            "source": self.source_box,
            "spacing": self.spacing_box,
            "class": self.class_box,
            "": self._quotas,
            "model": self.model_box,
            "number": self.number_box,
            "against": self.against_box,
        }
        self._limit_rows: Mapping[str, QWidget] = {
            "budget": self.budget_box,
            "price": self.price_box,
            "price_m2": self.price_m2_box,
            "least_m2": self.least_box,
            "most_m2": self.most_box,
            "backup": self.backup_box,
        }
        self._names: dict[str, QLabel] = {}
        self._limits = QWidget()
        self._limit_form = self._form(self._limits, self._limit_rows)
        self._limit_form.addRow(self.each_box)
        self._limit_form.addRow(self.area_box)
        self._limits.hide()
        self.limits_button = link_button(lambda: self._limits.setVisible(self._limits.isHidden()))
        self._fields = QWidget()
        self._field_form = self._form(self._fields, self._rows)
        below = self._field_form.getWidgetPosition(self._quotas)[0] + 1  # type: ignore[index]
        self._field_form.insertRow(below, self.adjoin_box)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._fields)
        box.addWidget(self.limits_button)
        box.addWidget(self._limits)
        shrink = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        fields = (self.family_box, self.source_box, self.class_box, self.model_box)
        for one in (*fields, self.against_box, self.backup_box):  # the longest choice is wider than the panel
            one.setSizeAdjustPolicy(shrink)
        self.family_box.currentIndexChanged.connect(lambda _: self._on_family())
        self.model_box.currentIndexChanged.connect(lambda _: self._fill_against())
        for combo in (self.source_box, self.class_box, self.model_box, self.against_box, self.backup_box):
            combo.currentIndexChanged.connect(lambda _: self._on_change())
        for spin in (self.number_box, self.spacing_box):
            spin.valueChanged.connect(lambda _: self.changed.emit())
        for money in (self.budget_box, self.price_box, self.price_m2_box, self.least_box, self.most_box):
            money.valueChanged.connect(lambda _: self._on_change())
        self.each_box.toggled.connect(lambda _: self.changed.emit())
        self.area_box.toggled.connect(lambda _: self._on_change())
        self.adjoin_box.toggled.connect(lambda _: self.changed.emit())

    def _form(self, holder: QWidget, rows: Mapping[str, QWidget]) -> QFormLayout:
        form = QFormLayout(holder)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(5)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key, widget in rows.items():
            if not key:  # its own labels say what it is
                form.addRow(widget)
                continue
            self._names[key] = label("muted")
            form.addRow(self._names[key], widget)
        return form

    # -- words ---------------------------------------------------------------------------------------------
    def retranslate(self) -> None:
        """Put everything in the present language."""
        lang = self._session.lang
        for key, name in self._names.items():
            text = t(f"sitepage.field.{key}", lang)
            name.setText(text)
            {**self._rows, **self._limit_rows}[key].setAccessibleName(text)
        for at, family in enumerate(FAMILIES):
            self.family_box.setItemText(at, t(f"family.{family}.plural", lang))
        for at, model in enumerate(MODELS):
            self.model_box.setItemText(at, t(f"recommend.model.{model}", lang))
        self.each_box.setText(t("recommend.each", lang))
        self.adjoin_box.setText(t("sitepage.adjoin", lang))
        self.adjoin_box.setToolTip(t("sitepage.adjoin_tip", lang))
        self.limits_button.setText(t("sitepage.limits", lang))
        self.spacing_box.setSuffix(f" {t('unit.m', lang)}")
        nothing = t("sitepage.no_limit", lang)
        for box in (self.budget_box, self.least_box, self.most_box):
            box.setSpecialValueText(nothing)
        for box in (self.least_box, self.most_box):
            box.setSuffix(f" {t('unit.m2', lang)}")
        for at, key in enumerate(_BACKUP):
            self.backup_box.setItemText(at, t(f"sitepage.backup.{key}", lang))
        for box in (self.budget_box, self.price_box):
            box.setSuffix(f" {t('unit.10k_yuan', lang)}")
        self.price_m2_box.setSuffix(f" {t('sitepage.yuan_m2', lang)}")
        self.refresh()

    def refresh(self) -> None:
        """Follow the project: its layers, the classes of the family."""
        self._fill_sources()
        self._fill_classes()
        self._fill_against()
        if self._session.has_project:
            asked = figure_text(self._session.rules[TARGET_RULE], "m2_per_person", self._session.lang)
            self.area_box.setText(t("sitepage.per_resident", self._session.lang, area=asked))
        self._show_rows()

    @property
    def family(self) -> Family:
        """The family that is asked about."""
        return Family(self.family_box.currentData())

    def _fill_sources(self) -> None:
        lang, chosen = self._session.lang, self.source_box.currentData()
        items = [(t("site.source.candidates", lang), Source.CANDIDATES.value)]
        if self._session.has_project:
            layers = self._session.project.layers
            items += [
                (t("sitepage.of_layer", lang, name=layer.name), f"{Source.LAYER}:{layer.id}")
                for layer in layers
                if len(layer) and layer.role not in (Role.COUNTY, Role.HAZARDS)
            ]
        items += [(t(f"site.source.{one}", lang), one.value) for one in (Source.GRID, Source.ROADS)]
        _refill(self.source_box, items, chosen)

    def _fill_classes(self) -> None:
        lang, chosen = self._session.lang, self.class_box.currentData()
        field = self.family.spec.class_field
        spec = next((one for one in field_specs(self.family) if one.name == field), None)
        names = (
            [] if spec is None else [(t(f"choice.{spec.choices}.{one}", lang), one) for one in spec.values]
        )
        items = [(t("sitepage.class_as_is", lang), ""), *names]
        if names:
            items.append((t("sitepage.by_class", lang), QUOTAS))
        _refill(self.class_box, items, chosen)
        if list(self.quota_boxes) != [key for _, key in names]:
            while self._quota_form.rowCount():
                self._quota_form.removeRow(0)
            self.quota_boxes = {key: Spin() for _, key in names}
            self.hold_boxes = {key: Spin() for _, key in names if self.family == Family.DEPOT}
            self.area_boxes = {
                key: DecimalSpin()
                for _, key in names
                if self.family == Family.FIRE_STATION and self._usual_area(key) is not None
            }
            for key, box in self.quota_boxes.items():
                box.setRange(0, MOST_NEW)
                box.valueChanged.connect(lambda _: self._on_change())
                self._quota_form.addRow(label("muted"), self._quota_row(key, box))
        for text, key in names:
            self.quota_boxes[key].setAccessibleName(text)
            held = self.hold_boxes.get(key)
            if held is not None:
                holds = t("sitepage.field.holds", lang)
                held.setAccessibleName(f"{text} {holds}")
                held.setToolTip(holds)
                held.setSpecialValueText(t("sitepage.holds_open", lang))
                held.setSuffix(f" {t('unit.persons', lang)}")
            area = self.area_boxes.get(key)
            if area is not None:
                self._name_area(area, key, text)
            box, beside = self.quota_boxes[key], held or area
            name = self._quota_form.labelForField(box if beside is None else box.parentWidget() or box)
            if isinstance(name, QLabel):
                name.setText(text)

    def _quota_row(self, key: str, box: QSpinBox) -> QWidget:
        """The number of a class, and the persons that a depot of it holds stock for, or a station's area."""
        held, area = self.hold_boxes.get(key), self.area_boxes.get(key)
        beside: QWidget
        if held is not None:
            held.setRange(0, _MOST_PERSONS)
            held.setSingleStep(500)
            held.setGroupSeparatorShown(True)
            held.valueChanged.connect(lambda _: self.changed.emit())
            beside = held
        elif area is not None:
            area.setRange(0.0, _MOST_AREA_KM2)
            area.setDecimals(1)
            area.setSingleStep(0.5)
            area.setValue(self._usual_area(key) or 0.0)
            area.valueChanged.connect(lambda _: self.changed.emit())
            beside = area
        else:
            return box
        for part in (box, beside):  # the widest number would make the panel wider than it is
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(box, 1)
        line.addWidget(beside, 2)
        return row

    def _usual_area(self, key: str) -> float | None:
        """Jurisdiction of a class of fire stations by the rules, km2; ``None`` where it has none."""
        if not self._session.has_project:
            return None
        rule = f"fire.{key}.area_limit_km2"
        if rule not in self._session.rules:
            return None
        return self._session.rules[rule] if self._session.rules.are_given([rule]) else 0.0

    def _name_area(self, box: QDoubleSpinBox, key: str, text: str) -> None:
        lang = self._session.lang
        name = t("sitepage.field.class_area", lang)
        box.setAccessibleName(f"{text} {name}")
        usual = self._usual_area(key)
        box.setToolTip(t("sitepage.class_area_tip", lang, area="—" if usual is None else f"{usual:g}"))
        box.setSpecialValueText(t("sitepage.class_by_time", lang))
        box.setSuffix(f" {t('unit.km2', lang)}")

    def _fill_against(self) -> None:
        """What goes with the aim."""
        lang, chosen = self._session.lang, self.against_box.currentData()
        model = Model(self.model_box.currentData() or Model.MCLP)
        items = [(t("sitepage.against.none", lang), "")]
        items += [(t(f"sitepage.against.{one}", lang), one.value) for one in AGAINST[model]]
        _refill(self.against_box, items, chosen)

    @property
    def candidates(self) -> int | None:
        """How many candidates of the family there are to choose among; ``None`` for another source."""
        if self._source[0] != Source.CANDIDATES or not self._session.has_project:
            return None
        facilities = self._session.scenario.facilities.values()
        return sum(one.family == self.family and one.status == Status.CANDIDATE for one in facilities)

    @property
    def lacks_number(self) -> bool:
        """Whether each class is to have a number of its own, and none has any."""
        is_by_class = self.class_box.currentData() == QUOTAS
        return is_by_class and not any(box.value() for box in self.quota_boxes.values())

    @property
    def lacks_price(self) -> bool:
        """Whether costs are to be weighed, and none is given."""
        is_free = not (self.price_box.value() or self.price_m2_box.value())
        return self.against_box.currentData() == Against.COST and is_free

    @property
    def _asks_small(self) -> bool:
        """Whether small fire stations are asked for, each class by an area of its own."""
        small = self.quota_boxes.get(SMALL) if self.family == Family.FIRE_STATION else None
        is_cover = self.model_box.currentData() in (Model.MCLP, Model.LSCP)
        return is_cover and self.class_box.currentData() == QUOTAS and small is not None and small.value() > 0

    def _show_rows(self) -> None:
        count = self.candidates
        self.number_box.setMaximum(count or MOST_NEW)
        # With the area of each township asked for, the number may be left to the search.
        is_open = self.family == Family.SHELTER and self.area_box.isChecked()
        self.number_box.setMinimum(0 if is_open else 1)
        self.number_box.setSpecialValueText(t("sitepage.fewest", self._session.lang) if is_open else "")
        source, has_quotas = self._source[0], self.class_box.currentData() == QUOTAS
        form = self._field_form
        form.setRowVisible(self.spacing_box, source in (Source.GRID, Source.ROADS))
        form.setRowVisible(self.class_box, self.class_box.count() > 1)
        form.setRowVisible(self._quotas, has_quotas)
        form.setRowVisible(self.adjoin_box, self._asks_small)
        self._limit_form.setRowVisible(self.area_box, self.family == Family.SHELTER)
        has_number = self.model_box.currentData() != Model.LSCP and not has_quotas
        form.setRowVisible(self.number_box, has_number)
        is_cover = self.model_box.currentData() in (Model.MCLP, Model.LSCP)
        self._limit_form.setRowVisible(self.backup_box, is_cover and not self.against_box.currentData())
        if self.lacks_price:
            self._limits.show()

    # -- changing ------------------------------------------------------------------------------------------
    def _on_family(self) -> None:
        with QSignalBlocker(self.class_box):
            self._fill_classes()
        self._on_change()

    def _on_change(self) -> None:
        self._show_rows()
        self.changed.emit()

    # -- what it says --------------------------------------------------------------------------------------
    @property
    def _source(self) -> tuple[Source, str]:
        kind, _, layer_id = (self.source_box.currentData() or Source.CANDIDATES.value).partition(":")
        return Source(kind), layer_id

    def wanted(self, must: frozenset[str], ban: frozenset[str]) -> Wanted:
        """What is asked, with the places that are to be used and that are not."""
        model = Model(self.model_box.currentData())
        chosen = self.class_box.currentData() or ""
        quotas: tuple[tuple[str, int], ...] = ()
        if chosen == QUOTAS:
            boxes = self.quota_boxes.items()
            quotas = tuple((key, box.value()) for key, box in boxes if box.value())
        has_budget = self.budget_box.value() > 0
        against = Against(self.against_box.currentData()) if self.against_box.currentData() else None
        has_price = has_budget or against == Against.COST
        backup = self.backup_box.currentData() if self._limit_form.isRowVisible(self.backup_box) else ""
        per_resident = self.family == Family.SHELTER and self.area_box.isChecked()
        held = {key: float(box.value()) for key, box in self.hold_boxes.items() if box.value()}
        areas = {key: box.value() for key, box in self.area_boxes.items()}
        source, layer_id = self._source
        ask = Ask(
            self.family,
            model,
            None if model == Model.LSCP or chosen == QUOTAS else self.number_box.value() or None,
            must=tuple(sorted(must)),
            ban=tuple(sorted(ban)),
            per_township=self.each_box.isChecked(),
            budget=self.budget_box.value() * _WAN if has_budget else None,
            price=self.price_box.value() * _WAN if has_price else 0.0,
            price_m2=self.price_m2_box.value() if has_price else 0.0,
            quotas=quotas,
            holds=tuple((key, held[key]) for key, _ in quotas if key in held),
            times=2 if backup == "twice" else 1,
            backs_up=backup == "after",
            least_m2=self.least_box.value() or None,
            most_m2=self.most_box.value() or None,
            per_resident=per_resident,
            against=against,
            areas=tuple(areas.items()) if quotas and model in (Model.MCLP, Model.LSCP) else (),
            adjoins=self._asks_small and self.adjoin_box.isChecked(),
        )
        site_class = "" if chosen == QUOTAS else str(chosen)
        return Wanted(ask, source, layer_id, float(self.spacing_box.value()), site_class)


def _money(decimals: int) -> QDoubleSpinBox:
    box = DecimalSpin()
    box.setRange(0.0, _MOST_MONEY)
    box.setDecimals(decimals)
    box.setGroupSeparatorShown(True)
    return box


def _refill(box: QComboBox, items: list[tuple[str, str]], chosen: object) -> None:
    """Other words and choices; what was chosen stays if there still is such a choice."""
    with QSignalBlocker(box):
        box.clear()
        for text, key in items:
            box.addItem(text, key)
        box.setCurrentIndex(max(box.findData(chosen), 0))
