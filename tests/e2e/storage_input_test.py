#!/usr/bin/python3
"""Bad input to storage itself: the right code, the field or value named, and
nothing written. And schemas that are not the binary's."""
import itertools
import unittest

import grpc

from cluster import Cluster
from contract import RpcFailure, article_pb2, connect, service_name, serving, storage_pb2
from processes import (Process, binaries, clean_environment, free_port, migrate,
                       remove_directory, temporary_directory, wait_until)

Code = grpc.StatusCode
_SITE = "https://input.example.org"
_NOBODY = "articles/01900000-0000-7000-8000-000000000000"
_LATEST = (1 << 63) - 1


class Storage:
    """A context manager: storage on a PostgreSQL of its own."""

    def __init__(self):
        self.binary = binaries("storage") / "storage"
        self.directory = temporary_directory()
        self.cluster = Cluster(self.directory / "postgres")
        self.process = self.channel = self.client = None

    def __enter__(self):
        try:
            self.cluster.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.channel is not None:
            self.channel.close()
        if self.process is not None:
            self.process.stop()
        self.cluster.stop()
        remove_directory(self.directory)

    def migrate(self):
        """Brings the schema up to date."""
        migrate(self.binary, self.cluster.conninfo("storage_owner"))

    def start(self):
        """Starts the process, and does not wait for it."""
        port = free_port()
        self.process = Process("storage", [
            self.binary, f"--listen=127.0.0.1:{port}", "--metrics_listen=none",
            f"--database={self.cluster.conninfo('storage')}"], self.directory / "storage.log",
            env=clean_environment(), cwd="/")
        self.channel, self.client = connect("storage", port)

    def await_serving(self):
        """Waits until it serves."""
        wait_until(lambda: serving(self.channel, service_name("storage")), self.process)


def write_of(slug, **fields):
    """A good observation, but for what `fields` say of the article."""
    article = article_pb2.Article(**{"title": f"Title of {slug}",
                                     "canonical_uri": f"{_SITE}/{slug}"} | fields)
    article.source.site_uri = _SITE
    write = storage_pb2.ArticleWrite(article=article, origin="feeds/one",
                                     observation_digest=slug.encode())
    write.observe_time.seconds = 1_780_000_000
    return write


