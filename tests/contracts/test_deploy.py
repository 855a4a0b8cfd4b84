"""What deploy/ and docker-compose.yml say agrees with the code.

Where docker-compose, kubectl or promtool are installed, they read the files too.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from workers import topology
from workers.settings import Settings

ROOT = Path(__file__).parents[2]
K8S = ROOT / "deploy/k8s"
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_bytes())
PORT = Settings.model_fields["web_port"].default
STAGES = list(topology.STAGES)


def manifests(name: str) -> list[dict]:
    return list(yaml.safe_load_all((K8S / name).read_bytes()))


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


@pytest.mark.parametrize("stage", STAGES)
def test_compose_runs_every_stage(stage):
    service = COMPOSE["services"][stage]
    assert service["command"] == ["run", stage]
    assert service["depends_on"]["topics"]["condition"] == "service_completed_successfully"


def test_compose_limits_every_service():
    for name, service in COMPOSE["services"].items():
        assert service["mem_limit"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_compose_publishes_ports_on_the_loopback_only():
    published = [p for service in COMPOSE["services"].values() for p in service.get("ports", [])]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_every_image_of_compose_has_a_version():
    images = [service["image"] for service in COMPOSE["services"].values()]
    assert all(re.search(r":\S*\d|:\$\{NEWSMILL_VERSION", image) for image in images)


def test_compose_runs_the_kafka_that_the_tests_run():
    lock = tomllib.loads((ROOT / "workers/kafka/embedded/data/kafka.lock.toml").read_text())
    [broker] = [jar for jar in lock["dependencies"] if jar["artifactId"] == "kafka_2.13"]
    assert COMPOSE["services"]["kafka"]["image"] == f"apache/kafka:{broker['version']}"


def test_compose_lets_kafka_take_the_largest_message():
    settings = COMPOSE["services"]["kafka"]["environment"]
    for name in ("KAFKA_MESSAGE_MAX_BYTES", "KAFKA_REPLICA_FETCH_MAX_BYTES"):
        assert settings[name] >= Settings.model_fields["max_message_bytes"].default


def test_prometheus_scrapes_every_stage():
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_bytes())
    [found] = config["scrape_configs"][0]["dns_sd_configs"]
    assert (found["names"], found["port"]) == (STAGES, PORT)
    for rules in config["rule_files"]:
        assert (ROOT / "deploy/prometheus" / rules).is_file()


@pytest.mark.parametrize("stage", STAGES)
def test_kubernetes_runs_every_stage_and_guards_it_when_nodes_are_drained(stage):
    workload, *others = manifests(f"{stage}.yaml")
    pod = workload["spec"]["template"]
    assert workload["metadata"]["name"] == stage
    assert pod["spec"]["containers"][0]["args"] == ["run", stage]
    assert pod["spec"]["containers"][0]["resources"]["limits"]["memory"]
    [budget] = [other for other in others if other["kind"] == "PodDisruptionBudget"]
    assert budget["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"]
    replicas = workload["spec"]["replicas"]
    split = [topic for topic in topology.STAGES[stage].reads if topic != topology.KB]
    partitions = [topology.TOPICS[topic].partitions for topic in split]
    assert replicas <= min(partitions), "a replica without a partition does nothing"


def test_kubernetes_probes_the_port_that_workers_listen_on():
    [patch] = manifests("worker.yaml")
    [container] = patch["spec"]["template"]["spec"]["containers"]
    assert container["ports"][0]["containerPort"] == PORT
    annotations = patch["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(PORT)


def test_the_image_copies_only_what_exists_and_runs_without_root():
    text = (ROOT / "deploy/Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    for source in sources:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in allowed, source
    assert re.search(r"^USER 10001", text, re.MULTILINE)
    assert f"EXPOSE {PORT}" in text


def test_the_images_settings_are_settings():
    text = (ROOT / "deploy/Dockerfile").read_text() + (K8S / "kustomization.yaml").read_text()
    text += (ROOT / "docker-compose.yml").read_text()
    named = set(re.findall(r"NEWSMILL_(\w+)[=:] ?\S", text)) - {"VERSION"}
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_docker_compose_reads_the_file():
    done = subprocess.run(
        [tool("docker-compose"), "config", "-q"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_kubectl_builds_the_manifests_with_the_patches_applied():
    done = subprocess.run(
        [tool("kubectl"), "kustomize", str(K8S)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    built = list(yaml.safe_load_all(done.stdout))
    for one in built:
        kubernetes_validate.validate(one, "1.30", strict=True)
    [policy] = [found for found in built if found["kind"] == "NetworkPolicy"]
    held = policy["spec"]["podSelector"]["matchLabels"].items()
    workloads = [found for found in built if found["kind"] in ("Deployment", "StatefulSet", "Job")]
    assert len(workloads) == len(STAGES) + 1
    for workload in workloads:
        pod = workload["spec"]["template"]["spec"]
        [container] = pod["containers"]
        assert held <= workload["spec"]["template"]["metadata"].get("labels", {}).items()
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["envFrom"][0]["configMapRef"]["name"].startswith("newsmill-")
        if workload["kind"] != "Job":
            assert container["readinessProbe"]["httpGet"]["path"] == "/ready"
            assert {v["name"] for v in container["volumeMounts"]} == {"tmp", "data"}


def test_systemd_reads_the_unit():
    unit = ROOT / "deploy/systemd/newsmill@tag.service"
    done = subprocess.run(
        [tool("systemd-analyze"), "verify", str(unit)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert complaints == []


RECIPROCAL = re.compile(r"MPL|GPL|CC.BY|EUPL|Mozilla|Share.?Alike")


def test_the_notice_names_every_package_whose_licence_asks_for_more():
    notice = (ROOT / "NOTICE").read_text()
    locked = (ROOT / "requirements/run.lock").read_text()
    asking = []
    for name in re.findall(r"^([a-z0-9._-]+)==", locked, re.MULTILINE):
        about = distribution(name).metadata
        said = [about["License-Expression"] or (about["License"] or "")[:80]]
        said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        if RECIPROCAL.search(" ".join(said)):
            asking.append(name)
    assert asking
    assert [name for name in asking if name not in notice] == []
