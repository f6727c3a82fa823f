"""Which sheet the command line asks for: a layout of the project, or a template with a few choices."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from models.kernel.errors import HavenError

if TYPE_CHECKING:
    from models.project.project import Project
    from ui.printing import MapSheet

TEMPLATES = ("table", "leader", "single", "compare", "atlas", "slide")
PAPERS = ("A4", "A3", "A2", "A1")
LEAST_PX, MOST_PX = 200, 16_000


@dataclass(frozen=True)
class SheetRequest:
    """What was asked for; ``None`` where nothing was said.

    Parameters
    ----------
    layout
        Name of a layout of the project.
    other
        Name or id of the scenario that a comparison starts from.
    width_px
        Width of a picture; 300 dots per inch when ``None``.
    """

    template: str | None = None
    layout: str | None = None
    other: str | None = None
    paper: str | None = None
    is_portrait: bool = False
    is_grey: bool = False
    width_px: int | None = None

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> SheetRequest:
        """Request of the parsed command line."""
        a = arguments
        return cls(a.template, a.layout, a.other, a.paper, a.portrait, a.grey, a.width)

    @property
    def is_empty(self) -> bool:
        """Whether the usual sheet will do."""
        return self == SheetRequest()


def add_options(command: argparse.ArgumentParser, words) -> None:  # type: ignore[no-untyped-def]
    """Add the options of a sheet to a command; ``words`` gives their help."""
    command.add_argument("--template", choices=TEMPLATES, help=words("option.template"))
    command.add_argument("--layout", metavar="NAME", help=words("option.layout"))
    command.add_argument("--other", metavar="SCENARIO", help=words("option.other"))
    command.add_argument("--paper", choices=PAPERS, help=words("option.paper"))
    command.add_argument("--portrait", action="store_true", help=words("option.portrait"))
    command.add_argument("--grey", action="store_true", help=words("option.grey"))
    command.add_argument("--width", metavar="PX", type=_pixels, help=words("option.width"))


def _pixels(text: str) -> int:
    """Width of a picture: enough to see something, and not more than a wall."""
    value = int(text)
    if not LEAST_PX <= value <= MOST_PX:
        raise ValueError(text)
    return value


def requested_sheet(project: Project, request: SheetRequest) -> MapSheet:
    """Sheet of a request.

    Raises
    ------
    HavenError
        There is no such layout (``unknown_layout``) or scenario (``unknown_scenario``).
    """
    from ui.cli.opening import find_scenario
    from ui.printing import MapSheet
    from ui.printing.sheet import sheet_from_plain

    sheet = MapSheet()
    if request.layout is not None:
        sheets = project.settings.sheets
        wanted = request.layout.strip().casefold()
        found = next((name for name in sheets if name.casefold() == wanted), None)
        if found is None:
            raise HavenError("unknown_layout", name=request.layout, known=", ".join(sheets) or "–")
        sheet = sheet_from_plain(sheets[found])
    if request.template is not None and request.template != sheet.template:
        sheet = replace(sheet, template=request.template, placed={}, views={}, hidden=frozenset())
    if request.other is not None:
        sheet = replace(sheet, other_id=find_scenario(project, request.other).id)
    if request.paper is not None:
        sheet = replace(sheet, paper=request.paper)
    if request.is_portrait:
        sheet = replace(sheet, orientation="portrait")
    return replace(sheet, black_and_white=sheet.black_and_white or request.is_grey)
