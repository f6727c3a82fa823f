"""What the sample county is made from: its table under ``resources/sample`` placed on the ground."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyproj import Transformer

from layers.sample.tables import NamesTable, SampleTable, TownshipTable, names_table, sample_table
from models.kernel.arrays import Floats

STAGES = ("land", "people", "water", "roads", "places", "facilities", "names", "hazards", "records")


@dataclass(frozen=True)
class Spec:
    """The table, and a random stream for each stage so that a change in one leaves the others alone."""

    seed: int

    @cached_property
    def table(self) -> SampleTable:
        """``resources/sample/county.toml``."""
        return sample_table()

    @cached_property
    def words(self) -> NamesTable:
        """``resources/sample/names.toml``."""
        return names_table()

    @cached_property
    def origin(self) -> Floats:
        """Centre of the county seat, project metres."""
        county = self.table.county
        to_metric = Transformer.from_crs(4490, county.crs_epsg, always_xy=True)
        return np.round(to_metric.transform(county.longitude, county.latitude), -2)

    @cached_property
    def townships(self) -> tuple[TownshipTable, ...]:
        """Townships, street offices first, the development zone last."""
        return self.table.township

    @cached_property
    def offices(self) -> Floats:
        """Township centres, shape (n, 2), metres."""
        return self.ground([township.office_km for township in self.townships])

    def rng(self, stage: str) -> np.random.Generator:
        """Random stream of one stage."""
        return np.random.default_rng([self.seed, STAGES.index(stage)])

    def ground(self, km: Sequence[Sequence[float]]) -> Floats:
        """Project metres of positions in the table (kilometres from the seat), shape (n, 2)."""
        return self.origin + 1000.0 * np.asarray(km, dtype=np.float64).reshape(-1, 2)

    def id(self, kind: str, key: object) -> str:
        """Stable id of a layer, scenario or facility."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"haven.sample.{self.seed}.{kind}.{key}").hex
