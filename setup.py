"""How the wheel is laid out; all else stands in pyproject.toml.

Scrapers' projects often have a `workers` of their own. So the wheel has one package, `newsmill`:
the folder `workers/client`, and inside it all of `workers`, whose imports are rewritten to
`newsmill.workers`. In a checkout (`pip install -e`) both are importable as they lie.
"""

import re
import shutil
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

IMPORTED = re.compile(r"(?<![\w./-])workers(?=\.[a-z_])|(?<=from )workers(?= import )")


class InsideNewsmill(build_py):
    """Moves `workers` into `newsmill` and rewrites what imports it; not for an editable install."""

    def run(self) -> None:
        """Builds as ever, then moves and rewrites."""
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "newsmill"
        shutil.rmtree(package / "workers", ignore_errors=True)
        shutil.move(Path(self.build_lib) / "workers", package / "workers")
        shutil.rmtree(package / "workers" / "client")
        for file in package.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            file.write_text(IMPORTED.sub("newsmill.workers", text), encoding="utf-8")


setup(
    packages=["newsmill", *find_packages(include=["workers*"])],
    package_dir={"newsmill": "workers/client"},
    cmdclass={"build_py": InsideNewsmill},
)
