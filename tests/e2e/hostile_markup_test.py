#!/usr/bin/python3
"""What articles are made of runs nothing: markup that would run scripts goes in by a push,
and what query holds of it then is opened in a browser, on bare pages without a policy."""
import json
import subprocess
import unittest

from archive import everything
from contract import article_pb2
from processes import ROOT, clean_environment
from stack import Stack


def snippets():
    """Markup by its place in the file: a line each."""
    text = (ROOT / "tests" / "data" / "ingest" / "hostile" / "markup.html").read_text()
    return {f"line {number}": line for number, line in enumerate(text.splitlines(), 1)}


def run(pages):
    """What each of the pages that run something has run."""
    subprocess.run([ROOT / "tests" / "npm-tools"], check=True, env=clean_environment())
    done = subprocess.run(["node", ROOT / "tests" / "e2e" / "run_pages.mjs"],
                          input=json.dumps(pages), capture_output=True, text=True, timeout=600,
                          check=False, env=clean_environment())
    if done.returncode != 0:
        raise AssertionError(f"run_pages.mjs failed:\n{done.stderr}")
    return json.loads(done.stdout)


class HostileMarkupTest(unittest.TestCase):
    """Scripts, handlers and links that run."""

    def test_nothing_of_an_article_runs(self):
        stack = self.enterContext(Stack())
        given = snippets()
        for place, markup in given.items():
            article = article_pb2.Article(title=place, body_html=f"<p>Here.</p>{markup}",
                                          teaser_html=f"<p>Here.</p>{markup}",
                                          canonical_uri=f"https://hostile.example/{place[5:]}")
            read_after = stack.ingest.PushArticle(article=article).read_after
        held = {article.title: f"{article.teaser_html}\n{article.body_html}"
                for article in everything(stack.query, read_after)}
        self.assertEqual(given.keys(), held.keys())
        self.assertEqual({}, run(held))

    def test_the_browser_tells_what_runs(self):
        ran = run(snippets())
        self.assertIn("line 1", ran)
        self.assertGreater(len(ran), len(snippets()) // 2, ran.keys())


if __name__ == "__main__":
    unittest.main()
