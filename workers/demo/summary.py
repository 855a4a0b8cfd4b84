"""The demo on the terminal: the line at work, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from workers.demo.watch import Outcomes, Place
from workers.display import records
from workers.records import Article
from workers.topology import (
    DECODED,
    DUPLICATES,
    ENRICHED,
    FAILED,
    MENTIONS,
    QUOTES,
    RAW,
    STAGES,
    TAGGED,
    UNIQUE,
)

FLOW = {
    "decode": ((RAW,), (DECODED,)),
    "dedup": ((DECODED,), (UNIQUE, DUPLICATES)),
    "tag": ((UNIQUE,), (TAGGED,)),
    "quote": ((TAGGED,), (ENRICHED,)),
}
"""Stage -> topics that its articles come from and go to (the walk stays inside dedup)."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of the demo."""

    ready: dict[str, bool]
    counts: Counter[str]
    fed: int
    total: int
    done: int
    seconds: float


def progress(moment: Progress) -> RenderableType:
    """The live view: stages and how far the articles are."""
    table = Table("stage", "worker", "in", "out", box=None)
    for stage in STAGES:
        sources, targets = FLOW[stage]
        table.add_row(
            stage,
            "[green]ready[/]" if moment.ready.get(stage) else "starting",
            str(sum(moment.counts[topic] for topic in sources)),
            str(sum(moment.counts[topic] for topic in targets)),
        )
    line = Text(
        f"{moment.seconds:4.0f} s   fed {moment.fed}/{moment.total}   "
        f"with an outcome {moment.done}/{moment.total}"
    )
    return Group(table, line)


def summary(
    outcomes: Outcomes, counts: Counter[str], places: dict[Place, str]
) -> list[RenderableType]:
    """What a newcomer wants to see: sums, copies and why, failures, one whole article."""
    parts = [
        Rule("stages", align="left"),
        _stages(outcomes, counts),
        Rule("duplicates and why", align="left"),
        _duplicates(outcomes, places),
        Rule("failed, with the original kept on articles.failed", align="left"),
        _failed(outcomes, places),
    ]
    chosen = showpiece(outcomes)
    if chosen is not None:
        name = places.get((chosen.origin.partition, chosen.origin.offset), "")
        parts += [Rule("one enriched article", align="left"), Text(name), records.article(chosen)]
    return parts


def showpiece(outcomes: Outcomes) -> Article | None:
    """The article that shows most: repairs and removals, entities, quotes with names."""

    def shows(article: Article) -> int:
        named = [q for q in article.quotes or [] if q.speaker.name]
        return (
            min(len(article.decoding.repairs), 4)
            + 2 * min(len(article.decoding.removed), 3)
            + min(len(article.entities or []), 6)
            + min(len(named), 5)
        )

    standing = [a for place, a in outcomes.enriched.items() if place not in outcomes.corrected]
    return max(standing, key=shows, default=None)


def _stages(outcomes: Outcomes, counts: Counter[str]) -> RenderableType:
    failed = Counter(failure.stage for failure in outcomes.failed.values())
    table = Table("stage", "in", "out", "failed", "seconds an article", box=None)
    for stage in STAGES:
        sources, targets = FLOW[stage]
        spent = [s.seconds for a in outcomes.enriched.values() for s in a.trail if s.stage == stage]
        table.add_row(
            stage,
            str(sum(counts[topic] for topic in sources)),
            " + ".join(_counted(counts, topic, len(outcomes.corrected)) for topic in targets),
            str(failed[stage]),
            f"{sum(spent) / len(spent):.4f}" if spent else "",
        )
    total = Text(
        f"{counts[RAW]} in = {len(outcomes.enriched)} enriched + {len(outcomes.duplicates)} "
        f"duplicates + {len(outcomes.failed)} failed;  "
        f"{counts[MENTIONS]} mentions, {counts[QUOTES]} quotes, "
        f"{len(outcomes.corrected)} late corrections, {counts[FAILED]} dead letters"
    )
    return Group(table, total)


def _counted(counts: Counter[str], topic: str, late: int) -> str:
    name = topic.rpartition(".")[2]
    return f"{counts[topic]} {name}" + (f" ({late} late)" if topic == DUPLICATES and late else "")


def _duplicates(outcomes: Outcomes, places: dict[Place, str]) -> RenderableType:
    by_id = {a.id: place for place, a in outcomes.enriched.items()}
    table = Table("copy", "kind", "of", "rule", "J", "contained", box=None, pad_edge=False)
    for found in (outcomes.duplicates, outcomes.corrected):
        for place, copy in sorted(found.items(), key=lambda item: item[1].received_at):
            original = by_id.get(copy.duplicate_of)
            table.add_row(
                _file(places, place),
                copy.kind + (" *" if copy.corrects else ""),
                _file(places, original) if original else copy.duplicate_of,
                copy.rule,
                f"{copy.jaccard:.2f}",
                f"{copy.containment:.2f}",
            )
    for place, article in outcomes.enriched.items():
        if article.dedup and article.dedup.revision_of:
            of = by_id.get(article.dedup.revision_of)
            original_name = _file(places, of) if of else article.dedup.revision_of
            table.add_row(_file(places, place), "revision", original_name, "goes on", "", "")
        if article.dedup and article.dedup.rewrite:
            retold = article.dedup.rewrite
            source = by_id.get(retold.of)
            name = _file(places, source) if source else retold.of
            table.add_row(_file(places, place), "rewrite", name, "goes on", "", "")
    late = Text("* had been passed on as unique: a correction followed", style="dim")
    return Group(table, late) if outcomes.corrected else table


def _failed(outcomes: Outcomes, places: dict[Place, str]) -> RenderableType:
    table = Table("article", "stage", "reason", "message", box=None, pad_edge=False)
    for place, failure in outcomes.failed.items():
        table.add_row(
            _file(places, place), failure.stage, failure.reason, Text(failure.message[:60])
        )
    return table


def _file(places: dict[Place, str], place: Place) -> str:
    """The file that the article came from, without its suffix; else its place."""
    name = places.get(place, f"{place[0]}/{place[1]}").split(":")[0]
    return name.rpartition(".")[0] or name
