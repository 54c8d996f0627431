#include <curl/curl.h>
#include <google/protobuf/util/json_util.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/status/probe.h"
#include "cli/status/timeout.h"

namespace broadsheet::cli {
namespace {

constexpr int kOk = 200;
constexpr int kUnavailable = 503;
constexpr size_t kLongestBody = 64 << 10;

// What /healthz tells of the process; unset where it tells nothing.
server::v1::ServerInfo ServerOf(const std::string& body) {
  server::v1::ServerInfo server;
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return server;
  nlohmann::json fields;
  for (const char* name : {"version", "commit", "start_time"}) {
    if (json.contains(name)) fields[name] = json[name];
  }
  server::v1::ServerInfo parsed;
  const bool fine =
      google::protobuf::util::JsonStringToMessage(fields.is_null() ? "{}" : fields.dump(), &parsed)
          .ok();
  return fine ? parsed : server;
}

struct Answer {
  CURLcode failure = CURLE_OK;
  long status = 0;
  std::string body;
};

// libcurl's callback; what it does not take whole ends the transfer.
size_t Take(char* bytes, size_t, size_t count, void* answer) {
  std::string& body = static_cast<Answer*>(answer)->body;
  if (body.size() + count > kLongestBody) return 0;
  body.append(bytes, count);
  return count;
}

Answer Get(const Session& session) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::string uri = absl::StrCat("http://", session.settings.web, "/healthz");
  const absl::Duration timeout = session.settings.timeout.value_or(kStatusTimeout);
  Answer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, uri.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(timeout)));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  answer.failure = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

// In the words of the other services' probes.
std::string Cause(CURLcode failure) {
  return failure == CURLE_COULDNT_CONNECT
             ? "can't be reached"
             : absl::StrCat("gave no answer: ", curl_easy_strerror(failure));
}

}  // namespace

Probe AskWeb(const Session& session, Depth depth) {
  Probe probe;
  probe.service = "web";
  probe.target = session.settings.web;
  const Answer answer = Get(session);
  if (answer.failure != CURLE_OK) {
    probe.error = absl::StrCat("web at ", probe.target, " ", Cause(answer.failure));
    return probe;
  }
  if (answer.status != kOk && answer.status != kUnavailable) {
    probe.error =
        absl::StrCat("web at ", probe.target, " answers /healthz with HTTP ", answer.status);
    return probe;
  }
  probe.health = answer.status == kOk ? Health::kServing : Health::kNotServing;
  if (depth == Depth::kAll) probe.server = ServerOf(answer.body);
  return probe;
}

}  // namespace broadsheet::cli
