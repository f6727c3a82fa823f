"""Short names of figures for narrow tiles."""

from __future__ import annotations

import pytest

from models.findings.figures import figure_specs
from models.findings.findings import Figure, Finding, Source, Verdict
from models.findings.whose import PEOPLE_KIND
from models.kernel.text import LANGUAGES, Lang, catalogue, t

PREFIX = "headline."
TWO_LINES = {"zh": 22, "en": 38}
"""Letters that two lines of a tile hold."""


def finding(figure_id: str, **inputs: str) -> Finding:
    names = {"zh": "县城常住人口的全名", "en": "Full name of what residents have"}
    figure = Figure(figure_id, 1.0, "percent", inputs=inputs)
    return Finding("x", names, "shelter", figure, None, Verdict.INFO, Source())


def test_every_short_name_is_of_a_figure_and_fits_two_lines() -> None:
    short = {key: texts for key, texts in catalogue().items() if key.startswith(PREFIX)}
    assert short and {key.removeprefix(PREFIX) for key in short} <= set(figure_specs())
    assert [
        texts for texts in short.values() if any(len(texts[one]) > TWO_LINES[one] for one in LANGUAGES)
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_tile_has_the_short_name_unless_other_people_are_counted(lang: Lang) -> None:
    figure_id = "shelter.area_per_resident.county"
    assert finding(figure_id).headline(lang) == t(f"{PREFIX}{figure_id}", lang)
    by_night = finding(figure_id, **{PEOPLE_KIND: "night"})
    assert by_night.headline(lang) == by_night.name(lang) != by_night.names[lang]
    assert finding("shelter.count").headline(lang) == finding("shelter.count").name(lang)
