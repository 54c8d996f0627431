#!/usr/bin/python3
"""The checker on histories made by hand: quiet where storage kept its promises,
and naming each way not to."""
import dataclasses
import unittest

import checker
from history import Answer, Entry, History, Look, Page, Reading, Request, Result


def entry(position, commit="a", name="articles/1", revision=None, token=None, **fields):
    """A change; by default each is the next revision of one article."""
    token = token or f"t{position}"
    return Entry(position, commit.encode(), name, revision or position, token,
                 fields.get("title", token), fields.get("deleted", False),
                 fields.get("erased", False))


def request(first, last, outcome="REVISED", at=0.0, **fields):
    """An acknowledged request that wrote the changes from `first` to `last`."""
    results = tuple(Result(outcome, "articles/1", n, n) for n in range(first, last + 1))
    return Request("writer", f"r{first}", [f"t{n}" for n in range(first, last + 1)],
                   invoked=at, answers=[Answer(at, at + 1, results)], **fields)


def history(entries, requests, readings=(), looks=()):
    """A history that ends with this log."""
    made = History(requests=list(requests), readings=list(readings), looks=list(looks))
    made.log.pages = [Page(tuple(entries), head=len(entries), invoked=1000.0)]
    newest = {e.name: e for e in entries if e.revision > 0}
    made.final_looks = [Look(1001.0, e.name, e.revision, e.title, e.deleted)
                        for e in newest.values()]
    return made


