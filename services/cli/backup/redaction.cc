#include "cli/backup/redaction.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/json.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;

bool Names(const Redaction& redaction, const Revision& revision) {
  const std::string digest = absl::BytesToHexString(revision.content_digest());
  return std::find(redaction.digests.begin(), redaction.digests.end(), digest) !=
         redaction.digests.end();
}

absl::StatusOr<int64_t> NumberOf(const Revision& revision) {
  int64_t number = 0;
  const size_t slash = revision.name().rfind('/');
  if (slash == std::string::npos || !absl::SimpleAtoi(revision.name().substr(slash + 1), &number)) {
    return absl::InternalError(absl::StrCat("'", revision.name(), "' is no revision's name"));
  }
  return number;
}

// Throws what nlohmann::json does where a value is missing or of another type.
absl::StatusOr<Redaction> FromJson(const nlohmann::json& json) {
  Redaction redaction;
  RETURN_IF_ERROR(ParseJson(json.at("cursor").dump(), &redaction.cursor));
  if (!json.contains("article")) return redaction;
  redaction.article = json.at("article").get<std::string>();
  redaction.reason = json.at("reason").get<std::string>();
  redaction.wholly = json.at("wholly").get<bool>();
  redaction.digests = json.at("digests").get<std::vector<std::string>>();
  if (!absl::StartsWith(redaction.article, "articles/")) {
    return absl::InvalidArgumentError(absl::StrCat("'", redaction.article, "' is no article"));
  }
  return redaction;
}

}  // namespace

Redaction RedactionOf(const Revision& revision, const std::vector<Revision>& all) {
  Redaction redaction;
  redaction.article = revision.name().substr(0, revision.name().find("/revisions/"));
  redaction.reason = revision.reason();
  // Of a tombstone the path is a digest.
  redaction.wholly = revision.has_snapshot() && revision.snapshot().path().empty();
  for (const Revision& one : all) {
    if (redaction.wholly || one.has_snapshot()) continue;
    redaction.digests.push_back(absl::BytesToHexString(one.content_digest()));
  }
  std::sort(redaction.digests.begin(), redaction.digests.end());
  return redaction;
}

absl::StatusOr<std::vector<int64_t>> StillToRedact(const Redaction& redaction,
                                                   const std::vector<Revision>& all) {
  std::vector<int64_t> numbers;
  int64_t newest = 0;
  std::string body;
  std::vector<std::string> named_bodies;
  for (const Revision& revision : all) {
    ASSIGN_OR_RETURN(const int64_t number, NumberOf(revision));
    if (number > newest) {
      newest = number;
      body = revision.snapshot().body_html();
    }
    if (!revision.has_snapshot() || !Names(redaction, revision)) continue;
    numbers.push_back(number);
    named_bodies.push_back(revision.snapshot().body_html());
  }
  if (std::find(numbers.begin(), numbers.end(), newest) != numbers.end()) {
    return absl::FailedPreconditionError(
        absl::StrCat("revision ", newest, " is to be redacted, and is the newest here: edit the ",
                     "article or redact all of it, then replay the list again"));
  }
  if (!body.empty() &&
      std::find(named_bodies.begin(), named_bodies.end(), body) != named_bodies.end()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "revision ", newest, " is the newest here, and has the body of one that is ",
        "to be redacted: edit the article or redact all of it, then replay the list ", "again"));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::vector<Redaction> MergeRedactions(const std::vector<Redaction>& redactions) {
  std::vector<Redaction> merged;
  std::map<std::string, size_t> places;
  for (const Redaction& redaction : redactions) {
    if (redaction.article.empty()) continue;
    const auto [place, is_new] = places.try_emplace(redaction.article, merged.size());
    if (is_new) {
      merged.push_back(redaction);
      continue;
    }
    Redaction& one = merged[place->second];
    one.wholly = one.wholly || redaction.wholly;
    one.reason = redaction.reason;
    one.digests.insert(one.digests.end(), redaction.digests.begin(), redaction.digests.end());
    std::sort(one.digests.begin(), one.digests.end());
    one.digests.erase(std::unique(one.digests.begin(), one.digests.end()), one.digests.end());
  }
  return merged;
}

absl::StatusOr<std::string> FormatRedaction(const Redaction& redaction) {
  ASSIGN_OR_RETURN(const std::string cursor, FormatJson(redaction.cursor));
  nlohmann::ordered_json json;
  if (!redaction.article.empty()) {
    json = {{"article", redaction.article},
            {"reason", redaction.reason},
            {"wholly", redaction.wholly},
            {"digests", redaction.digests}};
  }
  json["cursor"] = nlohmann::ordered_json::parse(cursor);
  return json.dump();
}

absl::StatusOr<Redaction> ParseRedaction(std::string_view line) {
  try {
    return FromJson(nlohmann::json::parse(line));
  } catch (const nlohmann::json::exception& error) {
    return absl::InvalidArgumentError(error.what());
  }
}

std::string RedactionKey(const Redaction& redaction) {
  return absl::StrCat(redaction.article, redaction.wholly ? " wholly " : " ",
                      absl::StrJoin(redaction.digests, " "));
}

}  // namespace broadsheet::cli
