#!/usr/bin/python3
"""What a site has instead of a feed's address: a front page, a sitemap, posts that are marked up."""
import gzip
import unittest

from contract import feed_pb2
from stack import Stack
from website import Website, rss

stack = None
site = None


def setUpModule():  # pylint: disable=invalid-name
    """Starts what all tests share."""
    global stack, site  # pylint: disable=global-statement
    stack = unittest.enterModuleContext(Stack())
    site = unittest.enterModuleContext(Website())


def page(body, head=""):
    """An HTML page."""
    return "text/html", f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def story(number):
    """A page with an article, which is described by microdata."""
    text = f"The harbour office looks after pier {number} from spring on, and keeps it open. " * 4
    return page(
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        f"<h1 itemprop=headline>Pier {number}</h1><span itemprop=author itemscope "
        'itemtype="https://schema.org/Person"><span itemprop=name>Mei Lam</span></span>'
        '<meta itemprop=datePublished content="2026-03-05T08:00:00+08:00">'
        f"<div itemprop=articleBody><p>{text}</p></div></div>", f"<title>Pier {number}</title>")


def sitemap(numbers):
    """A sitemap of stories, the later the newer."""
    urls = "".join(
        f"<url><loc>{site.uri}/stories/{number}</loc>"
        f"<lastmod>{2000 + number // 300}-{1 + number % 12:02}-{1 + number % 28:02}</lastmod></url>"
        for number in numbers)
    return f"<urlset>{urls}</urlset>".encode()


class SiteFeedsTest(unittest.TestCase):
    """Feeds that a site has."""

    def add(self, path):
        """Has the feed of an address polled, and what that found."""
        feed = stack.ingest.CreateFeed(feed=feed_pb2.Feed(uri=site.uri + path, paused=True))
        return feed, stack.ingest.PollFeed(name=feed.name).counts

    def test_front_page_leads_to_the_feed(self):
        link = '<link rel=alternate type="application/rss+xml" href="{}">'
        site.pages["/"] = page("", link.format("/comments/feed") + link.format("/feed.rss"))
        item = {"title": "From the feed", "link": f"{site.uri}/from-the-feed"}
        site.pages["/feed.rss"] = rss(site.uri, [item])
        feed, counts = self.add("/")
        self.assertEqual(f"{site.uri}/feed.rss", feed.uri)
        self.assertEqual(feed_pb2.Feed.Discovery.SOURCE_LINK, feed.discovery.source)
        self.assertEqual(1, counts.created)

    def test_posts_that_are_marked_up_are_entries(self):
        site.pages["/notes"] = page("<div class=h-feed>" + "".join(
            f'<div class=h-entry><a class="p-name u-url" href="/notes/{name}">{name} notes</a>'
            f"<p class=e-content>All about {name}.</p></div>" for name in ("Tram", "Boat")) + "</div>")
        feed, counts = self.add("/notes")
        self.assertEqual(feed_pb2.Feed.Discovery.SOURCE_PAGE, feed.discovery.source)
        self.assertEqual(2, counts.created)

    def test_index_of_sitemaps_gives_the_articles_of_its_pages(self):
        site.pages.update({f"/stories/{number}": story(number) for number in range(3)})
        site.pages["/index.xml"] = ("application/xml", (
            f"<sitemapindex><sitemap><loc>{site.uri}/stories.xml.gz</loc></sitemap>"
            "</sitemapindex>").encode())
        site.pages["/stories.xml.gz"] = ("application/gzip", gzip.compress(sitemap(range(3))))
        feed, counts = self.add("/index.xml")
        self.assertEqual(3, counts.created)
        fetched = stack.ingest.PollFeed(name=feed.name).counts
        self.assertEqual(0, fetched.ByteSize(), fetched)
        read = stack.ingest.FetchPage(uri=f"{site.uri}/stories/1")
        article = stack.storage.GetArticle(name=read.results[0].name)
        self.assertEqual(["Mei Lam"], [author.display_name for author in article.authors])
        self.assertIn("pier 1", article.body_text)

    def test_sitemap_of_50000_pages_floods_nobody(self):
        site.pages.update({f"/stories/{number}": story(number) for number in range(49_800, 50_000)})
        site.pages["/all.xml"] = ("application/xml", sitemap(range(100, 50_000)))
        before = len(site.requests)
        feed, counts = self.add("/all.xml")
        self.assertEqual(50, counts.created, counts)
        self.assertEqual(49_850, counts.skipped_kinds["older"])
        self.assertLess(len(site.requests) - before, 60)
        self.assertEqual(0, stack.ingest.PollFeed(name=feed.name).counts.ByteSize())


if __name__ == "__main__":
    unittest.main()
