#include "ingest/push.h"

#include <gtest/gtest.h>

#include "ingest/running_ingest.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;

using PushClientStream =
    grpc::ClientReaderWriter<v1::PushArticlesRequest, v1::PushArticlesResponse>;

class PushTest : public ::testing::Test {
 protected:
  RunningIngest ingest_;
};

v1::PushArticlesRequest BatchOf(const std::string& id,
                                const std::vector<article::v1::Article>& articles) {
  v1::PushArticlesRequest request;
  request.set_request_id(id);
  for (const auto& article : articles) *request.add_articles() = article;
  return request;
}

TEST_F(PushTest, ArticleArrivesNormalisedAndEnriched) {
  article::v1::Article article = SampleArticle("a");
  article.set_title("  Headline\nin  parts ");
  article.set_body_html("<p onclick=\"x()\">Tencent in Shenzhen</p><script>x()</script>");
  article.add_categories("categories/tech");
  ASSERT_OK_AND_ASSIGN(const v1::PushArticleResponse response, ingest_.Push(article));
  EXPECT_EQ(response.result().outcome(), article::v1::WRITE_OUTCOME_CREATED);
  EXPECT_GT(response.read_after().position(), 0);
  const article::v1::Article stored = ingest_.Stored(response.result().name());
  EXPECT_EQ(stored.title(), "Headline in parts");
  EXPECT_EQ(stored.body_html(), "<p>Tencent in Shenzhen</p>");
  EXPECT_EQ(stored.categories(0), "categories/tech");
  ASSERT_GE(stored.mentions_size(), 2);
  ASSERT_EQ(ingest_.Categories().size(), 1u);
  EXPECT_EQ(ingest_.Categories()[0].name(), "categories/tech");
}

