#!/usr/bin/python3
"""What is no longer so is shown nowhere: after a correction, an edit, a deletion, a
redaction, a merge, no list, page, feed, preview, search or facet has a trace of it."""
import http.client
import time
import unittest

from contract import RpcFailure, article_pb2, query_pb2
from processes import http_get
from stack import Stack
from website import Website, rss

SITE = "https://push.example.org/"
SHELF = "corrections"
FEEDS = ("feed/", "feed/atom/")


def setUpModule():
    """One stack and one website for all tests of the file."""
    global stack, site
    site = unittest.enterModuleContext(Website())
    stack = unittest.enterModuleContext(Stack())


def push(key, title, **fields):
    """Pushes what `key` is about; answers the push's response."""
    fields.setdefault("categories", [f"categories/{SHELF}"])
    pushed = article_pb2.Article(title=title, canonical_uri=f"{SITE}{key}", language_code="en",
                                 **fields)
    pushed.source.site_uri = SITE
    return stack.ingest.PushArticle(article=pushed)


def edit(name, **fields):
    """Edits these fields by hand."""
    return stack.ingest.EditArticle(article=article_pb2.Article(name=name, **fields),
                                    update_mask={"paths": list(fields)})


def search(word, seen):
    """Names of the articles that a search finds. Waits while the index is built."""
    deadline = time.monotonic() + 60
    while True:
        try:
            found = stack.query.SearchArticles(query=word, read_after=seen)
            return [result.article.name for result in found.results]
        except RpcFailure as failure:
            if failure.reason != "INDEX_BUILDING" or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def held(name, seen=None):
    """The article as query has it."""
    return stack.query.GetArticle(name=name, read_after=seen)


class Readers:
    """Those who look at everything again and again, with what they were sent before."""

    def __init__(self):
        self._had = {}

    def page(self, path):
        """Status and text of a page, asked for with the ETag of the last time."""
        etag, before = self._had.get(path, (None, None))
        status, headers, body = self._get(path, etag)
        if status == 304:
            # Nothing has changed: then asking without a tag must answer the same.
            status, _, body = self._get(path, None)
            assert (status, body) == (200, before), f"{path}: a 304 for what has changed"
        self._had[path] = (headers["ETag"], body)
        return status, body

    @staticmethod
    def _get(path, etag):
        connection = http.client.HTTPConnection("127.0.0.1", stack.port["web"], timeout=30)
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return response.status, response.headers, body

    def everything(self, seen, *paths):
        """All that is shown, by where it stands; `paths` are of article pages."""
        lists = [str(article) for article in stack.query.ListArticles(
            page_size=100, view=query_pb2.ARTICLE_VIEW_FULL, read_after=seen).articles]
        shown = {
            "list": "\n".join(lists),
            "facets": str(stack.query.ListFacets(read_after=seen, max_values=100)),
            "categories": str(stack.query.ListCategories(read_after=seen)),
        }
        shelf = f"/category/{SHELF}/"
        for path in ("/", shelf, *("/" + feed for feed in FEEDS), *(shelf + feed for feed in FEEDS),
                     *("/" + path for path in paths)):
            shown[path] = self.page(path)[1]
        return shown


def head_of(page):
    """The previews that a page gives of itself: meta, og: and JSON-LD."""
    return page[:page.index("</head>")]


