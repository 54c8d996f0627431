#!/usr/bin/python3
"""The documentation runs."""
import re
import unittest

from contract import method_names
from documents import blocks, documents
from helps import commands, examples
from newcomer import Newcomer
from processes import ROOT
from stack import Stack

GRPC_SERVICES = ("storage", "ingest", "query")
NOT_SERVED = "Not served yet: answers UNIMPLEMENTED."


def setUpModule():
    """One stack with the sample archive for all tests of the file."""
    global stack, newcomer
    stack = unittest.enterModuleContext(Stack())
    newcomer = unittest.enterModuleContext(Newcomer(stack))


class CommandsTest(unittest.TestCase):
    """Commands run as they are written."""

    def test_commands_of_the_documents_run(self):
        for document in documents():
            for block in blocks(document):
                if not block.not_run:
                    with self.subTest(block.place):
                        newcomer.run(block.text)

    def test_examples_of_help_run(self):
        for command in [(), *commands()]:
            for example in examples(*command):
                with self.subTest(f"{' '.join(command)} --help"):
                    newcomer.run(example)

    def test_every_command_has_examples(self):
        for command in commands():
            with self.subTest(command):
                self.assertTrue(examples(*command))


def not_served(name):
    """The methods whose comment says that they are not there yet."""
    proto = ROOT / "proto" / "broadsheet" / name / "v1" / f"{name}_service.proto"
    found = re.findall(r"((?:^  //.*\n)+)  rpc (\w+)", proto.read_text(), re.MULTILINE)
    return {method for comment, method in found
            if NOT_SERVED in re.sub(r"\s*\n\s*// ?", " ", comment)}


class RpcsTest(unittest.TestCase):
    """What the contract promises is served, or it says that it is not yet."""

    def test_every_rpc_is_served_or_says_that_it_is_not_yet(self):
        for name in GRPC_SERVICES:
            client = getattr(stack, name)
            unserved = {method for method in method_names(name) if not client.implements(method)}
            self.assertEqual(not_served(name), unserved, name)


if __name__ == "__main__":
    unittest.main()
