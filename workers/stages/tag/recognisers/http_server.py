"""A server that answers with the names of a text: "ja=http://127.0.0.1:8080/names".

It gets POST {"language": "ja", "text": "…"} and answers {"entities": [{"start": 0, "end": 4,
"label": "PER", "probability": 0.93}, …]}; offsets are characters, `probability` may be left out.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from typing import Any

from workers.stages.contract import Rejected
from workers.stages.tag.recognisers.names import Found

TIMEOUT = 10.0  # seconds for one answer
WAITS = (0.2, 1.0, 3.0)  # seconds before the second, third and fourth try
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


class HttpServer:
    """Asks the server about each line; an article whose server stays away is a dead letter."""

    def __init__(self, argument: str, language: str) -> None:
        self._url = argument
        self._language = language
        self._waits = WAITS

    def __call__(self, line: str) -> Iterable[Found]:
        """The names of a line; raises `Rejected`."""
        asked = json.dumps({"language": self._language, "text": line}).encode()
        problem = ""
        for wait in (0.0, *self._waits):
            time.sleep(wait)
            try:
                return self._names(self._answer(asked))
            except urllib.error.HTTPError as error:
                problem = f"answered {error.code} {error.reason}"
                if error.code not in RETRIED:
                    break
            except (OSError, HTTPException) as error:
                problem = str(getattr(error, "reason", error)) or type(error).__name__
        raise Rejected(
            "recogniser-away",
            f"the recogniser {self._url} (NEWSMILL_MODELS) does not answer: {problem}. Start it, "
            "then send the dead letters again: newsmill deadletters replay",
            "text",
        )

    def _answer(self, asked: bytes) -> bytes:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._url, asked, headers)
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
            body: bytes = response.read()
            return body

    def _names(self, body: bytes) -> list[Found]:
        try:
            return [_found(entity) for entity in json.loads(body)["entities"]]
        except (ValueError, TypeError, KeyError) as error:
            raise Rejected(
                "recogniser-answer",
                f"the recogniser {self._url} (NEWSMILL_MODELS) answered {body[:80]!r}, not "
                f'{{"entities": [{{"start", "end", "label"}}]}} ({type(error).__name__}: {error})',
                "text",
            ) from error


def _found(entity: dict[str, Any]) -> Found:
    place = (entity["start"], entity["end"], entity["label"])
    p = entity.get("probability")
    return place if p is None else (*place, float(p))
