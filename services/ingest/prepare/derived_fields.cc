#include "ingest/prepare/derived_fields.h"

namespace broadsheet::ingest {

void ClearDerived(article::v1::Article* article) {
  for (const std::string& field : article->derived_fields()) {
    if (field == "teaser_html") article->clear_teaser_html();
    if (field == "language_code") article->clear_language_code();
    if (field == "more") article->clear_more();
    if (field == "image_uri") article->clear_image_uri();
  }
}

}  // namespace broadsheet::ingest
