"""The whole stage on articles in languages without word lists of ours."""

from __future__ import annotations

import pytest

from tests.evaluation.tasks.entities import article
from workers.records import Article, Entity
from workers.stages.contract import run
from workers.stages.tag.step import Tag


def entities(tag: Tag, text: str, language: str) -> dict[str, Entity]:
    (emit,) = run(tag, article("a", text, language), {})
    assert isinstance(emit.record, Article)
    assert emit.record.entities_support == "basic"
    return {entity.name: entity for entity in emit.record.entities or []}


def test_inflected_names_of_a_person_are_one_entity(tag: Tag) -> None:
    text = "Владимир Путин прилетел в Пекин. Путина встретил Си Цзиньпин. Он поблагодарил Путина."
    found = entities(tag, text, "ru")
    assert [m.text for m in found["Владимир Путин"].mentions][:2] == ["Владимир Путин", "Путина"]


@pytest.mark.parametrize(
    ("language", "text", "geonames"),
    [
        ("de", "Olaf Scholz sprach gestern in Köln.", 2886242),
        ("ru", "Олаф Шольц выступил вчера в Кёльне.", 2886242),
        ("ja", "岸田文雄首相は東京で会談した。", 1850147),
        ("vi", "Thủ tướng Phạm Minh Chính đã đến thăm Hà Nội.", 1581130),
        ("ru", "Делегация прибыла в Москву в среду.", 524901),
    ],
)
def test_a_place_has_one_id_in_all_languages(
    tag: Tag, language: str, text: str, geonames: int
) -> None:
    ids = {entity.geonames for entity in entities(tag, text, language).values()}
    assert geonames in ids


def test_a_name_found_once_is_found_again_letter_for_letter(tag: Tag) -> None:
    text = "Olaf Scholz sprach gestern in Madrid.\nNach der Rede von Olaf Scholz: Applaus."
    assert entities(tag, text, "de")["Olaf Scholz"].count == 2
