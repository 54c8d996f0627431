#!/usr/bin/python3
"""PostgreSQL goes away and comes back, services are killed: what was acknowledged
is there, once, and all comes back by itself."""
import threading
import time
import unittest

import grpc

from archive import everything
from contract import RpcFailure, feed_pb2
from publisher import Publisher, check_archive, found, push
from stack import SERVICES, Stack
from website import Website, rss

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE


def code_of(call):
    """How a call ended."""
    try:
        call()
    except RpcFailure as failure:
        return failure.code
    return grpc.StatusCode.OK


class RestartTest(unittest.TestCase):
    """Each test breaks a stack of its own."""

    def setUp(self):
        self.stack = self.enterContext(Stack())

    def await_page(self, path, timeout=10):
        """Waits until a readers' page is there again."""
        start = time.monotonic()
        while self.stack.page(path)[0] != 200:
            self.assertLess(time.monotonic() - start, timeout, f"{path} did not come back")
            time.sleep(0.05)

    def test_postgresql_away_for_a_while(self):
        with Publisher(self.stack, "Through a gap") as publisher:
            publisher.await_more(20)
            self.stack.stop_postgres()
            time.sleep(2)
            calls = {
                "ListArticles": lambda: self.stack.query.ListArticles(
                    page_size=7, timeout=10),
                "GetArticle": lambda: self.stack.storage.GetArticle(
                    name="articles/01900000-0000-7000-8000-000000000000", timeout=10),
                "PushArticle": lambda: push(self.stack.ingest, "Into the void"),
                "ListFeeds": lambda: self.stack.ingest.ListFeeds(timeout=10),
            }
            self.assertEqual({name: UNAVAILABLE for name in calls},
                             {name: code_of(call) for name, call in calls.items()})
            # Not serving would take every replica out at once.
            for service in SERVICES:
                self.assertTrue(self.stack.running(service), service)
                self.stack.await_serving(service, timeout=5)
            self.stack.start_postgres()
            publisher.await_more(20)
        self.assertEqual({UNAVAILABLE}, publisher.codes)
        check_archive(self, self.stack, publisher)
        self.await_page("/category/tech/")

    def test_page_during_the_gap_says_so_and_recovers(self):
        answer = push(self.stack.ingest, "Before the gap")
        everything(self.stack.query, answer.read_after)
        self.stack.stop_postgres()
        self.assertIn(self.stack.page("/tag/never-asked-before/")[0], (502, 503, 504))
        self.stack.start_postgres()
        self.await_page("/category/tech/")

    def test_each_service_killed_in_turn(self):
        for service in SERVICES:
            with self.subTest(service):
                with Publisher(self.stack, f"Past the death of {service}") as publisher:
                    publisher.await_more(20)
                    self.stack.kill(service)
                    time.sleep(0.3)
                    self.stack.start(service)
                    self.stack.await_serving(service)
                    publisher.await_more(20)
                self.assertLessEqual(publisher.codes, {UNAVAILABLE})
                check_archive(self, self.stack, publisher)
                self.await_page("/category/tech/")

    def test_search_comes_back_after_query_is_killed(self):
        with Publisher(self.stack, "Findable") as publisher:
            publisher.await_more(30)
            self.stack.kill("query")
            self.stack.start("query")
            self.stack.await_serving("query")
            publisher.await_more(5)
        self.assertEqual(sorted(publisher.acknowledged),
                         sorted(found(self.stack.query, "findable", publisher.read_after)))

    def test_feed_polled_around_a_crash_makes_no_second_article(self):
        with Website() as site:
            items = [{"title": f"Item {n}", "link": f"{site.uri}/{n}", "guid": str(n),
                      "category": "Tech", "pubDate": f"Tue, {n:02} Sep 2026 08:00:00 GMT",
                      "description": f"<p>Item {n} of the feed.</p>"} for n in range(1, 29)]
            site.pages["/feed"] = rss(site.uri, items)
            feed = self.stack.ingest.CreateFeed(
                feed=feed_pb2.Feed(uri=f"{site.uri}/feed", paused=True))
            polling = threading.Thread(
                target=lambda: code_of(lambda: self.stack.ingest.PollFeed(name=feed.name)))
            polling.start()
            self.stack.kill("storage")
            polling.join()
            self.stack.start("storage")
            self.stack.await_serving("storage")
            again = self.stack.ingest.PollFeed(name=feed.name, unconditional=True)
            self.assertEqual((0, 0), (again.counts.rejected, again.counts.revised))
            listed = everything(self.stack.query, again.read_after)
        self.assertEqual([item["title"] for item in reversed(items)],
                         [article.title for article in listed])
        self.assertEqual({1}, {article.revision for article in listed})

    def test_polite_stop_ends_every_service_with_success(self):
        push(self.stack.ingest, "Before the end")
        for service in reversed(SERVICES):
            self.assertEqual(0, self.stack.stop(service), self.stack.log(service))


if __name__ == "__main__":
    unittest.main()
