"""The tables of an evacuation as every document shows them: columns by name, values as numbers and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from models.evacuation.people import NEEDS
from models.evacuation.plan import WHYS, EvacuationPlan, Move, TownRow
from models.findings.numbers import unit_name
from models.kernel.text import Lang, t

Kind = Literal["text", "count", "km", "min", "h"]
Value = str | float | int | None

KINDS: dict[str, Kind] = {
    "persons": "count",
    "households": "count",
    **{group: "count" for group in NEEDS},
    "km": "km",
    "minutes": "min",
    "trips": "count",
    "buses": "count",
    "villages": "count",
    "unknown": "count",
    "moved": "count",
    "no_road": "count",
    "no_room": "count",
    "split": "count",
    "received": "count",
    "room": "count",
    "left": "count",
    "need": "count",
    "sent": "count",
    "short": "count",
    "quantity": "count",
    "hours": "h",
}
"""What is in a column; words in all others."""


@dataclass(frozen=True)
class ListRow:
    """People of one village who go to one shelter, or who have no place.

    Parameters
    ----------
    village
        Position in the plan's list.
    move
        Position among its moves; ``None`` for those without a place.
    values
        By column.
    """

    village: int
    move: int | None
    values: dict[str, Value]


def kind_of(column: str) -> Kind:
    """What is in a column."""
    return KINDS.get(column, "text")


def title(column: str, lang: Lang) -> str:
    """Heading of a column."""
    return t(f"evacuation.column.{column}", lang)


def list_columns(plan: EvacuationPlan) -> tuple[str, ...]:
    """Columns of the receiving list: those that some village has something for."""
    villages = plan.villages
    there = {
        "households": any(one.households is not None for one in villages),
        "officer": any(one.officer for one in villages),
        "phone": any(one.phone for one in villages),
    }
    wanted = (
        "township", "village", "households", "persons", *plan.inside.tells, "shelter", "shelter_township",
        "km", "minutes", "route", "trips", "reserve", "officer", "phone", "remark",
    )  # fmt: skip
    return tuple(key for key in wanted if there.get(key, True))


def receiving(plan: EvacuationPlan, lang: Lang, place: int | None = None) -> list[ListRow]:
    """The receiving list, by township, then in the order of the county's list; of one township if wanted."""
    found = []
    numbers = {id(move): number for number, move in enumerate(plan.moves)}
    order = sorted(
        range(len(plan.villages)),
        key=lambda one: (plan.villages[one].place < 0, plan.villages[one].place, one),
    )
    for number in order:
        village = plan.villages[number]
        if place is not None and village.place != place:
            continue
        moves, left = plan.by_village.get(number, ()), plan.left_over(number)
        base: dict[str, Value] = {
            "township": plan.town_name(village.place, lang),
            "village": village.name or t("evacuation.unnamed", lang),
            "households": village.households,
            **{group: village.special.get(group) for group in plan.inside.tells},
            "officer": village.officer,
            "phone": village.phone,
        }
        said = dict(base)
        for move in moves:
            found.append(ListRow(number, numbers[id(move)], {**said, **_moved(plan, move, lang)}))
            said |= dict.fromkeys(
                ("households", *plan.inside.tells)
            )  # told once of a village that is divided
        if village.persons is None or left:
            why = (
                "open"
                if plan.missing
                else "unknown"
                if village.persons is None
                else "no_road"
                if plan.is_cut_off[number]
                else "no_room"
            )
            persons = None if village.persons is None else left
            words = {"shelter": t("evacuation.no_place", lang), "remark": t(f"evacuation.remark.{why}", lang)}
            found.append(ListRow(number, None, {**said, "persons": persons, **words}))
    return found


