#!/usr/bin/python3
"""deploy/kubernetes: valid by the schemas of Kubernetes and of the operators, rendered as kubectl
does, and in accord with the binaries, compose, the map and the alerts."""
import json
import os
import re
import shutil
import subprocess
import unittest

import yaml

from helps import SERVICES, help_of
from kubernetes_schemas import problems
from kustomize import render
from manifests import (DIRECTORY, OVERLAYS, arrows, container, gates, objects, of_kind, pods,
                       variables)
from processes import ROOT

_KEYED = {"containers", "env", "volumes", "volumeMounts"}
# What compose has no use for.
_ONLY_HERE = {"BROADSHEET_MAX_CONNECTION_AGE", "BROADSHEET_PARSERS"}


def _text(node):
    return json.dumps(node, sort_keys=True)


def comparable(node, name=""):
    """The same for objects that differ in the order of named members and in white space."""
    if isinstance(node, dict):
        return {key: comparable(value, key) for key, value in node.items()}
    if isinstance(node, list):
        members = [comparable(member) for member in node]
        return sorted(members, key=_text) if name in _KEYED else members
    return " ".join(node.split()) if isinstance(node, str) else node


def kubectl_can_render():
    """Whether it is installed, with a kustomize of the present language."""
    if not shutil.which("kubectl"):
        return False
    said = subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True, check=False)
    return bool(re.search(r"Kustomize Version: v([5-9]|\d\d)", said.stdout))


