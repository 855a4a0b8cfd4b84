"""Lines of a site are learnt, known from the fifth page on, bounded, forgotten, replayable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workers.stages.decode.boilerplate.site_memory import KNOWN_FROM, SiteMemory, learn

LINE = "The Harbour Gazette: independent since 1974"
DAY = 86_400.0


def bodies(count):
    return [f"Story number {n} tells of the bridge and what became of it." for n in range(count)]


def feed(articles, memory=None, now=0.0, most_lines=500, days=30):
    memory, known = memory or SiteMemory(), []
    for page, lines in articles:
        memory, found = learn(memory, page, lines, now, most_lines=most_lines, days=days)
        known.append(found)
    return memory, known


def stories(count):
    return [(f"p{n}", [body, LINE]) for n, body in enumerate(bodies(count))]


def test_a_line_is_known_from_the_fifth_page_on():
    _, known = feed(stories(7))
    assert known == [set()] * (KNOWN_FROM - 1) + [{LINE}] * 3


def test_a_replayed_page_neither_counts_nor_changes_its_result():
    articles = stories(8)
    memory, known = feed(articles)
    again, known_again = feed(articles, memory)
    assert known_again == known
    assert again.lines.keys() == memory.lines.keys()
    assert [seen.articles for seen in again.lines.values()] == [
        memory.lines[key].articles for key in again.lines
    ]


def test_revisions_of_one_page_count_once():
    _, known = feed(
        [("live", [f"Update {n} of the live blog on the bridge", LINE]) for n in range(9)]
    )
    assert not any(known)


def test_spelling_and_bullets_do_not_hide_a_line():
    articles = stories(5)
    articles[4] = ("p4", [articles[4][1][0], "• THE HARBOUR GAZETTE: independent since 1974 »"])
    assert feed(articles)[1][4] == {"• THE HARBOUR GAZETTE: independent since 1974 »"}


def test_a_copied_article_does_not_lose_its_text():
    text = ["The same agency story in all sections.", "It has two lines."]
    _, known = feed([(f"p{n}", text) for n in range(8)])
    assert not any(known)


def test_long_paragraphs_are_not_learnt():
    paragraph = "word " * 100
    memory, _ = feed([(f"p{n}", [paragraph, body]) for n, body in enumerate(bodies(8))])
    assert len(memory.lines) == 8


def test_a_line_not_met_for_long_is_forgotten():
    memory, _ = feed(stories(6))
    assert feed([("late", [bodies(9)[8], LINE])], memory, 29 * DAY)[1] == [{LINE}]
    assert feed([("late", [bodies(9)[8], LINE])], memory, 31 * DAY)[1] == [set()]


def test_the_memory_is_bounded_and_keeps_what_recurs():
    memory, known = feed(stories(200), most_lines=20)
    assert len(memory.lines) == 20
    assert known[-1] == {LINE}


def test_nothing_is_learnt_when_it_is_turned_off():
    memory, known = feed(stories(9), most_lines=0)
    assert not memory.lines
    assert not any(known)


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.lists(st.text(max_size=12), max_size=5)),
        max_size=30,
    )
)
def test_bytes_hold_the_whole_memory(articles):
    memory, _ = feed(articles)
    restored = SiteMemory.from_bytes(memory.to_bytes())
    assert restored == memory
    assert list(restored.lines) == list(memory.lines)


def test_bytes_of_another_version_are_an_empty_memory():
    assert SiteMemory.from_bytes(b"\x09anything") == SiteMemory()
    assert SiteMemory.from_bytes(None) == SiteMemory()
