#!/usr/bin/python3
"""Alerts and the dashboard speak of metrics and labels that the services have, come when
they should, and are explained."""
import json
import re
import subprocess
import unittest

from certificates import Certificates
from contract import RpcFailure, article_pb2
from processes import ROOT, remove_directory, temporary_directory
from stack import SERVICES, Stack

_DIRECTORY = ROOT / "deploy" / "observability"
_NAME = re.compile(r"\b((?:broadsheet|grpc_server|http_server|process)_\w+)(?:\{([^}]*)\})?")
# What prometheus.yml adds.
_ADDED = {"service", "instance", "job"}


def live_series():
    """The labels of each metric, as a stack shows them that has done a little of everything."""
    directory = temporary_directory()
    certificates = Certificates(directory, "operator")
    with Stack(tls=(certificates.root, certificates.identity("operator")),
               **{service: certificates.flags(service) for service in SERVICES}) as stack:
        answer = stack.ingest.PushArticle(article=article_pb2.Article(
            title="Seen", canonical_uri="https://watch.example/1", body_html="<p>Seen.</p>"))
        stack.query.ListArticles(read_after=answer.read_after)
        stack.ingest.CreateFeed(feed={"uri": f"{stack.web_uri}/feed/"})
        for feed in stack.ingest.ListFeeds().feeds:
            try:
                stack.ingest.PollFeed(name=feed.name)
            except RpcFailure:
                pass
        stack.page("/")
        series = {}
        for service in SERVICES:
            for line in stack.metrics(service).splitlines():
                name, labels = re.match(r"([\w:]*)(?:\{(.*)\})? ?", line).groups()
                series.setdefault(name, set()).update(re.findall(r'(\w+)="', labels or ""))
    remove_directory(directory)
    return series


def expressions():
    """All that is asked of Prometheus."""
    rules = (_DIRECTORY / "alerts.yml").read_text()
    for rule in re.findall(r"expr: (?:>-\n)?(.*?)\n        (?:for|labels):", rules, re.DOTALL):
        yield rule
    for panel in json.loads((_DIRECTORY / "grafana" / "dashboard.json").read_text())["panels"]:
        for target in panel.get("targets", []):
            yield target["expr"]


class ObservabilityTest(unittest.TestCase):
    """What deploy/observability says."""

    def test_expressions_name_what_services_show(self):
        series = live_series()
        asked = list(expressions())
        self.assertGreater(len(asked), 30)
        for expression in asked:
            found = _NAME.findall(expression)
            for name, selector in found:
                self.assertIn(name, series, expression)
                labels = set(re.findall(r"(\w+)\s*[=!]~?", selector))
                self.assertLessEqual(labels, series[name] | _ADDED, expression)

    def test_alerts_come_when_they_should(self):
        for command in (["check", "config", _DIRECTORY / "prometheus.yml"],
                        ["test", "rules", ROOT / "tests" / "observability" / "alerts_test.yml"]):
            done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_each_alert_is_explained(self):
        alerts = re.findall(r"alert: (\w+)", (_DIRECTORY / "alerts.yml").read_text())
        explained = re.findall(r"^### (\w+)", (ROOT / "deploy" / "README.md").read_text(), re.MULTILINE)
        self.assertEqual(sorted(alerts), sorted(explained))


if __name__ == "__main__":
    unittest.main()
