#!/usr/bin/python3
"""From PushArticle and from a feed to the reader's page, and through clients that
nobody here wrote."""
import json
import subprocess
import unittest

from archive import everything
from contract import article_pb2, feed_pb2, serving, service_name
from processes import ROOT
from stack import SERVICES, Stack
from website import Website, rss

GRPC_SERVICES = [service for service in SERVICES if service != "web"]


def setUpModule():
    """One stack for all tests of the file."""
    global stack, site
    site = unittest.enterModuleContext(Website())
    stack = unittest.enterModuleContext(Stack())


def push(title, **fields):
    """Pushes an article of the category Tech."""
    article = article_pb2.Article(
        title=title, canonical_uri=f"https://push.example.org/{title.replace(' ', '-').lower()}",
        categories=["categories/tech"], language_code="en", **fields)
    article.source.site_uri = "https://push.example.org/"
    article.publish_time.FromJsonString("2026-03-04T05:06:07Z")
    article.publish_time_quality = article_pb2.PUBLISH_TIME_QUALITY_STATED
    return stack.ingest.PushArticle(article=article)


def follow(read_after):
    """Waits until query, and so the pages, have what was written."""
    return everything(stack.query, read_after)


def follow_page(path):
    """Status and text of a page, behind one redirect at most."""
    status, headers, page = stack.page(path)
    if status in (301, 308):
        status, _, page = stack.page(headers["Location"])
    return status, page


class PathToThePageTest(unittest.TestCase):
    """What came in is what a reader sees."""

    def test_pushed_article_is_on_the_readers_pages(self):
        answer = push("Kites & kilowatts",
                      teaser_html="<p>A kite makes power over the bay.</p>",
                      body_html="<p>A kite makes power over the bay.</p><script>alert(1)</script>"
                                "<p>It needs wind.</p>")
        self.assertEqual(article_pb2.WRITE_OUTCOME_CREATED, answer.result.outcome)
        follow(answer.read_after)
        article = stack.query.GetArticle(name=answer.result.name, read_after=answer.read_after)
        status, page = follow_page(f"/{article.path}/")
        self.assertEqual(200, status)
        self.assertIn("Kites &amp; kilowatts", page)
        self.assertIn("It needs wind.", page)
        self.assertNotIn("alert(1)", page)
        status, _, page = stack.page("/category/tech/")
        self.assertEqual(200, status)
        self.assertIn("Kites &amp; kilowatts", page)
        self.assertIn("A kite makes power over the bay.", page)

    def test_entries_of_a_feed_are_on_the_category_page(self):
        site.pages["/feed"] = rss(site.uri, [
            {"title": "Harbour lights go out", "link": f"{site.uri}/lights", "guid": "lights",
             "category": "Tech", "pubDate": "Tue, 03 Nov 2026 08:00:00 GMT",
             "description": "<p>For an hour the harbour was dark.</p>",
             "content:encoded": "<p>For an hour the harbour was dark.</p><p>Then it was not.</p>"},
            {"title": "Lamps, explained", "link": f"{site.uri}/lamps", "guid": "lamps",
             "category": "Tech", "pubDate": "Wed, 04 Nov 2026 08:00:00 GMT",
             "description": "<p>What a lamp is. <a href=\"https://zh.example.cn/deng\">Read more "
                            "(in Chinese)</a></p>"},
        ])
        feed = stack.ingest.CreateFeed(feed=feed_pb2.Feed(uri=f"{site.uri}/feed", paused=True))
        polled = stack.ingest.PollFeed(name=feed.name)
        self.assertEqual(2, polled.counts.created)
        follow(polled.read_after)
        _, _, page = stack.page("/category/tech/")
        self.assertLess(page.index("Lamps, explained"), page.index("Harbour lights go out"))
        self.assertIn("https://zh.example.cn/deng", page)
        self.assertIn("Read more (in Chinese)", page)
        self.assertIn("Continue reading", page)
        _, _, feed_page = stack.page("/category/tech/feed/")
        self.assertIn("Harbour lights go out", feed_page)

    def test_missing_page_is_not_found(self):
        self.assertEqual(404, follow_page("/2026/01/01/no-such-article/")[0])


class OtherClientsTest(unittest.TestCase):
    """Clients that know the services from reflection, or not at all."""

    @classmethod
    def setUpClass(cls):
        cls.answer = push("The archive, asked from outside",
                          body_html="<p>By whoever can speak gRPC.</p>")

    def test_python_lists_the_tech_archive(self):
        articles = everything(stack.query, self.answer.read_after,
                              categories=["categories/tech"])
        self.assertIn("The archive, asked from outside", [article.title for article in articles])

    def test_buf_curl_lists_the_tech_archive_by_reflection(self):
        follow(self.answer.read_after)
        answer = buf_curl("query", "broadsheet.query.v1.QueryService/ListArticles",
                          {"filter": {"categories": ["categories/tech"]}, "pageSize": 100})
        self.assertIn("The archive, asked from outside",
                      [article["title"] for article in answer["articles"]])

    def test_buf_curl_calls_every_service_by_reflection(self):
        for service, method in (("ingest", "ListFeeds"), ("query", "ListCategories"),
                                ("storage", "ListCategories")):
            answer = buf_curl(service, f"{service_name(service)}/{method}", {})
            self.assertIsInstance(answer, dict, service)

    def test_health_answers_for_each_service_and_overall(self):
        for service in GRPC_SERVICES:
            channel = stack.channel(service)
            self.assertTrue(serving(channel, service_name(service)), service)
            self.assertTrue(serving(channel), service)
            self.assertFalse(serving(channel, "broadsheet.none.v1.NoSuchService"), service)

    def test_metrics_count_handled_calls(self):
        follow(self.answer.read_after)
        for service, method in (("ingest", "PushArticle"), ("query", "ListArticles")):
            lines = [line for line in stack.metrics(service).splitlines()
                     if line.startswith("grpc_server_handled_total{")
                     and f'grpc_method="{method}"' in line and 'grpc_code="OK"' in line]
            self.assertEqual(1, len(lines), f"{service} {method}")
            self.assertGreaterEqual(float(lines[0].rsplit(" ", 1)[1]), 1)

    def test_command_line_lists_the_tech_archive(self):
        follow(self.answer.read_after)
        program, environment = stack.cli
        done = subprocess.run([program, "list", "--category", "tech"], env=environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("The archive, asked from outside", done.stdout)


def buf_curl(service, method, request):
    """What `buf curl` answers, knowing only the address."""
    done = subprocess.run(
        [ROOT / "tests" / "buf", "curl", "--protocol", "grpc", "--http2-prior-knowledge", "--data",
         json.dumps(request), f"http://127.0.0.1:{stack.port[service]}/{method}"],
        cwd="/", capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"buf curl {method}: {done.stderr}{done.stdout}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    unittest.main()
