#!/usr/bin/python3
"""A stack that asks who calls: each role may do what it says and no more, the record
names who did what, and what is said of tokens counts without a restart."""
import subprocess
import time
import unittest

import grpc

from contract import RpcFailure, article_pb2, connect, query_pb2
from processes import (binaries, clean_environment, free_port, remove_directory,
                       temporary_directory, wait_until)
from stack import Stack

# Who may call storage, and who the others.
_STORAGE = {"ingest": "admin", "query": "reader"}
_PUBLIC = {"web": "reader", "agency": "writer", "desk": "editor", "chief": "admin"}


def broadsheet(*arguments):
    """What the command line printed, and how it ended."""
    return subprocess.run([binaries("broadsheet") / "broadsheet", *map(str, arguments)],
                          env=clean_environment(), capture_output=True, text=True, check=False)


def make_tokens(callers, file, *quota):
    """Tokens of `callers` by name, listed in `file`; each is in a file of its own beside it."""
    tokens = {}
    for name, role in callers.items():
        made = broadsheet("tokens", "create", name, "--role", role, "--callers-file", file, *quota)
        tokens[name] = made.stdout.strip()
        secret = token_file(name)
        secret.touch(mode=0o600)
        secret.write_text(made.stdout)
    return tokens


def token_file(name):
    """The file that holds the token of one of the callers."""
    return directory / f"{name}.token"


def setUpModule():
    """One stack for all tests of the file."""
    global directory, stack, tokens
    directory = temporary_directory()
    unittest.addModuleCleanup(remove_directory, directory)
    storage, public = directory / "storage", directory / "public"
    tokens = make_tokens(_STORAGE, storage) | make_tokens(_PUBLIC, public)
    stack = unittest.enterModuleContext(Stack(
        storage=[f"--callers_file={storage}"],
        ingest=[f"--callers_file={public}", f"--token_file={token_file('ingest')}"],
        query=[f"--callers_file={public}", f"--token_file={token_file('query')}"],
        web=[f"--token_file={token_file('web')}"]))


def client(service, name):
    """A client of `service` with the token of `name`."""
    return connect(service, stack.port[service], token=tokens[name])[1]


def new_reader(name, *quota):
    """A client of query with a new token, once query knows it."""
    tokens.update(make_tokens({name: "reader"}, directory / "public", *quota))
    reader = client("query", name)
    wait_until(lambda: may_list(reader), stack.process("query"))
    return reader


def may_list(reader):
    """Whether query lists articles for a client."""
    try:
        return reader.ListArticles() is not None
    except RpcFailure:
        return False


def article(slug):
    """An article that can be pushed."""
    return article_pb2.Article(title=f"About {slug}", canonical_uri=f"https://agency.example/{slug}",
                               body_html=f"<p>All about {slug}.</p>", language_code="en")