class BadInputTest(unittest.TestCase):
    """One storage for all tests; its log must not grow by any of these calls."""

    @classmethod
    def setUpClass(cls):
        cls.storage = cls.enterClassContext(Storage())
        cls.storage.migrate()
        cls.storage.start()
        cls.storage.await_serving()
        cls.call = cls.storage.client
        cls.numbers = itertools.count()
        written = cls.write_batch(write_of("one"), write_of("two"))
        cls.one, cls.two = (cls.call.GetArticle(name=result.name) for result in written.results)
        for name, parent in (("top", ""), ("below", "categories/top")):
            cls.call.UpsertCategory(category=article_pb2.Category(
                name=f"categories/{name}", title=name, parent=parent))

    @classmethod
    def write_batch(cls, *writes, request_id="good"):
        """Writes a batch."""
        return cls.call.BatchWriteArticles(request_id=request_id, writes=writes)

    def head(self):
        """Where the log ends."""
        return self.call.ListChanges().head.position

    def assert_refused(self, call, code, *texts):
        """A call fails with a reason, a text that names what is wrong, and no effect."""
        before = self.head()
        with self.assertRaises(RpcFailure) as caught:
            call()
        failure = caught.exception
        self.assertEqual(code, failure.code, failure)
        for text in texts:
            self.assertIn(text, failure.text)
        self.assertEqual(before, self.head())
        return failure

    def assert_blames(self, call, field, *texts):
        """A call is INVALID_ARGUMENT, and the field at fault is named by its path."""
        failure = self.assert_refused(call, Code.INVALID_ARGUMENT, *texts)
        self.assertEqual([field], failure.fields, failure)

    def assert_write_blames(self, write, field, *texts):
        """A write fails alone, for a field of its own: its neighbour is written."""
        before = self.head()
        number = next(self.numbers)
        answer = self.write_batch(write_of(f"neighbour {number}"), write,
                                  request_id=f"request {number}")
        self.assertEqual(article_pb2.WRITE_OUTCOME_CREATED, answer.results[0].outcome)
        error = answer.results[1].error
        self.assertEqual(Code.INVALID_ARGUMENT.value[0], error.code, error)
        for text in (f"writes[1].{field}: ", *texts):
            self.assertIn(text, error.message)
        self.assertEqual(before + 1, self.head())

    def update(self, *paths, etag="", **fields):
        """Edits the first article."""
        request = storage_pb2.UpdateArticleRequest(actor="me")
        request.article.CopyFrom(article_pb2.Article(
            **{"name": self.one.name, "etag": etag} | fields))
        request.update_mask.paths.extend(paths)
        return self.call.UpdateArticle(request)

    def test_nul_bytes(self):
        good = write_of("nul")
        self.assert_blames(lambda: self.write_batch(write_of("nul", title="a\0b")),
                           "writes[0].article.title", "offset 1")
        self.assert_blames(lambda: self.write_batch(write_of("nul", tags=["a", "\0"])),
                           "writes[0].article.tags[1]", "offset 0")
        self.assert_blames(lambda: self.write_batch(good, request_id="a\0"), "request_id")
        self.assert_blames(lambda: self.update("title", title="a\0"), "article.title")
        self.assert_blames(lambda: self.call.DeleteArticle(name=self.one.name, actor="\0"),
                           "actor")
        self.assert_blames(lambda: self.call.GetArticle(name="articles/\0"), "name")
        self.assert_blames(lambda: self.call.UpsertCategory(category=article_pb2.Category(
            name="categories/x", title="a\0")), "category.title")

    def test_invalid_utf8(self):
        request = storage_pb2.BatchWriteArticlesRequest(
            request_id="utf8", writes=[write_of("a"), write_of("utf8", title="Titlf")])
        bad = request.SerializeToString().replace(b"Titlf", b"Tit\xfff")
        self.assert_blames(lambda: self.call.raw("BatchWriteArticles", bad),
                           "writes[1].article.title", "UTF-8")
        request = storage_pb2.UpsertCategoryRequest(category=article_pb2.Category(
            name="categories/utf8", title="Titlf")).SerializeToString()
        self.assert_blames(
            lambda: self.call.raw("UpsertCategory", request.replace(b"Titlf", b"Tit\xfff")),
            "category.title", "UTF-8")

    def test_bytes_that_are_no_message(self):
        self.assert_refused(lambda: self.call.raw("BatchWriteArticles", b"\x0a\xff\xff"),
                            Code.INVALID_ARGUMENT)

    def test_oversized_articles_and_batches(self):
        self.assert_write_blames(write_of("large", body_html="x" * (1 << 20)), "article",
                                 "1048576 are allowed")
        half = [write_of(f"half {n}", body_html="x" * (1 << 19)) for n in range(9)]
        self.assert_blames(lambda: self.write_batch(*half), "writes", "4194304 are allowed")
        many = [write_of(f"many {n}") for n in range(501)]
        self.assert_blames(lambda: self.write_batch(*many), "writes", "501", "500")
        self.assert_blames(lambda: self.call.BatchWriteArticles(request_id="none"), "writes")
        huge = write_of("huge", body_html="x" * (9 << 20))
        self.assert_refused(lambda: self.write_batch(huge), Code.RESOURCE_EXHAUSTED)
        self.assert_blames(lambda: self.update("body_html", body_html="x" * (1 << 20)), "article",
                           "1048576 are allowed")

    def test_request_ids(self):
        for bad in ("", "x" * 65):
            self.assert_blames(lambda bad=bad: self.write_batch(write_of("id"), request_id=bad),
                               "request_id", str(len(bad)))

    def test_observations(self):
        def changed(**fields):
            write = write_of("observation")
            for name, value in fields.items():
                setattr(write, name, value)
            return write

        self.assert_write_blames(changed(origin=""), "origin", "0 bytes")
        self.assert_write_blames(changed(origin="x" * 257), "origin", "257 bytes")
        self.assert_write_blames(changed(observation_digest=b""), "observation_digest", "0 bytes")
        self.assert_write_blames(changed(observation_digest=b"x" * 65), "observation_digest")
        untimed = changed()
        untimed.ClearField("observe_time")
        self.assert_write_blames(untimed, "observe_time", "missing")
        late = changed()
        late.observe_time.seconds = 1 << 40
        self.assert_write_blames(late, "observe_time", str(1 << 40))
        empty = changed()
        empty.ClearField("article")
        self.assert_write_blames(empty, "article", "missing")

    def test_articles(self):
        self.assert_write_blames(write_of("untitled", title=" "), "article.title", "empty")
        self.assert_write_blames(write_of("filed", categories=["tech"]),
                                 "article.categories[0]", "'tech'")
        self.assert_write_blames(write_of("tagged", tags=["a-b", "A B"]), "article.tags[1]",
                                 "'A B'")
        self.assert_write_blames(write_of("keyless", canonical_uri=""), "article")
        dated = write_of("dated")
        dated.article.publish_time.nanos = -1
        self.assert_write_blames(dated, "article.publish_time", "-1 ns")

    def test_unknown_masks(self):
        write = write_of("masked")
        write.asserted_fields.paths.extend(["title", "headline"])
        self.assert_write_blames(write, "asserted_fields.paths[1]", "'headline'")
        self.assert_blames(lambda: self.update("headline"), "update_mask.paths[0]", "'headline'")
        self.assert_blames(lambda: self.update("title", "source.title", title="x"),
                           "update_mask.paths[1]", "'source.title'")
        self.assert_blames(self.update, "update_mask")

    def test_etags_of_other_articles(self):
        other = self.two.etag
        for call in (lambda: self.update("title", etag=other, title="x"),
                     lambda: self.call.DeleteArticle(name=self.one.name, etag=other),
                     lambda: self.call.UndeleteArticle(name=self.one.name, etag=other)):
            failure = self.assert_refused(call, Code.ABORTED, other, self.one.etag)
            self.assertEqual("ETAG_MISMATCH", failure.reason)

    def test_positions_past_the_head(self):
        for position in (self.head() + 1, _LATEST - 1, _LATEST):
            after = {"epoch": 1, "position": position, "commit_id": b"x" * 16}
            for call in (lambda after=after: self.call.ListChanges(after=after, page_size=1000),
                         lambda after=after: self.call.WatchChanges(after=after)):
                failure = self.assert_refused(call, Code.OUT_OF_RANGE, str(position))
                self.assertEqual("LOG_DIVERGED", failure.reason)

    def test_cursors_that_are_none(self):
        for call in (self.call.ListChanges, self.call.WatchChanges):
            self.assert_blames(lambda call=call: call(after={"position": -1}), "after.position",
                               "-1")
            self.assert_blames(
                lambda call=call: call(after={"position": 1, "commit_id": b"short"}),
                "after.commit_id", "5 bytes")

    def test_page_sizes_and_tokens(self):
        self.assert_blames(lambda: self.call.ListChanges(page_size=-1), "page_size", "-1")
        for size in (-1, -(1 << 31)):
            self.assert_blames(
                lambda size=size: self.call.ListRevisions(parent=self.one.name, page_size=size),
                "page_size", str(size))
        self.assert_blames(
            lambda: self.call.ListRevisions(parent=self.one.name, page_token="?"), "page_token")

    def test_names(self):
        for bad in ("", "articles/1", "article", self.one.name + "/x",
                    self.one.name + "/revisions/0", self.one.name + "/revisions/-1",
                    self.one.name + "/revisions/99999999999999999999"):
            self.assert_blames(lambda bad=bad: self.call.GetArticle(name=bad), "name", bad)
        for call in (lambda: self.call.DeleteArticle(name="x"),
                     lambda: self.call.UndeleteArticle(name="x"),
                     lambda: self.call.RedactArticle(name="x", reason="court order"),
                     lambda: self.call.SplitArticle(name="x", origins=["feeds/one"])):
            self.assert_blames(call, "name", "x")
        self.assert_blames(lambda: self.call.BatchGetArticles(names=[self.one.name, "x"]),
                           "names[1]", "x")
        self.assert_blames(self.call.BatchGetArticles, "names")
        self.assert_blames(lambda: self.call.BatchGetArticles(names=[self.one.name] * 501),
                           "names", "501")

    def test_names_of_what_does_not_exist(self):
        for call in (lambda: self.call.GetArticle(name=_NOBODY),
                     lambda: self.call.ListRevisions(parent=_NOBODY),
                     lambda: self.call.DeleteArticle(name=_NOBODY),
                     lambda: self.call.BatchGetArticles(names=[_NOBODY]),
                     lambda: self.update("title", name=_NOBODY, title="x")):
            self.assert_refused(call, Code.NOT_FOUND, _NOBODY)

    def test_times_to_read_at(self):
        self.assert_blames(lambda: self.call.GetArticle(
            name=self.one.name, as_of={"seconds": 1 << 50}), "as_of")
        self.assert_blames(lambda: self.call.GetArticle(
            name=self.one.name + "/revisions/1", as_of={"seconds": 1}), "as_of")

    def test_edits(self):
        self.assert_blames(lambda: self.update("title", title=""), "article.title", "empty")
        self.assert_blames(lambda: self.update("categories", categories=["tech"]),
                           "article.categories[0]", "'tech'")
        self.assert_refused(lambda: self.update("categories", categories=["categories/none"]),
                            Code.FAILED_PRECONDITION, "categories/none")
        self.assert_blames(lambda: self.update("publish_time", publish_time={"seconds": 1 << 50}),
                           "article.publish_time", str(1 << 50))

    def test_categories(self):
        def upsert(**fields):
            category = article_pb2.Category(**{"title": "T"} | fields)
            return lambda: self.call.UpsertCategory(category=category)

        self.assert_blames(upsert(name="tech"), "category.name", "tech")
        self.assert_blames(upsert(name="categories/A B"), "category.name", "A B")
        self.assert_blames(upsert(name="categories/x", title=""), "category.title")
        self.assert_refused(upsert(name="categories/x", parent="categories/none"),
                            Code.FAILED_PRECONDITION, "categories/none")
        for parent in ("categories/top", "categories/below"):
            self.assert_refused(upsert(name="categories/top", parent=parent),
                                Code.FAILED_PRECONDITION, "categories/top")
        self.assertEqual(["categories/below", "categories/top"], [
            category.name for category in self.call.ListCategories().categories])

    def test_merge_with_itself(self):
        with self.assertRaises(RpcFailure) as caught:
            self.call.MergeArticles(name=self.one.name, merged=self.one.name)
        self.assertEqual(Code.INVALID_ARGUMENT, caught.exception.code)


