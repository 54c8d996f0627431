#include "ingest/parser/parser.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
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
constexpr size_t kItemsPerProcess = 16;

void Fill(const Material& material, parser::Material* message) {
  message->mutable_bytes()->assign(material.bytes);  // set_bytes() copies twice
  message->set_content_type(material.content_type);
  message->set_uri(material.uri);
  message->set_link_header(material.link_header);
}

Request ArchiveRequest(const Material& material, v1::ImportHeader::Format format) {
  Request request;
  request.mutable_archive()->set_format(format);
  Fill(material, request.mutable_archive()->mutable_material());
  return request;
}

// The answer, or the error that it is.
absl::StatusOr<Response> Unwrap(absl::StatusOr<Response> response) {
  if (response.ok() && response->has_error()) return FromMessage(response->error());
  return response;
}

Lane LaneOf(const PipelineContext& context) {
  return absl::StartsWith(context.origin, kPushOrigins) ? Lane::kPushed : Lane::kFetched;
}

PreparedDocument::Item ToItem(Entry remains, absl::StatusOr<Response> response) {
  response = Unwrap(std::move(response));
  if (!response.ok()) return {std::move(remains), response.status()};
  return {std::move(remains), FromMessage(std::move(*response->mutable_prepared()))};
}

// A document that came, and what was seen of its feed.
PreparedDocument ToDocument(parser::Document message, const Preparation& preparation) {
  PreparedDocument result;
  result.is_archive = message.is_archive();
  if (message.has_identity() && preparation.memory != nullptr) {
    result.identity = FromMessage(message.identity());
    *preparation.memory = std::move(*message.mutable_identity()->mutable_memory());
  }
  result.document = FromMessage(std::move(message));
  return result;
}

}  // namespace

bool IsOfTheBytes(const absl::Status& status) {
  return !absl::IsUnavailable(status) && !absl::IsResourceExhausted(status);
}

absl::StatusOr<Response> Parser::Run(const Call& call, Lane lane, Request request) {
  absl::StatusOr<Response> result;
  RETURN_IF_ERROR(pool_.Run(
      call, lane, /*items=*/1, /*careful=*/true, [&](int) -> Request& { return request; },
      [&](int, absl::StatusOr<Response> response) { result = Unwrap(std::move(response)); }));
  return result;
}

absl::StatusOr<PreparedDocument> Parser::Read(const Call& call, Request request,
                                              const Preparation& preparation) {
  *request.mutable_preparation() = ToMessage(preparation);
  std::optional<PreparedDocument> read;
  absl::Status refused;
  size_t entries = 0;
  const absl::Status status = pool_.RunOnce(call, Lane::kFetched, request, [&](Response response) {
    if (read) {
      Entry remains = FromMessage(std::move(*response.mutable_remains()));
      read->items.push_back(ToItem(std::move(remains), std::move(response)));
    } else if (response.has_document()) {
      entries = response.document().prepared();
      read = ToDocument(std::move(*response.mutable_document()), preparation);
    } else {
      refused = Unwrap(std::move(response)).status();
    }
    return read && read->items.size() < entries;
  });
  RETURN_IF_ERROR(refused);
  if (status.ok() && read) return *std::move(read);
  // Nobody is to blame for having been killed; else what has no answer is.
  if (!read && !status.ok() && !absl::IsUnavailable(status)) return status;
  std::vector<PreparedDocument::Item> items;
  if (read) items = std::move(read->items);
  return ReadApart(call, std::move(request), preparation, std::move(items));
}

absl::StatusOr<PreparedDocument> Parser::ReadApart(const Call& call, Request request,
                                                   const Preparation& preparation,
                                                   std::vector<PreparedDocument::Item> items) {
  request.mutable_preparation()->set_later(true);
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, std::move(request)));
  PreparedDocument result = ToDocument(std::move(*response.mutable_document()), preparation);
  PipelineContext context = preparation.context;
  if (preparation.feed) {
    v1::Feed feed = *preparation.feed;
    if (result.identity) SetIdentity(*result.identity, &feed);
    context.rules.ignore_guids = IgnoresGuids(feed);
  }
  std::vector<Entry> entries = std::exchange(result.document.entries, {});
  entries.erase(entries.begin(), entries.begin() + std::min(items.size(), entries.size()));
  result.items = std::move(items);
  ASSIGN_OR_RETURN(std::vector<PreparedDocument::Item> rest,
                   PrepareItems(call, std::move(entries), context, /*careful=*/true));
  std::move(rest.begin(), rest.end(), std::back_inserter(result.items));
  return result;
}

absl::StatusOr<PreparedDocument> Parser::ReadFeed(const Call& call, const Material& material,
                                                  const Preparation& preparation) {
  Request request;
  Fill(material, request.mutable_feed());
  return Read(call, std::move(request), preparation);
}

absl::StatusOr<PreparedDocument> Parser::ReadArchive(const Call& call, const Material& material,
                                                     v1::ImportHeader::Format format,
                                                     const Preparation& preparation) {
  return Read(call, ArchiveRequest(material, format), preparation);
}

absl::StatusOr<Document> Parser::ReadUnprepared(const Call& call, const Material& material,
                                                v1::ImportHeader::Format format) {
  ASSIGN_OR_RETURN(Response response, Run(call, Lane::kFetched, ArchiveRequest(material, format)));
  return FromMessage(std::move(*response.mutable_document()));
}

