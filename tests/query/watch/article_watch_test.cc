#include "query/watch/article_watch.h"

#include <memory>
#include <string>
#include <vector>

#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using Event = v1::WatchArticlesResponse;

// One stream, as a caller sees it.
class Watching {
 public:
  Watching(v1::QueryService::Stub& stub, const std::string& filter, const std::string& token) {
    v1::WatchArticlesRequest request;
    if (!google::protobuf::TextFormat::ParseFromString(filter, request.mutable_filter())) {
      std::abort();
    }
    request.set_resume_token(token);
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    reader_ = stub.WatchArticles(&context_, request);
  }
  ~Watching() {
    context_.TryCancel();
    if (!finished_) Status().IgnoreError();
  }

  // "ADDED 7": the next event that is no heartbeat; "end" where there is none.
  std::string See() {
    while (reader_->Read(&event_)) {
      if (event_.kind() == Event::KIND_UNSPECIFIED) continue;
      std::string text = Event::Kind_Name(event_.kind()).substr(5);
      if (event_.has_article()) {
        const std::string& name = event_.article().name();
        absl::StrAppend(&text, " ", std::stoi(name.substr(name.rfind('-') + 1)));
      }
      return text;
    }
    return "end";
  }

  bool Read() { return reader_->Read(&event_); }
  const Event& event() const { return event_; }
  const std::string& token() const { return event_.resume_token(); }

  // How it ended; it must have, or be about to.
  absl::Status Status() {
    while (See() != "end") continue;
    finished_ = true;
    return FromGrpc(reader_->Finish());
  }

 private:
  grpc::ClientContext context_;
  Event event_;
  bool finished_ = false;
  std::unique_ptr<grpc::ClientReader<Event>> reader_;
};

class ArticleWatchTest : public QueryFixture {
 protected:
  std::unique_ptr<Watching> Watch(const std::string& filter, const std::string& token = "") {
    return std::make_unique<Watching>(*stub_, filter, token);
  }
  // One that is live.
  std::unique_ptr<Watching> Live(const std::string& filter, const std::string& token = "") {
    auto watching = Watch(filter, token);
    EXPECT_EQ(watching->See(), "CAUGHT_UP");
    return watching;
  }
  // The token of now.
  std::string Token(const std::string& filter) { return Live(filter)->token(); }

  // Waits until lists show all that was written.
  void AwaitLists() { EXPECT_OK(List("")); }

  void Restart() {
    StopService();
    StartService();
  }
};

TEST_F(ArticleWatchTest, TellsWhatEntersChangesAndLeaves) {
  const auto watching = Live("tags: 'a'");
  storage_.Write(ArticleOf(1, "tags: 'a'"));
  EXPECT_EQ(watching->See(), "ADDED 1");
  EXPECT_EQ(watching->event().article().title(), "Headline 1");
  EXPECT_EQ(watching->event().article().body_html(), "");
  storage_.Write(ArticleOf(1, "tags: 'a' revision: 2"));
  EXPECT_EQ(watching->See(), "CHANGED 1");
  EXPECT_EQ(watching->event().article().revision(), 2);
  storage_.Write(ArticleOf(2, "tags: 'b'"));
  storage_.Write(ArticleOf(1, "tags: 'b' revision: 3"));
  EXPECT_EQ(watching->See(), "REMOVED 1");
  EXPECT_EQ(watching->event().article().title(), "");
  storage_.Write(ArticleOf(2, "tags: 'a' revision: 2"));
  EXPECT_EQ(watching->See(), "ADDED 2");
  storage_.Write(ArticleOf(2, "tags: 'a' revision: 3 delete_time { seconds: 1 }"));
  EXPECT_EQ(watching->See(), "REMOVED 2");
}

TEST_F(ArticleWatchTest, EventIsToldWhenListsShowIt) {
  const auto watching = Live("");
  for (int n = 1; n <= 20; ++n) {
    storage_.Write(ArticleOf(n));
    EXPECT_EQ(watching->See(), absl::StrCat("ADDED ", n));
    ASSERT_OK_AND_ASSIGN(const auto page,
                         Do(&v1::QueryService::Stub::ListArticles, v1::ListArticlesRequest()));
    EXPECT_EQ(page.articles(0).name(), watching->event().article().name());
  }
}

