"""Who shelters where by capacity, per stay class: totals, shelters, people without a place, largest flows."""

from __future__ import annotations

import numpy as np

from models.access.words import way_text
from models.findings.numbers import figure_text, unit_name
from models.kernel.arrays import Ints
from models.kernel.text import t
from models.shelters.assign import share_rule
from models.shelters.assignment import Assignment
from reports.words import joined
from reports.workbook.cells import CellValue, Empty
from reports.workbook.document import Document
from reports.workbook.look import Look
from reports.workbook.sheet import Column, Table

MOST_FLOWS = 30
_PLACED, _UNSERVED, _LOAD = 5, 6, 7
_MOST_NAMES = 12


def add_assignment(document: Document) -> None:
    """Write the sheet; stay classes one below the other."""
    table = Table(document, "assignment", t("workbook.assignment.title", document.lang), _columns(document))
    for assignment in document.context.assignments.values():
        _totals(document, table, assignment)
        _shelters(table, assignment)
        _townships(table, assignment)
        _flows(table, assignment)
    table.bars(_LOAD)
    table.colour_where(_UNSERVED, "N(F5)>0")
    _notes(document, table)
    _note_places(table, assignment)
    table.finish(t("workbook.about.assignment", document.lang), filter_to=-1)


def _columns(document: Document) -> list[Column]:
    lang = document.lang
    people, metres = unit_name("persons", lang), unit_name("m", lang)
    return [
        Column(t("workbook.assignment.name", lang), narrowest=22, widest=34, wrap=True),
        Column(t("workbook.assignment.where", lang), narrowest=18, widest=30, wrap=True),
        Column(t("assignment.total.needing", lang), "count", people, narrowest=10),
        Column(t("assignment.total.capacity", lang), "count", people, narrowest=10),
        Column(t("assignment.total.placed", lang), "count", people, narrowest=10),
        Column(t("assignment.total.unserved", lang), "count", people, narrowest=10),
        Column(t("workbook.assignment.load", lang), "share", narrowest=10),
        Column(t("workbook.assignment.within", lang), "count", people, narrowest=10),
        Column(t("workbook.assignment.distance", lang), "count", metres, narrowest=10),
        Column(t("workbook.assignment.remark", lang), narrowest=20, widest=34, wrap=True),
    ]


def _stay(table: Table, assignment: Assignment) -> str:
    return t(f"assignment.stay.{assignment.stay}", table.document.lang)


def _totals(document: Document, table: Table, assignment: Assignment) -> None:
    lang = document.lang
    share = figure_text(assignment.displaced_share, "share", lang)
    section = t("workbook.assignment.section", lang, stay=_stay(table, assignment), share=share)
    table.section(document.whose(section))
    capacity, known = assignment.total_capacity, assignment.has_people and assignment.has_room
    mean_m = assignment.mean_distance_m
    values: list[CellValue] = [
        t("workbook.assignment.totals", lang),
        None,
        assignment.total_needing if assignment.has_people else Empty.NO_DATA,
        capacity if assignment.has_room else Empty.NO_DATA,
        assignment.total_placed if known else Empty.NO_DATA,
        assignment.total_unserved if known else Empty.NO_DATA,
        assignment.total_placed / capacity if known and capacity else None,
        int(assignment.within_radius_persons.sum()) if known and assignment.tells_radius else Empty.NO_DATA,
        None if mean_m is None else mean_m,
        joined((t(f"missing.{item}", lang) for item in assignment.missing), lang),
    ]
    if assignment.missing:
        values[-1] = t("report.remark.missing", lang, items=values[-1])
    bold = {index: Look(bold=True, align="left" if index < 2 else "right") for index in range(_LOAD)}
    table.add(values, bold)


