#!/usr/bin/python3
"""Search answers the judged queries (tests/data/query) no worse than it did: what readers
want stands first, and there is something to read."""
import unittest

from relevance import found_by, is_right_first, judged_queries, score
from sample_archive import sample_archive
from stack import Stack

NDCG = 0.92
RIGHT_FIRST = 0.92
# Queries of which no article has a word.
MOST_WITHOUT_RESULT = 2


class RelevanceTest(unittest.TestCase):
    """The sample archive, and what is looked for in it."""

    @classmethod
    def setUpClass(cls):
        stack = cls.enterClassContext(Stack())
        site = cls.enterClassContext(sample_archive(stack))
        # Search waits until it knows all that was loaded.
        stack.query.SearchArticles(query="sample", read_after=stack.storage.GetStatus().head)
        cls.answers = {one.text: found_by(stack.query, one.text, site)
                       for one in judged_queries()}

    def search(self, text):
        """What was found."""
        return self.answers[text]

    def test_readers_find_what_they_want(self):
        queries = judged_queries()
        for half in ("tuned", "held-out"):
            for language in ("en", "zh", "mixed"):
                some = [one for one in queries
                        if (one.half, one.language) == (half, language)]
                with self.subTest(half=half, language=language):
                    reached = score(some, self.search)
                    self.assertGreaterEqual(reached.ndcg, NDCG, reached)
        self.assertGreaterEqual(score(queries, self.search).right_first, RIGHT_FIRST, [
            one.text for one in queries if not is_right_first(self.search(one.text), one.grades)])

    def test_readers_find_something(self):
        nothing = [one.text for one in judged_queries() if not self.search(one.text)]
        self.assertLessEqual(len(nothing), MOST_WITHOUT_RESULT, nothing)


if __name__ == "__main__":
    unittest.main()
