#include "web/http_handler.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "web/conditional.h"
#include "web/dates.h"
#include "web/pages/message.h"
#include "web/route.h"
#include "web/website.h"

namespace broadsheet::web {
namespace {

constexpr absl::Duration kSlow = absl::Seconds(1);
constexpr int kBusy = 503;

// Articles may show pictures from elsewhere; nothing else comes from outside, and
// nothing runs.
constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; style-src 'self'; img-src 'self' https: http: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

bool IsRead(const http::Request& in) { return in.method == "GET" || in.method == "HEAD"; }

// The trace id of a W3C `traceparent`; empty unless it is one.
std::string TraceIdOf(const http::Request& in) {
  const std::vector<std::string> parts = absl::StrSplit(in.Header("traceparent"), '-');
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

http::Response ToHttp(Response page) {
  http::Response out;
  out.status = page.status;
  out.content_type = std::move(page.content_type);
  out.body = std::move(page.body);
  out.headers = {{"Cache-Control", page.cache_control},
                 {"Vary", "Accept-Encoding"},
                 {"Content-Security-Policy", kContentSecurityPolicy},
                 {"X-Content-Type-Options", "nosniff"},
                 {"Referrer-Policy", "strict-origin-when-cross-origin"}};
  if (!page.location.empty()) out.headers.emplace_back("Location", page.location);
  if (page.last_modified) out.headers.emplace_back("Last-Modified", HttpDate(*page.last_modified));
  if (page.retry_after) {
    out.headers.emplace_back("Retry-After", absl::StrCat(absl::ToInt64Seconds(*page.retry_after)));
  }
  return out;
}

// The page, or that the client has it already.
http::Response Conditionally(const http::Request& in, Response page) {
  if (page.status != 200) return ToHttp(std::move(page));
  const std::string etag = ETagOf(page);
  http::Response out = ToHttp(std::move(page));
  out.headers.emplace_back("ETag", etag);
  if (IsUnchanged(etag, in.Header("If-None-Match"))) {
    out.status = 304;
    out.body.clear();
  }
  return out;
}

}  // namespace

HttpHandler::HttpHandler(Options options, const QueryClient& query, Metrics& metrics)
    : options_(std::move(options)),
      query_(query),
      metrics_(metrics),
      busy_(MakeRefusal(kBusy, "")) {}

Request HttpHandler::ToRequest(const http::Request& in) const {
  Request request;
  request.path = in.path;
  request.parameters = in.parameters;
  request.site = options_.site;
  if (request.site.base_uri.empty()) {
    request.site.base_uri = absl::StrCat("http://", IsHost(in.host) ? in.host : "localhost");
  }
  request.call = BackgroundCall("web", options_.page_timeout);
  request.call.deadline = in.receive_time + options_.page_timeout;
  if (std::string trace_id = TraceIdOf(in); !trace_id.empty()) request.call.trace_id = trace_id;
  return request;
}

bool HttpHandler::IsQuick(const http::Request& in) const {
  if (!IsRead(in)) return true;
  const Page page = ParseRoute(in.path).page;
  return page == Page::kHealth || page == Page::kRobots || page == Page::kOpenSearch ||
         page == Page::kMovedPermanently;
}

http::Response HttpHandler::Answer(const http::Request& in) {
  const absl::Time start = absl::Now();
  const Request request = ToRequest(in);
  const Route route = ParseRoute(request.path);
  http::Response out;
  if (IsRead(in)) {
    out = Conditionally(in, web::Answer(request, route, query_));
  } else {
    out = ToHttp(MethodNotAllowedPage(request));
    out.headers.emplace_back("Allow", "GET, HEAD");
  }
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
  return out;
}

http::Response HttpHandler::Refuse(int status, const std::string& why) {
  metrics_.Refused(status);
  return status == kBusy ? busy_ : MakeRefusal(status, why);
}

http::Response HttpHandler::MakeRefusal(int status, const std::string& why) const {
  return ToHttp(RefusalPage(ToRequest({.receive_time = absl::Now()}), status, why));
}

}  // namespace broadsheet::web
