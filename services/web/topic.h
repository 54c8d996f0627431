// Tags and the entities that articles name, as readers see them.
#pragma once

#include <string>
#include <string_view>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::web {

// A tag in words. Tags are kept as slugs; one that the article also names gets
// its capitals back from there: "hong-kong" -> "Hong Kong", "smart-home" ->
// "smart home". Thread-safe.
std::string TagTitle(std::string_view tag, const article::v1::Article& article);

// The same from the first article that knows better. Thread-safe.
std::string TagTitle(std::string_view tag,
                     const google::protobuf::RepeatedPtrField<article::v1::Article>& articles);

// What articles call an entity of the gazetteer: the surface form of the first that names it,
// else its id in words. Thread-safe.
std::string MentionTitle(std::string_view entity,
                         const google::protobuf::RepeatedPtrField<article::v1::Article>& articles);

}  // namespace broadsheet::web
