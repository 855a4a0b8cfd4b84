"""With a real server on a real port."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from workers.stages.contract import Rejected
from workers.stages.tag.recognisers.http_server import HttpServer


class Names(BaseHTTPRequestHandler):
    """Answers with what the test put into the server's list, the last answer again and again."""

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(asked))
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setattr("workers.stages.tag.recognisers.http_server.WAITS", (0.0, 0.0))
    running = ThreadingHTTPServer(("127.0.0.1", 0), Names)
    running.asked, running.answers = [], []
    Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def recogniser(server: ThreadingHTTPServer) -> HttpServer:
    return HttpServer(f"http://127.0.0.1:{server.server_port}/names", "ja")


GOOD = b'{"entities": [{"start": 0, "end": 4, "label": "PER", "probability": 0.9}]}'


def test_the_server_gets_language_and_text_and_its_answer_is_the_names(
    server: ThreadingHTTPServer,
) -> None:
    server.answers = [(200, GOOD)]
    assert list(recogniser(server)("Anna went.")) == [(0, 4, "PER", 0.9)]
    assert server.asked == [{"language": "ja", "text": "Anna went."}]


def test_a_server_that_is_busy_is_asked_again(server: ThreadingHTTPServer) -> None:
    server.answers = [(503, b""), (429, b""), (200, GOOD)]
    assert list(recogniser(server)("Anna went.")) == [(0, 4, "PER", 0.9)]
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_makes_a_dead_letter(server: ThreadingHTTPServer) -> None:
    server.answers = [(503, b"")]
    with pytest.raises(Rejected, match="answered 503") as caught:
        recogniser(server)("Anna went.")
    assert caught.value.reason == "recogniser-away"
    assert len(server.asked) == 3


def test_a_server_that_refuses_is_not_asked_again(server: ThreadingHTTPServer) -> None:
    server.answers = [(404, b"")]
    with pytest.raises(Rejected, match="answered 404"):
        recogniser(server)("Anna went.")
    assert len(server.asked) == 1


def test_no_server_makes_a_dead_letter_that_says_so(server: ThreadingHTTPServer) -> None:
    gone = recogniser(server)
    server.shutdown()
    server.server_close()
    with pytest.raises(Rejected, match="Connection refused"):
        gone("Anna went.")


@pytest.mark.parametrize("body", [b"no json", b"[]", b'{"entities": [{"start": 0}]}', b"\xff"])
def test_an_answer_in_another_form_makes_a_dead_letter(
    server: ThreadingHTTPServer, body: bytes
) -> None:
    server.answers = [(200, body)]
    with pytest.raises(Rejected) as caught:
        recogniser(server)("Anna went.")
    assert caught.value.reason == "recogniser-answer"
