#include "ingest/prepare/normalise.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/html/html.h"
#include "ingest/html/image_source.h"
#include "ingest/html/plain_text.h"
#include "ingest/html/sanitise.h"
#include "ingest/prepare/assertion.h"
#include "ingest/prepare/teaser.h"
#include "ingest/prepare/text_parts.h"
#include "ingest/text/authors.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/dates.h"
#include "ingest/text/language.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;
using article::v1::MoreLink;

// A publisher's mistake is told to the publisher; a source's is left out.
bool IsStrict(const Entry& entry) { return entry.witness == Witness::kPublisher; }

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

// What publishers' software writes where it has nothing.
bool MeansNothing(const std::string& value) {
  const std::string lower = AsciiLower(value);
  for (const char* nothing :
       {"n/a", "na", "none", "null", "nil", "undefined", "unknown", "-", "0", "#"}) {
    if (lower == nothing) return true;
  }
  return false;
}

class Normaliser {
 public:
  Normaliser(const Entry& entry, const NormaliseRules& rules, absl::Time observed)
      : entry_(entry), rules_(rules), observed_(observed) {}

  absl::StatusOr<NormalisedEntry> Run() && {
    ASSIGN_OR_RETURN(given_.body,
                     ParseFieldFragment("article.body_html", entry_.article.body_html()));
    ASSIGN_OR_RETURN(given_.teaser,
                     ParseFieldFragment("article.teaser_html", entry_.article.teaser_html()));
    RETURN_IF_ERROR(SetIdentity());
    SetLines();
    RETURN_IF_ERROR(SetLanguage());
    SetTexts();
    if (article().title().empty() && !IsStrict(entry_)) article().set_title(TitleOfText());
    NoteDerived();
    SetTimes();
    SetShelves();
    RETURN_IF_ERROR(SetLinks());
    result_.asserted = AssertedFields(entry_, facts_);
    return std::move(result_);
  }

 private:
  Article& article() { return result_.article; }

  absl::StatusOr<std::string> Uri(std::string_view field, const std::string& value) const {
    if (value.empty()) return value;
    absl::StatusOr<std::string> resolved = ResolveUri(base_, value);
    if (resolved.ok()) resolved = CanonicalUri(*resolved);
    if (!resolved.ok()) return InvalidField(field, std::string(resolved.status().message()));
    return resolved;
  }

  absl::Status SetIdentity() {
    const Article& given = entry_.article;
    base_ = entry_.base_uri.empty() ? given.source().site_uri() : entry_.base_uri;
    std::string link = CollapseSpace(given.canonical_uri());
    if (MeansNothing(link)) link.clear();
    ASSIGN_OR_RETURN(const std::string canonical, Uri("article.canonical_uri", link));
    ASSIGN_OR_RETURN(std::string site,
                     Uri("article.source.site_uri", CollapseSpace(given.source().site_uri())));
    if (site.empty()) site = SiteOf(canonical);
    if (base_.empty()) base_ = canonical.empty() ? site : canonical;
    article().set_canonical_uri(canonical);
    article().mutable_source()->set_site_uri(site);
    const std::string guid = CollapseSpace(given.source_guid());
    if (!rules_.ignore_guids && !MeansNothing(guid)) article().set_source_guid(guid);
    return absl::OkStatus();
  }

  void SetLines() {
    const Article& given = entry_.article;
    article().set_title(CollapseSpace(Nfc(given.title())));
    article().set_rights(CollapseSpace(Nfc(given.rights())));
    article().mutable_source()->set_title(CollapseSpace(Nfc(given.source().title())));
    article().mutable_source()->set_language_code(ValidLanguage(given.source().language_code()));
    for (article::v1::Author& author :
         NormaliseAuthors({given.authors().begin(), given.authors().end()})) {
      *article().add_authors() = std::move(author);
    }
  }

