#include "ingest/html/image_source.h"

#include <gtest/gtest.h>

#include "ingest/html/sanitise.h"

namespace broadsheet::ingest {
namespace {

constexpr char kBase[] = "https://a.example/post/";

std::string Shown(const std::string& html) {
  return Serialise(Sanitise(ParseFragment(html), {kBase}));
}

TEST(ImageSourceTest, FindsThePictureBehindThePlaceholder) {
  for (const char* html :
       {"<img src='/blank.gif' data-src='/p.jpg'>", "<img data-lazyload='/p.jpg'>",
        "<img src='data:image/svg+xml,x' data-actualsrc='/p.jpg'>",
        "<img srcset='/s.jpg 480w, /p.jpg 1024w'>",
        "<img src='data:image/gif;base64,R0' data-srcset='/s.jpg 480w, /p.jpg 1024w'>",
        "<picture><source srcset='/s.webp'><img src='/p.jpg'></picture>",
        "<picture><source srcset='/p.jpg'><img alt='x'></picture>",
        "<img class='lazy'><noscript><img src='/p.jpg'></noscript>",
        "<img data-src='/p.jpg'><noscript><img src='/p.jpg'></noscript>",
        "<amp-img src='/p.jpg'></amp-img>"}) {
    const std::string shown = Shown(html);
    EXPECT_NE(shown.find("<img src=\"https://a.example/p.jpg\""), std::string::npos) << html;
    EXPECT_EQ(shown.find("<img", shown.find("<img") + 1), std::string::npos) << shown;
  }
}

TEST(ImageSourceTest, NoticesWithoutScriptsAreNotShown) {
  EXPECT_EQ(Shown("<p>Text.</p><noscript>Please enable JavaScript.</noscript>"), "<p>Text.</p>");
}

TEST(ImageSourceTest, TellsPicturesFromPixels) {
  const auto is_picture = [](const std::string& html) {
    return IsPicture(ParseFragment(html).children[0]);
  };
  EXPECT_TRUE(is_picture("<img src='/boat.jpg' width='640'>"));
  EXPECT_FALSE(is_picture("<img src='/px.gif' width='1' height='1'>"));
  EXPECT_FALSE(is_picture("<img src='https://secure.gravatar.com/avatar/x'>"));
}

}  // namespace
}  // namespace broadsheet::ingest
