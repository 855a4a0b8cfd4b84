"""Web archives: the pages in WARC and WACZ files, each with its url and the time of fetching."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from workers.inputs.opening import opened
from workers.inputs.outgoing import LARGEST, MIB, Notes, Outgoing, Unreadable, page

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
OK = 200
_END = b"\r\n\r\n"


def read(stream: io.BufferedReader, file: str, notes: Notes) -> Iterator[Outgoing]:
    """The pages of a WARC file that is no longer compressed; all else is counted in `notes`.

    Raises `Unreadable` where the file is damaged or cut off; what stood before has been given.
    """
    flow = _Flow(stream)
    number = 0
    last: Outgoing | None = None  # held back until the file has gone on behind it
    try:
        for record in _records(flow):
            if last is not None:
                yield last
                last = None
            last = _page(record, f"{file}#{number + 1}", file, notes)
            number += 1
    except (OSError, EOFError) as error:
        if last is not None:  # it was whole: the end is told by an error here
            yield last
        why = "cut off" if isinstance(error, EOFError) else f"damaged ({error})"
        raise Unreadable(f"{file}: {why} behind record {number}") from None
    if number and flow.tail != _END:
        raise Unreadable(f"{file}: cut off in record {number}; those before it were read")
    if last is not None:
        yield last


def read_packed(file: str, notes: Notes) -> Iterator[Outgoing]:
    """The pages of all archives in a WACZ file."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = [n for n in packed.namelist() if n.endswith((".warc", ".warc.gz"))]
            if not names:
                raise Unreadable(f"{file}: a ZIP archive without WARC files, so no WACZ")
            for name in names:
                with packed.open(name) as member, opened(name, member) as stream:
                    yield from read(stream, f"{file}/{name}", notes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unreadable(f"{file}: {error}") from None


def _records(flow: _Flow) -> Iterator[Any]:
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
    archive = ArchiveIterator(
        flow,  # type: ignore[arg-type]  # it is never closed or set back
        record_types=wanted | WarcRecordType.conversion,
        parse_http=True,
        auto_decode="transfer",
        stream_detect=False,
    )
    yield from archive


def _page(record: Any, place: str, file: str, notes: Notes) -> Outgoing | None:
    http = record.http_headers
    given = http.get("Content-Type") if http is not None else record.headers.get("Content-Type")
    kind = (given or "").partition(";")[0].strip().lower()
    if (reason := _no_page(record, kind)) is not None:
        notes.left_out[file, reason] += 1
        return None
    expected, body = record.content_length, record.reader.read(LARGEST + 1)
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if len(body) > LARGEST:
        notes.unreadable.append((place, f"{url} has more than {LARGEST // MIB} MB"))
        return None
    chunked = http is not None and "chunked" in (http.get("Transfer-Encoding") or "").lower()
    if len(body) < expected and not chunked:
        return None  # the file ends here, which is told there
    if not body.strip():
        notes.left_out[file, "page without content"] += 1
        return None
    headers: tuple[tuple[str, bytes], ...] = ()
    if record.record_date is not None:
        headers = (("fetched-at", record.record_date.isoformat().encode()),)
    return page(body, (given or kind).encode("utf-8", "replace"), place, url, headers)


def _no_page(record: Any, kind: str) -> str | None:
    """What the record is if it is no page as it was fetched."""
    if record.record_type == WarcRecordType.revisit:
        return "page that had not changed (revisit)"
    if record.record_type == WarcRecordType.conversion:
        return "text made from a page (conversion), not the page"
    http = record.http_headers
    if http is not None and http.status_code != OK:
        return f"answer with status {http.status_code}"
    if kind not in PAGES:
        return kind[:60] or "answer without a content type"
    return None


class _Flow:
    """A stream as fastwarc wants it, that keeps the last bytes: a whole file ends in two breaks."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._at = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        value = self._stream.read1(size) if size > 0 else self._stream.read()
        self._at += len(value)
        self.tail = (self.tail + value[-4:])[-4:]
        return value

    def tell(self) -> int:
        return self._at
