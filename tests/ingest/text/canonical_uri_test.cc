#include "ingest/text/canonical_uri.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

std::string Canonical(std::string_view uri) {
  const auto canonical = CanonicalUri(uri);
  return canonical.ok() ? *canonical : "refused";
}

TEST(CanonicalUriTest, BringsSpellingsOfOnePageTogether) {
  EXPECT_EQ(Canonical("HTTPS://User:pw@Example.COM:443/a/../b/./c?x=1#frag"),
            "https://example.com/b/c?x=1");
  EXPECT_EQ(Canonical("http://example.com:80"), "http://example.com/");
  EXPECT_EQ(Canonical("http://example.com:8080/a"), "http://example.com:8080/a");
  EXPECT_EQ(Canonical("https://example.com/深圳"), "https://example.com/%E6%B7%B1%E5%9C%B3");
  EXPECT_EQ(Canonical("https://example.com/%e6%b7%b1%e5%9c%b3"),
            "https://example.com/%E6%B7%B1%E5%9C%B3");
  EXPECT_EQ(Canonical("https://example.com/%7Euser/a b"), "https://example.com/~user/a%20b");
}

TEST(CanonicalUriTest, DropsTrackingParametersAlone) {
  EXPECT_EQ(Canonical("https://e.example/?utm_source=rss&p=7&fbclid=x&UTM_Medium=y"),
            "https://e.example/?p=7");
  EXPECT_EQ(Canonical("https://e.example/a?gclid=1"), "https://e.example/a");
}

TEST(CanonicalUriTest, IsIdempotent) {
  for (const char* uri : {"https://e.example/a%2Fb?q=%E4%BD%A0+x&&y", "http://[::1]:80/x",
                          "https://e.example./a?b=c&utm_x=1", "https://e.example/a//b/"}) {
    EXPECT_EQ(Canonical(Canonical(uri)), Canonical(uri)) << uri;
    EXPECT_NE(Canonical(uri), "refused") << uri;
  }
}

TEST(CanonicalUriTest, TakesDotsOffTheHost) {
  EXPECT_EQ(*CanonicalUri("https://www.a.example.../x"), "https://www.a.example/x");
  EXPECT_EQ(*CanonicalUri("https://1./x"), *CanonicalUri(*CanonicalUri("https://1./x")));
  EXPECT_FALSE(CanonicalUri("https://.../x").ok());
}

TEST(CanonicalUriTest, EncodesAPercentSignThatStandsAlone) {
  EXPECT_EQ(*CanonicalUri("https://a.example/%%65b"), "https://a.example/%25eb");
  EXPECT_EQ(*CanonicalUri("https://a.example/100%"), "https://a.example/100%25");
}

TEST(CanonicalUriTest, RefusesHostsThatAreNone) {
  EXPECT_FALSE(CanonicalUri("https://%DE.example/").ok());
  EXPECT_FALSE(CanonicalUri("https://a%2541.example/").ok());
  EXPECT_EQ(LinkTarget("https://a.example/", "//%22b.example/"), "");
  EXPECT_EQ(*CanonicalUri("https://b%C3%BCcher.example/"), "https://xn--bcher-kva.example/");
}

TEST(CanonicalUriTest, FragmentsAreOfThePage) {
  EXPECT_EQ(LinkTarget("https://a.example/b/c?d=e#f", "#g"), "https://a.example/b/c?d=e#g");
  EXPECT_EQ(LinkTarget("https://a.example/b/c#f", "#"), "https://a.example/b/c");
  EXPECT_EQ(*ResolveUri("https://a.example/b/c", " #g h"), "https://a.example/b/c#g%20h");
}

TEST(CanonicalUriTest, HostsOfAllScriptsAreInAscii) {
  EXPECT_EQ(Canonical("https://BÜCHER.example./a"), "https://xn--bcher-kva.example/a");
  EXPECT_EQ(Canonical("https://深圳。例子/"), "https://xn--fes124c.xn--fsqu00a/");
  EXPECT_EQ(Canonical("https://аpple.example/"), "https://xn--pple-43d.example/");
  EXPECT_EQ(LinkTarget("https://a.example/", "//Bücher.example/x#y"),
            "https://xn--bcher-kva.example/x#y");
  EXPECT_EQ(Canonical("https://a\u200Db.example/"), "refused");
  EXPECT_TRUE(SamePage("https://bücher.example/", "http://xn--bcher-kva.example"));
}

TEST(CanonicalUriTest, NamesWhatIsNone) {
  EXPECT_THAT(CanonicalUri("ftp://e.example/"),
              IsError(absl::StatusCode::kInvalidArgument, "\"ftp://e.example/\" is not http"));
  EXPECT_THAT(CanonicalUri("/path"), IsError(absl::StatusCode::kInvalidArgument, "/path"));
  for (const char* uri : {"", "http://", "mailto:a@b", "javascript:alert(1)"}) {
    EXPECT_EQ(Canonical(uri), "refused") << uri;
  }
  EXPECT_FALSE(CanonicalUri(std::string(100000, 'a')).ok());
}

TEST(CanonicalUriTest, TellsTheSamePage) {
  EXPECT_TRUE(SamePage("http://www.e.example/a/", "https://e.example/a#x"));
  EXPECT_FALSE(SamePage("https://e.example/a", "https://e.example/b"));
  EXPECT_FALSE(SamePage("", ""));
  EXPECT_EQ(SiteOf("https://E.example/a/b?c"), "https://e.example/");
}

TEST(CanonicalUriTest, DropsWhatTracksReadersAlone) {
  for (const char* query :
       {"at_medium=RSS&at_campaign=x", "ns_mchannel=rss", "xtor=RSS-3208", "pk_campaign=feed",
        "mtm_source=rss", "_ga=2.1", "srsltid=a", "source=rss-77aa------2", "partner=rss&emc=rss",
        "CMP=share_btn", "__twitter_impression=true", "UTM_Source=x"}) {
    EXPECT_EQ(*CanonicalUri(std::string("https://a.example/p?") + query), "https://a.example/p");
  }
  EXPECT_EQ(*CanonicalUri("https://a.example/p?source=archive&id=1&ref=42"),
            "https://a.example/p?source=archive&id=1&ref=42");
}

}  // namespace
}  // namespace broadsheet::ingest
