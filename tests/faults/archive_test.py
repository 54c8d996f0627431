#!/usr/bin/python3
"""The whole of Broadsheet while what it works with fails: ingest is killed or stands still
in the middle of polls, crawls and imports, and disks are full. What was acknowledged is
there once, nothing waits for somebody to mend it, and all comes back by itself."""
import json
import random
import subprocess
import threading
import time
import unittest

import grpc

from archive import everything
from contract import RpcFailure, feed_pb2
from publisher import Publisher, check_archive, found
from stack import SERVICES, Stack
from website import Website, rss

_PAUSE = 0.02  # seconds between two pieces of a page


class Slowly:
    """Bytes that a site sends in pieces, so that there is time to break something."""

    def __init__(self, body, pieces=20):
        self._body = body
        self._size = len(body) // pieces + 1

    def __iter__(self):
        for begin in range(0, len(self._body), self._size):
            time.sleep(_PAUSE)
            yield self._body[begin:begin + self._size]


class Work:
    """What ingest is given in one round: two feeds, the second with the pages of its
    articles, an archive page with older ones, and a file."""

    def __init__(self, stack, site, name):
        self._stack = stack
        self._site = site
        self._name = name
        self._file = stack.directory / f"{name}.jsonl"
        self.titles = []
        self._make()
        self.feeds = [
            stack.ingest.CreateFeed(feed=feed_pb2.Feed(uri=f"{site.uri}/{name}/{kind}",
                                                       fetch_full_text=kind == "links")).name
            for kind in ("feed", "links")]

    def start(self):
        """Has ingest do all of it; the threads that wait for it."""
        callers = [lambda feed=feed: self._stack.ingest.PollFeed(name=feed) for feed in self.feeds]
        threads = [threading.Thread(target=_try, args=(call,), daemon=True)
                   for call in (*callers, self.crawl, self.read_file)]
        for thread in threads:
            thread.start()
        return threads

    def crawl(self):
        """Has the archive page and the older ones read."""
        return self._stack.ingest.FetchPage(uri=f"{self._site.uri}/{self._name}/archive/1",
                                            older_pages=5, fetch_full_text=True)

    def read_file(self):
        """Has the file read; whether it was, to its end."""
        cli, environment = self._stack.cli
        return subprocess.run([cli, "import", self._file], env=environment, check=False,
                              capture_output=True, timeout=120).returncode == 0

    def _make(self):
        uri = f"{self._site.uri}/{self._name}"
        pages = self._site.pages
        feeds = {"feed": [], "links": []}
        for kind, items in feeds.items():
            for number in range(10):
                link = self._story(kind, number)
                items.append({"title": self.titles[-1], "link": link, "guid": link,
                              "description": f"<p>Of {self.titles[-1]}, in short.</p>"})
            media_type, body = rss(uri, items)
            pages[f"/{self._name}/{kind}"] = (media_type, Slowly(body))
        for page in range(1, 4):
            entries = ""
            for number in range(5):
                link = self._story(f"archive {page}", number)
                entries += (f"<article><h2><a href='{link}'>{self.titles[-1]}</a></h2><p>Of "
                            f"{self.titles[-1]}, in short. <a class='more-link' href='{link}'>"
                            "Continue reading</a></p></article>")
            older = (f"<nav><a rel='next' href='{uri}/archive/{page + 1}'>Older posts</a></nav>"
                     if page < 3 else "")
            pages[f"/{self._name}/archive/{page}"] = _html(f"<main>{entries}</main>{older}")
        with self._file.open("w") as lines:
            for number in range(400):
                self.titles.append(f"{self._name} file {number}")
                json.dump({"title": self.titles[-1], "canonicalUri": f"{uri}/file/{number}",
                           "bodyHtml": f"<p>Of {self.titles[-1]}, as the file has it.</p>"}, lines)
                lines.write("\n")

    def _story(self, kind, number):
        """Makes an article's page; its URI."""
        title = f"{self._name} {kind} {number}"
        path = f"/{self._name}/{kind.replace(' ', '-')}/story-{number}"
        text = f"<p>The whole of {title}, with the words that only its page has.</p>" * 3
        self._site.pages[path] = _html(f"<article><h1>{title}</h1>{text}</article>", title)
        self.titles.append(title)
        return self._site.uri + path


def _html(body, title="Stories"):
    page = f"<!DOCTYPE html><html lang=en><title>{title}</title><body>{body}</body></html>"
    return "text/html; charset=UTF-8", Slowly(page.encode())


def _try(call):
    """What is killed answers nothing."""
    try:
        call()
    except RpcFailure as failure:
        if failure.code != grpc.StatusCode.UNAVAILABLE:
            raise


