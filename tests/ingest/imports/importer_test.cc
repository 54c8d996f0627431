#include "ingest/imports/importer.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <thread>

#include "ingest/exports/zipped.h"
#include "ingest/running_ingest.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::Zipped;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Line(const article::v1::Article& article) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(article, &json).ok());
  return json + "\n";
}

std::string Lines(int begin, int end) {
  std::string lines;
  for (int i = begin; i < end; ++i) lines += Line(SampleArticle(absl::StrCat("g", i)));
  return lines;
}

constexpr char kFeed[] =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example</title>"
    "<link>https://example.com/</link><item><title>First</title><guid>https://example.com/1</guid>"
    "<link>https://example.com/1</link><description>One</description></item></channel></rss>";

class ImporterTest : public ::testing::Test {
 protected:
  struct Outcome {
    absl::Status status;
    std::vector<v1::ImportProgress> progress;
    const v1::ImportProgress& last() const { return progress.back(); }
  };

  // Sends a file in parts of `part` bytes. `between` is called after each.
  Outcome Import(const std::string& file, v1::ImportHeader header = {}, size_t part = 100'000,
                 const std::function<void(size_t)>& between = {}) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    auto stream = ingest_.stub().ImportArchive(&context);
    v1::ImportArchiveRequest request;
    header.set_size(static_cast<int64_t>(file.size()));
    *request.mutable_header() = header;
    Outcome outcome;
    std::thread reader([&] {
      v1::ImportProgress progress;
      while (stream->Read(&progress)) outcome.progress.push_back(progress);
    });
    bool open = stream->Write(request);
    for (size_t at = 0; open && at < file.size(); at += part) {
      request.set_data(file.substr(at, part));
      open = stream->Write(request);
      if (between) between(at);
    }
    stream->WritesDone();
    reader.join();
    outcome.status = FromGrpc(stream->Finish());
    return outcome;
  }

  RunningIngest ingest_;
};

TEST_F(ImporterTest, LinesComeInWithProgress) {
  const std::string file = Lines(0, 1200);
  v1::ImportHeader header;
  header.set_file_name("export.jsonl");
  header.add_default_categories("categories/tech");
  const Outcome outcome = Import(file, header);
  ASSERT_OK(outcome.status);
  ASSERT_GE(outcome.progress.size(), 3u);
  EXPECT_LT(outcome.progress[0].bytes_done(), outcome.progress[1].bytes_done());
  EXPECT_FALSE(outcome.progress[0].done());
  EXPECT_TRUE(outcome.last().done());
  EXPECT_EQ(outcome.last().counts().created(), 1200);
  EXPECT_EQ(outcome.last().bytes_done(), static_cast<int64_t>(file.size()));
  EXPECT_EQ(outcome.last().size(), static_cast<int64_t>(file.size()));
  const auto articles = ingest_.AllStored();
  ASSERT_EQ(articles.size(), 1200u);
  EXPECT_EQ(articles[0].categories(0), "categories/tech");
  const Outcome again = Import(file, header);
  EXPECT_EQ(again.last().counts().unchanged(), 1200);
}

TEST_F(ImporterTest, BadLinesAreKeptAndTheRestComesIn) {
  article::v1::Article untitled = SampleArticle("untitled");
  untitled.clear_title();
  const std::string file = Lines(0, 1) + "{\"title\": 5x}\n\n" + Line(untitled) +
                           "{\"nonsense\": 1}\r\n" + std::string("{\"title\":\"a\0b\"}\n", 16) +
                           Lines(1, 2);
  const Outcome outcome = Import(file);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 2);
  EXPECT_EQ(outcome.last().counts().rejected(), 4);
  std::map<std::string, v1::Reject> rejects;
  for (const v1::Reject& reject : ingest_.Rejects()) rejects[reject.entry()] = reject;
  ASSERT_EQ(rejects.size(), 4u);
  EXPECT_EQ(rejects["line 2"].step(), v1::Reject::STEP_PARSE);
  EXPECT_EQ(rejects["untitled"].step(), v1::Reject::STEP_VALIDATE);
  EXPECT_EQ(rejects["line 5"].step(), v1::Reject::STEP_PARSE);
  EXPECT_NE(rejects["line 6"].reason().message().find("NUL"), std::string::npos)
      << rejects["line 6"].reason().message();
}