def _moved(plan: EvacuationPlan, move: Move, lang: Lang) -> dict[str, Value]:
    host = plan.hosts[move.host]
    is_split = len(plan.by_village[move.village]) > 1
    reserve = "" if move.reserve is None else plan.hosts[move.reserve].shelter.name
    return {
        "persons": move.persons,
        "shelter": host.shelter.name or t("evacuation.unnamed", lang),
        "shelter_township": plan.town_name(host.place, lang),
        "km": move.metres / 1000,
        "minutes": move.minutes,
        "route": t("cli.list_separator", lang).join(move.names) or t("evacuation.unnamed_roads", lang),
        "trips": move.trips,
        "reserve": reserve
        or (t("evacuation.none", lang) if move.reserve is None else t("evacuation.unnamed", lang)),
        "remark": t("evacuation.remark.split", lang) if is_split else "",
    }


def town_columns(plan: EvacuationPlan) -> tuple[str, ...]:
    """Columns of the table of townships."""
    has_households = plan.total.households is not None
    return (
        "township", "villages", "persons", *(("households",) if has_households else ()),
        *plan.inside.tells, "moved", "no_road", "no_room", "unknown", "split", "trips", "buses", "received",
    )  # fmt: skip


def town_values(plan: EvacuationPlan, row: TownRow, lang: Lang) -> dict[str, Value]:
    """One row of the table of townships."""
    names = (
        "villages", "persons", "households", "moved", "no_road", "no_room", "unknown", "split", "trips",
        "buses", "received",
    )  # fmt: skip
    return {
        "township": plan.town_name(row.place, lang),
        **{name: getattr(row, name) for name in names},
        **(row.special or {}),
    }


HOST_COLUMNS = ("shelter", "shelter_township", "room", "received", "left", "state")


def host_rows(plan: EvacuationPlan, lang: Lang) -> list[tuple[int, dict[str, Value]]]:
    """Shelters with what each takes: those that take people, those in reserve, those kept out and why."""
    load = plan.load

    def rank(number: int) -> tuple[int, int]:
        why = plan.hosts[number].why
        return (2 + WHYS.index(why), 0) if why else (0 if load[number] else 1, -load[number])

    found = []
    for number in sorted(range(len(plan.hosts)), key=rank):
        host = plan.hosts[number]
        state = host.why or ("takes" if load[number] else "reserve")
        words = t(f"evacuation.state.{state}", lang)
        if host.is_unverified and not host.why:
            words += t("evacuation.unverified", lang)
        values: dict[str, Value] = {
            "shelter": host.shelter.name or t("evacuation.unnamed", lang),
            "shelter_township": plan.town_name(host.place, lang),
            "room": host.room,
            "received": load[number] if not host.why else None,
            "left": host.room - load[number] if host.room is not None and not host.why else None,
            "state": words,
        }
        found.append((number, values))
    return found


SUPPLY_COLUMNS = ("item", "unit", "need", "sent", "short")
LOAD_COLUMNS = ("item", "quantity", "unit", "depot", "shelter", "km", "hours")


def supply_rows(plan: EvacuationPlan, lang: Lang) -> list[dict[str, Value]]:
    """What those who are moved need, what is sent and what is short, item by item."""
    supplies = plan.supplies
    if supplies is None:
        return []
    rows: list[dict[str, Value]] = []
    for key, need in supplies.needed.items():
        is_told = not supplies.missing
        rows.append(
            {
                "item": need.item.name(lang),
                "unit": unit_name(need.item.unit, lang),
                "need": need.quantity,
                "sent": supplies.sent[key] if is_told else None,
                "short": supplies.short(key) if is_told else None,
            }
        )
    return rows


def load_rows(plan: EvacuationPlan, lang: Lang) -> list[dict[str, Value]]:
    """Loads from depots to shelters."""
    supplies = plan.supplies
    if supplies is None:
        return []
    unnamed = t("evacuation.unnamed", lang)
    return [
        {
            "item": load.item.name(lang),
            "quantity": load.quantity,
            "unit": unit_name(load.item.unit, lang),
            "depot": supplies.depots[load.depot].name or unnamed,
            "shelter": plan.hosts[load.host].shelter.name or unnamed,
            "km": load.metres / 1000,
            "hours": load.arrives_h,
        }
        for load in supplies.loads
    ]


