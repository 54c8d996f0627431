#include "ingest/identity/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/identity/feed_memory.pb.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kDate[] = "Mon, 05 Jan 2026 10:00:00 +0800";

Entry MakeEntry(const std::string& title, const std::string& guid, const std::string& link) {
  Entry entry;
  entry.article.set_title(title);
  entry.article.set_source_guid(guid);
  entry.article.set_canonical_uri(link);
  entry.publish_date = kDate;
  entry.article.set_body_html(absl::StrCat("<p>All there is to say about ", title, "</p>"));
  return entry;
}

// A feed from poll to poll.
class IdentityTest : public ::testing::Test {
 protected:
  // The entries as they are delivered.
  std::vector<Entry> Poll(std::vector<Entry> entries) {
    SetIdentity(ObserveEntries(entries, &memory_), &feed_);
    IdentifyEntries(feed_, &entries, &memory_);
    return entries;
  }

  // Three entries whose guids and links end so.
  std::vector<Entry> PollThree(const std::string& guid_end, const std::string& link_end) {
    std::vector<Entry> entries;
    for (const char* name : {"Ferries", "Bridges", "Tunnels"}) {
      entries.push_back(MakeEntry(name, absl::StrCat(name, "-", guid_end),
                                  absl::StrCat("https://example.com/", name, link_end)));
    }
    return Poll(std::move(entries));
  }

  v1::Feed feed_;
  FeedMemory memory_;
};

TEST_F(IdentityTest, FeedThatBehavesIsReadByGuid) {
  for (int poll = 0; poll < 4; ++poll) {
    const std::vector<Entry> entries = PollThree("1", "");
    EXPECT_EQ(entries[0].article.source_guid(), "Ferries-1");
  }
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID);
  EXPECT_EQ(feed_.identity_evidence(), "");
}

TEST_F(IdentityTest, GuidsThatChangeAtEveryPollAreNotReliedOn) {
  PollThree("1", "");
  PollThree("2", "");
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID) << "one poll is no evidence";
  PollThree("3", "");
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_CANONICAL_URI);
  EXPECT_THAT(feed_.identity_evidence(), HasSubstr("guids changed 6 times"));
}

TEST_F(IdentityTest, SiteThatMovedOnceKeepsItsRule) {
  PollThree("1", "");
  PollThree("2", "?v=2");
  for (int poll = 0; poll < 4; ++poll) PollThree("2", "?v=2");
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID);
  EXPECT_THAT(feed_.session_parameters(), IsEmpty());
}

TEST_F(IdentityTest, SessionsAreLeftOutOfLinks) {
  PollThree("1", "?id=5&sid=a");
  PollThree("1", "?id=5&sid=b");
  const std::vector<Entry> entries = PollThree("1", "?id=5&sid=c");
  EXPECT_THAT(feed_.session_parameters(), ElementsAre("sid"));
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID);
  EXPECT_EQ(entries[0].article.canonical_uri(), "https://example.com/Ferries?id=5");
}

TEST_F(IdentityTest, EntriesOfWhichAllChangesStayThemselves) {
  const std::vector<Entry> first = PollThree("1", "/a");
  for (const char* next : {"2", "3", "4", "5"}) {
    const std::vector<Entry> entries = PollThree(next, absl::StrCat("/", next));
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(entries[i].article.source_guid(), first[i].article.source_guid()) << next;
    }
  }
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_CONTENT);
}

TEST_F(IdentityTest, EditedHeadlineIsTheSameEntryWhereGuidAndLinkAreMadeOfIt) {
  const auto post = [](const std::string& title) {
    Entry entry = MakeEntry(title, title, absl::StrCat("https://example.com/", title));
    entry.article.set_body_html(std::string(300, 'x'));
    return entry;
  };
  Entry other = MakeEntry("Other", "id-7", "https://example.com/7");
  Poll({post("Ferry returns"), other});
  const std::vector<Entry> entries = Poll({post("Night ferry returns"), other});
  EXPECT_EQ(entries[0].article.source_guid(), "Ferry returns");
  EXPECT_EQ(entries[0].article.title(), "Night ferry returns");
  EXPECT_EQ(Poll({post("Night ferry is back"), other})[0].article.source_guid(), "Ferry returns");
}

TEST_F(IdentityTest, TwoStoriesOfOneTextStayTwo) {
  const Entry old_one = MakeEntry("Boats", "1", "https://example.com/1");
  const Entry new_one = MakeEntry("Boats", "2", "https://example.com/2");
  Poll({old_one});
  const std::vector<Entry> both = Poll({new_one, old_one});
  EXPECT_EQ(both[0].article.source_guid(), "2");
  EXPECT_EQ(both[1].article.source_guid(), "1");
}

TEST_F(IdentityTest, IncidentsOfAStatusPageStayTwo) {
  Entry incident = MakeEntry("All is up", "1", "https://example.com/status");
  for (int poll = 1; poll < 6; ++poll) {
    incident.article.set_source_guid(absl::StrCat(poll));
    incident.publish_date = absl::StrCat("2026-01-05T10:0", poll, ":00Z");
    EXPECT_EQ(Poll({incident})[0].article.source_guid(), absl::StrCat(poll));
  }
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID);
}

TEST_F(IdentityTest, HeadlinesAreNoGuids) {
  Poll({MakeEntry("News of today", "News of today", "https://example.com/1"),
        MakeEntry("Weather", "weather", "https://example.com/2")});
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_CANONICAL_URI);
  EXPECT_EQ(feed_.identity_evidence(), "guids are the headlines");
}

