#include "ingest/html/html_limits.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/html/html_tokens.h"
#include "ingest/html/open_elements.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 8 << 20;
constexpr size_t kMaxTags = 400'000;
constexpr size_t kMaxAttributes = 500;
// Each is two or three nanoseconds.
constexpr uint64_t kMaxWork = 600'000'000;
// To open a formatting element anew takes memory, too.
constexpr uint64_t kCloneWork = 500;

// A run's number in letters, behind a character for private use, U+108888.
constexpr std::string_view kMark = "\xF4\x88\xA2\x88";
constexpr size_t kMarkLetters = 4;
constexpr size_t kLetters = 26;
static_assert(kLetters * kLetters * kLetters * kLetters > kMaxTags);

// Whether the parser could make a mark of what `html` has: of the character, or of a reference
// to it.
bool HasMark(std::string_view html) {
  for (const std::string_view way :
       {kMark, std::string_view("108888"), std::string_view("1083528")}) {
    if (html.find(way) != std::string_view::npos) return true;
  }
  return false;
}

void AppendMark(size_t run, std::string& out) {
  out += kMark;
  for (size_t i = 0; i < kMarkLetters; ++i, run /= kLetters) {
    out += static_cast<char>('a' + run % kLetters);
  }
}

// The number in the mark at the start of `text`; of what is no mark, too large for one.
size_t RunOfMark(std::string_view text) {
  size_t run = 0;
  for (size_t i = kMarkLetters; i > 0; --i) {
    const size_t at = kMark.size() + i - 1;
    if (at >= text.size() || text[at] < 'a' || text[at] > 'z') return kMaxTags;
    run = run * kLetters + static_cast<size_t>(text[at] - 'a');
  }
  return run;
}

// The parser looks through all open elements for every tag, and inside of
// formatting elements for every character, so that depth times length is what a
// document costs. It compares each attribute of an element with all others.
class Reader {
 public:
  Reader(std::string_view field, std::string_view html)
      : field_(field), html_(html), tokens_(html), may_shorten_(!HasMark(html)) {}

  absl::StatusOr<ParsableHtml> Read() && {
    if (html_.size() > kMaxBytes) return Refused(html_.size(), "bytes of HTML", kMaxBytes);
    while (true) {
      const size_t text_begin = tokens_.at();
      const HtmlToken token = tokens_.Next();
      if (open_.formatting() > 0) work_ += (token.begin - text_begin) * open_.size();
      ShortenText(text_begin, token.begin);
      if (token.kind == HtmlToken::Kind::kEnd) break;
      RETURN_IF_ERROR(CheckToken(token));
      Follow(token);
    }
    Keep(html_.size());
    return std::move(result_);
  }

 private:
  absl::Status Refused(size_t count, absl::string_view what, size_t limit) const {
    return InvalidField(field_, absl::StrCat(count, " ", what, "; at most ", limit));
  }

  static std::string Place(const HtmlToken& token) {
    return absl::StrCat(" at byte ", token.begin);
  }

  absl::Status CheckToken(const HtmlToken& token) {
    // What <html> and <body> say again is added to the first of them.
    const bool root = token.name == "html" || token.name == "body";
    const size_t attributes = root ? root_attributes_ += token.attributes : token.attributes;
    if (attributes > kMaxAttributes) {
      return Refused(attributes, "attributes of an element" + Place(token), kMaxAttributes);
    }
    if (++tags_ > kMaxTags) return Refused(tags_, "tags" + Place(token), kMaxTags);
    work_ += open_.size() + open_.formatting() * kCloneWork + attributes * attributes;
    if (work_ <= kMaxWork) return absl::OkStatus();
    return InvalidField(
        field_, absl::StrCat(open_.size(), " elements nested", Place(token), ", behind ", tags_,
                             " tags; that is too deep for so many"));
  }

