"""How far each file has been fed, so that the next run goes on behind it.

Of each file: how many of its articles were confirmed, and a digest of the last one. A file that
has grown is fed from there on; one whose article at that place is another one, from its start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

import orjson

from workers.inputs.outgoing import Outgoing


class Progress:
    """The notes of one installation about the files that it was fed; kept in `folder`.

    They are made in each run, and used with `resume`.
    """

    def __init__(self, folder: Path, installation: str, resume: bool) -> None:
        self._resume = resume
        name = blake2b(installation.encode(), digest_size=8).hexdigest()
        self._path = folder / "feeding" / f"{name}.json"
        self._files: dict[str, tuple[int, str]] = {}
        self._sent: dict[str, tuple[int, str]] = {}
        try:
            known = orjson.loads(self._path.read_bytes())
            self._files = {file: (int(count), str(last)) for file, (count, last) in known.items()}
        except FileNotFoundError:
            pass
        except (ValueError, TypeError, AttributeError, OSError):
            self._files = {}  # damaged: the articles are fed again, and found to be known

    def behind(
        self,
        file: str,
        articles: Callable[[str], Iterator[Outgoing]],
        skipped: Callable[[str, int], None],
    ) -> Iterator[Outgoing]:
        """The articles of a file that were not fed; `skipped` is told how many were."""
        known = self._files if self._resume else {}
        count, last = known.get(_absolute(file), (0, ""))
        given = articles(file)
        passed = [article for _, article in zip(range(count), given, strict=False)][-1:]
        if count and (not passed or _digest(passed[0]) != last):
            given, count = articles(file), 0
        skipped(file, count)
        self._sent[_absolute(file)] = (count, last)
        return given

    def sent(self, file: str, article: Outgoing) -> None:
        """Notes one that is on its way."""
        count, _ = self._sent.get(_absolute(file), (0, ""))
        self._sent[_absolute(file)] = (count + 1, _digest(article))

    def confirm(self) -> None:
        """Writes down that all that was on its way has arrived."""
        self._files |= {file: mark for file, mark in self._sent.items() if mark[0]}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_bytes(orjson.dumps(self._files))
        new.replace(self._path)


def _absolute(file: str) -> str:
    return str(Path(file).absolute())


def _digest(article: Outgoing) -> str:
    return blake2b(article.value, digest_size=16).hexdigest()
