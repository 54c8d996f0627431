#include "cli/command_line.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cli/app.h"

namespace broadsheet::cli {
namespace {

article::v1::Article Parse(const char* text) {
  article::v1::Article article;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &article));
  return article;
}

}  // namespace

Result CommandLine::Run(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--ingest",        services.target(), "--storage",
                                  services.target(), "--query",         services.target()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return RunAlone(all);
}

Result CommandLine::RunAlone(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"broadsheet"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  std::istringstream in(standard_input);
  std::ostringstream out;
  std::ostringstream err;
  const Printer::Options options = {.color = color, .terminal = false, .width = width};
  const int code = RunApp(static_cast<int>(argv.size()), argv.data(),
                          {in, out, err, options, options, interactive, clock});
  return {code, out.str(), err.str()};
}

std::string Golden(const std::string& name, const std::string& actual) {
  const std::string path = BROADSHEET_SOURCE_DIR "/tests/cli/golden/" + name;
  if (std::getenv("UPDATE_GOLDENS") != nullptr) std::ofstream(path) << actual;
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string WriteFile(const std::string& name, const std::string& bytes) {
  const std::string path = std::filesystem::path(::testing::TempDir()) / ("broadsheet_cli_" + name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

article::v1::Article LongPost() {
  return Parse(R"pb(
    name: "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11"
    revision: 2
    title: "A program in Shenzhen writes the weather report, and signs it"
    path: "2026/03/14/a-program-in-shenzhen"
    teaser_html: "<p>At six every morning the newsroom&rsquo;s youngest author reads <em>forty</em> stations and files 300 words. 深圳天气预报由程序撰写，编辑只需要三分钟就能读完并发布。</p>"
    body_html: "<h2>Six o&rsquo;clock</h2><p>At six every morning the newsroom&rsquo;s youngest author reads forty stations.</p><ul><li>Wind</li><li><p>Rain &amp; fog</p></li></ul><p>An editor reads it.<br>Then it is out.</p>"
    language_code: "en"
    authors { display_name: "Weather Desk 2" kind: KIND_SOFTWARE }
    authors { display_name: "Lin Mei" kind: KIND_PERSON }
    categories: "categories/science"
    categories: "categories/tech"
    tags: "ai"
    tags: "weather"
    source { title: "The Estuary" site_uri: "https://estuary.example/" }
    canonical_uri: "https://estuary.example/2026/03/a-program-in-shenzhen/"
    more {
      kind: KIND_CONTINUE_READING
      uri: "https://estuary.example/2026/03/a-program-in-shenzhen/"
      label: "Continue reading"
    }
    mentions { entity: "shenzhen" kind: KIND_PLACE surface_form: "Shenzhen" count: 3 }
    mentions { entity: "ai" kind: KIND_TOPIC surface_form: "AI" count: 1 }
    publish_time { seconds: 1773480600 }
    publish_time_quality: PUBLISH_TIME_QUALITY_STATED
    list_time { seconds: 1773480600 }
    create_time { seconds: 1773480700 }
    update_time { seconds: 1773490000 })pb");
}

article::v1::Article LinkPost() {
  return Parse(R"pb(
    name: "articles/0195f3a1-0000-7b44-9d1f-3f6f5a0c2b12"
    revision: 1
    title: "Dongguan phone plant adds a third line"
    path: "2026/03/12/dongguan-phone-plant"
    teaser_html: "<p>OPPO&rsquo;s plant adds a line.</p>"
    language_code: "en"
    categories: "categories/tech"
    source { title: "The Estuary" site_uri: "https://estuary.example/" }
    more {
      kind: KIND_SOURCE
      uri: "https://dgnews.example/oppo/%E4%B8%89"
      language_code: "zh"
      label: "Read more (in Chinese)"
    }
    publish_time_quality: PUBLISH_TIME_QUALITY_MISSING
    list_time { seconds: 1773300000 }
    update_time { seconds: 1773300000 })pb");
}

}  // namespace broadsheet::cli
