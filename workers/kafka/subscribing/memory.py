"""What a subscription remembers, so that it gives out nothing twice and nothing out of date."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class Lately(Generic[V]):
    """The values of the `size` keys that were put last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, V] = OrderedDict()

    def get(self, key: str) -> V | None:
        """The value of a key that is remembered."""
        return self._values.get(key)

    def put(self, key: str, value: V) -> None:
        """Remembers a value, and forgets the key that was put longest ago."""
        self._values.pop(key, None)
        self._values[key] = value
        if len(self._values) > self._size:
            self._values.popitem(last=False)


class Memory:
    """Keys with their content, and of each article the last version and the one withdrawn."""

    def __init__(self, size: int) -> None:
        """`size` bounds the keys and articles remembered (about 200 bytes each)."""
        self._contents: Lately[bytes] = Lately(size)
        self._latest: Lately[int] = Lately(size)
        self._withdrawn: Lately[int] = Lately(size)
        self._told: Lately[int] = Lately(size)

    def is_news(self, key: str, content: bytes) -> bool:
        """Whether the key had another content before, or none; `content` is a digest."""
        news = self._contents.get(key) != content
        self._contents.put(key, content)
        return news

    def is_current(self, article: str, version: int) -> bool:
        """Whether no later version of the article came, and this one was not withdrawn."""
        latest, withdrawn = self._latest.get(article), self._withdrawn.get(article)
        if latest is not None and version < latest:
            return False
        self._latest.put(article, version)
        return withdrawn is None or version > withdrawn

    def note_withdrawal(self, article: str, version: int) -> None:
        """A version and those before it are withdrawn; told or not."""
        withdrawn = self._withdrawn.get(article)
        if withdrawn is None or version > withdrawn:
            self._withdrawn.put(article, version)

    def withdraws(self, article: str, version: int) -> bool:
        """Whether telling of the withdrawal of a version and those before it is news."""
        self.note_withdrawal(article, version)
        latest, told = self._latest.get(article), self._told.get(article)
        if (latest is not None and latest > version) or (told is not None and version <= told):
            return False
        self._told.put(article, version)
        return True
