#include "web/pictures.h"

#include "absl/strings/str_replace.h"

namespace broadsheet::web {

std::string WithLazyPictures(std::string_view sanitised_html) {
  // Ingest writes every `<` that begins no element as `&lt;`, in attributes, too.
  return absl::StrReplaceAll(absl::string_view(sanitised_html.data(), sanitised_html.size()),
                             {{"<img ", "<img loading=\"lazy\" decoding=\"async\" "}});
}

}  // namespace broadsheet::web
