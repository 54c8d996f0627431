#!/usr/bin/python3
"""What deploy/kubernetes/make-secrets makes is what pods are given: in files, and only there."""
import base64
import json
import os
import subprocess
import unittest

import yaml

from kubernetes_schemas import problems
from manifests import DIRECTORY, OVERLAYS, files, objects, of_kind, pods, variables
from processes import (binaries, clean_environment, remove_directory, temporary_directory,
                       unprivileged)


def setUpModule():
    """Secrets, as the script makes them."""
    global directory, secrets
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


class SecretsTest(unittest.TestCase):
    """What is secret is in files, and only there."""

    def test_schemas_find_nothing_wrong(self):
        self.assertEqual("", problems(secrets.values()))

    def test_each_is_of_use(self):
        used = {secret for pod in pods("small").values() for secret, _ in files(pod).values()}
        self.assertEqual(set(secrets), used)

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
            self.assertNotIn("envFrom", json.dumps(objects(overlay)))

    def test_operator_has_the_password_of_each_role(self):
        [cluster] = of_kind("replicated", "Cluster").values()
        roles = {role["name"]: role["passwordSecret"]["name"]
                 for role in cluster["spec"]["managed"]["roles"]}
        self.assertEqual({f"{name}{owner}" for name in ("storage", "ingest", "query")
                          for owner in ("", "_owner")}, set(roles))
        for role, secret in roles.items():
            self.assertEqual(role, base64.b64decode(secrets[secret]["data"]["username"]).decode())
            self.assertEqual("true", secrets[secret]["metadata"]["labels"]["cnpg.io/reload"])

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
        for mode, expected in (0o440, "/nowhere"), (0o444, "a secret that everybody may read"):
            file.chmod(mode)
            done = subprocess.run(
                [binaries("storage") / "storage", "--migrate", "--database=host=/nowhere",
                 f"--database_password_file={mount / 'password'}"],
                env=clean_environment(), capture_output=True, text=True, check=False, **child)
            self.assertRegex(done.stderr, expected)


if __name__ == "__main__":
    unittest.main()
