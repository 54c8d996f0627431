#include "cli/status/status_text.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

using query::v1::ProjectionStatus;

constexpr int kLabelColumns = 9;

const char* HealthText(Health health) {
  switch (health) {
    case Health::kServing:
      return "SERVING";
    case Health::kNotServing:
      return "NOT_SERVING";
    case Health::kUnreachable:
      return "UNREACHABLE";
  }
  return "";
}

// "3d 4h", "2h 5m", "40s": the two largest units.
std::string Rough(absl::Duration duration) {
  const int64_t seconds = std::max<int64_t>(absl::ToInt64Seconds(duration), 0);
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, "m");
  if (seconds < 86400) return absl::StrCat(seconds / 3600, "h ", seconds / 60 % 60, "m");
  return absl::StrCat(seconds / 86400, "d ", seconds / 3600 % 24, "h");
}

// "0.1.0 (a9a909f), since 2026-03-20 06:46:40 (3h 0m)".
std::string About(const server::v1::ServerInfo& server, absl::Time now) {
  std::string text = OneLine(server.version());
  if (!server.commit().empty()) absl::StrAppend(&text, " (", OneLine(server.commit()), ")");
  if (!server.has_start_time()) return text;
  return absl::StrCat(text, text.empty() ? "" : "  ", "since ", Moment(server.start_time()), " (",
                      Rough(now - FromProto(server.start_time())), ")");
}

// How wide the columns of the services are.
struct Columns {
  int target = 0;
  int health = 0;
  int about = 0;
};

// One line; two where a terminal is too narrow for it.
void PrintService(const Probe& probe, const std::string& about, const Columns& columns,
                  Printer& out) {
  const int before = kLabelColumns + columns.target + 2 + columns.health + 2;
  const bool narrow = before + columns.about > out.width();
  const std::string health = HealthText(probe.health);
  out.Text(Pad(probe.service, kLabelColumns), Style::kBold);
  out.Text(Pad(probe.target, columns.target) + "  ");
  out.Text(about.empty() || narrow ? health : Pad(health, columns.health) + "  ",
           probe.health == Health::kServing ? Style::kPlain : Style::kError);
  if (narrow && !about.empty()) {
    out.Line();
    out.Text(std::string(kLabelColumns, ' '));
  }
  out.Line(about, Style::kDim);
  if (!probe.error.empty()) out.Wrapped(probe.error, 2, Style::kDim);
}

void PrintFact(const char* label, const std::string& text, Style style, Printer& out) {
  out.Text(Pad(label, kLabelColumns), Style::kBold);
  out.Line(text, style);
}

std::string Count(int64_t number, const char* one, const char* many) {
  return absl::StrCat(number, " ", number == 1 ? one : many);
}

void PrintStorage(const storage::v1::GetStatusResponse& status, Printer& out) {
  if (!status.has_server()) return;
  PrintFact("log",
            status.has_head() ? absl::StrCat("ends with change ", status.head().position(), ", of ",
                                             Moment(status.head_time()))
                              : "is empty",
            Style::kPlain, out);
}

void PrintProjection(const ProjectionStatus& projection, Printer& out) {
  std::string text;
  if (projection.building()) text = "is being built, and does not serve; ";
  if (projection.changes_behind() > 0) {
    absl::StrAppend(&text, Count(projection.changes_behind(), "change", "changes"),
                    " behind the log, for ", Rough(absl::Seconds(projection.lag().seconds())));
  } else {
    absl::StrAppend(&text, "up to date");
  }
  const bool fine = projection.changes_behind() == 0 && !projection.building();
  PrintFact(projection.name().c_str(), text, fine ? Style::kPlain : Style::kError, out);
}

void PrintQuery(const query::v1::GetStatusResponse& status, Printer& out) {
  if (!status.has_server()) return;
  PrintFact("articles", absl::StrCat(status.article_count()), Style::kPlain, out);
  for (const ProjectionStatus& projection : status.projections()) PrintProjection(projection, out);
}

void PrintIngest(const ingest::v1::GetStatusResponse& status, Printer& out) {
  if (!status.has_server()) return;
  const bool failing = status.failing_feed_count() > 0;
  PrintFact("feeds",
            absl::StrCat(status.feed_count(),
                         failing ? absl::StrCat(", ", status.failing_feed_count(), " failing") : "",
                         status.paused_feed_count() > 0
                             ? absl::StrCat(", ", status.paused_feed_count(), " paused")
                             : "",
                         failing ? "; see broadsheet feeds list" : ""),
            failing ? Style::kError : Style::kPlain, out);
  const bool waiting = status.reject_count() > 0;
  PrintFact("rejects",
            absl::StrCat(status.reject_count(), waiting ? "; see broadsheet rejects list" : ""),
            waiting ? Style::kError : Style::kPlain, out);
}

// What a service says of itself and the archive, as fields of the object.
absl::Status AddFields(const google::protobuf::Message& message, nlohmann::ordered_json& object) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return absl::InternalError(status.ToString());
  const auto fields = nlohmann::ordered_json::parse(json, nullptr, false);
  for (const auto& [key, value] : fields.items()) object[key] = value;
  return absl::OkStatus();
}

}  // namespace

void PrintServices(const std::vector<Probe>& probes, absl::Time now, Printer& out) {
  Columns columns;
  for (const Probe& probe : probes) {
    columns.target = std::max(columns.target, DisplayWidth(probe.target));
    columns.health = std::max(columns.health, DisplayWidth(HealthText(probe.health)));
    columns.about = std::max(columns.about, DisplayWidth(About(probe.server, now)));
  }
  for (const Probe& probe : probes) PrintService(probe, About(probe.server, now), columns, out);
}

void PrintArchive(const std::vector<Probe>& probes, Printer& out) {
  out.Line();
  for (const Probe& probe : probes) PrintQuery(probe.query, out);
  for (const Probe& probe : probes) PrintStorage(probe.storage, out);
  for (const Probe& probe : probes) PrintIngest(probe.ingest, out);
}

absl::Status PrintProbeJson(const Probe& probe, Printer& out) {
  nlohmann::ordered_json object = {
      {"service", probe.service}, {"target", probe.target}, {"status", HealthText(probe.health)}};
  if (!probe.error.empty()) object["error"] = probe.error;
  absl::Status status;
  if (probe.ingest.has_server()) status = AddFields(probe.ingest, object);
  if (probe.storage.has_server()) status = AddFields(probe.storage, object);
  if (probe.query.has_server()) status = AddFields(probe.query, object);
  const bool from_web = probe.service == "web" && probe.server.ByteSizeLong() > 0;
  if (from_web) status = AddFields(probe.server, object["server"]);
  if (!status.ok()) return status;
  out.Raw(object.dump(-1, ' ', true) + "\n");
  return absl::OkStatus();
}

}  // namespace broadsheet::cli
