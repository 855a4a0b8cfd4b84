"""What stands around an article's text: heading, story, names, speakers, receipts.

`fragment` is the whole article as HTML; the template is `data/article.html`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workers.display import receipts
from workers.display.article_view import markup
from workers.display.article_view.layers import Line, lines
from workers.records import Article, Duplicate, Entity, Quote

DATA = Path(__file__).parent / "data"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ps sd ug ur yi".split())
KINDS = {
    "exact": "the same text",
    "near": "nearly the same text",
    "wire": "the same report under another heading",
    "truncated": "the same report, shortened",
    "recrawl": "sent again, unchanged",
    "superseded": "came after a later version",
    "rewrite": "the same report in other words",
}

templates = Environment(
    loader=FileSystemLoader(DATA),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=lambda value: markup.readable(value) if type(value) is str else value,
)
"""All that a template is given is escaped, and `readable`."""


@dataclass(frozen=True, slots=True)
class Related:
    """An article that belongs to the same story, and why."""

    what: str
    title: str
    source: str
    at: str
    why: str
    url: str | None = None
    here: str | None = None
    """Where its own view is, when it is there to be seen."""
    added: Sequence[str] = ()
    removed: Sequence[str] = ()


def fragment(
    article: Article,
    *,
    scope: str = "",
    related: Sequence[Related] = (),
    link: Callable[[Entity], str] | None = None,
    level: int = 2,
) -> Markup:
    """The article; `level` is that of its heading. The other arguments as `markup.Writer` has."""
    entities = article.entities or []
    writer = markup.Writer(article, scope, (lambda n: link(entities[n])) if link else None)
    found, hues = lines(article), markup.hues(article)
    heading = _heading(found, article)
    title = writer.line(heading.runs) if heading else None
    body = [(each, writer.line(each.runs)) for each in found if each is not heading]
    return Markup(
        templates.get_template("article.html").render(
            a=article,
            scope=scope,
            level=level,
            heading=heading,
            title=title,
            body=body,
            related=related,
            names=_names(entities),
            link=link,
            language=language(article.language),
            direction="rtl" if article.language in RIGHT_TO_LEFT else "auto",
            url=web_address(article.url),
            facts=receipts.facts(article),
            tally=receipts.tally(article),
            markup=markup,
            hues=hues,
            beside=lambda numbers: beside(article, numbers),
        )
    )


def _heading(found: list[Line], article: Article) -> Line | None:
    """The first line where it only repeats the title: it is shown as the heading, once."""
    if not found or not article.title:
        return None
    first = "".join(run.text for run in found[0].runs)
    return found[0] if first.split() == article.title.split() else None


def beside(article: Article, numbers: Sequence[int]) -> list[list[dict[str, Any]]]:
    """The notes beside a line's quotes; those in a row of one speaker together."""
    notes = [_note(article, number) for number in numbers]
    return [list(same) for _, same in groupby(notes, lambda note: (note["name"], note["role"]))]


def _note(article: Article, number: int) -> dict[str, Any]:
    """Who said a quote, in what role, and how it was told."""
    quote = (article.quotes or [])[number]
    speaker = quote.speaker
    name = speaker.name or speaker.text
    others = [one.name or one.text or "" for one in quote.co_speakers]
    return {
        "number": number,
        "name": name or "no speaker found",
        "written": speaker.text if speaker.name and speaker.text != speaker.name else "",
        "cue": quote.cue.text if quote.cue else "",
        "role": speaker.role or "",
        "others": ", ".join(filter(None, others)),
        "via": (quote.via.name or quote.via.text or "") if quote.via else "",
        "how": _how(quote),
        "candidates": "" if speaker.name else ", ".join(speaker.candidates[:4]),
    }


SURE = 0.8
"""A quote that is less sure says so."""


def _how(quote: Quote) -> str:
    """What kind of speech it is, in a word or two; and how sure, where it is not."""
    kind = {"mixed": "partly quoted", "scare": "in quote marks"}.get(quote.kind, quote.kind)
    said = "" if quote.polarity == "said" else f", {quote.polarity}"
    return f"{kind}{said}" + ("" if quote.confidence >= SURE else f", {quote.confidence:.0%} sure")


def _names(entities: Sequence[Entity]) -> list[tuple[str, list[tuple[int, Entity]]]]:
    """The entities with their numbers, by type, those that matter most first."""
    plural = {"PER": "People", "ORG": "Organisations", "LOC": "Places", "MISC": "Other names"}
    numbered = sorted(enumerate(entities), key=lambda item: -item[1].salience)
    groups = {name: [item for item in numbered if item[1].type == kind]
              for kind, name in plural.items()}  # fmt: skip
    return [(name, items) for name, items in groups.items() if items]


def copy_of(copy: Duplicate) -> Related:
    """A copy as a line of the story that it belongs to."""
    spoke = sorted(copy.evidence.items(), key=lambda item: -item[1])
    reasons = ", ".join(name for name, weight in spoke if weight > 0.5)
    figure = "over 99%" if copy.score > 0.994 else f"{copy.score:.0%}"
    sure = f", {figure} sure" + (f" by {reasons}" if reasons else "")
    anchors = f": {', '.join(copy.anchors[:12])}" if copy.anchors else ""
    return Related(
        what=copy.kind,
        title=copy.title or "",
        source=copy.source or "",
        at=copy.received_at,
        why=KINDS[copy.kind] + ("" if copy.kind in CERTAIN else sure) + anchors,
        url=web_address(copy.url),
    )


CERTAIN = ("exact", "recrawl", "superseded")
"""Kinds of copies of which nothing had to be weighed."""


def language(code: str | None) -> str | None:
    """A language code that HTML takes."""
    return code if code and LANGUAGE.fullmatch(code) else None


def web_address(url: str | None) -> str | None:
    """An address that a link may lead to: http or https, nothing that runs."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