  absl::Status SetLanguage() {
    const Article& given = entry_.article;
    const std::string own = ValidLanguage(given.language_code());
    if (IsStrict(entry_) && !own.empty()) {
      article().set_language_code(own);
      return absl::OkStatus();
    }
    if (IsStrict(entry_) && !given.language_code().empty() && given.language_code() != "und") {
      return InvalidField("article.language_code",
                          absl::StrCat("\"", given.language_code(), "\" is no BCP-47 tag"));
    }
    const HtmlNode& shown = given.body_html().empty() ? given_.teaser : given_.body;
    const std::string text = absl::StrCat(article().title(), "\n", TextOf(shown));
    article().set_language_code(LanguageOf(text, own, given.source().language_code()));
    return absl::OkStatus();
  }

  void SetTexts() {
    TextParts parts =
        DivideText(entry_, std::move(given_), article().canonical_uri(), article().language_code());
    SanitiseRules rules{.base_uri = base_, .page_uri = article().canonical_uri()};
    const HtmlNode body = Sanitise(parts.body, rules);
    rules.links_stay_inside = false;
    const HtmlNode teaser = Sanitise(parts.teaser, rules);
    article().set_body_html(Serialise(body));
    article().set_body_text(PlainText(body));
    article().set_teaser_html(Serialise(teaser));
    facts_.teaser_stated = parts.teaser_stated && !article().teaser_html().empty();
    facts_.more_stated = parts.more_stated;
    facts_.has_body = !article().body_html().empty();
    bool rest = !facts_.has_body || article().teaser_html() != article().body_html();
    if (article().teaser_html().empty()) {
      MadeTeaser made = MakeTeaser(body);
      article().set_teaser_html(std::move(made.html));
      rest = made.cut || !facts_.has_body;
    }
    if (parts.more_stated) {
      *article().mutable_more() = std::move(parts.more);
    } else if (parts.teaser_cut || facts_.has_body || entry_.witness != Witness::kArchivePage) {
      SetMadeMore(rest);
    }
    SetImage(facts_.has_body ? body : teaser);
  }

  // The first sentence, or the words of it that make a line.
  std::string TitleOfText() {
    constexpr size_t kLongest = 100;  // bytes; about as many letters as a headline has
    const std::string& body = article().body_text();
    const std::string text =
        body.empty() ? CollapseSpace(TextOf(ParseFragment(article().teaser_html()))) : body;
    std::string line = CollapseSpace(text.substr(0, text.find('\n')));
    for (const std::string_view stop : {". ", "! ", "? ", "。", "！", "？"}) {
      const size_t end = line.find(stop);
      if (end != std::string::npos) line.resize(end + (stop[1] == ' ' ? 1 : stop.size()));
    }
    if (line.size() > kLongest) {
      size_t end = line.rfind(' ', kLongest);
      if (end == std::string::npos || end < kLongest / 2) end = kLongest;
      while (end > 0 && (line[end] & 0xC0) == 0x80) --end;
      line = line.substr(0, end) + "…";
    }
    return line;
  }

  // What follows the body, should that change.
  void NoteDerived() {
    std::set<std::string> fields;
    if (CollapseSpace(entry_.article.title()).empty() && !article().title().empty()) {
      fields.insert("title");
    }
    if (!facts_.teaser_stated && !article().teaser_html().empty()) fields.insert("teaser_html");
    if (ValidLanguage(entry_.article.language_code()).empty()) fields.insert("language_code");
    if (!facts_.more_stated && article().has_more()) fields.insert("more");
    if (!facts_.image_stated && !article().image_uri().empty()) fields.insert("image_uri");
    article().mutable_derived_fields()->Assign(fields.begin(), fields.end());
  }

  // Where the source shows no link, it follows from there being more to read.
  void SetMadeMore(bool rest) {
    MoreLink& more = *article().mutable_more();
    if (!rest || article().canonical_uri().empty()) {
      more.set_kind(MoreLink::KIND_NONE);
      return;
    }
    more.set_kind(MoreLink::KIND_CONTINUE_READING);
    more.set_uri(article().canonical_uri());
    more.set_language_code(article().language_code());
    more.set_label("Continue reading");
  }

