"""Web archives made for tests."""

from __future__ import annotations

import io

from fastwarc.warc import WarcRecord, WarcRecordType

PAGE = "<html><body><p>The mayor of Graz opened a bridge – {}.</p></body></html>"


def http(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def record(url: str, content: bytes, kind: WarcRecordType = WarcRecordType.response) -> bytes:
    made = WarcRecord()
    made.init_headers(kind)
    made.headers["WARC-Target-URI"] = url
    made.headers["WARC-Date"] = "2026-11-24T06:14:11Z"
    made.headers["Content-Type"] = "application/http; msgtype=response"
    made.set_bytes_content(content)
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


PAGES = [record(f"https://one.example/{n}", http(PAGE.format(n).encode())) for n in range(10)]
