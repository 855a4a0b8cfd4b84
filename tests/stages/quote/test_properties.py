"""What holds for any text: no exception, spans that are slices, speech that never overlaps."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stages.quote.test_cases import SETTINGS, cases, entities
from workers.records import Quote
from workers.stages.quote.extract import quotes
from workers.stages.quote.marks.pairing import stretches

LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "ru", "zh", "ar", None]
MARKS = [*"\"“”„‟«»‹›「」『』'‘’", "''", "``", "\n", "—", ":", ", he said, ", ". "]
WORDS = ["Mayer", "said", "the", "bridge", "He", "told", "Reed", "sagte", "dit-il", "according to"]
TEXTS = [case.values[0]["text"] for case in cases()]

mixed = st.lists(st.sampled_from([*MARKS, *WORDS, " ", ", ", "!", "?"]), max_size=40).map("".join)
relaxed = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str, found: list[Quote]) -> None:
    previous = 0
    for quote in found:
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.text == text[quote.start : quote.end]
        assert quote.start >= previous
        previous = quote.end
        assert 0.0 <= quote.confidence <= 1.0
        speaker = quote.speaker
        assert (speaker.text is None) == (speaker.start is None) == (speaker.end is None)
        if speaker.text is not None:
            assert speaker.text == text[speaker.start : speaker.end]
        if quote.cue is not None:
            assert quote.cue.text == text[quote.cue.start : quote.cue.end]


@given(mixed, st.sampled_from(LANGUAGES))
@relaxed
def test_any_placing_of_marks_and_words_gives_sound_quotes(text: str, language: str | None) -> None:
    check(text, quotes(text, language, entities(text, ["Anna Mayer", "Tom Reed"]), "a", SETTINGS))


@given(st.text(max_size=120), st.sampled_from(LANGUAGES))
@relaxed
def test_any_text_gives_sound_quotes(text: str, language: str | None) -> None:
    check(text, quotes(text, language, [], "a", SETTINGS))


@given(st.sampled_from(TEXTS), st.integers(0, 200), st.integers(0, 200), st.sampled_from(MARKS))
@relaxed
def test_any_cut_and_any_stray_mark_leaves_quotes_sound(
    text: str, start: int, at: int, mark: str
) -> None:
    damaged = text[start:at] + mark + text[at:] if start < at else text[:at] + mark
    check(damaged, quotes(damaged, "en", entities(damaged, ["Tom Reed"]), "a", SETTINGS))


@given(mixed)
@relaxed
def test_scare_quotes_only_add_to_what_is_found(text: str) -> None:
    plain = quotes(text, "en", [], "a", SETTINGS)
    everything = quotes(text, "en", [], "a", SETTINGS, scare=True)
    check(text, everything)
    spans = [(q.start, q.end, q.kind) for q in everything if q.kind != "scare"]
    assert spans == [(q.start, q.end, q.kind) for q in plain]


@given(mixed)
@settings(max_examples=300, deadline=None)
def test_stretches_are_ordered_and_apart(text: str) -> None:
    previous = 0
    for stretch in stretches(text, "en"):
        assert previous <= stretch.outer_start <= stretch.start <= stretch.end <= stretch.outer_end
        assert "\n" not in text[stretch.start : stretch.end]
        previous = stretch.outer_end


@pytest.mark.parametrize("case", [c.values[0] for c in cases()][::9], ids=lambda c: c["name"])
def test_a_stray_mark_costs_one_paragraph_at_most(case: dict) -> None:
    rest = "\n\n“The clock stopped at nine that evening,” said the old man."
    damaged = (
        "The 6 foot beam “ is long.\n\n" + case["text"].replace("”", "").replace("“", "") + rest
    )
    found = quotes(damaged, "en", [], "a", SETTINGS)
    assert found[-1].text == "The clock stopped at nine that evening,"
    assert found[-1].speaker.text == "the old man"
