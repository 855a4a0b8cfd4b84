"""The tag stage: articles.unique to articles.tagged."""

from __future__ import annotations

from importlib.resources import as_file, files

from workers.records import Article, KbEntity
from workers.settings import Settings
from workers.stages.contract import Emit, Step, Tables
from workers.stages.tag.linking import kb_files
from workers.stages.tag.linking.knowledge_base import KnowledgeBase
from workers.stages.tag.tagger import Tagger
from workers.topology import TAGGED, UNIQUE


class Tag:
    """Tags one article; `knowledge.put` takes the users' entries while it runs."""

    stage = "tag"
    topic = UNIQUE

    def __init__(self, settings: Settings) -> None:
        self.knowledge = KnowledgeBase(shipped())
        self.tagger = Tagger(settings, self.knowledge)

    def prepare(self, record: Article) -> Article:
        """The article with its entities; of an unsupported language, with none."""
        record.entities_support = self.tagger.recognisers.support(record.language)
        supported = record.entities_support != "unsupported"
        record.entities, record.toponyms = self.tagger.tag(record) if supported else ([], [])
        return record

    def apply(self, prepared: Article, tables: Tables) -> list[Emit]:
        """Passes the article on."""
        return [Emit(TAGGED, prepared.id, prepared)]


def shipped() -> list[KbEntity]:
    """The reviewed entries that come with the project."""
    with as_file(files("workers.stages.tag.linking") / "data" / "base.csv") as path:
        entries = list(kb_files.read(path))
    problems = [str(entry) for entry in entries if isinstance(entry, kb_files.Problem)]
    if problems:
        raise ValueError("data/base.csv: " + "; ".join(problems))
    return [entry for entry in entries if isinstance(entry, KbEntity)]


def steps(settings: Settings) -> list[Step]:
    """The stage's one step."""
    return [Tag(settings)]
