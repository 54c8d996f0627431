#!/usr/bin/python3
"""The checker sees what it is there for: storage with a bug, made from outside of
it, does not pass."""
import time
import unittest

import checker
import fault_run
import scenarios
from gate import AtCommit
from stand import Stand

# A function of ours is found before PostgreSQL's of the same name. Without the
# primary key, which would turn the bug into refusals.
_NO_LOG_LOCK = """
CREATE FUNCTION storage.pg_advisory_xact_lock(integer) RETURNS void LANGUAGE sql AS '';
ALTER ROLE storage IN DATABASE broadsheet SET search_path = storage, pg_catalog;
ALTER TABLE storage.change DROP CONSTRAINT change_pkey;
CREATE INDEX ON storage.change (position);
"""
_NO_LEDGER = """
CREATE FUNCTION storage.forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER forget BEFORE INSERT ON storage.request_ledger
  FOR EACH ROW EXECUTE FUNCTION storage.forget();
"""
_NO_ERASURE = """
CREATE FUNCTION storage.keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE UPDATE ON storage.revision
  FOR EACH ROW WHEN (NEW.snapshot IS NULL) EXECUTE FUNCTION storage.keep();
"""
_SECONDS = 4.0


def _nothing_breaks(_stand, _rng, seconds):
    time.sleep(seconds)
    return 0


def _killed_after_the_answer(stand, rng, _seconds):
    """PostgreSQL is killed while commits are on their way that are answered already."""
    kills = 4
    stand.gate.stall = 0.1
    stand.gate.at_commit = lambda: AtCommit.ANSWER_FIRST
    for _ in range(kills):
        time.sleep(rng.uniform(0.5, 1.0))
        stand.cluster.kill()
        stand.cluster.start()
    stand.gate.at_commit = lambda: AtCommit.PASS
    return kills


class SeededBugsTest(unittest.TestCase):
    """Each bug is seen by the rule that it breaks; without one, nothing is."""

    def rules(self, breaks, sql=""):
        """The rules that a run of some seconds broke."""
        with Stand(sql=sql) as stand:
            report = fault_run.run(stand, breaks, _SECONDS, seed=1)
        print(f"\n{self.id().rpartition('.')[2]}: {report}", flush=True)
        for rule in sorted({violation.rule for violation in report.violations}):
            found = [violation.text for violation in report.violations if violation.rule == rule]
            print(f"  {len(found)} {rule}, such as: {found[0]}", flush=True)
        return {violation.rule for violation in report.violations}

    def test_no_bug(self):
        self.assertEqual(set(), self.rules(_nothing_breaks))

    def test_no_log_lock(self):
        found = self.rules(_nothing_breaks, _NO_LOG_LOCK)
        self.assertIn(checker.READER, found)

    def test_no_ledger(self):
        found = self.rules(scenarios.storage_is_killed, _NO_LEDGER)
        self.assertIn(checker.ANSWER, found)

    def test_no_erasure(self):
        found = self.rules(_nothing_breaks, _NO_ERASURE)
        self.assertIn(checker.KEPT, found)

    def test_acknowledgement_before_the_commit(self):
        found = self.rules(_killed_after_the_answer)
        self.assertIn(checker.LOST, found)


if __name__ == "__main__":
    unittest.main()
