#!/usr/bin/python3
"""The database that storage works on is replaced by an older state of it, while it
runs: readers whose cursor the log still holds go on, the others are told."""
import itertools
import shutil
import threading
import time
import unittest

import grpc

from contract import RpcFailure, article_pb2, storage_pb2
from gate import CONNINFO, Gate
from stand import Stand

_SITE = "https://recovery.example.org"


class Watcher(threading.Thread):
    """Follows the log from a cursor until it is cut off with a reason."""

    def __init__(self, stand, after):
        super().__init__(daemon=True)
        self._stand = stand
        self.after = after
        self.heads = []
        self.failure = None
        self.start()

    def run(self):
        while self.failure is None:
            try:
                request = storage_pb2.WatchChangesRequest(after=self.after)
                for message in self._stand.storages[0].stream("WatchChanges", request, 60):
                    self.heads.append(message.head)
                    if message.changes:
                        self.after = message.changes[-1].cursor
            except RpcFailure as failure:
                if failure.code != grpc.StatusCode.UNAVAILABLE:
                    self.failure = failure
                time.sleep(0.05)


class RecoveryTest(unittest.TestCase):
    """Each test brings the database back in another way to where it was when the
    log ended at `kept`; what was written up to `gone` is no more."""

    def setUp(self):
        self._numbers = itertools.count()

    def prepare(self, stand):
        """Writes what is there to stay."""
        self.stand = stand
        self.kept = self.write(3)

    def write(self, count):
        """Writes that many changes, once storage can; the cursor of the last."""
        request = storage_pb2.BatchWriteArticlesRequest(request_id=f"r{next(self._numbers)}")
        for _ in range(count):
            number = next(self._numbers)
            article = article_pb2.Article(title=f"Number {number}",
                                          canonical_uri=f"{_SITE}/{number}")
            article.source.site_uri = _SITE
            write = request.writes.add(article=article, origin="feeds/one",
                                       observation_digest=str(number).encode())
            write.observe_time.seconds = 1_780_000_000
        answer = self.until_available(
            lambda: self.stand.storages[1].BatchWriteArticles(request, timeout=5))
        self.assertEqual(["CREATED"] * count, [
            article_pb2.WriteOutcome.Name(result.outcome).removeprefix("WRITE_OUTCOME_")
            for result in answer.results])
        return answer.read_after

    def until_available(self, call, timeout=30):
        """What `call` answers once the database is there."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                return call()
            except RpcFailure as failure:
                if failure.code != grpc.StatusCode.UNAVAILABLE or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def changes(self, after):
        """The log behind a cursor, and its head."""
        page = self.until_available(
            lambda: self.stand.storages[0].ListChanges(after=after, timeout=5))
        return list(page.changes), page.head

    def assert_diverged(self, after):
        """The log does not go on behind this cursor."""
        with self.assertRaises(RpcFailure) as caught:
            self.changes(after)
        self.assertEqual((grpc.StatusCode.OUT_OF_RANGE, "LOG_DIVERGED"),
                         (caught.exception.code, caught.exception.reason))

    def check(self, gone, lost_watcher):
        """What readers see of a log that was set back to `kept`, before and after it
        has outgrown `gone`."""
        self.assert_diverged(gone)
        lost_watcher.join(30)
        self.assertFalse(lost_watcher.is_alive(), "a watch did not notice")
        self.assertEqual("LOG_DIVERGED", lost_watcher.failure.reason)
        changes, head = self.changes(self.kept)
        self.assertEqual([], changes)
        self.assertEqual((self.kept.position, self.kept.commit_id),
                         (head.position, head.commit_id))
        watcher = Watcher(self.stand, self.kept)

        now = self.write(gone.position - self.kept.position + 2)
        self.assertGreater(now.position, gone.position)
        self.assertGreater(now.epoch, gone.epoch)
        self.assert_diverged(gone)
        changes, head = self.changes(self.kept)
        self.assertEqual(list(range(self.kept.position + 1, now.position + 1)),
                         [change.cursor.position for change in changes])
        self.assertEqual({now.epoch}, {change.cursor.epoch for change in changes})
        self.assertEqual(now, head)
        self.await_true(lambda: watcher.after == now, "the watch from before did not go on")

    def await_true(self, condition, otherwise, timeout=30):
        """Waits for a condition."""
        deadline = time.monotonic() + timeout
        while not condition():
            self.assertLess(time.monotonic(), deadline, otherwise)
            time.sleep(0.05)

    def test_dump_and_restore(self):
        with Stand() as stand:
            self.prepare(stand)
            old, new = stand.cluster, stand.another_cluster("restored")
            dump = old.directory / "dump"
            old.run("pg_dump", "--format=custom", f"--file={dump}", old.conninfo())
            gone = self.write(2)
            watcher = Watcher(stand, gone)
            new.start()
            new.run("pg_restore", "--clean", "--if-exists", f"--dbname={new.conninfo()}", dump)
            stand.move_to(new)
            old.stop()
            self.check(gone, watcher)

    def test_point_in_time_recovery(self):
        with Stand() as stand:
            old, new = stand.cluster, stand.another_cluster("recovered")
            archive = old.directory / "archive"
            old.run("mkdir", archive)
            old.query(f"ALTER SYSTEM SET archive_command = 'cp %p {archive}/%f'")
            old.query("ALTER SYSTEM SET archive_mode = on")
            old.stop()
            old.start()
            new.copy_from(old.conninfo(database="postgres"))
            self.prepare(stand)
            old.query("SELECT pg_create_restore_point('kept')")
            gone = self.write(2)
            watcher = Watcher(stand, gone)
            old.query("SELECT pg_switch_wal()")
            old.stop()
            new.configure("recovery.signal", archive_command="", archive_mode="off",
                          restore_command=f"cp {archive}/%f %p",
                          recovery_target_name="kept", recovery_target_action="promote")
            new.start_server()
            self.await_true(lambda: new.query("SELECT pg_is_in_recovery()") == "f",
                            "the recovery did not end")
            stand.move_to(new)
            self.check(gone, watcher)

    def test_standby_that_lagged_is_promoted(self):
        with Stand() as stand:
            old, new = stand.cluster, stand.another_cluster("standby")
            with Gate(old.socket_path) as to_standby:
                new.copy_from(old.conninfo(database="postgres"))
                primary = CONNINFO.format(port=to_standby.port) + " user=" + old.superuser
                new.configure("standby.signal", primary_conninfo=primary)
                new.start_server()
                self.prepare(stand)
                self.await_true(
                    lambda: new.query("SELECT max(position) FROM storage.change") == "3",
                    "the standby did not follow")
                to_standby.close()
                gone = self.write(2)
                watcher = Watcher(stand, gone)
                old.kill()
                new.query("SELECT pg_promote()")
                stand.move_to(new)
                self.check(gone, watcher)

    def test_copy_of_the_files_is_put_back(self):
        with Stand() as stand:
            self.prepare(stand)
            stand.cluster.stop()
            copy = stand.cluster.directory / "copy"
            stand.cluster.run("cp", "-a", stand.cluster.data, copy)
            stand.cluster.start()
            gone = self.write(2)
            watcher = Watcher(stand, gone)
            stand.cluster.stop()
            shutil.rmtree(stand.cluster.data)
            copy.rename(stand.cluster.data)
            stand.cluster.start()
            self.assertEqual(str(gone.epoch + 1), stand.run_storage("--new_epoch"))
            self.check(gone, watcher)


if __name__ == "__main__":
    unittest.main()
