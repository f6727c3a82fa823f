"""What a county comes to for its province: the few figures that are compared, and who lacks most."""

from __future__ import annotations

from math import isfinite

import numpy as np

from models.findings.findings import Figure, Finding, Verdict
from models.findings.gaps import ratio_of
from models.findings.standing import asked
from models.gate.gate import data_remarks
from models.kernel.text import Lang
from models.province.results import CountyResult, FigureResult, TownshipResult, province_spec
from reports.context import ReportContext
from reports.headlines import by_figure
from reports.leader import townships_short_of_area
from reports.safe import clean_text


def county_result(key: str, made_of: str, context: ReportContext, lang: Lang) -> CountyResult:
    """What there is to say of a county; what it took and its outline are put in by whoever knows them.

    Parameters
    ----------
    key, made_of
        As :class:`CountyResult` has them.
    """
    spec, assessment, project = province_spec(), context.main.assessment, context.project
    units, findings = assessment.units, by_figure(context.main.findings)
    gaps = units.shelter_area_gap_m2
    remarks = [clean_text(remark.text(lang)) for remark in data_remarks(project)]
    name = project.settings.county_name or project.settings.name or assessment.county.name
    return CountyResult(
        key=key,
        name=clean_text(name) or key,
        made_of=made_of,
        scenario=clean_text(context.main.scenario.title(lang)),
        plan=context.profile.names[lang],
        persons=assessment.county.population_persons,
        townships_count=len(units.names),
        lacking=int((np.nan_to_num(gaps, nan=0.0) > 0).sum()),
        townships_unknown=int((~np.isfinite(gaps)).sum()),
        is_by_units=assessment.county.is_by_units,
        figures=tuple(
            _figure(assessment.figures[figure_id], findings.get(figure_id))
            for figure_id in spec.figures
            if figure_id in assessment.figures
        ),
        townships=tuple(
            TownshipResult(
                clean_text(units.names[row]),
                _known(units.population_persons[row]),
                _known(units.shelter_area_per_resident_m2[row]),
                float(gaps[row]),
            )
            for row in townships_short_of_area(assessment, spec.worst_of_county)
        ),
        remarks=tuple(remarks[: spec.remarks_of_county]),
        remarks_count=len(remarks),
    )


def _figure(figure: Figure, finding: Finding | None) -> FigureResult:
    value = None if figure.value is None else _known(figure.value)
    target, ratio = asked(finding) if finding is not None else None, ratio_of(figure)
    verdict = Verdict.NO_DATA if value is None else Verdict.INFO
    return FigureResult(
        id=figure.id,
        value=value,
        unit=figure.unit,
        verdict=str(finding.verdict if finding is not None and target is not None else verdict),
        operator=target.operator if target is not None else None,
        target=target.value if target is not None else None,
        part=ratio.part if ratio is not None else None,
        whole=ratio.whole if ratio is not None else None,
        scale=ratio.scale if ratio is not None else None,
        is_upper_bound=figure.is_upper_bound,
    )


def _known(value: float) -> float | None:
    return float(value) if isfinite(value) else None
