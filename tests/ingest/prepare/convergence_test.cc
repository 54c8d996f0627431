// One post, seen by several origins in any order, becomes one article that
// settles.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ingest/fixtures.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;

constexpr char kBus[] = "https://delta.example/2026/03/10/buses-learn-to-wait/";
constexpr char kTide[] = "https://delta.example/2026/03/09/tide-tables/";

// What an origin writes of the post at `uri`.
storage::v1::ArticleWrite WriteOf(const std::string& document, const std::string& uri) {
  const auto read = testing::ReadDocument(document, "https://delta.example/category/tech/");
  EXPECT_TRUE(read.ok()) << read.status();
  for (const Entry& entry : read->entries) {
    auto prepared = Prepare(entry, testing::TestContext(document));
    if (prepared.ok() && prepared->write.article().canonical_uri() == uri) return prepared->write;
  }
  ADD_FAILURE() << document << " has no " << uri;
  return {};
}

// As storage merges what origins say (DESIGN, section 4).
class Record {
 public:
  // Whether anything changed.
  bool Write(const storage::v1::ArticleWrite& write) {
    const std::string before = article_.SerializeAsString();
    std::set<std::string> asserted(write.asserted_fields().paths().begin(),
                                   write.asserted_fields().paths().end());
    const auto* reflection = Article::GetReflection();
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    reflection->ListFields(write.article(), &fields);
    for (const auto* field : fields) {
      // Derived, or the union of the origins' latest.
      if (field->name() == "categories" || field->name() == "tags" || field->name() == "mentions") {
        continue;
      }
      const bool empty = field->is_repeated() ? reflection->FieldSize(article_, field) == 0
                                              : !reflection->HasField(article_, field);
      if (!asserted.contains(field->name()) && !empty) continue;
      Article one;
      reflection->SwapFields(&one, &article_, {field});
      Article copy = write.article();
      reflection->SwapFields(&article_, &copy, {field});
    }
    for (const std::string& name : write.article().categories()) shelves_.insert(name);
    for (const std::string& tag : write.article().tags()) shelves_.insert(tag);
    article_.mutable_categories()->Assign(shelves_.begin(), shelves_.end());
    return article_.SerializeAsString() != before;
  }

  const Article& article() const { return article_; }

 private:
  Article article_;
  std::set<std::string> shelves_;
};

