#include "ingest/feeds/poller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "ingest/polled_feeds.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

using PollerTest = PolledFeedsTest;

TEST_F(PollerTest, FeedComesInAndItsCategoryKeepsItsTitle) {
  site_.Put("/feed", {Rss(Item("a", "First") + Item("b", "Second")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().created(), 2);
  EXPECT_GT(response.read_after().position(), 0);
  const auto articles = ingest_.AllStored();
  ASSERT_EQ(articles.size(), 2u);
  EXPECT_EQ(articles[0].title(), "First");
  EXPECT_EQ(articles[0].source().title(), "Example");
  ASSERT_EQ(ingest_.Categories().size(), 1u);
  EXPECT_EQ(ingest_.Categories()[0].name(), "categories/tech");
  EXPECT_EQ(ingest_.Categories()[0].title(), "Tech");
  const v1::Feed feed = Get(name);
  EXPECT_EQ(feed.title(), "Example");
  EXPECT_EQ(feed.site_uri(), "https://example.com/");
  EXPECT_FALSE(feed.has_last_error());
}

TEST_F(PollerTest, WordPressNameThatTheArchiveHasIsACategoryElseATag) {
  const auto item = [](const std::string& id) {
    std::string text = Item(id, "Post " + id);
    const std::string first = "<category>Tech</category>";
    return text.insert(text.find(first) + first.size(),
                       "<category>Culture</category><category>5G</category>");
  };
  const std::string generator = "<generator>https://wordpress.org/?v=6.5</generator>";
  site_.Put("/feed", {Rss(generator + item("a")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  storage::v1::UpsertCategoryRequest category;
  category.mutable_category()->set_name("categories/culture");
  category.mutable_category()->set_title("Culture");
  category.set_actor("test");
  grpc::ClientContext context;
  storage::v1::UpsertCategoryResponse created;
  ASSERT_TRUE(ingest_.storage_stub().UpsertCategory(&context, category, &created).ok());
  site_.Put("/feed", {Rss(generator + item("b")), "application/rss+xml"});
  ASSERT_OK(Poll(name));
  const auto articles = ingest_.AllStored();
  ASSERT_EQ(articles.size(), 2u);
  EXPECT_THAT(articles[0].categories(), ::testing::ElementsAre("categories/tech"));
  EXPECT_THAT(articles[0].tags(), ::testing::ElementsAre("5g", "culture"));
  EXPECT_THAT(articles[1].categories(),
              ::testing::ElementsAre("categories/culture", "categories/tech"));
  EXPECT_THAT(articles[1].tags(), ::testing::ElementsAre("5g"));
}

TEST_F(PollerTest, FeedThatProcessesDiedAtIsPolledByHandAlone) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  constexpr postgres::Statement kTwoDeaths = {
      "two_deaths",
      "INSERT INTO attempt SELECT gen_random_uuid(), gen_random_uuid(), $1, now()"
      "  FROM generate_series(1, 2)"};
  ASSERT_OK(ingest_.pool().Transact(absl::Now() + absl::Seconds(20), [&](auto& tx) {
    return tx.Run(kTwoDeaths, postgres::Params().Text(name)).status();
  }));
  const absl::Status refused = Poll(name).status();
  EXPECT_EQ(Reason(refused), kSetAside) << refused;
  EXPECT_EQ(Get(name).consecutive_failures(), 0);
  EXPECT_FALSE(Get(name).has_last_poll_time());
  EXPECT_EQ(Get(name).deaths(), 2);
  v1::PollFeedRequest request;
  request.set_name(name);
  request.set_even_if_set_aside(true);
  ASSERT_OK(ingest_.Call(&Stub::PollFeed, request));
  EXPECT_EQ(Get(name).deaths(), 0);
  EXPECT_OK(Poll(name));
}

TEST_F(PollerTest, PolledTwiceMakesNoRevision) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().unchanged(), 1);
  EXPECT_FALSE(response.not_modified());
}

TEST_F(PollerTest, UnchangedFeedIsNotReadAgain) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml", 200, {{"ETag", "\"1\""}}});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_TRUE(response.not_modified());
  v1::PollFeedRequest request;
  request.set_name(name);
  request.set_unconditional(true);
  ASSERT_OK_AND_ASSIGN(const auto read, ingest_.Call(&Stub::PollFeed, request));
  EXPECT_EQ(read.counts().unchanged(), 1);
}

