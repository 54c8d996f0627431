#!/usr/bin/python3
"""Bad input through the real services: each a clear error that names the field or
byte, kept in quarantine where it came through ingest, and harmless to others."""
import unittest

import grpc

from archive import everything
from contract import (RpcFailure, article_pb2, feed_pb2, ingest_pb2, query_pb2, reject_pb2)
from stack import Stack
from website import Website, rss

INVALID = grpc.StatusCode.INVALID_ARGUMENT


def setUpModule():
    """One stack and one website for all tests of the file."""
    global stack, site
    site = unittest.enterModuleContext(Website())
    stack = unittest.enterModuleContext(Stack())


def article(title, slug, **fields):
    """A good article, but for what `fields` say."""
    fields.setdefault("canonical_uri", f"https://bad.example.org/{slug}")
    made = article_pb2.Article(title=title, body_html="<p>Some text of its own.</p>", **fields)
    made.source.site_uri = "https://bad.example.org/"
    return made


class BadInputTest(unittest.TestCase):
    """What the tests of this file ask of an error."""

    def assert_refused(self, call, code, *texts):
        """`call` fails with `code`, and a message that contains `texts`."""
        with self.assertRaises(RpcFailure) as caught:
            call()
        self.assertEqual(code, caught.exception.code, caught.exception)
        for text in texts:
            self.assertIn(text, caught.exception.text)
        self.assertNotEqual("", caught.exception.reason, caught.exception)
        return caught.exception

    def assert_blames(self, call, field, *texts):
        """`call` is INVALID_ARGUMENT and blames `field` by its path."""
        failure = self.assert_refused(call, INVALID, *texts)
        self.assertIn(field, failure.fields, failure)
        return failure

    def rejects(self, uri=None):
        """Rejects in quarantine, of a URI or all."""
        listed = stack.ingest.ListRejects(page_size=100).rejects
        return [reject for reject in listed if uri in (None, reject.uri)]

    def assert_works(self):
        """The services still take in and answer."""
        title = f"Still here after {self.id()}"
        answer = stack.ingest.PushArticle(article=article(title, self.id()))
        listed = everything(stack.query, answer.read_after)
        self.assertIn(title, [one.title for one in listed])


