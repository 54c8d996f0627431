#include "ingest/pages/page_parser.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "ingest/html/html_limits.h"
#include "ingest/pages/archive_page.h"
#include "ingest/pages/content_score.h"
#include "ingest/pages/furniture.h"
#include "ingest/pages/headline_lines.h"
#include "ingest/pages/json_ld.h"
#include "ingest/pages/microdata.h"
#include "ingest/pages/page_markup.h"
#include "ingest/pages/page_title.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/dates.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

std::string LineOf(const HtmlNode* node) {
  return node == nullptr ? "" : CollapseSpace(Nfc(TextOf(*node)));
}

std::string FirstOf(std::initializer_list<std::string> candidates) {
  for (const std::string& candidate : candidates) {
    if (!candidate.empty()) return candidate;
  }
  return "";
}

// The element that holds the article with its headline and byline.
const HtmlNode& PostOf(const HtmlNode& page) {
  for (const HtmlPredicate& matches :
       {HtmlPredicate([](const HtmlNode& node) {
          return node.tag != "body" && (node.HasClass("hentry") || node.HasClass("h-entry"));
        }),
        HasTag("article"), HasTag("main"), HasTag("body")}) {
    if (const HtmlNode* found = FindMatter(page, matches)) return *found;
  }
  return page;
}

// Whether `uri` may be that of a page that was read from `page_uri`: nothing on a page says
// that it is another host's.
bool IsOfSameHost(const std::string& uri, const std::string& page_uri) {
  const auto host = [](const std::string& of) {
    std::string site = SiteOf(of);
    site.erase(0, site.find("://") + 3);
    for (const char* prefix : {"www.", "m.", "amp.", "mobile."}) {
      if (absl::StartsWith(site, prefix)) return site.substr(std::string_view(prefix).size());
    }
    return site;
  };
  return host(uri) == host(page_uri);
}

std::string CanonicalOf(const HtmlNode& page, const std::optional<JsonLdArticle>& linked,
                        const std::string& uri) {
  const HtmlNode* link = FindFirst(page, [](const HtmlNode& node) {
    return node.tag == "link" && HasWord(node.Attribute("rel"), "canonical");
  });
  for (const std::string& candidate :
       {link == nullptr ? std::string() : std::string(link->Attribute("href")),
        MetaOf(page, "og:url"), linked ? linked->uri : std::string()}) {
    const std::string target = LinkTarget(uri, candidate);
    // Some sites call their front page canonical everywhere.
    if (!target.empty() && !absl::StartsWith(target, "mailto:") && IsOfSameHost(target, uri) &&
        (target != SiteOf(target) || SamePage(target, uri))) {
      return target;
    }
  }
  return uri;
}

size_t TextSize(const HtmlNode* node) {
  return node == nullptr ? 0 : CollapseSpace(TextOf(*node)).size();
}

// The element with the article's text: what the markup of `post`, or of the whole page, calls
// so, unless running text elsewhere is much longer. Null where there is none.
const HtmlNode* ContentOf(const HtmlNode& page, const HtmlNode& post) {
  constexpr size_t kShort = 200;  // bytes; a caption, or a teaser
  const HtmlNode* body = FindFirst(page, HasTag("body"));
  const HtmlNode& whole = body == nullptr ? page : *body;
  const HtmlNode* content = FindContent(post);
  if (TextSize(content) < kShort) {
    const HtmlNode* stated = FindFirst(
        whole, [](const HtmlNode& node) { return node.Attribute("itemprop") == "articleBody"; });
    if (TextSize(stated) > TextSize(content)) content = stated;
  }
  const HtmlNode* running = FindRunningText(post);
  // The first post of a page may be a card.
  const HtmlNode* anywhere = FindRunningText(whole);
  if (TextSize(anywhere) > 2 * TextSize(running)) running = anywhere;
  if (TextSize(running) > 3 * TextSize(content)) content = running;
  return TextSize(content) == 0 ? nullptr : content;
}

class PageReader {
 public:
  PageReader(const HtmlNode& page, const std::string& uri)
      : page_(page),
        uri_(uri),
        post_(PostOf(page)),
        linked_(FindJsonLdArticle(page, uri)),
        marked_(FindMicrodataArticle(page, uri).value_or(JsonLdArticle())) {
    ReadSite(page, uri, site_);
  }