class ConvergenceTest : public ::testing::Test {
 protected:
  // Writes all in every order; the articles that come of it.
  void Permute(std::vector<storage::v1::ArticleWrite> writes) {
    std::vector<size_t> order(writes.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    do {
      Record record;
      for (const size_t i : order) record.Write(writes[i]);
      // All come again with news elsewhere: whoever flips a field here would flip
      // it for ever.
      for (const size_t i : order) {
        EXPECT_FALSE(record.Write(writes[i]))
            << writes[i].origin() << " changes " << record.article().DebugString();
      }
      results_.push_back(record.article());
    } while (std::next_permutation(order.begin(), order.end()));
  }

  std::vector<Article> results_;
};

TEST_F(ConvergenceTest, PostWithMoreTagSettles) {
  Permute({WriteOf("feeds/wordpress_full.xml", kBus), WriteOf("feeds/wordpress_summary.xml", kBus),
           WriteOf("archives/wordpress_classic.html", kBus),
           WriteOf("pages/wordpress_single.html", kBus)});
  const std::string teaser =
      "<p>Electric buses in Nanshan now hold their doors for anyone who runs. <em>Drivers</em> "
      "taught the system what running looks like. 🙂</p>";
  for (const Article& article : results_) {
    EXPECT_EQ(article.title(), "Shenzhen’s buses learn to wait");
    EXPECT_EQ(article.teaser_html(), teaser);
    EXPECT_EQ(article.body_html(), results_[0].body_html());
    EXPECT_NE(article.body_html().find("<h2>How it was done</h2>"), std::string::npos);
    EXPECT_EQ(article.more().kind(), article::v1::MoreLink::KIND_CONTINUE_READING);
    EXPECT_EQ(article.more().uri(), kBus);
    EXPECT_EQ(article.more().label(), "Continue reading");
    EXPECT_EQ(article.publish_time().seconds(), 1773106200);
    EXPECT_EQ(article.authors(0).display_name(), "Ho Ka-yan");
    EXPECT_EQ(article.source_guid(), "https://delta.example/?p=101");
    EXPECT_EQ(article.source().site_uri(), "https://delta.example/");
    EXPECT_EQ(article.source().title(), "Delta Notes");
  }
}

TEST_F(ConvergenceTest, LinkPostSettlesWithoutBody) {
  Permute({WriteOf("feeds/wordpress_full.xml", kTide),
           WriteOf("archives/wordpress_classic.html", kTide)});
  for (const Article& article : results_) {
    EXPECT_EQ(article.teaser_html(),
              "<p>The harbour office in Zhuhai no longer types its tide tables.</p>");
    EXPECT_EQ(article.body_html(), "");
    EXPECT_EQ(article.more().kind(), article::v1::MoreLink::KIND_SOURCE);
    EXPECT_EQ(article.more().uri(), "https://harbour.example/zh/tide.html");
    EXPECT_EQ(article.more().language_code(), "zh");
    EXPECT_EQ(article.more().label(), "Read more (in Chinese)");
  }
}

// What an archive page with `content` in the box for a post's text writes.
storage::v1::ArticleWrite WriteOfListed(const std::string& content) {
  const std::string html =
      "<article class=\"hentry\"><h2 class=\"entry-title\"><a href=\"/a/\">A</a></h2>"
      "<div class=\"entry-content\">" +
      content + "</div></article>";
  const auto page = ParseArchiveBytes(html, "", "https://delta.example/category/tech/");
  EXPECT_TRUE(page.ok()) << page.status();
  return Prepare(page->entries.at(0), testing::TestContext("pages"))->write;
}

std::set<std::string> Asserted(const storage::v1::ArticleWrite& write) {
  return {write.asserted_fields().paths().begin(), write.asserted_fields().paths().end()};
}

TEST(ArchivePageTest, TakesOnePlainParagraphForAnExcerpt) {
  const auto write = WriteOfListed("<p>It rained on the port. Read more (in Chinese)</p>");
  EXPECT_EQ(write.article().teaser_html(), "<p>It rained on the port.</p>");
  EXPECT_EQ(write.article().body_html(), "");
  EXPECT_FALSE(Asserted(write).contains("teaser_html"));
  EXPECT_FALSE(Asserted(write).contains("body_html"));
}

TEST(ArchivePageTest, FillsABodyButNeverReplacesOne) {
  const auto write = WriteOfListed("<p>It rained.</p><p>The <em>port</em> was wet.</p>");
  EXPECT_EQ(write.article().body_html(), "<p>It rained.</p>\n<p>The <em>port</em> was wet.</p>");
  EXPECT_FALSE(Asserted(write).contains("body_html"));
  EXPECT_FALSE(Asserted(write).contains("body_text"));
}

TEST(ObservationDigestTest, DependsOnWhatTheSourceSaysAlone) {
  const auto first =
      testing::ReadDocument("feeds/wordpress_full.xml", "https://delta.example/feed/");
  const auto second = testing::ReadDocument("feeds/wordpress_full.xml", "https://mirror.example/");
  ASSERT_TRUE(first.ok() && second.ok());
  const auto digest = [](const Entry& entry, absl::Duration later) {
    PipelineContext context = testing::TestContext("feeds/1");
    context.observed += later;
    return Prepare(entry, context)->write.observation_digest();
  };
  EXPECT_EQ(digest(first->entries[0], absl::ZeroDuration()),
            digest(second->entries[0], absl::Hours(5)));
  Entry changed = first->entries[0];
  changed.category_names.push_back("Science");
  EXPECT_NE(digest(first->entries[0], absl::ZeroDuration()), digest(changed, absl::ZeroDuration()));
}

}  // namespace
}  // namespace broadsheet::ingest