TEST_F(ImporterTest, FeedFileIsRecognised) {
  const Outcome outcome = Import(kFeed, {}, /*part=*/10);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 1);
  EXPECT_TRUE(outcome.last().done());
}

TEST_F(ImporterTest, FileThatIsNothingIsKept) {
  EXPECT_THAT(Import("%PDF-1.7").status, BlamesField("header.format"));
  EXPECT_EQ(ingest_.Rejects().size(), 1u);
}

TEST_F(ImporterTest, ExportIsWrittenAsItComesAndAgainComesToNothing) {
  std::string file =
      "<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\""
      " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
      "<title>Notes</title><link>https://notes.example</link><wp:wxr_version>1.2</wp:wxr_version>";
  for (int i = 0; i < 600; ++i) {
    absl::StrAppend(&file, "<item><title>Post ", i, "</title><link>https://notes.example/", i,
                    "/</link><content:encoded><![CDATA[Text of ", i,
                    ".]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>",
                    i % 3 == 0 ? "draft" : "publish", "</wp:status></item>");
  }
  file += "</channel></rss>";
  const Outcome outcome = Import(file, {}, /*part=*/1000);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 400);
  EXPECT_EQ(outcome.last().counts().skipped(), 200);
  EXPECT_TRUE(outcome.last().done());
  EXPECT_GT(outcome.progress.size(), 1u);
  const Outcome again = Import(file);
  ASSERT_OK(again.status);
  EXPECT_EQ(again.last().counts().unchanged(), 400);
}

TEST_F(ImporterTest, ExportThatIsCutOffIsTakenAsFarAsItGoes) {
  const std::string file =
      "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Notes</title>"
      "<link>https://notes.example</link><item><title>Whole</title>"
      "<link>https://notes.example/1</link><wp:post_type>post</wp:post_type></item>"
      "<item><title>Cut";
  const Outcome outcome = Import(file);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 1);
  EXPECT_EQ(outcome.last().counts().rejected(), 1);
  EXPECT_TRUE(outcome.last().done());
  EXPECT_EQ(ingest_.Rejects().size(), 1u);
}

// An export whose pictures come behind all posts, each with one.
std::string ExportWithPictures(int posts) {
  std::string file =
      "<rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\""
      " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
      "<title>Notes</title><link>https://notes.example</link>"
      "<wp:category><wp:category_nicename>tech</wp:category_nicename>"
      "<wp:cat_name>Technology</wp:cat_name></wp:category>"
      "<wp:category><wp:category_nicename>toys</wp:category_nicename>"
      "<wp:category_parent>tech</wp:category_parent><wp:cat_name>Toys</wp:cat_name></wp:category>";
  for (int i = 0; i < posts; ++i) {
    absl::StrAppend(&file, "<item><title>Post ", i, "</title><link>https://notes.example/", i,
                    "/</link><content:encoded>Text of ", i,
                    ".</content:encoded><wp:post_type>post</wp:post_type>"
                    "<category domain=\"category\" nicename=\"toys\">Toys</category>"
                    "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>",
                    100'000 + i, "</wp:meta_value></wp:postmeta></item>");
  }
  for (int i = 0; i < posts; ++i) {
    absl::StrAppend(&file, "<item><title>p</title><wp:post_id>", 100'000 + i,
                    "</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>"
                    "https://notes.example/p",
                    i, ".jpg</wp:attachment_url></item>");
  }
  return file + "</channel></rss>";
}

TEST_F(ImporterTest, PostsWaitForTheirPicturesAndAreWrittenOnce) {
  const std::string file = ExportWithPictures(700);
  const Outcome outcome = Import(file, {}, /*part=*/50'000);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 700);
  EXPECT_EQ(outcome.last().counts().skipped_kinds().at("attachment"), 700);
  EXPECT_EQ(outcome.last().bytes_done(), static_cast<int64_t>(file.size()));
  for (const article::v1::Article& article : ingest_.AllStored()) {
    const std::string number = article.title().substr(std::string_view("Post ").size());
    EXPECT_EQ(article.image_uri(), absl::StrCat("https://notes.example/p", number, ".jpg"));
    EXPECT_EQ(article.revision(), 1);
  }
  const Outcome again = Import(file);
  EXPECT_EQ(again.last().counts().unchanged(), 700);
}

TEST_F(ImporterTest, CategoriesGetTheirParents) {
  article::v1::Article before = SampleArticle("before");
  before.add_categories("categories/toys");
  ASSERT_OK(ingest_.Push(before));
  ASSERT_OK(Import(ExportWithPictures(1)).status);
  EXPECT_THAT(ingest_.Categories(),
              ElementsAre(EqualsProto("name: 'categories/tech' title: 'Technology'"),
                          EqualsProto("name: 'categories/toys' title: 'toys' "
                                      "parent: 'categories/tech'")));
}

TEST_F(ImporterTest, ItemThatCanNotBeReadCostsNoOther) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<x>";
  const auto item = [](const std::string& number, const std::string& more) {
    return absl::StrCat("<item><title>Post ", number, "</title><link>https://notes.example/",
                        number, "</link><description>Text.</description>",
                        "<wp:post_type>post</wp:post_type>", more, "</item>");
  };
  const Outcome outcome = Import(
      "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>Notes</title>"
      "<link>https://notes.example</link>" +
      item("1", "") + item("2", deep) + item("3", "") + "</channel></rss>");
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 2);
  EXPECT_EQ(outcome.last().counts().rejected(), 1);
}

