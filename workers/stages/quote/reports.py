"""Acts of reporting read off a parse: cue, who, and what besides quoted speech is reported."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from workers.stages.quote import lexicon
from workers.stages.quote.grammar import Parsed

Span = tuple[int, int]
_CLIMB = ("xcomp", "advcl", "conj", "pcomp", "prep", "parataxis", "ccomp", "dep", "acl", "relcl")


@dataclass(slots=True)
class Report:
    """One act of reporting.

    `contents` are the stretches of reported words that belong to its clause; `open`
    means that nothing but quoted speech next to it can be what was said.
    """

    cue: Span
    lemma: str
    speaker: Span | None
    head: Span | None
    contents: list[Span] = field(default_factory=list)
    open: bool = True
    rule: str = "clause"
    clause: Span = (0, 0)
    antecedent: Span | None = None
    finite: bool = True
    own: bool = True
    token: Token | None = None


def reports(parsed: Parsed) -> list[Report]:
    """The acts of reporting in one sentence, in order."""
    cues = lexicon.english_cues()
    nouns = lexicon.words("cues_en", "nouns")
    found = []
    for token in parsed.tokens:
        lemma = cues.get(token.lower_)
        if lemma and token.tag_[:1] == "V" and token.i not in parsed.stands_for:
            found.append(_verb(parsed, token, lemma))
        elif lemma and _mistagged(parsed, token):
            found.append(_after_utterance(parsed, token, lemma))
        elif token.lower_ == "according":
            found += _according(parsed, token)
        elif token.lower_ in nouns and token.tag_[:1] == "N":
            found += _noun(parsed, token)
    _lend_subjects(parsed, found)
    return found


def _same_clause(earlier: Report, report: Report) -> bool:
    """`said it was late but added`: added belongs to said, whatever the parser thinks."""
    verb = report.token
    if report.own or verb is None or earlier.token is None:
        return False
    if not (earlier.finite and report.finite):
        return False
    cue_tag = verb.tag_
    while verb.dep_ == "conj":
        verb = verb.head
    return verb.dep_ == "ccomp" and verb.head == earlier.token and _tense(earlier.token) == cue_tag


def _lend_subjects(parsed: Parsed, found: list[Report]) -> None:
    """`Smith, noting the size, said`: the parser may give Smith to the participle alone."""
    for n, report in enumerate(found):
        for earlier in found[:n]:
            if _same_clause(earlier, report):
                report.speaker, report.head = earlier.speaker, earlier.head
                report.antecedent = earlier.antecedent
        if report.speaker is not None or not n or not report.finite:
            continue
        earlier = found[n - 1]
        if earlier.speaker is None or earlier.finite:
            continue
        report.speaker, report.head = earlier.speaker, earlier.head
        report.antecedent = earlier.antecedent
        earlier.contents = [
            (low, min(high, report.cue[0] - 1))
            for low, high in earlier.contents
            if low < report.cue[0] - 1
        ]


def subject_of(parsed: Parsed) -> Report | None:
    """The subject of the main clause as a report without words, for a quote that follows."""
    for root in parsed.tokens:
        if root.dep_ != "ROOT":
            continue
        subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or subject.i in parsed.stands_for or subject.lower_ in _EMPTY:
            return None
        cue, span = (parsed.start(root), parsed.end(root)), _noun_phrase(parsed, subject)
        head = (parsed.start(subject), parsed.end(subject))
        return Report(cue, root.lower_, span, head, antecedent=_antecedent(parsed, subject))
    return None


_EMPTY = ("it", "this", "that", "these", "those", "what", "all", "there", "which")


# --- verbs


def _verb(parsed: Parsed, cue: Token, lemma: str) -> Report:
    subject = _subject(parsed, cue)
    contents, is_open = _contents(parsed, cue, lemma, subject)
    if contents and (subject is None or _passive(cue)):
        contents, is_open = [], False
    if contents and _closes_utterance(parsed, cue, subject):
        contents, is_open = [], True
    span = _noun_phrase(parsed, subject) if subject is not None else None
    return Report(
        cue=(parsed.start(cue), parsed.end(cue)),
        lemma=lemma,
        speaker=span,
        head=(parsed.start(subject), parsed.end(subject)) if subject is not None else None,
        contents=contents,
        open=is_open,
        rule="clause",
        clause=_region(parsed, cue, span),
        antecedent=_antecedent(parsed, subject),
        finite=cue.tag_ in ("VBD", "VBZ", "VBP"),
        own=subject is not None and subject.head == cue,
        token=cue,
    )


def _antecedent(parsed: Parsed, subject: Token | None) -> Span | None:
    """What a relative pronoun stands for: its head word."""
    if subject is None or subject.lower_ not in ("who", "which", "that"):
        return None
    verb = subject.head
    while verb.dep_ in ("conj", "xcomp", "ccomp") and verb.head != verb:
        verb = verb.head
    return (parsed.start(verb.head), parsed.end(verb.head)) if verb.dep_ == "relcl" else None


def _passive(cue: Token) -> bool:
    """`Asked what he meant, …`, `when told that …`: the words are put to the subject."""
    if any(c.dep_ in ("auxpass", "agent") for c in cue.children):
        return not any(c.dep_ == "agent" for c in cue.children)
    own = any(c.dep_ == "nsubj" for c in cue.children)
    return cue.tag_ in ("VBN", "VBD") and cue.dep_ in ("advcl", "acl") and not own


def _closes_utterance(parsed: Parsed, cue: Token, subject: Token | None) -> bool:
    """Whether the clause stands right behind an utterance, whose attribution it then is.

    Only a clause with `that` or the like can be reported besides: other complements
    there are the parser's errors.
    """
    at = min(cue.i, subject.left_edge.i) if subject is not None and subject.i < cue.i else cue.i
    gap = 0
    while at > 0 and gap < 4:
        at -= 1
        token = parsed.doc[at]
        if token.i in parsed.stands_for:
            following = {
                c.lower_
                for child in cue.children
                if child.dep_ == "ccomp" and child.i > cue.i
                for c in child.children
                if c.dep_ == "mark"
            }
            return not following & {"that", "if", "whether"}
        gap += token.text[:1].isalnum()
    return False


def _region(parsed: Parsed, cue: Token, speaker: Span | None) -> Span:
    start, end = parsed.start(cue), parsed.end(cue)
    if speaker is not None:
        start, end = min(start, speaker[0]), max(end, speaker[1])
    return start, end


def _subject(parsed: Parsed, cue: Token) -> Token | None:
    verb, seen = cue, 0
    while seen < 8:
        seen += 1
        own = _own_subject(parsed, verb, cue)
        if own is not None:
            return own
        if verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN") and verb.head.tag_[:1] in "NP":
            return _author(_described(verb.head))
        if verb.dep_ == "relcl":
            return _described(verb.head)
        if verb.dep_ == "ROOT" or verb.head == verb or verb.dep_ not in _CLIMB:
            return None
        verb = verb.head
        if verb.tag_[:1] in "NP" and verb.dep_ != "ROOT":
            if verb.dep_ in ("dobj", "pobj", "attr", "nsubj", "nsubjpass", "conj", "appos"):
                return _author(verb)
            verb = verb.head
    return None


_DOCUMENTS = lexicon.words("cues_en", "documents")


def _described(noun: Token) -> Token:
    """The name that an apposition describes."""
    return noun.head if noun.dep_ == "appos" and noun.head.tag_[:1] == "N" else noun


def _author(noun: Token) -> Token:
    """Who made the statement, where the noun is one: `she issued a statement saying`."""
    if noun.lower_ not in _DOCUMENTS:
        return noun
    for child in noun.children:
        if child.dep_ == "poss" and child.tag_ != "PRP$":
            return child
    verb = noun.head
    while verb.dep_ in ("prep", "pobj", "dobj") and verb.head != verb:
        verb = verb.head
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i < noun.i:
            return child
    return noun


def _own_subject(parsed: Parsed, verb: Token, cue: Token) -> Token | None:
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    if passive is not None:
        if verb != cue:
            return passive  # was quoted as saying
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        return next((c for c in agent.children if c.dep_ == "pobj"), None) if agent else None
    subjects = [c for c in verb.children if c.dep_ == "nsubj" and c.i not in parsed.stands_for]
    if subjects:
        return max((c for c in subjects if c.i < verb.i), default=subjects[0], key=lambda c: c.i)
    if verb == cue and verb.tag_ in ("VBD", "VBZ", "VBP"):
        return _inverted(parsed, verb) or _left_neighbour(parsed, verb)
    return None


def _left_neighbour(parsed: Parsed, verb: Token) -> Token | None:
    """The noun whose relative clause ends right before a verb that has no subject.

    `an official who spoke on background said`, taken apart by the parser.
    """
    if verb.dep_ not in ("ROOT", "ccomp", "advcl") or verb.i <= 1:
        return None
    token = verb.nbor(-1)
    for _ in range(8):
        if token.dep_ == "relcl" and token.head.tag_[:1] == "N":
            return token.head
        if token.head == token or token.head == verb:
            return None
        token = token.head
    return None


def _inverted(parsed: Parsed, verb: Token) -> Token | None:
    """`“…,” said Smith` where the parser took Smith for something else."""
    previous = verb.nbor(-1) if verb.i > 0 else None
    if previous is None or previous.text not in "”“\",''’":
        return None
    at = verb.i + 1
    last = len(parsed.starts) - 1
    if at > last or parsed.doc[at].tag_[:1] not in "NPDJC" or parsed.doc[at].tag_ == "CC":
        return None
    head = parsed.doc[at]
    while (
        at < last
        and head.tag_[:1] in "DJCP"
        or (at < last and head.dep_ in ("compound", "nmod", "poss", "case"))
    ):
        at += 1
        if parsed.doc[at].tag_[:1] not in "NPDJC" or parsed.doc[at].tag_ == "CC":
            break
        head = parsed.doc[at]
    return head if head.tag_[:1] in "NPC" and head.i not in parsed.stands_for else None


def _left_neighbour(parsed: Parsed, verb: Token) -> Token | None:
    """The noun whose relative clause ends right before a verb that has no subject.

    `an official who spoke on background said`, taken apart by the parser.
    """
    if verb.dep_ not in ("ROOT", "ccomp", "advcl") or verb.i <= 1:
        return None
    token = verb.nbor(-1)
    for _ in range(8):
        if token.dep_ == "relcl" and token.head.tag_[:1] == "N":
            return token.head
        if token.head == token or token.head == verb:
            return None
        token = token.head
    return None


def _inverted(parsed: Parsed, verb: Token) -> Token | None:
    """`“…,” said Smith` where the parser took Smith for something else."""
    previous = verb.nbor(-1) if verb.i > 0 else None
    if previous is None or previous.text not in "”“\",''’":
        return None
    for child in verb.children:
        named = child.dep_ in ("dobj", "attr", "oprd", "npadvmod", "appos")
        if (
            named
            and child.i > verb.i
            and child.tag_[:1] in "NP"
            and child.i not in parsed.stands_for
        ):
            return child
    return None


def _mistagged(parsed: Parsed, token: Token) -> bool:
    """A noun by its tag, but right behind an utterance and a noun phrase: `“…,” the paper states`."""
    if token.tag_ not in ("NN", "NNS", "NNP", "NNPS") or not token.lower_.endswith(
        ("s", "te", "ed")
    ):
        return False
    words = 0
    for at in range(token.i - 1, -1, -1):
        before = parsed.doc[at]
        if at in parsed.stands_for:
            return 0 < words <= 8
        if before.tag_[:1] == "V" or before.text in (".", ";", ":"):
            return False
        words += before.text[:1].isalnum()
    return False


def _after_utterance(parsed: Parsed, cue: Token, lemma: str) -> Report:
    low = max(i for i in parsed.stands_for if i < cue.i) + 1
    while not parsed.doc[low].text[:1].isalnum():
        low += 1
    head = parsed.doc[cue.i - 1]
    for at in range(low, cue.i):
        if parsed.doc[at].tag_ == "IN" and at > low:
            head = parsed.doc[at - 1]
            break
    span = parsed.starts[low], parsed.end(parsed.doc[cue.i - 1])
    return Report(
        cue=(parsed.start(cue), parsed.end(cue)),
        lemma=lemma,
        speaker=span,
        head=(parsed.start(head), parsed.end(head)),
        rule="clause",
        clause=(span[0], parsed.end(cue)),
    )


# --- what is reported

_QUOTED_ONLY = lexicon.words("cues_en", "direct")
_OBJECTS = lexicon.words("cues_en", "objects")


def _contents(
    parsed: Parsed, cue: Token, lemma: str, subject: Token | None
) -> tuple[list[Span], bool]:
    if lemma in _QUOTED_ONLY:
        return [], True
    inner = [
        c for c in cue.children if c.dep_ in ("ccomp", "xcomp") and not _is_stand_in(parsed, c)
    ]
    outside = _clause_tokens(cue, subject)
    marks = {c.lower_ for c in cue.children if c.dep_ in ("mark", "advmod") and c.i < cue.i}
    as_clause = (
        cue.dep_ == "advcl" and subject is not None and subject.head == cue and marks <= {"as"}
    )
    if not inner and (cue.dep_ == "parataxis" or as_clause) and cue.head != cue:
        return _around(parsed, cue, outside), False
    if not inner:
        inner = [
            c
            for c in cue.children
            if c.i > cue.i
            and (
                (c.dep_ in ("dobj",) and lemma in _OBJECTS)
                or (
                    c.dep_ == "prep"
                    and c.lower_ in ("of", "against", "to", "about")
                    and lemma in ("warn", "respond", "joke", "complain", "boast", "brag")
                )
            )
            and c != subject
            and c.tag_ != "PRP"
        ]
    spans: list[Span] = []
    for head in inner:
        tokens = _without_new_clause(cue, [t for t in head.subtree if t.i not in outside])
        first = next((t for t in tokens if t.text[:1].isalnum()), None)
        if first is None or first.i in parsed.stands_for:
            continue
        spans += _spans(parsed, tokens)
    if not spans and lemma not in _QUOTED_ONLY:
        spans = _spans(parsed, _unattached(parsed, cue, subject))
    return spans, not spans


def _without_new_clause(cue: Token, tokens: list[Token]) -> list[Token]:
    """`said it was late and told them to go`: the parser may put `told` under `was`."""
    cues = lexicon.english_cues()
    for n, token in enumerate(tokens):
        joined = n and token.dep_ == "conj" and token.tag_ == _tense(cue) and token.lower_ in cues
        if (
            joined
            and tokens[n - 1].dep_ in ("cc", "advmod")
            and not any(c.dep_ in _OWN_SUBJECT for c in token.children)
        ):
            return tokens[: n - 1]
    return tokens


_OWN_SUBJECT = ("nsubj", "nsubjpass", "aux")


def _tense(cue: Token) -> str:
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
    ends = all(not t.text[:1].isalnum() or t.ent_type_ or t.i in _adverbs(cue) for t in after)
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


def _is_stand_in(parsed: Parsed, token: Token) -> bool:
    return token.i in parsed.stands_for


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
    whole = [t for t in cue.head.subtree if t.i not in {x.i for x in cue.subtree}]
    return _spans(parsed, [t for t in whole if t.i not in outside])


def _spans(parsed: Parsed, tokens: list[Token]) -> list[Span]:
    """Contiguous runs of tokens as text spans, commas and marks at the ends left out."""
    runs: list[list[Token]] = []
    for token in sorted(tokens, key=lambda t: t.i):
        if runs and token.i - runs[-1][-1].i == 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    spans = []
    for run in runs:
        while run and run[0].text in _LOOSE:
            run.pop(0)
        while run and run[-1].text in _LOOSE_END:
            run.pop()
        if any(t.text[:1].isalnum() and t.i not in parsed.stands_for for t in run):
            spans.append((parsed.start(run[0]), parsed.end(run[-1])))
    return spans


_LOOSE = {",", ";", ":", "-", "--", "—", "–", ".", ")"}
_LOOSE_END = {",", ";", ":", "-", "--", "—", "–", ".", "("}


# --- nouns and prepositions


def _according(parsed: Parsed, token: Token) -> list[Report]:
    to = next((t for t in parsed.tokens if t.i == token.i + 1 and t.lower_ == "to"), None)
    if to is None:
        return []
    who = next((c for c in to.children if c.dep_ in ("pobj", "pcomp")), None)
    if who is None:
        return []
    own = {t.i for t in who.subtree} | {token.i, to.i}
    spans = _accorded(parsed, token, min(own), max(own))
    span = _noun_phrase(parsed, who)
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
        )
    ]


def _accorded(parsed: Parsed, token: Token, low: int, high: int) -> list[Span]:
    """What is reported by `according to X`: the sentence before it, or after, or round it."""
    tokens = parsed.tokens
    before = [t for t in tokens if t.i < low]
    after = [t for t in tokens if t.i > high]
    if not any(t.text[:1].isalnum() for t in before):
        return _spans(parsed, after)
    clause = token.head
    while clause.tag_[:1] not in "VM" and clause.head != clause:
        clause = clause.head
    return _spans(parsed, before) + (_spans(parsed, after) if clause.i > high else [])


def _noun(parsed: Parsed, noun: Token) -> list[Report]:
    clause = next(
        (
            c
            for c in noun.children
            if c.dep_ in ("acl", "ccomp")
            and c.tag_ != "VBN"
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
    span = _noun_phrase(parsed, who)
    return [
        Report(
            cue=(parsed.start(noun), parsed.end(noun)),
            lemma=noun.lower_,
            speaker=span,
            head=(parsed.start(who), parsed.end(who)),
            contents=_spans(parsed, list(clause.subtree)),
            open=False,
            rule="noun",
            clause=_region(parsed, noun, span),
        )
    ]


# --- the speaker's words

_KEEP = (
    "compound",
    "amod",
    "nmod",
    "poss",
    "det",
    "nummod",
    "case",
    "advmod",
    "quantmod",
    "predet",
)


def _noun_phrase(parsed: Parsed, head: Token) -> Span:
    """The name or noun phrase round `head`, without clauses and appositions after it."""
    tokens = [head]
    for child in head.children:
        if child.i < head.i and child.dep_ in _KEEP:
            tokens += list(child.subtree)
        elif (
            child.i > head.i
            and child.dep_ in ("prep", "cc", "conj", "case")
            and not _after_comma(child)
        ):
            tokens += list(child.subtree)
    run = {t.i for t in tokens}
    low = high = head.i
    while low - 1 >= 0 and (low - 1 in run or _hyphen(parsed, low - 1, run)):
        low -= 1
    while high + 1 in run:
        high += 1
    high = _cut_at_comma(parsed, head, high)
    return parsed.starts[low], parsed.ends[high]


def _hyphen(parsed: Parsed, at: int, run: set[int]) -> bool:
    return parsed.doc[at].text == "-" and at - 1 in run


def _after_comma(token: Token) -> bool:
    left = token.left_edge
    return left.i > 0 and left.nbor(-1).text in (",", "(", "—", "–")


def _cut_at_comma(parsed: Parsed, head: Token, high: int) -> int:
    for i in range(head.i + 1, high + 1):
        if parsed.doc[i].text in (",", "(", "—", "–", "who", "which", "that"):
            return i - 1
    return high