TEST_F(IdentityTest, EntriesWithoutGuidsAndLinksAreToldByWhatTheySay) {
  const Entry entry = MakeEntry("Ferries", "", "");
  const Entry other = MakeEntry("Bridges", "", "");
  const std::string guid = Poll({entry, other})[0].article.source_guid();
  EXPECT_THAT(guid, HasSubstr("content-"));
  Entry edited = entry;
  edited.article.set_title("Night ferries");
  EXPECT_EQ(Poll({edited, other})[0].article.source_guid(), guid);
  EXPECT_NE(Poll({MakeEntry("Tunnels", "", ""), other})[0].article.source_guid(), guid);
}

TEST_F(IdentityTest, EntriesOfASiteThatMovesComeWithTheirOldLinksOnceMore) {
  const auto entry = [](const std::string& site) {
    Entry entry = MakeEntry("Ferries", "7", site + "ferries");
    entry.article.mutable_source()->set_site_uri(site);
    return entry;
  };
  Poll({entry("https://old.example/")});
  feed_.set_site_uri("https://old.example/");
  EXPECT_EQ(Poll({entry("https://new.example/")})[0].article.canonical_uri(),
            "https://old.example/ferries");
  feed_.set_site_uri("https://new.example/");
  EXPECT_EQ(Poll({entry("https://new.example/")})[0].article.canonical_uri(),
            "https://new.example/ferries");
}

TEST_F(IdentityTest, RuleOfACallerStands) {
  feed_.set_identity_rule(v1::Feed::IDENTITY_RULE_GUID);
  for (const char* poll : {"1", "2", "3", "4"}) {
    EXPECT_EQ(PollThree(poll, "/x")[0].article.source_guid(), absl::StrCat("Ferries-", poll));
  }
  EXPECT_EQ(RuleOf(feed_), v1::Feed::IDENTITY_RULE_GUID);
  EXPECT_EQ(feed_.detected_identity_rule(), v1::Feed::IDENTITY_RULE_CANONICAL_URI);
}

// What comes between two polls: some of a feed's entries.
class SomeEntriesTest : public IdentityTest {
 protected:
  absl::Status Tell(std::vector<Entry> entries) {
    const absl::Status status = IdentifySome(feed_, &entries, &memory_);
    told_ = std::move(entries);
    return status;
  }

  Entry LongEntry(const std::string& title, const std::string& name) {
    Entry entry = MakeEntry(title, name, absl::StrCat("https://example.com/", name));
    entry.article.set_body_html(std::string(300, 'x'));
    return entry;
  }

  std::vector<Entry> told_;
};

TEST_F(SomeEntriesTest, AreRememberedBesideTheOthers) {
  PollThree("1", "");
  ASSERT_TRUE(Tell({MakeEntry("Trams", "Trams-1", "https://example.com/Trams")}).ok());
  EXPECT_EQ(told_[0].article.source_guid(), "Trams-1");
  EXPECT_EQ(memory_.entries_size(), 4);
  ASSERT_TRUE(Tell({MakeEntry("Trams, edited", "Trams-1", "https://example.com/Trams")}).ok());
  EXPECT_EQ(memory_.entries_size(), 4);
}

TEST_F(SomeEntriesTest, OneThatMayBeAnotherOneNeedsTheWholeFeed) {
  Poll({LongEntry("Ferries", "ferries"), MakeEntry("Bridges", "b", "https://example.com/b")});
  const FeedMemory before = memory_;
  EXPECT_EQ(Reason(Tell({LongEntry("Ferries return", "ferries-return")})), kWholeFeedNeeded);
  EXPECT_EQ(memory_.SerializeAsString(), before.SerializeAsString());
  // The whole feed shows that the other one is gone.
  const std::vector<Entry> entries = Poll({LongEntry("Ferries return", "ferries-return"),
                                           MakeEntry("Bridges", "b", "https://example.com/b")});
  EXPECT_EQ(entries[0].article.source_guid(), "ferries");
}

TEST_F(SomeEntriesTest, WhatWasToldMayBeAnotherOneLater) {
  PollThree("1", "");
  ASSERT_TRUE(Tell({LongEntry("Trams", "trams")}).ok());
  EXPECT_EQ(Reason(Tell({LongEntry("Trams return", "trams-return")})), kWholeFeedNeeded);
}

TEST_F(SomeEntriesTest, RuleByContentAndAnotherSiteNeedTheWholeFeed) {
  feed_.set_identity_rule(v1::Feed::IDENTITY_RULE_CONTENT);
  EXPECT_EQ(Reason(Tell({MakeEntry("A", "a", "https://example.com/a")})), kWholeFeedNeeded);
  feed_.set_identity_rule(v1::Feed::IDENTITY_RULE_UNSPECIFIED);
  feed_.set_site_uri("https://old.example/");
  EXPECT_EQ(Reason(Tell({MakeEntry("A", "a", "https://example.com/a")})), kWholeFeedNeeded);
  feed_.set_identity_rule(v1::Feed::IDENTITY_RULE_GUID);
  EXPECT_TRUE(Tell({MakeEntry("A", "a", "https://example.com/a")}).ok());
}

TEST_F(SomeEntriesTest, EntryKeepsTheGuidThatItHadFirst) {
  Poll({LongEntry("Ferries", "ferries"), MakeEntry("Bridges", "b", "https://example.com/b")});
  Poll({LongEntry("Ferries return", "ferries-return"),
        MakeEntry("Bridges", "b", "https://example.com/b")});
  ASSERT_TRUE(Tell({LongEntry("Ferries return", "ferries-return")}).ok());
  EXPECT_EQ(told_[0].article.source_guid(), "ferries");
}

}  // namespace
}  // namespace broadsheet::ingest
