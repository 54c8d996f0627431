#!/usr/bin/python3
"""Ingests a real WordPress, and compares the archive with what WordPress holds."""
import html
import re
import time
import unittest
import urllib.parse

from archive import everything
from contract import article_pb2, feed_pb2, ingest_pb2
from stack import Stack
from wordpress.site import WordPress

MORE = article_pb2.MoreLink
LINK_LABEL = "Read more (in Chinese)"
ELLIPSIS = r"(\[…\]|…)\s*$"


def setUpModule():
    """One WordPress serves all tests; each makes an archive of its own."""
    global wordpress, block_themes, classic_themes
    wordpress = unittest.enterModuleContext(WordPress())
    wordpress.fill()
    block_themes, classic_themes = wordpress.themes()


def words(text):
    """Text without its white space, which markup leaves to chance."""
    return re.sub(r"\s+", "", text)


def plain(fragment):
    """The text of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]*>", " ", fragment))


def without_label(text):
    """Text without the words of a link post's link, and without white space."""
    return words(text).replace(words(LINK_LABEL), "")


def same_uri(left, right):
    """Whether two URIs differ at most in how they are escaped."""
    return urllib.parse.unquote(left) == urllib.parse.unquote(right)


def is_link_post(post):
    """Whether a post ends in the link to its source."""
    return post["body"].endswith(LINK_LABEL)


class Ingestion:
    """The four ways to a WordPress's posts, for one archive."""

    def __init__(self, stack, dump):
        self._ingest = stack.ingest
        self._dump = dump
        self._feeds = {}
        self._read_after = None
        self._query = stack.query

    def go(self, way):
        """What came of one way in, as the sum of its counts."""
        total = ingest_pb2.IngestCounts()
        for answer in getattr(self, way)():
            for name, field in total.DESCRIPTOR.fields_by_name.items():
                if field.label != field.LABEL_REPEATED:
                    setattr(total, name, getattr(total, name) + getattr(answer.counts, name))
            if answer.HasField("read_after"):
                self._read_after = answer.read_after
        return total

    def archive(self, **filters):
        """The articles in the archive, all that came in included."""
        return everything(self._query, self._read_after, **filters)

    def category_feed(self):
        """Polls the feed of the category Tech."""
        return [self._poll("/category/tech/feed/", default_categories=["categories/tech"])]

    def main_feed(self):
        """Polls the site's own feed."""
        return [self._poll("/feed/")]

    def archive_page(self):
        """Fetches the category's pages, back to the oldest."""
        return [self._ingest.FetchPage(uri=f"{wordpress.uri}/category/tech/", older_pages=50,
                                       default_categories=["categories/tech"],
                                       fetch_full_text=True)]

    def article_pages(self):
        """Fetches every post's own page."""
        return [self._ingest.FetchPage(uri=post["link"]) for post in self._dump["posts"]]

    def _poll(self, path, **fields):
        if path not in self._feeds:
            # WordPress's feeds don't tell tags from categories; whoever sets up
            # the feed does. Paused, so that only the test polls.
            feed = feed_pb2.Feed(uri=wordpress.uri + path, paused=True, **fields)
            for name in self._dump["tags"].values():
                feed.category_map[name] = ""
            for slug, name in self._dump["categories"].items():
                feed.category_map[name] = f"categories/{slug}"
            self._feeds[path] = self._ingest.CreateFeed(feed=feed).name
        return self._ingest.PollFeed(name=self._feeds[path])


