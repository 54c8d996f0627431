#include "ingest/html/html_limits.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/html/html_tokens.h"
#include "ingest/html/open_elements.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 8 << 20;
constexpr size_t kMaxTags = 400'000;
constexpr size_t kMaxAttributes = 500;
// Each is two or three nanoseconds.
constexpr uint64_t kMaxWork = 600'000'000;
// To open a formatting element anew takes memory, too.
constexpr uint64_t kCloneWork = 500;

// The parser looks through all open elements for every tag, and inside of
// formatting elements for every character, so that depth times length is what a
// document costs. It compares each attribute of an element with all others.
class Reader {
 public:
  Reader(std::string_view field, std::string_view html)
      : field_(field), html_(html), tokens_(html) {}

  absl::StatusOr<std::string> Read() && {
    if (html_.size() > kMaxBytes) return Refused(html_.size(), "bytes of HTML", kMaxBytes);
    while (true) {
      const size_t text_begin = tokens_.at();
      const HtmlToken token = tokens_.Next();
      if (open_.formatting() > 0) work_ += (token.begin - text_begin) * open_.size();
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
    return InvalidField(field_, absl::StrCat(open_.size(), " elements nested", Place(token), ", behind ",
                                             tags_, " tags; that is too deep for so many"));
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
        return cdata ? tokens_.SkipCdata() : tokens_.SkipRawText(token.name);
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
    result_ += markup;
  }

  // Takes over what lies before `end`.
  void Keep(size_t end) {
    result_.append(html_, kept_, end - kept_);
    kept_ = end;
  }

  const std::string_view field_;
  const std::string_view html_;
  HtmlTokens tokens_;
  OpenElements open_;
  size_t tags_ = 0;
  size_t root_attributes_ = 0;
  uint64_t work_ = 0;
  std::string result_;
  size_t kept_ = 0;
};

}  // namespace

absl::Status CheckHtml(std::string_view field, std::string_view html) {
  return ParsableHtml(field, html).status();
}

absl::StatusOr<std::string> ParsableHtml(std::string_view field, std::string_view html) {
  return Reader(field, html).Read();
}

}  // namespace broadsheet::ingest
