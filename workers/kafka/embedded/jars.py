"""The embedded Kafka's jars: pinned by a jgo lock file, fetched once, checked every time.

    python -m workers.kafka.embedded.jars org.apache.kafka:kafka_2.13:4.3.1 \\
        org.apache.logging.log4j:log4j-slf4j-impl:2.25.5

writes the lock file anew for other versions.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import jgo
from jgo.env import LockedDependency, LockFile
from jgo.maven import MavenContext

LOCK = Path(__file__).parent / "data" / "kafka.lock.toml"
FETCHERS = 8


class BadJar(RuntimeError):
    """A jar could not be had, or is not the one that was locked."""


def classpath() -> list[Path]:
    """Paths of the broker's jars (44 MB), fetched when they are not there yet.

    Raises `BadJar` when a jar cannot be fetched or its SHA-256 is not the locked one.
    """
    context = MavenContext()
    lock = LockFile.load(LOCK)

    def fetch(jar: LockedDependency) -> Path:
        component = context.project(jar.groupId, jar.artifactId).at_version(jar.version)
        path: Path = component.artifact(packaging=jar.packaging).resolve()
        return path

    try:
        with ThreadPoolExecutor(FETCHERS) as pool:
            paths = list(pool.map(fetch, lock.dependencies))
    except (RuntimeError, OSError) as error:
        raise BadJar(f"cannot fetch Apache Kafka: {error}") from error
    if wrong := lock.verify_checksums(context.repo_cache):
        raise BadJar("; ".join(wrong) + " (delete the file and try again)")
    return paths


def lock(endpoints: list[str]) -> None:
    """Resolves Maven coordinates with all they need and writes the lock file."""
    found: dict[tuple[str, str], Any] = {}
    for endpoint in endpoints:
        for artifact in jgo.resolve(endpoint):
            found.setdefault((artifact.groupId, artifact.artifactId), artifact)
    dependencies = [
        LockedDependency(
            artifact.groupId,
            artifact.artifactId,
            artifact.version,
            sha256=_sha256(artifact.resolve()),
        )
        for artifact in found.values()
    ]
    LockFile(dependencies, environment_name="kafka", jgo_version=jgo.__version__).save(LOCK)


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    lock(sys.argv[1:])
