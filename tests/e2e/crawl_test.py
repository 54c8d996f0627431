#!/usr/bin/python3
"""Follows every link of the readers' pages, as a newcomer with much time does: nothing
is missing, nothing goes on for ever, and every page and feed is as it should be."""
import contextlib
import json
import random
import subprocess
import unittest

from contract import article_pb2, query_pb2, storage_pb2
from crawler import Crawler
from processes import ROOT, clean_environment, wait_until
from sample_archive import sample_archive
from stack import Stack

MANY = 20_000
BATCH = 500


def check_pages(documents, pages=()):
    """What the validator and the accessibility checker find."""
    subprocess.run([ROOT / "tests" / "npm-tools"], check=True, env=clean_environment())
    task = json.dumps({"documents": documents, "pages": list(pages)})
    done = subprocess.run(["node", ROOT / "tests" / "e2e" / "check_pages.mjs"], input=task,
                          capture_output=True, text=True, timeout=600, check=False,
                          env=clean_environment())
    if done.returncode != 0:
        raise AssertionError(f"check_pages.mjs failed:\n{done.stderr}")
    return json.loads(done.stdout)


def some_of(documents, most):
    """At most `most` of the pages, the same ones every time."""
    names = sorted(documents)
    return {name: documents[name] for name in random.Random(7).sample(names, min(most, len(names)))}


class SampleTest(unittest.TestCase):
    """The sample archive, as deploy/up loads it."""

    def setUp(self):
        self.stack = self.enterContext(Stack())
        self.enterContext(sample_archive(self.stack))
        await_search(self.stack)

    def crawler(self):
        """A reader who has been nowhere yet."""
        return self.enterContext(contextlib.closing(Crawler(self.stack.port["web"])))

    def crawl(self):
        """Follows everything from the front page on; nothing is wrong."""
        crawler = self.crawler()
        crawler.crawl()
        self.assertEqual([], crawler.problems)
        return crawler

    def articles(self):
        """All that are listed, newest first."""
        return self.stack.query.ListArticles(page_size=100,
                                             view=query_pb2.ARTICLE_VIEW_FULL).articles

    def write(self):
        """Makes the archive longer, and takes some of it away. The addresses of the articles
        that went, and of the tags and entities that went with them."""
        articles = self.articles()
        topics = self.topics()
        for number in range(25):
            pushed = article_pb2.Article(
                title=f"Late post number {number}", canonical_uri=f"https://late.example/{number}",
                body_html=f"<p>Post {number} came late, from Shenzhen.</p>", tags=["late"],
                categories=["categories/tech"])
            self.stack.ingest.PushArticle(article=pushed)
        deleted, redacted, edited = articles[3], articles[5], articles[7]
        self.stack.ingest.DeleteArticle(name=deleted.name)
        self.stack.ingest.RedactArticle(name=redacted.name, reason="a test")
        seen = self.stack.ingest.EditArticle(
            article=article_pb2.Article(name=edited.name, title="Another headline"),
            update_mask={"paths": ["title"]}).read_after
        self.stack.query.ListArticles(read_after=seen)
        await_search(self.stack)
        return ({f"/{deleted.path}", f"/{redacted.path}"},
                topics - self.topics())

    def topics(self):
        """Addresses of the tags and entities that articles have."""
        articles = self.articles()
        return ({f"/tag/{tag}/" for article in articles for tag in article.tags} |
                {f"/about/{mention.entity}/" for article in articles for mention in article.mentions})

    def kinds(self):
        """One address of each kind of page."""
        articles = self.articles()
        chinese = next(a for a in articles if a.language_code.startswith("zh"))
        pictured = next((a for a in articles if "<img" in a.body_html), articles[0])
        longest = max(articles, key=lambda a: len(a.body_html))
        return ["/", "/category/tech/", "/tag/late/", "/search", "/search?q=shenzhen",
                "/search?q=zzzzqqq", "/no/such/page",
                *(f"/{article.path}" for article in (chinese, pictured, longest))]

    def test_every_link_twice_with_writes_in_between(self):
        first = self.crawl()
        self.assert_deep(first, "/?page=")
        self.assert_deep(first, "/category/tech/?page=")
        gone, emptied = self.write()
        # Who has kept an address still comes somewhere.
        again = self.crawler()
        for target in first.visited - gone - emptied:
            again.visit(target)
        self.assertEqual([], again.problems)
        self.assertEqual({410}, {again.get(target).status for target in gone})
        self.assertEqual({404}, {again.get(target).status for target in emptied} | {404})
        second = self.crawl()
        self.assertEqual(set(), gone & second.visited)
        self.assertIn("/tag/late/", second.visited)
        pages = [f"{self.stack.web_uri}{kind}" for kind in (*self.kinds(), *gone)]
        self.assertEqual([], check_pages({**first.documents, **second.documents}, pages))

    def assert_deep(self, crawler, start):
        """The list that begins with `start` was followed three pages deep at least."""
        pages = {target for target in crawler.visited if target.startswith(start)}
        self.assertTrue(any("n=3" in target for target in pages), sorted(pages))


