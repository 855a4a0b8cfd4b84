"""A text that remembers what was done to it.

`Traced` holds the text as it was received, the text as it is now, and the changes between
them. Both halves of the stage (repairing characters, removing boilerplate) hand it on; the
receipts and the offset map of `records.Decoding` are read off at the end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from workers.records import Removal, Repair
from workers.stages.contract import Rejected

MOST_CHANGES = 20_000
"""A text with more wrong places is no article, and its receipts would fill the record."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `after` where text[start:end] stands; `codec` or `rule` says why."""

    start: int
    end: int
    after: str
    rule: str
    codec: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Take text[start:end] out: it is not the article's."""

    start: int
    end: int
    reason: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch that differs: text[start:end] stands for received[since:until].

    `rules` is empty when the stretch was only cut.
    """

    start: int
    end: int
    since: int
    until: int
    rules: tuple[str, ...]
    codec: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, how it was received, and every change between the two (sorted, disjoint)."""

    received: str
    text: str
    changes: tuple[Change, ...] = ()
    cuts: tuple[Removal, ...] = ()

    @classmethod
    def of(cls, text: str) -> Traced:
        """A text with nothing done to it yet."""
        return cls(text, text)

    def replace(self, edits: Iterable[Edit]) -> Traced:
        """All edits at once: their offsets are those of the text as it is now.

        Edits must be sorted and must not overlap, else `ValueError`. An edit across an
        earlier change joins it: the receipt then says what was received and what stands.
        Raises `Rejected` when there are more than `MOST_CHANGES`.
        """
        changing = (edit for edit in edits if self.text[edit.start : edit.end] != edit.after)
        wanted = list(islice(changing, MOST_CHANGES + 1))
        if len(wanted) + len(self.changes) > MOST_CHANGES:
            raise Rejected(
                "too-many-repairs",
                f"body: more than {MOST_CHANGES} wrong characters; this is no text, or its charset"
                " was mistaken before it was sent",
                "body",
            )
        return self._apply(wanted)

    def remove(self, cuts: Iterable[Cut]) -> Traced:
        """All cuts at once, sorted and disjoint as for `replace`; each leaves a receipt."""
        cuts = [cut for cut in cuts if cut.start < cut.end]
        edits = [Edit(cut.start, cut.end, "", "", None, cut.confidence) for cut in cuts]
        done = self._apply(edits)
        gone, receipts = 0, []
        for cut in cuts:
            text = self.text[cut.start : cut.end]
            receipts.append(
                Removal(
                    position=cut.start - gone,
                    text=text,
                    reason=cut.reason,
                    confidence=cut.confidence,
                )
            )
            gone += len(text)
        removed = sorted([*done.cuts, *receipts], key=lambda removal: removal.position)
        return replace(done, cuts=tuple(removed))

    def repairs(self, field: str = "text") -> list[Repair]:
        """The receipts of what was repaired, in order of the text."""
        return [
            Repair(
                start=change.start,
                end=change.end,
                before=shown(self.received[change.since : change.until]),
                after=self.text[change.start : change.end],
                codec=change.codec,
                rule="+".join(change.rules),
                confidence=change.confidence,
                field=field,
            )
            for change in self.changes
            if change.rules
        ]

    def removals(self) -> list[Removal]:
        """The receipts of what was taken out, in order of the text."""
        return list(self.cuts)

    def spans(self) -> list[tuple[int, int, int]]:
        """The stretches kept as received: (start in text, start in received, length)."""
        spans, start, since = [], 0, 0
        for change in self.changes:
            if change.start > start:
                spans.append((start, since, change.start - start))
            start, since = change.end, change.until
        if len(self.text) > start:
            spans.append((start, since, len(self.text) - start))
        return spans

    def _apply(self, edits: list[Edit]) -> Traced:
        if not edits:
            return self
        text, shifts = _edited(self.text, edits)
        return Traced(
            self.received,
            text,
            tuple(
                change
                for change in _merged(self.changes, edits)
                if self.received[change.since : change.until] != text[change.start : change.end]
            ),
            tuple(replace(cut, position=_shifted(cut.position, shifts)) for cut in self.cuts),
        )


def shown(received: str) -> str:
    """Received text as a receipt can carry it: a byte that was no text shows as `\\x92`."""
    if received.isascii() or not any("\ud800" <= char <= "\udfff" for char in received):
        return received
    return "".join(_shown_char(char) for char in received)


def _shown_char(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # how Python's surrogateescape carries a byte
        return f"\\x{ord(char) - 0xDC00:02x}"
    return f"\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char


def _edited(text: str, edits: list[Edit]) -> tuple[str, list[tuple[int, int, int]]]:
    """The new text, and for each edit (old start, old end, new end)."""
    parts: list[str] = []
    shifts: list[tuple[int, int, int]] = []
    at = length = 0
    for edit in edits:
        if edit.start < at or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edit {edit.start}:{edit.end} overlaps, is unsorted or lies outside")
        parts += (text[at : edit.start], edit.after)
        length += edit.start - at + len(edit.after)
        at = edit.end
        shifts.append((edit.start, edit.end, length))
    parts.append(text[at:])
    return "".join(parts), shifts


def _shifted(position: int, shifts: list[tuple[int, int, int]]) -> int:
    """Where an old position lies in the new text; inside an edit, its end."""
    index = bisect_left(shifts, position, key=lambda shift: shift[0]) - 1
    if index < 0:
        return position
    _, old_end, new_end = shifts[index]
    return new_end + max(0, position - old_end)


def _merged(changes: Iterable[Change], edits: Iterable[Edit]) -> Iterator[Change]:
    """Old changes and new edits (both by old offsets) as the changes of the new text."""
    waiting: list[Change | Edit] = [*changes, *edits]
    waiting.sort(key=lambda item: (item.start, item.end))
    to_received = to_new = 0  # added to an old offset in a kept stretch
    at = 0
    while at < len(waiting):
        first = at
        start, end = waiting[at].start, waiting[at].end
        since, new_start = start + to_received, start + to_new
        while at == first or (at < len(waiting) and waiting[at].start < end):
            item = waiting[at]
            end = max(end, item.end)
            if isinstance(item, Change):
                to_received = item.until - item.end
            else:
                to_new += len(item.after) - (item.end - item.start)
            at += 1
        yield _change(waiting[first:at], new_start, end + to_new, since, end + to_received)


def _change(group: list[Change | Edit], start: int, end: int, since: int, until: int) -> Change:
    rules: dict[str, None] = {}
    codecs: dict[str, None] = {}
    for item in group:
        rules |= dict.fromkeys(item.rules if isinstance(item, Change) else (item.rule,))
        codecs |= dict.fromkeys((item.codec,) if item.codec else ())
    rules.pop("", None)  # of a cut, which has a receipt of its own
    return Change(
        start,
        end,
        since,
        until,
        tuple(rules),
        "+".join(codecs) or None,
        min(item.confidence for item in group),
    )
