"""The language of headlines and texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.decode.language import identify


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bridge stays closed for another month", "en"),
        ("BRIDGE STAYS CLOSED, MAYOR SAYS", "en"),
        ("Brücke bleibt noch einen Monat gesperrt", "de"),
        ("Le pont reste fermé un mois de plus", "fr"),
        ("El puente seguirá cerrado otro mes", "es"),
        ("Il ponte resta chiuso un altro mese", "it"),
        ("A ponte continua fechada mais um mês", "pt"),
        ("Most pozostanie zamknięty jeszcze miesiąc", "pl"),
        ("Bron är stängd i ytterligare en månad", "sv"),
        ("Мост останется закрытым ещё месяц", "ru"),
        ("Міст буде закрито ще на місяць", "uk"),
        ("Η γέφυρα μένει κλειστή άλλον έναν μήνα", "el"),
        ("पुल एक और महीने बंद रहेगा", "hi"),
        ("橋は来月も閉鎖される", "ja"),
        ("这座桥下个月仍将关闭", "zh"),
        ("다리는 다음 달에도 폐쇄된다", "ko"),
        ("الجسر يبقى مغلقاً شهراً آخر", "ar"),
        ("Köprü bir ay daha kapalı kalacak", "tr"),
    ],
)
def test_a_headline_is_enough(text, language):
    assert identify(text)[0] == language


@pytest.mark.parametrize("text", ["", " \n", "2024-05-01 12:30", "***", "https://example.org/a"])
def test_a_text_without_words_has_no_language(text):
    assert identify(text) == (None, 0.0)


def test_a_long_clear_text_is_surer_than_a_name():
    article = "The council said on Tuesday that the bridge would stay closed. " * 5
    assert identify(article)[1] > 0.9
    assert identify("Lindqvist")[1] < 0.9


@given(st.text())
def test_any_text_gets_an_answer_within_bounds(text):
    language, confidence = identify(text)
    assert 0.0 <= confidence <= 1.0
    assert language is None or (language.isalpha() and language.islower())
