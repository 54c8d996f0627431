#include "ingest/exports/ghost_text.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

using nlohmann::json;

std::string HtmlOf(const char* field, const json& value) {
  return HtmlOfGhostPost({{"html", nullptr}, {field, value.dump()}});
}

TEST(GhostTextTest, ReadsLexical) {
  const json tree = json::parse(R"({"root":{"children":[
    {"type":"extended-heading","tag":"h2","children":[{"type":"text","text":"Piers"}]},
    {"type":"paragraph","children":[
      {"type":"extended-text","text":"A < B","format":3},{"type":"linebreak"},
      {"type":"link","url":"https://a.example/?x&y","children":[{"type":"text","text":"there"}]}]},
    {"type":"list","listType":"number","children":[
      {"type":"listitem","children":[{"type":"text","text":"one"}]}]},
    {"type":"image","src":"https://a.example/a.jpg","alt":"a \"pier\"","caption":"A <b>pier</b>"},
    {"type":"codeblock","code":"a < b"},{"type":"html","html":"<p>raw</p>"},
    {"type":"bookmark","url":"https://b.example/","metadata":{"title":"B"}},
    {"type":"horizontalrule"},{"type":"paywall"}]}})");
  EXPECT_EQ(HtmlOf("lexical", tree),
            "<h2>Piers</h2>"
            "<p><em><strong>A &lt; B</strong></em><br>"
            "<a href=\"https://a.example/?x&amp;y\">there</a></p><ol><li>one</li></ol>"
            "<figure><img src=\"https://a.example/a.jpg\" alt=\"a &quot;pier&quot;\">"
            "<figcaption>A <b>pier</b></figcaption></figure>"
            "<pre><code>a &lt; b</code></pre><p>raw</p>"
            "<p><a href=\"https://b.example/\">B</a></p><hr>");
}

TEST(GhostTextTest, ReadsMobiledoc) {
  const json document = json::parse(R"({"version":"0.3.1",
    "atoms":[["soft-return","",{}]],
    "cards":[["image",{"src":"https://a.example/a.jpg"}],["card-markdown",{"markdown":"Two"}]],
    "markups":[["strong"],["a",["href","https://a.example/"]]],
    "sections":[[1,"h2",[[0,[],0,"Piers"]]],
      [1,"p",[[0,[0],1,"bold"],[1,[],0,0],[0,[1],1,"link"]]],
      [3,"ul",[[[0,[],0,"one"]],[[0,[],0,"two"]]]],[10,0],[10,1],[10,9],[99]]})");
  EXPECT_EQ(HtmlOf("mobiledoc", document),
            "<h2>Piers</h2><p><strong>bold</strong><br>"
            "<a href=\"https://a.example/\">link</a></p><ul><li>one</li><li>two</li></ul>"
            "<figure><img src=\"https://a.example/a.jpg\" alt=\"\"></figure><p>Two</p>");
}

TEST(GhostTextTest, HtmlComesFirst) {
  EXPECT_EQ(HtmlOfGhostPost({{"html", "<p>a</p>"}, {"plaintext", "b"}}), "<p>a</p>");
  EXPECT_EQ(HtmlOfGhostPost({{"html", " "}, {"plaintext", "a & b"}}), "<p>a &amp; b</p>");
  EXPECT_EQ(HtmlOfGhostPost(json::object()), "");
}

TEST(GhostTextTest, NonsenseIsNothing) {
  EXPECT_EQ(HtmlOfGhostPost({{"lexical", "{\"root\":[1]}"}, {"mobiledoc", "{\"sections\":7}"}}),
            "");
  EXPECT_EQ(HtmlOfGhostPost({{"mobiledoc", R"({"sections":[[1,"p",[[0,[5],9,"x"],[]]],7,[]]})"}}),
            "<p><span>x</span></p>");
}

}  // namespace
}  // namespace broadsheet::ingest