  absl::StatusOr<Entry> Read() && {
    entry_.witness = Witness::kArticlePage;
    entry_.base_uri = BaseOf(page_, uri_);
    entry_.id = uri_;
    ReadPostMarkup(post_, ReadTermNames(page_), entry_);
    auto& article = entry_.article;
    article.set_canonical_uri(CanonicalOf(page_, linked_, uri_));
    article.set_title(Title());
    article.set_image_uri(
        FirstOf({linked_ ? linked_->image_uri : "", MetaOf(page_, "og:image"), marked_.image_uri}));
    ReadStated();
    auto& source = *article.mutable_source();
    source.set_title(FirstOf(
        {site_.title, linked_ ? linked_->publisher : "", marked_.publisher, SiteOfTitle()}));
    source.set_site_uri(site_.site_uri);
    source.set_language_code(site_.language_code);
    RETURN_IF_ERROR(ReadText());
    if (article.title().empty()) return NoArticle("it has no title");
    return std::move(entry_);
  }

 private:
  absl::Status NoArticle(const std::string& why) const {
    return WithReason(absl::InvalidArgumentError(absl::StrCat("no article at ", uri_, ": ", why)),
                      kNoArticle);
  }

  std::string Title() const {
    constexpr size_t kMostHeadings = 50;
    const std::string first = LineOf(FindHeadline(post_).element);
    std::vector<std::string> shown = {first};
    const std::vector<const HtmlNode*> headings = FindAll(page_, HasTag("h1"));
    for (const HtmlNode* heading : headings) shown.push_back(LineOf(heading));
    for (const HtmlNode* heading : FindAllMatter(post_, HasTag("h2"))) {
      if (shown.size() < kMostHeadings) shown.push_back(LineOf(heading));
    }
    const std::string described = FirstOf({linked_ ? linked_->headline : "", marked_.headline});
    const std::string og = WithoutSite(MetaOf(page_, "og:title"), site_.title, uri_);
    const std::string title =
        WithoutSite(LineOf(FindFirst(page_, HasTag("title"))), site_.title, uri_);
    return FirstOf({AgreedTitle(shown, {described, og, title}), MarkedHeadline(), described,
                    headings.size() == 1 ? LineOf(headings[0]) : "", og, title, first});
  }

  // What the markup of the post calls its headline.
  std::string MarkedHeadline() const {
    return LineOf(FindMatter(post_, [](const HtmlNode& node) {
      return node.HasClass("entry-title") || node.HasClass("p-name") ||
             node.HasClass("wp-block-post-title") || node.HasClass("post-title") ||
             node.Attribute("itemprop") == "headline";
    }));
  }

  // The site that the page's title ends with: "Headline - Site".
  std::string SiteOfTitle() const {
    return SiteInTitle(LineOf(FindFirst(page_, HasTag("title"))), entry_.article.title());
  }

  // What the page's head states goes before what its markup shows.
  void ReadStated() {
    auto& article = entry_.article;
    entry_.publish_date =
        FirstDate({linked_ ? linked_->published : "", MetaOf(page_, "article:published_time"),
                   entry_.publish_date, MetaOf(page_, "datePublished"), MetaOf(page_, "pubdate"),
                   MetaOf(page_, "publishdate"), MetaOf(page_, "date"), MetaOf(page_, "dc.date"),
                   MetaOf(page_, "dc.date.issued"), MetaOf(page_, "dcterms.created"),
                   MetaOf(page_, "parsely-pub-date"), MetaOf(page_, "sailthru.date"),
                   MetaOf(page_, "dcterms.date"), MetaOf(page_, "dc.date.created"),
                   MetaOf(page_, "publish-date"), MetaOf(page_, "publication_date"),
                   marked_.published, DateNearHeadline(post_, article.title()), DateInUri(uri_)});
    entry_.update_date =
        FirstDate({linked_ ? linked_->modified : "", MetaOf(page_, "article:modified_time"),
                   entry_.update_date, marked_.modified});
    if (linked_ && !linked_->authors.empty()) {
      article.mutable_authors()->Assign(linked_->authors.begin(), linked_->authors.end());
    } else if (article.authors().empty()) {
      article.mutable_authors()->Assign(marked_.authors.begin(), marked_.authors.end());
    }
    if (article.authors().empty()) {
      for (const char* name : {"author", "article:author", "dc.creator", "dcterms.creator",
                               "parsely-author", "sailthru.author", "byl"}) {
        const std::string author = MetaOf(page_, name);
        if (author.empty() || absl::StartsWith(author, "http")) continue;
        article.add_authors()->set_display_name(author);
        break;
      }
    }
    if (article.authors().empty()) {
      const std::string line = BylineNearHeadline(post_, article.title());
      if (!line.empty()) article.add_authors()->set_display_name(line);
    }
    if (linked_ && !linked_->language_code.empty()) {
      article.set_language_code(linked_->language_code);
    }
    if (article.language_code().empty()) article.set_language_code(marked_.language_code);
    if (entry_.category_names.empty() && linked_) entry_.category_names = linked_->sections;
    if (const std::string section = MetaOf(page_, "article:section");
        entry_.category_names.empty() && !section.empty()) {
      entry_.category_names.push_back(section);
    }
    if (entry_.category_names.empty()) entry_.category_names = marked_.sections;
    if (entry_.tag_names.empty() && linked_) entry_.tag_names = linked_->keywords;
    if (entry_.tag_names.empty()) entry_.tag_names = marked_.keywords;
  }