class CallersTest(unittest.TestCase):
    """What callers may do."""

    def assert_refused(self, code, why, call, **request):
        """That a call fails so."""
        with self.assertRaises(RpcFailure) as caught:
            call(**request)
        self.assertEqual((code, why), (caught.exception.code, caught.exception.reason))

    def test_each_role_may_do_what_it_says(self):
        agency, desk, chief = (client("ingest", name) for name in ("agency", "desk", "chief"))
        name = agency.PushArticle(article=article("roles")).result.name
        self.assert_refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_REQUIRED",
                            agency.DeleteArticle, name=name)
        desk.DeleteArticle(name=name)
        desk.UndeleteArticle(name=name)
        self.assert_refused(grpc.StatusCode.PERMISSION_DENIED, "ROLE_REQUIRED",
                            desk.RedactArticle, name=name, reason="by mistake")
        redacted = chief.RedactArticle(name=name, reason="court order 9")
        query = client("query", "agency")
        query.GetArticle(name=name, read_after=redacted.read_after)
        revisions = query.ListRevisions(parent=name).revisions
        self.assertEqual(["chief", "desk", "desk", "push/agency"],
                         [revision.actor for revision in revisions])

    def test_who_sends_no_token_gets_nothing_but_health(self):
        for call, request in ((stack.ingest.PushArticle, {"article": article("nobody")}),
                              (stack.query.ListArticles, {}), (stack.storage.ListChanges, {})):
            self.assert_refused(grpc.StatusCode.UNAUTHENTICATED, "TOKEN_REQUIRED", call, **request)
        self.assert_refused(grpc.StatusCode.UNAUTHENTICATED, "TOKEN_UNKNOWN",
                            client("storage", "chief").ListChanges)

    def test_web_shows_pages_with_a_token_of_its_own(self):
        pushed = client("ingest", "agency").PushArticle(article=article("pages"))
        shown = client("query", "web").GetArticle(name=pushed.result.name,
                                                  read_after=pushed.read_after)
        status, _, page = stack.page(f"/{shown.path}")
        self.assertEqual(200, status)
        self.assertIn("About pages", page)

    def test_same_request_id_of_another_caller_is_another_request(self):
        first = client("ingest", "agency").PushArticle(request_id="1", article=article("first"))
        second = client("ingest", "desk").PushArticle(request_id="1", article=article("second"))
        self.assertNotEqual(first.result.name, second.result.name)

    def test_token_is_made_and_revoked_without_a_restart(self):
        guest = new_reader("guest")
        self.assertEqual(0, broadsheet("tokens", "revoke", "guest", "--callers-file",
                                       directory / "public").returncode)
        wait_until(lambda: not may_list(guest), stack.process("query"))

    def test_token_that_is_revoked_ends_what_is_open(self):
        events = new_reader("wire").stream("WatchArticles", query_pb2.WatchArticlesRequest(), timeout=60)
        next(events)
        broadsheet("tokens", "revoke", "wire", "--callers-file", directory / "public")
        # The services look at the list once a second.
        time.sleep(2)
        client("ingest", "agency").PushArticle(article=article("unseen"))
        with self.assertRaises(RpcFailure) as ended:
            for event in events:
                self.assertNotEqual("About unseen", event.article.title)
        self.assertEqual("TOKEN_UNKNOWN", ended.exception.reason)

    def test_who_has_used_up_his_quota_is_told_when_to_come_again(self):
        crawler = new_reader("crawler", "--requests-per-minute", 30)
        with self.assertRaises(RpcFailure) as refused:
            for _ in range(120):
                crawler.ListArticles()
        self.assertEqual((grpc.StatusCode.RESOURCE_EXHAUSTED, "QUOTA_EXCEEDED",
                          {"quota": "requests_per_minute"}),
                         (refused.exception.code, refused.exception.reason,
                          refused.exception.metadata))
        self.assertLess(0, refused.exception.retry_seconds)
        self.assertGreater(10, refused.exception.retry_seconds)
        # Others have theirs.
        client("query", "agency").ListArticles()

    def test_command_line_calls_with_a_token(self):
        command, environment = stack.cli
        run = lambda *arguments: subprocess.run([command, *arguments], env=environment,
                                                capture_output=True, text=True, check=False)
        refused = run("list")
        self.assertNotEqual(0, refused.returncode)
        self.assertIn("authorization: Bearer", refused.stderr)
        self.assertEqual(0, run("--token-file", token_file("web"), "list").returncode)
        self.assertEqual(0, run("status").returncode)

    def test_no_token_is_in_a_log(self):
        for service in ("storage", "ingest", "query", "web"):
            log = stack.log(service)
            for token in tokens.values():
                self.assertNotIn(token, log)

    def test_port_beyond_this_machine_takes_callers(self):
        ended = subprocess.run(
            [binaries("storage") / "storage", f"--listen=0.0.0.0:{free_port()}", "--listen_without_tls"],
            env=clean_environment(), capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(1, ended.returncode)
        self.assertEqual(1, ended.stderr.count("\n"), ended.stderr)
        self.assertIn("--let_everybody_call", ended.stderr)


if __name__ == "__main__":
    unittest.main()
