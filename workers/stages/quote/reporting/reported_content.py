"""What a verb of reporting says was said, besides quoted speech."""

from __future__ import annotations

from spacy.tokens import Token

from workers.stages.quote import lexicon
from workers.stages.quote.reporting.noun_phrases import runs
from workers.stages.quote.reporting.parsing import Parsed
from workers.stages.quote.spans import Span


def contents_of(
    parsed: Parsed, cue: Token, lemma: str, subject: Token | None
) -> tuple[list[Span], bool]:
    """(the stretches of words that a verb reports, whether quoted speech may be its content).

    Clauses and infinitives below the verb; for verbs such as `announce` also an object;
    for a parenthesis (`the mill, he said, is old`) the words around it.
    """
    if lemma in lexicon.words("cues_en", "direct"):
        return [], True
    inner = [
        c for c in cue.children if c.dep_ in ("ccomp", "xcomp") and c.i not in parsed.stands_for
    ]
    outside = _clause_tokens(cue, subject)
    if not inner and cue.head != cue and _is_parenthesis(cue, subject):
        return _around(parsed, cue, outside), False
    if not inner and not _withheld(cue):
        inner = [
            c
            for c in cue.children
            if c.i > cue.i
            and (
                (c.dep_ == "dobj" and lemma in lexicon.words("cues_en", "objects") and _tells(c))
                or (
                    c.dep_ == "prep"
                    and c.lower_ in ("of", "against", "to", "about")
                    and lemma in ("warn", "joke", "complain", "boast", "brag")
                )
            )
            and c != subject
            and c.tag_ != "PRP"
        ]
    if any(_for_anonymity(list(c.subtree)) for c in inner):
        return [], False
    spans: list[Span] = []
    for head in inner:
        tokens = _without_new_clause(cue, [t for t in head.subtree if t.i not in outside])
        tokens = _without_narration(cue, head, tokens)
        first = next((t for t in tokens if t.text[:1].isalnum()), None)
        if first is None or first.i in parsed.stands_for:
            continue
        spans += runs(parsed, tokens)
    if not spans:
        spans = runs(parsed, _unattached(parsed, cue, subject))
    return spans, not spans


def _tells(noun: Token) -> bool:
    """Whether an object tells what was said: `announced plans to close`, not `the closure`."""
    return any(t.dep_ in ("acl", "relcl", "ccomp", "xcomp", "pcomp") for t in noun.subtree)


def _withheld(cue: Token) -> bool:
    """`did not disclose the price`, `declined to disclose the price`: nothing was said."""
    verb = cue
    while verb.dep_ == "conj" and verb.head.tag_[:1] == "V":
        verb = verb.head
    above = verb.head if verb.dep_ == "xcomp" else None
    if above is not None and above.lower_ in _REFUSE:
        return True
    return any(c.dep_ == "neg" for verb in (cue, verb) for c in verb.children)


_REFUSE = frozenset(
    "decline declines declined declining refuse refuses refused refusing fail fails failed failing"
    " neglected omitted forgot".split()
)


def _for_anonymity(tokens: list[Token]) -> bool:
    """`asked not to be named` reports no words."""
    words = [t.lower_ for t in tokens[:4]]
    return words[:3] == ["not", "to", "be"] and words[-1] in ("named", "identified", "quoted")


def _without_new_clause(cue: Token, tokens: list[Token]) -> list[Token]:
    """`said it was late and told them to go`: the parser may put `told` under `was`."""
    cues = lexicon.english_cues()
    for n, token in enumerate(tokens):
        joined = n and token.dep_ == "conj" and token.tag_ == tense_of(cue) and token.lower_ in cues
        if (
            joined
            and tokens[n - 1].dep_ in ("cc", "advmod")
            and not any(c.dep_ in _OWN_SUBJECT for c in token.children)
        ):
            return tokens[: n - 1]
    return tokens


def _without_narration(cue: Token, head: Token, tokens: list[Token]) -> list[Token]:
    """`said that it would pay, and its chairman has resigned`: the narrator goes on.

    What was said stands in the past behind a verb in the past; a clause behind a comma that
    stands in the present, with a subject of its own, is not part of it.
    """
    if tense_of(cue) != "VBD" or _tense(head) not in ("VBD", "MD"):
        return tokens
    for n, token in enumerate(tokens):
        joined = token.dep_ == "conj" and token.i > head.i and _tense(token) in ("VBZ", "VBP")
        if not joined or not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
            continue
        low = token.left_edge.i
        before = [t for t in tokens[:n] if t.i < low]
        if len(before) > 1 and before[-1].dep_ == "cc" and before[-2].text == ",":
            return before[:-2]
    return tokens


def _tense(verb: Token) -> str:
    """The tag of the finite part of a verb: `MD` for `would pay`, `VBZ` for `has resigned`."""
    auxiliary = (c.tag_ for c in verb.children if c.dep_ in ("aux", "auxpass") and c.tag_ != "TO")
    return next(auxiliary, verb.tag_)


_OWN_SUBJECT = ("nsubj", "nsubjpass", "aux")


def tense_of(cue: Token) -> str:
    """The tag of the finite verb: that of `did` in `did say`."""
    return next((c.tag_ for c in cue.children if c.dep_ == "aux" and c.tag_ != "TO"), cue.tag_)


def _unattached(parsed: Parsed, cue: Token, subject: Token | None) -> list[Token]:
    """Reported words that the parser hung elsewhere: a `that` clause, or all before `, he said.`"""
    tokens = parsed.tokens
    after = [t for t in tokens if t.i > cue.i]
    for n, token in enumerate(after):
        if token.i in parsed.stands_for:
            break
        if token.lower_ in ("that", "whether") and token.dep_ == "mark":
            return after[n:]
    low = min(cue.i, subject.left_edge.i) if subject is not None else cue.i
    adverbs = _adverbs(cue)
    ends = all(not t.text[:1].isalnum() or t.ent_type_ or t.i in adverbs for t in after)
    comma = low - 1 >= 0 and parsed.doc[low - 1].text == ","
    if ends and comma and subject is not None:
        before = [t for t in tokens if t.i < low]
        if not any(t.i in parsed.stands_for or t.text in '“”"' for t in before):
            return before
    return []


def _adverbs(cue: Token) -> set[int]:
    own = (
        c for c in cue.children if c.i > cue.i and c.dep_ in ("advmod", "npadvmod", "prep", "nsubj")
    )
    return {t.i for c in own for t in c.subtree}


def _clause_tokens(cue: Token, subject: Token | None) -> set[int]:
    """The tokens of the reporting clause itself: verb, auxiliaries, subject, adverbs."""
    own = {cue.i}
    if subject is not None and subject.head == cue:
        own |= {t.i for t in subject.subtree}
    for child in cue.children:
        if child.dep_ in ("aux", "auxpass", "neg", "dative", "prt"):
            own |= {t.i for t in child.subtree}
    return own


def _around(parsed: Parsed, cue: Token, outside: set[int]) -> list[Span]:
    own = outside | {t.i for t in cue.subtree}
    return runs(parsed, [t for t in cue.head.subtree if t.i not in own])


def _is_parenthesis(cue: Token, subject: Token | None) -> bool:
    """`the mill, he said, is old`; `as he said, the mill is old`."""
    marks = {c.lower_ for c in cue.children if c.dep_ in ("mark", "advmod") and c.i < cue.i}
    as_clause = cue.dep_ == "advcl" and subject is not None and subject.head == cue
    return cue.dep_ == "parataxis" or (as_clause and marks <= {"as"})
