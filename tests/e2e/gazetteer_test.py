#!/usr/bin/python3
"""Ingest reads its gazetteer again on SIGHUP, while it takes articles in; a bad file is
refused, and nothing is lost by either."""
import pathlib
import tempfile
import unittest

from contract import article_pb2
from processes import wait_until
from stack import Stack


class GazetteerTest(unittest.TestCase):
    """A gazetteer of two lines, and what becomes of it."""

    def setUp(self):
        directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        directory.chmod(0o755)
        self.file = directory / "gazetteer.tsv"
        self.file.write_text("quay\tplace\tQuay\n")
        self.stack = self.enterContext(Stack(ingest=[f"--gazetteer={self.file}"]))
        self.pushed = 0

    def mentions(self):
        """What an article that is pushed now mentions."""
        self.pushed += 1
        article = article_pb2.Article(
            title=f"Quay and crane, {self.pushed}",
            canonical_uri=f"https://quay.example/{self.pushed}",
            body_html="<p>They are painted each spring.</p>")
        pushed = self.stack.ingest.PushArticle(article=article)
        held = self.stack.storage.GetArticle(name=pushed.result.name)
        return [mention.entity for mention in held.mentions]

    def reload(self, text, outcome):
        """Has ingest read `text`, and waits until it has."""
        self.file.write_text(text)
        counter = f'broadsheet_gazetteer_reloads_total{{outcome="{outcome}"}} 1'
        self.stack.process("ingest").reload()
        wait_until(lambda: counter in self.stack.metrics("ingest"), self.stack.process("ingest"))

    def test_what_is_read_on_sighup_counts(self):
        self.assertEqual(["quay"], self.mentions())
        self.reload("quay\tplace\tQuay\ncrane\ttopic\n", "refused")
        lines = [line for line in self.stack.log("ingest").splitlines() if "refused" in line]
        self.assertEqual(1, len(lines), lines)
        self.assertIn(f"{self.file}: gazetteer line 2", lines[0])
        self.assertEqual(["quay"], self.mentions())
        self.reload("quay\tplace\tQuay\ncrane\ttopic\tCrane\n", "taken")
        self.assertEqual(["crane", "quay"], self.mentions())
        self.assertIn("broadsheet_gazetteer_entities 2", self.stack.metrics("ingest"))


if __name__ == "__main__":
    unittest.main()
