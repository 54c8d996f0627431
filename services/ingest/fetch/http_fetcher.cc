#include "ingest/fetch/http_fetcher.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/sha256.h"
#include "common/status.h"
#include "ingest/fetch/public_address.h"

namespace broadsheet::ingest {
namespace {

// Reason of the error of a body that is not in its Content-Encoding.
constexpr char kBadEncoding[] = "BAD_CONTENT_ENCODING";

// libcurl's type for milliseconds, bytes and switches.
using CurlLong = long;  // NOLINT(google-runtime-int)

constexpr int64_t kMaxHeaderBytes = 64 << 10;
constexpr size_t kMaxLinkBytes = 16 << 10;
// Whether it was taken is said in the first line.
constexpr int64_t kMaxPostAnswerBytes = 64 << 10;

// One request under way, as the callbacks see it.
struct Transfer {
  bool allow_private_addresses = false;
  int64_t max_body_bytes = 0;
  int64_t header_bytes = 0;
  bool refused_address = false;
  HttpResponse response;
  Sha256Stream digest;
};

size_t OnBody(char* data, size_t, size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  HttpResponse& response = transfer.response;
  response.bytes_read += static_cast<int64_t>(size);
  transfer.digest.Add({data, size});
  const size_t room = transfer.max_body_bytes - response.body.size();
  response.body.append(data, std::min(size, room));
  response.oversized = size > room;
  return response.oversized ? 0 : size;
}

void TakeHeader(std::string_view line, std::string_view name, std::string* value) {
  if (line.size() > name.size() && line[name.size()] == ':' &&
      absl::StartsWithIgnoreCase(absl::string_view(line.data(), line.size()),
                                 absl::string_view(name.data(), name.size()))) {
    const std::string_view rest = line.substr(name.size() + 1);
    *value = std::string(absl::StripAsciiWhitespace(absl::string_view(rest.data(), rest.size())));
  }
}

// What does not fit whole is left out.
void AddLinks(const std::string& links, std::string* header) {
  if (header->size() + links.size() > kMaxLinkBytes) return;
  absl::StrAppend(header, header->empty() ? "" : ", ", links);
}

size_t OnHeader(char* data, size_t, size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.header_bytes += static_cast<int64_t>(size);
  if (transfer.header_bytes > kMaxHeaderBytes) return 0;
  TakeHeader({data, size}, "etag", &transfer.response.etag);
  TakeHeader({data, size}, "last-modified", &transfer.response.last_modified);
  std::string links;
  TakeHeader({data, size}, "link", &links);
  if (!links.empty()) AddLinks(links, &transfer.response.link_header);
  return size;
}

// The one place where the address that is really dialled is known: a name may
// have resolved to anything.
curl_socket_t OnOpenSocket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!transfer.allow_private_addresses && !IsPublicAddress(&address->addr)) {
    transfer.refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Whitespace and control characters have no place in a URI, and would let a
// feed's link write headers.
absl::Status CheckUri(const std::string& uri) {
  const bool http =
      absl::StartsWithIgnoreCase(uri, "http://") || absl::StartsWithIgnoreCase(uri, "https://");
  if (!http) return InvalidField("uri", absl::StrCat("'", uri, "' is no http or https URI"));
  if (std::any_of(uri.begin(), uri.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; })) {
    return InvalidField("uri", absl::StrCat("'", uri, "' has a space or control character"));
  }
  return absl::OkStatus();
}

absl::Status TransferError(CURLcode code, const std::string& uri, const char* detail,
                           const Transfer& transfer) {
  if (transfer.refused_address) {
    return WithReason(absl::PermissionDeniedError(
                          absl::StrCat(uri, ": its host has a private or reserved address")),
                      "ADDRESS_REFUSED", {{"uri", uri}});
  }
  const std::string text =
      absl::StrCat(uri, ": ", *detail != '\0' ? detail : curl_easy_strerror(code));
  // Said of the URI's scheme, and of a server that does not speak HTTP.
  const bool is_http =
      absl::StartsWithIgnoreCase(uri, "http://") || absl::StartsWithIgnoreCase(uri, "https://");
  if (code == CURLE_URL_MALFORMAT || (code == CURLE_UNSUPPORTED_PROTOCOL && !is_http)) {
    return InvalidField("uri", text);
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return WithReason(absl::DeadlineExceededError(text), "FETCH_TIMEOUT", {{"uri", uri}});
  }
  return WithReason(absl::UnavailableError(text),
                    code == CURLE_BAD_CONTENT_ENCODING ? kBadEncoding : "FETCH_FAILED",
                    {{"uri", uri}});
}

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::unique_ptr<curl_slist, CurlDeleter> ConditionHeaders(const HttpRequest& request) {
  curl_slist* list = nullptr;
  const auto add = [&list](const char* name, const std::string& value) {
    if (!value.empty()) list = curl_slist_append(list, absl::StrCat(name, ": ", value).c_str());
  };
  add("If-None-Match", request.etag);
  add("If-Modified-Since", request.last_modified);
  add("Accept",
      "application/rss+xml, application/atom+xml, application/feed+json, text/html, "
      "application/xhtml+xml, application/xml;q=0.9, */*;q=0.5");
  return std::unique_ptr<curl_slist, CurlDeleter>(list);
}

void SetCallbacks(CURL* curl, Transfer* transfer) {
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
}

void SetLimits(CURL* curl, const HttpFetcher::Options& options, absl::Duration timeout) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, CurlLong{1});
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, CurlLong{0});
  curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip, deflate, br");
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                   std::max<CurlLong>(1, absl::ToInt64Milliseconds(timeout)));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<CurlLong>(absl::ToInt64Milliseconds(options.connect_timeout)));
}

