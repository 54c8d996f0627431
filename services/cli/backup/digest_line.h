// What two archives are compared by, as lines that sort(1) can sort and diff(1) compare.
//
// All functions are thread-safe.
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::cli {

// "articles/UUID/revisions/N KIND CONTENT_DIGEST DIGEST": what storage says of the content, and
// SHA-256 over all that it has of the revision, its place in the log aside; both in hexadecimal.
//
// A KIND_REDACTED revision is compared without when and by whom, and its content digest is "-":
// where a redaction is replayed, these are others.
std::string DigestLine(article::v1::Revision revision);

// "categories/ID DIGEST".
std::string DigestLine(const article::v1::Category& category);

}  // namespace broadsheet::cli
