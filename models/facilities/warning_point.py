"""Warning points: loudspeakers and terminals that tell people of a danger, and stations that see it come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facilities.base import Facility, Family, choice, flag

WARNING_KINDS = ("loudspeaker", "terminal", "monitoring")


@dataclass(frozen=True, kw_only=True)
class WarningPoint(Facility):
    """应急广播终端、预警终端、监测点. A monitoring station measures; nobody hears it."""

    family: ClassVar[Family] = Family("warning_point")

    warning_kind: str = choice("warning_kind", WARNING_KINDS, "loudspeaker")
    has_backup_power: bool | None = flag("main")
