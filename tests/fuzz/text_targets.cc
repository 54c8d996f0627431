#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "check.h"
#include "common/slug.h"
#include "ingest/fetch/robots.h"
#include "ingest/imports/line_reader.h"
#include "ingest/prepare/gazetteer.h"
#include "ingest/prepare/more_link.h"
#include "ingest/prepare/teaser.h"
#include "ingest/text/authors.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/dates.h"
#include "ingest/text/language.h"
#include "ingest/text/link_header.h"
#include "ingest/text/text.h"
#include "query/search/analysis.h"
#include "query/search/plain_text.h"
#include "targets.h"

namespace broadsheet::fuzz {

void FuzzDates(std::string_view input) {
  const auto date = ingest::ParseDate(input);
  if (date.has_value()) {
    Check(date->time > absl::FromCivil(absl::CivilYear(999), absl::UTCTimeZone()) &&
              date->time < absl::FromCivil(absl::CivilYear(10001), absl::UTCTimeZone()),
          "dates have four digits", absl::FormatTime(date->time));
  }
  (void)ingest::JudgePublishTime(input, absl::UnixEpoch());
}

void FuzzCharsets(std::string_view input) {
  const auto [content_type, bytes] = DivideInput(input);
  const auto read = ingest::ToUtf8(bytes, ingest::CharsetOfContentType(content_type));
  Check(ingest::CheckText("text", read.text).ok(), "what is converted is UTF-8");
}

void FuzzUris(std::string_view input) {
  const auto [base, reference] = DivideInput(input);
  if (const auto canonical = ingest::CanonicalUri(base); canonical.ok()) {
    const auto again = ingest::CanonicalUri(*canonical);
    Check(again.ok() && *again == *canonical, "canonical URIs are canonical",
          again.ok() ? *again : again.status().ToString(), *canonical);
    Check(ingest::SamePage(*canonical, *canonical), "a page is the same as itself", *canonical);
    (void)ingest::SiteOf(*canonical);
  }
  const std::string target = ingest::LinkTarget(base, reference);
  Check(target.empty() || absl::StartsWith(target, "http://") ||
            absl::StartsWith(target, "https://") || absl::StartsWithIgnoreCase(target, "mailto:"),
        "links lead to the web", target);
  (void)ingest::ResolveUri(base, reference);
  (void)ingest::PathOf(base);
}

void FuzzLinkHeaders(std::string_view input) {
  for (const ingest::HeaderLink& link : ingest::ParseLinkHeader(input)) {
    Check(!link.uri.empty() && input.find(link.uri) != std::string_view::npos,
          "addresses are as they stand there", link.uri);
  }
}

void FuzzRobots(std::string_view input) {
  const auto [path, text] = DivideInput(input);
  const auto rules = ingest::RobotsRules::Parse(text, "Broadsheet");
  (void)rules.Allows(path);
  Check(rules.Allows("/robots.txt"), "robots.txt itself may be read");
}

void FuzzLines(std::string_view input) {
  constexpr size_t kMaxLine = 16;
  ingest::LineReader reader(kMaxLine);
  int64_t lines = 0;
  const auto take = [&](const ingest::LineReader::Line& line) {
    Check(line.text.size() <= kMaxLine, "lines are cut");
    Check(line.number == ++lines, "lines are counted");
    return absl::OkStatus();
  };
  for (size_t at = 0; at < input.size(); at += 7) (void)reader.Add(input.substr(at, 7), take);
  (void)reader.Finish(take);
}

void FuzzMoreLinks(std::string_view input) {
  const auto [title, html] = DivideInput(input);
  if (!ingest::CheckText("input", input).ok()) return;
  ingest::HtmlNode content = ingest::ParseFragment(html);
  ingest::MoreLinkContext context{"https://a.example/", "https://a.example/1", std::string(title),
                                  "en"};
  (void)ingest::TakeMoreLink(content, context);
  (void)ingest::TakeEllipsis(content);
  ingest::TakeMoreWords(content);
  ingest::TakeFeedBoilerplate(content, "https://a.example/post", "https://a.example/");
  (void)ingest::LanguageOfLabel(title);
  (void)ingest::IsMoreLabel(title);
  (void)ingest::MakeTeaser(content);
  article::v1::Author author;
  author.set_display_name(std::string(title));
  (void)ingest::NormaliseAuthors({author});
}

void FuzzGazetteer(std::string_view input) {
  const auto [text, tsv] = DivideInput(input);
  const auto gazetteer = ingest::Gazetteer::Parse(tsv);
  if (!gazetteer.ok()) return;
  for (const auto& mention : gazetteer->Find({text})) {
    Check(mention.count() > 0, "mentions are counted");
  }
}

void FuzzSearch(std::string_view input) {
  if (!ingest::CheckText("input", input).ok()) return;
  Check(ingest::CheckText("text", query::TextOfHtml(input)).ok(), "text of HTML is UTF-8");
  uint32_t position = 0;
  query::ForEachToken(input, [&](const query::Token& token) {
    Check(token.begin < token.end && token.end <= input.size(), "tokens lie in the text");
    Check(token.position >= position, "tokens are in order");
    Check(!token.text.empty() && token.text.size() <= 200, "tokens are short", token.text);
    Check(ingest::CheckText("token", token.text).ok(), "tokens are UTF-8", token.text);
    position = token.position;
  });
  Check(query::Prefix(input, input.size() / 2).size() <= input.size() / 2, "prefixes are short");
  const std::string slug = Slug(input);
  Check(slug.empty() || IsSlug(slug), "slugs are slugs", slug);
  (void)ingest::DetectLanguage(input);
  (void)ingest::ValidLanguage(input);
}

}  // namespace broadsheet::fuzz
