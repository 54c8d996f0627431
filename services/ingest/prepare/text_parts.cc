#include "ingest/prepare/text_parts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/prepare/more_link.h"
#include "ingest/prepare/more_mark.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::MoreLink;

// Words; twice as many East Asian characters. A post that is longer and points to
// a source is an article of its own; a description that is longer is a body.
constexpr size_t kLongestLinkPost = 250;
constexpr size_t kLongestDescription = 120;

bool IsLonger(const HtmlNode& text, size_t words) {
  const std::string plain = CollapseSpace(TextOf(text));
  return ReadingLength(plain) > (IsEastAsian(plain) ? 2 * words : words);
}

bool IsBlankNode(const HtmlNode& text) {
  return IsBlank(TextOf(text)) && FindFirst(text, HasTag("img")) == nullptr;
}

void Clear(HtmlNode& text) { text = {.tag = "#root"}; }

// "… [&hellip;]" at the end of a body: it is none, but an excerpt.
bool EndsAsExcerpt(const HtmlNode& text) {
  constexpr size_t kMark = 16;
  const std::string plain = TextOf(text);
  const absl::string_view shown = absl::StripTrailingAsciiWhitespace(plain);
  const std::string end =
      CollapseSpace(std::string(shown.substr(shown.size() - std::min(shown.size(), kMark))));
  return absl::EndsWith(end, "[…]") || absl::EndsWith(end, "[...]");
}

class Divider {
 public:
  Divider(const Entry& entry, GivenText given, const MoreLinkContext& context)
      : entry_(entry), context_(context) {
    parts_.body = std::move(given.body);
    parts_.teaser = std::move(given.teaser);
    parts_.more = entry.article.more();
    parts_.more_stated = entry.article.has_more();
    if (entry.witness == Witness::kFeed) {
      TakeFeedBoilerplate(parts_.body, context.canonical_uri, context.base_uri);
      TakeFeedBoilerplate(parts_.teaser, context.canonical_uri, context.base_uri);
    }
  }

  TextParts Divide() && {
    if (IsBlankNode(parts_.body)) {
      Clear(parts_.body);
      DivideDescription();
    } else {
      DivideBody();
    }
    if (IsBlankNode(parts_.teaser)) {
      Clear(parts_.teaser);
      parts_.teaser_stated = false;
    }
    return std::move(parts_);
  }

 private:
  void SetMore(MoreLink more) {
    if (parts_.more_stated) return;
    parts_.more = std::move(more);
    parts_.more_stated = true;
  }

  // The text that was taken for the body is a teaser.
  void DemoteBody(bool stated) {
    parts_.teaser = std::move(parts_.body);
    parts_.teaser_stated = stated;
    Clear(parts_.body);
  }

  void DivideBody() {
    if (std::optional<MoreMark> mark = TakeMoreMark(parts_.body);
        mark && !IsBlankNode(mark->before)) {
      if (Fingerprint(TextOf(mark->before)) != Fingerprint(TextOf(parts_.body))) {
        parts_.teaser = std::move(mark->before);
        parts_.teaser_stated = true;
        if (!mark->label.empty() && !context_.canonical_uri.empty()) {
          MoreLink more;
          more.set_kind(MoreLink::KIND_CONTINUE_READING);
          more.set_uri(context_.canonical_uri);
          more.set_language_code(context_.language_code);
          more.set_label(mark->label);
          SetMore(std::move(more));
        }
        return;
      }
    }
    if (HasMoreLink(parts_.body, context_)) {
      HtmlNode cut = parts_.body;
      std::optional<MoreLink> more = TakeMoreLink(cut, context_);
      if (more.has_value() &&
          (more->kind() == MoreLink::KIND_CONTINUE_READING || !IsLonger(cut, kLongestLinkPost))) {
        parts_.body = std::move(cut);
        SetMore(*std::move(more));
        const bool ellipsis = TakeEllipsis(parts_.body);
        DemoteBody(!ellipsis && !entry_.teaser_is_excerpt);
        return;
      }
    }
    if (EndsAsExcerpt(parts_.body)) {
      parts_.teaser_cut = TakeEllipsis(parts_.body);
      DemoteBody(false);
      return;
    }
    JudgeTeaserOfBody();
  }

  // A teaser beside a body counts only where it is not cut from it.
  void JudgeTeaserOfBody() {
    if (parts_.teaser.children.empty()) return;
    TakeMoreLink(parts_.teaser, context_);
    const std::string teaser = Fingerprint(TextOf(parts_.teaser));
    const bool made = TakeEllipsis(parts_.teaser) || teaser == Fingerprint(TextOf(parts_.body)) ||
                      entry_.teaser_is_excerpt;
    if (made) Clear(parts_.teaser);
    parts_.teaser_stated = !made;
  }

  void DivideDescription() {
    std::optional<MoreLink> more = TakeMoreLink(parts_.teaser, context_);
    const bool cut = parts_.teaser_cut = TakeEllipsis(parts_.teaser);
    const bool linked = more.has_value();
    if (!linked && entry_.witness != Witness::kPublisher) TakeMoreWords(parts_.teaser);
    if (more.has_value()) SetMore(*std::move(more));
    if (entry_.witness == Witness::kFeed && !cut && !linked &&
        IsLonger(parts_.teaser, kLongestDescription)) {
      parts_.body = std::move(parts_.teaser);
      Clear(parts_.teaser);
      return;
    }
    parts_.teaser_stated = !cut && (linked || !entry_.teaser_is_excerpt);
  }

  const Entry& entry_;
  const MoreLinkContext& context_;
  TextParts parts_;
};

// A publisher who sets both, or the link, has divided the text already.
bool IsDivided(const Entry& entry) {
  return entry.witness == Witness::kPublisher &&
         (entry.article.has_more() || !entry.article.teaser_html().empty());
}

}  // namespace

TextParts DivideText(const Entry& entry, GivenText given, const std::string& canonical_uri,
                     const std::string& language_code) {
  if (!IsDivided(entry)) {
    const MoreLinkContext context{entry.base_uri, canonical_uri, entry.article.title(),
                                  language_code};
    return Divider(entry, std::move(given), context).Divide();
  }
  TextParts parts;
  parts.body = std::move(given.body);
  TakeMoreMark(parts.body);
  parts.teaser = std::move(given.teaser);
  parts.more = entry.article.more();
  parts.teaser_stated = !entry.article.teaser_html().empty();
  parts.more_stated = entry.article.has_more();
  return parts;
}

}  // namespace broadsheet::ingest