TEST_F(ImporterTest, ProgressSaysHowFastAndHowLongYet) {
  const std::string file = Lines(0, 1200);
  const Outcome outcome = Import(file);
  ASSERT_OK(outcome.status);
  const v1::ImportProgress& first = outcome.progress.at(0);
  EXPECT_EQ(first.format(), v1::ImportHeader::FORMAT_JSONL);
  EXPECT_GT(first.items_done(), 0);
  EXPECT_GT(first.items_per_second(), 0);
  EXPECT_GT(first.bytes_per_second(), 0);
  EXPECT_TRUE(first.has_time_left());
  EXPECT_TRUE(outcome.last().has_elapsed());
  EXPECT_EQ(outcome.last().items_done(), 1200);
}

TEST_F(ImporterTest, GhostExportComesInWhateverTheOrderOfItsTables) {
  std::string posts;
  for (int i = 0; i < 1200; ++i) {
    absl::StrAppend(&posts, i == 0 ? "" : ",", "{\"id\":\"p", i, "\",\"title\":\"Pier ", i,
                    "\",\"slug\":\"pier-", i, "\",\"html\":\"<p>", std::string(4000, 'x'),
                    "</p>\",\"status\":\"", i == 7 ? "draft" : "published", "\"}");
  }
  const std::string file =
      absl::StrCat(R"({"db":[{"meta":{},"data":{"posts":[)", posts,
                   R"(],"tags":[{"id":"t","name":"Tech","slug":"tech"}],"posts_tags":[)",
                   R"({"post_id":"p1","tag_id":"t"}]}}]})");
  v1::ImportHeader header;
  header.set_site_uri("https://bay.example");
  const Outcome outcome = Import(file, header, /*part=*/1 << 20);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().format(), v1::ImportHeader::FORMAT_GHOST);
  EXPECT_EQ(outcome.last().counts().created(), 1199);
  EXPECT_EQ(outcome.last().counts().skipped_kinds().at("draft"), 1);
  EXPECT_GT(outcome.progress.size(), 1u);
  const auto articles = ingest_.AllStored();
  EXPECT_EQ(articles.at(1).canonical_uri(), "https://bay.example/pier-1/");
  EXPECT_THAT(articles.at(1).categories(), ElementsAre("categories/tech"));
  EXPECT_EQ(Import(file, header).last().counts().unchanged(), 1199);
}

