#include <google/protobuf/util/json_util.h>
#include <httplib.h>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "cli/status/probe.h"
#include "cli/status/timeout.h"

namespace broadsheet::cli {
namespace {

constexpr int kOk = 200;
constexpr int kUnavailable = 503;

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

httplib::Result Get(const Session& session) {
  httplib::Client client("http://" + session.settings.web);
  const absl::Duration timeout = session.settings.timeout.value_or(kStatusTimeout);
  client.set_connection_timeout(absl::ToChronoMilliseconds(timeout));
  client.set_read_timeout(absl::ToChronoMilliseconds(timeout));
  return client.Get("/healthz");
}

// "Could not establish connection" and the like, in the words of the others.
std::string Cause(httplib::Error error) {
  return error == httplib::Error::Connection
             ? "can't be reached"
             : absl::StrCat("gave no answer: ", httplib::to_string(error));
}

}  // namespace

Probe AskWeb(const Session& session, Depth depth) {
  Probe probe;
  probe.service = "web";
  probe.target = session.settings.web;
  const httplib::Result answer = Get(session);
  if (!answer) {
    probe.error = absl::StrCat("web at ", probe.target, " ", Cause(answer.error()));
    return probe;
  }
  if (answer->status != kOk && answer->status != kUnavailable) {
    probe.error =
        absl::StrCat("web at ", probe.target, " answers /healthz with HTTP ", answer->status);
    return probe;
  }
  probe.health = answer->status == kOk ? Health::kServing : Health::kNotServing;
  if (depth == Depth::kAll) probe.server = ServerOf(answer->body);
  return probe;
}

}  // namespace broadsheet::cli
