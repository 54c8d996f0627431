#include "web/http_server.h"

#include <httplib.h>

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/status.h"
#include "web/conditional.h"
#include "web/dates.h"
#include "web/pages/message.h"
#include "web/route.h"
#include "web/website.h"

namespace broadsheet::web {
namespace {

// A kept-alive connection occupies a thread, and holds up the end of the process.
constexpr size_t kThreads = 64;
constexpr time_t kKeepAliveSeconds = 2;
constexpr size_t kMaxBodyBytes = 64 << 10;
constexpr absl::Duration kSlow = absl::Seconds(1);

// Articles may show pictures from elsewhere; nothing else comes from outside, and
// nothing runs.
constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; style-src 'self'; img-src 'self' https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

bool IsRead(const httplib::Request& in) { return in.method == "GET" || in.method == "HEAD"; }

bool HasBody(const httplib::Request& in) {
  return in.has_header("Transfer-Encoding") ||
         (in.has_header("Content-Length") && in.get_header_value("Content-Length") != "0");
}

// The trace id of a W3C `traceparent`; empty unless it is one.
std::string TraceIdOf(const httplib::Request& in) {
  const std::vector<std::string> parts = absl::StrSplit(in.get_header_value("traceparent"), '-');
  if (parts.size() < 4 || parts[1].size() != 32) return "";
  for (char c : parts[1]) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return "";
  }
  return absl::AsciiStrToLower(parts[1]);
}

bool IsHost(const std::string& host) {
  for (char c : host) {
    const bool is_ok = absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ||
                       c == ':' || c == '[' || c == ']';
    if (!is_ok) return false;
  }
  return !host.empty() && host.size() <= 255;
}

Request ToRequest(const httplib::Request& in, const HttpServer::Options& options, int port) {
  Request request;
  request.path = in.path;
  request.parameters.insert(in.params.begin(), in.params.end());
  request.site = options.site;
  if (request.site.base_uri.empty()) {
    const std::string host = in.get_header_value("Host");
    request.site.base_uri =
        absl::StrCat("http://", IsHost(host) ? host : absl::StrCat("127.0.0.1:", port));
  }
  request.call = BackgroundCall("web", options.page_timeout);
  if (std::string trace_id = TraceIdOf(in); !trace_id.empty()) request.call.trace_id = trace_id;
  return request;
}

void SetHeaders(const Response& response, httplib::Response& out) {
  out.set_header("Cache-Control", response.cache_control);
  out.set_header("Vary", "Accept-Encoding");
  out.set_header("Content-Security-Policy", kContentSecurityPolicy);
  out.set_header("X-Content-Type-Options", "nosniff");
  out.set_header("Referrer-Policy", "strict-origin-when-cross-origin");
  if (!response.location.empty()) out.set_header("Location", response.location);
  if (response.last_modified) out.set_header("Last-Modified", HttpDate(*response.last_modified));
  if (response.retry_after) {
    out.set_header("Retry-After", absl::StrCat(absl::ToInt64Seconds(*response.retry_after)));
  }
}

void Send(const httplib::Request& in, Response response, httplib::Response& out) {
  SetHeaders(response, out);
  out.status = response.status;
  if (response.status == 200) {
    const std::string etag = ETagOf(response);
    out.set_header("ETag", etag);
    if (IsUnchanged(etag, in.get_header_value("If-None-Match"))) {
      out.status = 304;
      return;
    }
  }
  out.set_content(std::move(response.body), response.content_type);
}

// cpp-httplib reads no body of a GET: it would take it for the connection's next
// request, which a proxy in front could be made to answer somebody else with. A
// provider that fails after its last byte makes it close the connection.
void RefuseAndClose(const Request& request, httplib::Response& out) {
  Response response =
      ErrorPage(request, {}, absl::InvalidArgumentError("a GET request can't have a body"));
  SetHeaders(response, out);
  out.status = response.status;
  out.set_header("Connection", "close");
  const size_t size = response.body.size();
  out.set_content_provider(
      size, response.content_type,
      [body = std::move(response.body)](size_t offset, size_t length, httplib::DataSink& sink) {
        sink.write(body.data() + offset, length);
        return false;
      });
}

absl::StatusOr<std::pair<std::string, int>> ParseAddress(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port) ||
      port < 0 || port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat("--listen: '", listen, "' is not host:port"));
  }
  std::string host = listen.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return std::make_pair(host, port);
}

}  // namespace

HttpServer::HttpServer(const Options& options, const QueryClient& query, Metrics& metrics)
    : options_(options),
      query_(query),
      metrics_(metrics),
      server_(std::make_unique<httplib::Server>()) {
  server_->new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server_->set_keep_alive_timeout(kKeepAliveSeconds);
  server_->set_keep_alive_max_count(1000);
  server_->set_payload_max_length(kMaxBodyBytes);
  server_->set_tcp_nodelay(true);
  // Not httplib's routes: those are regular expressions, which recurse for each
  // character of the path.
  server_->set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) {
    // A body has to be read before the refusal, lest it be taken for the next request.
    if (!IsRead(in) && HasBody(in)) return httplib::Server::HandlerResponse::Unhandled;
    IsRead(in) ? Handle(in, out) : RefuseMethod(in, out);
    return httplib::Server::HandlerResponse::Handled;
  });
  // Called for what nothing handled: other methods, once their body was read.
  const httplib::Server::HandlerWithResponse refuse = [this](const httplib::Request& in,
                                                             httplib::Response& out) {
    if (IsRead(in) || out.status != 404) return httplib::Server::HandlerResponse::Unhandled;
    RefuseMethod(in, out);
    return httplib::Server::HandlerResponse::Handled;
  };
  server_->set_error_handler(refuse);
}

void HttpServer::RefuseMethod(const httplib::Request& in, httplib::Response& out) const {
  out.set_header("Allow", "GET, HEAD");
  Send(in, MethodNotAllowedPage(ToRequest(in, options_, port_)), out);
}

HttpServer::~HttpServer() {
  server_->stop();
  if (thread_.joinable()) thread_.join();
}

absl::Status HttpServer::Bind() {
  ASSIGN_OR_RETURN(const auto address, ParseAddress(options_.listen));
  const auto& [host, port] = address;
  // Its own default shares the port with other processes (SO_REUSEPORT).
  server_->set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
  port_ =
      port == 0 ? server_->bind_to_any_port(host) : (server_->bind_to_port(host, port) ? port : -1);
  if (port_ > 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("can't listen on ", options_.listen, ": the address is taken or not ours"));
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const Options& options,
                                                              const QueryClient& query,
                                                              Metrics& metrics) {
  auto server = absl::WrapUnique(new HttpServer(options, query, metrics));
  RETURN_IF_ERROR(server->Bind());
  server->thread_ = std::thread([http = server->server_.get()] { http->listen_after_bind(); });
  while (!server->server_->is_running()) std::this_thread::yield();
  return server;
}

void HttpServer::Handle(const httplib::Request& in, httplib::Response& out) {
  const absl::Time start = absl::Now();
  const Request request = ToRequest(in, options_, port_);
  if (HasBody(in)) return RefuseAndClose(request, out);
  const Route route = ParseRoute(request.path);
  Send(in, Answer(request, route, query_), out);
  const absl::Duration took = absl::Now() - start;
  metrics_.Answered(route, out.status, took);
  if (took > kSlow) {
    Log(Severity::kWarning, "slow page",
        {{"method", in.method},
         {"path", request.path},
         {"status", out.status},
         {"milliseconds", absl::ToInt64Milliseconds(took)},
         {"trace_id", request.call.trace_id}});
  }
}

}  // namespace broadsheet::web
