"""Receipts as people see them: nothing of the text is lost, and nothing is run as markup."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from workers.display import receipts
from workers.records import Article, Claim, Decoding, Origin
from workers.stages.decode.boilerplate import removal
from workers.stages.decode.traced import Edit, Traced


def article(traced, **decoding):
    return Article(
        id="a1",
        text=traced.text,
        received_at="2022-02-15T00:00:00.000Z",
        origin=Origin(topic="articles.raw", partition=0, offset=1),
        title="Bridge <closed>",
        decoding=Decoding(
            charset="utf_8",
            charset_declared="latin1",
            charset_rule="utf-8",
            extractor="none",
            repairs=traced.repairs(),
            removed=traced.removals(),
            spans=traced.spans(),
            **decoding,
        ),
    )


def repaired():
    text = "It is ‚Äúclosed” <b>now</b>.\nLeave a Reply\nThe council voted on it, she said, in May."
    edit = Edit(text.index("‚"), text.index("c"), "“", "mojibake", "mac_roman", 0.9)
    return removal.remove(Traced.of(text).replace([edit]))


def shown(renderable):
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(renderable)
    return console.export_text()


def test_the_pieces_together_are_the_text():
    done = repaired()
    assert "".join(piece.text for piece in receipts.pieces(article(done))) == done.text
    assert [piece.kind for piece in receipts.pieces(article(done)) if piece.kind != "kept"] == [
        "repaired",
        "removed",
    ]


@given(st.lists(st.sampled_from(["Share", "Leave a Reply", "Text that is told, she said.", "x"])))
def test_the_pieces_are_the_text_whatever_was_removed(lines):
    done = removal.remove(Traced.of("\n".join(lines)))
    assert "".join(piece.text for piece in receipts.pieces(article(done))) == done.text


def test_the_terminal_shows_what_stood_there_what_stands_there_and_why():
    output = shown(receipts.terminal(article(repaired())))
    assert "‚Äú“ [mojibake mac_roman, 90% sure]closed" in output
    assert "Leave a Reply [tail-opener]" in output
    assert "utf_8, declared latin1" in output


def test_a_refused_claim_is_told_with_its_reason():
    claim = Claim(
        field="date", value="2099-01-01", origin="json-ld", dropped="after-it-was-received"
    )
    output = shown(receipts.terminal(article(Traced.of("text"), claims=[claim])))
    assert "2099-01-01 (json-ld: after-it-was-received)" in output


def test_controls_are_written_so_that_they_can_be_seen():
    assert receipts.visible("a\x81\x00\ud800b\nc") == "a\\x81\\x00\\ud800b\nc"
