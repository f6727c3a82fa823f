"""Pages about teams, aircraft and the checklists of townships and villages."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QWidget

from models.access.measures import team_way
from models.access.words import pace_text
from models.facilities.facility import Family, Helipad, Team
from models.findings.formulas import figure_name, missing_text
from models.findings.numbers import figure_text
from models.findings.places import facility_place
from models.kernel.text import t
from models.registers.checklists import ChecklistRow, checklist_rows, checklists, item_ids
from models.teams.air import air_figures, air_rows
from models.teams.teams import TeamGroup, team_groups, team_times
from ui.analysis.page import TablePage
from ui.analysis.resulttable import Told, numbers, words
from ui.core.i18n import term
from ui.core.session import Session
from ui.widgets.parts import label
from ui.widgets.quiet import QuietBox


class TeamPage(TablePage):
    """A page about teams."""

    @property
    def teams(self) -> tuple[Team, ...]:
        """Teams that count."""
        return tuple(one for one in self.session.counted(Family.TEAM) if isinstance(one, Team))

    def minutes(self, value: float | None) -> str:
        """Minutes; no data in words."""
        return self.amount(value, "min")


class GroupsPage(TeamPage):
    """Head counts: city teams by specialty, county teams by county, township teams by township."""

    families = (Family.TEAM,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.only_short = QCheckBox()
        self.only_short.toggled.connect(self.refresh)
        self.top.insert_widget(0, self.only_short)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.only_short.setText(self.tr("Only those with too few people"))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        session, lang = self.session, self.session.lang
        every = team_groups(session.county, self.teams, session.rules)
        rows = [row for row in every if not self.only_short.isChecked() or row.is_short is not False]
        keys = [f"{row.level}:{row.specialty}:{row.place.key if row.place else ''}" for row in rows]
        columns = [
            words("level", term("field.level"), (t(f"choice.team_level.{row.level}", lang) for row in rows)),
            words("group", self.tr("Specialty or place"), (self._group(row) for row in rows)),
            numbers(
                "teams",
                self.tr("Number of teams"),
                (len(row.teams) for row in rows),
                (f"{len(row.teams):,}" for row in rows),
            ),
            numbers(
                "people",
                term("field.staff_persons"),
                (row.persons for row in rows),
                (self.people(row.persons) for row in rows),
            ),
            numbers(
                "asked",
                self.tr("Asked for"),
                (row.needed_persons for row in rows),
                ("" if row.needed_persons is None else f"≥ {row.needed_persons:g}" for row in rows),
            ),
            words("names", self.tr("Names"), (self._names(row) for row in rows)),
        ]
        short = [(key, "people") for key, row in zip(keys, rows, strict=True) if row.is_short is not False]
        places = {
            key: place
            for key, row in zip(keys, rows, strict=True)
            if (place := row.place or (facility_place(row.teams[0]) if row.teams else None)) is not None
        }
        self.table.show_rows(columns, keys, places, short)
        few = sum(row.is_short is True for row in every)
        self.note.setText(
            self.tr("{few} of {all} groups have too few people.").format(few=few, all=len(every))
        )

    def _group(self, row: TeamGroup) -> str:
        if row.place is not None:
            return row.place.name
        return t(f"choice.team_specialty.{row.specialty}", self.session.lang)

    def _names(self, row: TeamGroup) -> str:
        return term("explain.separator").join(team.name for team in row.teams)


class TimesPage(TeamPage):
    """How soon the nearest team is in each township."""

    families = (Family.TEAM,)

    def refresh(self) -> None:
        """Compute and show."""
        session = self.session
        rules = session.rules
        rows = team_times(session.county, self.teams, rules)
        keys = [row.place.key for row in rows]
        columns = [
            words("place", term("sheet.township"), (row.place.name for row in rows)),
            words("team", self.tr("Nearest team"), (row.nearest.name if row.nearest else "" for row in rows)),
            numbers(
                "middle",
                self.tr("To its middle"),
                (row.middle_min for row in rows),
                (self.minutes(row.middle_min) for row in rows),
            ),
            numbers(
                "farthest",
                self.tr("To its worst-placed settlement"),
                (row.farthest_min for row in rows),
                (self.minutes(row.farthest_min) for row in rows),
            ),
        ]
        limit = rules["team.reach_min"] + 1e-9
        short = [
            (row.place.key, key)
            for row in rows
            for key, value in (("middle", row.middle_min), ("farthest", row.farthest_min))
            if value is None or value > limit
        ]
        self.table.show_rows(columns, keys, {row.place.key: row.place for row in rows}, short)
        self.note.setText(
            self.tr("{turnout} min to set out, then {pace}; later than {limit} min in red.").format(
                turnout=f"{rules['team.turnout_min']:g}",
                pace=pace_text(team_way(session.county, rules), session.lang),
                limit=f"{rules['team.reach_min']:g}",
            )
        )


class AirPage(TeamPage):
    """Air bases and landing sites, and what is reached by radius and by time."""

    families = (Family.HELIPAD,)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.figures = label(wrap=True)
        self.body.insertWidget(1, self.figures)

    def refresh(self) -> None:
        """Compute and show."""
        session, lang = self.session, self.session.lang
        county, rules = session.county, session.rules
        pads = tuple(one for one in session.counted(Family.HELIPAD) if isinstance(one, Helipad))
        rows = air_rows(county, pads, rules)
        self.figures.setText(
            "\n".join(
                self.tr("{figure}: {value}").format(
                    figure=figure_name(figure.id, lang),
                    value=self.tr("no data, lacking: {what}").format(what=missing_text(figure, lang))
                    if figure.value is None
                    else figure_text(figure.value, figure.unit, lang),
                )
                for figure in air_figures(county, pads, rules).values()
            )
        )
        columns = [
            words("name", term("field.name"), (row.helipad.name for row in rows)),
            words(
                "kind",
                term("field.kind"),
                (t(f"choice.helipad_kind.{row.helipad.kind}", lang) for row in rows),
            ),
            self._column(
                "site", term("field.site_area_m2"), [row.helipad.site_area_m2 for row in rows], "m2"
            ),
            self._column("radius", term("field.flight_radius_km"), [row.radius_km for row in rows], "km"),
            self._column("county", self.tr("County in time"), [row.county_share for row in rows], "percent"),
            self._column("forest", self.tr("Forest in time"), [row.forest_share for row in rows], "percent"),
            self._column(
                "base", self.tr("From the nearest base"), [row.from_base_min for row in rows], "min"
            ),
        ]
        places = {row.helipad.id: facility_place(row.helipad) for row in rows}
        self.table.show_rows(columns, list(places), places)
        self.note.setText(
            self.tr("No air base or landing site is on record.")
            if not rows
            else self.tr(
                "{turnout} min to take off, then {speed} km/h in a straight line; in time is {limit} min. "
                "No standard gives these values: they are planning practice."
            ).format(
                turnout=f"{rules['air.turnout_min']:g}",
                speed=f"{rules['air.flight_speed_km_h']:g}",
                limit=f"{rules['air.reach_min']:g}",
            )
        )

    def _column(self, key: str, title: str, values: list[float | None], unit: str) -> Told:
        return numbers(
            key, title, values, ("" if value is None else self.amount(value, unit) for value in values)
        )


class ChecklistPage(TeamPage):
    """Every township or village with what it has and lacks of a list."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.list_box, self.only_open, self.words = QuietBox(), QCheckBox(), QLineEdit()
        for entry in checklists():
            self.list_box.addItem("", entry.figure)
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(160)
        # Long names give way before the window gets wider and covers the middle of the map.
        self.list_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list_box.setMinimumContentsLength(26)
        self.list_box.view().setMinimumWidth(280)
        self.list_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for index, widget in enumerate((self.list_box, self.only_open, self.words)):
            self.top.insert_widget(index, widget)
        self.list_box.activated.connect(self.refresh)
        self.only_open.toggled.connect(self.refresh)
        self.words.textChanged.connect(self.table.rows.set_filter)

    def retranslate(self) -> None:
        """Put everything in the present language."""
        self.list_box.setAccessibleName(self.tr("Checklist"))
        self.only_open.setText(self.tr("Only those that lack something"))
        self.words.setPlaceholderText(self.tr("Filter"))
        self.words.setAccessibleName(self.tr("Filter"))
        for index in range(self.list_box.count()):
            figure_id = self.list_box.itemData(index)
            self.list_box.setItemText(index, t(f"checklist.name.{figure_id}", self.session.lang))
        super().retranslate()

    def refresh(self) -> None:
        """Compute and show."""
        session, lang = self.session, self.session.lang
        figure_id = self.list_box.currentData()
        every = checklist_rows(session.county, figure_id, session.rules)
        rows = [row for row in every if not self.only_open.isChecked() or row.is_met is not True]
        keys = [row.place.key for row in rows]
        columns = [
            words("place", term("workbook.demand.place"), (row.place.name for row in rows)),
            words("met", self.tr("Complete"), (self._mark(row.is_met) for row in rows)),
        ]
        columns += [
            words(
                item,
                _head(t(f"checklist.item.{item}", lang)),
                (self._mark(row.items.get(item)) for row in rows),
            )
            for item in item_ids(figure_id)
            if any(item in row.items for row in every)
        ]
        if any(row.place.unit for row in every):
            columns.append(
                numbers(
                    "number",
                    _head(t(f"checklist.item.{item_ids(figure_id)[0]}", lang)),
                    (row.place.value for row in rows),
                    (self.amount(row.place.value, "") for row in rows),
                )
            )
        short = [(row.place.key, key) for row in rows for key in _short(row)]
        self.table.show_rows(columns, keys, {row.place.key: row.place for row in rows}, short)
        met = sum(row.is_met is True for row in every)
        self.note.setText(
            self.tr("{met} of {all} have everything.").format(met=met, all=len(every))
            if every
            else t(f"missing.checklist.{figure_id}", lang)
        )

    def _mark(self, has: bool | None) -> str:
        if has is None:
            return t("verdict.nodata", self.session.lang)
        return self.tr("present") if has else self.tr("absent")


def _head(name: str) -> str:
    """Name of an item as the head of a column."""
    return name[:1].upper() + name[1:]


def _short(row: ChecklistRow) -> list[str]:
    found = [item for item, has in row.items.items() if has is not True]
    return [*found, *(["met", "number"] if row.is_met is not True else [])]
