#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "check.h"
#include "common/rpc/message.h"
#include "ingest/feeds/feed_rules.h"
#include "ingest/prepare/edit.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/prepare/request_fields.h"
#include "pipeline_context.h"
#include "query/filter.h"
#include "query/normal_form.h"
#include "query/page_token.h"
#include "query/terms.h"
#include "storage/canonical_form.h"
#include "storage/validate.h"
#include "targets.h"

namespace broadsheet::fuzz {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

// The requests of all services.
const std::vector<const Descriptor*>& Requests() {
  static const auto* const kRequests = [] {
    auto* requests = new std::vector<const Descriptor*>;
    for (const auto* file : {ingest::v1::PushArticleRequest::descriptor()->file(),
                             query::v1::ListArticlesRequest::descriptor()->file(),
                             storage::v1::BatchWriteArticlesRequest::descriptor()->file()}) {
      for (int i = 0; i < file->service(0)->method_count(); ++i) {
        requests->push_back(file->service(0)->method(i)->input_type());
      }
    }
    return requests;
  }();
  return *kRequests;
}

grpc::ByteBuffer Buffer(std::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return {&slice, 1};
}

// As Request, or null where it is another one.
template <class Request>
const Request* As(const Message& message) {
  return google::protobuf::DynamicCastToGenerated<Request>(&message);
}

void CheckIngestRequest(const Message& message) {
  if (const auto* push = As<ingest::v1::PushArticleRequest>(message)) {
    (void)ingest::Prepare(ingest::EntryOfPush(push->article()), TestContext());
  } else if (const auto* edit = As<ingest::v1::EditArticleRequest>(message)) {
    if (ingest::CheckEdit(*edit).ok()) {
      (void)ingest::ApplyEdit({}, *edit, *TestContext().gazetteer, TestContext().observed);
    }
  } else if (const auto* feed = As<ingest::v1::CreateFeedRequest>(message)) {
    (void)ingest::CheckFeed(feed->feed(), "feed");
  }
}

void CheckStorageRequest(const Message& message) {
  if (const auto* batch = As<storage::v1::BatchWriteArticlesRequest>(message)) {
    (void)storage::CheckBatch(*batch);
    for (const auto& write : batch->writes()) (void)storage::CheckWrite(write, "writes[0]");
  } else if (const auto* update = As<storage::v1::UpdateArticleRequest>(message)) {
    (void)storage::CheckMask(update->update_mask(), "update_mask");
    (void)storage::CheckArticle(update->article(), "article");
  }
}

void CheckQueryRequest(const Message& message) {
  const query::v1::ArticleFilter* filter = nullptr;
  if (const auto* list = As<query::v1::ListArticlesRequest>(message)) {
    filter = &list->filter();
    (void)query::PageSize(list->page_size());
    const auto normal = query::NormalForm(*list);
    Check(query::NormalForm(normal).SerializeAsString() == normal.SerializeAsString(),
          "the normal form is normal");
  } else if (const auto* search = As<query::v1::SearchArticlesRequest>(message)) {
    filter = &search->filter();
    (void)query::NormalForm(*search);
    (void)query::CheckQueryText("query", search->query());
  }
  if (filter == nullptr) return;
  const auto parsed = query::ParseFilter(*filter);
  if (!parsed.ok()) return;
  for (const auto& group : parsed->any_of) Check(!group.empty(), "no group is empty");
}

}  // namespace

void FuzzRequests(std::string_view input) {
  if (input.empty()) return;
  const size_t index = static_cast<unsigned char>(input[0]) % Requests().size();
  const std::unique_ptr<Message> request(google::protobuf::MessageFactory::generated_factory()
                                             ->GetPrototype(Requests()[index])
                                             ->New());
  if (!ParseMessage(Buffer(input.substr(1)), request.get()).ok()) return;
  CheckIngestRequest(*request);
  CheckStorageRequest(*request);
  CheckQueryRequest(*request);
}

void FuzzCanonicalForm(std::string_view input) {
  article::v1::Article article;
  if (!article.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  const std::string form = storage::CanonicalForm(article);
  article::v1::Article copy;
  Check(copy.ParseFromString(article.SerializeAsString()), "what is written can be read");
  Check(storage::CanonicalForm(copy) == form, "the same article has the same canonical form");
  std::string fields;
  for (int i = 0; i < article::v1::Article::descriptor()->field_count(); ++i) {
    fields +=
        storage::CanonicalField(article, article::v1::Article::descriptor()->field(i)->number());
  }
  Check(fields.size() == form.size(), "the form is that of its fields");
  (void)query::ArticleTerms(article, {});
}

void FuzzPageTokens(std::string_view input) {
  static const auto* const kKeys = new std::vector<std::string>{"0123456789abcdef0123456789abcdef"};
  const auto [token, rest] = DivideInput(input);
  query::v1::ListArticlesRequest request;
  request.set_page_size(7);
  Check(!query::OpenPageToken(*kKeys, request, token).ok(), "tokens can't be guessed",
        std::string(token));
  query::PagePosition position;
  position.article_id = std::string(rest.substr(0, 36));
  position.offset = static_cast<int64_t>(rest.size());
  position.list_time = absl::UnixEpoch() + absl::Microseconds(static_cast<int64_t>(token.size()));
  const std::string made = query::MakePageToken(*kKeys, request, position);
  const auto opened = query::OpenPageToken(*kKeys, request, made);
  Check(opened.ok() && opened->article_id == position.article_id &&
            opened->offset == position.offset && opened->list_time == position.list_time,
        "a token says where its page ended", made);
  request.set_page_size(8);
  Check(!query::OpenPageToken(*kKeys, request, made).ok(), "a token belongs to its request", made);
}

void FuzzFeedRules(std::string_view input) {
  ingest::v1::Feed feed;
  const auto [uri, rest] = DivideInput(input);
  (void)ingest::CheckWebUri(std::string(uri), "uri");
  (void)ingest::IdOfName(std::string(uri), "feeds/", "name");
  if (feed.ParseFromArray(rest.data(), static_cast<int>(rest.size()))) {
    (void)ingest::CheckFeed(feed, "feed");
  }
}

}  // namespace broadsheet::fuzz