class ArchiveTest(unittest.TestCase):
    """Each test breaks a stack of its own."""

    def begin(self, **small_disks):
        """Starts the stack, and a website beside it."""
        self.stack = self.enterContext(Stack(small_disks=small_disks))
        self.site = self.enterContext(Website())

    def await_true(self, condition, what, timeout=120):
        """Waits until something is as it should be."""
        deadline = time.monotonic() + timeout
        while not condition():
            self.assertLess(time.monotonic(), deadline, what)
            time.sleep(0.2)

    def is_polled(self, feed):
        """Whether a feed has been polled to its end, whoever died at it before."""
        state = self.stack.ingest.GetFeed(name=feed)
        self.assertFalse(state.HasField("set_aside_until"), state)
        return state.HasField("last_success_time") and state.deaths == 0

    def check_articles(self, work, read_after):
        """Every article is there once, and those that have pages say what these do."""
        articles = [article for article in everything(self.stack.query, read_after)
                    if any(article.title.startswith(each) for each in work)]
        titles = sorted(title for each in work.values() for title in each.titles)
        self.assertEqual(titles, sorted(article.title for article in articles))
        unread = [article.title for article in articles
                  if (" links " in article.title or " archive " in article.title)
                  and "only its page" not in article.body_html]
        self.assertEqual([], unread)
        self.assertEqual(0, self.stack.ingest.GetStatus().reject_count)

    def test_ingest_is_killed_at_its_work(self):
        self.begin()
        rng = random.Random(11)
        work = {}
        with Publisher(self.stack, "Beside the work") as publisher:
            publisher.await_more(5)
            for name in ("Adder", "Bison", "Camel", "Dingo"):
                work[name] = Work(self.stack, self.site, name)
                threads = work[name].start()
                time.sleep(rng.uniform(0.2, 2.0))
                self.stack.kill("ingest")
                self.stack.start("ingest")
                self.stack.await_serving("ingest")
                for thread in threads:
                    thread.join()
            publisher.await_more(5)
            # Feeds go on by themselves; who crawls or imports does it again.
            for each in work.values():
                each.crawl()
                self.assertTrue(each.read_file())
            for feed in (feed for each in work.values() for feed in each.feeds):
                self.await_true(lambda feed=feed: self.is_polled(feed), f"{feed} is stuck")
            publisher.await_more(5)
        check_archive(self, self.stack, publisher)
        self.check_articles(work, publisher.read_after)

    def test_ingest_stands_still_at_its_work(self):
        self.begin()
        work = {"Egret": Work(self.stack, self.site, "Egret")}
        threads = work["Egret"].start()
        time.sleep(0.5)
        self.stack.freeze("ingest")
        # For longer than it may say nothing: others would take it for dead.
        time.sleep(22)
        self.stack.thaw("ingest")
        for thread in threads:
            thread.join()
        with Publisher(self.stack, "After the pause") as publisher:
            publisher.await_more(5)
        for feed in work["Egret"].feeds:
            self.await_true(lambda feed=feed: self.is_polled(feed), f"{feed} is stuck")
        self.check_articles(work, publisher.read_after)
        self.assertNotIn("a process died", self.stack.log("ingest"))

    def test_each_service_stands_still_for_a_while(self):
        self.begin()
        for service in SERVICES:
            with self.subTest(service), Publisher(self.stack, f"Past {service}") as publisher:
                publisher.await_more(10)
                self.stack.freeze(service)
                time.sleep(3)
                self.stack.thaw(service)
                publisher.await_more(10)
            check_archive(self, self.stack, publisher)
            self.assertEqual(200, self.stack.page("/category/tech/")[0])

    def test_disk_of_postgresql_is_full(self):
        self.begin(postgres=700)
        with Publisher(self.stack, "Onto a full disk") as publisher:
            for _ in range(2):
                publisher.await_more(20)
                self.stack.disks["postgres"].fill()
                time.sleep(3)
                self.stack.disks["postgres"].free()
                self.stack.start_postgres()
                publisher.await_more(20, timeout=60)
        check_archive(self, self.stack, publisher)
        self.assertEqual(sorted(publisher.acknowledged),
                         sorted(found(self.stack.query, "disk", publisher.read_after)))

    def test_disk_of_the_search_index_is_full(self):
        self.begin(search=40)
        with Publisher(self.stack, "Beside a full disk") as publisher:
            publisher.await_more(20)
            found(self.stack.query, "disk", publisher.read_after)
            self.stack.disks["search"].fill()
            publisher.await_more(300)
            # Lists do not need the index.
            check_archive(self, self.stack, publisher)
            time.sleep(2)
            self.assertTrue(self.stack.running("query"))
            self.stack.disks["search"].free()
            publisher.await_more(20)
        self.await_true(lambda: self.is_searchable(publisher), "the search did not come back")

    def is_searchable(self, publisher):
        """Whether a search finds all that was acknowledged."""
        try:
            titles = found(self.stack.query, "disk", publisher.read_after)
        except RpcFailure:
            return False
        self.assertEqual(sorted(publisher.acknowledged), sorted(titles))
        return True


if __name__ == "__main__":
    unittest.main()
