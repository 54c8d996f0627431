#!/usr/bin/python3
"""Imports the export of a real WordPress, alone and beside its feeds and pages: the same
articles come of it, each once."""
import unittest

from archive import everything
from contract import feed_pb2, ingest_pb2
from stack import Stack
from wordpress.site import WordPress
from wordpress_test import problems, revisions, words

TEASER = "A new pier opens on Monday."
REST = "Boats of all sizes may moor there, and nobody pays."


def setUpModule():
    """One WordPress serves all tests: the posts of posts.py, and some of special kinds."""
    global wordpress, unteased, pictured, dump, whole
    wordpress = unittest.enterModuleContext(WordPress())
    wordpress.fill()
    dump = wordpress.dump()
    special = {"post_status": "publish", "post_date": "2026-01-05 09:00:00"}
    picture, unteased, _, _, commented = wordpress.call(
        ["wp_insert_attachment", {"post_title": "Kerb", "post_mime_type": "image/png"}, "kerb.png"],
        ["wp_insert_post", {**special, "post_title": "No teaser", "post_content":
                            f"{TEASER}\n\n<!--more Moor here--><!--noteaser-->\n\n{REST}"}],
        ["wp_insert_post", {**special, "post_title": "Members", "post_content": "Hush.",
                            "post_password": "sesame"}],
        ["wp_insert_post", {**special, "post_title": "About", "post_content": "Us.",
                            "post_type": "page"}],
        ["wp_insert_post", {**special, "post_title": "Comments", "post_content": "Say it."}])
    pictured = dump["posts"][3]
    wordpress.call(["update_post_meta", pictured["id"], "_thumbnail_id", picture],
                   ["wp_insert_comment", {"comment_post_ID": commented, "comment_content": "It."}])
    whole = dump["posts"] + [post for post in wordpress.dump()["posts"]
                             if post["id"] in (unteased, commented)]
    wordpress.call(["update_option", "posts_per_rss", 100])


class Archive:
    """An archive, and the ways into it."""

    def __init__(self, stack):
        self._ingest, self._query = stack.ingest, stack.query
        self._read_after = None

    def export(self):
        """Imports WordPress's export."""
        return self._note(import_file(self._ingest, wordpress.export()))

    def feed(self):
        """Polls the site's feed."""
        feed = feed_pb2.Feed(uri=f"{wordpress.uri}/feed/", paused=True)
        for name in dump["tags"].values():
            feed.category_map[name] = ""
        for slug, name in dump["categories"].items():
            feed.category_map[name] = f"categories/{slug}"
        held = [other.name for other in self._ingest.ListFeeds().feeds if other.uri == feed.uri]
        name = held[0] if held else self._ingest.CreateFeed(feed=feed).name
        return self._note(self._ingest.PollFeed(name=name, unconditional=True))

    def pages(self):
        """Fetches the posts' own pages."""
        total = ingest_pb2.IngestCounts()
        for post in dump["posts"]:
            total.created += self._note(self._ingest.FetchPage(uri=post["link"])).created
        return total

    def articles(self):
        """All that is in it, by title; no title twice. A feed shows that there is something
        under a password."""
        articles = everything(self._query, self._read_after)
        by_title = {article.title: article for article in articles
                    if not article.title.startswith("Protected: ")}
        return by_title, len(articles)

    def _note(self, answer):
        if answer.HasField("read_after"):
            self._read_after = answer.read_after
        return answer.counts


def import_file(ingest, data, **header):
    """The last that an import says."""
    requests = [ingest_pb2.ImportArchiveRequest(header=ingest_pb2.ImportHeader(
        file_name="export.xml", size=len(data), **header))]
    requests += [ingest_pb2.ImportArchiveRequest(data=data[at:at + 50_000])
                 for at in range(0, len(data), 50_000)]
    return ingest.ImportArchive(requests)[-1]


class WordPressExportTest(unittest.TestCase):
    """Each test has an archive of its own."""
    maxDiff = None

    def setUp(self):
        self.stack = self.enterContext(Stack())
        self.archive = Archive(self.stack)

    def check_articles(self, articles):
        """All that everybody may read, as WordPress has it."""
        self.assertEqual({post["title"] for post in whole}, set(articles))
        wrong = [f"{post['title']}: {problem}" for post in dump["posts"]
                 for problem in problems(post, articles[post["title"]])]
        self.assertEqual([], wrong)

    def test_export_alone(self):
        counts = self.archive.export()
        self.assertEqual((len(whole), 0, 1), (counts.created, counts.rejected, counts.comments))
        for kind in ("draft", "private", "scheduled", "password", "page", "attachment"):
            self.assertGreaterEqual(counts.skipped_kinds[kind], 1, kind)
        articles, _ = self.archive.articles()
        self.check_articles(articles)
        unteased_article = articles["No teaser"]
        self.assertEqual(words(TEASER), words(unteased_article.teaser_html).replace(
            "<p>", "").replace("</p>", ""))
        self.assertEqual(REST, unteased_article.body_text)
        self.assertEqual("Moor here", unteased_article.more.label)
        self.assertEqual(f"{wordpress.uri}/wp-content/uploads/kerb.png",
                         articles[pictured["title"]].image_uri)
        categories = {each.name: each for each in self.stack.storage.ListCategories().categories}
        self.assertEqual("categories/tech", categories["categories/gadgets"].parent)
        self.assertEqual("Food & Drink", categories["categories/food-drink"].title)
        self.assertEqual(len(whole), self.archive.export().unchanged)

    def test_posts_alone_bring_their_pictures_behind_them(self):
        counts = import_file(self.stack.ingest, wordpress.export("post")).counts
        self.assertEqual((len(whole), 0), (counts.created, counts.rejected))

    def test_export_behind_feed_and_pages(self):
        self.go_round(["feed", "pages", "export"])

    def test_export_before_feed_and_pages(self):
        self.go_round(["export", "feed", "pages"])

    def go_round(self, order):
        """Each way in finds what the ways before brought."""
        created = sum(getattr(self.archive, way)().created for way in order)
        articles, count = self.archive.articles()
        self.check_articles(articles)
        protected = 1  # As the feed shows it.
        self.assertEqual(len(whole) + protected, count)
        self.assertEqual(count, created)
        before = revisions(articles.values())
        for way in order:
            self.assertEqual(0, getattr(self.archive, way)().created, way)
        self.assertEqual(before, revisions(self.archive.articles()[0].values()))
        self.assertEqual([], list(self.stack.ingest.ListRejects().rejects))


if __name__ == "__main__":
    unittest.main()
