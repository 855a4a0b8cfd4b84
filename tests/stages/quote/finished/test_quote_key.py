"""One key for one quote, however an outlet prints it; the kinds it does not join are said."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.quote.finished.quote_key import quote_key

QUOTES = (
    "We will rebuild the bridge before spring, whatever it costs the city and its taxpayers.",
    "The harbour has been closed for three weeks and nobody can tell us when it will open again.",
    "I don't think the minister understands what fishermen lost in last winter's storms.",
    "Our children deserve clean water, and we're going to fight until every pipe is replaced.",
    "There were 1,250 people in the hall when the lights went out on Saturday evening.",
    "Nous avons perdu toute la récolte, et personne n’est venu nous aider depuis l’orage.",
    "Wir haben die Brücke seit Jahren gewartet, aber das Geld reichte nie für den Stahl.",
    "Мы остались без света на три недели, и никто из города не говорит нам, когда его дадут.",
    "No vamos a abandonar el pueblo mientras quede una sola familia en la montaña.",
    "The company's engineers warned the board twice before the second tank began to leak.",
)
VARIANTS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small letters": str.lower,
    "straight apostrophes": lambda text: text.replace("’", "'"),
    "curly apostrophes": lambda text: text.replace("'", "’"),
    "dashes for commas": lambda text: text.replace(", ", " — "),
    "no punctuation": lambda text: re.sub(r"[,.](?!\d)", "", text),
    "an ellipsis for the full stop": lambda text: text.rstrip(".") + "…",
    "numbers without separators": lambda text: text.replace("1,250", "1250"),
    "an editor's brackets": lambda text: re.sub(r"^(\w+) ", r"\1 [who run the city] ", text),
    "an opener before it": lambda text: f"And {text[0].lower()}{text[1:]}",
    "cut behind two thirds": lambda text: " ".join(text.split()[: len(text.split()) * 2 // 3]),
}


@pytest.mark.parametrize("text", QUOTES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_quote_and_its_variants_have_one_key(variant: str, text: str) -> None:
    assert quote_key(VARIANTS[variant](text)) == quote_key(text)


def test_other_quotes_have_other_keys() -> None:
    assert len({quote_key(text) for text in QUOTES}) == len(QUOTES)


def test_a_quote_whose_beginning_is_cut_off_has_another_key() -> None:
    cut = [" ".join(text.split()[5:]) for text in QUOTES]
    assert all(quote_key(short) != quote_key(text) for short, text in zip(cut, QUOTES, strict=True))


@pytest.mark.parametrize("text", ["Yes.", "No comment", "We won", "", "… [sic]", "是的。"])
def test_a_few_words_have_no_key(text: str) -> None:
    assert quote_key(text) is None


def test_a_script_without_blanks_goes_by_its_characters() -> None:
    key = quote_key("我们已经三周没有水了，没有人告诉我们什么时候恢复。")
    assert key == quote_key("我们已经三周没有水了——没有人告诉我们……")
    assert key is not None


@given(st.text(max_size=200))
def test_any_text_has_a_key_of_words_or_none(text: str) -> None:
    key = quote_key(text)
    assert key is None or (key and not any(c.isspace() for c in key))