TEST_F(PollerTest, MalformedFeedIsKeptAndItsEtagIsNot) {
  const std::string bad = "<rss><channel><item><title>cut";
  site_.Put("/feed", {bad, "application/rss+xml", 200, {{"ETag", "\"1\""}}});
  const std::string name = Create(site_.Uri("/feed"));
  EXPECT_THAT(Poll(name), IsError(absl::StatusCode::kInvalidArgument, "kept as rejects/"));
  const std::vector<v1::Reject> rejects = ingest_.Rejects();
  ASSERT_EQ(rejects.size(), 1u);
  EXPECT_EQ(rejects[0].origin(), name);
  EXPECT_EQ(rejects[0].uri(), site_.Uri("/feed"));
  EXPECT_EQ(rejects[0].step(), v1::Reject::STEP_PARSE);
  EXPECT_EQ(rejects[0].raw_size(), static_cast<int64_t>(bad.size()));
  EXPECT_THAT(Poll(name), IsError(absl::StatusCode::kInvalidArgument, ""));
  EXPECT_EQ(site_.requests().back().get_header_value("If-None-Match"), "");
  EXPECT_EQ(ingest_.Rejects().at(0).count(), 2);
  EXPECT_EQ(Get(name).consecutive_failures(), 2);
  EXPECT_TRUE(Get(name).has_last_error());
}

