"""Input that no newspaper would print, and that comes all the same."""

from __future__ import annotations

import time

import pytest

from tests.stages.quote.test_cases import SETTINGS, entities
from tests.stages.quote.test_properties import check
from workers.stages.quote.extract import quotes

BAD = {
    "empty": "",
    "blank": " \n\t\n ",
    "marks only": "“”\"'' «»" * 40,
    "ten thousand marks": '"' * 10_000,
    "ten thousand curly marks": "“" * 10_000,
    "ten thousand closing marks, spaced": "” " * 10_000,
    "ten thousand apostrophes": "' " * 10_000,
    "marks and words": "“word " * 5_000,
    "one line of a megabyte": "The river rose and said nothing, " * 30_000,
    "one unclosed mark and a long line": "“" + "The river rose. " * 3_000,
    "control characters": "“We\x00 won,”\x01 Mayer\x0b said.\x0c",
    "lone surrogate": "“We won\udce2,” Mayer said.",
    "combining characters": "“Wé́́ won,” Mayer said.",
    "only line breaks": "\n" * 5_000,
    "emoji": "“🎉🎉🎉 we won 🎉,” 👩‍🚀 said.",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_sound_quotes(name: str) -> None:
    text = BAD[name][:200_000]
    # a rule whose work grows with the square of the text would not end here
    for language in ("en", "de", "zh", None):
        check(text, quotes(text, language, [], "a", SETTINGS))


def test_a_dialect_full_of_apostrophes_is_no_speech() -> None:
    text = "Th' lads o' th' town were goin' doon t' pub, an' th' lasses' mam lost nowt by it.\n" * 8
    assert quotes(text, "en", [], "a", SETTINGS) == []


def test_a_dialect_between_single_marks_is_one_quote() -> None:
    text = "‘Th' lads were goin' doon t' pub,’ said Tom Reed."
    (found,) = quotes(text, "en", entities(text, ["Tom Reed"]), "a", SETTINGS)
    assert found.text == "Th' lads were goin' doon t' pub,"
    assert found.speaker.name == "Tom Reed"


def test_a_page_of_lyrics_is_no_speech() -> None:
    line = "Oh, the river runs low and the night is long\nAnd I'm walkin' home, don't you know\n"
    assert quotes(line * 20, "en", [], "a", SETTINGS) == []


def test_right_to_left_text_keeps_its_offsets() -> None:
    text = "قال الوزير: «سنعيد بناء الجسر قبل الربيع القادم». ثم غادر."
    (found,) = quotes(text, "ar", [], "a", SETTINGS)
    assert found.text == text[found.start : found.end] == "سنعيد بناء الجسر قبل الربيع القادم"
    assert found.speaker.text == "الوزير"


def test_the_same_article_gives_the_same_quotes_again() -> None:
    text = "“We won,” Tom Reed said. He told Anna Mayer that the count was over."
    cast = entities(text, ["Tom Reed", "Anna Mayer"])
    assert quotes(text, "en", cast, "a", SETTINGS) == quotes(text, "en", cast, "a", SETTINGS)


@pytest.mark.parametrize(
    "unit", ["“Yes,” he said. Anna Berg left. ", "She said that Anna Berg left. "]
)
def test_the_work_grows_with_the_text_and_not_with_its_square(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        cast = entities(text, ["Anna Berg"])
        began = time.process_time()
        quotes(text, "en", cast, "a", SETTINGS)
        return time.process_time() - began

    seconds(2_000)  # the model is loaded
    assert seconds(64_000) < 16 * max(seconds(8_000), 0.05)  # the square would be 64 times