def _shelters(table: Table, assignment: Assignment) -> None:
    lang, county = table.document.lang, assignment.county
    if not assignment.shelters:
        return
    table.section(t("workbook.assignment.shelters", lang, stay=_stay(table, assignment)))
    xy = np.array([shelter.location for shelter in assignment.shelters])
    names = ["", *map(str, county.places.names)]
    places = [names[index + 1] for index in county.places.index_at(xy).tolist()]
    person_m = np.zeros(len(xy))
    np.add.at(person_m, assignment.flows.site, assignment.flows.persons * assignment.flows.distance_m)
    for row, shelter in enumerate(assignment.shelters):
        load, capacity = int(assignment.load_persons[row]), float(assignment.capacity_persons[row])
        table.add(
            [
                shelter.name,
                places[row],
                None,
                capacity,
                load,
                None,
                load / capacity if capacity > 0 else None,
                int(assignment.within_radius_persons[row])
                if assignment.reaches[row].is_told
                else Empty.NO_DATA,
                float(person_m[row]) / load if load else None,
                _remark(table, assignment, row),
            ]
        )


def _remark(table: Table, assignment: Assignment, row: int) -> str:
    lang = table.document.lang
    if assignment.is_unknown[row]:
        return t("workbook.assignment.unknown", lang)
    if assignment.is_overloaded[row]:
        persons = f"{int(assignment.nearest_persons[row]):,}"
        return t("workbook.assignment.overloaded", lang, persons=persons)
    return t("workbook.assignment.idle", lang) if assignment.is_idle[row] else ""


def _townships(table: Table, assignment: Assignment) -> None:
    lang, county = table.document.lang, assignment.county
    if not assignment.has_room:
        return
    needing, unserved = assignment.by_place
    outside = county.demand_place < 0
    rows = [
        (str(county.places.names[row]), int(needing[row]), int(unserved[row]))
        for row in np.argsort(-unserved, kind="stable").tolist()
    ]
    elsewhere = t("workbook.assignment.elsewhere", lang)
    rows.append(
        (elsewhere, _sum(assignment.needing_persons, outside), _sum(assignment.unserved_persons, outside))
    )
    rows = [row for row in rows if row[2] > 0]
    if not rows:
        return
    table.section(t("workbook.assignment.townships", lang, stay=_stay(table, assignment)))
    for name, people, without in rows:
        table.add([name, None, people, None, people - without, without, None, None, None, None])


def _sum(persons: Ints, chosen: np.ndarray) -> int:
    return int(persons[chosen].sum())


def _flows(table: Table, assignment: Assignment) -> None:
    lang, flows = table.document.lang, assignment.flows
    largest = np.argsort(-flows.persons, kind="stable")[:MOST_FLOWS]
    if not len(largest):
        return
    heading = {"count": len(largest), "all": f"{len(flows):,}"}
    table.section(t("workbook.assignment.flows", lang, stay=_stay(table, assignment), **heading))
    inside = assignment.is_within_reach
    for row in largest.tolist():
        persons = int(flows.persons[row])
        table.add(
            [
                str(assignment.county.demand.names[flows.point[row]]),
                assignment.shelters[flows.site[row]].name,
                None,
                None,
                persons,
                None,
                None,
                persons if inside[row] else 0,
                float(flows.distance_m[row]),
                None,
            ]
        )


def _notes(document: Document, table: Table) -> None:
    """What the numbers rest on, said once for all stays, and shelters that could not be counted."""
    lang, assignments = document.lang, tuple(document.context.assignments.values())
    quantities = [document.context.rules.quantity(share_rule(one.stay)) for one in assignments]
    sources = dict.fromkeys(quantity.source_text(lang) for quantity in quantities)
    for basis in dict.fromkeys(
        t("workbook.assignment.basis", lang, measured=way_text(one.way, "measured", lang))
        for one in assignments
    ):
        table.note(t("workbook.assignment.based", lang, basis=basis, sources=joined(sources, lang)))
    unknown = dict.fromkeys(
        one.name
        for assignment in assignments
        for one, is_so in zip(assignment.shelters, assignment.is_unknown, strict=True)
        if is_so
    )
    if unknown:
        names = joined(list(unknown)[:_MOST_NAMES], lang)
        table.note(t("assignment.note.unknown_capacity", lang, count=f"{len(unknown):,}", names=names))


def _note_places(table: Table, assignment: Assignment) -> None:
    """Places whose residents are unknown, the same for every stay class."""
    lang, points = table.document.lang, assignment.unknown_population
    if len(points):
        names = joined(map(str, assignment.county.demand.names[points[:_MOST_NAMES]]), lang)
        table.note(t("assignment.note.unknown_population", lang, count=f"{len(points):,}", names=names))
