#!/usr/bin/python3
"""What docker-compose.yml sets exists: variables of the services, and of .env.example."""
import re
import unittest

from helps import SERVICES, help_of
from processes import ROOT


def sections():
    """The text of each service of docker-compose.yml, by its name."""
    text = (ROOT / "docker-compose.yml").read_text()
    services = re.search(r"^services:\n((?:(?:  .*)?\n)+)", text, re.MULTILINE)[1]
    return dict(re.findall(r"^  (\w+):\n((?:(?:   .*)?\n|(?:  #.*\n))+)", services, re.MULTILINE))


class ComposeNamesTest(unittest.TestCase):
    """Names that would go unnoticed if nothing had them."""

    def test_services_know_the_variables_that_they_are_given(self):
        given = {}
        for name, text in sections().items():
            given[name] = set(re.findall(r"^      (BROADSHEET_\w+):", text, re.MULTILINE))
        for service in SERVICES:
            self.assertGreater(len(given[service]), 2)
            known = set(re.findall(r"BROADSHEET_\w+", help_of(service)))
            self.assertEqual(set(), given[service] - known, service)

    def test_example_lists_what_can_be_set(self):
        used = re.findall(r"\$\{(\w+):-([^}]*)\}", (ROOT / "docker-compose.yml").read_text())
        listed = re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
        self.assertEqual(sorted(set(used)), sorted(listed))


if __name__ == "__main__":
    unittest.main()
