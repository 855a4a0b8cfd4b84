"""What a search asks for: words, and names with a kind before them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.watch.kept import Kept, folded

LONGEST = 300
PART = re.compile(r'(?:(\w+):\s*)?(?:"([^"]*)"?|(\S+))')
KINDS = {
    "person": ("person",),
    "people": ("person",),
    "org": ("org",),
    "organisation": ("org",),
    "place": ("place",),
    "speaker": ("speaker",),
    "source": ("source",),
    "lang": ("lang",),
    "entity": ("person", "org", "place", "other"),
    "name": ("person", "org", "place", "other", "speaker"),
}
"""What may stand before a colon -> the kinds of names that it looks at."""

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)
"""Characters of scripts that put no blanks between words."""


@dataclass(frozen=True, slots=True)
class Part:
    """One condition: words of the text, or with `kinds` the beginning of a name's words."""

    kinds: tuple[str, ...]
    value: str

    def holds(self, kept: Kept) -> bool:
        """Whether an article has it."""
        if not self.kinds:
            return self.value in kept.words
        return any(
            self.value in name for name in kept.names if name.partition(" ")[0] in self.kinds
        )


def parse(text: str) -> list[Part]:
    """The conditions, all of which must hold: `flood place:georgia speaker:"Tamar Beridze"`.

    Words count from their beginning, without case and accents; those of scripts without
    blanks count anywhere. What stands before a colon and is no kind is a word.
    """
    found = []
    for kind, quoted, bare in PART.findall(text[:LONGEST]):
        kinds = KINDS.get(kind.casefold(), ())
        if not kind and bare.endswith(":") and bare[:-1].casefold() in KINDS:
            continue  # is still being typed
        value = folded((quoted or bare) if kinds or not kind else f"{kind} {quoted or bare}")
        if value:
            found.append(Part(kinds, value[1:] if UNSPACED.match(value[1]) else value))
    return found


def asks_for(kind: str, name: str) -> str:
    """A search that finds a name: `person:"Tamar Beridze"`."""
    return f'{kind}:"{name.replace(chr(34), " ")}"'
