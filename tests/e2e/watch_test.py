#!/usr/bin/python3
"""A thousand who watch lists hold, from events alone, what lists answer: through kills
of query and storage, and whatever happens to articles and categories."""
import pathlib
import random
import threading
import time
import unittest

import grpc

from contract import RpcFailure, article_pb2, query_pb2
from processes import wait_until
from stack import Stack
from watchers import Kind, Watcher, Watchers

WATCHERS = 1000
CATEGORIES = ("tech", "science", "robots", "ships")
TAGS = tuple(f"tag-{number}" for number in range(12))
SITES = tuple(f"https://site-{number}.example.org/" for number in range(5))
LANGUAGES = ("en", "zh-Hant", "pt")
PLACES = {"Shenzhen": "shenzhen", "Macau": "macau"}


def filters():
    """As many different ones as there are to be watchers, the widest first."""
    chosen = random.Random(13)
    found = {b"": query_pb2.ArticleFilter()}
    while len(found) < WATCHERS:
        made = query_pb2.ArticleFilter()
        if chosen.random() < 0.4:
            made.categories.append(f"categories/{chosen.choice(CATEGORIES)}")
        if chosen.random() < 0.7:
            made.tags.extend(chosen.sample(TAGS, chosen.randint(1, 3)))
        if chosen.random() < 0.3:
            made.source_site_uris.append(chosen.choice(SITES))
        if chosen.random() < 0.3:
            made.language_codes.append(chosen.choice(LANGUAGES))
        if chosen.random() < 0.2:
            made.mentions.append(chosen.choice(list(PLACES.values())))
        if chosen.random() < 0.2:
            made.start_time.FromSeconds(1_780_000_000 + 86_400 * chosen.randint(0, 30))
        found[made.SerializeToString(deterministic=True)] = made
    return list(found.values())


class Newsroom(threading.Thread):
    """Writes, edits, deletes and redacts articles and moves categories, each until it is
    acknowledged, until it has done so a number of times."""

    def __init__(self, stack, deeds):
        super().__init__(daemon=True)
        self._stack = stack
        self._random = random.Random(7)
        self._deeds = deeds
        self._names = []
        self._written = 0
        self.done = 0
        self.read_after = None

    def run(self):
        deeds = [self._write] * 6 + [self._edit] * 6 + [self._delete, self._undelete, self._redact,
                                                        self._move]
        while self.done < self._deeds:
            deed = self._random.choice(deeds) if len(self._names) > 5 else self._write
            self._keep_at(deed())
            self.done += 1

    def redact(self, name):
        """Takes an article out for good."""
        self._keep_at(lambda: self._stack.ingest.RedactArticle(name=name, reason="asked for"))

    def write(self):
        """A new article; its name."""
        self._keep_at(self._write())
        return self._names[-1]

    def _keep_at(self, call):
        while True:
            try:
                answer = call()
                if answer.read_after.position:
                    self.read_after = answer.read_after
                return
            except RpcFailure as failure:
                if failure.code not in (grpc.StatusCode.UNAVAILABLE,
                                        grpc.StatusCode.DEADLINE_EXCEEDED):
                    return  # of what was deleted or redacted before
                time.sleep(0.05)

    def _article(self, **fields):
        some = self._random
        place = some.choice(list(PLACES))
        article = article_pb2.Article(
            title=f"News {self._written} of {place}", body_html=f"<p>About {place}.</p>",
            categories=[f"categories/{some.choice(CATEGORIES)}"],
            tags=some.sample(TAGS, some.randint(1, 3)), language_code=some.choice(LANGUAGES),
            **fields)
        return article

    def _write(self):
        self._written += 1
        number = self._written
        article = self._article(canonical_uri=f"https://news.example.org/{number}")
        article.source.site_uri = self._random.choice(SITES)
        article.publish_time.FromSeconds(1_780_000_000 + 43_200 * self._random.randint(0, 60))

        def push():
            answer = self._stack.ingest.PushArticle(article=article, timeout=10,
                                                    request_id=f"watch-{number}")
            self._names.append(answer.result.name)
            return answer

        return push

    def _edit(self):
        article = self._article(name=self._random.choice(self._names))
        mask = self._random.choice((["tags"], ["categories"], ["language_code"], ["title"]))
        return lambda: self._stack.ingest.EditArticle(article=article, update_mask={"paths": mask},
                                                      timeout=10)

    def _delete(self):
        name = self._random.choice(self._names)
        return lambda: self._stack.ingest.DeleteArticle(name=name, timeout=10)

    def _undelete(self):
        name = self._random.choice(self._names)
        return lambda: self._stack.ingest.UndeleteArticle(name=name, timeout=10)

    def _redact(self):
        name = self._random.choice(self._names)
        return lambda: self._stack.ingest.RedactArticle(name=name, reason="asked for", timeout=10)

    def _move(self):
        slug = self._random.choice(CATEGORIES[1:])
        parent = self._random.choice(("", "categories/tech"))
        category = article_pb2.Category(name=f"categories/{slug}", title=slug, parent=parent)
        return lambda: self._stack.storage.UpsertCategory(category=category, timeout=10)


class WatchTest(unittest.TestCase):
    """All in one run: each takes its time to start."""

    def listed(self, stack, article_filter, read_after):
        """Revisions by name, as lists answer them."""
        held, token = {}, ""
        while True:
            page = stack.query.ListArticles(filter=article_filter, page_size=100,
                                            page_token=token, read_after=read_after)
            held.update((article.name, article.revision) for article in page.articles)
            token = page.next_page_token
            if not token:
                return held

    def test_thousand_watchers_hold_what_lists_answer(self):
        stack = self.enterContext(Stack())
        # Every twentieth reads slowly.
        watchers = [Watcher(made, pause=0 if number % 20 else 0.01)
                    for number, made in enumerate(filters())]
        every = self.enterContext(
            Watchers(f"127.0.0.1:{stack.port['query']}", watchers)).watchers
        query = stack.process("query")
        wait_until(lambda: all(watcher.caught_up for watcher in every), query, 60)
        newsroom = Newsroom(stack, deeds=400)
        newsroom.start()
        for fault, service in enumerate(("query", "storage", "query", "storage")):
            goal = (fault + 1) * 80
            wait_until(lambda goal=goal: newsroom.done >= goal, stack.process("ingest"), 60)
            stack.kill(service)
            stack.start(service)
            stack.await_serving(service)
        newsroom.join(60)
        self.assertEqual(400, newsroom.done)
        # All are told of a redaction: then they have everything before it.
        last = newsroom.write()
        newsroom.redact(last)
        wait_until(lambda: all(last in watcher.retracted for watcher in every),
                   stack.process("query"), 60)
        self.assertEqual([], [problem for watcher in every for problem in watcher.problems][:20])
        for watcher in every:
            self.assertEqual(self.listed(stack, watcher.filter, newsroom.read_after),
                             watcher.held, watcher.filter)
        self.assertGreater(len(every[0].held), 100)
        for kind in (Kind.KIND_ADDED, Kind.KIND_CHANGED, Kind.KIND_REMOVED, Kind.KIND_RETRACTED):
            self.assertGreater(every[0].told[kind], 0, kind)
        threads = list(pathlib.Path(f"/proc/{stack.process('query').pid}/task").iterdir())
        self.assertLess(len(threads), 100)


if __name__ == "__main__":
    unittest.main()
