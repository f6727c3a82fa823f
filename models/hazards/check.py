"""One siting check of one facility, as every check is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.findings.findings import Place, Verdict


@dataclass(frozen=True, slots=True)
class SitingCheck:
    """One check of one facility.

    Parameters
    ----------
    rule
        Id of the check; its name is the text ``siting.<rule>``.
    distance_m
        Distance to ``place``, 0 inside it; ``None`` where none is known or distance does not matter.
    limit_m
        Distance that is asked for; 0 where the site must only not stand in one, ``None`` if unknown.
    place
        The hazard that decides, else the nearest one.
    missing
        What is lacking (texts ``missing.<item>``); only without data.
    rule_keys
        Rule values used.
    source
        Documents and clauses, those of the rule values first.
    is_optional
        Whether a site counts as verified without this check.
    note, values
        Text ``siting.note.<note>`` with its values: what the figures alone do not say.
    """

    rule: str
    verdict: Verdict
    distance_m: float | None = None
    limit_m: float | None = None
    place: Place | None = None
    missing: tuple[str, ...] = ()
    rule_keys: tuple[str, ...] = ()
    source: str = ""
    is_optional: bool = False
    note: str = ""
    values: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        """Whether the site is no good, whatever is unknown."""
        return self.verdict == Verdict.FAIL

    @property
    def is_undecided(self) -> bool:
        """Whether it must be made, but has no data."""
        return self.verdict == Verdict.NO_DATA and not self.is_optional
