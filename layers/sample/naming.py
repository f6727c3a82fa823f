"""Invented names: villages, communities, firms. None is given twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from layers.sample.people import People
from layers.sample.spec import Spec
from layers.sample.tables import VillageNames
from models.kernel.arrays import Objects


def place_names(spec: Spec, people: People) -> Objects:
    """Name of each community, town centre and village, shape (n,); no two in the county are the same."""
    rng = spec.rng("names")
    words = spec.words
    villages = _villages(rng, words.village)
    communities = iter(f"{name}社区" for name in rng.permutation(words.community.names))
    names = np.empty(len(people.xy), dtype=object)
    for row, kind in enumerate(people.kind):
        if kind == "community":
            names[row] = next(communities)
        elif kind == "town":
            names[row] = spec.townships[people.township[row]].name[:-1] + "社区"
        else:
            names[row] = next(villages) + "村"
    return names


def _villages(rng: np.random.Generator, words: VillageNames) -> Iterator[str]:
    """Village names without end; the commoner a surname stands in the list, the oftener it comes."""
    surnames, suffixes, prefixes = words.surnames, words.suffixes, words.prefixes
    rank = np.arange(1, len(surnames) + 1)
    weight = 1.0 / (rank + 12.0)
    weight /= weight.sum()
    given: set[str] = set()
    whole = list(rng.permutation(words.whole))
    while True:
        if whole and rng.random() < 0.07:
            name = str(whole.pop())
        else:
            name = str(rng.choice(surnames, p=weight)) + str(rng.choice(suffixes))
            if rng.random() < 0.3:
                name = str(rng.choice(prefixes)) + name
        if name not in given:
            given.add(name)
            yield name


def firm_names(spec: Spec) -> Iterator[tuple[str, str, str, bool]]:
    """Hazardous plants without end: name, kind, substance, and whether it may be a major hazard source."""
    rng = spec.rng("names").spawn(1)[0]
    words = spec.words.firm
    given: set[str] = set()
    while True:
        kind, substance, may_be_major = words.kinds[rng.integers(len(words.kinds))]
        name = str(rng.choice(words.first)) + kind
        if name not in given:
            given.add(name)
            yield name, kind, substance, may_be_major
