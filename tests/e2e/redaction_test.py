#!/usr/bin/python3
"""What was redacted is gone wherever readers look, a merged article leads to the one
that stays, and what query builds anew from the log says the same."""
import time
import unittest

import grpc

from archive import everything
from contract import RpcFailure, article_pb2
from stack import Stack

WORD = "quicksilver"


def setUpModule():
    """One stack for all tests of the file."""
    global stack
    stack = unittest.enterModuleContext(Stack())


def push(title, **fields):
    """Pushes an article of the category Tech that says WORD; answers it as query
    has it."""
    article = article_pb2.Article(
        title=title, canonical_uri=f"https://push.example.org/{title.lower()}",
        teaser_html=f"<p>{WORD}, in short.</p>", body_html=f"<p>{WORD}, at length.</p>",
        language_code="en", categories=["categories/tech"], **fields)
    article.source.site_uri = "https://push.example.org/"
    answer = stack.ingest.PushArticle(article=article)
    return stack.query.GetArticle(name=answer.result.name, read_after=answer.read_after)


def search(read_after):
    """Names of the articles that say WORD. Waits while the index is built."""
    deadline = time.monotonic() + 60
    while True:
        try:
            results = stack.query.SearchArticles(query=WORD, read_after=read_after).results
            return sorted(result.article.name for result in results)
        except RpcFailure as failure:
            if failure.reason != "INDEX_BUILDING" or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def view(read_after):
    """All that readers are told of articles, lists, searches, facets and counts."""
    return ([str(article) for article in everything(stack.query, read_after)],
            search(read_after),
            str(stack.query.ListFacets(read_after=read_after)),
            str(stack.query.ListCategories(read_after=read_after)))


class RedactionTest(unittest.TestCase):
    """Takedowns and merges, as readers and callers see them."""

    def test_redacted_article_is_gone_wherever_readers_look(self):
        kept, gone = push("Kept", tags=["kept"]), push("Gone", tags=["gone"])
        redacted = stack.ingest.RedactArticle(name=gone.name, reason="court order 7")
        self.assertEqual((1, 1), (redacted.articles, redacted.revisions))
        seen = redacted.read_after
        tombstone = stack.query.GetArticle(name=gone.name, read_after=seen)
        self.assertEqual(("", "", ""), (tombstone.title, tombstone.path, tombstone.body_html))
        self.assertEqual(tombstone, stack.query.GetArticle(path=gone.path, read_after=seen))
        with self.assertRaises(RpcFailure) as caught:
            stack.query.GetArticle(canonical_uri=gone.canonical_uri, read_after=seen)
        self.assertEqual(grpc.StatusCode.NOT_FOUND, caught.exception.code)
        everywhere = str(view(seen))
        self.assertIn(kept.name, everywhere)
        self.assertNotIn(gone.name, everywhere)
        self.assertNotIn("gone", everywhere)
        status, _, page = stack.page(f"/{gone.path}")
        self.assertEqual(410, status)
        self.assertIn("court order 7", page)
        last, first = stack.query.ListRevisions(parent=gone.name).revisions
        self.assertEqual("court order 7", last.reason)
        self.assertFalse(first.HasField("snapshot"))

    def test_merged_article_moves_to_the_one_that_stays(self):
        stays, part = push("Stays"), push("Part")
        merged = stack.storage.MergeArticles(name=stays.name, merged=part.name)
        seen = merged.read_after
        self.assertEqual(stays.name, stack.query.GetArticle(name=part.name, read_after=seen)
                         .merged_into)
        names = search(seen)
        self.assertIn(stays.name, names)
        self.assertNotIn(part.name, names)
        status, headers, _ = stack.page(f"/{part.path}")
        self.assertEqual((301, f"/{stays.path}"), (status, headers["Location"]))

    def test_rebuild_says_the_same(self):
        articles = [push(title, tags=[title.lower()]) for title in ("Alpha", "Beta", "Gamma")]
        alpha, beta, gamma = (article.name for article in articles)
        stack.ingest.EditArticle(article=article_pb2.Article(name=alpha, title="Edited"),
                                 update_mask={"paths": ["title"]})
        stack.ingest.RedactArticle(name=alpha, revisions=[1], reason="correction")
        stack.storage.MergeArticles(name=alpha, merged=beta)
        seen = stack.ingest.RedactArticle(name=gamma, reason="court order 7").read_after
        before = view(seen)
        self.assertIn("Edited", str(before))
        self.assertNotIn("Gamma", str(before))
        tombstone = stack.query.GetArticle(path=articles[2].path)
        self.assertEqual(gamma, tombstone.name)
        stack.rebuild_query()
        self.assertEqual(before, view(seen))
        self.assertEqual(tombstone, stack.query.GetArticle(path=articles[2].path))


if __name__ == "__main__":
    unittest.main()