class BadPushTest(BadInputTest):
    """Articles that can't be taken."""

    def push_bad(self, bad, field, *texts):
        """Pushing `bad` blames `field`, keeps a reject and harms nothing."""
        known = {reject.name for reject in self.rejects()}
        self.assert_blames(lambda: stack.ingest.PushArticle(article=bad), field, *texts)
        new = [reject for reject in self.rejects() if reject.name not in known]
        self.assertEqual(1, len(new), new)
        self.assertIn(field, new[0].reason.message)
        kept = stack.ingest.GetReject(name=new[0].name)
        self.assertEqual(len(kept.raw), kept.raw_size)
        self.assertGreater(kept.raw_size, 0)
        self.assert_works()

    def test_article_without_title(self):
        self.push_bad(article("", "no-title"), "article.title")

    def test_article_without_any_key(self):
        bad = article("Neither guid nor URI", "none", canonical_uri="")
        with self.assertRaises(RpcFailure) as caught:
            stack.ingest.PushArticle(article=bad)
        self.assertEqual(INVALID, caught.exception.code)
        self.assertTrue({"article.canonical_uri", "article.source_guid"}
                        & set(caught.exception.fields), caught.exception)

    def test_nul_byte_in_title(self):
        self.push_bad(article("Before\0after", "nul"), "article.title", "offset 6")

    def test_malformed_category(self):
        self.push_bad(article("Filed badly", "category", categories=["categories/No Such/Thing"]),
                      "article.categories[0]", "categories/No Such/Thing")

    def test_malformed_canonical_uri(self):
        self.push_bad(article("Lives nowhere", "uri", canonical_uri="ftp://example.org/x"),
                      "article.canonical_uri", "ftp://example.org/x")

    def test_invalid_utf8_in_title(self):
        good = ingest_pb2.PushArticleRequest(article=article("Titlf", "utf8"))
        bad = good.SerializeToString().replace(b"Titlf", b"Tit\xfff")
        failure = self.assert_refused(
            lambda: stack.ingest.raw("PushArticle", bad), INVALID, "UTF-8")
        self.assertRegex(failure.fields[0], r"(?i)\barticle\.title$")
        self.assert_works()

    def test_bytes_that_are_no_message(self):
        self.assert_refused(lambda: stack.ingest.raw("PushArticle", b"\x0a\xff\xff"), INVALID)
        self.assert_works()

    def test_oversized_article(self):
        bad = article("Two mebibytes", "large")
        bad.body_html = "<p>" + "word " * (2 << 18) + "</p>"
        with self.assertRaises(RpcFailure) as caught:
            stack.ingest.PushArticle(article=bad)
        self.assertIn(caught.exception.code,
                      (INVALID, grpc.StatusCode.RESOURCE_EXHAUSTED), caught.exception)
        self.assert_works()

    def test_push_of_50_mb_is_refused(self):
        bad = article("Fifty megabytes", "huge")
        bad.body_html = "x" * 50_000_000
        with self.assertRaises(RpcFailure) as caught:
            stack.ingest.PushArticle(article=bad)
        self.assertEqual(grpc.StatusCode.RESOURCE_EXHAUSTED, caught.exception.code)
        self.assert_works()

    def test_bad_article_leaves_its_neighbours_in_a_batch(self):
        batch = ingest_pb2.PushArticlesRequest(request_id="neighbours", articles=[
            article("Left neighbour", "left"), article("", "middle"),
            article("Right neighbour", "right")])
        answer, = stack.ingest.PushArticles([batch])
        self.assertEqual([article_pb2.WRITE_OUTCOME_CREATED, 0,
                          article_pb2.WRITE_OUTCOME_CREATED],
                         [result.outcome for result in answer.results])
        error = answer.results[1].error
        self.assertEqual(INVALID.value[0], error.code)
        self.assertIn("title", error.message)
        self.assertTrue(answer.results[1].reject.startswith("rejects/"))

    def test_article_without_date_is_taken_and_marked(self):
        answer = stack.ingest.PushArticle(article=article("Undated", "undated"))
        held = stack.query.GetArticle(name=answer.result.name, read_after=answer.read_after)
        self.assertFalse(held.HasField("publish_time"))
        self.assertEqual(article_pb2.PUBLISH_TIME_QUALITY_MISSING, held.publish_time_quality)
        self.assertEqual(held.create_time, held.list_time)


