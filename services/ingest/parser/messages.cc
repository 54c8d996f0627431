#include "ingest/parser/messages.h"

#include <string>
#include <utility>
#include <vector>

#include "common/status.h"
#include "ingest/prepare/validate.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

Strings ToStrings(std::vector<std::string> values) {
  return {std::make_move_iterator(values.begin()), std::make_move_iterator(values.end())};
}

std::vector<std::string> FromStrings(Strings values) {
  return {std::make_move_iterator(values.begin()), std::make_move_iterator(values.end())};
}

parser::Listed ToMessage(Listed listed) {
  parser::Listed message;
  message.set_uri(std::move(listed.uri));
  if (listed.change_time != absl::InfinitePast()) {
    *message.mutable_change_time() = ToProto(listed.change_time);
  }
  return message;
}

Listed FromMessage(parser::Listed message) {
  Listed listed{std::move(*message.mutable_uri())};
  if (message.has_change_time()) listed.change_time = FromProto(message.change_time());
  return listed;
}

// What an export or a list says beside its entries.
void MoveSurroundings(Document& document, parser::Document& message) {
  message.set_left_out(document.left_out);
  message.mutable_left_out_kinds()->insert(document.left_out_kinds.begin(),
                                           document.left_out_kinds.end());
  message.set_comments(document.comments);
  for (article::v1::Category& category : document.categories) {
    *message.add_categories() = std::move(category);
  }
  for (const auto& [id, uri] : document.pictures) {
    parser::Picture& picture = *message.add_pictures();
    picture.set_id(id);
    picture.set_uri(uri);
  }
  for (v1::Feed& feed : document.feeds) *message.add_feeds() = std::move(feed);
  message.set_hub_uri(std::move(document.hub_uri));
  message.set_self_uri(std::move(document.self_uri));
  message.set_is_sitemap(document.is_sitemap);
  for (Listed& page : document.pages) *message.add_pages() = ToMessage(std::move(page));
  for (Listed& sitemap : document.sitemaps) *message.add_sitemaps() = ToMessage(std::move(sitemap));
}

void MoveSurroundings(parser::Document& message, Document& document) {
  document.left_out = message.left_out();
  document.left_out_kinds.insert(message.left_out_kinds().begin(), message.left_out_kinds().end());
  document.comments = message.comments();
  for (article::v1::Category& category : *message.mutable_categories()) {
    document.categories.push_back(std::move(category));
  }
  for (const parser::Picture& picture : message.pictures()) {
    document.pictures.emplace(picture.id(), picture.uri());
  }
  for (v1::Feed& feed : *message.mutable_feeds()) document.feeds.push_back(std::move(feed));
  document.hub_uri = std::move(*message.mutable_hub_uri());
  document.self_uri = std::move(*message.mutable_self_uri());
  document.is_sitemap = message.is_sitemap();
  for (parser::Listed& page : *message.mutable_pages()) {
    document.pages.push_back(FromMessage(std::move(page)));
  }
  for (parser::Listed& sitemap : *message.mutable_sitemaps()) {
    document.sitemaps.push_back(FromMessage(std::move(sitemap)));
  }
}

}  // namespace

google::rpc::Status ToMessage(const absl::Status& status) {
  google::rpc::Status message;
  message.ParseFromString(ToRpcStatusBytes(status));
  return message;
}

absl::Status FromMessage(const google::rpc::Status& message) {
  return FromRpcStatusBytes(message.SerializeAsString());
}

parser::Entry ToMessage(Entry entry) {
  parser::Entry message;
  message.set_witness(static_cast<int>(entry.witness));
  *message.mutable_article() = std::move(entry.article);
  *message.mutable_category_names() = ToStrings(std::move(entry.category_names));
  *message.mutable_tag_names() = ToStrings(std::move(entry.tag_names));
  *message.mutable_category_or_tag_names() = ToStrings(std::move(entry.category_or_tag_names));
  message.set_publish_date(std::move(entry.publish_date));
  message.set_update_date(std::move(entry.update_date));
  message.set_base_uri(std::move(entry.base_uri));
  message.set_teaser_is_excerpt(entry.teaser_is_excerpt);
  message.set_id(std::move(entry.id));
  message.set_raw(std::move(entry.raw));
  message.set_image_id(std::move(entry.image_id));
  return message;
}

Entry FromMessage(parser::Entry message) {
  Entry entry;
  entry.witness = static_cast<Witness>(message.witness());
  entry.article = std::move(*message.mutable_article());
  entry.category_names = FromStrings(std::move(*message.mutable_category_names()));
  entry.tag_names = FromStrings(std::move(*message.mutable_tag_names()));
  entry.category_or_tag_names = FromStrings(std::move(*message.mutable_category_or_tag_names()));
  entry.publish_date = std::move(*message.mutable_publish_date());
  entry.update_date = std::move(*message.mutable_update_date());
  entry.base_uri = std::move(*message.mutable_base_uri());
  entry.teaser_is_excerpt = message.teaser_is_excerpt();
  entry.id = std::move(*message.mutable_id());
  entry.raw = std::move(*message.mutable_raw());
  entry.image_id = std::move(*message.mutable_image_id());
  return entry;
}