def await_search(stack, timeout=60):
    """Waits until the search index has caught up: pages name related articles."""
    def ready():
        status = stack.query.GetStatus()
        return all(not projection.building and projection.changes_behind == 0
                   for projection in status.projections)
    wait_until(ready, stack.process("query"), timeout)


class LargeTest(unittest.TestCase):
    """An archive of 20,000 articles: a sample of its pages."""

    def setUp(self):
        self.stack = self.enterContext(Stack())
        for slug in ("tech", "transport", "science"):
            self.stack.storage.UpsertCategory(
                category={"name": f"categories/{slug}", "title": slug.title()})
        for start in range(0, MANY, BATCH):
            answer = self.stack.storage.BatchWriteArticles(
                request_id=f"batch-{start}",
                writes=[self.article(number) for number in range(start, start + BATCH)])
        self.stack.query.ListArticles(read_after=answer.read_after, timeout=300)
        await_search(self.stack, timeout=300)

    @staticmethod
    def article(number):
        """Article `number`, an hour older than the one before."""
        write = storage_pb2.ArticleWrite(origin="push/test", observation_digest=b"%d" % number)
        write.observe_time.FromSeconds(1_790_000_000)
        article = write.article
        article.title = f"Dispatch {number} from the estuary"
        article.canonical_uri = f"https://estuary.example/{number}"
        article.teaser_html = f"<p>What happened in hour {number}.</p>"
        article.body_html = f"<p>What happened in hour {number}, told at length.</p>"
        article.body_text = f"What happened in hour {number}, told at length."
        article.language_code = "en"
        article.categories.append(f"categories/{('tech', 'transport', 'science')[number % 3]}")
        article.tags.append(f"tag-{number % 50}")
        article.publish_time.FromSeconds(1_780_000_000 - 3600 * number)
        return write

    def test_sample_of_the_pages(self):
        # Searches are the other test's.
        crawler = self.enterContext(contextlib.closing(Crawler(self.stack.port["web"])))
        waiting = ["/", "/category/tech/", "/tag/tag-7/", "/feed/", "/feed/atom/"]
        chance = random.Random(7)
        while waiting and len(crawler.visited) < 600:
            target = waiting.pop(chance.randrange(len(waiting)))
            if target not in crawler.visited and not target.startswith("/search"):
                waiting += crawler.visit(target)
        older = "/"
        for _ in range(60):
            links = crawler.visit(older)
            older = next(link for link in links if link.startswith("/?page=") and
                         f"n={crawler_page(older) + 1}&" in link + "&")
        self.assertEqual([], crawler.problems)
        self.assertEqual([], check_pages(some_of(crawler.documents, 100)))


def crawler_page(target):
    """The number of a page of the front page's list."""
    return int(target.split("n=")[1].split("&")[0]) if "n=" in target else 1


if __name__ == "__main__":
    unittest.main()