TEST_F(ArticleWatchTest, ReplaysWhatTheTokenMissed) {
  const std::string token = Token("tags: 'a'");
  storage_.Write(ArticleOf(1, "tags: 'a'"));
  storage_.Write(ArticleOf(2));
  storage_.Write(ArticleOf(1, "tags: 'a' revision: 2"));
  storage_.Write(ArticleOf(1, "revision: 3"));
  AwaitLists();
  const auto watching = Watch("tags: 'a'", token);
  EXPECT_EQ(watching->See(), "ADDED 1");
  const std::string between = watching->token();
  EXPECT_EQ(watching->See(), "CHANGED 1");
  EXPECT_EQ(watching->See(), "REMOVED 1");
  EXPECT_EQ(watching->See(), "CAUGHT_UP");
  EXPECT_EQ(Watch("tags: 'a'", between)->See(), "CHANGED 1");
}

TEST_F(ArticleWatchTest, GoesOnWithItsTokenAfterARestart) {
  auto watching = Live("tags: 'a'");
  storage_.Write(ArticleOf(1, "tags: 'a'"));
  EXPECT_EQ(watching->See(), "ADDED 1");
  const std::string token = watching->token();
  storage_.Write(ArticleOf(2, "tags: 'a'"));
  Restart();
  AwaitLists();
  watching = Watch("tags: 'a'", token);
  EXPECT_EQ(watching->See(), "ADDED 2");
  EXPECT_EQ(watching->See(), "CAUGHT_UP");
  storage_.Write(ArticleOf(3, "tags: 'a'"));
  EXPECT_EQ(watching->See(), "ADDED 3");
}

TEST_F(ArticleWatchTest, StopSaysSo) {
  const auto watching = Live("");
  StopService();
  const absl::Status status = watching->Status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(Reason(status), "STOPPING");
  StartService();
}

TEST_F(ArticleWatchTest, StorageMayGoAwayAndComeBack) {
  const auto watching = Live("");
  storage_.set_away(true);
  storage_.Write(ArticleOf(1));
  storage_.set_away(false);
  EXPECT_EQ(watching->See(), "ADDED 1");
}

TEST_F(ArticleWatchTest, CategoryThatMovesTakesItsArticlesAlong) {
  storage_.Write(CategoryOf("science"));
  storage_.Write(CategoryOf("robots"));
  storage_.Write(ArticleOf(1, "categories: 'categories/robots'"));
  EXPECT_EQ(Numbers("").size(), 1);
  const std::string token = Token("categories: 'categories/science'");
  const auto watching = Live("categories: 'categories/science'");
  storage_.Write(CategoryOf("robots", "science"));
  EXPECT_EQ(watching->See(), "ADDED 1");
  storage_.Write(ArticleOf(2, "categories: 'categories/robots'"));
  EXPECT_EQ(watching->See(), "ADDED 2");
  storage_.Write(CategoryOf("robots"));
  EXPECT_EQ(watching->See(), "REMOVED 1");
  EXPECT_EQ(watching->See(), "REMOVED 2");
  const auto replay = Watch("categories: 'categories/science'", token);
  for (const char* expected : {"ADDED 1", "ADDED 2", "REMOVED 1", "REMOVED 2", "CAUGHT_UP"}) {
    EXPECT_EQ(replay->See(), expected);
  }
}

TEST_F(ArticleWatchTest, ArticleOfABatchGoesWhereItsCategoryGoes) {
  storage_.Write(CategoryOf("science"));
  const std::string token = Token("categories: 'categories/science'");
  // While query is not there, so that all is one page to it.
  StopService();
  storage_.Write(CategoryOf("robots"));
  storage_.Write(ArticleOf(1, "categories: 'categories/robots'"));
  storage_.Write(CategoryOf("robots", "science"));
  storage_.Write(ArticleOf(1, "revision: 2"));
  StartService();
  AwaitLists();
  const auto watching = Watch("categories: 'categories/science'", token);
  EXPECT_EQ(watching->See(), "ADDED 1");
  EXPECT_EQ(watching->See(), "REMOVED 1");
}

TEST_F(ArticleWatchTest, RedactionIsToldToAll) {
  storage_.Write(ArticleOf(1, "tags: 'a'"));
  EXPECT_EQ(Numbers("").size(), 1);
  const std::string token = Token("tags: 'b'");
  const auto watching = Live("tags: 'a'");
  storage_.Redact(ArticleOf(1).name());
  EXPECT_EQ(watching->See(), "RETRACTED 1");
  EXPECT_EQ(watching->event().article().title(), "");
  EXPECT_EQ(Watch("tags: 'b'", token)->See(), "RETRACTED 1");
}

