#include "storage/canonical_form.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"

namespace broadsheet::storage {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void WriteBigEndian(uint64_t value, int bytes, char* to) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    *to++ = static_cast<char>(value >> shift);
  }
}

void AppendBigEndian(uint64_t value, int bytes, std::string& out) {
  out.resize(out.size() + bytes);
  WriteBigEndian(value, bytes, out.data() + out.size() - bytes);
}

void AppendFields(const Message& message, std::string& out);

// The bytes of one value; `index` is -1 unless the field is repeated.
void AppendValue(const Message& message, const FieldDescriptor& field, int index,
                 std::string& out) {
  const Reflection& reflection = *message.GetReflection();
  std::string scratch;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendFields(index < 0 ? reflection.GetMessage(message, &field)
                                    : reflection.GetRepeatedMessage(message, &field, index),
                          out);
    case FieldDescriptor::CPPTYPE_STRING:
      out += index < 0 ? reflection.GetStringReference(message, &field, &scratch)
                       : reflection.GetRepeatedStringReference(message, &field, index, &scratch);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendBigEndian(reflection.GetEnumValue(message, &field), 8, out);
    case FieldDescriptor::CPPTYPE_INT32:
      return AppendBigEndian(reflection.GetInt32(message, &field), 8, out);
    default:
      return AppendBigEndian(reflection.GetInt64(message, &field), 8, out);
  }
}

void AppendField(const Message& message, const FieldDescriptor& field, int index,
                 std::string& out) {
  AppendBigEndian(field.number(), 4, out);
  const size_t length_at = out.size();
  AppendBigEndian(0, 8, out);
  AppendValue(message, field, index, out);
  WriteBigEndian(out.size() - length_at - 8, 8, out.data() + length_at);
}

bool IsLeftOut(const FieldDescriptor& field) {
  if (field.containing_type() != Article::descriptor()) return false;
  return field.number() == Article::kEtagFieldNumber ||
         field.number() == Article::kBodyTextFieldNumber ||
         field.number() == Article::kMentionsFieldNumber ||
         field.number() == Article::kDerivedFieldsFieldNumber;
}

// All entries of a field that is set.
void AppendEntries(const Message& message, const FieldDescriptor& field, std::string& out) {
  if (!field.is_repeated()) return AppendField(message, field, -1, out);
  const int count = message.GetReflection()->FieldSize(message, &field);
  for (int i = 0; i < count; ++i) AppendField(message, field, i, out);
}

void AppendFields(const Message& message, std::string& out) {
  std::vector<const FieldDescriptor*> fields;  // those that are set, by number
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!IsLeftOut(*field)) AppendEntries(message, *field, out);
  }
}

}  // namespace

std::string CanonicalForm(const Article& article) {
  std::string form;
  form.reserve(article.ByteSizeLong());
  AppendFields(article, form);
  return form;
}

std::string CanonicalField(const Article& article, int number) {
  std::string form;
  const FieldDescriptor& field = *Article::descriptor()->FindFieldByNumber(number);
  const bool is_set = field.is_repeated() || article.GetReflection()->HasField(article, &field);
  if (is_set && !IsLeftOut(field)) AppendEntries(article, field, form);
  return form;
}

std::string ContentDigest(std::string_view salt, const Article& article) {
  Sha256Stream digest;
  digest.Add(salt);
  digest.Add(CanonicalForm(article));
  return digest.Finish();
}

}  // namespace broadsheet::storage