class CheckerTest(unittest.TestCase):
    """One log of four changes in two commits, and what may be wrong with it."""

    def setUp(self):
        self.log = [entry(1, "a"), entry(2, "a"), entry(3, "b"), entry(4, "b")]
        self.requests = [request(1, 2, at=0.0), request(3, 4, at=10.0)]

    def rules(self, **others):
        """What the checker finds, by rule."""
        made = history(self.log, self.requests, **others)
        return {violation.rule for violation in checker.check(made)}

    def test_good_history_has_no_violations(self):
        watcher = Reading("watcher", [Page((self.log[0],), 2), Page(tuple(self.log[1:]), 4),
                                      Page((), 4)])
        looks = [Look(5.0, "articles/1", 2, "t2")]
        self.assertEqual(set(), self.rules(readings=[watcher], looks=looks))

    def test_acknowledged_write_that_is_not_there_is_lost(self):
        del self.log[3]
        self.assertEqual({checker.LOST, checker.HALF, checker.BEHIND}, self.rules())

    def test_lost_request_counts_each_of_its_writes(self):
        del self.log[2:]
        found = checker.check(history(self.log, self.requests))
        self.assertEqual(2, checker.lost(found))

    def test_another_write_at_the_acknowledged_position(self):
        self.log[0], self.log[1] = entry(1, token="t2"), entry(2, token="t1")
        self.assertIn(checker.LOST, self.rules())

    def test_write_that_took_effect_twice(self):
        self.log.append(entry(5, "c", token="t1"))
        self.assertEqual({checker.TWICE}, self.rules())

    def test_what_nobody_sent(self):
        self.log.append(entry(5, "c"))
        self.assertEqual({checker.UNASKED}, self.rules())

    def test_refused_request_that_took_effect(self):
        self.log.append(entry(5, "c"))
        self.requests.append(Request("editor", "", ["t5"], refused=True))
        self.assertEqual({checker.UNASKED}, self.rules())

    def test_unknown_outcome_may_be_either(self):
        self.requests[1].answers.clear()
        self.assertEqual(set(), self.rules())
        del self.log[2:]
        self.assertEqual(set(), self.rules())

    def test_unknown_outcome_may_not_be_half(self):
        self.requests[1].answers.clear()
        del self.log[3]
        self.assertEqual({checker.HALF}, self.rules())

    def test_request_in_two_commits(self):
        self.log[3] = entry(4, "c")
        self.assertEqual({checker.HALF}, self.rules())

    def test_gap_and_repeat_of_positions(self):
        self.log[3] = entry(5, "b", revision=4, token="t4")
        self.assertIn(checker.POSITIONS, self.rules())
        self.log[3] = entry(3, "b", revision=4, token="t4")
        self.assertIn(checker.POSITIONS, self.rules())

    def test_commits_between_each_other(self):
        self.log = [entry(1, "a"), entry(2, "b"), entry(3, "a")]
        self.requests = [request(n, n, at=10.0 * n) for n in (1, 2, 3)]
        self.assertEqual({checker.POSITIONS}, self.rules())

    def test_revision_that_is_missing(self):
        self.log[3] = entry(4, "b", revision=5)
        self.assertIn(checker.REVISIONS, self.rules())

    def test_same_request_answered_otherwise(self):
        self.requests[0].answers.append(request(1, 2, outcome="UNCHANGED").answers[0])
        self.assertEqual({checker.ANSWER}, self.rules())

    def test_article_twice_in_a_request_is_revised_in_order(self):
        self.requests[0].tokens.reverse()
        answer = self.requests[0].answers[0]
        self.requests[0].answers[0] = Answer(answer.invoked, answer.answered,
                                             tuple(reversed(answer.results)))
        self.assertEqual({checker.ANSWER}, self.rules())

    def test_new_write_answered_as_unchanged(self):
        self.requests[1] = request(3, 4, outcome="UNCHANGED", at=10.0)
        self.assertEqual({checker.ANSWER}, self.rules())

    def test_repeated_observation_must_be_unchanged(self):
        again = request(1, 2, outcome="UNCHANGED", at=20.0, repeats=True)
        again.answers[0] = Answer(20.0, 21.0, tuple(
            Result("UNCHANGED", "articles/1", 4, 0) for _ in range(2)))
        self.requests.append(again)
        self.assertEqual(set(), self.rules())
        again.answers[0] = Answer(20.0, 21.0, tuple(
            Result("REVISED", "articles/1", 4, 0) for _ in range(2)))
        self.assertEqual({checker.ANSWER}, self.rules())

    def test_later_request_before_an_acknowledged_one(self):
        self.requests[0], self.requests[1] = request(3, 4, at=0.0), request(1, 2, at=10.0)
        self.assertEqual({checker.BEHIND}, self.rules())

    def test_watcher_that_missed_a_change(self):
        watcher = Reading("watcher", [Page((self.log[0], self.log[2]), 4)])
        self.assertEqual({checker.READER}, self.rules(readings=[watcher]))

    def test_watcher_that_saw_a_change_twice(self):
        watcher = Reading("watcher", [Page((self.log[0],), 4), Page((self.log[0],), 4)])
        self.assertEqual({checker.READER}, self.rules(readings=[watcher]))

    def test_watcher_that_saw_what_the_log_does_not_have(self):
        watcher = Reading("watcher", [Page((entry(1, "x"),), 1)])
        self.assertEqual({checker.READER}, self.rules(readings=[watcher]))

    def test_watcher_whose_cursor_was_refused(self):
        watcher = Reading("watcher", [Page((self.log[0],), 4)], refused="LOG_DIVERGED")
        self.assertEqual({checker.READER}, self.rules(readings=[watcher]))

    def test_heartbeat_ahead_of_what_was_delivered(self):
        watcher = Reading("watcher", [Page((self.log[0],), 2), Page((), 2)])
        self.assertEqual({checker.READER}, self.rules(readings=[watcher]))

    def test_head_behind_an_acknowledgement(self):
        pager = Reading("pager", [Page((self.log[0],), 1, invoked=2.0)])
        self.assertEqual({checker.BEHIND}, self.rules(readings=[pager]))
        before = Reading("pager", [Page((self.log[0],), 1, invoked=0.5)])
        self.assertEqual(set(), self.rules(readings=[before]))

    def test_article_behind_an_acknowledgement(self):
        self.assertEqual({checker.BEHIND},
                         self.rules(looks=[Look(5.0, "articles/1", 1, "t1")]))

    def test_article_other_than_in_the_log(self):
        self.assertEqual({checker.READER},
                         self.rules(looks=[Look(5.0, "articles/1", 2, "t4")]))

    def test_article_that_is_not_deleted_as_the_log_has_it(self):
        self.log[3] = entry(4, "b", title="t3", deleted=True)
        self.assertEqual(set(), self.rules(looks=[Look(15.0, "articles/1", 4, "t3", True)]))
        self.assertEqual({checker.READER},
                         self.rules(looks=[Look(15.0, "articles/1", 4, "t3", False)]))

    def test_delivery_of_a_deleted_article_must_be_suppressed(self):
        suppressed = request(5, 5, outcome="SUPPRESSED", at=20.0, suppressed=True)
        suppressed.answers[0] = Answer(20.0, 21.0, (Result("SUPPRESSED", "articles/1", 4, 0),))
        self.requests.append(suppressed)
        self.assertEqual(set(), self.rules())
        self.log.append(entry(5, "c"))
        self.assertEqual({checker.UNASKED}, self.rules())
        del self.log[4]
        suppressed.answers[0] = Answer(20.0, 21.0, (Result("REVISED", "articles/1", 5, 5),))
        self.assertEqual({checker.ANSWER, checker.BEHIND}, self.rules())

    def redact(self, at=20.0, **fields):
        """Redacts the article in a third commit, and all that was in the log of it."""
        self.log.append(entry(5, "c", token="r5 articles/1", title="", deleted=True))
        result = Result("REDACTED", "articles/1", 0, 5)
        self.requests.append(Request("archivist", "", ["r5 articles/1"], invoked=at, whole=True,
                                     redacts=("articles/1",),
                                     answers=[Answer(at, at + 1, (result,))], **fields))
        for position in fields.get("revisions") or (1, 2, 3, 4):
            self.erase(position)

    def erase(self, position):
        """As the log has an entry whose content is gone."""
        self.log[position - 1] = dataclasses.replace(self.log[position - 1], token="", title="",
                                                     erased=True)

    def test_redacted_article_is_erased(self):
        before = Reading("watcher", [Page(tuple(self.log), 4)])
        looks = [Look(15.0, "articles/1", 4, "t4"), Look(25.0, "articles/1", 5, "", True)]
        self.redact()
        after = Reading("pager", [Page(tuple(self.log), 5, invoked=25.0)])
        self.assertEqual(set(), self.rules(readings=[before, after], looks=looks))

    def test_redacted_revisions_are_erased(self):
        self.redact(revisions=(1, 3))
        self.log[4] = entry(5, "c", token="r5 articles/1", title="t4")
        self.assertEqual(set(), self.rules())

    def test_redacted_entry_that_is_still_there(self):
        kept = self.log[1]
        self.redact()
        self.log[1] = kept
        self.assertEqual({checker.KEPT}, self.rules())

    def test_reader_that_is_given_what_was_redacted(self):
        kept = tuple(self.log)
        self.redact()
        pager = Reading("pager", [Page((*kept, self.log[4]), 5, invoked=25.0)])
        self.assertEqual({checker.KEPT}, self.rules(readings=[pager]))

    def test_redacted_article_that_goes_on(self):
        self.redact()
        self.log.append(entry(6, "d"))
        self.requests.append(request(6, 6, at=30.0))
        self.assertEqual({checker.KEPT}, self.rules())

    def test_erased_entry_that_nobody_redacted(self):
        self.erase(2)
        self.assertEqual({checker.ERASED}, self.rules())

    def merge(self):
        """Merges another article, in a commit of two entries."""
        self.log += [entry(5, "c", "articles/2", 1, "t5"), entry(6, "d", token="m6 whole", revision=5),
                     entry(7, "d", "articles/2", 2, "m6 part")]
        created = Result("CREATED", "articles/2", 1, 5)
        merged = Result("MERGED", "articles/1", 5, 7)
        self.requests += [
            Request("archivist", "r5", ["t5"], invoked=20.0, answers=[Answer(20.0, 21.0, (created,))]),
            Request("archivist", "", ["m6 whole", "m6 part"], invoked=22.0, whole=True,
                    answers=[Answer(22.0, 23.0, (merged,))])]

    def test_merge_is_one_commit(self):
        self.merge()
        self.assertEqual(set(), self.rules())
        self.log[6] = entry(7, "e", "articles/2", 2, "m6 part")
        self.assertEqual({checker.LOST, checker.HALF}, self.rules())

    def test_acknowledged_merge_that_is_half_there(self):
        self.merge()
        del self.log[6]
        self.assertEqual({checker.LOST, checker.HALF, checker.BEHIND}, self.rules())

    def test_article_that_was_never_found_at_the_end(self):
        made = history(self.log, self.requests)
        made.final_looks.clear()
        self.assertEqual({checker.READER}, {v.rule for v in checker.check(made)})


if __name__ == "__main__":
    unittest.main()