class SchemaTest(unittest.TestCase):
    """A schema that the binary does not fit."""

    def setUp(self):
        self.storage = self.enterContext(Storage())

    def status(self):
        """What the service says of its health."""
        return serving(self.storage.channel, service_name("storage"))

    def test_older_schema_is_waited_for(self):
        self.storage.start()
        wait_until(lambda: "waiting for the database" in self.storage.process.tail(),
                   self.storage.process)
        self.assertFalse(self.status())
        self.storage.migrate()
        self.storage.await_serving()

    def test_newer_schema_that_does_not_admit_the_binary_ends_it(self):
        self.storage.migrate()
        self.storage.cluster.query(
            "INSERT INTO storage.migration (version, name, oldest_binary) "
            "VALUES (900, '0900_next', 900)")
        self.storage.start()
        self.assertEqual(1, self.storage.process.wait(30))
        self.assertIn("version 900", self.storage.process.tail())

    def test_newer_schema_that_admits_the_binary_is_served(self):
        self.storage.migrate()
        self.storage.cluster.query(
            "INSERT INTO storage.migration (version, name, oldest_binary) "
            "SELECT 900, '0900_next', max(version) FROM storage.migration")
        self.storage.start()
        self.storage.await_serving()


if __name__ == "__main__":
    unittest.main()
