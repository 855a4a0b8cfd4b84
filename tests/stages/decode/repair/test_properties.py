"""What holds for every text: nothing right is changed, nothing is done twice."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from workers.stages.decode.charset import bytes_to_text
from workers.stages.decode.charset.oddness import odd_share
from workers.stages.decode.repair.mojibake.evidence import is_plausible
from workers.stages.decode.repair.mojibake.misreadings import CODECS, MISREADINGS
from workers.stages.decode.repair.passes import repair_text
from workers.stages.decode.traced import Traced

PLAIN_ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126) | st.just("\n"))
PIECES = [
    "Ã",
    "©",
    "‚Ä",
    "ú",
    "â€",
    "™",
    "&amp;",
    "&eacute;",
    "\x92",
    "\r\n",
    "Г",
    "√",
    " ",
    "a",
    "茅",
]
DAMAGED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join)
SENTENCES = {
    "cp1252": "Le café d’Évreux – « fermé » jusqu’à l’été, dit “Zoë”.",
    "mac_roman": "Die größte Brücke – “Übergang” genannt – ist schön.",
    "cp437": "Das Mädchen über die Brücke: “größer” – sagt sie.",
    "cp1251": "Мост закроют и в следующем месяце, сообщил представитель.",
    "cp1250": "Most zostanie zamknięty, powiedział rzecznik – „później”.",
    "cp1254": "Köprünün kapalı kalacağını açıkladı, “şimdilik” dedi.",
    "cp1253": "Η γέφυρα θα μείνει κλειστή και τον επόμενο μήνα.",
    "cp1257": "Tiltas bus uždarytas ir kitą mėnesį, sakė atstovas.",
    "koi8_r": "Мост закроют и в следующем месяце, сообщил представитель.",
    "cp850": "El alcalde anunció mañana una “pequeña” estación más.",
    "mac_cyrillic": "Мост закроют и в следующем месяце, сообщил представитель.",
}


def repaired(text: str) -> str:
    return repair_text(Traced.of(text)).text


@given(DAMAGED)
@settings(max_examples=300)
def test_mending_twice_changes_nothing_more(text):
    once = repaired(text)
    assert repaired(once) == once


@given(PLAIN_ASCII.filter(lambda text: "&" not in text))
def test_ascii_never_changes(text):
    assert repaired(text) == text


@given(st.text(st.characters(categories=["L", "Nd", "Zs"], exclude_characters="\ufeff")))
@example("Ça n’a pas été à Aÿ")
@settings(max_examples=300)
def test_composed_words_of_one_script_never_change(text):
    text = unicodedata.normalize("NFC", text)
    scripts = {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}
    damaged = odd_share(text) or any(misreading.run.search(text) for misreading in MISREADINGS)
    lost_blank = re.search(r"\dÂ\s", text)  # "0Â " is what became of "0" and a no-break space
    if len(scripts) == 1 and not damaged and not lost_blank:
        assert repaired(text) == text


@given(st.sampled_from(sorted(SENTENCES)), st.integers(1, 3))
def test_every_misreading_in_the_table_is_undone_up_to_three_times(name, times):
    text = SENTENCES[name]
    for _ in range(times):
        text = text.encode().decode(CODECS[name])
    assert repaired(text) == SENTENCES[name]


RUSSIAN = (
    "совет города решил закрыть старый мост через реку на весну и снова открыть осенью".split()
)


@given(
    st.lists(st.sampled_from(RUSSIAN), min_size=4, max_size=20).filter(
        lambda words: {*words} != {"и"}  # a single letter proves nothing: a known failure
    )
)
def test_any_russian_words_come_back_from_any_charset(words):
    text = " ".join(words)
    for codec in ("sloppy-windows-1252", "sloppy-windows-1251", "mac_roman"):
        assert repaired(text.encode().decode(codec)) == text


@given(DAMAGED)
def test_kept_characters_map_back_to_themselves(text):
    result = repair_text(Traced.of(text))
    for start, since, length in result.spans():
        assert result.text[start : start + length] == text[since : since + length]


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "gb2312", "iso-8859-1", "x-odd"]))
@settings(max_examples=300)
def test_any_bytes_become_a_text_that_can_be_sent(body, declared):
    read = bytes_to_text.decode_bytes(body, declared, is_html=False)
    result = repair_text(read.text)
    result.text.encode("utf-8")
    for repair in result.repairs():
        repair.before.encode("utf-8")
        assert result.text[repair.start : repair.end] == repair.after


@given(st.text())
def test_valid_utf8_is_read_as_such_whatever_was_declared(text):
    body = text.encode("utf-8")
    if (
        not text.isascii()
        and "\ufeff" not in text[:1]
        and not body.startswith((b"\xfe\xff", b"\xff\xfe"))
    ):
        assert bytes_to_text.decode_bytes(body, "windows-1251", is_html=False).text.text == text


def test_every_character_of_the_supported_sentences_is_plausible():
    for sentence in SENTENCES.values():
        assert all(char.isascii() or is_plausible(char) for char in sentence)