TEST_F(PushTest, SameArticleAgainIsUnchanged) {
  ASSERT_OK_AND_ASSIGN(const auto first, ingest_.Push(SampleArticle("a")));
  ASSERT_OK_AND_ASSIGN(const auto second, ingest_.Push(SampleArticle("a")));
  EXPECT_EQ(second.result().outcome(), article::v1::WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(second.result().name(), first.result().name());
}

TEST_F(PushTest, BadArticleIsBlamedAndKept) {
  article::v1::Article article = SampleArticle("a");
  article.clear_title();
  EXPECT_THAT(ingest_.Push(article), BlamesField("article.title"));
  const std::vector<v1::Reject> rejects = ingest_.Rejects();
  ASSERT_EQ(rejects.size(), 1u);
  EXPECT_EQ(rejects[0].origin(), "push/anonymous");
  EXPECT_EQ(rejects[0].entry(), "a");
  EXPECT_EQ(rejects[0].step(), v1::Reject::STEP_VALIDATE);
  v1::GetRejectRequest request;
  request.set_name(rejects[0].name());
  ASSERT_OK_AND_ASSIGN(const v1::Reject reject,
                       ingest_.Call(&v1::IngestService::Stub::GetReject, request));
  EXPECT_EQ(reject.raw(), article.SerializeAsString());
}

TEST_F(PushTest, NulByteIsBlamedAndKept) {
  article::v1::Article article = SampleArticle("a");
  article.set_title(std::string("a\0b", 3));
  article.set_source_guid(std::string("g\0h", 3));
  EXPECT_THAT(ingest_.Push(article), BlamesField("article.title"));
  article.set_title("Good");
  EXPECT_THAT(ingest_.Push(article), BlamesField("article.source_guid"));
  const std::vector<v1::Reject> rejects = ingest_.Rejects();
  ASSERT_EQ(rejects.size(), 2u);
  for (const v1::Reject& reject : rejects) EXPECT_EQ(reject.entry(), "g h");
}

TEST_F(PushTest, NulByteFailsItsArticleAlone) {
  grpc::ClientContext context;
  auto stream = ingest_.stub().PushArticles(&context);
  article::v1::Article bad = SampleArticle("bad");
  bad.set_body_html(std::string("<p>a\0b</p>", 10));
  ASSERT_TRUE(stream->Write(BatchOf("1", {SampleArticle("a"), bad, SampleArticle("b")})));
  v1::PushArticlesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_THAT(FromRpcStatusBytes(response.results(1).error().SerializeAsString()),
              BlamesField("articles[1].body_html"));
  EXPECT_EQ(response.results(1).error().message(),
            "articles[1].body_html: has a NUL byte at offset 4");
  EXPECT_EQ(response.results(2).outcome(), article::v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(ingest_.Rejects().size(), 1u);
}

TEST_F(PushTest, NulByteInTheRequestIdIsBlamed) {
  v1::PushArticleRequest request;
  request.set_request_id(std::string("a\0b", 3));
  *request.mutable_article() = SampleArticle("a");
  EXPECT_THAT(ingest_.Call(&v1::IngestService::Stub::PushArticle, request),
              BlamesField("request_id"));
}

TEST_F(PushTest, RepeatedPushIsAnsweredAsTheFirstTime) {
  v1::PushArticleRequest request;
  request.set_request_id("once");
  *request.mutable_article() = SampleArticle("a");
  ASSERT_OK_AND_ASSIGN(const auto first,
                       ingest_.Call(&v1::IngestService::Stub::PushArticle, request));
  ASSERT_OK_AND_ASSIGN(const auto second,
                       ingest_.Call(&v1::IngestService::Stub::PushArticle, request));
  EXPECT_EQ(second.result().outcome(), article::v1::WRITE_OUTCOME_CREATED);
  EXPECT_THAT(second, EqualsProto(first.DebugString()));
  EXPECT_EQ(ingest_.AllStored().size(), 1u);
}

TEST_F(PushTest, RequestIdWithAnotherArticleIsBlamed) {
  v1::PushArticleRequest request;
  request.set_request_id("once");
  *request.mutable_article() = SampleArticle("a");
  ASSERT_OK(ingest_.Call(&v1::IngestService::Stub::PushArticle, request));
  *request.mutable_article() = SampleArticle("b");
  const auto other = ingest_.Call(&v1::IngestService::Stub::PushArticle, request);
  EXPECT_THAT(other, BlamesField("request_id"));
  EXPECT_THAT(other, IsError(absl::StatusCode::kInvalidArgument, "'once'"));
  EXPECT_EQ(ingest_.AllStored().size(), 1u);
  EXPECT_TRUE(ingest_.Rejects().empty());
}

TEST_F(PushTest, RepeatedBatchIsAnsweredAsTheFirstTime) {
  article::v1::Article bad = SampleArticle("bad");
  bad.clear_title();
  const v1::PushArticlesRequest batch = BatchOf("1", {SampleArticle("a"), bad, SampleArticle("b")});
  grpc::ClientContext context;
  auto stream = ingest_.stub().PushArticles(&context);
  v1::PushArticlesResponse first, second;
  ASSERT_TRUE(stream->Write(batch) && stream->Read(&first));
  ASSERT_TRUE(stream->Write(batch) && stream->Read(&second));
  EXPECT_EQ(second.results(2).outcome(), article::v1::WRITE_OUTCOME_CREATED);
  EXPECT_EQ(second.results(1).reject(), first.results(1).reject());
  // Its details have no order.
  first.mutable_results(1)->clear_error();
  second.mutable_results(1)->clear_error();
  EXPECT_THAT(second, EqualsProto(first.DebugString()));
  ASSERT_TRUE(stream->Write(BatchOf("1", {SampleArticle("c")})));
  EXPECT_FALSE(stream->Read(&second));
  EXPECT_THAT(FromGrpc(stream->Finish()), BlamesField("request_id"));
}

TEST_F(PushTest, OversizedArticleIsRefusedAndNotKept) {
  article::v1::Article article = SampleArticle("a");
  article.set_body_html(std::string(1 << 20, 'x'));
  EXPECT_THAT(ingest_.Push(article), BlamesField("article"));
  EXPECT_TRUE(ingest_.Rejects().empty());
}

TEST_F(PushTest, StreamAnswersInOrderAndABadArticleFailsAlone) {
  grpc::ClientContext context;
  auto stream = ingest_.stub().PushArticles(&context);
  article::v1::Article bad = SampleArticle("bad");
  bad.clear_canonical_uri();
  bad.clear_source_guid();
  ASSERT_TRUE(stream->Write(BatchOf("1", {SampleArticle("a"), bad, SampleArticle("b")})));
  ASSERT_TRUE(stream->Write(BatchOf("2", {SampleArticle("c")})));
  ASSERT_TRUE(stream->WritesDone());
  v1::PushArticlesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.request_id(), "1");
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_EQ(response.results(0).outcome(), article::v1::WRITE_OUTCOME_CREATED);
  EXPECT_THAT(FromRpcStatusBytes(response.results(1).error().SerializeAsString()),
              BlamesField("articles[1].canonical_uri"));
  EXPECT_EQ(response.results(1).reject(), ingest_.Rejects().at(0).name());
  EXPECT_EQ(response.results(2).outcome(), article::v1::WRITE_OUTCOME_CREATED);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.request_id(), "2");
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(ingest_.AllStored().size(), 3u);
}

