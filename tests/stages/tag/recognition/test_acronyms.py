"""Which acronym a long form explains."""

from __future__ import annotations

import pytest

from workers.stages.tag.recognition.acronyms import explains

EXPLAINED = [
    ("World Health Organization", "WHO"),
    ("National Anti-Corruption Commission", "NACC"),
    ("University of Namibia", "Unam"),
    ("Latin American Energy Organization", "OLADE", False),
    ("Bank of the West", "BoW"),
    ("non-performing loans", "NPLs"),
    ("Ministry of Health", "MoH"),
    ("Reuters", "R", False),
    ("Anna Berg", "SPD", False),
    ("World Bank", "World Bank", False),
]


@pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: f"{case[0]} ({case[1]})")
def test_explains(case: tuple[str, str] | tuple[str, str, bool]) -> None:
    long, short, *expected = case
    assert explains(long, short) is (expected[0] if expected else True)