class WordPressTest(unittest.TestCase):
    """Themes, kinds of feed and orders of the ways in, each from nothing."""
    maxDiff = None

    def test_block_theme_with_feeds_in_full(self):
        self.ingest_all(theme=block_themes[0], summaries=False, items=10,
                        order=["category_feed", "main_feed", "archive_page", "article_pages"])

    def test_block_theme_with_feeds_of_summaries(self):
        self.ingest_all(theme=block_themes[-1], summaries=True, items=60,
                        order=["archive_page", "category_feed", "main_feed", "article_pages"])

    def test_classic_theme_with_feeds_in_full(self):
        self.ingest_all(theme=classic_themes[0], summaries=False, items=60,
                        order=["main_feed", "article_pages", "archive_page", "category_feed"])

    def test_classic_theme_with_feeds_of_summaries(self):
        self.ingest_all(theme=classic_themes[0], summaries=True, items=10,
                        order=["article_pages", "archive_page", "main_feed", "category_feed"])

    def ingest_all(self, theme, summaries, items, order):
        """Twice through all ways in, then an edit, then all ways once more."""
        # With summaries the classic theme's archives show excerpts too.
        wordpress.call(["switch_theme", theme],
                       ["set_theme_mod", "display_excerpt_or_full_post",
                        "excerpt" if summaries else "full"],
                       ["update_option", "rss_use_excerpt", int(summaries)],
                       ["update_option", "posts_per_rss", items])
        dump = wordpress.dump()
        with Stack() as stack:
            ways = Ingestion(stack, dump)
            self.check_first_time(dump, [ways.go(way) for way in order])
            articles = ways.archive()
            self.check_articles(dump, articles)
            self.check_category(dump, ways)
            with self.subTest("the second time"):
                for way in order:
                    self.check_nothing_new(way, ways.go(way))
                self.assertEqual(revisions(articles), revisions(ways.archive()))
            self.check_edit(ways, order, summaries)
            self.assertEqual([], list(stack.ingest.ListRejects().rejects))

    def check_first_time(self, dump, totals):
        """Each post is created once, whichever way finds it first."""
        self.assertEqual(0, sum(total.rejected for total in totals), totals)
        self.assertEqual(len(dump["posts"]), sum(total.created for total in totals), totals)

    def check_nothing_new(self, way, total):
        """A second look finds what is there already."""
        self.assertEqual((0, 0, 0), (total.created, total.revised, total.rejected),
                         f"{way}: {total}")

    def check_articles(self, dump, articles):
        """All published posts, newest first, each as WordPress has it."""
        self.assertEqual([post["title"] for post in dump["posts"]],
                         [article.title for article in articles])
        wrong = [f"{post['title']}: {problem}"
                 for post, article in zip(dump["posts"], articles)
                 for problem in problems(post, article)]
        self.assertEqual([], wrong)

    def check_category(self, dump, ways):
        """The archive's category lists what WordPress's own does."""
        expected = [post["title"] for post in dump["posts"]
                    if {"tech", "gadgets"} & set(post["categories"])]
        listed = ways.archive(categories=["categories/tech"])
        self.assertEqual(expected, [article.title for article in listed])

    def check_edit(self, ways, order, summaries):
        """An edit in WordPress is one revision, seen from all sides."""
        before = revisions(ways.archive())
        # Where summaries cut at other places than the pages do, each has a teaser
        # of its own to tell; one post is the same from all sides.
        post = next(post for post in wordpress.dump()["posts"] if "tech" in post["categories"]
                    and (post["summary"] == post["body"] and not is_link_post(post)
                         and not post["has_more"] if summaries else post["has_more"]))
        title = post["title"] + ", again" * (1 + post["title"].count("again"))
        edit = {"ID": post["id"], "post_title": title}
        if not summaries:
            edit["post_content"] = (f"{post['lead']}\n\n<!--more-->\n\n"
                                    f"Since then it has rained, on {title.lower()}.")
        time.sleep(1.1)  # WordPress tells the age of a feed in seconds.
        wordpress.call(["wp_update_post", edit])
        total = sum(ways.go(way).revised for way in order)
        dump = wordpress.dump()
        articles = ways.archive()
        self.check_articles(dump, articles)
        self.assertEqual(1, total, "revisions made by one edit")
        name = next(article.name for article in articles if article.title == title)
        self.assertEqual({**before, name: before[name] + 1}, revisions(articles))


def revisions(articles):
    """Which revision each article is at."""
    return {article.name: article.revision for article in articles}


def problems(post, article):
    """How an article differs from the post that it should be."""
    yield from differences(post, article)
    yield from wrong_teaser(post, article)
    yield from wrong_more_link(post, article)


def differences(post, article):
    """The fields that must be what WordPress says."""
    published = article.publish_time.ToDatetime().isoformat() + "+00:00"
    # WordPress's page and feed of a category hold what its children hold.
    parents = {"categories/tech"} if "gadgets" in post["categories"] else set()
    categories = {f"categories/{slug}" for slug in post["categories"]}
    if not categories <= set(article.categories) <= categories | parents:
        yield f"categories {list(article.categories)}, not {sorted(categories)}"
    language = "zh" if re.search("[\u4e00-\u9fff]", post["title"]) else "en"
    facts = [
        ("publish_time", published, post["date"]),
        ("tags", list(article.tags), post["tags"]),
        ("authors", [author.display_name for author in article.authors], [post["author"]]),
        ("language", article.language_code.split("-")[0], language),
        ("canonical_uri", urllib.parse.unquote(article.canonical_uri),
         urllib.parse.unquote(post["link"])),
        ("body", without_label(article.body_text or plain(article.teaser_html)),
         without_label(post["body"])),
    ]
    for name, found, expected in facts:
        if found != expected:
            yield f"{name} {short(found)}, not {short(expected)}"


def wrong_teaser(post, article):
    """The text before the more-tag; else the excerpt, or how the text begins."""
    teaser = words(plain(article.teaser_html))
    if words(LINK_LABEL) in teaser:
        yield f"teaser {short(teaser)} contains the link"
        return
    # WordPress's own summary goes by length alone, and leaves shortcodes out.
    teaser = words(re.sub(ELLIPSIS, "", plain(article.teaser_html)))
    summary = words(re.sub(ELLIPSIS, "", post["summary"]))
    begins = teaser and not post["has_more"] and without_label(post["body"]).startswith(teaser)
    if teaser not in (words(post["lead"]), summary) and not begins:
        yield f"teaser {short(teaser)}, not {short(words(post['lead']))}"


def wrong_more_link(post, article):
    """A source's link, the post's own, or none where the post is complete."""
    more = article.more
    if is_link_post(post):
        label = more.label.strip()
        if (more.kind, more.language_code[:2], label) != (MORE.KIND_SOURCE, "zh", LINK_LABEL):
            yield f"more-link {more}".replace("\n", " ")
        elif not more.uri.startswith("https://keji.example.cn/"):
            yield f"more-link leads to {more.uri}"
        return
    if more.kind == MORE.KIND_SOURCE or (post["has_more"] and
                                         more.kind != MORE.KIND_CONTINUE_READING):
        yield f"more-link is {MORE.Kind.Name(more.kind)}"
    elif more.kind == MORE.KIND_CONTINUE_READING and not same_uri(more.uri, post["link"]):
        yield f"more-link leads to {more.uri}"


def short(value):
    """A value, cut to what a message can show."""
    text = repr(value)
    return text if len(text) < 160 else f"{text[:100]}…{text[-50:]}"


if __name__ == "__main__":
    unittest.main()