void RefuseWhatCantTravel(Document& document) {
  std::vector<Entry> kept;
  for (Entry& entry : document.entries) {
    if (absl::Status status = ValidateEncoding(entry.article); status.ok()) {
      kept.push_back(std::move(entry));
    } else {
      document.errors.push_back({std::move(entry.id), std::move(entry.raw), std::move(status)});
    }
  }
  document.entries = std::move(kept);
}

parser::Document ToMessage(Document document) {
  parser::Document message;
  message.set_title(std::move(document.title));
  message.set_site_uri(std::move(document.site_uri));
  message.set_language_code(std::move(document.language_code));
  message.set_older_uri(std::move(document.older_uri));
  message.set_defect(std::move(document.defect));
  MoveSurroundings(document, message);
  for (Entry& entry : document.entries) *message.add_entries() = ToMessage(std::move(entry));
  for (EntryError& error : document.errors) {
    parser::EntryError& added = *message.add_errors();
    added.set_id(std::move(error.id));
    added.set_raw(std::move(error.raw));
    *added.mutable_status() = ToMessage(error.status);
  }
  return message;
}

Document FromMessage(parser::Document message) {
  Document document;
  document.title = std::move(*message.mutable_title());
  document.site_uri = std::move(*message.mutable_site_uri());
  document.language_code = std::move(*message.mutable_language_code());
  document.older_uri = std::move(*message.mutable_older_uri());
  document.defect = std::move(*message.mutable_defect());
  MoveSurroundings(message, document);
  for (parser::Entry& entry : *message.mutable_entries()) {
    document.entries.push_back(FromMessage(std::move(entry)));
  }
  for (parser::EntryError& error : *message.mutable_errors()) {
    document.errors.push_back({std::move(*error.mutable_id()), std::move(*error.mutable_raw()),
                               FromMessage(error.status())});
  }
  return document;
}

parser::PreparedEntry ToMessage(PreparedEntry prepared) {
  parser::PreparedEntry message;
  *message.mutable_write() = std::move(prepared.write);
  for (article::v1::Category& category : prepared.categories) {
    *message.add_categories() = std::move(category);
  }
  return message;
}

PreparedEntry FromMessage(parser::PreparedEntry message) {
  PreparedEntry prepared;
  prepared.write = std::move(*message.mutable_write());
  for (article::v1::Category& category : *message.mutable_categories()) {
    prepared.categories.push_back(std::move(category));
  }
  return prepared;
}

parser::Identity ToMessage(const Identity& identity) {
  parser::Identity message;
  message.set_rule(identity.rule);
  message.set_evidence(identity.evidence);
  *message.mutable_session_parameters() = ToStrings(identity.session_parameters);
  return message;
}

Identity FromMessage(const parser::Identity& message) {
  return {message.rule(), message.evidence(), FromStrings(message.session_parameters())};
}

parser::Preparation ToMessage(const Preparation& preparation) {
  const PipelineContext& context = preparation.context;
  const FilingRules& filing = context.rules.filing;
  parser::Preparation message;
  message.set_origin(context.origin);
  *message.mutable_observe_time() = ToProto(context.observed);
  message.set_allow_undelete(context.allow_undelete);
  message.set_ignore_guids(context.rules.ignore_guids);
  message.mutable_category_map()->insert(filing.category_map.begin(), filing.category_map.end());
  *message.mutable_default_categories() = {filing.default_categories.begin(),
                                           filing.default_categories.end()};
  *message.mutable_known_categories() = {filing.known_categories.begin(),
                                         filing.known_categories.end()};
  if (preparation.feed) *message.mutable_identification()->mutable_feed() = *preparation.feed;
  if (preparation.memory != nullptr) {
    *message.mutable_identification()->mutable_memory() = *preparation.memory;
    message.mutable_identification()->set_some(preparation.some_entries);
  }
  message.set_entry_uri(preparation.entry_uri);
  return message;
}

Preparation FromMessage(const parser::Preparation& message) {
  Preparation preparation;
  PipelineContext& context = preparation.context;
  context.origin = message.origin();
  context.observed = FromProto(message.observe_time());
  context.allow_undelete = message.allow_undelete();
  context.rules.ignore_guids = message.ignore_guids();
  FilingRules& filing = context.rules.filing;
  filing.category_map = {message.category_map().begin(), message.category_map().end()};
  filing.default_categories = {message.default_categories().begin(),
                               message.default_categories().end()};
  filing.known_categories = {message.known_categories().begin(), message.known_categories().end()};
  if (message.identification().has_feed()) preparation.feed = message.identification().feed();
  preparation.entry_uri = message.entry_uri();
  return preparation;
}

}  // namespace broadsheet::ingest
