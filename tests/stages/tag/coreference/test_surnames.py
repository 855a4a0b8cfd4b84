"""Which of several persons of one surname a lone mention means."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from workers.stages.tag.coreference.surnames import FAMOUS, candidate, resolve
from workers.stages.tag.recognition.spans import Span


def whose(text: str, *full: str, famous: str | None = None) -> list[str | None]:
    """The full name that each lone "Berg" of a text means."""
    mentions = {name: [Span(*m.span(), {}) for m in re.finditer(name, text)] for name in full}
    candidates = [candidate(text, name.split()[0], spans) for name, spans in mentions.items()]
    if famous:
        candidates[full.index(famous)].first = FAMOUS
    taken = {span.end for spans in mentions.values() for span in spans}
    lone = [Span(*m.span(), {}) for m in re.finditer("Berg", text) if m.end() not in taken]
    return [None if index is None else full[index] for index in resolve(text, lone, candidates)]


def test_the_only_one_named_so_far_is_meant_and_stays_meant() -> None:
    text = "Anna Berg spoke. Berg left. Her son Robert Berg stayed. Berg came back."
    assert whose(text, "Anna Berg", "Robert Berg") == ["Anna Berg", "Anna Berg"]


def test_nothing_tells_who_is_meant_when_both_are_named_before() -> None:
    assert whose("Anna Berg met Robert Berg. Berg left.", "Anna Berg", "Robert Berg") == [None]


def test_a_surname_passes_to_nobody_when_a_later_bearer_is_named_more() -> None:
    text = "Anna Berg spoke. Berg left. Robert Berg, Robert Berg, Robert Berg! Then Berg came."
    assert whose(text, "Anna Berg", "Robert Berg") == ["Anna Berg", None]


def test_a_title_tells_by_first_name_or_by_the_title_of_an_earlier_mention() -> None:
    text = "Anna Berg met Mr. Xu Berg. Mrs. Berg spoke to Mr. Berg."
    assert whose(text, "Anna Berg", "Xu Berg") == ["Anna Berg", "Xu Berg"]


def test_an_office_tells_and_says_nothing_of_the_bare_surname() -> None:
    text = "Anna Berg met Judge Robert Berg. Judge Berg spoke. Berg left."
    assert whose(text, "Anna Berg", "Robert Berg") == ["Robert Berg", None]


def test_a_headline_means_the_chief_bearer() -> None:
    text = "Berg leaves. Anna Berg left. Berg, said Berg, was tired. Robert Berg stayed."
    assert whose(text, "Anna Berg", "Robert Berg") == ["Anna Berg"] * 3


def test_the_famous_need_no_introduction() -> None:
    text = "Robert Berg spoke for his mother. Berg is tired, he said. Anna Berg was not there."
    assert whose(text, "Anna Berg", "Robert Berg") == ["Robert Berg"]
    assert whose(text, "Anna Berg", "Robert Berg", famous="Anna Berg") == ["Anna Berg"]


WORDS = st.sampled_from(
    ["Berg", "Anna Berg", "Robert Berg", "Mr. Berg", "Mrs. Berg", "Judge Berg", "left."]
)


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_no_mention_goes_to_one_of_another_gender(text: str) -> None:
    text = f"Anna Berg met Robert Berg. {text}"
    titles = re.findall(r"(?:(Mrs?)\. )?(?<!Anna )(?<!Robert )Berg", text)
    found = whose(text, "Anna Berg", "Robert Berg")
    for title, name in zip(titles, found, strict=True):
        assert (title, name) not in {("Mr", "Anna Berg"), ("Mrs", "Robert Berg")}