class BadFetchTest(BadInputTest):
    """Feeds and pages that can't be read."""

    def poll(self, path, media_type, body):
        """Polls a feed that is `body`."""
        site.pages[path] = (media_type, body)
        feed = stack.ingest.CreateFeed(
            feed=feed_pb2.Feed(uri=site.uri + path, paused=True))
        return stack.ingest.PollFeed(name=feed.name)

    def fetch(self, path, media_type, body):
        """Fetches a page that is `body`."""
        site.pages[path] = (media_type, body)
        return stack.ingest.FetchPage(uri=site.uri + path)

    def assert_rejected(self, path, step):
        """The one reject of a path, with its bytes."""
        kept = self.rejects(site.uri + path)
        self.assertEqual(1, len(kept), kept)
        self.assertEqual(reject_pb2.Reject.Step.Name(step),
                         reject_pb2.Reject.Step.Name(kept[0].step))
        self.assertNotEqual("", kept[0].reason.message)
        return stack.ingest.GetReject(name=kept[0].name)

    def test_malformed_feed(self):
        body = b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>Cut o'
        self.assert_refused(lambda: self.poll("/cut.xml", "application/rss+xml", body), INVALID)
        kept = self.assert_rejected("/cut.xml", reject_pb2.Reject.STEP_PARSE)
        self.assertEqual(body, kept.raw)
        self.assertRegex(kept.reason.message, r"(line|byte|offset)\D*\d+")
        self.assert_works()

    def test_feed_that_is_no_feed(self):
        self.assert_refused(lambda: self.poll("/none.xml", "text/plain", b"Hello."), INVALID)
        self.assert_rejected("/none.xml", reject_pb2.Reject.STEP_PARSE)
        self.assert_works()

    def test_unknown_encoding_is_passed_over(self):
        body = ('<?xml version="1.0" encoding="x-klingon"?><rss version="2.0"><channel>'
                "<title>T</title><link>http://x/</link><item><title>Łódź</title>"
                "<link>http://x/lodz</link></item></channel></rss>").encode()
        polled = self.poll("/klingon.xml", "application/rss+xml", body)
        self.assertEqual(1, polled.counts.created)
        article = stack.query.GetArticle(canonical_uri="http://x/lodz",
                                         read_after=polled.read_after)
        self.assertEqual("Łódź", article.title)
        self.assert_works()

    def test_entry_without_title_leaves_its_neighbours(self):
        good = [{"title": name, "link": f"{site.uri}/{name}", "guid": name,
                 "pubDate": "Tue, 03 Nov 2026 08:00:00 GMT", "description": f"<p>{name}.</p>"}
                for name in ("First", "Third")]
        bad = {"link": f"{site.uri}/second", "guid": "second", "description": ""}
        counts = self.poll("/gap.xml", *rss(site.uri, [good[0], bad, good[1]])).counts
        self.assertEqual((2, 1), (counts.created, counts.rejected))
        kept = self.assert_rejected("/gap.xml", reject_pb2.Reject.STEP_VALIDATE)
        self.assertIn("title", kept.reason.message)
        self.assertEqual("second", kept.entry)
        self.assertIn(b"second", kept.raw)

    def test_entry_without_date_is_taken_and_marked(self):
        polled = self.poll("/undated.xml", *rss(site.uri, [
            {"title": "No date at all", "link": f"{site.uri}/undated", "guid": "undated",
             "description": "<p>When?</p>"}]))
        held = stack.query.GetArticle(canonical_uri=f"{site.uri}/undated",
                                      read_after=polled.read_after)
        self.assertEqual(article_pb2.PUBLISH_TIME_QUALITY_MISSING, held.publish_time_quality)
        self.assertFalse(held.HasField("publish_time"))

    def test_entry_with_unreadable_date_is_taken_and_marked(self):
        polled = self.poll("/someday.xml", *rss(site.uri, [
            {"title": "Some day", "link": f"{site.uri}/someday", "guid": "someday",
             "pubDate": "the day after the fair", "description": "<p>When?</p>"}]))
        held = stack.query.GetArticle(canonical_uri=f"{site.uri}/someday",
                                      read_after=polled.read_after)
        self.assertEqual(article_pb2.PUBLISH_TIME_QUALITY_UNPARSED, held.publish_time_quality)

    def test_page_without_article(self):
        body = (b"<!doctype html><html><head><title>Log in</title></head><body>"
                b"<form><input name=user></form></body></html>")
        self.assert_refused(lambda: self.fetch("/login", "text/html", body), INVALID)
        kept = self.assert_rejected("/login", reject_pb2.Reject.STEP_PARSE)
        self.assertEqual(body, kept.raw)
        self.assert_works()

    def test_body_of_50_mb_keeps_a_prefix(self):
        chunk = b"<p>" + b"mega " * 20_000 + b"</p>"
        with self.assertRaises(RpcFailure) as caught:
            self.fetch("/huge", "text/html", [b"<html><body><article><h1>Huge</h1>"]
                       + [chunk] * 500)
        self.assertIn(caught.exception.code, (INVALID, grpc.StatusCode.RESOURCE_EXHAUSTED,
                                              grpc.StatusCode.OUT_OF_RANGE))
        kept = self.assert_rejected("/huge", reject_pb2.Reject.STEP_PARSE)
        self.assertEqual(len(b"<html><body><article><h1>Huge</h1>") + 500 * len(chunk),
                         kept.raw_size)
        self.assertLess(len(kept.raw), kept.raw_size)
        self.assertTrue(kept.raw.startswith(b"<html><body><article><h1>Huge</h1>"))
        self.assert_works()

    def test_missing_page_names_its_status(self):
        with self.assertRaises(RpcFailure) as caught:
            stack.ingest.FetchPage(uri=f"{site.uri}/nothing-here")
        self.assertIn("404", caught.exception.text)
        self.assert_works()

    def test_malformed_uri_of_a_feed(self):
        self.assert_blames(
            lambda: stack.ingest.CreateFeed(feed=feed_pb2.Feed(uri="gopher://old/")),
            "feed.uri", "gopher://old/")

    def test_malformed_default_category_of_a_feed(self):
        self.assert_blames(
            lambda: stack.ingest.CreateFeed(feed=feed_pb2.Feed(
                uri=f"{site.uri}/c.xml", default_categories=["tech"])),
            "feed.default_categories[0]", "tech")


