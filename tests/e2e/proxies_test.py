#!/usr/bin/python3
"""deploy/proxies/nginx.conf as it stands, but for its addresses: calls and streams go through it with
TLS on both sides, nothing but ingest and query is behind it, and what is too much stays outside."""
import json
import re
import subprocess
import time
import unittest
import uuid
from concurrent import futures

import grpc
import yaml

from archive import everything
from certificates import Certificates
from contract import RpcFailure, article_pb2, connect, ingest_pb2, query_pb2, serving
from processes import ROOT, Process, free_port, remove_directory, temporary_directory, wait_until
from stack import SERVICES, Stack

_PROXIES = ROOT / "deploy" / "proxies"
_CALLS = 4
_MAIN = """daemon off;
pid {directory}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  scgi_temp_path {directory}/scgi;
  uwsgi_temp_path {directory}/uwsgi;
  include {directory}/broadsheet.conf;
}}
"""


def configuration():
    """The example, with this test's ports, files and number of calls."""
    text = (_PROXIES / "nginx.conf").read_text()
    for old, new, times in (("listen 443", f"listen 127.0.0.1:{port}", 1),
                            ("/etc/ssl/news.example", str(directory), 2),
                            ("/etc/ssl/broadsheet/ca.pem", str(certificates.file("web", "ca")), 1),
                            ("127.0.0.1:50052", f"127.0.0.1:{stack.port['ingest']}", 2),
                            ("127.0.0.1:50053", f"127.0.0.1:{stack.port['query']}", 1),
                            ("limit_conn broadsheet_calls 200", f"limit_conn broadsheet_calls {_CALLS}", 1)):
        if text.count(old) != times:
            raise AssertionError(f"{old} stands {text.count(old)} times in nginx.conf")
        text = text.replace(old, new)
    return text


def make_certificate():
    """A key, and a certificate of its own for 127.0.0.1."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", directory / "key.pem", "-out", directory / "fullchain.pem"],
                   check=True, capture_output=True)
    return (directory / "fullchain.pem").read_bytes()


def setUpModule():
    """A stack, and nginx before it."""
    global certificate, certificates, directory, port, stack
    directory, port = temporary_directory(), free_port()
    unittest.addModuleCleanup(remove_directory, directory)
    certificates = Certificates(directory / "services", "operator")
    stack = unittest.enterModuleContext(
        Stack(tls=(certificates.root, certificates.identity("operator")),
              **{service: certificates.flags(service) for service in SERVICES}))
    certificate = make_certificate()
    (directory / "broadsheet.conf").write_text(configuration())
    (directory / "nginx.conf").write_text(_MAIN.format(directory=directory))
    nginx = Process("nginx", ["/usr/sbin/nginx", "-p", directory, "-c", directory / "nginx.conf"],
                    directory / "nginx.log")
    unittest.addModuleCleanup(nginx.stop)
    wait_until(lambda: answers("query"), nginx)


def client(service):
    """A client of a service, over TLS by way of nginx."""
    return connect(service, port, certificate=certificate)[1]


def answers(service):
    """Whether a service answers by way of nginx."""
    try:
        return client(service).GetStatus(timeout=2) is not None
    except RpcFailure:
        return False


def code_for_go(method, request):
    """Which code of gRPC a client in Go (buf's) makes of the answer to a call by way of nginx."""
    schema = directory / "schema.binpb"
    protos = [f"broadsheet/{name}/v1/{name}_service.proto" for name in ("query", "storage")]
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"-I{ROOT / 'third_party'}", "--include_imports",
                    f"--descriptor_set_out={schema}", *protos], check=True)
    done = subprocess.run(
        [ROOT / "tests" / "buf", "curl", "--protocol", "grpc", "--cacert", directory / "fullchain.pem",
         "--schema", schema, "--data", "@-", f"https://127.0.0.1:{port}/{method}"],
        input=json.dumps(request), cwd="/", capture_output=True, text=True, timeout=120, check=False)
    return json.loads(done.stderr or '{"code": "ok"}')["code"]


def fail_calls(its_port, text, details):
    """A server on a port, all of whose calls fail with a text and with details."""
    def fail(_request, context):
        context.set_trailing_metadata([("details-bin", details)])
        context.abort(grpc.StatusCode.ABORTED, text)

    class Handler(grpc.GenericRpcHandler):
        """Takes every method."""
        def service(self, _handler_call_details):
            return grpc.unary_unary_rpc_method_handler(fail)

    server = grpc.server(futures.ThreadPoolExecutor(1), handlers=[Handler()])
    server.add_secure_port(f"127.0.0.1:{its_port}",
                           grpc.ssl_server_credentials([certificates.identity("query")]))
    server.start()
    return server


def article(number, size=100):
    """One of many."""
    return article_pb2.Article(title=f"Seen through {number}",
                               canonical_uri=f"https://proxied.example/{time.time_ns()}/{number}",
                               body_html=f"<p>{'glass ' * (size // 6)}</p>")


