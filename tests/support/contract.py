"""The services' contract for Python: messages made from proto/ when a test
starts, and calls of every method by its name."""
import atexit
import importlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# An idle channel notices that its server is back when gRPC looks, by default
# every five seconds. Read when gRPC starts.
os.environ.setdefault("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100")

# pylint: disable=wrong-import-position
import grpc
from google.protobuf import descriptor_pb2, message_factory

from processes import ROOT


def _generate():
    """Makes the modules in a directory that lasts as long as the process."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="broadsheet-contract."))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    contract = ROOT / "proto"
    ours = sorted((contract / "broadsheet").rglob("*.proto"))
    others = ROOT / "third_party"
    google = (others / "google/rpc" / f"{name}.proto" for name in ("status", "error_details"))
    # By itself: Python knows another package grpc.
    health = contract / "grpc/health/v1"
    for root, protos in (contract, (*ours, *google)), (health, [health / "health.proto"]):
        subprocess.run(["protoc", f"-I{root}", f"-I{others}", f"--python_out={directory}", *protos],
                       check=True)
    sys.path.append(str(directory))


_generate()
article_pb2 = importlib.import_module("broadsheet.article.v1.article_pb2")
feed_pb2 = importlib.import_module("broadsheet.ingest.v1.feed_pb2")
reject_pb2 = importlib.import_module("broadsheet.ingest.v1.reject_pb2")
ingest_pb2 = importlib.import_module("broadsheet.ingest.v1.ingest_service_pb2")
query_pb2 = importlib.import_module("broadsheet.query.v1.query_service_pb2")
storage_pb2 = importlib.import_module("broadsheet.storage.v1.storage_service_pb2")
health_pb2 = importlib.import_module("health_pb2")
status_pb2 = importlib.import_module("google.rpc.status_pb2")
error_details_pb2 = importlib.import_module("google.rpc.error_details_pb2")

_SERVICES = {
    "ingest": ingest_pb2.DESCRIPTOR.services_by_name["IngestService"],
    "query": query_pb2.DESCRIPTOR.services_by_name["QueryService"],
    "storage": storage_pb2.DESCRIPTOR.services_by_name["StorageService"],
}
_HEALTH_SERVICE = health_pb2.DESCRIPTOR.services_by_name["Health"]


class RpcFailure(Exception):
    """A call that failed, with the google.rpc details that came with it."""

    def __init__(self, error):
        self.code = error.code()
        self.text = error.details() or ""
        self.fields, self.reason, self.metadata = [], "", {}
        # When to call again, where it says.
        self.retry_seconds = None
        trailers = dict(error.trailing_metadata() or ())
        status = status_pb2.Status.FromString(trailers.get("grpc-status-details-bin", b""))
        for detail in status.details:
            self._read(detail)
        super().__init__(f"{self.code.name} {self.text} {self.fields} {self.reason}")

    def _read(self, detail):
        bad_request, info = error_details_pb2.BadRequest(), error_details_pb2.ErrorInfo()
        retry = error_details_pb2.RetryInfo()
        if detail.Unpack(bad_request):
            self.fields += [violation.field for violation in bad_request.field_violations]
        elif detail.Unpack(info):
            self.reason, self.metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(retry):
            self.retry_seconds = retry.retry_delay.ToTimedelta().total_seconds()


class Client:
    """The methods of one service on one channel.

    `client.GetArticle(name="articles/…")`, or with a request message, answers the
    response or raises RpcFailure. A stream of requests is a list; a stream of
    responses is answered as a list when it has ended. Calls carry the token, if there is one.
    """

    def __init__(self, channel, service, timeout=60, token=None):
        self._channel = channel
        self._service = service
        self._timeout = timeout
        self._metadata = [("authorization", f"Bearer {token}")] if token else None

    def __getattr__(self, method_name):
        stub, described = self._stub(method_name)

        def call(request=None, timeout=self._timeout, **fields):
            if request is None:
                request = _message_class(described.input_type)(**fields)
            argument = iter(request) if described.streams_requests else request
            try:
                answer = stub(argument, timeout=timeout, metadata=self._metadata)
                return list(answer) if described.streams_responses else answer
            except grpc.RpcError as error:
                raise RpcFailure(error) from None

        return call

    def stream(self, method_name, request, timeout):
        """The answers of a stream of responses one by one, as they come."""
        stub, _ = self._stub(method_name)
        answers = stub(request, timeout=timeout, metadata=self._metadata)
        try:
            yield from answers
        except grpc.RpcError as error:
            raise RpcFailure(error) from None
        finally:
            answers.cancel()

    def _stub(self, method_name):
        method = self._service.methods_by_name.get(method_name)
        if method is None:
            raise AttributeError(f"{self._service.full_name} has no method {method_name}")
        described = _Method(method)
        kind = "_".join("stream" if streams else "unary" for streams in
                        (described.streams_requests, described.streams_responses))
        stub = getattr(self._channel, kind)(
            f"/{self._service.full_name}/{method_name}",
            request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=_message_class(described.output_type).FromString)
        return stub, described

    def raw(self, method_name, request_bytes, timeout=60):
        """A unary call with bytes that need be no message; answers bytes."""
        stub = self._channel.unary_unary(f"/{self._service.full_name}/{method_name}")
        try:
            return stub(request_bytes, timeout=timeout)
        except grpc.RpcError as error:
            raise RpcFailure(error) from None

    def implements(self, method_name, timeout=60):
        """Whether the server knows a method; asked with an empty request."""
        # On the wire all kinds of calls are streams.
        call = self._channel.stream_stream(f"/{self._service.full_name}/{method_name}")
        answers = call(iter([b""]), timeout=timeout)
        try:
            next(answers, None)
        except grpc.RpcError as error:
            return error.code() is not grpc.StatusCode.UNIMPLEMENTED
        finally:
            answers.cancel()
        return True


def connect(name, port, token=None, certificate=None, identity=()):
    """A channel to 127.0.0.1 and the client of a service on it, whose calls carry `token`. With
    TLS where the peer's certificate or its CA's is given; `identity` is what we show of ourselves, a
    key and its certificate."""
    address = f"127.0.0.1:{port}"
    options = [
        ("grpc.max_receive_message_length", 8 << 20),
        ("grpc.enable_retries", 0),
        # A killed server is tried again at once.
        ("grpc.initial_reconnect_backoff_ms", 100),
        # As long as an attempt may take: a handshake of TLS on a busy machine takes its time.
        ("grpc.min_reconnect_backoff_ms", 5000 if certificate else 100),
        ("grpc.max_reconnect_backoff_ms", 500),
    ]
    if certificate:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(certificate, *(identity or ())),
                                      options)
    else:
        channel = grpc.insecure_channel(address, options)
    return channel, Client(channel, _SERVICES[name], token=token)


def method_names(name):
    """The methods that a service has by the contract."""
    return list(_SERVICES[name].methods_by_name)


def service_name(name):
    """The full name of a service, as health and reflection know it."""
    return _SERVICES[name].full_name


def serving(channel, service=""):
    """Whether grpc.health.v1 says SERVING."""
    try:
        answer = Client(channel, _HEALTH_SERVICE).Check(service=service, timeout=2)
    except RpcFailure:
        return False
    return answer.status == health_pb2.HealthCheckResponse.SERVING


class _Method:
    """A method's messages, and which of them are streams."""

    def __init__(self, method):
        described = descriptor_pb2.MethodDescriptorProto()
        method.CopyToProto(described)
        self.input_type, self.output_type = method.input_type, method.output_type
        self.streams_requests = described.client_streaming
        self.streams_responses = described.server_streaming


def _message_class(descriptor):
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory().GetPrototype(descriptor)