class BadQueryTest(BadInputTest):
    """Questions that have no answer."""

    @classmethod
    def setUpClass(cls):
        for number in range(12):
            answer = stack.ingest.PushArticle(
                article=article(f"Number {number}", f"number-{number}"))
        cls.read_after = answer.read_after

    def list(self, **fields):
        """Lists articles, the newest pushes included."""
        return stack.query.ListArticles(read_after=self.read_after, **fields)

    def test_page_size_of_zero_means_ten(self):
        self.assertEqual(10, len(self.list(page_size=0).articles))

    def test_page_size_of_a_million_means_a_hundred(self):
        self.assertGreaterEqual(len(self.list(page_size=1_000_000).articles), 12)
        self.assertLessEqual(len(self.list(page_size=1_000_000).articles), 100)

    def test_negative_page_size(self):
        self.assert_blames(lambda: self.list(page_size=-1), "page_size", "-1")
        self.assert_blames(lambda: stack.ingest.ListFeeds(page_size=-1), "page_size", "-1")
        self.assert_blames(lambda: stack.ingest.ListRejects(page_size=-1), "page_size", "-1")
        self.assert_blames(lambda: stack.storage.ListChanges(page_size=-1), "page_size", "-1")

    def test_bad_page_tokens(self):
        for token in ("nonsense", "AAAA", "\u2603"):
            self.assert_blames(lambda token=token: self.list(page_token=token), "page_token")
        self.assert_blames(lambda: stack.ingest.ListFeeds(page_token="?"), "page_token")
        self.assert_blames(lambda: stack.ingest.ListRejects(page_token="?"), "page_token")

    def test_page_token_of_another_request(self):
        token = self.list(page_size=2).next_page_token
        self.assertNotEqual("", token)
        self.assertEqual(2, len(self.list(page_size=2, page_token=token).articles))
        other = query_pb2.ArticleFilter(tags=["other"])
        self.assert_blames(lambda: self.list(page_token=token, filter=other), "page_token")

    def test_page_token_with_a_changed_byte(self):
        token = self.list(page_size=2).next_page_token
        changed = ("A" if token[5] != "A" else "B").join((token[:5], token[6:]))
        self.assert_blames(lambda: self.list(page_token=changed), "page_token")

    def test_wrong_resource_names(self):
        self.assert_blames(lambda: stack.query.GetArticle(name="articles/1"), "name", "articles/1")
        self.assert_blames(lambda: stack.query.GetArticle(name="feeds/x"), "name", "feeds/x")
        self.assert_blames(lambda: stack.storage.GetArticle(name="article"), "name", "article")
        self.assert_blames(lambda: stack.ingest.GetFeed(name="feed/1"), "name", "feed/1")
        self.assert_blames(lambda: stack.ingest.GetReject(name="reject"), "name", "reject")
        self.assert_blames(lambda: stack.query.ListRevisions(parent="x"), "parent", "x")

    def test_names_of_what_does_not_exist(self):
        name = "articles/01900000-0000-7000-8000-000000000000"
        for service in (stack.query, stack.storage):
            self.assert_refused(lambda service=service: service.GetArticle(name=name),
                                grpc.StatusCode.NOT_FOUND, name)

    def test_no_key_at_all(self):
        with self.assertRaises(RpcFailure) as caught:
            stack.query.GetArticle()
        self.assertEqual(INVALID, caught.exception.code)

    def test_malformed_category_in_a_filter(self):
        bad = query_pb2.ArticleFilter(categories=["tech"])
        self.assert_blames(lambda: self.list(filter=bad), "filter.categories[0]", "tech")

    def test_invalid_utf8_in_a_query(self):
        good = query_pb2.SearchArticlesRequest(query="abcde").SerializeToString()
        failure = self.assert_refused(
            lambda: stack.query.raw("SearchArticles", good.replace(b"abc", b"a\xfec")),
            INVALID, "UTF-8")
        self.assertRegex(failure.fields[0], r"\bquery$")

    def test_query_of_too_many_bytes(self):
        self.assert_blames(lambda: stack.query.SearchArticles(query="word " * 300), "query")

    def test_empty_query(self):
        self.assert_blames(lambda: stack.query.SearchArticles(query=""), "query")


if __name__ == "__main__":
    unittest.main()