  absl::Status ReadText() {
    if (const HtmlNode* content = ContentOf(page_, post_)) {
      TextContext context{entry_.article.title(), {}, FindMarkedPosts(*content), uri_};
      for (const auto& author : entry_.article.authors()) {
        context.authors.push_back(author.display_name());
      }
      const HtmlNode text = WithoutFurniture(*content, context);
      entry_.article.set_body_html(Serialise(text));
      return absl::OkStatus();
    }
    // Of a page that a script makes, its description has the text.
    if (!linked_ || IsBlank(linked_->body)) return NoArticle("it has hardly any running text");
    std::string html;
    for (const absl::string_view line :
         absl::StrSplit(linked_->body, '\n', absl::SkipWhitespace())) {
      absl::StrAppend(&html, "<p>", EscapeHtml({line.data(), line.size()}), "</p>");
    }
    entry_.article.set_body_html(html);
    return absl::OkStatus();
  }

  const HtmlNode& page_;
  const std::string& uri_;
  const HtmlNode& post_;
  const std::optional<JsonLdArticle> linked_;
  // By microdata; empty without any.
  const JsonLdArticle marked_;
  Document site_;
  Entry entry_;
};

}  // namespace

bool IsArchivePage(const HtmlNode& page, const std::string& uri) {
  const std::vector<const HtmlNode*> posts = FindPosts(page);
  if (posts.empty()) return false;
  if (const HtmlNode* body = FindFirst(page, HasTag("body"))) {
    for (const std::string_view name : {"archive", "category", "tag", "blog", "search-results"}) {
      if (body->HasClass(name)) return true;
    }
    if (body->HasClass("single") || body->HasClass("single-post")) return false;
  }
  if (MetaOf(page, "og:type") == "article" || FindJsonLdArticle(page, uri).has_value()) {
    return false;
  }
  // Cards that lead to other stories stand below an article, too.
  return posts.size() > 1 && !HasArticleBeside(page, posts);
}

absl::StatusOr<Entry> ParseArticlePage(const HtmlNode& page, const std::string& uri) {
  return PageReader(page, uri).Read();
}

absl::StatusOr<Document> ParseArchiveBytes(std::string_view bytes, std::string_view content_type,
                                           const std::string& uri) {
  const std::string text = ToUtf8(bytes, CharsetOfContentType(content_type)).text;
  RETURN_IF_ERROR(CheckHtml("page", text));
  return ParseArchivePage(ParsePage(text), uri);
}

absl::StatusOr<ParsedPage> ParseHtmlPage(std::string_view bytes, std::string_view content_type,
                                         const std::string& uri) {
  const std::string text = ToUtf8(bytes, CharsetOfContentType(content_type)).text;
  RETURN_IF_ERROR(CheckHtml("page", text));
  const HtmlNode page = ParsePage(text);
  ParsedPage parsed;
  parsed.is_archive = IsArchivePage(page, uri);
  if (parsed.is_archive) {
    ASSIGN_OR_RETURN(parsed.document, ParseArchivePage(page, uri));
    return parsed;
  }
  ASSIGN_OR_RETURN(Entry entry, ParseArticlePage(page, uri));
  ReadSite(page, uri, parsed.document);
  entry.raw = text;
  parsed.document.entries.push_back(std::move(entry));
  return parsed;
}

}  // namespace broadsheet::ingest
