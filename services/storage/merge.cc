#include "storage/merge.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace broadsheet::storage {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

FieldSet SetOf(std::initializer_list<int> numbers) {
  FieldSet fields;
  for (int number : numbers) fields.set(number);
  return fields;
}

const FieldSet kGivenByStorage = SetOf(
    {Article::kNameFieldNumber, Article::kRevisionFieldNumber, Article::kEtagFieldNumber,
     Article::kPathFieldNumber, Article::kCreateTimeFieldNumber, Article::kUpdateTimeFieldNumber,
     Article::kDeleteTimeFieldNumber, Article::kListTimeFieldNumber,
     Article::kMergedIntoFieldNumber, Article::kPathDigestFieldNumber});

// Those with a rule of their own.
const FieldSet kSpecial = SetOf(
    {Article::kCategoriesFieldNumber, Article::kTagsFieldNumber, Article::kBodyHtmlFieldNumber,
     Article::kBodyTextFieldNumber, Article::kMentionsFieldNumber, Article::kPublishTimeFieldNumber,
     Article::kPublishTimeQualityFieldNumber, Article::kDerivedFieldsFieldNumber});

const FieldSet kDerived = SetOf({Article::kBodyTextFieldNumber, Article::kMentionsFieldNumber});

// Those that ingest makes from the body where nobody states them.
const FieldSet kMayBeDerived =
    SetOf({Article::kTeaserHtmlFieldNumber, Article::kLanguageCodeFieldNumber,
           Article::kMoreFieldNumber, Article::kImageUriFieldNumber});

const FieldSet kNeverErased =
    SetOf({Article::kTitleFieldNumber, Article::kSourceFieldNumber, Article::kSourceGuidFieldNumber,
           Article::kCanonicalUriFieldNumber});

// Of the special ones, those that an asserted value replaces.
const FieldSet kReplacedWhenSet =
    SetOf({Article::kBodyHtmlFieldNumber, Article::kPublishTimeFieldNumber});

bool IsSet(const Article& article, const FieldDescriptor& field) {
  const Reflection& reflection = *article.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(article, &field) > 0
                             : reflection.HasField(article, &field);
}

void Copy(const Article& from, const FieldDescriptor& field, Article* to) {
  const Reflection& reflection = *to->GetReflection();
  reflection.ClearField(to, &field);
  if (!IsSet(from, field)) return;
  if (field.is_repeated()) {
    const int count = reflection.FieldSize(from, &field);
    for (int i = 0; i < count; ++i) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        reflection.AddString(to, &field, reflection.GetRepeatedString(from, &field, i));
      } else {
        reflection.AddMessage(to, &field)->CopyFrom(reflection.GetRepeatedMessage(from, &field, i));
      }
    }
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    reflection.SetString(to, &field, reflection.GetString(from, &field));
  } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    reflection.MutableMessage(to, &field)->CopyFrom(reflection.GetMessage(from, &field));
  } else {
    reflection.SetEnumValue(to, &field, reflection.GetEnumValue(from, &field));
  }
}

bool Equal(const Article& a, const Article& b, const FieldDescriptor& field) {
  const Reflection& reflection = *a.GetReflection();
  if (IsSet(a, field) != IsSet(b, field)) return false;
  if (!field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::string x, y;
    return reflection.GetStringReference(a, &field, &x) ==
           reflection.GetStringReference(b, &field, &y);
  }
  Article only_a, only_b;
  Copy(a, field, &only_a);
  Copy(b, field, &only_b);
  return only_a.SerializeAsString() == only_b.SerializeAsString();
}

// Copies a field, and says whether that made a difference.
bool Take(const Article& from, int number, Article* to) {
  const FieldDescriptor& field = *Article::descriptor()->FindFieldByNumber(number);
  if (Equal(from, *to, field)) return false;
  Copy(from, field, to);
  return true;
}

const std::string& FieldName(int number) {
  return Article::descriptor()->FindFieldByNumber(number)->name();
}

bool IsDerived(const Article& article, int number) {
  const auto& derived = article.derived_fields();
  return std::find(derived.begin(), derived.end(), FieldName(number)) != derived.end();
}

// Notes whether the field was made from the body.
void MarkDerived(int number, bool is_derived, Article* article) {
  if (!kMayBeDerived[number] || IsDerived(*article, number) == is_derived) return;
  auto& derived = *article->mutable_derived_fields();
  if (is_derived) {
    derived.Add()->assign(FieldName(number));
    std::sort(derived.begin(), derived.end());
  } else {
    derived.erase(std::find(derived.begin(), derived.end(), FieldName(number)));
  }
}

bool ReadsAlike(std::string_view a, std::string_view b) {
  const auto next = [](std::string_view text, size_t& i) {
    while (i < text.size() && absl::ascii_isspace(text[i])) ++i;
    return i < text.size() ? static_cast<unsigned char>(text[i++]) : -1;
  };
  for (size_t i = 0, j = 0;;) {
    const int x = next(a, i);
    if (x != next(b, j)) return false;
    if (x == -1) return true;
  }
}

void MergePlainFields(const Article& seen, const FieldSet& asserted, const FieldSet& repeated,
                      const FieldSet& rederived, Merged& merged) {
  const google::protobuf::Descriptor& descriptor = *Article::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const int number = field.number();
    if (kGivenByStorage[number] || kSpecial[number] || repeated[number]) continue;
    const bool is_set = IsSet(seen, field);
    const bool replaces = (asserted[number] && (is_set || !kNeverErased[number])) ||
                          (rederived[number] && IsDerived(merged.article, number));
    const bool fills = is_set && !IsSet(merged.article, field);
    if (!replaces && !fills) continue;
    merged.changed |= Take(seen, number, &merged.article);
    MarkDerived(number, IsDerived(seen, number), &merged.article);
  }
}

