"""The Helm chart, rendered by helm: what it makes is valid, and agrees with the code.

Kubernetes' own kinds are held to the schemas of Kubernetes; of KEDA's and the Prometheus
operator's kinds the fields that matter are looked at here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from workers import topology
from workers.kafka import topics
from workers.settings import Settings

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy/helm"
KUBERNETES = "1.30"
STAGES = list(topology.STAGES)
ALL = ("autoscaling.enabled=true", "podMonitor.enabled=true", "prometheusRule.enabled=true")
RESTRICTED = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    beside_go = f"{os.environ['PATH']}:{Path.home() / 'go/bin'}"
    binary = shutil.which("helm", path=beside_go)
    if binary is None:
        pytest.skip("helm is not installed: .ci/run builds it with Go")
    return subprocess.run([binary, *arguments], capture_output=True, text=True, check=False)


def rendered(*values: str) -> list[dict[str, Any]]:
    given = [part for value in values for part in ("--set", value)]
    done = helm("template", "news", str(CHART), "--kube-version", KUBERNETES, *given)
    assert done.returncode == 0, done.stderr
    return [found for found in yaml.safe_load_all(done.stdout) if found]


@pytest.fixture(scope="module")
def whole() -> list[dict[str, Any]]:
    return rendered(*ALL)


def of_kind(found: list[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [one for one in found if one["kind"] in kinds]


def stage_of(workload: dict[str, Any]) -> str:
    return str(workload["metadata"]["labels"]["app.kubernetes.io/component"])


def test_helm_finds_nothing_to_complain_of() -> None:
    done = helm("lint", "--strict", str(CHART), "--kube-version", KUBERNETES)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("values", [(), ALL, ("networkPolicy.enabled=false", "kafka.secret=")])
def test_kubernetes_would_take_all_of_its_own_kinds(values: tuple[str, ...]) -> None:
    for one in rendered(*values):
        if not one["apiVersion"].startswith(("keda.sh/", "monitoring.coreos.com/")):
            kubernetes_validate.validate(one, KUBERNETES, strict=True)


def test_a_stage_with_state_is_a_stateful_set_with_a_volume(whole: list[dict[str, Any]]) -> None:
    workloads = {stage_of(one): one for one in of_kind(whole, "Deployment", "StatefulSet")}
    assert set(workloads) == set(STAGES)
    services = {one["metadata"]["name"]: one for one in of_kind(whole, "Service")}
    for stage, workload in workloads.items():
        spec = workload["spec"]
        assert (workload["kind"] == "StatefulSet") == bool(topology.STAGES[stage].tables)
        assert spec["template"]["spec"]["containers"][0]["args"] == ["run", stage]
        if workload["kind"] == "StatefulSet":
            assert spec["volumeClaimTemplates"][0]["metadata"]["name"] == "data"
            selector = services[spec["serviceName"]]["spec"]["selector"]
            assert selector == spec["selector"]["matchLabels"]


def test_no_stage_has_more_workers_than_its_topic_has_partitions() -> None:
    for workload in of_kind(rendered(), "Deployment", "StatefulSet"):
        assert workload["spec"]["replicas"] <= partitions(stage_of(workload))
    for scaled in of_kind(rendered(*ALL), "ScaledObject"):
        stage = scaled["metadata"]["name"].removeprefix("news-")
        assert scaled["spec"]["maxReplicaCount"] <= partitions(stage)


def partitions(stage: str) -> int:
    """Of the topic that its tables are split like; two topics of dedup: the walk's."""
    split = [name for name in topology.STAGES[stage].reads if name != topology.KB]
    return topology.TOPICS[split[-1]].partitions