  void SetImage(const HtmlNode& text) {
    const std::string stated = LinkTarget(base_, entry_.article.image_uri());
    // The picture of a card is a small one: it only fills.
    facts_.image_stated = !stated.empty() && entry_.witness != Witness::kArchivePage;
    article().set_image_uri(stated);
    if (!stated.empty()) return;
    if (const HtmlNode* image = FindFirst(text, &IsPicture)) {
      article().set_image_uri(std::string(image->Attribute("src")));
    }
  }

  // The feed's, where it says so: it wrote the date.
  const std::string& DateLanguage() {
    const std::string& site = article().source().language_code();
    return site.empty() ? article().language_code() : site;
  }

  void SetTimes() {
    const Article& given = entry_.article;
    PublishTime published = JudgePublishTime(entry_.publish_date, observed_, DateLanguage());
    if (given.has_publish_time()) {
      const absl::Time time = FromTimestamp(given.publish_time());
      const bool future = time > observed_ + absl::Minutes(10);
      published = {future ? article::v1::PUBLISH_TIME_QUALITY_FUTURE
                          : article::v1::PUBLISH_TIME_QUALITY_STATED,
                   ParsedDate{time, true}};
    }
    article().set_publish_time_quality(published.quality);
    if (published.date) *article().mutable_publish_time() = ToTimestamp(published.date->time);
    facts_.publish_time_exact = published.date.has_value() && published.date->exact;
    const std::optional<ParsedDate> updated = ParseDate(entry_.update_date, DateLanguage());
    if (given.has_source_update_time()) {
      *article().mutable_source_update_time() = given.source_update_time();
    } else if (updated.has_value() && updated->exact) {
      *article().mutable_source_update_time() = ToTimestamp(updated->time);
    }
  }

  void SetShelves() {
    Filing filing = FileEntry(entry_, rules_.filing);
    std::set<std::string> known;
    for (const article::v1::Category& category : filing.categories) known.insert(category.name());
    for (const std::string& name : entry_.article.categories()) {
      if (!known.insert(name).second) continue;
      article::v1::Category& category = filing.categories.emplace_back();
      category.set_name(name);
      category.set_title(name.substr(std::min(name.size(), name.find('/') + 1)));
    }
    std::sort(filing.categories.begin(), filing.categories.end(),
              [](const auto& a, const auto& b) { return a.name() < b.name(); });
    for (const article::v1::Category& category : filing.categories) {
      article().add_categories(category.name());
    }
    std::set<std::string> tags(filing.tags.begin(), filing.tags.end());
    for (const std::string& tag : entry_.article.tags()) {
      if (std::string slug = TagSlug(Nfc(tag)); !slug.empty()) tags.insert(std::move(slug));
    }
    article().mutable_tags()->Assign(tags.begin(), tags.end());
    result_.categories = std::move(filing.categories);
  }

  absl::Status SetLinks() {
    RETURN_IF_ERROR(SetMoreTarget());
    for (const article::v1::ArticleLink& link : entry_.article.links()) {
      article::v1::ArticleLink& added = *article().add_links();
      added = link;
      ASSIGN_OR_RETURN(*added.mutable_uri(), Uri("article.links.uri", link.uri()));
    }
    return absl::OkStatus();
  }

  absl::Status SetMoreTarget() {
    if (!article().has_more()) return absl::OkStatus();
    MoreLink& more = *article().mutable_more();
    if (!more.uri().empty()) {
      const std::string target = LinkTarget(base_, more.uri());
      if (target.empty()) {
        return InvalidField("article.more.uri", absl::StrCat("\"", more.uri(), "\" is no link"));
      }
      more.set_uri(target);
    }
    more.set_label(CollapseSpace(Nfc(more.label())));
    more.set_language_code(ValidLanguage(more.language_code()));
    return absl::OkStatus();
  }

  const Entry& entry_;
  const NormaliseRules& rules_;
  const absl::Time observed_;
  GivenText given_;
  std::string base_;
  TextFacts facts_;
  NormalisedEntry result_;
};

}  // namespace

absl::StatusOr<NormalisedEntry> Normalise(const Entry& entry, const NormaliseRules& rules,
                                          absl::Time observed) {
  return Normaliser(entry, rules, observed).Run();
}

}  // namespace broadsheet::ingest