absl::StatusOr<PreparedDocument> Parser::ReadPage(const Call& call, const Material& material,
                                                  PageKind kind, const Preparation& preparation) {
  Request request;
  Fill(material,
       kind == PageKind::kArchive ? request.mutable_archive_page() : request.mutable_page());
  return Read(call, std::move(request), preparation);
}

absl::StatusOr<PreparedDocument> Parser::ReadKept(const Call& call, const KeptReject& kept,
                                                  const Preparation& preparation) {
  Request request;
  *request.mutable_kept()->mutable_reject() = kept.reject;
  *request.mutable_kept()->mutable_source() = kept.source;
  *request.mutable_kept()->mutable_settings() = kept.settings;
  return Read(call, std::move(request), preparation);
}

absl::Status Parser::RunAll(const Call& call, const Items& items) {
  const size_t wanted = items.count / kItemsPerProcess + 1;
  const size_t parts = std::clamp<size_t>(pool_.free(), 1, wanted);
  std::vector<absl::Status> statuses(parts);
  const auto run_part = [&](size_t part) {
    const size_t begin = part * items.count / parts;
    const size_t end = (part + 1) * items.count / parts;
    Request request;
    const auto request_from = [&](int first) -> Request& {
      return request = items.request(begin + first, end);
    };
    statuses[part] = pool_.Run(call, items.lane, static_cast<int>(end - begin), items.careful,
                               request_from, [&](int item, absl::StatusOr<Response> response) {
                                 items.take(begin + item, std::move(response));
                               });
  };
  const auto run = [&](size_t part) {
    const absl::Status stopped = StopExceptions("having items parsed", [&] {
      run_part(part);
      return absl::OkStatus();
    });
    if (!stopped.ok()) statuses[part] = stopped;
  };
  std::vector<std::thread> threads;
  for (size_t part = 1; part < parts; ++part) threads.emplace_back(run, part);
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const absl::Status& status : statuses) RETURN_IF_ERROR(status);
  return absl::OkStatus();
}

absl::StatusOr<PreparedDocument> Parser::ReadLines(const Call& call, std::vector<Line> lines,
                                                   const PipelineContext& context) {
  std::vector<absl::StatusOr<Response>> responses(lines.size());
  const auto request = [&](size_t begin, size_t end) {
    Request request;
    *request.mutable_preparation() = ToMessage(Preparation{.context = context});
    for (size_t i = begin; i < end; ++i) {
      parser::Lines::Line& line = *request.mutable_lines()->add_lines();
      line.set_text(lines[i].text);
      line.set_number(lines[i].number);
    }
    return request;
  };
  const auto take = [&](size_t item, absl::StatusOr<Response> response) {
    responses[item] = std::move(response);
  };
  RETURN_IF_ERROR(RunAll(call, {Lane::kFetched, lines.size(), false, request, take}));
  PreparedDocument result;
  for (size_t i = 0; i < lines.size(); ++i) {
    absl::StatusOr<Response>& response = responses[i];
    if (response.ok() && response->has_remains()) {
      Entry remains = FromMessage(std::move(*response->mutable_remains()));
      remains.raw = std::move(lines[i].text);
      result.items.push_back(ToItem(std::move(remains), std::move(response)));
    } else {
      result.document.errors.push_back({absl::StrCat("line ", lines[i].number),
                                        std::move(lines[i].text),
                                        Unwrap(std::move(response)).status()});
    }
  }
  return result;
}

absl::StatusOr<std::vector<PreparedDocument::Item>> Parser::PrepareItems(
    const Call& call, std::vector<Entry> entries, const PipelineContext& context, bool careful) {
  std::vector<PreparedDocument::Item> items;
  items.reserve(entries.size());
  for (Entry& entry : entries) items.push_back({TakeRemains(entry), absl::UnknownError("")});
  const auto request = [&](size_t begin, size_t end) {
    Request request;
    *request.mutable_preparation() = ToMessage(Preparation{.context = context});
    for (size_t i = begin; i < end; ++i) {
      *request.mutable_entries()->add_entries() = ToMessage(entries[i]);
    }
    return request;
  };
  const auto take = [&](size_t item, absl::StatusOr<Response> response) {
    items[item] = ToItem(std::move(items[item].remains), std::move(response));
  };
  RETURN_IF_ERROR(RunAll(call, {LaneOf(context), entries.size(), careful, request, take}));
  return items;
}

absl::StatusOr<std::vector<PreparedDocument::Item>> Parser::PrepareAll(
    const Call& call, std::vector<Entry> entries, const PipelineContext& context) {
  return PrepareItems(call, std::move(entries), context, /*careful=*/false);
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

absl::StatusOr<FeedOffer> Parser::FindOfferedFeeds(const Call& call, const Material& material) {
  Request request;
  Fill(material, request.mutable_offered_feeds());
  ASSIGN_OR_RETURN(const Response response, Run(call, Lane::kFetched, std::move(request)));
  const parser::Offer& offer = response.offer();
  return FeedOffer{{offer.uris().begin(), offer.uris().end()}, offer.is_feed()};
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
  const auto& sitemaps = response.robots_rules().sitemaps();
  return RobotsRules(std::move(rules), {sitemaps.begin(), sitemaps.end()});
}

}  // namespace broadsheet::ingest
