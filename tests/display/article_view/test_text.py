"""The text of an article with its marks: nothing is lost, moved or run as markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.display.article_view.articles import article, entity, quote, removal, repair
from workers.display.article_view.layers import lines
from workers.display.article_view.markup import readable
from workers.display.article_view.view import fragment
from workers.records import Article, Mention, Speaker

ASTRAL = (
    "“𝒲e have 🚢🚢 now,” said Łena Økafor 🎉 of Besançon.\n第二行說:「夠了」。\nقالت: «كفى» أمس."
)


def shown(record: Article) -> html.HtmlElement:
    return html.fragment_fromstring(str(fragment(record)), parser=html.HTMLParser(encoding="utf-8"))


def body(record: Article) -> str:
    """The text as a reader sees it, without what was received and is gone."""
    page = shown(record)
    for gone in page.xpath("//del | //small | //*[@class='notes']"):
        gone.drop_tree()
    return "".join("".join(p.itertext()) for p in page.xpath("//div[@class='body']//p"))


def words_of(record: Article, selector: str) -> list[str]:
    return ["".join(found.itertext()) for found in shown(record).xpath(selector)]


def test_offsets_are_code_points_also_behind_characters_outside_the_basic_plane():
    record = article(
        ASTRAL,
        quotes=[quote(ASTRAL, "𝒲e have 🚢🚢 now,", "Łena Økafor", "Łena Økafor")],
        entities=[entity(ASTRAL, "Łena Økafor"), entity(ASTRAL, "Besançon", "LOC")],
    )
    assert words_of(record, "//span[contains(@class, 'q direct')]") == ["𝒲e have 🚢🚢 now,"]
    assert words_of(record, "//p//a[contains(@class, 'n per')]") == ["Łena Økafor"]
    assert words_of(record, "//p//a[contains(@class, 'n loc')]") == ["Besançon"]
    assert body(record) == ASTRAL.replace("\n", "")


def test_a_mark_that_crosses_others_is_whole_and_so_are_they():
    text = "She said the Bank of Far\nHarbour “will pay Far Harbour” soon."
    said = quote(text, "the Bank of Far\nHarbour “will pay", "Lena Okafor")
    record = article(
        text, quotes=[said], entities=[entity(text, "Harbour “will pay Far Harbour", "ORG")]
    )
    assert "".join(words_of(record, "//span[contains(@class, 'q ')]")) == said.text.replace(
        "\n", ""
    )
    assert "".join(words_of(record, "//*[contains(@class, 'n org') and @data-e]")) == (
        "Harbour “will pay Far Harbour"
    )
    assert body(record) == text.replace("\n", "")


def test_a_repair_shows_what_stood_there_and_why():
    text = "He said “it is closed”."
    record = article(text, repairs=[repair(text, "‚Äú", "“")], quotes=[quote(text, "it is closed")])
    assert words_of(record, "//p/del") == ["‚Äú"]
    assert words_of(record, "//p/ins") == ["“"]
    assert "mojibake mac_roman" in str(fragment(record))
    assert body(record) == text


def test_a_repair_that_left_nothing_is_shown():
    text = "It is closed."
    gone = repair(text, "\x81", "is")
    gone.end, gone.after = gone.start, ""
    record = article(text, repairs=[gone])
    assert words_of(record, "//p/del") == ["\\x81"]
    assert body(record) == text


def test_removed_parts_stand_where_they_stood_long_ones_folded():
    text = "First line.\nSecond line."
    parts = [removal(12, "Read also"), removal(len(text), "Leave a reply\n" * 40)]
    page = shown(article(text, removed=parts))
    rows = ["".join(row.itertext()).strip() for row in page.xpath("//div[@class='body']/div")]
    assert [row[:11] for row in rows] == [
        "First line.",
        "Read also t",
        "Second line",
        "Leave a rep",
    ]
    assert len(page.xpath("//details[@class='out']//del[@class='whole']")) == 1


def test_a_corrected_spelling_stands_behind_the_words_of_the_article():
    text = "Beridse spoke."
    record = article(text, entities=[entity(text, "Beridze", corrected_from="Beridse")])
    assert words_of(record, "//p//a")[0] == "Beridse → Beridze"


def test_the_speaker_stands_beside_the_line_of_the_quote():
    text = "Nothing yet.\n“No,” said Lena Okafor. “Not now.”\n“Why?”"
    quotes = [quote(text, words, "Lena Okafor", "Lena Okafor") for words in ("No,", "Not now.")]
    record = article(text, quotes=[*quotes, quote(text, "Why?")])
    rows = shown(record).xpath("//div[@class='row']")
    beside = [[" ".join(x.itertext()) for x in row.xpath(".//a[@class='who']")] for row in rows]
    assert beside == [[], ["Lena Okafor"], ["no speaker found"]]


HOSTILE = ["</script><script>alert(1)</script>", "\u202eevil\u2066", "<img src=x onerror=alert(1)>",
           '"><b>', "{{ 7*7 }}", "&lt;b&gt;", "\x00\ud800"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_field_holds_is_shown_as_text(text):
    whole = f"{text} said Lena"
    said = quote(whole, text)
    said.speaker = Speaker(kind="named", name=text, text=text, role=text, start=0, end=len(text))
    record = article(
        whole,
        name=text,
        title=text,
        source=text,
        language=text,
        url=f"javascript:{text}",
        authors=[text],
        section=text,
        quotes=[said],
        entities=[entity(whole, text)],
        removed=[removal(0, text)],
        repairs=[repair(whole, text, text)],
    )
    told = str(fragment(record))
    plain = article("a b", quotes=[quote("a b", "a")], entities=[entity("a b", "b")],
                    removed=[removal(0, "x")], repairs=[repair("a b", "x", "a")])  # fmt: skip
    known = {node.tag for node in shown(plain).iter()} | {"del", "ins", "span", "li", "small"}
    assert {node.tag for node in shown(record).iter()} <= known
    assert not any(name.startswith("on") for node in shown(record).iter() for name in node.attrib)
    assert not any("javascript:" in node.get("href", "") for node in shown(record).iter())
    assert "\u202e" not in told
    assert "\x00" not in told
    assert body(record) == readable(whole)
    told.encode()


marks = st.tuples(st.integers(-2, 30), st.integers(-2, 30))


@given(st.text(max_size=25), st.lists(marks, max_size=6), st.lists(marks, max_size=4))
def test_no_text_is_lost_whatever_lies_over_it(text, over, changed):
    named = entity("x", "x")
    named.mentions = [Mention(start=a, end=b, text="x") for a, b in over[:3]]
    quotes = []
    for start, end in over[3:]:
        said = quote("x", "x")
        said.start, said.end = start, end
        quotes.append(said)
    repairs = []
    for start, end in changed[:2]:
        one = repair("x", "y", "x")
        one.start, one.end = start, end
        repairs.append(one)
    removed = [removal(start, "gone\nall") for start, _ in changed[2:]]
    record = article(text, entities=[named], quotes=quotes, repairs=repairs, removed=removed)
    runs = [run.text for line in lines(record) for run in line.runs]
    assert "".join(runs) == text.replace("\n", "")
    fragment(record)


def test_joiners_of_emoji_and_persian_stay_and_what_turns_others_does_not():
    assert readable("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"
    assert readable("a\u202eb\u2069") == "a\\u202eb\\u2069"