def shown(value: Value, column: str, lang: Lang, *, is_stated: bool = True) -> str:
    """A cell as people read it; no data in words where a number should stand."""
    kind = kind_of(column)
    if kind == "text":
        return str(value or "")
    if value is None:
        return t("verdict.nodata", lang) if is_stated else ""
    return f"{value:,.1f}" if kind in ("km", "h") else f"{value:,.0f}"


def about(plan: EvacuationPlan, lang: Lang) -> str:
    """What was evacuated and how, in one sentence."""
    return t(
        "evacuation.about",
        lang,
        zones=t("cli.list_separator", lang).join(plan.zone.names),
        method=t(f"evacuation.method.{plan.case.method}", lang),
        stay=t(f"assignment.stay.{plan.case.stay}", lang),
    )


def notes(plan: EvacuationPlan, lang: Lang) -> list[str]:
    """What has to be told beside the numbers."""
    said = [t("evacuation.note.roads", lang)]
    if plan.missing:
        names = t("cli.list_separator", lang).join(t(f"missing.{item}", lang) for item in plan.missing)
        return [t("evacuation.note.missing", lang, names=names)]

    def some(rows: Sequence[str]) -> str:
        listed = t("cli.list_separator", lang).join(
            name or t("evacuation.unnamed", lang) for name in rows[:6]
        )
        return listed + (t("evacuation.and_more", lang, count=len(rows)) if len(rows) > 6 else "")

    unknown = [one.name for one in plan.inside.unknown]
    split = [plan.villages[number].name for number in plan.split]
    if plan.unplaced:
        no_road, no_room = plan.total.no_road, plan.total.no_room
        counts = {"count": plan.unplaced, "no_road": no_road, "no_room": no_room}
        said.append(
            t("evacuation.note.unplaced", lang, **{key: f"{count:,}" for key, count in counts.items()})
        )
    said += _by_least(plan, lang, some)
    for key, found in (("unknown", unknown), ("split", split), ("partly", plan.inside.partly)):
        if found:
            said.append(t(f"evacuation.note.{key}", lang, count=len(found), names=some(found)))
    for why in WHYS:
        out = [one.shelter.name for one in plan.kept_out(why)]
        if out:
            said.append(t(f"evacuation.note.{why}", lang, count=len(out), names=some(out)))
    unsure = [one.shelter.name for one in plan.hosts if one.is_unverified and not one.why]
    if unsure:
        said.append(t("evacuation.note.unverified", lang, count=len(unsure), names=some(unsure)))
    if plan.zone.absent:
        said.append(t("evacuation.note.absent", lang, count=plan.zone.absent))
    said.append(t("evacuation.note.buses", lang, seats=plan.seats, trips=plan.trips_each))
    supplies = plan.supplies
    if supplies is not None and supplies.missing:
        lacking = t("cli.list_separator", lang).join(t(f"missing.{item}", lang) for item in supplies.missing)
        said.append(t("evacuation.note.no_supplies", lang, names=lacking))
    if supplies is not None and supplies.unknown:
        items = [supplies.needed[key].item.name(lang) for key in supplies.needed if key in supplies.unknown]
        said.append(t("evacuation.note.unknown_stock", lang, names=some(items)))
    return said


def _by_least(plan: EvacuationPlan, lang: Lang, some: Callable[[Sequence[str]], str]) -> list[str]:
    """Whom the least total way would place that nearest leaves without, and whom it would leave instead."""
    said = []
    for key, sign in (("by_least", 1), ("by_least_not", -1)):
        counts = {number: sign * more for number, more in plan.by_least.items() if sign * more > 0}
        names = [
            t(
                "evacuation.note.of_village",
                lang,
                name=plan.villages[number].name or t("evacuation.unnamed", lang),
                persons=f"{count:,}",
            )
            for number, count in counts.items()
        ]
        if names:
            total = f"{sum(counts.values()):,}"
            said.append(t(f"evacuation.note.{key}", lang, count=total, names=some(names)))
    return said
