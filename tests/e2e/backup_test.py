#!/usr/bin/python3
"""What was backed up comes back as it was, article by article and revision by revision;
what was redacted since does not."""
import shutil
import subprocess
import time
import unittest

import grpc

from archive import everything
from cluster import Cluster
from contract import RpcFailure, article_pb2
from processes import ROOT, remove_directory, temporary_directory
from stack import Stack

SITE = "https://kept.example.org/"
# Only in what is redacted.
SECRETS = ("mulberry", "persimmon")


def push(stack, title, body):
    """Pushes an article; what ingest answers."""
    article = article_pb2.Article(title=title, canonical_uri=f"{SITE}{title.lower()}",
                                  body_html=f"<p>{body}</p>", categories=["categories/tech"])
    article.source.site_uri = SITE
    return stack.ingest.PushArticle(article=article)


def fill(stack):
    """Articles with histories of every kind; their names by title."""
    names = {title: push(stack, title, f"The first text of {title}.").result.name
             for title in ("Plain", "Edited", "Merged", "Deleted", "Redacted", "Partly")}
    push(stack, "Edited", "A second text, from the source.")
    stack.ingest.EditArticle(update_mask={"paths": ["title"]},
                             article=article_pb2.Article(name=names["Edited"], title="By hand"))
    stack.storage.UpsertCategory(category={"name": "categories/harbour", "title": "Harbour"})
    stack.storage.MergeArticles(name=names["Plain"], merged=names["Merged"])
    stack.ingest.DeleteArticle(name=names["Deleted"])
    stack.ingest.RedactArticle(name=names["Redacted"], reason="court order 1")
    names["Later"] = push(stack, "Later", f"A {SECRETS[0]} in the garden.").result.name
    push(stack, "Partly", f"A {SECRETS[1]}.")
    push(stack, "Partly", "Nothing that anybody minds.")
    return names


def run(*command, stack=None, **options):
    """Runs a program, with `broadsheet` for a stack; exit status, output, errors."""
    binary, environment = (stack or source).cli
    environment["PATH"] = f"{binary.parent}:{environment['PATH']}"
    done = subprocess.run([str(word) for word in command], env=environment, text=True,
                          capture_output=True, timeout=120, check=False, **options)
    return done.returncode, done.stdout, done.stderr


def backup(cluster, file):
    """deploy/backup, as a role that may only read."""
    return run(ROOT / "deploy/backup", "--database", cluster.conninfo("keeper"), file)


def restore(cluster, file):
    """deploy/restore."""
    return run(ROOT / "deploy/restore", "--database", cluster.conninfo(), file)


def compare(other):
    """deploy/compare of the source with another stack."""
    return run(ROOT / "deploy/compare", *(f"127.0.0.1:{stack.port['storage']}"
                                          for stack in (source, other)))


def secrets_in(cluster):
    """Those of SECRETS that are in a database, as text or inside of messages."""
    text = cluster.run("pg_dump", cluster.conninfo())
    return [secret for secret in SECRETS if secret in text or secret.encode().hex() in text]


def found(stack, word):
    """Names of the articles that say a word. Waits while the index is built."""
    end = time.monotonic() + 60
    while True:
        try:
            return [result.article.name for result in
                    stack.query.SearchArticles(query=word).results]
        except RpcFailure as failure:
            if failure.reason != "INDEX_BUILDING" or time.monotonic() > end:
                raise
            time.sleep(0.1)


def recover(cluster, base, archive, point):
    """Makes of an empty cluster what another was at a restore point: of a copy of its
    files, and the write-ahead log behind it."""
    cluster.stop()
    shutil.rmtree(cluster.data)
    # Of another owner than who starts it now.
    (cluster.directory / "postgresql.log").unlink()
    cluster.run("cp", "-a", base, cluster.data)
    cluster.configure("recovery.signal", archive_mode="off",
                      restore_command=f"cp {archive}/%f %p", recovery_target_name=point,
                      recovery_target_action="promote")
    cluster.start_server()
    end = time.monotonic() + 60
    while cluster.query("SELECT pg_is_in_recovery()") == "t":
        assert time.monotonic() < end, "recovery does not end"
        time.sleep(0.1)


