"""Which charset a body is read with, and by which rule."""

from __future__ import annotations

import pytest

from workers.stages.decode.charset.broken_utf8 import is_mostly_utf8
from workers.stages.decode.charset.bytes_to_text import decode_bytes
from workers.stages.decode.charset.labels import codec_of

RUSSIAN = "Мост закроют и в следующем месяце, сообщил представитель города."
CHINESE = "市议会宣布，这座桥下个月仍将关闭。\n发言人说：我们还需要等待。"


@pytest.mark.parametrize(
    ("body", "declared", "is_html", "charset", "rule"),
    [
        (b"plain", None, False, "utf_8", "utf-8"),
        (RUSSIAN.encode(), "windows-1251", False, "utf_8", "utf-8"),
        (b"\xef\xbb\xbfplain", "koi8-r", False, "utf_8", "bom"),
        (RUSSIAN.encode("utf-16"), "utf-8", False, "utf_16_le", "bom"),
        ("plain text".encode("utf-16-be"), None, False, "utf_16_be", "zero-bytes"),
        (RUSSIAN[:-1].encode()[:-1], None, False, "utf_8", "mostly-utf-8"),
        (CHINESE.encode("utf-16-le"), "utf-16", False, "utf_16_le", "declared"),
        (RUSSIAN.encode("cp1251"), "utf-16", False, "cp1251", "detected"),
        (RUSSIAN.encode("koi8_r"), "koi8-r", False, "koi8_r", "declared"),
        (RUSSIAN.encode("cp1251"), "iso-8859-1", False, "cp1251", "detected"),
        (RUSSIAN.encode("cp1251"), "no-such-thing", False, "cp1251", "detected"),
        (b"<meta charset='ibm866'>" + RUSSIAN.encode("cp866"), None, True, "cp866", "meta"),
        (b"<meta charset='ibm866'>" + RUSSIAN.encode("cp1251"), None, False, "cp1251", "detected"),
        (b"<meta charset=latin1>" + RUSSIAN.encode("cp1251"), None, True, "cp1251", "detected"),
        (RUSSIAN.encode("cp866"), "ibm866", True, "cp866", "declared"),
    ],
)
def test_proof_goes_before_claim_and_claim_before_detection(body, declared, is_html, charset, rule):
    read = decode_bytes(body, declared, is_html)
    assert (read.charset, read.rule) == (charset, rule)


def test_a_declared_charset_that_cannot_be_right_is_not_believed():
    read = decode_bytes(RUSSIAN.encode("cp1251"), "shift_jis", is_html=False)
    assert (read.charset, read.text.text) == ("cp1251", RUSSIAN)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("EUC-KR", "cp949"),
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("TIS-620", "cp874"),
        ("x-mac-cyrillic", "mac_cyrillic"),
        (' "utf8" ', "utf_8"),
        ("big5", "big5hkscs"),
        ("no-such-charset", None),
        ("", None),
        ("rot13", None),
        ("base64", None),
        ("a\0b", None),
    ],
)
def test_labels_mean_what_browsers_take_them_to_mean(label, codec):
    assert codec_of(label) == codec


def test_broken_bytes_get_receipts_that_name_them():
    body = "Zoë – “yes” – caf".encode() + b"\xe9 it\x92s \xed\xa0\xbd"
    read = decode_bytes(body, None, is_html=False)
    assert read.text.text == "Zoë – “yes” – café it’s \ufffd"
    assert [(repair.before, repair.after, repair.rule) for repair in read.text.repairs()] == [
        ("\\xe9", "é", "stray-byte"),
        ("\\x92", "’", "stray-byte"),
        ("\\xed\\xa0\\xbd", "\ufffd", "broken-sequence"),
    ]


@pytest.mark.parametrize("codec", ["gb18030", "big5", "cp932", "euc_jp", "cp949", "cp874"])
def test_texts_in_asian_charsets_are_not_taken_for_broken_utf8(codec):
    texts = {"cp949": "다리를 다음 달에도 폐쇄한다고 밝혔다", "cp874": "สะพานจะปิดต่อไปในเดือนหน้า"}
    text = texts.get(
        codec,
        "橋を来月も閉鎖すると発表した"
        if "jp" in codec or "932" in codec
        else "這座橋下個月仍將關閉",
    )
    assert not is_mostly_utf8(text.encode(codec), promised=False)
