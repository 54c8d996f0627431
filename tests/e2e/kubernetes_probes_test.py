#!/usr/bin/python3
"""What deploy/kubernetes asks of running services is there: the pages of probes, and the metrics that
instances are scaled by."""
import functools
import re
import unittest

from archive import everything
from contract import article_pb2, serving
from helps import SERVICES
from manifests import OVERLAYS, container, of_kind, pods
from processes import http_get, wait_until
from stack import Stack

_PROBES = ("startupProbe", "readinessProbe", "livenessProbe")


def setUpModule():
    """One stack for all tests of the file, which has done a little."""
    global stack
    stack = unittest.enterModuleContext(Stack())
    answer = stack.ingest.PushArticle(article=article_pb2.Article(
        title="Probed", canonical_uri="https://probes.example/1", body_html="<p>Probed.</p>"))
    everything(stack.query, answer.read_after)
    stack.page("/")


def port_of(service, port):
    """Where the stack has what a probe of the service asks for."""
    return (stack.metrics_port if port == "metrics" else stack.port)[service]


def holds(service, probe):
    """What a kubelet would say."""
    asked = probe["httpGet"]
    return http_get(port_of(service, asked["port"]), asked["path"])[0] == 200


class KubernetesProbesTest(unittest.TestCase):
    """Each against the binaries."""

    def assert_probes(self, *kinds):
        """Fails unless these probes of all services hold."""
        for overlay in OVERLAYS:
            for service in SERVICES:
                for kind in kinds:
                    probe = container(pods(overlay)[service])[kind]
                    with self.subTest(f"{overlay} {service} {kind}"):
                        # A busy machine may be slow to answer one.
                        wait_until(functools.partial(holds, service, probe), stack.process(service))

    def test_probes_hold_while_postgresql_is_away(self):
        wait_until(lambda: serving(stack.channel("query"), "search"), stack.process("query"))
        self.assert_probes(*_PROBES)
        stack.stop_postgres()
        self.addCleanup(stack.start_postgres)
        wait_until(lambda: not serving(stack.channel("storage"), "postgresql"), stack.process("storage"))
        self.assert_probes("readinessProbe", "livenessProbe")

    def test_instances_are_scaled_by_metrics_that_exist(self):
        scalers = of_kind("replicated", "HorizontalPodAutoscaler")
        self.assertEqual({"ingest", "query", "web"}, set(scalers))
        for name, scaler in scalers.items():
            target = scaler["spec"]["scaleTargetRef"]
            self.assertIn(target["name"], of_kind("replicated", target["kind"]))
            shown = set(re.findall(r"^(\w+)(?:\{| )", stack.metrics(name), re.MULTILINE))
            for metric in scaler["spec"]["metrics"]:
                asked = metric["pods"]["metric"]["name"]
                self.assertTrue({asked, f"{asked}_total"} & shown, f"{name}: {asked}")


if __name__ == "__main__":
    unittest.main()
