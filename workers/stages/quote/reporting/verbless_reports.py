"""Reports without a verb of reporting: `according to X`, `X's claim that …`."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote.reporting.noun_phrases import noun_phrase, region, runs
from workers.stages.quote.reporting.parsing import Parsed
from workers.stages.quote.reporting.report import Report
from workers.stages.quote.spans import Span


def according(parsed: Parsed, token: Token) -> list[Report]:
    """`according to X`: at most one report."""
    to = next((t for t in parsed.tokens if t.i == token.i + 1 and t.lower_ == "to"), None)
    if to is None:
        return []
    who = next((c for c in to.children if c.dep_ in ("pobj", "pcomp")), None)
    if who is None:
        return []
    span = noun_phrase(parsed, who)
    last = who.right_edge.i
    if last >= len(parsed.starts) - 2:  # the parser took the whole sentence for the source
        last = max(t.i for t in parsed.tokens if parsed.end(t) <= span[1])
    spans = _accorded(parsed, token, token.i, last)
    return [
        Report(
            cue=(parsed.start(token), parsed.end(to)),
            lemma="according",
            speaker=span,
            head=(parsed.start(who), parsed.end(who)),
            contents=spans,
            open=not spans,
            rule="according",
            clause=(parsed.start(token), max(parsed.end(to), span[1])),
            token=token,
        )
    ]


def _accorded(parsed: Parsed, token: Token, low: int, high: int) -> list[Span]:
    """What is reported by `according to X`: the sentence before it, or after, or round it."""
    tokens = parsed.tokens
    before = [t for t in tokens if t.i < low]
    after = [t for t in tokens if t.i > high]
    if not any(t.text[:1].isalnum() for t in before):
        return runs(parsed, after)
    clause = token.head
    while clause.tag_[:1] not in "VM" and clause.head != clause:
        clause = clause.head
    return runs(parsed, before) + (runs(parsed, after) if clause.i > high else [])


def noun(parsed: Parsed, noun: Token) -> list[Report]:
    """`X's claim that …`, `a warning from X that …`: at most one report."""
    clause = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("acl", "ccomp")
            and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)
        ),
        None,
    )
    if clause is None:
        return []
    who = next((c for c in noun.children if c.dep_ == "poss"), None)
    if who is None:
        link = next(
            (c for c in noun.children if c.dep_ == "prep" and c.lower_ in ("by", "from", "of")),
            None,
        )
        who = next((c for c in link.children if c.dep_ == "pobj"), None) if link else None
    if who is None:
        return []
    span = noun_phrase(parsed, who)
    return [
        Report(
            cue=(parsed.start(noun), parsed.end(noun)),
            lemma=noun.lower_,
            speaker=span,
            head=(parsed.start(who), parsed.end(who)),
            contents=runs(parsed, list(clause.subtree)),
            open=False,
            rule="noun",
            clause=region(parsed, noun, span),
        )
    ]
