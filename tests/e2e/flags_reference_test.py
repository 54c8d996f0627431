#!/usr/bin/python3
"""deploy/flags.md lists every flag of every service as the binaries have it.
BROADSHEET_REGENERATE=1 writes it anew."""
import os
import re
import unittest

from helps import SERVICES, help_of
from processes import ROOT

_FILE = ROOT / "deploy" / "flags.md"
_HEAD = """# Flags and variables

Made from `--help` of the binaries. A flag that is not given takes the value of its variable, and else the default. What
the limits are for stands in the README of each service.

| flag | variable | of | default | |
| --- | --- | --- | --- | --- |
"""


def flags(service):
    """(flag, variable, default, description) of each."""
    for flag, default, text, variable in re.findall(
            r"^  --(\w+)=(.*)\n((?:      .*\n)+?)      (BROADSHEET_\w+)\n", help_of(service),
            re.MULTILINE):
        yield flag, variable, default, " ".join(text.split())


def table():
    """The file as it should be."""
    owners = {}
    for service in SERVICES:
        for row in flags(service):
            owners.setdefault(row, []).append(service)
    text = _HEAD
    for (flag, variable, default, description), services in sorted(owners.items()):
        of = "all" if len(services) == len(SERVICES) else ", ".join(services)
        shown = f"`{default}`" if default else ""
        text += f"| `--{flag}` | `{variable}` | {of} | {shown} | {description.replace('|', chr(92) + '|')} |\n"
    return text


class FlagsReferenceTest(unittest.TestCase):
    """The one table."""

    def test_lists_what_the_binaries_have(self):
        expected = table()
        for service in SERVICES:
            self.assertEqual(help_of(service).count("\n      BROADSHEET_"), len(list(flags(service))))
        if os.environ.get("BROADSHEET_REGENERATE"):
            _FILE.write_text(expected)
        self.maxDiff = None
        self.assertEqual(expected, _FILE.read_text())


if __name__ == "__main__":
    unittest.main()
