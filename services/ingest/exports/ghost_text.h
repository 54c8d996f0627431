// The text of a Ghost post.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace broadsheet::ingest {

// As HTML, not sanitised: its `html`; without that, what its editor keeps (`lexical`, and
// `mobiledoc` of older versions; cards of texts, pictures and embedded HTML are shown, others
// left out); without that, its `plaintext` or `markdown`, of which paragraphs are made and
// marks are left as they stand. Empty without any. Thread-safe.
std::string HtmlOfGhostPost(const nlohmann::json& post);

}  // namespace broadsheet::ingest