class ManifestsTest(unittest.TestCase):
    """What is true of each overlay."""

    def test_schemas_find_nothing_wrong(self):
        self.assertEqual("", problems([*objects("small"), *objects("replicated")]))

    def test_schemas_find_what_is_wrong(self):
        [storage] = [found for found in render(DIRECTORY / "site")
                     if (found["kind"], found["metadata"]["name"]) == ("Deployment", "storage")]
        storage["spec"]["replicaCount"] = 2
        self.assertIn("replicaCount", problems([storage]))
        del storage["spec"]["replicaCount"]
        storage["spec"]["template"]["spec"]["containers"][0]["image"] = 7
        self.assertIn("image", problems([storage]))

    def test_kubectl_renders_the_same_where_it_is_installed(self):
        if not kubectl_can_render():
            return
        for path in (DIRECTORY / "site", *(DIRECTORY / "overlays" / name for name in OVERLAYS)):
            done = subprocess.run(["kubectl", "kustomize", path], capture_output=True, text=True,
                                  check=True)
            self.assertEqual("", done.stderr)
            theirs, ours = ({(found["kind"], found["metadata"]["name"]): comparable(found)
                             for found in rendered}
                            for rendered in (yaml.safe_load_all(done.stdout), render(path)))
            self.maxDiff = None
            self.assertEqual(theirs, ours)

    def test_services_know_the_flags_and_variables_that_they_are_given(self):
        for overlay in OVERLAYS:
            for name, pod in pods(overlay).items():
                program_name, *flags = container(pod).get("command", [name])
                if program_name not in SERVICES:
                    continue
                text = help_of(program_name)
                self.assertLessEqual(set(variables(pod)), set(re.findall(r"BROADSHEET_\w+", text)), name)
                for flag in flags:
                    self.assertIn(f"\n  {flag}=", text)

    def test_services_are_told_what_compose_tells_them(self):
        compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
        for overlay in OVERLAYS:
            for service in SERVICES:
                theirs, ours = compose[service]["environment"], variables(pods(overlay)[service])
                self.assertEqual(set(theirs), set(ours) - _ONLY_HERE, service)
                for variable in ("BROADSHEET_LISTEN", "BROADSHEET_METRICS_LISTEN"):
                    self.assertEqual(theirs[variable], ours[variable])

    def test_ports_are_those_that_services_listen_on(self):
        for overlay in OVERLAYS:
            for name in SERVICES:
                pod = pods(overlay)[name]
                listening = {int(value.split(":")[-1]) for variable, value in variables(pod).items()
                             if variable.endswith("LISTEN")}
                named = {port["name"]: port["containerPort"] for port in container(pod)["ports"]}
                self.assertEqual(listening, set(named.values()))
                asked = {port["targetPort"]
                         for port in of_kind(overlay, "Service")[name]["spec"]["ports"]}
                self.assertEqual(set(named), asked)

    def test_each_service_has_a_budget_and_callers_find_all_instances(self):
        for overlay in OVERLAYS:
            self.assertEqual(set(SERVICES), set(of_kind(overlay, "PodDisruptionBudget")))
            for called in ("storage", "ingest", "query"):
                self.assertEqual("None", of_kind(overlay, "Service")[called]["spec"]["clusterIP"])

    def test_connections_are_enough_for_all_instances_and_those_that_replace_them(self):
        scalers = of_kind("replicated", "HorizontalPodAutoscaler")
        most = 0
        for name in "storage", "ingest", "query":
            spec = of_kind("replicated", "Deployment", "StatefulSet")[name]["spec"]
            most += scalers[name]["spec"]["maxReplicas"] if name in scalers else spec["replicas"]
            most += spec.get("strategy", {}).get("rollingUpdate", {}).get("maxSurge", 0)
        per_instance = int(re.search(r"--database_connections=(\d+)", help_of("storage"))[1]) + 1
        [cluster] = of_kind("replicated", "Cluster").values()
        self.assertLess(most * per_instance,
                        int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]))

    def test_one_label_finds_all_our_jobs(self):
        for overlay in OVERLAYS:
            self.assertEqual({"migrate"}, {job["metadata"]["labels"]["app.kubernetes.io/name"]
                                           for job in of_kind(overlay, "Job").values()})

    def test_only_the_arrows_of_the_map_are_allowed(self):
        for overlay in OVERLAYS:
            expected = {("ingest", "storage", 50051), ("query", "storage", 50051),
                        ("web", "query", 50053),
                        *((name, "postgres", 5432) for name in ("storage", "ingest", "query", "migrate"))}
            gates_expected = {("broadsheet/edge", "ingest", 50052), ("broadsheet/edge", "query", 50053),
                              ("broadsheet/edge", "web", 8080), ("ingest", "the web", 80),
                              ("ingest", "the web", 443)}
            if overlay == "replicated":
                expected |= {("postgres", "postgres", port) for port in (5432, 8000)}
                gates_expected |= {("kubernetes.io/metadata.name", "postgres", port)
                                   for port in (5432, 8000)}
                gates_expected |= {("postgres", "anywhere", port) for port in (443, 6443)}
            self.assertEqual(expected, arrows(overlay))
            self.assertEqual(gates_expected, {gate for gate in gates(overlay)
                                              if gate[2] not in ("metrics", 53)})
            closed = of_kind(overlay, "NetworkPolicy")["nothing-else"]["spec"]
            self.assertEqual({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}, closed)

    def test_pods_are_restricted(self):
        for overlay in OVERLAYS:
            for name, pod in pods(overlay).items():
                with self.subTest(name):
                    self.assert_restricted(pod)

    def assert_restricted(self, pod):
        """Fails unless Pod Security "restricted" admits a pod, and its root can't be written."""
        self.assertLessEqual({"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}.items(),
                             pod["securityContext"].items())
        self.assertGreater(pod["securityContext"]["runAsUser"], 0)
        self.assertIs(False, pod["automountServiceAccountToken"])
        self.assertEqual({"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                          "capabilities": {"drop": ["ALL"]}}, container(pod)["securityContext"])
        self.assertLessEqual({kind for volume in pod["volumes"] for kind in volume},
                             {"name", "projected", "emptyDir", "configMap"})
        for side in ("requests", "limits"):
            self.assertEqual({"cpu", "memory"}, set(container(pod)["resources"][side]))

    def test_rules_are_the_alerts(self):
        file = DIRECTORY / "monitoring" / "rules.yaml"
        alerts = (ROOT / "deploy" / "observability" / "alerts.yml").read_text()
        head = file.read_text().split("  groups:\n")[0]
        groups = alerts[alerts.index("groups:"):].splitlines(keepends=True)
        expected = head + "".join(f"  {line}" if line.strip() else line for line in groups)
        if os.environ.get("BROADSHEET_REGENERATE"):
            file.write_text(expected)
        self.assertEqual(expected, file.read_text())

    def test_scrapes_have_the_labels_that_alerts_go_by(self):
        [monitor] = of_kind("replicated", "ServiceMonitor").values()
        for name in SERVICES:
            labels = of_kind("replicated", "Service")[name]["metadata"]["labels"]
            self.assertEqual("broadsheet", labels[monitor["spec"]["jobLabel"]])
            self.assertLessEqual(monitor["spec"]["selector"]["matchLabels"].items(), labels.items())


if __name__ == "__main__":
    unittest.main()
