#include "query/search/syntax.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace broadsheet::query {
namespace {

using Kind = SyntaxNode::Kind;

// Parentheses inside of more are passed over.
constexpr int kMaxDepth = 16;

constexpr std::string_view kFields[] = {"title", "author",  "category", "tag",  "source",
                                        "lang",  "mention", "before",   "after"};

bool IsSpace(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }
bool IsMinus(char32_t c) { return c == '-' || c == U'−' || c == U'－'; }
bool IsOpening(char32_t c) { return c == '(' || c == U'（'; }
bool IsClosing(char32_t c) { return c == ')' || c == U'）'; }

bool IsQuote(char32_t c) {
  constexpr char32_t kQuotes[] = U"\"＂“”„‟«»「」『』";
  return c != 0 && std::find(std::begin(kQuotes), std::end(kQuotes), c) != std::end(kQuotes);
}

bool IsNear(std::string_view word) {
  if (word.substr(0, 4) != "NEAR") return false;
  word.remove_prefix(4);
  if (word.empty()) return true;
  return word.size() > 1 && word[0] == '/' &&
         word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  SyntaxNode Run() { return ParseAll(0); }

 private:
  // Up to the end, or the parenthesis that closes this one.
  SyntaxNode ParseAll(int depth) {
    SyntaxNode all;
    bool either = false;
    while (SkipSpace()) {
      if (IsClosing(Peek())) {
        Take();
        if (depth > 0) break;
        continue;
      }
      if (TakeWordIf([](std::string_view word) { return word == "OR"; })) {
        either = !all.children.empty();
        continue;
      }
      if (TakeWordIf([](std::string_view word) { return word == "AND" || IsNear(word); })) {
        either = false;
        continue;
      }
      SyntaxNode operand = ParseOperand(depth);
      if (IsNothing(operand)) continue;
      Add(std::move(operand), either, all.children);
      either = false;
    }
    MergeWords(all.children);
    return all;
  }

  // Words side by side may be one name.
  static void MergeWords(std::vector<SyntaxNode>& nodes) {
    std::vector<SyntaxNode> merged;
    for (SyntaxNode& node : nodes) {
      const bool continues = !merged.empty() && merged.back().kind == Kind::kWords;
      if (!continues || node.kind != Kind::kWords) {
        merged.push_back(std::move(node));
        continue;
      }
      merged.back().text += " " + node.text;
      merged.back().is_open = node.is_open;
    }
    nodes = std::move(merged);
  }

  static bool IsNothing(const SyntaxNode& node) {
    return node.kind == Kind::kAll && node.children.empty();
  }

  static void Add(SyntaxNode operand, bool either, std::vector<SyntaxNode>& operands) {
    if (!either) {
      operands.push_back(std::move(operand));
      return;
    }
    SyntaxNode& last = operands.back();
    if (last.kind != Kind::kAny) {
      SyntaxNode any;
      any.kind = Kind::kAny;
      any.children.push_back(std::move(last));
      last = std::move(any);
    }
    last.children.push_back(std::move(operand));
  }

  SyntaxNode ParseOperand(int depth) {
    bool negated = false;
    while (SkipSpace() &&
           (TakeMinus() || TakeWordIf([](std::string_view word) { return word == "NOT"; }))) {
      negated = true;
    }
    SyntaxNode operand = ParsePositive(depth);
    if (!negated || IsNothing(operand)) return operand;
    SyntaxNode inverse;
    inverse.kind = Kind::kNot;
    inverse.children.push_back(std::move(operand));
    return inverse;
  }

  SyntaxNode ParsePositive(int depth) {
    if (at_ == text_.size() || IsClosing(Peek())) return {};
    if (IsOpening(Peek())) {
      Take();
      return depth < kMaxDepth ? ParseAll(depth + 1) : SyntaxNode();
    }
    SyntaxNode node = ParseField();
    if (IsQuote(Peek())) {
      const std::string_view phrase = TakePhrase();
      if (phrase.empty()) return {};
      if (node.kind == Kind::kAll) node.kind = Kind::kPhrase;
      node.text = phrase;
      return node;
    }
    node.text = TakeWord(depth > 0);
    if (node.text.empty()) {
      // A sign that begins no word.
      Take();
      return {};
    }
    if (node.kind == Kind::kAll) node.kind = Kind::kWords;
    const size_t last = node.text.size() - 1;
    if (node.text[last] == '*' && !SkipSpace()) {
      node.text.resize(last);
      node.is_open = true;
    }
    return node;
  }

  // The field that a value follows; else a node of no kind.
  SyntaxNode ParseField() {
    SyntaxNode node;
    for (const std::string_view field : kFields) {
      const size_t value = at_ + field.size() + 1;
      if (text_.substr(at_, field.size()) != field || value >= text_.size()) continue;
      if (text_[value - 1] != ':' || IsSpace(CharacterAt(value))) continue;
      node.kind = Kind::kField;
      node.field = field;
      at_ = value;
      break;
    }
    return node;
  }

  // A word or several without a space; empty where a sign stands in its place.
  std::string_view TakeWord(bool in_parentheses) {
    const size_t begin = at_;
    while (at_ < text_.size()) {
      const char32_t c = Peek();
      if (IsSpace(c) || IsQuote(c) || (in_parentheses && IsClosing(c))) break;
      Take();
    }
    return text_.substr(begin, at_ - begin);
  }

  template <class Predicate>
  bool TakeWordIf(Predicate is_wanted) {
    const size_t begin = at_;
    if (is_wanted(TakeWord(/*in_parentheses=*/true))) return true;
    at_ = begin;
    return false;
  }

  // Minuses before a word; those by themselves are words of nothing.
  bool TakeMinus() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsMinus(Peek())) Take();
    if (at_ == begin) return false;
    if (at_ < text_.size() && !IsSpace(Peek())) return true;
    at_ = begin;
    return false;
  }

  // What stands between this quotation mark and the next; passes both. Nothing where
  // there is no other.
  std::string_view TakePhrase() {
    Take();
    const size_t begin = at_;
    while (at_ < text_.size() && !IsQuote(Peek())) Take();
    if (at_ == text_.size()) {
      at_ = begin;
      return {};
    }
    const std::string_view phrase = text_.substr(begin, at_ - begin);
    Take();
    return phrase;
  }

  // False at the end.
  bool SkipSpace() {
    while (at_ < text_.size() && IsSpace(Peek())) Take();
    return at_ < text_.size();
  }

  char32_t CharacterAt(size_t at) const {
    UChar32 c = 0;
    if (at < text_.size()) U8_NEXT_OR_FFFD(text_.data(), at, text_.size(), c);
    return static_cast<char32_t>(c);
  }
  char32_t Peek() const { return CharacterAt(at_); }
  void Take() {
    if (at_ < text_.size()) U8_FWD_1(text_.data(), at_, text_.size());
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

SyntaxNode ParseSyntax(std::string_view text) { return Parser(text).Run(); }

}  // namespace broadsheet::query