def test_workers_are_scaled_by_the_lag_of_their_group(whole: list[dict[str, Any]]) -> None:
    settings = Settings(topic_prefix="eu.")
    found = of_kind(rendered(*ALL, "kafka.topicPrefix=eu."), "ScaledObject")
    assert len(found) == len(STAGES)
    targets = {one["metadata"]["name"]: one["kind"] for one in of_kind(whole, "StatefulSet")}
    for scaled in found:
        target = scaled["spec"]["scaleTargetRef"]
        stage = target["name"].removeprefix("news-")
        assert target["kind"] == targets.get(target["name"], "Deployment")
        triggers = [trigger["metadata"] for trigger in scaled["spec"]["triggers"]]
        read = [settings.topic(n) for n in topology.STAGES[stage].reads if n != topology.KB]
        assert [trigger["topic"] for trigger in triggers] == read
        assert {t["consumerGroup"] for t in triggers} == {topics.group(stage, settings)}
    scaled_ = of_kind(whole, "Deployment", "StatefulSet")
    assert not any("replicas" in one["spec"] for one in scaled_), "an update would undo the scaling"


def test_no_pod_runs_as_root_or_writes_outside_its_folders(whole: list[dict[str, Any]]) -> None:
    workloads = of_kind(whole, "Deployment", "StatefulSet", "Job")
    assert len(workloads) == len(STAGES) + 1
    for workload in workloads:
        pod = workload["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not pod["automountServiceAccountToken"]
        [container] = pod["containers"]
        assert container["securityContext"] == RESTRICTED
        named = {each["name"] for each in container["env"]}
        assert {name.removeprefix("NEWSMILL_").lower() for name in named} <= set(
            Settings.model_fields
        )


def test_the_topics_are_made_before_each_update_again(whole: list[dict[str, Any]]) -> None:
    [job] = of_kind(whole, "Job")
    assert job["metadata"]["annotations"] == {
        "helm.sh/hook": "pre-install,pre-upgrade",
        "helm.sh/hook-weight": "0",
        "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
    }
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["args"] == ["topics", "create"]


def test_the_network_policy_holds_every_pod(whole: list[dict[str, Any]]) -> None:
    [policy] = of_kind(whole, "NetworkPolicy")
    wanted = policy["spec"]["podSelector"]["matchLabels"].items()
    for workload in of_kind(whole, "Deployment", "StatefulSet", "Job"):
        assert wanted <= workload["spec"]["template"]["metadata"]["labels"].items()
    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    [ingress] = policy["spec"]["ingress"]
    assert [port["port"] for port in ingress["ports"]] == [
        Settings.model_fields["web_port"].default
    ]
    assert {port["port"] for rule in policy["spec"]["egress"] for port in rule["ports"]} == {
        53,
        9092,
    }


def test_the_pod_monitor_finds_the_port_of_every_worker(whole: list[dict[str, Any]]) -> None:
    [monitor] = of_kind(whole, "PodMonitor")
    wanted = monitor["spec"]["selector"]["matchLabels"].items()
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    for workload in of_kind(whole, "Deployment", "StatefulSet"):
        template = workload["spec"]["template"]
        assert wanted <= template["metadata"]["labels"].items()
        [port] = template["spec"]["containers"][0]["ports"]
        assert port["name"] == endpoint["port"]


def test_the_prometheus_rule_holds_the_alerts(whole: list[dict[str, Any]], tmp_path: Path) -> None:
    [rule] = of_kind(whole, "PrometheusRule")
    assert rule["spec"] == yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_bytes())
    if promtool := shutil.which("promtool"):
        (tmp_path / "rules.yml").write_text(yaml.safe_dump(rule["spec"]))
        checked = subprocess.run(
            [promtool, "check", "rules", str(tmp_path / "rules.yml")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("kafka.broker=kafka:9092", "broker is not allowed"),
        ("stages.dedup.replicas=9", "only 4 partitions"),
        ("stages.tag.replicas=two", "Invalid type"),
        ("stages.tga.replicas=2", "tga is not allowed"),
        ("stages.tag.storage=1Gi", "stages.tag"),
        ("stages.quote.storage=null", "stages.quote"),
        ("memoryLimit=lots", "memoryLimit"),
        ("settings.sasl_password=secret", "settings"),
        ("kafka.replication=0", "kafka.replication"),
        ("networkPolicy.kafkaPorts={}", "networkPolicy.kafkaPorts"),
    ],
)
def test_a_wrong_value_stops_helm_and_is_named(value: str, told: str) -> None:
    done = helm("template", "news", str(CHART), "--kube-version", KUBERNETES, "--set", value)
    assert done.returncode != 0
    assert told in done.stderr
