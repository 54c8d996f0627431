#!/usr/bin/python3
"""Feeds whose hub tells of changes (WebSub), with a hub that keeps its word, and one that does not."""
import time
import unittest

from contract import feed_pb2
from google.protobuf import field_mask_pb2
from hub import Hub, get, post
from processes import free_port
from stack import Stack
from website import Website, rss

State = feed_pb2.Feed.Hub.State
HOUR = 3600

stack = None
site = None


def setUpModule():  # pylint: disable=invalid-name
    """Starts what all tests share."""
    global stack, site  # pylint: disable=global-statement
    port = free_port()
    stack = unittest.enterModuleContext(Stack(ingest=[
        f"--websub_callback_uri=http://127.0.0.1:{port}/hubs/",
        f"--websub_listen=127.0.0.1:{port}"]))
    site = unittest.enterModuleContext(Website())


def item(name, title=None):
    """An item of a feed."""
    return {"title": title or f"News of {name}", "link": f"{site.uri}/{name}", "guid": f"{site.uri}/{name}",
            "pubDate": "Mon, 05 Jan 2026 10:00:00 +0800", "description": f"All about {name}."}


class WebSubTest(unittest.TestCase):
    """A feed, the site that it is of, and its hub."""

    def setUp(self):
        self.hub = self.enterContext(Hub())
        if "lease" in self.id():
            self.hub.lease = 6
        self.path = f"/{self.id().rsplit('.', 1)[-1]}.rss"
        self.topic = site.uri + self.path
        self.publish("first")
        self.feed = stack.ingest.CreateFeed(feed=feed_pb2.Feed(uri=self.topic)).name
        self.poll()

    def tearDown(self):
        stack.ingest.DeleteFeed(name=self.feed)

    def document(self, *names):
        """The feed with these entries."""
        media_type, body = rss(site.uri, [item(name) for name in names])
        links = (f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{self.hub.uri}"/>'
                 f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="{self.topic}"/>')
        return media_type, body.replace(b"<channel>", f"<channel>{links}".encode())

    def publish(self, *names):
        """Has the site show these entries."""
        site.pages[self.path] = self.document(*names)

    def poll(self):
        """What a poll comes to."""
        return stack.ingest.PollFeed(name=self.feed).counts

    def get(self):
        """The feed as it is now."""
        return stack.ingest.GetFeed(name=self.feed)

    def until(self, condition, seconds=30):
        """Waits for something."""
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, self.get())
            time.sleep(0.05)

    def subscribe(self):
        """Waits until the hub has agreed, and a poll has seen what it may not have told of."""
        self.until(lambda: self.get().hub.state == State.STATE_ACTIVE)
        self.poll()

    def requests(self):
        """How often the site was asked for the feed."""
        return site.requests.count(self.path)

    def articles(self, name):
        """How many articles have that link."""
        pages = stack.storage.ListChanges(page_size=1000).changes
        return len({change.article.revision.snapshot.name for change in pages
                    if change.article.revision.snapshot.canonical_uri == f"{site.uri}/{name}"})

    def polled_within(self, seconds):
        """Whether the next poll comes so soon."""
        return self.get().next_poll_time.seconds - time.time() < seconds

    def count(self, line):
        """The value of a metric, 0 where it is not there."""
        values = [text.rpartition(" ")[2] for text in stack.metrics("ingest").splitlines()
                  if text.startswith(line)]
        return float(values[0]) if values else 0

    def test_hub_that_agrees_makes_polls_rare(self):
        self.subscribe()
        form = self.hub.requests[0]
        self.assertEqual(("subscribe", self.topic), (form["hub.mode"], form["hub.topic"]))
        self.assertGreaterEqual(len(form["hub.secret"]), 40)
        self.assertRegex(form["hub.callback"], r"/hubs/[0-9a-f]{48}$")
        self.assertEqual(864_000, int(form["hub.lease_seconds"]))
        hub = self.get().hub
        self.assertEqual((self.hub.uri, self.topic, ""), (hub.uri, hub.topic_uri, hub.note))
        self.assertAlmostEqual(time.time() + self.hub.lease, hub.lease_end_time.seconds, delta=60)
        self.assertFalse(self.polled_within(5 * HOUR), self.get())
        self.assertTrue(self.polled_within(7 * HOUR), self.get())

    def test_what_is_signed_comes_in_without_a_poll(self):
        self.subscribe()
        polls, planned = self.requests(), self.get().next_poll_time
        for number, method in enumerate(("sha1", "sha256", "sha384", "sha512")):
            name = f"signed-{number}"
            self.assertEqual(202, self.hub.deliver(self.topic, self.document(name), method))
            self.until(lambda name=name: self.articles(name) == 1)
        self.assertEqual(polls, self.requests())
        self.until(lambda: self.get().next_poll_time == planned)
        self.assertTrue(self.get().hub.HasField("last_notification_time"))
        self.publish("signed-3", "signed-2", "signed-1", "signed-0", "first")
        counts = self.poll()
        self.assertEqual((0, 0, 5), (counts.created, counts.revised, counts.unchanged))
        self.assertEqual(State.STATE_ACTIVE, self.get().hub.state)

    def test_what_is_wrongly_signed_is_thrown_away(self):
        self.subscribe()
        bad = 'broadsheet_websub_calls_total{mode="publish",outcome="bad_signature"}'
        before = self.count(bad)
        self.assertEqual(202, self.hub.deliver(self.topic, self.document("forged"), secret="guess"))
        callback = self.hub.subscribers[self.topic]["hub.callback"]
        media_type, body = self.document("unsigned")
        self.assertEqual(202, post(callback, body, {"Content-Type": media_type}))
        self.assertEqual(410, post(callback[:-4] + "0000", body, {"Content-Type": media_type}))
        self.assertEqual(before + 2, self.count(bad))
        self.assertEqual(202, self.hub.deliver(self.topic, self.document("right")))
        self.until(lambda: self.articles("right") == 1)
        self.assertEqual((0, 0), (self.articles("forged"), self.articles("unsigned")))

    def test_only_what_was_asked_for_is_agreed_to(self):
        self.subscribe()
        callback = self.hub.requests[0]["hub.callback"]
        fine = {"hub.mode": "subscribe", "hub.topic": self.topic, "hub.challenge": "x"}
        self.assertEqual((200, "x"), get(callback, fine), "a hub may not have heard the answer")
        for wrong in ({"hub.topic": f"{self.topic}2"}, {"hub.mode": "unsubscribe"}, {"hub.mode": "publish"},
                      {"hub.challenge": ""}):
            self.assertEqual(404, get(callback, {**fine, **wrong})[0], wrong)
        self.assertEqual(404, get(callback[:-4] + "0000", fine)[0])
        self.assertEqual(404, get(callback.rpartition("/")[0], fine)[0])
        self.assertEqual(404, get(callback, {**fine, "hub.mode": "denied", "hub.topic": "x"})[0])
        self.assertEqual(State.STATE_ACTIVE, self.get().hub.state)

    def test_after_a_refusal_the_feed_is_polled_as_any(self):
        self.subscribe()
        self.assertFalse(self.polled_within(5 * HOUR))
        self.assertEqual(200, self.hub.deny(self.hub.requests[0], "no such\nfeed"))
        hub = self.get().hub
        self.assertEqual((State.STATE_DENIED, "the hub refused: no such feed"), (hub.state, hub.note))
        self.assertTrue(self.polled_within(2 * HOUR), self.get())
        self.poll()
        self.assertTrue(self.polled_within(2 * HOUR), self.get())

    def test_hub_that_falls_silent_is_not_relied_on_until_it_speaks_again(self):
        self.subscribe()
        misses = self.count("broadsheet_websub_misses_total")
        self.publish("untold", "first")
        self.assertEqual(1, self.poll().created)
        hub = self.get().hub
        self.assertEqual(State.STATE_SILENT, hub.state)
        self.assertEqual("a poll found what the hub had not told of", hub.note)
        self.assertTrue(self.polled_within(2 * HOUR), self.get())
        self.assertEqual(misses + 1, self.count("broadsheet_websub_misses_total"))
        self.poll()
        self.assertEqual(State.STATE_SILENT, self.get().hub.state, "it has not spoken")
        self.publish("told", "untold", "first")
        self.hub.deliver(self.topic, self.document("told"))
        self.until(lambda: self.articles("told") == 1)
        self.assertEqual(0, self.poll().created)
        self.assertEqual((State.STATE_ACTIVE, ""), (self.get().hub.state, self.get().hub.note))
        self.assertFalse(self.polled_within(5 * HOUR), self.get())

    def test_body_that_can_not_be_read_has_the_feed_fetched(self):
        self.subscribe()
        self.publish("fetched", "first")
        self.assertEqual(202, self.hub.deliver(self.topic, ("application/rss+xml", b"<rss><chan")))
        self.until(lambda: self.articles("fetched") == 1)
        self.assertEqual(State.STATE_ACTIVE, self.get().hub.state)
        self.assertFalse(self.polled_within(5 * HOUR), self.get())

    def test_flood_loses_nothing_and_stops_nobody(self):
        self.subscribe()
        names = [f"flood-{number}" for number in range(60)]
        self.publish(*names)
        for name in names:
            self.assertEqual(202, self.hub.deliver(self.topic, self.document(name)))
        self.until(lambda: all(self.articles(name) == 1 for name in names), 60)
        self.assertEqual(0, self.poll().created)

    def test_too_large_a_body_is_refused(self):
        self.subscribe()
        media_type, body = self.document("large")
        large = (media_type, body + b"<!--" + b"x" * (5 << 20) + b"-->")
        self.assertIn(self.status_of(large), (413, None))
        self.assertEqual(202, self.hub.deliver(self.topic, self.document("small")))

    def status_of(self, document):
        """The answer to a delivery; None where the connection ended before it was sent."""
        try:
            return self.hub.deliver(self.topic, document)
        except OSError:
            return None

    def test_lease_is_renewed_and_its_end_is_noticed(self):
        self.until(lambda: self.get().hub.state == State.STATE_ACTIVE)
        began = self.get().hub.verify_time
        self.until(lambda: len(self.hub.requests) >= 3)
        first, second, third = self.hub.requests[:3]
        self.assertEqual(first, second)
        self.assertEqual(first, third)
        self.assertEqual((State.STATE_ACTIVE, began), (self.get().hub.state, self.get().hub.verify_time))
        self.hub.verifies = False
        self.until(lambda: self.get().hub.state == State.STATE_REQUESTED)
        self.assertEqual("its lease ended, and the hub had not renewed it", self.get().hub.note)
        self.poll()
        self.assertTrue(self.polled_within(2 * HOUR), self.get())

    def test_hub_is_told_when_its_feed_goes(self):
        self.subscribe()
        form = self.hub.subscribers[self.topic]
        feed = feed_pb2.Feed(name=self.feed, ignore_hub=True)
        stack.ingest.UpdateFeed(feed=feed, update_mask=field_mask_pb2.FieldMask(paths=["ignore_hub"]))
        self.until(lambda: self.topic not in self.hub.subscribers)
        self.assertEqual(("unsubscribe", self.topic, 200), self.hub.confirmations[-1])
        self.assertEqual(410, post(form["hub.callback"], b"x", {}))
        self.poll()
        self.assertEqual(State.STATE_UNSPECIFIED, self.get().hub.state)
        self.assertTrue(self.polled_within(2 * HOUR), self.get())
        feed.ignore_hub = False
        stack.ingest.UpdateFeed(feed=feed, update_mask=field_mask_pb2.FieldMask(paths=["ignore_hub"]))
        self.until(lambda: self.topic in self.hub.subscribers)
        self.assertNotEqual(form["hub.callback"], self.hub.subscribers[self.topic]["hub.callback"])
        self.assertNotEqual(form["hub.secret"], self.hub.subscribers[self.topic]["hub.secret"])

    def test_accepted_notification_outlives_ingest(self):
        self.subscribe()
        stack.freeze("storage")
        self.assertEqual(202, self.hub.deliver(self.topic, self.document("kept")))
        time.sleep(1)
        stack.kill("ingest")
        stack.thaw("storage")
        stack.start("ingest")
        stack.await_serving("ingest")
        self.until(lambda: self.articles("kept") == 1, 90)
        self.assertEqual(1, self.articles("first"))


if __name__ == "__main__":
    unittest.main()