// What was made from the body that was held goes with it.
void FollowBody(const Article& seen, Article* article) {
  const std::vector<std::string> held(article->derived_fields().begin(),
                                      article->derived_fields().end());
  for (const std::string& name : held) {
    const FieldDescriptor* field = Article::descriptor()->FindFieldByName(name);
    if (field == nullptr || !kMayBeDerived[field->number()]) continue;
    Take(seen, field->number(), article);
    MarkDerived(field->number(), IsDerived(seen, field->number()), article);
  }
}

void MergeBody(const Article& seen, const FieldSet& asserted, bool keep_equal_body,
               const FieldSet& repeated, Merged& merged) {
  Article& article = merged.article;
  const bool has_body = !seen.body_html().empty();
  const bool reads_alike =
      has_body && !seen.body_text().empty() && ReadsAlike(seen.body_text(), article.body_text());
  if (repeated[Article::kBodyHtmlFieldNumber]) {
    merged.took_body = false;
  } else if (article.body_html().empty()) {
    merged.took_body = has_body;
  } else {
    merged.took_body = has_body && asserted[Article::kBodyHtmlFieldNumber] &&
                       !(keep_equal_body && reads_alike) && seen.body_html() != article.body_html();
  }
  if (merged.took_body) {
    Take(seen, Article::kBodyHtmlFieldNumber, &article);
    Take(seen, Article::kBodyTextFieldNumber, &article);
    FollowBody(seen, &article);
    merged.changed = true;
  }
  // What was derived from less than what is held does not replace it.
  const bool knows_all = merged.took_body || article.body_html().empty() || reads_alike ||
                         seen.body_html() == article.body_html();
  if (knows_all) Take(seen, Article::kMentionsFieldNumber, &article);
}

void MergePublishTime(const Article& seen, const FieldSet& asserted, const FieldSet& repeated,
                      Merged& merged) {
  if (repeated[Article::kPublishTimeFieldNumber]) return;
  const bool asserts = asserted[Article::kPublishTimeFieldNumber];
  const bool takes = merged.article.has_publish_time()
                         ? asserts && seen.has_publish_time()
                         : seen.has_publish_time() || merged.article.publish_time_quality() == 0;
  if (!takes) return;
  merged.changed |= Take(seen, Article::kPublishTimeFieldNumber, &merged.article);
  merged.changed |= Take(seen, Article::kPublishTimeQualityFieldNumber, &merged.article);
}

}  // namespace

FieldSet FieldsOf(const google::protobuf::FieldMask& mask) {
  FieldSet fields;
  for (const std::string& path : mask.paths()) {
    const FieldDescriptor* field = Article::descriptor()->FindFieldByName(path);
    if (field != nullptr) fields.set(field->number());
  }
  return fields;
}

FieldSet AssertedFields(const ArticleWrite& write) {
  if (write.asserted_fields().paths_size() > 0) return FieldsOf(write.asserted_fields());
  std::vector<const FieldDescriptor*> set;
  write.article().GetReflection()->ListFields(write.article(), &set);
  FieldSet fields;
  for (const FieldDescriptor* field : set) fields.set(field->number());
  return fields;
}

FieldSet SaidFields(const Article& seen, const FieldSet& asserted) {
  FieldSet said;
  for (int i = 0; i < Article::descriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *Article::descriptor()->field(i);
    const int number = field.number();
    const bool may_replace =
        !kGivenByStorage[number] && (!kSpecial[number] || kReplacedWhenSet[number]);
    const bool needs_value = kNeverErased[number] || kReplacedWhenSet[number];
    said[number] = asserted[number] && may_replace && (!needs_value || IsSet(seen, field));
  }
  return said;
}

FieldSet DerivedFields(const Article& seen) {
  FieldSet derived;
  for (const std::string& name : seen.derived_fields()) {
    const FieldDescriptor* field = Article::descriptor()->FindFieldByName(name);
    if (field != nullptr && IsSet(seen, *field)) derived.set(field->number());
  }
  return derived & kMayBeDerived;
}

Merged Merge(const Article& held, const Article& seen, const FieldSet& asserted,
             bool keep_equal_body, const FieldSet& repeated, const FieldSet& rederived) {
  Merged merged{held};
  MergePlainFields(seen, asserted, repeated, rederived, merged);
  MergePublishTime(seen, asserted, repeated, merged);
  MergeBody(seen, asserted, keep_equal_body, repeated, merged);
  return merged;
}

Merged Edit(const Article& held, const Article& edited, const FieldSet& asserted) {
  Merged merged{held};
  FieldSet fields = asserted & ~kGivenByStorage;
  fields.reset(Article::kDerivedFieldsFieldNumber);
  if (asserted[Article::kListTimeFieldNumber] && edited.has_list_time()) {
    fields.set(Article::kListTimeFieldNumber);
  }
  if (fields[Article::kBodyHtmlFieldNumber]) fields |= kDerived;
  if (fields[Article::kPublishTimeFieldNumber]) fields.set(Article::kPublishTimeQualityFieldNumber);
  for (int i = 0; i < Article::descriptor()->field_count(); ++i) {
    const int number = Article::descriptor()->field(i)->number();
    if (!fields[number]) continue;
    merged.changed |= Take(edited, number, &merged.article);
    MarkDerived(number, IsDerived(edited, number), &merged.article);
  }
  merged.took_body = fields[Article::kBodyHtmlFieldNumber];
  return merged;
}

}  // namespace broadsheet::storage
