// What an origin said of an article, field by field: enough to tell a value that
// it repeats from one that it changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/merge.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// The first 8 bytes of the SHA-256 of a field's canonical form (see
// canonical_form.h), by field number.
using FieldDigests = std::map<int, uint64_t>;

// Digests of these fields as `article` has them, absent ones too. That of
// publish_time covers its quality. Thread-safe.
FieldDigests DigestFields(const Article& article, const FieldSet& fields);

// The fields that are the same in both, and those that are forgotten in `last`:
// nobody can tell that they have changed.
FieldSet RepeatedFields(const FieldDigests& last, const FieldDigests& now);

// The fields of which `last` says something else: neither repeated nor forgotten.
FieldSet ChangedFields(const FieldDigests& last, const FieldDigests& now);

// Keeps which fields there were, and nothing of what they said.
void Forget(FieldDigests* digests);

// As the record keeps them: 9 bytes a field, its number and then its digest,
// big-endian. INTERNAL where the bytes are no such thing.
std::string EncodeFieldDigests(const FieldDigests& digests);
absl::StatusOr<FieldDigests> DecodeFieldDigests(std::string_view bytes);

}  // namespace broadsheet::storage
