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
from kustomize import render
from manifests import (DIRECTORY, OVERLAYS, arrows, container, files, gates, objects, of_kind, pods,
                       variables)
from processes import (ROOT, binaries, clean_environment, remove_directory, temporary_directory,
                       unprivileged)

_MODELS = {"monitoring.coreos.com": "@kubernetes-models/prometheus-operator/",
           "postgresql.cnpg.io": "@kubernetes-models/cloudnative-pg/"}
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


def kubectl():
    """kubectl, where it is installed and as old as its kustomize's present language at most."""
    if not shutil.which("kubectl"):
        return None
    said = subprocess.run(["kubectl", "version", "--client"], capture_output=True, text=True, check=False)
    return "kubectl" if re.search(r"Kustomize Version: v([5-9]|\d\d)", said.stdout) else None


def program(checked):
    """TypeScript that does not compile where a field is unknown, and fails where a value is wrong."""
    lines = []
    for number, found in enumerate(checked):
        kind, group = found["kind"], found["apiVersion"].split("/")[0]
        module = f"{_MODELS.get(group, 'kubernetes-models/')}{found['apiVersion']}/{kind}"
        rest = {key: value for key, value in found.items() if key not in ("apiVersion", "kind")}
        lines.append(f'import {{ {kind} as K{number} }} from "{module}";\n'
                     f"new K{number}({json.dumps(rest)}).validate();\n")
    return "".join(lines)


def problems(checked):
    """What the schemas have against objects."""
    directory = ROOT / "build" / "kubernetes"
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "objects.mts"
    file.write_text(program(checked))
    tools = ROOT / "node_modules" / ".bin"
    said = ""
    for command in ([tools / "tsc", "--noEmit", "--strict", "--skipLibCheck",
                     "--target", "es2022", "--module", "nodenext", file], [tools / "tsx", file]):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              env=clean_environment())
        if done.returncode != 0:
            said += (done.stdout + done.stderr)[-3000:]
    return said


def setUpModule():
    """The schemas, as npm has them; and secrets, as the script makes them."""
    global directory, secrets
    subprocess.run([ROOT / "tests" / "npm-tools"], check=True, env=clean_environment())
    directory = temporary_directory()
    unittest.addModuleCleanup(remove_directory, directory)
    secrets = by_name(make_secrets())


def make_secrets():
    """What deploy/kubernetes/make-secrets prints."""
    done = subprocess.run(
        [DIRECTORY / "make-secrets", directory / "secrets"], capture_output=True, text=True, check=True,
        env={**clean_environment(), "BROADSHEET_CLI": str(binaries("broadsheet") / "broadsheet")})
    return done.stdout


def by_name(text):
    """The objects of a text."""
    return {found["metadata"]["name"]: found for found in yaml.safe_load_all(text)}


class ManifestsTest(unittest.TestCase):
    """What is true of each overlay."""

    def test_schemas_find_nothing_wrong(self):
        checked = [*objects("small"), *objects("replicated"), *secrets.values()]
        self.assertEqual("", problems(checked))

    def test_schemas_find_what_is_wrong(self):
        [storage] = [found for found in render(DIRECTORY / "site")
                     if (found["kind"], found["metadata"]["name"]) == ("Deployment", "storage")]
        storage["spec"]["replicaCount"] = 2
        self.assertIn("replicaCount", problems([storage]))
        del storage["spec"]["replicaCount"]
        storage["spec"]["template"]["spec"]["containers"][0]["image"] = 7
        self.assertIn("image", problems([storage]))

    def test_kubectl_renders_the_same_where_it_is_installed(self):
        if not kubectl():
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

    def test_connections_are_enough_for_all_instances(self):
        most = {"storage": pods_of("storage"), **{
            name: scaler["spec"]["maxReplicas"]
            for name, scaler in of_kind("replicated", "HorizontalPodAutoscaler").items()}}
        per_instance = int(re.search(r"--database_connections=(\d+)", help_of("storage"))[1]) + 1
        [cluster] = of_kind("replicated", "Cluster").values()
        self.assertLess(sum(most[name] for name in ("storage", "ingest", "query")) * per_instance,
                        int(cluster["spec"]["postgresql"]["parameters"]["max_connections"]))

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


class SecretsTest(unittest.TestCase):
    """What is secret is in files, and only there."""

    def test_files_come_from_secrets_that_are_made(self):
        for overlay in OVERLAYS:
            for name, pod in pods(overlay).items():
                given = files(pod)
                for secret, key in given.values():
                    self.assertIn(key, secrets[secret]["data"])
                for variable, value in variables(pod).items():
                    if variable.endswith("_FILE"):
                        self.assertIn(value, given, f"{name}: {variable}")
                modes = {volume["projected"]["defaultMode"] for volume in pod["volumes"]
                         if "projected" in volume}
                self.assertEqual({0o400}, modes)

    def test_no_secret_is_in_an_environment(self):
        for overlay in OVERLAYS:
            self.assertNotIn("valueFrom", json.dumps(objects(overlay)))
            self.assertNotIn("secretKeyRef", json.dumps(objects(overlay)))

    def test_operator_has_the_password_of_each_role(self):
        [cluster] = of_kind("replicated", "Cluster").values()
        roles = {role["name"]: role["passwordSecret"]["name"]
                 for role in cluster["spec"]["managed"]["roles"]}
        self.assertEqual({f"{name}{owner}" for name in ("storage", "ingest", "query")
                          for owner in ("", "_owner")}, set(roles))
        for role, secret in roles.items():
            self.assertEqual(role, decoded(secret, "username"))

    def test_what_was_made_stays(self):
        self.assertEqual(secrets, by_name(make_secrets()))

    def test_program_reads_a_secret_as_a_pod_is_given_it(self):
        """Root's, for the group of the pod, behind links."""
        mount = directory / "mount"
        (mount / "..2026").mkdir(parents=True)
        file = mount / "..2026" / "password"
        file.write_text("its password\n")
        (mount / "..data").symlink_to("..2026")
        (mount / "password").symlink_to("..data/password")
        child = unprivileged()
        if child:
            os.chown(file, 0, child["group"])
        for mode, expected in (0o440, "could not connect|No such file or directory.*socket|connection"), \
                              (0o444, "a secret that everybody may read"):
            file.chmod(mode)
            done = subprocess.run(
                [binaries("storage") / "storage", "--migrate", "--database=host=/nowhere",
                 f"--database_password_file={mount / 'password'}"],
                env=clean_environment(), capture_output=True, text=True, check=False, **child)
            self.assertRegex(done.stderr, expected)


def decoded(secret, key):
    """A value of a Secret."""
    done = subprocess.run(["base64", "-d"], input=secrets[secret]["data"][key], text=True,
                          capture_output=True, check=True)
    return done.stdout


def pods_of(name):
    """How many instances of storage the overlay has."""
    return of_kind("replicated", "Deployment")[name]["spec"]["replicas"]


if __name__ == "__main__":
    unittest.main()