// What libcurl knows of the answer, and where a redirect leads.
void TakeInfo(CURL* curl, HttpResponse* response, std::string* redirect) {
  CurlLong status = 0;
  curl_off_t retry_after = 0;
  const char* content_type = nullptr;
  const char* target = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &target);
  response->status = static_cast<int>(status);
  response->retry_after = absl::Seconds(std::max<curl_off_t>(0, retry_after));
  if (content_type != nullptr) response->content_type = content_type;
  const bool moved =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  if (moved && target != nullptr) *redirect = target;
}

}  // namespace

HttpFetcher::HttpFetcher(Options options) : options_(std::move(options)) {
  [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
}

absl::StatusOr<HttpResponse> HttpFetcher::AskOnce(const HttpRequest& request,
                                                  const std::string& uri, bool posts, bool decode,
                                                  absl::Duration* budget,
                                                  std::string* redirect) const {
  RETURN_IF_ERROR(CheckUri(uri));
  if (request.before_request) RETURN_IF_ERROR(request.before_request(uri));
  const absl::Time start = absl::Now();
  const absl::Duration timeout = std::min(*budget, request.deadline - start);
  if (timeout <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError(absl::StrCat(uri, ": no time is left to fetch it"));
  }
  Transfer transfer;
  transfer.allow_private_addresses = options_.allow_private_addresses;
  transfer.max_body_bytes = options_.max_body_bytes;
  if (posts) transfer.max_body_bytes = std::min(transfer.max_body_bytes, kMaxPostAnswerBytes);
  std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
  if (curl == nullptr) return absl::ResourceExhaustedError("libcurl can't make a handle");
  const auto headers = ConditionHeaders(request);
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, uri.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail);
  SetCallbacks(curl.get(), &transfer);
  SetLimits(curl.get(), options_, timeout);
  if (posts) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.form.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.form.data());
  }
  if (!decode) curl_easy_setopt(curl.get(), CURLOPT_ACCEPT_ENCODING, nullptr);
  const CURLcode code = curl_easy_perform(curl.get());
  *budget -= absl::Now() - start;
  HttpResponse& response = transfer.response;
  if (code != CURLE_OK && !response.oversized) return TransferError(code, uri, detail, transfer);
  TakeInfo(curl.get(), &response, redirect);
  response.final_uri = uri;
  response.sha256 = transfer.digest.Finish();
  if (response.oversized && std::ssize(response.body) > options_.oversized_prefix_bytes) {
    response.body.resize(options_.oversized_prefix_bytes);
  }
  return std::move(response);
}

absl::StatusOr<HttpResponse> HttpFetcher::Get(const HttpRequest& request) {
  return Follow(request, /*posts=*/false);
}

absl::StatusOr<HttpResponse> HttpFetcher::Post(const HttpRequest& request) {
  return Follow(request, /*posts=*/true);
}

absl::StatusOr<HttpResponse> HttpFetcher::Follow(const HttpRequest& request, bool posts) const {
  std::string uri = request.uri;
  std::string permanent_uri;
  bool permanent = true;
  // For all hops together; waiting for a host's turn does not count.
  absl::Duration budget = options_.total_timeout;
  for (int redirects = 0; redirects <= options_.max_redirects; ++redirects) {
    std::string next;
    absl::StatusOr<HttpResponse> got =
        AskOnce(request, uri, posts, /*decode=*/true, &budget, &next);
    // Servers say "gzip" of what is plain, and "utf-8" where a coding should stand.
    if (Reason(got.status()) == kBadEncoding) {
      got = AskOnce(request, uri, posts, /*decode=*/false, &budget, &next);
    }
    RETURN_IF_ERROR(got.status());
    HttpResponse& response = *got;
    const bool is_to_be_sent_anew = response.status == 307 || response.status == 308;
    if (next.empty() || (posts && !is_to_be_sent_anew)) {
      response.permanent_uri = permanent_uri;
      return std::move(response);
    }
    permanent = permanent && (response.status == 301 || response.status == 308);
    if (permanent) permanent_uri = next;
    uri = next;
  }
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        request.uri, ": more than ", options_.max_redirects, " redirects")),
                    "TOO_MANY_REDIRECTS", {{"uri", request.uri}});
}

}  // namespace broadsheet::ingest
