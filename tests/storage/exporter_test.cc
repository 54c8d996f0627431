#include "storage/exporter.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/identity.h"
#include "storage/transfer.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;
using Stub = v1::StorageService::Stub;

class ExporterTest : public ::testing::Test {
 protected:
  // Names of the articles that match.
  std::vector<std::string> Names(const v1::ArchiveFilter& filter) {
    std::vector<std::string> names;
    for (const auto& history : Histories(Export(storage_, filter))) {
      names.push_back(history.article().name());
    }
    return names;
  }

  TestStorage storage_;
};

TEST_F(ExporterTest, AnArticleComesBeforeItsRevisionsOldestFirst) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  ArticleWrite changed = MakeWrite("a", 10);
  changed.mutable_article()->set_title("Another title");
  changed.mutable_article()->add_tags("tag");
  Digest(&changed);
  storage_.WriteOne(changed);
  const std::vector<v1::ArchiveLine> lines = Export(storage_);
  ASSERT_EQ(lines.size(), 3);
  const v1::ArchivedArticle& article = lines[0].article();
  EXPECT_EQ(article.name(), name);
  EXPECT_EQ(article.revision(), 2);
  EXPECT_EQ(article.body_origin(), "feeds/main");
  EXPECT_THAT(article.keys(), UnorderedElementsAreArray(KeysOf(changed.article())));
  ASSERT_EQ(article.origins_size(), 1);
  EXPECT_EQ(article.origins(0).observation_digest(), changed.observation_digest());
  EXPECT_THAT(article.origins(0).tags(), ElementsAre("tag"));
  const std::vector<v1::Change> changes = storage_.Changes();
  for (const int i : {0, 1}) {
    Revision revision = changes[i].article().revision();
    revision.clear_position();
    EXPECT_THAT(lines[i + 1].revision(), EqualsProto(revision.DebugString()));
  }
}

TEST_F(ExporterTest, PagesHoldEveryRevisionOnce) {
  // 40 articles are more than a page looks at, 4 MiB of histories more than one holds.
  std::vector<ArticleWrite> writes;
  for (int i = 0; i < 40; ++i) writes.push_back(MakeWrite(absl::StrCat("a", i)));
  ASSERT_OK(storage_.Write(writes));
  for (int i = 1; i <= 6; ++i) {
    ArticleWrite large = MakeWrite("a7", i);
    large.mutable_article()->set_body_html(std::string(700'000, static_cast<char>('a' + i)));
    Digest(&large);
    storage_.WriteOne(large);
  }
  std::set<std::string> exported;
  for (const v1::ArchiveLine& line : Export(storage_)) {
    if (line.has_revision()) {
      EXPECT_TRUE(exported.insert(line.revision().name()).second);
    }
  }
  std::set<std::string> all;
  for (const v1::Change& change : storage_.Changes()) {
    all.insert(change.article().revision().name());
  }
  EXPECT_EQ(exported, all);
  EXPECT_EQ(all.size(), 46);
  EXPECT_EQ(Histories(Export(storage_)).size(), 40);
}

TEST_F(ExporterTest, ExportsWhatAFilterMeans) {
  ASSERT_OK(storage_.AddCategory("categories/tech"));
  ArticleWrite filed = MakeWrite("filed");
  filed.mutable_article()->add_categories("categories/tech");
  ArticleWrite foreign = MakeWrite("foreign");
  foreign.mutable_article()->mutable_source()->set_site_uri("https://other.test/");
  foreign.mutable_article()->mutable_publish_time()->set_seconds(1'000'000'000);
  const std::string tech = storage_.WriteOne(filed).name();
  const std::string other = storage_.WriteOne(foreign).name();
  v1::ArchiveFilter category, site, since, until, both;
  category.add_categories("categories/tech");
  site.add_source_site_uris("https://other.test");
  since.mutable_list_time_from()->set_seconds(1'000'000'001);
  until.mutable_list_time_until()->set_seconds(1'000'000'001);
  both = category;
  both.add_source_site_uris("https://other.test");
  EXPECT_THAT(Names({}), ElementsAre(tech, other));
  EXPECT_THAT(Names(category), ElementsAre(tech));
  EXPECT_THAT(Names(site), ElementsAre(other));
  EXPECT_THAT(Names(since), ElementsAre(tech));
  EXPECT_THAT(Names(until), ElementsAre(other));
  EXPECT_THAT(Names(both), IsEmpty());
}

TEST_F(ExporterTest, RefusesWhatIsNoFilterOrToken) {
  const auto fails = [&](const v1::ExportArticlesRequest& request) {
    return CallUnary<v1::ExportArticlesResponse>(storage_.stub(), &Stub::ExportArticles, request);
  };
  v1::ExportArticlesRequest request;
  request.mutable_filter()->add_categories("tech");
  EXPECT_THAT(fails(request), BlamesField("filter.categories[0]"));
  request.Clear();
  request.mutable_filter()->mutable_list_time_from()->set_nanos(-1);
  EXPECT_THAT(fails(request), BlamesField("filter.list_time_from"));
  request.Clear();
  request.set_page_token("%");
  EXPECT_THAT(fails(request), BlamesField("page_token"));
  for (const char* place : {"a/b", "keys/zz", "keys/abc", "x/1", "keys/1/2"}) {
    request.set_page_token(absl::WebSafeBase64Escape(place));
    EXPECT_THAT(fails(request), BlamesField("page_token")) << place;
  }
}

}  // namespace
}  // namespace broadsheet::storage
