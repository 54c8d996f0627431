#include "cli/edit/changes.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/html_text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;
using google::protobuf::Timestamp;

bool Follows(const std::string& field) {
  static const auto* const fields = new std::set<std::string>{
      "name", "revision", "etag", "body_text", "mentions", "create_time", "update_time"};
  return fields->count(field) > 0;
}

// "Lin Mei", "Weather Desk 2 (software)".
std::string AuthorText(const article::v1::Author& author) {
  using article::v1::Author;
  if (author.kind() == Author::KIND_PERSON) return author.display_name();
  const std::string kind = Author::Kind_Name(author.kind()).substr(sizeof("KIND_") - 1);
  return absl::StrCat(author.display_name(), " (", absl::AsciiStrToLower(kind), ")");
}

enum class Markup { kKept, kRead };

// One value, `index` of a repeated field and -1 otherwise.
std::string ValueText(const Article& article, const FieldDescriptor& field, int index,
                      Markup markup) {
  const auto& reflection = *article.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const std::string text = index < 0 ? reflection.GetString(article, &field)
                                       : reflection.GetRepeatedString(article, &field, index);
    const bool read = markup == Markup::kRead && absl::EndsWith(field.name(), "_html");
    return read ? HtmlToText(text) : text;
  }
  if (field.number() == Article::kAuthorsFieldNumber) return AuthorText(article.authors(index));
  if (field.message_type() == Timestamp::descriptor()) {
    Timestamp time;
    time.CopyFrom(reflection.GetMessage(article, &field));
    return Moment(time);
  }
  TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintFieldValueToString(article, &field, index, &text);
  return text;
}

std::string FieldText(const Article& article, const FieldDescriptor& field, Markup markup) {
  const auto& reflection = *article.GetReflection();
  if (!field.is_repeated()) {
    const bool set = !field.has_presence() || reflection.HasField(article, &field);
    return set ? ValueText(article, field, -1, markup) : "";
  }
  std::vector<std::string> values;
  for (int i = 0; i < reflection.FieldSize(article, &field); ++i) {
    values.push_back(ValueText(article, field, i, markup));
  }
  return absl::StrJoin(values, ", ");
}

void PrintParagraphs(const char* sign, const std::vector<std::string>& paragraphs, size_t begin,
                     size_t end, Style style, Printer& out) {
  for (size_t i = begin; i < end; ++i) {
    if (paragraphs[i].empty()) continue;
    out.Text(absl::StrCat("  ", sign), style);
    out.Line(paragraphs[i], style);
  }
}

void PrintChange(const std::string& before, const std::string& after, Printer& out) {
  if (before == after) {
    out.Line("  (its markup alone)", Style::kDim);
    return;
  }
  const std::vector<std::string> old_text = absl::StrSplit(before, '\n');
  const std::vector<std::string> new_text = absl::StrSplit(after, '\n');
  const size_t shorter = std::min(old_text.size(), new_text.size());
  size_t begin = 0;
  while (begin < shorter && old_text[begin] == new_text[begin]) ++begin;
  size_t same = 0;
  while (same < shorter - begin &&
         old_text[old_text.size() - same - 1] == new_text[new_text.size() - same - 1]) {
    ++same;
  }
  PrintParagraphs("- ", old_text, begin, old_text.size() - same, Style::kDim, out);
  PrintParagraphs("+ ", new_text, begin, new_text.size() - same, Style::kPlain, out);
}

}  // namespace

bool Differs(const Article& before, const Article& after, const FieldDescriptor& field) {
  return FieldText(before, field, Markup::kKept) != FieldText(after, field, Markup::kKept);
}

std::vector<const FieldDescriptor*> ChangedFields(const Article& before, const Article& after) {
  std::vector<const FieldDescriptor*> changed;
  for (int i = 0; i < Article::descriptor()->field_count(); ++i) {
    const FieldDescriptor* field = Article::descriptor()->field(i);
    if (!Follows(field->name()) && Differs(before, after, *field)) changed.push_back(field);
  }
  return changed;
}

void PrintChanges(const Article& before, const Article& after, Printer& out) {
  for (const FieldDescriptor* field : ChangedFields(before, after)) {
    out.Line(field->name(), Style::kBold);
    PrintChange(FieldText(before, *field, Markup::kRead), FieldText(after, *field, Markup::kRead),
                out);
  }
}

}  // namespace broadsheet::cli