TEST_F(PollerTest, BadEntryFailsAloneAndCanBeRetried) {
  site_.Put("/feed",
            {Rss(Item("a", "First") + Item("b", std::string(20'000, 'x')) + Item("c", "Third")),
             "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().created(), 2);
  EXPECT_EQ(response.counts().rejected(), 1);
  const v1::Reject reject = ingest_.Rejects().at(0);
  EXPECT_EQ(reject.entry(), "b");
  EXPECT_EQ(reject.step(), v1::Reject::STEP_VALIDATE);
  v1::RetryRejectRequest request;
  request.set_name(reject.name());
  ASSERT_OK_AND_ASSIGN(const auto retried, ingest_.Call(&Stub::RetryReject, request));
  ASSERT_EQ(retried.results_size(), 1);
  EXPECT_EQ(retried.results(0).reject(), reject.name());
  EXPECT_EQ(ingest_.Rejects().at(0).count(), 2);
}

TEST_F(PollerTest, FeedThatIsNotWellFormedIsTakenAndSaysSo) {
  site_.Put("/feed", {Rss(Item("a", "Fish & chips") + Item("b", "Second")), "text/xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  EXPECT_EQ(response.counts().created(), 2);
  EXPECT_NE(Get(name).defect().find("line 1"), std::string::npos) << Get(name).defect();
  site_.Put("/feed", {Rss(Item("a", "Fish &amp; chips")), "text/xml"});
  ASSERT_OK(Poll(name));
  EXPECT_EQ(Get(name).defect(), "");
}

TEST_F(PollerTest, EntryAndItsPageAreOneArticleWhateverThePageCallsItself) {
  const std::string link = site_.Uri("/go");
  site_.Put("/real/", {"<html><head><link rel=canonical href='/real/'></head><body><article><h1>"
                       "Boats</h1><p>The ferry company said on Friday that it would put two new "
                       "boats on the night line, after a trial that ran through the summer and "
                       "found many riders on both shores.</p></article></body></html>"});
  TestSite::Page redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/real/"}};
  site_.Put("/go", redirect);
  site_.Put("/feed", {Rss("<item><title>Boats</title><link>" + link +
                          "</link><guid isPermaLink='false'>b9</guid><description>Boats are coming "
                          "back. &lt;a href='" +
                          link +
                          "'&gt;Continue reading&lt;/a&gt;"
                          "</description></item>"),
                      "application/rss+xml"});
  v1::CreateFeedRequest request;
  request.mutable_feed()->set_uri(site_.Uri("/feed"));
  request.mutable_feed()->set_fetch_full_text(true);
  ASSERT_OK_AND_ASSIGN(const v1::Feed feed, ingest_.Call(&Stub::CreateFeed, request));
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(feed.name()));
  EXPECT_EQ(response.counts().created(), 1);
  EXPECT_EQ(response.counts().revised(), 1);
}

TEST_F(PollerTest, OversizedFeedKeepsItsBeginning) {
  site_.Put("/feed", {Rss(std::string(8 << 20, ' ')), "application/rss+xml"});
  const auto response = Poll(Create(site_.Uri("/feed")));
  EXPECT_THAT(response, IsError(absl::StatusCode::kResourceExhausted, "too long"));
  const v1::Reject reject = ingest_.Rejects().at(0);
  EXPECT_EQ(reject.step(), v1::Reject::STEP_FETCH);
  EXPECT_GT(reject.raw_size(), 4 << 20);
  v1::RetryRejectRequest request;
  request.set_name(reject.name());
  EXPECT_THAT(ingest_.Call(&Stub::RetryReject, request),
              IsError(absl::StatusCode::kFailedPrecondition, "only the first"));
}

TEST_F(PollerTest, MissingFeedIsTheErrorOfThePollAndNoReject) {
  EXPECT_THAT(Poll(Create(site_.Uri("/gone"))), IsError(absl::StatusCode::kNotFound, "404"));
  EXPECT_TRUE(ingest_.Rejects().empty());
}

TEST_F(PollerTest, PermanentRedirectMovesTheFeed) {
  site_.Redirect("/old", 301, "/new");
  site_.Put("/new", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/old"));
  ASSERT_OK(Poll(name));
  EXPECT_EQ(Get(name).uri(), site_.Uri("/new"));
}

TEST_F(PollerTest, ArticlesOfAFeedThatMovesToAnotherSiteStayThemselves) {
  const std::string feed = Rss(Item("a", "First") + Item("b", "Second"));
  site_.Put("/old", {feed, "application/rss+xml"});
  const std::string name = Create(site_.Uri("/old"));
  ASSERT_OK(Poll(name));
  site_.Redirect("/old", 301, "/new");
  site_.Put("/new",
            {absl::StrReplaceAll(feed, {{"example.com", "example.org"}}), "application/rss+xml"});
  for (int poll = 0; poll < 3; ++poll) {
    ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
    EXPECT_EQ(response.counts().created(), 0) << poll;
  }
  ASSERT_EQ(ingest_.AllStored().size(), 2u);
  EXPECT_EQ(ingest_.AllStored()[0].canonical_uri(), "https://example.org/a");
}

TEST_F(PollerTest, FeedThatIsGoneForGoodIsRetiredUntilAPollFindsIt) {
  site_.Put("/feed", {"", "text/plain", 410});
  const std::string name = Create(site_.Uri("/feed"));
  EXPECT_THAT(Poll(name), IsError(absl::StatusCode::kNotFound, "410"));
  EXPECT_TRUE(Get(name).has_retire_time());
  site_.Put("/feed", {"", "text/plain", 500});
  EXPECT_THAT(Poll(name), IsError(absl::StatusCode::kUnavailable, "500"));
  EXPECT_TRUE(Get(name).has_retire_time());
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  ASSERT_OK(Poll(name));
  EXPECT_FALSE(Get(name).has_retire_time());
}

TEST_F(PollerTest, NewFeedIsPolledBySchedule) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  for (int i = 0; i < 200 && !Get(name).has_last_success_time(); ++i) {
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(Get(name).has_last_success_time());
  EXPECT_EQ(ingest_.AllStored().size(), 1u);
}

TEST_F(PollerTest, HostThatGivesNoAnswerHoldsUpNoOther) {
  TestSite slow;
  const auto answered = std::make_shared<absl::Notification>();
  for (int i = 0; i < 20; ++i) {
    const std::string path = absl::StrCat("/", i);
    slow.Put(path, {.body = Rss(""), .until = answered});
    Create(slow.Uri(path));
  }
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  for (int i = 0; i < 200 && !Get(name).has_last_success_time(); ++i) {
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_TRUE(Get(name).has_last_success_time());
  answered->Notify();
}

TEST_F(PollerTest, StorageAwayForAWhileOnlyDelaysThePoll) {
  site_.Put("/feed", {Rss(Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ingest_.storage().Kill();
  std::thread later([this] {
    absl::SleepFor(absl::Seconds(1));
    ingest_.storage().Start();
  });
  ASSERT_OK_AND_ASSIGN(const v1::PollFeedResponse response, Poll(name));
  later.join();
  EXPECT_EQ(response.counts().created(), 1);
}

TEST_F(PollerTest, PageInsteadOfAFeedIsNoRejectAndNamesTheFeedsItOffers) {
  site_.Put("/blog", {"<!doctype html><html><head><title>Blog</title>"
                      "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed/\">"
                      "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/atom.xml\">"
                      "<link rel=\"alternate\" hreflang=\"fr\" href=\"/fr/\"></head></html>",
                      "text/html"});
  const auto polled = Poll(Create(site_.Uri("/blog")));
  EXPECT_THAT(polled, IsError(absl::StatusCode::kFailedPrecondition, "is an HTML page, no feed"));
  EXPECT_EQ(Reason(polled.status()), "NOT_A_FEED");
  EXPECT_EQ(ReasonMetadata(polled.status(), "offered_feeds"),
            absl::StrCat(site_.Uri("/feed/"), " ", site_.Uri("/atom.xml")));
  const auto rejects = ingest_.Call(&Stub::ListRejects, v1::ListRejectsRequest());
  EXPECT_EQ(rejects.value().rejects_size(), 0);
}

TEST_F(PollerTest, MissingFeedNamesTheFeedsThatTheErrorPageOffers) {
  site_.Put("/gone", {.body = "<!DOCTYPE html><html><head><link rel=\"alternate\" "
                              "type=\"application/rss+xml\" href=\"feed/\"></head></html>",
                      .content_type = "text/html",
                      .status = 404});
  const auto polled = Poll(Create(site_.Uri("/gone")));
  EXPECT_EQ(polled.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Reason(polled.status()), "HTTP_STATUS");
  EXPECT_EQ(ReasonMetadata(polled.status(), "http_status"), "404");
  EXPECT_EQ(ReasonMetadata(polled.status(), "offered_feeds"), site_.Uri("/feed/"));
}

TEST_F(PollerTest, NamesTheHubAsTheHeadersOrTheFeedSay) {
  const std::string links =
      "<link xmlns=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"/hub\"/>";
  site_.Put("/feed", {Rss(links + Item("a", "First")), "application/rss+xml"});
  const std::string name = Create(site_.Uri("/feed"));
  ASSERT_OK(Poll(name));
  EXPECT_EQ(Get(name).hub().uri(), site_.Uri("/hub"));
  EXPECT_EQ(Get(name).hub().topic_uri(), site_.Uri("/feed")) << "where it does not say";
  site_.Put("/feed",
            {Rss(links + Item("a", "First")),
             "application/rss+xml",
             200,
             {{"Link", "<https://hub.example/>; rel=hub"}, {"Link", "</self>; rel=self"}}});
  ASSERT_OK(Poll(name));
  EXPECT_EQ(Get(name).hub().uri(), "https://hub.example/");
  EXPECT_EQ(Get(name).hub().topic_uri(), site_.Uri("/self"));
  site_.Put("/feed", {Rss(Item("a", "First")),
                      "application/rss+xml",
                      200,
                      {{"Link", "<javascript:alert(1)>; rel=hub"}}});
  ASSERT_OK(Poll(name));
  EXPECT_FALSE(Get(name).has_hub());
}

TEST_F(PollerTest, PageThatIsAFeedNamesItsHub) {
  site_.Put("/notes",
            {"<!doctype html><html><head><link rel=hub href=/hub><link rel=self href=/notes></head>"
             "<body class=h-feed><div class=h-entry><a class='p-name u-url' href=/a>A note</a>"
             "<p class=e-content>All about it.</p></div></body></html>"});
  const std::string name = Create(site_.Uri("/notes"));
  ASSERT_OK(Poll(name));
  EXPECT_EQ(Get(name).hub().uri(), site_.Uri("/hub"));
}

}  // namespace
}  // namespace broadsheet::ingest
