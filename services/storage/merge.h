// How an observation and what is held become one article.
#pragma once

#include <bitset>
#include <string>

#include "google/protobuf/field_mask.pb.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Numbers of Article's fields.
using FieldSet = std::bitset<64>;

// The fields that `write` speaks for.
FieldSet AssertedFields(const ArticleWrite& write);
FieldSet FieldsOf(const google::protobuf::FieldMask& mask);

// Those of the `asserted` fields for which `seen` says something that may replace
// what is held: absence of a title, body, source, key or publish_time says
// nothing, and for categories and tags there are other rules. Thread-safe.
FieldSet SaidFields(const Article& seen, const FieldSet& asserted);

// Those that were made from the body of `seen`, and are set. Thread-safe.
FieldSet DerivedFields(const Article& seen);

struct Merged {
  Article article;
  // Something besides the derived fields differs from what was held.
  bool changed = false;
  // The body is the observation's.
  bool took_body = false;
};

// Merges `seen` into `held`:
//   - a field that is asserted replaces what is held, one that is only set fills
//     what is empty; one that is `repeated`, as its origin said it last, does
//     neither: it was heard then, and another origin or an edit has had its say
//     since;
//   - titles, bodies, sources and keys are never erased by absence;
//   - where `keep_equal_body`, a body that reads like the one held (white space
//     apart) does not replace it;
//   - body_text and mentions follow the body that they were derived from, and so does
//     a teaser, language, link or image of derived_fields;
//   - one that is `rederived`, as its origin's text has changed since it came last,
//     replaces what is derived, and nothing that was stated;
//   - publish_time and its quality go together.
// Categories, tags and what storage gives are left as held. Thread-safe.
Merged Merge(const Article& held, const Article& seen, const FieldSet& asserted,
             bool keep_equal_body, const FieldSet& repeated = {}, const FieldSet& rederived = {});

// Copies the asserted fields from `edited`, empty or not, and nothing else: an
// edit by hand. Fields that storage gives are not touched, except list_time;
// derived_fields tells of the asserted ones what it does in `edited`.
Merged Edit(const Article& held, const Article& edited, const FieldSet& asserted);

}  // namespace broadsheet::storage
