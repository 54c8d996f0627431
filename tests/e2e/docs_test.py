#!/usr/bin/python3
"""The documentation runs, and what it names exists."""
import unittest

from documents import blocks, documents
from newcomer import Newcomer
from stack import Stack


def setUpModule():
    """One stack with the sample archive for all tests of the file."""
    global newcomer
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


if __name__ == "__main__":
    unittest.main()
