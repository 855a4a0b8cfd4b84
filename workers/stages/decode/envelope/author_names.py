"""Names of authors as sites write them, to a list of names: "By Jane Roe and A. Doe, Reuters"."""

from __future__ import annotations

import html
import re

MOST_CHARACTERS = 300
MOST_WORDS = 7
"""A name of more words is a sentence or a list that was not parted."""

_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|article|text|words?|opinion|analysis|edited|"
    r"submitted|a post|created|reviewed|interview|guest post|geschrieben|verfasst|veröffentlicht|"
    r"publié|escrito|publicado|scritto|pubblicato|geschreven|"
    r"ein (?:artikel|beitrag|gastbeitrag|interview|kommentar))\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|autor(?:in|en|es|ka)?|autore|auteurs?|authors?|forfatter|"
    r"text|texte|testo|tekst|автор|текст|автори|przez|yazan|skrevet av|foto und text|kirjoittanut|"
    r"written by|words|reporter|redacteur|redakteur(?:in)?|penulis|oleh|reporter|editor)"
    r"(?:\s*[:：]\s*|\s+(?=[^\W\d_]))",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\s*(?:[;|•·/\n\t]|,|，|、|\s&\s|\s\+\s|"
    r"\s(?:and|und|et|y|e|og|och|en|i|и|та|ve|dan|con|with|mit|avec|ja|és|a)\s(?=[^\W\da-zа-яё]))\s*"
)
_AND = re.compile(r"^(?:and|und|et|y|e|og|och|en|&)\s+", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:\s*\((?:[^()]*)\)|\s+[-–—|]\s+.*|\s*(?:@\S+|\S+@\S+\.\w+|https?://\S+)|"
    r"\s+(?:is|ist|est|es|for|für|in|aus|from|at|to|on|am|vom|um|auf)\s.*|\s*:.*)$",
    re.DOTALL,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|[<>{}\[\]=#]|^[\d\W]*$|\d[:./]\d|\d{4}|^\d|"
    r"^(?:admin(?:istrator)?|editor|null|none|undefined|user|webmaster|by|von|author|autor|root|"
    r"read more|follow|view|share|comments?|mehr|more|about|updated|published|n/a|anonymous|"
    r"unknown|guest|test|default|"
    r"(?:others|andere)|see all|all posts|kommentare?|print|email|e-mail)$|"
    r"\b(?:minutes?|hours?|ago|uhr|comments?|read(?:ing)?|posted|published|veröffentlicht|"
    r"aktualisiert|updated|copyright|newsletter|subscribe|abonnieren|kommentare?|folgen|follow|"
    r"januar|februar|märz|mai|juni|juli|august|september|oktober|november|dezember|january|"
    r"february|march|april|june|july|october|december)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|columnist|journalist(?:in)?|redakteur(?:in)?|"
    r"redaktion|korrespondent(?:in)?|chief|staff|desk|producer|photographer|analyst|contributor|"
    r"professor|director|rédact\w+|journaliste|corresponsal|periodista|redactor|giornalista|"
    r"politics|business|sports?|ressort\w*|volontär(?:in)?|autor(?:in)?|leiter(?:in)?|senior|"
    r"lecturer|associate|deputy|head of|freelance|author|news|team|media|university)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"^[^\n]{0,60}\d[^\n]{0,30}?\b(?:by|von|par|por|av|af|door|di)\s+(?=[^\W\d_])", re.I
)
_TITLES = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dipl|Ing|Mag|Lic)\.?$", re.IGNORECASE)


def clean(value: str) -> str:
    """A by-line without what stands round the name: entities, "By", blanks."""
    for _ in range(2):
        if "&" not in value:
            break
        value = html.unescape(value)
    value = " ".join(value.replace("\xad", "").replace("\u200b", "").split())[:MOST_CHARACTERS]
    value = _DATED.sub("", value)
    return _BY.sub("", value.strip(" ,;:|•·–—-/\"'“”„*")).strip(" ,;:|•·–—-/*")


def split(value: str) -> list[str]:
    """The names in a by-line, in order, each once; none for what names nobody.

    "Roe, Jane" is one name turned round; a part that says what somebody is ("Jane Roe, chief
    editor") is left out where a name stands before it.
    """
    value = clean(value)
    parts = [part for part in _APART.split(value) if part and part.strip()]
    names: list[str] = []
    for part in parts:
        name = _BY.sub("", _AND.sub("", part.strip(" ,.;:|•·–—-*\"'“”„")))
        if "://" in name or "www." in name:
            continue
        name = _TAIL.sub("", name).strip(" ,;:|•·–—-*")
        if not name or _NO_NAME.search(name) or len(name.split()) > MOST_WORDS:
            continue
        if names and (_ROLE.search(name) or name[0].islower()):
            continue
        if name.casefold() not in {known.casefold() for known in names}:
            names.append(name)
    return names


def looks_like_a_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to five words, capitals, no sentence."""
    words = [word for word in name.split() if not _TITLES.match(word)]
    if not 2 <= len(words) <= 5 or any(char.isdigit() for char in name):
        return not name.isascii() and 2 <= len(name) <= 12 and " " not in name
    capital = sum(1 for word in words if word[0].isupper() or not word[0].isascii())
    return capital >= 2 and capital * 2 > len(words)
