#!/usr/bin/python3
"""A stack whose services speak TLS, with certificates as deploy/certificates makes them: who calls
storage shows one of his own, new ones count without a restart, and who is not let in is told why."""
import shutil
import ssl
import subprocess
import unittest

import grpc

from certificates import Certificates
from contract import RpcFailure, article_pb2, connect
from processes import (binaries, clean_environment, free_port, remove_directory, temporary_directory,
                       wait_until)
from stack import SERVICES, Stack

_DESK = {"title": "Read in confidence", "canonical_uri": "https://agency.example/tls",
         "body_html": "<p>Nobody on the way reads this.</p>", "language_code": "en"}


def broadsheet(*arguments, name=None):
    """What the command line says, with the certificate of `name`."""
    command, environment = stack.cli
    tls = [f"--tls-{kind}-file={ours.file(name, kind)}"
           for kind in ("ca", "certificate", "key")] if name else []
    return subprocess.run([command, *tls, *arguments], env=environment, capture_output=True, text=True,
                          check=False)


def setUpModule():
    """One stack for all tests of the file."""
    global directory, ours, stack, theirs, token
    directory = temporary_directory()
    unittest.addModuleCleanup(remove_directory, directory)
    ours = Certificates(directory / "ours", "operator", "stranger")
    theirs = Certificates(directory / "theirs", "operator")
    token = directory / "token"
    made = subprocess.run(
        [binaries("broadsheet") / "broadsheet", "tokens", "create", "desk", "--role", "admin",
         "--callers-file", directory / "callers"],
        env=clean_environment(), capture_output=True, text=True, check=True)
    token.touch(mode=0o600)
    token.write_text(made.stdout)
    flags = {service: ours.flags(service) for service in SERVICES}
    flags["ingest"].append(f"--callers_file={directory / 'callers'}")
    stack = unittest.enterModuleContext(Stack(tls=(ours.root, ours.identity("operator")), **flags))