TEST_F(ArticleWatchTest, WhatWasRedactedSinceIsNotReplayed) {
  const std::string token = Token("");
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Numbers("").size(), 1);
  storage_.Redact(ArticleOf(1).name());
  AwaitLists();
  const auto watching = Watch("", token);
  EXPECT_EQ(watching->See(), "RETRACTED 1");
  EXPECT_EQ(watching->See(), "CAUGHT_UP");
}

TEST_F(ArticleWatchTest, TokenOfAnotherFilterIsRefused) {
  const std::string token = Token("tags: 'a' tags: 'b'");
  EXPECT_THAT(Watch("tags: 'a'", token)->Status(), BlamesField("resume_token"));
  Live("tags: 'b' tags: 'a' tags: 'a'", token);
}

TEST_F(ArticleWatchTest, ForgedTokenIsRefused) {
  std::string token = Token("");
  token[token.size() / 2] ^= 1;
  EXPECT_THAT(Watch("", token)->Status(), BlamesField("resume_token"));
  EXPECT_THAT(Watch("", "x")->Status(), BlamesField("resume_token"));
}

TEST_F(ArticleWatchTest, TextIsRefused) {
  EXPECT_THAT(Watch("text: 'robot'")->Status(), BlamesField("filter.text"));
  EXPECT_THAT(Watch("categories: 'tech'")->Status(), BlamesField("filter.categories[0]"));
}

TEST_F(ArticleWatchTest, TokenOfALogThatIsGoneIsRefused) {
  storage_.Write(ArticleOf(1));
  storage_.Write(ArticleOf(2));
  EXPECT_EQ(Numbers("").size(), 2);
  const auto watching = Live("");
  const std::string token = watching->token();
  storage_.StartAnew();
  storage_.Write(ArticleOf(9));
  EXPECT_EQ(Numbers("").size(), 1);
  EXPECT_EQ(Reason(watching->Status()), "LOG_DIVERGED");
  for (int n = 3; n < 6; ++n) {
    const absl::Status status = Watch("", token)->Status();
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(Reason(status), "LOG_DIVERGED");
    storage_.Write(ArticleOf(n));
    EXPECT_EQ(Numbers("").size(), n - 1);
  }
}

TEST_F(ArticleWatchTest, EarlierEpochOfTheSameLogGoesOn) {
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Numbers("").size(), 1);
  const auto watching = Live("");
  const std::string token = watching->token();
  storage_.NewEpoch();
  storage_.Write(ArticleOf(2));
  EXPECT_EQ(watching->See(), "ADDED 2");
  EXPECT_EQ(Watch("", token)->See(), "ADDED 2");
}

TEST_F(ArticleWatchTest, TokenPastRetentionIsRefused) {
  StopService();
  options_.watch_retention = 5;
  StartService();
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Numbers("").size(), 1);
  const std::string token = Token("");
  for (int n = 2; n <= 6; ++n) storage_.Write(ArticleOf(n));
  AwaitLists();
  EXPECT_EQ(Watch("", token)->See(), "ADDED 2");
  storage_.Write(ArticleOf(7));
  EXPECT_EQ(Numbers("").size(), 7);
  const absl::Status status = Watch("", token)->Status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Reason(status), "RESUME_TOKEN_EXPIRED");
}

TEST_F(ArticleWatchTest, HeartbeatMovesTheToken) {
  StopService();
  options_.watch_heartbeat = absl::Milliseconds(20);
  StartService();
  const auto watching = Live("tags: 'a'");
  const std::string first = watching->token();
  storage_.Write(ArticleOf(1));
  EXPECT_EQ(Numbers("").size(), 1);
  while (watching->token() == first) ASSERT_TRUE(watching->Read());
  EXPECT_EQ(watching->event().kind(), Event::KIND_UNSPECIFIED);
  Live("tags: 'a'", watching->token());
}

TEST_F(ArticleWatchTest, LongReplayComesInOrder) {
  const std::string token = Token("tags: 'a'");
  for (int n = 1; n <= 1000; ++n) storage_.Write(ArticleOf(n, n % 3 == 0 ? "tags: 'a'" : ""));
  EXPECT_EQ(Numbers("page_size: 1").size(), 1);
  const auto watching = Watch("tags: 'a'", token);
  for (int n = 3; n <= 1000; n += 3) ASSERT_EQ(watching->See(), absl::StrCat("ADDED ", n));
  EXPECT_EQ(watching->See(), "CAUGHT_UP");
}

}  // namespace
}  // namespace broadsheet::query
