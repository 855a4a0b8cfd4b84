"""Bytes that are no text are known by their first bytes or by their control characters."""

from __future__ import annotations

import bz2
import lzma
import random
import sqlite3

import pytest

from workers.stages.contract import Rejected
from workers.stages.decode import quality
from workers.stages.decode.charset import binary
from workers.stages.decode.charset.bytes_to_text import decode_bytes

PROSE = "The council voted on Tuesday to close the bridge. “We cannot wait,” Zoë Olsen said.\n" * 5
NOISE = random.Random(3).randbytes(4_000)
TEXTS = {
    "Latin": PROSE,
    "Cyrillic": "Совет во вторник решил закрыть мост. Работы начнутся в октябре 2021.\n" * 5,
    "Greek": "Το συμβούλιο αποφάσισε την Τρίτη να κλείσει τη γέφυρα το 2021.\n" * 5,
    "Arabic": "قرر المجلس يوم الثلاثاء إغلاق الجسر القديم لمدة عامين في 2021.\n" * 5,
    "Chinese": "市议会星期二决定关闭旧桥两年。工程将于2021年10月开始。\n" * 5,
    "Japanese": "市議会は火曜日、古い橋を2年間閉鎖することを決めた。工事は10月に始まる。\n" * 5,
    "Korean": "시의회는 화요일에 낡은 다리를 2년 동안 폐쇄하기로 결정했다.\n" * 5,
    "Hindi": "परिषद ने मंगलवार को पुराने पुल को दो साल के लिए बंद करने का फैसला किया। 2021\n" * 5,
}


def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("create table news (text)")
    return connection.serialize()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (database(), "database"),
        (b"wOF2" + NOISE, "font"),
        (b"\0\x01\0\0\0" + NOISE, "font"),
        (bz2.compress(PROSE.encode()), "bzip2"),
        (lzma.compress(PROSE.encode()), "xz"),
        (b"Rar!\x1a\x07\x01\0" + NOISE, "RAR"),
        (b"\0\0\0\x1cftypisom" + NOISE, "video"),
        (b"\xff\xd8\xff\xe0" + NOISE, "JPEG"),
        (NOISE, "no text in any charset"),
        (NOISE[:80], "no text in any charset"),
    ],
)
def test_what_is_no_text_is_refused_with_its_kind(body, kind):
    with pytest.raises(Rejected) as caught:
        quality.refuse(body)
    assert caught.value.reason == "not-an-article"
    assert kind in str(caught.value)


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_of_all_scripts_are_texts_and_read_right(text, codec):
    body = text.encode(codec)
    assert binary.kind(body) is None
    assert decode_bytes(body, None, False).text.text.removeprefix("\ufeff") == text


@pytest.mark.parametrize("word", ["MZ", "BM", "BZh", "PAR1", "GIF8", "ID3", "RIFF"])
def test_a_text_that_begins_like_a_file_is_a_text(word):
    assert binary.kind(f"{word} is what the sign said. {PROSE}".encode()) is None


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (TEXTS["Chinese"], "gb2312", "big5"),
        (
            "市議會星期二決定關閉舊橋兩年，工程將於十月開始，市長在會後告訴記者。" * 4,
            "big5",
            "gb2312",
        ),
        (TEXTS["Chinese"], "gb18030", "gb2312"),
        (
            "市議會星期二決定關閉舊橋兩年，工程將於十月開始，市長在會後告訴記者。" * 4,
            "big5",
            "big5",
        ),
        (TEXTS["Korean"], "iso2022_kr", None),
        (TEXTS["Japanese"], "iso2022_jp", None),
    ],
)
def test_east_asian_charsets_are_read_whatever_was_declared(text, codec, declared):
    assert decode_bytes(text.encode(codec), declared, False).text.text == text