TEST_F(ImporterTest, GhostExportNeedsItsSite) {
  const Outcome outcome =
      Import(R"({"db":[{"data":{"posts":[{"id":"a","title":"A","slug":"a","html":"b",)"
             R"("status":"published"}]}}]})");
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().rejected(), 1);
  EXPECT_THAT(ingest_.Rejects().at(0).reason().message(), HasSubstr("header.site_uri"));
}

TEST_F(ImporterTest, ListOfFeedsStartsTheirPolls) {
  const std::string file =
      "<opml version=\"2.0\"><body><outline text=\"Tech News\">"
      "<outline type=\"rss\" text=\"A\" xmlUrl=\"https://a.example/feed\"/>"
      "<outline type=\"rss\" text=\"B\" xmlUrl=\"https://b.example/feed\"/>"
      "<outline type=\"rss\" text=\"Bad\" xmlUrl=\"b\"/></outline></body></opml>";
  v1::ImportHeader header;
  header.add_default_categories("categories/all");
  const Outcome outcome = Import(file, header);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().format(), v1::ImportHeader::FORMAT_OPML);
  EXPECT_EQ(outcome.last().counts().created(), 2);
  EXPECT_EQ(outcome.last().counts().rejected(), 1);
  ASSERT_OK_AND_ASSIGN(const auto feeds,
                       ingest_.Call(&v1::IngestService::Stub::ListFeeds, v1::ListFeedsRequest()));
  ASSERT_EQ(feeds.feeds_size(), 2);
  EXPECT_EQ(feeds.feeds(0).uri(), "https://a.example/feed");
  EXPECT_THAT(feeds.feeds(0).default_categories(),
              ElementsAre("categories/tech-news", "categories/all"));
  EXPECT_THAT(ingest_.Categories(),
              ElementsAre(EqualsProto("name: 'categories/tech-news' title: 'Tech News'")));
  const Outcome again = Import(file, header);
  EXPECT_EQ(again.last().counts().unchanged(), 2);
  EXPECT_EQ(again.last().counts().created(), 0);
}

TEST_F(ImporterTest, SubstackExportComesIn) {
  v1::ImportHeader header;
  header.set_site_uri("https://bay.substack.com/");
  const std::string file = Zipped({{"posts.csv",
                                    "post_id,post_date,is_published,audience,title\n"
                                    "1.a-pier,2024-03-01T08:00:00.000Z,true,everyone,A pier\n"},
                                   {"posts/1.a-pier.html", "<p>It opened.</p>"}});
  const Outcome outcome = Import(file, header);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 1);
  EXPECT_EQ(ingest_.AllStored().at(0).body_html(), "<p>It opened.</p>");
}

TEST_F(ImporterTest, BytesWithoutHeaderAreRefused) {
  grpc::ClientContext context;
  auto stream = ingest_.stub().ImportArchive(&context);
  v1::ImportArchiveRequest request;
  request.set_data("x");
  stream->Write(request);
  v1::ImportProgress progress;
  EXPECT_FALSE(stream->Read(&progress));
  EXPECT_THAT(FromGrpc(stream->Finish()), BlamesField("header"));
}

TEST_F(ImporterTest, ImportGoesOnAfterStorageWasKilled) {
  int parts = 0;
  const Outcome outcome = Import(Lines(0, 3000), {}, 50'000, [&](size_t) {
    if (++parts != 5) return;
    ingest_.storage().Kill();
    absl::SleepFor(absl::Milliseconds(500));
    ingest_.storage().Start();
  });
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 3000);
  EXPECT_EQ(ingest_.AllStored().size(), 3000u);
}

TEST_F(ImporterTest, FiftyMegabytesOfOneLineAreOneReject) {
  const Outcome outcome =
      Import("{\"title\":\"" + std::string(50 << 20, 'x') + "\"}\n" + Lines(0, 1), {}, 1 << 20);
  ASSERT_OK(outcome.status);
  EXPECT_EQ(outcome.last().counts().created(), 1);
  EXPECT_EQ(outcome.last().counts().rejected(), 1);
  EXPECT_EQ(ingest_.Rejects().at(0).raw_size(), 4 << 20);
}

}  // namespace
}  // namespace broadsheet::ingest