TEST_F(PushTest, MalformedBatchEndsTheStream) {
  for (const auto& [request, field] :
       {std::pair(BatchOf("", {SampleArticle("a")}), "request_id"),
        std::pair(BatchOf("1", {}), "articles"),
        std::pair(BatchOf("1", std::vector<article::v1::Article>(501)), "articles")}) {
    grpc::ClientContext context;
    auto stream = ingest_.stub().PushArticles(&context);
    stream->Write(request);
    v1::PushArticlesResponse response;
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_THAT(FromGrpc(stream->Finish()), BlamesField(field));
  }
}

TEST_F(PushTest, StorageAwayIsUnavailableAndNothingIsLost) {
  ingest_.storage().Kill();
  EXPECT_THAT(ingest_.Push(SampleArticle("a")),
              IsError(absl::StatusCode::kUnavailable, "storage can't be reached"));
  EXPECT_TRUE(ingest_.Rejects().empty());
  ingest_.storage().Start();
  EXPECT_OK(ingest_.Push(SampleArticle("a")));
}

TEST_F(PushTest, DeletedArticleStaysDeletedUnlessAskedFor) {
  ASSERT_OK_AND_ASSIGN(const auto pushed, ingest_.Push(SampleArticle("a")));
  v1::DeleteArticleRequest deletion;
  deletion.set_name(pushed.result().name());
  ASSERT_OK_AND_ASSIGN(const auto deleted,
                       ingest_.Call(&v1::IngestService::Stub::DeleteArticle, deletion));
  EXPECT_TRUE(deleted.article().has_delete_time());
  article::v1::Article changed = SampleArticle("a");
  changed.set_title("Another headline");
  ASSERT_OK_AND_ASSIGN(const auto again, ingest_.Push(changed));
  EXPECT_EQ(again.result().outcome(), article::v1::WRITE_OUTCOME_SUPPRESSED);
  v1::PushArticleRequest request;
  *request.mutable_article() = changed;
  request.set_allow_undelete(true);
  ASSERT_OK(ingest_.Call(&v1::IngestService::Stub::PushArticle, request));
  EXPECT_FALSE(ingest_.Stored(pushed.result().name()).has_delete_time());
}

TEST_F(PushTest, RedactedArticleStaysRedacted) {
  ASSERT_OK_AND_ASSIGN(const auto pushed, ingest_.Push(SampleArticle("a")));
  v1::RedactArticleRequest redaction;
  redaction.set_name(pushed.result().name());
  EXPECT_THAT(ingest_.Call(&v1::IngestService::Stub::RedactArticle, redaction),
              BlamesField("reason"));
  redaction.set_reason("court order 7");
  ASSERT_OK_AND_ASSIGN(const auto redacted,
                       ingest_.Call(&v1::IngestService::Stub::RedactArticle, redaction));
  EXPECT_EQ(redacted.articles(), 1);
  EXPECT_EQ(redacted.revisions(), 1);
  EXPECT_EQ(redacted.read_after().position(), pushed.read_after().position() + 1);
  EXPECT_EQ(ingest_.Stored(pushed.result().name()).title(), "");
  v1::PushArticleRequest request;
  *request.mutable_article() = SampleArticle("a");
  request.set_allow_undelete(true);
  ASSERT_OK_AND_ASSIGN(const auto again,
                       ingest_.Call(&v1::IngestService::Stub::PushArticle, request));
  EXPECT_EQ(again.result().outcome(), article::v1::WRITE_OUTCOME_SUPPRESSED);
}

}  // namespace
}  // namespace broadsheet::ingest
