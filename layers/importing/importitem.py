"""One layer on its way through an import, and the line about it in the report."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.coordinates import crs as crs_of
from layers.formats.read import Problem, Raw
from layers.formats.sources import Source
from layers.importing.locate import Located
from layers.importing.recipe import LayerChoice
from layers.recognition.cells import plain
from layers.recognition.layerroles import Recognition
from models.county.layer import LayerStyle, Provenance, Role
from models.facilities.stock import StockRow
from models.kernel.arrays import Floats
from models.kernel.errors import HavenError
from models.kernel.text import Lang, t

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.formats.raster import RasterInfo


@dataclass(frozen=True)
class ImportedLayer:
    """One line of an import's report.

    Parameters
    ----------
    role
        What it was taken as; ``None`` when it was left out.
    features
        How many features were taken over.
    error
        Why it was left out.
    """

    file: str
    layer: str = ""
    role: Role | None = None
    features: int = 0
    encoding: str = ""
    crs: str = ""
    datum: str = ""
    problems: tuple[Problem, ...] = ()
    error: HavenError | None = None

    def problem_texts(self, lang: Lang) -> list[str]:
        """What was found, repaired or left out, in words."""
        texts = [self.error.message(lang).one_line()] if self.error is not None else []
        return texts + [t(key, lang, **values) for key, values in self.problems]

    def as_json(self, lang: Lang) -> dict[str, Any]:
        """Line as the command line prints it."""
        return {
            "file": self.file,
            "layer": self.layer,
            "role": self.role.value if self.role is not None else None,
            "features": self.features,
            "encoding": self.encoding,
            "crs": self.crs,
            "problems": self.problem_texts(lang),
        }


_SHOWN_ROWS = 12
_SHOWN_PLACES = 600
_SHOWN_WORDS = 12


@dataclass(frozen=True, eq=False)
class LayerLook:
    """What a line of the report was read from, as far as a person wants to see it.

    Parameters
    ----------
    columns, rows
        The file's columns and its first rows as text, with their numbers in the file.
    fields
        Our field names, those of coordinates too, to the columns that they were read from.
    words
        Words of the column of states with how often each stands there, the most frequent first.
    lonlat
        Where some of the features are, degrees, shape (n, 2).
    choice
        What was decided about it.
    changed
        Facilities that the open project holds already, and of which the file says something else.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    words: tuple[tuple[str, int], ...] = ()
    lonlat: Floats = field(default_factory=lambda: np.empty((0, 2)))
    choice: LayerChoice = field(default_factory=lambda: LayerChoice(""))
    changed: int = 0


@dataclass(eq=False)
class Item:
    """One layer on its way through an import.

    A raster has ``info`` instead of ``raw``, and features only once they are ``made`` of it over the county.
    ``changed`` counts facilities that are there, and of which the file says something else.
    A layer ``is_there`` that the open project holds already. ``people_heading`` heads the column of another
    table that its residents were taken from. ``lots`` is the stock that columns of a list of depots state.
    """

    file: str
    layer: str = ""
    source: Source | None = None
    choice: LayerChoice = field(default_factory=lambda: LayerChoice(""))
    raw: Raw | None = None
    located: Located | None = None
    recognition: Recognition | None = None
    role: Role | None = None
    features: int = 0
    sha256: str = ""
    problems: list[Problem] = field(default_factory=list)
    error: HavenError | None = None
    is_joined: bool = False
    is_there: bool = False
    changed: int = 0
    people_heading: str = ""
    info: RasterInfo | None = None
    made: gpd.GeoDataFrame | None = None
    made_crs: str = ""
    style: LayerStyle = field(default_factory=LayerStyle)
    lots: list[StockRow] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        """Whether there are features to take over."""
        has_features = self.located is not None or self.made is not None
        return has_features and self.role is not None and self.error is None

    @property
    def title(self) -> str:
        """Name for people: as told, else of the layer, else of the file."""
        if self.info is not None and self.layer:
            return self.layer
        return self.choice.name or (self.source.title if self.source is not None else self.file)

    @property
    def crs(self) -> str:
        """Coordinate system that the features were in."""
        return crs_of.describe(self.located.crs) if self.located is not None else self.made_crs

    @property
    def datum(self) -> str:
        """Datum shift that was taken out."""
        return self.located.datum if self.located is not None else ""

    def look(self) -> LayerLook:
        """What it was read from."""
        lonlat = self.located.lonlat if self.located is not None else np.empty((0, 2))
        step = max(1, len(lonlat) // _SHOWN_PLACES)
        if self.raw is None:
            return LayerLook(lonlat=lonlat[::step], choice=self.choice)
        frame = self.raw.frame
        fields = dict(self.recognition.fields) if self.recognition is not None else {}
        states = frame[fields["status"]] if fields.get("status") in frame.columns else ()
        counted = Counter(plain(cell) for cell in states)
        head = frame.head(_SHOWN_ROWS)
        return LayerLook(
            columns=tuple(str(column) for column in frame.columns),
            rows=tuple(tuple(plain(cell) for cell in row) for row in head.itertuples(index=False)),
            numbers=tuple(int(number) for number in self.raw.row_numbers[:_SHOWN_ROWS]),
            fields={**self.raw.coordinates, **fields},
            words=tuple(counted.most_common(_SHOWN_WORDS)),
            lonlat=lonlat[::step],
            choice=self.choice,
            changed=self.changed,
        )

    def provenance(self, imported_at: str) -> Provenance:
        """Where the layer came from."""
        return Provenance(
            file=self.file,
            file_layer=self.layer,
            encoding=self.raw.encoding if self.raw is not None else "",
            crs=self.crs,
            datum=self.datum,
            sha256=self.sha256,
            imported_at=imported_at,
            problems=tuple(self.problems),
        )

    def line(self) -> ImportedLayer:
        """Line for the report."""
        used = self.role if self.error is None else None
        return ImportedLayer(
            file=self.file,
            layer=self.layer,
            role=used,
            features=self.features if used is not None else 0,
            encoding=self.raw.encoding if self.raw is not None else "",
            crs=self.crs,
            datum=self.datum,
            problems=tuple(self.problems),
            error=self.error,
        )


@contextmanager
def faults_kept(item: Item, *passed: type[Exception]) -> Iterator[None]:
    """Let whatever goes wrong inside be the error of one item, so that the others go on.

    A fault that nobody foresaw is kept with its trace, which window and command line write to the log.

    Parameters
    ----------
    passed
        Exceptions that are no faults and are passed on.
    """
    try:
        yield
    except passed:
        raise
    except HavenError as error:
        item.error = error
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"[:200]
        item.error = HavenError(
            "import_fault", file=item.file, fault=fault, details="".join(traceback.format_exception(error))
        )