def setUpModule():
    """One archive that every test backs up."""
    global source, names, directory
    directory = temporary_directory()
    unittest.addModuleCleanup(remove_directory, directory)
    source = unittest.enterModuleContext(Stack())
    names = fill(source)
    source.postgres.query("CREATE ROLE keeper LOGIN; GRANT pg_read_all_data TO keeper; "
                          "GRANT CONNECT ON DATABASE broadsheet TO keeper")


class BackupTest(unittest.TestCase):
    """deploy/backup, deploy/restore, deploy/compare, broadsheet redactions."""

    def succeed(self, result):
        """That a program did what it should; its output."""
        self.assertEqual(0, result[0], result[1] + result[2])
        return result[1]

    def await_archived(self, segment):
        """Returns when the archiver has copied a segment."""
        end = time.monotonic() + 60
        while source.postgres.query("SELECT coalesce(max(last_archived_wal), '') "
                                    "FROM pg_stat_archiver").strip() < segment:
            self.assertLess(time.monotonic(), end, f"{segment} is not archived")
            time.sleep(0.1)

    def restored(self, file, replay=None):
        """A stack made of a backup."""
        return self.enterContext(Stack(
            restore=lambda cluster: self.succeed(restore(cluster, file)), replay=replay))

    def test_restored_archive_is_the_same(self):
        file = directory / "all.dump"
        self.assertRegex(self.succeed(backup(source.postgres, file)), r"all.dump, \d+ bytes\n$")
        self.assertEqual(0o600, file.stat().st_mode & 0o777)
        copy = self.restored(file)
        self.assertRegex(self.succeed(compare(copy)), r"^the same: \d+ articles with \d+ revisions, 2 categories\n$")
        self.assertEqual([str(article) for article in everything(source.query)],
                         [str(article) for article in everything(copy.query)])
        with self.subTest("its keys are there, too"):
            again = push(copy, "Plain", "The first text of Plain.").result
            self.assertEqual(names["Plain"], again.name)
            suppressed = push(copy, "Redacted", "The first text of Redacted.").result
            self.assertEqual(names["Redacted"], suppressed.name)
        with self.subTest("what is written then shows"):
            push(copy, "Plain", "A text that the other has not.")
            push(copy, "Another", "An article that the other has not.")
            status, output, error = compare(copy)
            self.assertEqual(1, status)
            self.assertIn(names["Plain"] + "/revisions/", output)
            self.assertIn("not the same: 2 differences", error)

    def test_redactions_since_are_replayed(self):
        file, redactions = directory / "before.dump", directory / "redactions.jsonl"
        self.assertEqual(list(SECRETS), secrets_in(source.postgres))
        self.succeed(backup(source.postgres, file))
        save = ("broadsheet", "redactions", "save", redactions)
        self.assertEqual(f"{redactions}: 1 added\n", self.succeed(run(*save)))
        source.ingest.RedactArticle(name=names["Later"], reason="court order 2")
        source.ingest.RedactArticle(name=names["Partly"], revisions=[2], reason="a name")
        answer = push(source, "Lost", "Behind the last backup.")
        lost, gone = answer.result, answer.read_after
        with redactions.open("a") as torn:
            torn.write('{"article":"articles/0')
        self.assertEqual(f"{redactions}: 2 added\n", self.succeed(run(*save)))
        self.assertEqual(f"{redactions}: 0 added\n", self.succeed(run(*save)))
        for secret in SECRETS:
            self.assertNotIn(secret, redactions.read_text())

        replay = ("broadsheet", "redactions", "replay", redactions)
        copy = self.restored(file, replay=lambda stack: self.assertIn(
            "3 redactions replayed: 2 revisions of 2 articles redacted, 0 not here, 0 failed",
            self.succeed(run(*replay, stack=stack))))
        self.assertIn("3 redactions replayed: 0 revisions",
                      self.succeed(run(*replay, stack=copy)))
        status, output, _ = compare(copy)
        self.assertEqual(1, status)
        self.assertEqual(f"{lost.name}/revisions/1: only in 127.0.0.1:{source.port['storage']}\n",
                         output)
        self.assertEqual([], secrets_in(copy.postgres))
        self.assertEqual([names["Plain"]], found(copy, "plain"))
        self.assertEqual([[], []], [found(copy, secret) for secret in SECRETS])
        with self.subTest("a cursor of what is lost is refused"):
            with self.assertRaises(RpcFailure) as caught:
                copy.query.ListArticles(read_after=gone)
            self.assertEqual((grpc.StatusCode.OUT_OF_RANGE, "LOG_DIVERGED"),
                             (caught.exception.code, caught.exception.reason))
        with self.subTest("the list goes on behind the restore"):
            self.assertIn(": 0 added\n", self.succeed(run(*save, stack=copy)))

    def test_refuses_what_would_harm(self):
        file = directory / "kept.dump"
        self.succeed(backup(source.postgres, file))
        before = file.read_bytes()
        cut = directory / "cut.dump"
        cut.write_bytes(before[:len(before) // 2])
        empty = Cluster(directory / "empty")
        empty.start()
        self.addCleanup(empty.stop)
        for result, reason in (
                (backup(source.postgres, file), "is there already"),
                (backup(source.postgres, "/nowhere/file"), "can't write to /nowhere"),
                (run(ROOT / "deploy/backup", "--database", "password=x", "f"), "PGPASSFILE"),
                (run(ROOT / "deploy/restore", "--database", "postgresql://u:x@host/db", "f"),
                 "PGPASSFILE"),
                (run(ROOT / "deploy/backup", "f", "--database"), "lacks its value"),
                (run(ROOT / "deploy/backup", "--database", "host=/nowhere", directory / "none"),
                 "nothing was written"),
                (restore(source.postgres, file), "is not empty"),
                (restore(empty, cut), "nothing was changed"),
                (restore(empty, __file__), "is no backup")):
            with self.subTest(reason):
                self.assertIn(reason, result[2])
                self.assertIn(result[0], (1, 2))
        self.assertEqual(before, file.read_bytes())
        self.assertEqual([], list(directory.glob("none*")))
        self.succeed(restore(empty, file))

    def test_point_in_time_recovery(self):
        archive, base = directory / "archive", Cluster(directory / "base")
        archive.mkdir()
        shutil.chown(archive, source.postgres.superuser)
        source.postgres.query("ALTER SYSTEM SET archive_mode = on")
        source.postgres.query("ALTER SYSTEM SET archive_timeout = 60")
        source.postgres.query(
            f"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f.tmp "
            f"&& sync {archive}/%f.tmp && mv {archive}/%f.tmp {archive}/%f'")
        source.stop_postgres()
        source.start_postgres()
        base.copy_from(source.postgres.conninfo())
        source.await_serving("ingest")
        push(source, "Behind", "Between the base backup and the point.")
        digests = directory / "digests.txt"
        digests.write_text(self.succeed(run("broadsheet", "digests")))
        source.postgres.query("SELECT pg_create_restore_point('before')")
        gone = push(source, "Mistake", "What must not have been.").read_after
        segment = source.postgres.query("SELECT pg_walfile_name(pg_switch_wal())").strip()
        self.await_archived(segment)
        copy = self.enterContext(Stack(
            restore=lambda cluster: recover(cluster, base.data, archive, "before")))
        self.succeed(run(ROOT / "deploy/compare", digests, f"127.0.0.1:{copy.port['storage']}"))
        with self.assertRaises(RpcFailure) as caught:
            copy.query.ListArticles(read_after=gone)
        self.assertEqual("LOG_DIVERGED", caught.exception.reason)


if __name__ == "__main__":
    unittest.main()
