// The bytes that a revision's content digest is taken over. README.md describes
// them field by field, so that anyone can recompute a digest; they never change.
#pragma once

#include <string>
#include <string_view>

#include "storage/messages.h"

namespace broadsheet::storage {

// All fields of `article` but `etag` (made of the digest) and the derived
// `body_text`, `mentions` and `derived_fields`. Thread-safe.
std::string CanonicalForm(const Article& article);

// The part of that which is this field's; empty where it is not set. Thread-safe.
std::string CanonicalField(const Article& article, int number);

// SHA-256 over `salt` and the canonical form, 32 bytes. Thread-safe.
std::string ContentDigest(std::string_view salt, const Article& article);

}  // namespace broadsheet::storage