  void Follow(const HtmlToken& token) {
    switch (token.kind) {
      case HtmlToken::Kind::kStartTag:
        Insert(open_.EndForeignBefore(token), token.begin);
        return Read(open_.Start(token, html_.substr(token.begin, token.end - token.begin)), token);
      case HtmlToken::Kind::kEndTag:
        Insert(open_.EndForeignBefore(token), token.begin);
        return End(token);
      case HtmlToken::Kind::kCdata:
        return Read(open_.Cdata(), token);
      case HtmlToken::Kind::kComment:
      case HtmlToken::Kind::kEnd:
        return;
    }
  }

  void End(const HtmlToken& token) {
    const size_t before = open_.size();
    open_.End(token);
    // Out of order, it moves children about.
    if (open_.size() == before && open_.formatting() > 0) work_ += tags_;
  }

  // Reads on behind `token` as the tree builder would have it.
  void Read(OpenElements::Content content, const HtmlToken& token) {
    const bool cdata = token.kind == HtmlToken::Kind::kCdata;
    switch (content) {
      case OpenElements::Content::kMarkup:
        if (cdata) tokens_.SkipComment();
        return;
      case OpenElements::Content::kRawText:
        if (cdata) return tokens_.SkipCdata();
        tokens_.SkipRawText(token.name);
        // The others have character references.
        if (token.name == "script" || token.name == "style") Shorten(token.end, tokens_.at());
        return;
      case OpenElements::Content::kPlainText:
        return tokens_.SkipAll();
      case OpenElements::Content::kUncertain:
        if (!cdata) tokens_.SkipRawText(token.name);
        Keep(token.begin);
        kept_ = tokens_.at();
        return;
    }
  }

  void Insert(const std::string& markup, size_t at) {
    if (markup.empty()) return;
    Keep(at);
    result_.html += markup;
  }

  // Shortens the text from `begin` to `end`, but for white space that it begins with, which
  // means something to the tree, and for character references.
  void ShortenText(size_t begin, size_t end) {
    while (begin < end) {
      begin = std::min(html_.find_first_not_of(" \t\n\r\f", begin), end);
      const size_t reference = std::min(html_.find('&', begin), end);
      Shorten(begin, reference);
      begin = reference;
      if (begin < end) ++begin;
      while (begin < end && IsOfReference(html_[begin])) ++begin;
    }
  }

  static bool IsOfReference(char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '#' || c == ';';
  }

  void Shorten(size_t begin, size_t end) {
    constexpr size_t kWorthIt = 24;
    if (!may_shorten_ || end < begin + kWorthIt || result_.runs.size() == kMaxTags) return;
    const std::string_view run = html_.substr(begin, end - begin);
    // The parser would change these.
    if (run.find('\r') != std::string_view::npos || !CheckText("", run).ok()) return;
    Keep(begin);
    AppendMark(result_.runs.size(), result_.html);
    result_.runs.push_back(run);
    kept_ = end;
  }

  // Takes over what lies before `end`.
  void Keep(size_t end) {
    result_.html.append(html_, kept_, end - kept_);
    kept_ = end;
  }

  const std::string_view field_;
  const std::string_view html_;
  HtmlTokens tokens_;
  OpenElements open_;
  size_t tags_ = 0;
  size_t root_attributes_ = 0;
  uint64_t work_ = 0;
  const bool may_shorten_;
  ParsableHtml result_;
  size_t kept_ = 0;
};

}  // namespace

std::string ParsableHtml::Restored(std::string_view text) const {
  std::string restored;
  size_t kept = 0;
  for (size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at + kMark.size())) {
    const size_t run = RunOfMark(text.substr(at));
    if (run >= runs.size()) continue;
    restored.append(text, kept, at - kept).append(runs[run]);
    kept = at + kMark.size() + kMarkLetters;
  }
  return restored.append(text.substr(kept));
}

absl::Status CheckHtml(std::string_view field, std::string_view html) {
  return MakeParsable(field, html).status();
}

absl::StatusOr<ParsableHtml> MakeParsable(std::string_view field, std::string_view html) {
  return Reader(field, html).Read();
}

}  // namespace broadsheet::ingest
