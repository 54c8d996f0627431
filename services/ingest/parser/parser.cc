#include "ingest/parser/parser.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "common/barrier.h"
#include "common/status.h"
#include "ingest/parser/messages.h"
#include "ingest/prepare/material.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using parser::Request;
using parser::Response;

// Below this another process costs more than it saves.
constexpr size_t kEntriesPerProcess = 16;

void Fill(const Material& material, parser::Material* message) {
  message->set_bytes(material.bytes.data(), material.bytes.size());
  message->set_content_type(material.content_type);
  message->set_uri(material.uri);
}

// The answer, or the error that it is.
absl::StatusOr<Response> Unwrap(absl::StatusOr<Response> response) {
  if (response.ok() && response->has_error()) return FromMessage(response->error());
  return response;
}

Lane LaneOf(const PipelineContext& context) {
  return absl::StartsWith(context.origin, kPushOrigin) ? Lane::kPushed : Lane::kFetched;
}

// All but the raw bytes, which nothing is made of.
parser::Entry WithoutRaw(const Entry& entry) {
  Entry copy = entry;
  copy.raw.clear();
  return ToMessage(std::move(copy));
}

}  // namespace

bool IsOfTheBytes(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsResourceExhausted(status);
}

absl::StatusOr<Response> Parser::Run(const Call& call, Lane lane, Request request) {
  absl::StatusOr<Response> result;
  RETURN_IF_ERROR(pool_.Run(
      call, lane, /*items=*/1, [&](int) -> Request& { return request; },
      [&](int, absl::StatusOr<Response> response) { result = Unwrap(std::move(response)); }));
  return result;
}

absl::StatusOr<Document> Parser::ReadFeed(const Call& call, const Material& material) {
  Request request;
  Fill(material, request.mutable_feed());
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, std::move(request)));
  return FromMessage(std::move(*response.mutable_document()));
}

absl::StatusOr<Document> Parser::ReadArchive(const Call& call, const Material& material,
                                             v1::ImportHeader::Format format) {
  Request request;
  request.mutable_archive()->set_format(format);
  Fill(material, request.mutable_archive()->mutable_material());
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, request));
  return FromMessage(std::move(*response.mutable_document()));
}

absl::StatusOr<ParsedPage> Parser::ReadPage(const Call& call, const Material& material,
                                            PageKind kind) {
  Request request;
  Fill(material,
       kind == PageKind::kArchive ? request.mutable_archive_page() : request.mutable_page());
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, std::move(request)));
  ParsedPage page;
  page.is_archive = response.document().is_archive();
  page.document = FromMessage(std::move(*response.mutable_document()));
  return page;
}

absl::StatusOr<Document> Parser::ReadKept(const Call& call, const KeptReject& kept) {
  Request request;
  *request.mutable_kept()->mutable_reject() = kept.reject;
  *request.mutable_kept()->mutable_source() = kept.source;
  *request.mutable_kept()->mutable_settings() = kept.settings;
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, std::move(request)));
  return FromMessage(std::move(*response.mutable_document()));
}

absl::StatusOr<std::vector<absl::StatusOr<Entry>>> Parser::ReadLines(const Call& call,
                                                                     absl::Span<const Line> lines) {
  std::vector<absl::StatusOr<Entry>> entries(lines.size());
  Request request;
  const auto request_from = [&](int first) -> Request& {
    request.Clear();
    for (const Line& line : lines.subspan(first)) {
      parser::Lines::Line& message = *request.mutable_lines()->add_lines();
      message.set_text(line.text);
      message.set_number(line.number);
    }
    return request;
  };
  const auto take = [&](int item, absl::StatusOr<Response> response) {
    response = Unwrap(std::move(response));
    if (!response.ok()) {
      entries[item] = response.status();
      return;
    }
    entries[item] = FromMessage(std::move(*response->mutable_entry()));
    entries[item]->raw = lines[item].text;
  };
  RETURN_IF_ERROR(
      pool_.Run(call, Lane::kFetched, static_cast<int>(lines.size()), request_from, take));
  return entries;
}

absl::Status Parser::PrepareSome(const Call& call, absl::Span<const Entry> entries,
                                 const PipelineContext& context,
                                 absl::Span<absl::StatusOr<PreparedEntry>> prepared) {
  Request request;
  const auto request_from = [&](int first) -> Request& {
    *request.mutable_preparation() = ToMessage(context);
    for (const Entry& entry : entries.subspan(first)) {
      *request.mutable_preparation()->add_entries() = WithoutRaw(entry);
    }
    return request;
  };
  const auto take = [&](int item, absl::StatusOr<Response> response) {
    response = Unwrap(std::move(response));
    if (!response.ok()) {
      prepared[item] = response.status();
      return;
    }
    prepared[item] = FromMessage(std::move(*response->mutable_prepared()));
  };
  return pool_.Run(call, LaneOf(context), static_cast<int>(entries.size()), request_from, take);
}

absl::StatusOr<std::vector<absl::StatusOr<PreparedEntry>>> Parser::PrepareAll(
    const Call& call, absl::Span<const Entry> entries, const PipelineContext& context) {
  std::vector<absl::StatusOr<PreparedEntry>> prepared(entries.size());
  const size_t wanted = entries.size() / kEntriesPerProcess + 1;
  const size_t parts = std::clamp<size_t>(pool_.free(), 1, wanted);
  std::vector<absl::Status> statuses(parts);
  const auto run = [&](size_t part) {
    const size_t begin = part * entries.size() / parts;
    const size_t size = (part + 1) * entries.size() / parts - begin;
    statuses[part] = StopExceptions("preparing entries", [&] {
      return PrepareSome(call, entries.subspan(begin, size), context,
                         absl::MakeSpan(prepared).subspan(begin, size));
    });
  };
  std::vector<std::thread> threads;
  for (size_t part = 1; part < parts; ++part) threads.emplace_back(run, part);
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& status : statuses) RETURN_IF_ERROR(status);
  return prepared;
}

absl::StatusOr<storage::v1::UpdateArticleRequest> Parser::Edit(
    const Call& call, const article::v1::Article& held, const v1::EditArticleRequest& request,
    absl::Time now) {
  Request work;
  *work.mutable_edit()->mutable_held() = held;
  *work.mutable_edit()->mutable_request() = request;
  *work.mutable_edit()->mutable_now() = ToProto(now);
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kPushed, std::move(work)));
  return std::move(*response.mutable_update());
}

absl::StatusOr<std::vector<std::string>> Parser::FindOfferedFeeds(const Call& call,
                                                                  const Material& material) {
  Request request;
  Fill(material, request.mutable_offered_feeds());
  ASSIGN_OR_RETURN(const Response response, Run(call, Lane::kFetched, std::move(request)));
  return std::vector<std::string>(response.uris().uris().begin(), response.uris().uris().end());
}

absl::StatusOr<RobotsRules> Parser::ReadRobots(const Call& call, std::string_view text,
                                               std::string_view product) {
  Request request;
  request.mutable_robots()->set_text(text.data(), text.size());
  request.mutable_robots()->set_product(product.data(), product.size());
  ASSIGN_OR_RETURN(const Response response, Run(call, Lane::kFetched, std::move(request)));
  std::vector<RobotsRules::Rule> rules;
  for (const parser::RobotsRules::Rule& rule : response.robots_rules().rules()) {
    rules.push_back({rule.allow(), rule.pattern()});
  }
  return RobotsRules(std::move(rules));
}

}  // namespace broadsheet::ingest