class CorrectionsTest(unittest.TestCase):
    """Each test has articles and words of its own."""

    def setUp(self):
        self.readers = Readers()

    def assert_nowhere(self, word, seen, *paths):
        """No trace of `word` but in the history, and in the articles' `paths`, which are
        made of their first headlines for good."""
        shown = self.readers.everything(seen, *paths)
        traces = []
        for place, text in shown.items():
            for path in paths:
                text = text.replace(path, "")
            if word.lower() in text.lower():
                traces.append(place)
        self.assertEqual([], traces, f"'{word}' is still shown")
        self.assertEqual([], search(word, seen), f"'{word}' is still found")

    def assert_shown(self, word, seen, path):
        """`word` is in lists, feeds, on the article's page and in its previews."""
        shown = self.readers.everything(seen, path)
        for place in ("list", "/", f"/category/{SHELF}/", "/feed/", "/feed/atom/", "/" + path):
            self.assertIn(word, shown[place], f"{place} does not show '{word}'")
        self.assertIn(word, head_of(shown["/" + path]))
        self.assertNotEqual([], search(word, seen))

    def assert_remembered(self, word, name):
        """The history still has `word`."""
        revisions = stack.query.ListRevisions(parent=name, page_size=100).revisions
        self.assertIn(word, str(revisions))

    def test_pushed_correction_replaces_the_made_teaser_and_everything_else(self):
        first = push("bridge", "Abacot crosses", body_html="<p>The abacot crosses the river.</p>")
        path = held(first.result.name, first.read_after).path
        self.assert_shown("abacot", first.read_after, path)
        for title, word in (("Bellwether crosses", "bellwether"), ("Cutlet crosses", "cutlet")):
            last = push("bridge", title, body_html=f"<p>The {word} crosses the river.</p>")
            self.assert_shown(word, last.read_after, path)
        self.assert_nowhere("abacot", last.read_after, path)
        self.assert_nowhere("bellwether", last.read_after, path)
        self.assert_remembered("abacot", first.result.name)

    def test_edit_by_hand_replaces_the_made_teaser(self):
        first = push("port", "Dornick opens", body_html="<p>A dornick opens.</p>")
        name = first.result.name
        path = held(name, first.read_after).path
        edited = edit(name, title="Easel opens", body_html="<p>An easel opens.</p>")
        self.assert_shown("easel", edited.read_after, path)
        self.assert_nowhere("dornick", edited.read_after, path)
        self.assert_remembered("dornick", name)

    def test_stated_teaser_is_corrected_by_who_stated_it(self):
        first = push("fair", "The fair", teaser_html="<p>With fipple.</p>",
                     body_html="<p>Long text of the fair.</p>")
        path = held(first.result.name, first.read_after).path
        last = push("fair", "The fair", teaser_html="<p>With gamboge.</p>",
                    body_html="<p>Long text of the fair.</p>")
        self.assert_shown("gamboge", last.read_after, path)
        self.assert_nowhere("fipple", last.read_after, path)

    def test_edit_stands_against_the_same_delivery_and_gives_way_to_a_new_one(self):
        def deliver(word):
            return push("rail", "The rail", body_html=f"<p>It runs on {word}.</p>")

        first = deliver("hacksaw")
        name = first.result.name
        path = held(name, first.read_after).path
        edit(name, body_html="<p>It runs on isinglass.</p>")
        repeated = deliver("hacksaw")
        self.assert_nowhere("hacksaw", repeated.read_after, path)
        self.assert_shown("isinglass", repeated.read_after, path)
        renewed = deliver("jackstraw")
        self.assert_nowhere("isinglass", renewed.read_after, path)
        self.assert_shown("jackstraw", renewed.read_after, path)

    def test_deleted_article_is_gone_until_it_is_undeleted(self):
        first = push("fog", "Kedgeree fog", body_html="<p>Kedgeree all over.</p>",
                     tags=["kedgeree-tag"])
        name = first.result.name
        path = held(name, first.read_after).path
        deleted = stack.ingest.DeleteArticle(name=name)
        self.assert_nowhere("kedgeree", deleted.read_after)
        self.assertEqual(410, self.readers_status(path))
        self.assertNotIn("kedgeree", http_get(stack.port["web"], "/" + path)[2].decode().lower())
        again = push("fog", "Kedgeree fog thickens", body_html="<p>Kedgeree still.</p>")
        self.assertEqual(article_pb2.WRITE_OUTCOME_SUPPRESSED, again.result.outcome)
        self.assert_nowhere("kedgeree", deleted.read_after)
        with self.assertRaises(RpcFailure) as caught:
            held(name, deleted.read_after)
        self.assertEqual("ARTICLE_DELETED", caught.exception.reason)
        back = stack.ingest.UndeleteArticle(name=name)
        self.assert_shown("Kedgeree", back.read_after, path)

    def test_redacted_article_leaves_a_tombstone_with_the_reason(self):
        first = push("court", "Lambrequin case", body_html="<p>The lambrequin case.</p>",
                     tags=["lambrequin-tag"], image_uri="https://push.example.org/lambrequin.png")
        name = first.result.name
        path = held(name, first.read_after).path
        redacted = stack.ingest.RedactArticle(name=name, reason="Order 7 of the county court")
        self.assert_nowhere("lambrequin", redacted.read_after)
        status, _, body = http_get(stack.port["web"], "/" + path)
        self.assertEqual(410, status)
        self.assertIn("Order 7 of the county court", body.decode())
        self.assertNotIn("lambrequin", body.decode().lower())
        for key in ({"name": name}, {"path": path}):
            tombstone = stack.query.GetArticle(read_after=redacted.read_after, **key)
            self.assertEqual((name, "", ""), (tombstone.name, tombstone.title, tombstone.path))
            self.assertNotIn("lambrequin", str(tombstone).lower())
        history = str(stack.query.ListRevisions(parent=name).revisions).lower()
        self.assertNotIn("lambrequin", history)

    def test_redacted_revision_is_gone_from_the_history_too(self):
        first = push("names", "The names", body_html="<p>Mr Mangelwurzel said so.</p>")
        name = first.result.name
        path = held(name, first.read_after).path
        push("names", "The names", body_html="<p>A witness said so.</p>")
        redacted = stack.ingest.RedactArticle(name=name, revisions=[1], reason="names a minor")
        self.assert_nowhere("mangelwurzel", redacted.read_after, path)
        history = str(stack.query.ListRevisions(parent=name).revisions).lower()
        self.assertNotIn("mangelwurzel", history)
        self.assert_shown("witness", redacted.read_after, path)

    def test_merged_article_moves_and_what_it_said_is_gone(self):
        stays = push("stays", "Nankeen stays", body_html="<p>Nankeen is here.</p>")
        part = push("part", "Ocarina part", body_html="<p>Ocarina is here.</p>")
        path, part_path = (held(one.result.name, part.read_after).path for one in (stays, part))
        merged = stack.storage.MergeArticles(name=stays.result.name, merged=part.result.name)
        self.assert_nowhere("ocarina", merged.read_after, path)
        status, headers, _ = http_get(stack.port["web"], "/" + part_path)
        self.assertEqual((301, f"/{path}"), (status, headers["Location"]))
        edited = edit(stays.result.name, title="Pergola stays", body_html="<p>A pergola.</p>")
        self.assert_nowhere("nankeen", edited.read_after, path)
        # Redacting what stays takes the part along.
        gone = stack.ingest.RedactArticle(name=stays.result.name, reason="all of it")
        self.assert_nowhere("pergola", gone.read_after)
        self.assertEqual(410, self.readers_status(path))
        self.assertEqual(410, self.readers_status(part_path))

    def test_split_articles_say_only_their_own(self):
        guid = {"source_guid": "the-same-for-all"}
        one = push("one", "Quillon one", body_html="<p>A quillon.</p>", **guid)
        two = push("two", "Rebec two", body_html="<p>A rebec.</p>", **guid)
        self.assertEqual(one.result.name, two.result.name)
        split = stack.storage.SplitArticle(name=one.result.name, canonical_uris=[f"{SITE}two"])
        seen = split.read_after
        stays = held(one.result.name, seen)
        self.assertNotIn("rebec", str(stays).lower())
        self.assertIn("quillon", str(stays).lower())
        self.assertEqual([stays.name], search("quillon", seen))
        other = held(search("rebec", seen)[0], seen)
        self.assertNotEqual(stays.name, other.name)
        for own, foreign in ((stays, "rebec"), (other, "quillon")):
            page = self.readers.page("/" + own.path)[1].replace(own.path, "")
            self.assertNotIn(foreign, page.lower())
            self.assertNotIn(foreign, str(own).replace(own.path, "").lower())

    def test_tags_categories_and_mentions_that_were_taken_back_are_gone(self):
        first = push("shelves", "In Foshan", body_html="<p>In Foshan they wait.</p>",
                     tags=["sackbut"], categories=[f"categories/{SHELF}", "categories/tabard"])
        name = first.result.name
        path = held(name, first.read_after).path
        self.assertEqual(200, self.readers_status("tag/sackbut/"))
        edited = edit(name, title="In Huizhou", body_html="<p>In Huizhou they wait.</p>",
                      tags=["ukase"], categories=[f"categories/{SHELF}"])
        self.assert_nowhere("sackbut", edited.read_after, path)
        self.assert_nowhere("foshan", edited.read_after, path)
        self.assertEqual(404, self.readers_status("tag/sackbut/"))
        self.assertEqual(200, self.readers_status("tag/ukase/"))
        counts = {count.category.name: count.article_count for count in
                  stack.query.ListCategories(read_after=edited.read_after).categories}
        self.assertEqual(0, counts["categories/tabard"])
        self.assertNotIn("/category/tabard/", self.readers.page("/")[1])

    def test_renamed_category_has_its_new_name_everywhere(self):
        categories = ["categories/valance", f"categories/{SHELF}"]
        first = push("renamed", "Of the shelf", body_html="<p>About it.</p>", categories=categories)
        path = held(first.result.name, first.read_after).path
        stack.storage.UpsertCategory(category={"name": "categories/valance", "title": "Wimple"})
        renamed = stack.storage.UpsertCategory(
            category={"name": "categories/valance", "title": "Yataghan"})
        held(first.result.name, renamed.read_after)
        for place in ("/", "/" + path, "/feed/", "/category/valance/"):
            self.assertNotIn("Wimple", self.readers.page(place)[1], place)
            self.assertIn("Yataghan", self.readers.page(place)[1], place)

    def test_picture_of_the_body_goes_with_the_body(self):
        picture = f"{SITE}zarf.png"
        first = push("picture", "A picture",
                     body_html=f'<p>See it.</p><p><img src="{picture}" alt=""></p>')
        path = held(first.result.name, first.read_after).path
        self.assertIn("zarf.png", head_of(self.readers.page("/" + path)[1]))
        last = push("picture", "A picture", body_html="<p>See nothing.</p>")
        self.assert_nowhere("zarf", last.read_after, path)

    def test_excerpt_of_a_summary_feed_follows_its_correction(self):
        def serve(word):
            site.pages["/summary.xml"] = rss(site.uri, [{
                "title": "The ferry", "link": f"{site.uri}/ferry", "guid": "ferry",
                "category": SHELF.title(),
                "description": f"<p>The ferry carries {word} and much besides [&#8230;]</p>"}])

        serve("bodkins")
        feed = stack.ingest.CreateFeed(feed={"uri": f"{site.uri}/summary.xml"})
        stack.ingest.PollFeed(name=feed.name)
        serve("catkins")
        seen = stack.ingest.PollFeed(name=feed.name).read_after
        article = stack.query.GetArticle(canonical_uri=f"{site.uri}/ferry", read_after=seen)
        self.assertIn("catkins", article.teaser_html)
        self.assert_nowhere("bodkins", seen, article.path)

    @staticmethod
    def readers_status(path):
        """The status of a page."""
        return http_get(stack.port["web"], "/" + path)[0]


if __name__ == "__main__":
    unittest.main()
