"""What a person puts together for a city's file, with every state before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layers.city.cityfile import CityFile

Spot = tuple[float, float]


@dataclass(frozen=True)
class County:
    """One county of the draft: its project, and where loads go if that is said."""

    path: Path
    reception: Spot | None = None


@dataclass(frozen=True)
class Draft:
    """The file as it would be written; ``None`` for what is not said yet."""

    name: str = ""
    project: Path | None = None
    counties: tuple[County, ...] = ()
    hours: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it can be written: a project of the city's own, and a county."""
        return self.project is not None and bool(self.counties)

    def with_counties(self, paths: Sequence[Path]) -> Draft:
        """It with more counties, each once."""
        known = {one.path for one in self.counties}
        more = [County(path) for path in dict.fromkeys(paths) if path not in known and path != self.project]
        return replace(self, counties=(*self.counties, *more))

    def without(self, rows: Sequence[int]) -> Draft:
        """It without the counties of some rows."""
        kept = (one for row, one in enumerate(self.counties) if row not in rows)
        return replace(self, counties=tuple(kept))

    def with_reception(self, row: int, spot: Spot | None) -> Draft:
        """It with the place of reception of one county."""
        counties = list(self.counties)
        counties[row] = replace(counties[row], reception=spot)
        return replace(self, counties=tuple(counties))


def draft_of(file: CityFile) -> Draft:
    """What a file says."""
    counties = tuple(County(one.path, one.reception) for one in file.counties)
    return Draft(file.name, file.project, counties, file.hours)


def file_of(draft: Draft, path: Path) -> CityFile:
    """The file as it is to be written to a path; the draft is whole."""
    from layers.city.cityfile import CityFile, CountyEntry, project_name

    assert draft.project is not None
    counties = tuple(
        CountyEntry(project_name(one.path, path), one.path, one.reception) for one in draft.counties
    )
    return CityFile(path, draft.name or path.stem, draft.project, counties, draft.hours)


class History:
    """The states of a draft, to go back and forth in."""

    def __init__(self, draft: Draft) -> None:
        self._states, self._at = [draft], 0
        self._saved: Draft | None = draft

    @property
    def now(self) -> Draft:
        """The present state."""
        return self._states[self._at]

    @property
    def can_undo(self) -> bool:
        """Whether there is a state before."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a state after."""
        return self._at + 1 < len(self._states)

    @property
    def is_unsaved(self) -> bool:
        """Whether the present state is not the one that was read or written last."""
        return self.now != self._saved

    def take(self, draft: Draft) -> bool:
        """Go on with another state, and tell whether it is one; what was undone is gone."""
        if draft == self.now:
            return False
        self._states[self._at + 1 :] = [draft]
        self._at += 1
        return True

    def step(self, by: int) -> None:
        """Go back (-1) or forth (1), as far as there is something."""
        self._at = min(max(self._at + by, 0), len(self._states) - 1)

    def saved(self, draft: Draft) -> None:
        """A state was written."""
        self._saved = draft
