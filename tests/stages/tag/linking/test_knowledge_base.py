"""The knowledge base: two layers, any name, changes while it is read."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from tests.stages.tag.articles import entities
from workers.records import KbEntity
from workers.settings import Settings
from workers.stages.tag.linking.knowledge_base import KnowledgeBase
from workers.stages.tag.step import Tag, shipped


def person(id: str, name: str, *aliases: str, **fields: str) -> KbEntity:
    return KbEntity(id=id, type="PER", name=name, aliases=list(aliases), **fields)


def ids(base: KnowledgeBase, name: str) -> list[str]:
    return [entry.id for entry in base.lookup([name])[name]]


def test_any_name_finds_an_entry_whatever_its_case_and_accents() -> None:
    base = KnowledgeBase([person("e", "Recep Erdoğan", "R. Erdogan")])
    assert ids(base, "recep erdogan") == ids(base, "R Erdoğan") == ["e"]


def test_an_entry_that_is_put_again_loses_its_old_names() -> None:
    base = KnowledgeBase()
    base.put("a", person("a", "Ada Berg", "Bergie"))
    base.put("a", person("a", "Ada Dahl"))
    assert ids(base, "Bergie") == []
    assert ids(base, "Ada Dahl") == ["a"]
    assert len(base) == 1


def test_a_users_entry_hides_the_shipped_one_and_a_tombstone_brings_it_back() -> None:
    base = KnowledgeBase([person("a", "Ada Berg")])
    base.put("a", person("a", "Ada Dahl"))
    assert ids(base, "Ada Berg") == []
    base.put("a", None)
    assert ids(base, "Ada Berg") == ["a"]


def test_a_tombstone_for_nothing_changes_nothing() -> None:
    base = KnowledgeBase([person("a", "Ada Berg")])
    base.put("b", None)
    assert len(base) == 1


def test_a_surname_alone_finds_only_bearers() -> None:
    base = KnowledgeBase([person("a", "Ada Berg")])
    assert ids(base, "Berg") == []
    assert [entry.id for entry in base.with_surname("Berg")] == ["a"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["Ada Berg", "Bo Dahl", ""]))))
def test_the_last_word_on_an_id_counts(changes: list[tuple[str, str]]) -> None:
    base, last = KnowledgeBase(), {}
    for id, name in changes:
        base.put(id, person(id, name) if name else None)
        last[id] = name
    assert ids(base, "Ada Berg") == sorted(id for id, name in last.items() if name == "Ada Berg")


def test_entries_can_be_put_while_others_are_looked_up() -> None:
    base = KnowledgeBase()
    feeding = threading.Thread(
        target=lambda: [base.put(str(i), person(str(i), f"Ada Berg{i}")) for i in range(500)]
    )
    feeding.start()
    while feeding.is_alive():
        assert ids(base, "Ada Berg1") in ([], ["1"])
    feeding.join()
    assert len(base) == 500


def test_an_entry_put_into_a_running_step_links_the_next_article() -> None:
    tag = Tag(Settings())
    text = "Mayor Odile Brandt opened the bridge in Lyon. “It holds,” Brandt said."
    (before,) = [entity for entity in entities(tag, text) if entity.type == "PER"]
    tag.knowledge.put("brandt", person("brandt", "Odile Brandt", wikidata="Q0", country="FR"))
    (after,) = [entity for entity in entities(tag, text) if entity.type == "PER"]
    assert before.kb_id is None
    assert (after.id, after.wikidata, after.country) == ("brandt", "Q0", "FR")


def test_two_entries_of_one_name_are_told_apart_by_the_article_or_left_open() -> None:
    tag = Tag(Settings())
    tag.knowledge.put("judge", person("judge", "Ada Berg", country="NO", description="judge"))
    tag.knowledge.put("skier", person("skier", "Ada Berg", country="AT", description="ski racer"))
    (told,) = [e for e in entities(tag, "Ada Berg won in Austria on Sunday.") if e.type == "PER"]
    (left,) = [e for e in entities(tag, "“I won,” Ada Berg said on Sunday.") if e.type == "PER"]
    assert told.kb_id == "skier"
    assert left.kb_id is None
    assert left.ambiguous == ["judge", "skier"]


def test_the_shipped_base_is_dated_where_it_can_go_out_of_date() -> None:
    entries = shipped()
    assert len({entry.id for entry in entries}) == len(entries) > 200
    assert all(entry.source for entry in entries)
    assert all(entry.valid_on for entry in entries if entry.type == "PER")
    assert all(entry.gender for entry in entries if entry.type == "PER")
    items = [entry.wikidata for entry in entries if entry.wikidata]
    assert len(set(items)) == len(items) > 30