class TlsTest(unittest.TestCase):
    """Who is let in, and what the others are told."""

    def storage(self, root=None, who=None):
        """Storage as called by somebody."""
        channel, client = connect("storage", stack.port["storage"], certificate=root, identity=who)
        self.addCleanup(channel.close)
        return client

    def failure(self, client):
        """Why a call fails."""
        with self.assertRaises(RpcFailure) as caught:
            client.ListChanges(timeout=10)
        return caught.exception

    def push(self):
        """What ingest answers to who pushes with a token, by TLS."""
        channel, client = connect("ingest", stack.port["ingest"], token=token.read_text().strip(),
                                  certificate=ours.root)
        self.addCleanup(channel.close)
        return client.PushArticle(article=article_pb2.Article(**_DESK))

    def test_article_goes_all_the_way(self):
        pushed = self.push()
        shown = stack.query.GetArticle(name=pushed.result.name, read_after=pushed.read_after)
        status, _, page = stack.page(f"/{shown.path}")
        self.assertEqual(200, status)
        self.assertIn(_DESK["title"], page)
        with self.assertRaises(RpcFailure) as caught:
            stack.ingest.PushArticle(article=article_pb2.Article(**_DESK))
        self.assertEqual("TOKEN_REQUIRED", caught.exception.reason)

    def test_storage_is_called_by_those_who_are_named(self):
        self.storage(ours.root, ours.identity("operator")).ListChanges()
        refused = self.failure(self.storage(ours.root, ours.identity("stranger")))
        self.assertEqual((grpc.StatusCode.PERMISSION_DENIED, "PEER_NOT_ALLOWED"),
                         (refused.code, refused.reason))
        self.assertIn("stranger", refused.text)

    def test_who_shows_nothing_good_gets_no_connection(self):
        for client in (self.storage(), self.storage(ours.root),
                       self.storage(ours.root, theirs.identity("operator"))):
            self.assertEqual(grpc.StatusCode.UNAVAILABLE, self.failure(client).code)

    def test_server_of_another_ca_is_not_called(self):
        client = self.storage(theirs.root, ours.identity("operator"))
        self.assertEqual(grpc.StatusCode.UNAVAILABLE, self.failure(client).code)

    def test_command_line_speaks_it(self):
        self.push()
        listed = broadsheet("list", name="operator")
        self.assertEqual((0, ""), (listed.returncode, listed.stderr))
        self.assertIn(_DESK["title"], listed.stdout)
        shown = broadsheet("status", "storage", name="operator")
        self.assertEqual(0, shown.returncode, shown.stderr)

    def test_command_line_says_what_is_amiss(self):
        for expected, arguments in (
                ("takes no connection: does it speak TLS (--tls-ca-file)?", ["list"]),
                ("is of no CA in --tls-ca-file", [f"--tls-ca-file={theirs.file('web', 'ca')}", "list"]),
                ("can't read /nowhere", ["--tls-ca-file=/nowhere", "list"])):
            ended = broadsheet(*arguments)
            self.assertNotEqual(0, ended.returncode)
            self.assertIn(expected, ended.stderr)
            self.assertEqual(1, ended.stderr.count("\n"), ended.stderr)
        nameless = broadsheet(f"--tls-ca-file={ours.file('web', 'ca')}", "status", "storage")
        self.assertIn("does it ask for a certificate of yours", " ".join(nameless.stdout.split()))

    def test_new_certificate_counts_without_a_restart(self):
        def shown():
            return ssl.get_server_certificate(("127.0.0.1", stack.port["query"]))

        def expiry():
            return next(line for line in stack.metrics("query").splitlines()
                        if line.startswith("broadsheet_tls_certificate_expiry_timestamp_seconds "))

        before, ends = shown(), expiry()
        self.assertEqual(before.split(), ours.file("query", "certificate").read_text().split())
        ours.renew("query")
        wait_until(lambda: shown() != before, stack.process("query"))
        self.assertEqual(shown().split(), ours.file("query", "certificate").read_text().split())
        self.assertNotEqual(ends, expiry())
        self.assertEqual(200, stack.page("/")[0])

    def test_no_key_is_in_a_log(self):
        for service in ("storage", "ingest", "query", "web"):
            self.assertNotIn("PRIVATE KEY", stack.log(service))


class TlsFlagsTest(unittest.TestCase):
    """What is wrong with the files is said at the start, in one line."""

    def assert_ends(self, expected, *flags):
        """That storage ends, and with that."""
        ended = subprocess.run([binaries("storage") / "storage", *flags], env=clean_environment(),
                               capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(1, ended.returncode)
        self.assertEqual(1, ended.stderr.count("\n"), ended.stderr)
        self.assertIn(expected, ended.stderr)

    def test_port_beyond_this_machine_takes_a_certificate(self):
        self.assert_ends("it has no certificate: give --tls_certificate_file, or --listen_without_tls",
                         f"--listen=0.0.0.0:{free_port()}", "--let_everybody_call")

    def test_files_that_are_of_no_use_are_named(self):
        certificate, key = ours.own("storage")
        missing = directory / "missing.pem"
        self.assert_ends(f"--tls_certificate_file: can't read {missing}",
                         f"--tls_certificate_file={missing}", key)
        self.assert_ends("--tls_certificate_file takes --tls_key_file beside it", certificate)
        self.assert_ends("is not the key of the certificate in",
                         certificate, f"--tls_key_file={ours.file('web', 'key')}")
        self.assert_ends(f"--tls_client_ca_file: {token} holds no certificate in PEM",
                         certificate, key, f"--tls_client_ca_file={token}")
        self.assert_ends("--tls_allowed_peers takes --tls_client_ca_file beside it",
                         certificate, key, "--tls_allowed_peers=ingest")

    def test_key_that_everybody_may_read_is_refused(self):
        readable = directory / "readable.pem"
        shutil.copyfile(ours.file("storage", "key"), readable)
        readable.chmod(0o644)
        self.assert_ends(f"--tls_key_file: {readable} is a secret that everybody may read",
                         ours.own("storage")[0], f"--tls_key_file={readable}")


if __name__ == "__main__":
    unittest.main()
