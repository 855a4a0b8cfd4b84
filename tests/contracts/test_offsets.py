"""The lines in schemas/README.md that cut a text by its offsets, run in Node and in Java."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from workers.stages.decode.offsets import utf16_offset
from workers.testing import records

PAGE = (Path(__file__).parents[2] / "schemas/README.md").read_text("utf-8")
PREFIX = "🌊𠮷野家 "
"""Two characters that are two UTF-16 units each."""


def line(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)\n```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def examples() -> list[tuple[str, int, int, str]]:
    """Text, start, end and what stands there; each text with wide characters before it."""
    texts = {article.id: article.text for article in records.articles()}
    shift = len(PREFIX)
    return [
        (PREFIX + texts[q.article_id], q.quote.start + shift, q.quote.end + shift, q.quote.text)
        for q in records.quotes()
    ]


def test_javascript_cuts_where_python_does() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed (Debian: apt-get install nodejs); .ci/run installs it")
    script = f"""{line("js")}
    const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
    console.log(JSON.stringify(cases.map(([text, start, end]) => [
      cut(text, start, end), text.slice(start, end)])));"""
    done = subprocess.run(
        [node, "-e", script],
        input=json.dumps(examples()),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert [cut for cut, _ in found] == [said for _, _, _, said in examples()]
    assert all(naive != cut for cut, naive in found), "slice alone is wrong"
    for text, start, end, said in examples():
        units = text.encode("utf-16-le")
        cut = units[2 * utf16_offset(text, start) : 2 * utf16_offset(text, end)]
        assert cut.decode("utf-16-le") == said


def test_java_cuts_where_python_does(tmp_path: Path) -> None:
    java = shutil.which("java")
    if (
        java is None
        or "jdk.compiler"
        not in subprocess.run(
            [java, "--list-modules"], capture_output=True, text=True, check=False
        ).stdout
    ):
        pytest.skip("no java with a compiler is installed (Debian: apt-get install default-jdk)")
    text, start, end, said = examples()[0]
    (tmp_path / "text").write_text(text, "utf-8")
    (tmp_path / "Cut.java").write_text(
        f"""class Cut {{ {line("java")}
        public static void main(String[] a) throws Exception {{
          String text = java.nio.file.Files.readString(java.nio.file.Path.of(a[0]));
          System.out.write(cut(text, {start}, {end}).getBytes("UTF-8"));
          System.out.flush(); }} }}"""
    )
    done = subprocess.run(
        [java, str(tmp_path / "Cut.java"), str(tmp_path / "text")], capture_output=True, check=True
    )
    assert done.stdout.decode() == said
