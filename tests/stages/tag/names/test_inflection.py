from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.stages.tag.names.inflection import base_forms, dictionary_forms, endings, forms_of_one

FORMS = [
    ("ru", "Путин", ["Путина", "Путину", "Путиным", "Путине"]),
    ("ru", "Владимир Путин", ["Владимира Путина", "Владимиром Путиным"]),
    ("ru", "Москва", ["Москве", "Москву", "Москвы"]),
    ("uk", "Зеленський", ["Зеленського", "Зеленському"]),
    ("cs", "Petr Pavel", ["Petrem Pavelem"]),
    ("cs", "Merkelová", ["Merkelové", "Merkelovou"]),
    ("pl", "Donald Tusk", ["Donalda Tuska", "Donaldem Tuskiem", "Donaldowi Tuskowi"]),
    ("pl", "Warszawa", ["Warszawie", "Warszawy", "Warszawą"]),
    ("hr", "Plenković", ["Plenkovića", "Plenkoviću", "Plenkovićem"]),
    ("sr", "Вучић", ["Вучића", "Вучићу"]),
    ("fi", "Sánchez", ["Sánchezin", "Sánchezille"]),
    ("et", "Kallas", ["Kallase"]),
    ("hu", "Orbán", ["Orbánt", "Orbánnak"]),
    ("tr", "Erdoğan", ["Erdoğan'ın", "Erdoğan'a"]),
    ("de", "Scholz", ["Scholz'"]),
    ("sv", "Kristersson", ["Kristerssons"]),
    ("lt", "Nausėda", ["Nausėdos", "Nausėdai"]),
]


@pytest.mark.parametrize(("code", "base", "others"), FORMS)
def test_inflected_names_have_one_base(code: str, base: str, others: list[str]) -> None:
    assert base_forms([base, *others], code) == dict.fromkeys([base, *others], base)


@pytest.mark.parametrize(
    ("code", "a", "b"),
    [
        ("ru", "Иванов", "Петров"),
        ("ru", "Анна", "Антон"),
        ("pl", "Anna Nowak", "Anna Kowalska"),
        ("fi", "Niinistö", "Marin"),
        ("de", "Merkel", "Merz"),
        ("sv", "Andersson", "Anderberg"),
    ],
)
def test_other_names_stay_apart(code: str, a: str, b: str) -> None:
    known = endings(code)
    assert known is not None
    assert not forms_of_one(a, b, known)
    assert base_forms([a, b], code) == {}


def test_a_language_without_a_table_joins_nothing() -> None:
    assert endings("zh") is None
    assert base_forms(["习近平", "习近"], "zh") == {}


@pytest.mark.parametrize(
    ("code", "name", "base"),
    [("ru", "Москве", "Москва"), ("pl", "Krakowie", "Kraków"), ("uk", "Києві", "Київ")],
)
def test_dictionary_forms_hold_the_base_where_the_stem_does_not_change(
    code: str, name: str, base: str
) -> None:
    changes = base in ("Kraków", "Київ")
    assert (base in dictionary_forms(name, code)) is not changes


@given(st.sampled_from(["ru", "pl", "fi", "hu"]), st.lists(st.text("аеиAbcdefgу ", max_size=12)))
def test_every_name_with_forms_leads_to_one_that_is_there(code: str, names: list[str]) -> None:
    bases = base_forms(names, code)
    words = {word for name in names for word in name.split()}
    assert set(bases) <= set(names)
    assert set(bases.values()) <= {*names, *words}
    assert all(bases.get(base, base) == base for base in bases.values())


def test_a_lone_word_can_be_a_form_of_a_word_of_a_longer_name() -> None:
    assert base_forms(["Владимир Путин", "Путина"], "ru") == {"Путина": "Путин"}
