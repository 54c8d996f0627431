// HTML cut into tags, as the tokeniser of a browser cuts it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet::ingest {

struct HtmlToken {
  enum class Kind { kStartTag, kEndTag, kComment, kCdata, kEnd };
  Kind kind = Kind::kEnd;
  // Of a tag: in lower case.
  std::string name;
  // Of a tag, as many as it has, equal ones too.
  size_t attributes = 0;
  bool self_closing = false;
  // Where it stands, in bytes; what lies between two tokens is text.
  size_t begin = 0;
  size_t end = 0;
};

// Reads tags and comments from left to right. What is text because of the element
// that it stands in depends on the tree, which the caller knows. Not thread-safe.
class HtmlTokens {
 public:
  // `html` must outlive it.
  explicit HtmlTokens(std::string_view html) : html_(html) {}

  // The next tag, comment or "<![CDATA[", or the end. A CDATA token ends where its
  // content begins: SkipComment() where the tree has no foreign content, else
  // SkipCdata().
  HtmlToken Next();

  void SkipComment();
  void SkipCdata();
  // To the end tag of the raw text element `name` ("script", "title", …), or the
  // end of all.
  void SkipRawText(std::string_view name);
  void SkipAll() { at_ = html_.size(); }

  // The bytes behind the last token, up to the next "<".
  size_t at() const { return at_; }

 private:
  HtmlToken Markup(size_t begin);
  HtmlToken Tag(size_t begin, size_t name_begin);
  HtmlToken Comment(size_t begin, size_t end);
  bool AttributesEnd(HtmlToken& token);
  void SkipAttributeValue();
  bool IsEndTag(size_t at, std::string_view name) const;
  void SkipScript();

  const std::string_view html_;
  size_t at_ = 0;
};

}  // namespace broadsheet::ingest