class ProxiesTest(unittest.TestCase):
    """What goes through, and what does not."""

    def assert_fails(self, code, call, *arguments, **fields):
        """Fails unless a call does, with a code."""
        with self.assertRaises(RpcFailure) as failed:
            call(*arguments, **fields)
        self.assertEqual(code, failed.exception.code)
        return failed.exception

    def test_push_list_and_watch(self):
        watch = client("query").stream("WatchArticles", query_pb2.WatchArticlesRequest(), timeout=60)
        wait_for_kind(watch, query_pb2.WatchArticlesResponse.KIND_CAUGHT_UP)
        answer = client("ingest").PushArticle(article=article(1))
        event = wait_for_kind(watch, query_pb2.WatchArticlesResponse.KIND_ADDED)
        self.assertEqual(answer.result.name, event.article.name)
        listed = everything(client("query"), answer.read_after)
        self.assertIn("Seen through 1", [found.title for found in listed])
        watch.close()

    def test_stream_is_longer_than_a_request_may_be(self):
        pushed = [ingest_pb2.PushArticlesRequest(request_id=str(uuid.uuid4()),
                                                 articles=[article(number, size=400_000)])
                  for number in range(40)]
        self.assertGreater(sum(request.ByteSize() for request in pushed), 12 << 20)
        self.assertEqual(40, len(client("ingest").PushArticles(pushed)))

    def test_details_of_errors_come_through(self):
        failure = self.assert_fails(grpc.StatusCode.INVALID_ARGUMENT, client("query").GetArticle,
                                    name="nonsense")
        self.assertEqual(["name"], failure.fields)

    def test_errors_as_long_as_clients_take_come_through(self):
        stack.stop("query")
        self.addCleanup(lambda: (stack.start("query"), stack.await_serving("query")))
        text, details = "\N{CYRILLIC SMALL LETTER ZHE}" * 300, bytes(range(256)) * 16
        self.addCleanup(fail_calls(stack.port["query"], text, details).stop, None)
        channel, _ = connect("query", port, certificate=certificate)
        with self.assertRaises(grpc.RpcError) as failed:
            channel.unary_unary("/broadsheet.query.v1.QueryService/GetStatus")(b"", timeout=10)
        self.assertEqual((grpc.StatusCode.ABORTED, text),
                         (failed.exception.code(), failed.exception.details()))
        self.assertEqual(details, dict(failed.exception.trailing_metadata())["details-bin"])

    def test_only_ingest_and_query_are_behind_it(self):
        channel, query = connect("query", port, certificate=certificate)
        self.assertTrue(query.implements("GetStatus"))
        self.assertFalse(serving(channel))
        self.assertTrue(serving(stack.channel("query")))
        for method in ("/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch",
                       "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                       "/broadsheet.storage.v1.StorageService/GetStatus"):
            with self.assertRaises(grpc.RpcError) as failed:
                channel.unary_unary(method)(b"", timeout=10)
            self.assertEqual(grpc.StatusCode.UNIMPLEMENTED, failed.exception.code(), method)

    def test_long_headers_stay_outside(self):
        channel, _ = connect("query", port, certificate=certificate)
        call = channel.unary_unary("/broadsheet.query.v1.QueryService/GetStatus")
        call(b"", timeout=10, metadata=[("x-short", "a" * 3000)])
        for headers in [("x-long", "a" * 6000)], [(f"x-many-{n}", "a" * 900) for n in range(12)]:
            with self.assertRaises(grpc.RpcError):
                call(b"", timeout=10, metadata=headers)
        self.assertEqual([], re.findall("SIGSEGV|abort", stack.log("query")))

    def test_long_requests_stay_outside(self):
        for service, method, size in ("query", "ListArticles", 2 << 20), ("ingest", "PushArticle", 9 << 20):
            failure = self.assert_fails(grpc.StatusCode.RESOURCE_EXHAUSTED, client(service).raw,
                                        method, bytes(size))
            self.assertEqual("the request is too long", failure.text)

    def test_service_that_is_away_is_unavailable(self):
        stack.stop("query")
        self.addCleanup(lambda: (stack.start("query"), stack.await_serving("query")))
        self.assert_fails(grpc.StatusCode.UNAVAILABLE, client("query").GetStatus)
        self.assertEqual("unavailable", code_for_go("broadsheet.query.v1.QueryService/GetStatus", {}))

    def test_clients_in_go_understand_what_nginx_refuses(self):
        query = "broadsheet.query.v1.QueryService"
        self.assertEqual("ok", code_for_go(f"{query}/GetStatus", {}))
        self.assertEqual("unimplemented", code_for_go("broadsheet.storage.v1.StorageService/GetStatus", {}))
        self.assertEqual("resource_exhausted",
                         code_for_go(f"{query}/SearchArticles", {"query": "a" * (2 << 20)}))

    def test_calls_of_one_address_are_counted(self):
        watches = [client("query").stream("WatchArticles", query_pb2.WatchArticlesRequest(), timeout=60)
                   for _ in range(_CALLS)]
        for watch in watches:
            next(watch)
        self.assert_fails(grpc.StatusCode.UNAVAILABLE, client("query").GetStatus)
        for watch in watches:
            watch.close()
        wait_until(lambda: answers("query"), stack.process("query"))

    def test_services_are_given_no_shared_connections(self):
        directives = re.sub(r"#.*", "", (_PROXIES / "nginx.conf").read_text())
        self.assertNotRegex(directives, r"\bupstream\b|\bkeepalive\b")

    def test_envoy_is_told_the_same(self):
        told = yaml.safe_load((_PROXIES / "envoy.yaml").read_text())["static_resources"]
        [listener] = told["listeners"]
        [manager] = listener["filter_chains"][0]["filters"]
        [host] = manager["typed_config"]["route_config"]["virtual_hosts"]
        nginx = re.findall(r"location /(broadsheet\S+/)", (_PROXIES / "nginx.conf").read_text())
        self.assertEqual(sorted(f"/{prefix}" for prefix in nginx),
                         sorted(route["match"]["prefix"] for route in host["routes"]))
        self.assertEqual({route["route"]["cluster"] for route in host["routes"]},
                         {cluster["name"] for cluster in told["clusters"]})
        for cluster in told["clusters"]:
            self.assertIs(True, cluster["connection_pool_per_downstream_connection"])


def wait_for_kind(watch, kind):
    """The next event of a kind."""
    return next(event for event in watch if event.kind == kind)


if __name__ == "__main__":
    unittest.main()
