"""What the check of the road network says, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from models.access.doctor import Checkup, Fault, FaultKind
from models.county.layer import Layer
from models.kernel.arrays import Objects
from models.kernel.text import Lang, t

MOST_NAMES = 3
"""Roads named with a fault; an island may have hundreds."""


class RoadNames:
    """Names of the roads that faults are about."""

    def __init__(self, roads: Sequence[Layer]) -> None:
        self._names: list[Objects] = [layer.text("name") for layer in roads]

    def of(self, fault: Fault, lang: Lang) -> str:
        """Names of the roads, each once; a word for those that have none."""
        names = (str(self._names[layer][row]).strip() for layer, row in fault.features)
        found = list(dict.fromkeys(name for name in names if name))
        more = t("cli.and_more", lang) if len(found) > MOST_NAMES else ""
        return t("cli.list_separator", lang).join(found[:MOST_NAMES]) + more or t("doctor.said.unnamed", lang)


def detail(fault: Fault, lang: Lang) -> str:
    """What is wrong."""
    key: str = fault.kind
    if fault.kind == FaultKind.DOUBLE and not fault.is_whole:
        key = "double_part"
    elif fault.kind == FaultKind.TRAP:
        key = "trap_mixed" if fault.can_enter == fault.can_leave else "trap_no_exit"
        key = "trap_no_entry" if fault.can_leave and not fault.can_enter else key
    return t(f"doctor.fault.{key}", lang, metres=fault.metres, distance=fault.distance_m or 0.0)


def far_detail(metres: float, snap_m: float, lang: Lang) -> str:
    """How far a place is from the next road."""
    key = "far" if math.isfinite(metres) else "far_none"
    return t(f"doctor.fault.{key}", lang, metres=metres, snap=snap_m)


def near_text(found: Checkup, lang: Lang) -> str:
    """Share of the people who stand near enough to a road."""
    share = found.share_near
    if share is None:
        return t("doctor.said.near_unknown", lang, snap=found.snap_m)
    # Never rounded into everybody.
    percent = min(round(100 * share, 1), 99.9) if found.persons_near < found.persons else 100.0
    return t(
        "doctor.said.near",
        lang,
        snap=found.snap_m,
        share=f"{percent:g}%",
        persons=f"{found.persons_near:,.0f}",
        total=f"{found.persons:,.0f}",
    )


def network_text(found: Checkup, lang: Lang) -> str:
    """How large the network is."""
    return t(
        "doctor.said.network",
        lang,
        length=found.length_m / 1000,
        roads=f"{found.roads:,}",
        junctions=f"{found.junctions:,}",
    )


def counts_text(counts: Mapping[FaultKind, int], lang: Lang) -> str:
    """How many of each kind."""
    return t("cli.list_separator", lang).join(
        t("doctor.said.count", lang, kind=t(f"doctor.kind.{kind}", lang), count=f"{count:,}")
        for kind, count in counts.items()
        if count
    )
