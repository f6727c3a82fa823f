"""What would settle a value that nobody has held against its document yet."""

from __future__ import annotations

import re
from dataclasses import replace

from models.findings.sources import english_document
from models.kernel.text import LANGUAGES, t
from models.project.settings import Override
from models.rules.rules import NOT_GIVEN, load_rules
from models.rules.unverified import unverified, wanted_text

RULES = load_rules()


def test_values_without_a_source_come_first_and_own_ones_are_not_asked_about() -> None:
    found = unverified(RULES)
    assert found and all(one.confidence != "S" for one in found)
    given = [one.is_given for one in found]
    assert given == sorted(given)
    key = next(one.key for one in found if one.is_given)
    own = load_rules("national", {key: Override(1.0)})
    assert key not in {one.key for one in unverified(own)}


def test_a_clause_a_document_or_a_decision_settles_a_value() -> None:
    sure = next(one for one in RULES.quantities() if one.is_given and one.clause)
    never_given = replace(sure, value=NOT_GIVEN)
    for lang in LANGUAGES:
        standard = sure.standard if lang == "zh" else english_document(sure.standard)
        named = {"standard": standard, "clause": sure.clause}
        assert wanted_text(sure, lang) == t("unverified.clause", lang, **named)
        whole = replace(sure, clause="")
        assert wanted_text(whole, lang) == t("unverified.document", lang, **{**named, "clause": ""})
        assert wanted_text(replace(sure, source="县里自定"), lang) == t("unverified.decision", lang)
        for named_document in ("国家自然灾害救助应急预案", "“十四五”国家应急体系规划"):
            plan = replace(whole, source=named_document, standard="规划实践（救灾物资定额）")
            title = named_document if lang == "zh" else english_document(named_document)
            assert wanted_text(plan, lang) == t("unverified.document", lang, standard=title, clause="")
        for practice in ("规划实践", "消防规划实践", "规划实践（救灾物资定额）"):
            assert wanted_text(replace(whole, source=practice), lang) == t("unverified.decision", lang)
        expected = t("unverified.open", lang, standard=standard)
        assert wanted_text(never_given, lang) == expected


def test_what_settles_a_value_is_named_in_the_language_and_is_its_own_source() -> None:
    for one in unverified(RULES):
        assert not re.search(r"[\u4e00-\u9fff]", wanted_text(one, "en")), one.key
        if "Sphere" in one.source:
            assert "Sphere" in wanted_text(one, "zh"), one.key
