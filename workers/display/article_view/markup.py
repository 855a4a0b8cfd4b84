"""Text and what lies over it as HTML; all that comes from outside is escaped here.

Elements that overlap in the text are nested in the page: quotes outside, names in them,
speakers and cues in those, repairs innermost. An element is closed and opened again where
an outer one ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from markupsafe import Markup, escape

from workers.display.article_view.layers import Mark, Run
from workers.display.receipts import why
from workers.records import Article, OtherSpeaker, Removal, Speaker

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Controls, what turns the direction of other text, and what is no character.

Not the joiners of Persian, Hindi and emoji, nor the marks that turn nothing but themselves.
"""

NESTING = ("quote", "entity", "speaker", "cue")
TYPES = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other name"}
HUES = 7
SHORT_REMOVAL = 240
"""A longer removed part is folded."""


def readable(text: str) -> str:
    """The text with escapes for what would not show or would turn what stands around it."""
    return HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


@dataclass(slots=True)
class Writer:
    """Writes the lines of one article; `scope` sets its ids apart from those of others.

    `link` gives the address that an entity of this number leads to; without it, its place in
    the list below the text. Only the first mention is a link, so that Tab does not stop at
    each; the first piece of a quote has its id.
    """

    article: Article
    scope: str
    link: Callable[[int], str] | None = None
    _begun: set[str] = field(default_factory=set)
    _hues: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._hues = hues(self.article)

    def line(self, runs: Sequence[Run], depth: int = 0) -> Markup:
        """A line; `depth` says how many kinds of marks are already open around it."""
        if depth == len(NESTING):
            return Markup("").join(map(changed, runs))
        out = Markup("")
        for over, inside in groupby(runs, lambda run: _outermost(run, NESTING[depth])):
            inner = self.line(list(inside), depth + 1)
            out += self._wrapped(over, inner) if over else inner
        return out

    def _wrapped(self, mark: Mark, inner: Markup) -> Markup:
        if mark.kind == "entity":
            return self._entity(mark, inner)
        if mark.kind == "quote":
            return self._quote(mark, inner)
        quote = (self.article.quotes or [])[mark.number]
        title = who(quote.speaker) if mark.kind == "speaker" else "reporting words"
        return Markup('<span class="{}" title="{}">{}</span>').format(mark.kind, title, inner)

    def _entity(self, mark: Mark, inner: Markup) -> Markup:
        found, name = (self.article.entities or [])[mark.number], f"{self.scope}e{mark.number}"
        if mark.corrected:
            inner += Markup('<small class="as"> → {}</small>').format(readable(mark.corrected))
        tag = Markup('class="n {}" data-e="{}" title="{}: {}"').format(
            found.type.lower(), name, TYPES[found.type], readable(found.name)
        )
        if name in self._begun:
            return Markup("<span {}>{}</span>").format(tag, inner)
        self._begun.add(name)
        where = self.link(mark.number) if self.link else f"#{name}"
        return Markup('<a {} href="{}">{}</a>').format(tag, where, inner)

    def _quote(self, mark: Mark, inner: Markup) -> Markup:
        quote, name = (self.article.quotes or [])[mark.number], f"{self.scope}q{mark.number}"
        anchor = Markup("") if name in self._begun else Markup(' id="{}"').format(name)
        self._begun.add(name)
        return Markup('<span class="q {} h{}" data-q="{}"{}>{}</span>').format(
            quote.kind, self._hues[mark.number], name, anchor, inner
        )


def hues(article: Article) -> list[int]:
    """The colour of each quote: one for each speaker, in order of appearance; 0 for nobody."""
    known: dict[str, int] = {}
    found = []
    for quote in article.quotes or ():
        speaker = quote.speaker
        who_ = speaker.entity_id or speaker.name or speaker.text
        found.append(known.setdefault(who_, len(known) % HUES + 1) if who_ else 0)
    return found


def _outermost(run: Run, kind: str) -> Mark | None:
    """The first mark of a kind that is over a run."""
    return next((mark for mark in run.marks if mark.kind == kind), None)


def changed(run: Run) -> Markup:
    """A run as it stands, or with what stood there before; or a removed part in a line."""
    if run.removal is not None:
        return removed(run.removal)
    if run.repair is None:
        return escape(readable(run.text))
    return Markup('<del title="{0}">{1}</del><ins title="{0}">{2}</ins>').format(
        why(run.repair), readable(run.repair.before), readable(run.text)
    )


def removed(part: Removal) -> Markup:
    """A part that was taken out, struck, with the reason; a long one folded."""
    text = readable(part.text.strip("\n"))
    label = Markup('<small class="why">{}</small>').format(part.reason)
    if len(text) <= SHORT_REMOVAL and "\n" not in text:
        return Markup('<del class="out" dir="auto">{}</del> {}').format(text, label)
    first = text[:80].replace("\n", " ")
    return Markup(
        '<details class="out"><summary><del dir="auto">{}…</del> {}</summary>'
        '<del class="whole" dir="auto">{}</del></details>'
    ).format(first, label, text)


def who(speaker: Speaker | OtherSpeaker) -> str:
    """The name of a speaker, else the words of the article for them."""
    return readable(speaker.name or speaker.text or "unknown")
