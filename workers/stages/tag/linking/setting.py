"""What an article says of whom a name means, read once from its groups."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from workers.records import KbEntity
from workers.stages.tag.coreference.groups import Group
from workers.stages.tag.coreference.person import folded
from workers.stages.tag.linking.proof import WORD, Setting
from workers.stages.tag.names.normalise import plain


def setting(
    text: str,
    found: Sequence[Group],
    persons: Mapping[int, Sequence[KbEntity]],
    countries: Mapping[int, str],
) -> Setting:
    """Reads the article.

    `persons` are the known persons whom each group's name may mean, by its index,
    `countries` the ISO codes of groups that name a place or a people.
    """
    named: Counter[str] = Counter()
    for index, code in countries.items():
        named[code] += len(found[index].spans)
    total = sum(named.values()) or 1
    full: dict[str, str | None] = {}
    lone: dict[str, str | None] = {}
    for index, entries in persons.items():
        into = full if len(folded(found[index].name)) > 1 else lone
        for entry in entries:
            into[entry.id] = entry.country
    return Setting(
        words=Counter(word.casefold() for word in WORD.findall(text)),
        text=text,
        countries={code: count / total for code, count in named.items()},
        full=full,
        lone=lone,
        forenames=_forenames(found).get,
    )


def _forenames(found: Iterable[Group]) -> Mapping[str, list[str]]:
    """The forenames that stand before each surname in the article."""
    by_surname: defaultdict[str, list[str]] = defaultdict(list)
    for group in found:
        parts = folded(group.name) if group.type == "PER" else ()
        if len(parts) > 1:
            by_surname[parts[-1]].append(plain(parts[0]))
    return by_surname
