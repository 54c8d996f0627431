#include "query/search/syntax.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::query {
namespace {

using Kind = SyntaxNode::Kind;

// The tree, in one line.
std::string Show(const SyntaxNode& node) {
  std::string inner = node.text;
  for (const SyntaxNode& child : node.children) {
    absl::StrAppend(&inner, inner.empty() ? "" : " ", Show(child));
  }
  switch (node.kind) {
    case Kind::kAll:
      return absl::StrCat("(", inner, ")");
    case Kind::kAny:
      return absl::StrCat("any(", inner, ")");
    case Kind::kNot:
      return absl::StrCat("-", inner);
    case Kind::kWords:
      return absl::StrCat(inner, node.is_open ? "*" : "");
    case Kind::kPhrase:
      return absl::StrCat("\"", inner, "\"");
    case Kind::kField:
      return absl::StrCat(node.field, "=", inner, node.is_open ? "*" : "");
  }
  return "";
}

std::string Read(std::string_view text) { return Show(ParseSyntax(text)); }

TEST(SyntaxTest, WordsAndPhrases) {
  EXPECT_EQ(Read("robot drone"), "(robot drone)");
  EXPECT_EQ(Read("the \"night market\"opens"), "(the \"night market\" opens)");
  EXPECT_EQ(Read("“help me” „now“ «ici» 「深圳」"), "(\"help me\" \"now\" \"ici\" \"深圳\")");
  EXPECT_EQ(Read("深圳\u3000华为"), "(深圳 华为)");
}

TEST(SyntaxTest, WhatIsNotWanted) {
  EXPECT_EQ(Read("robot -drone --kite −bus"), "(robot -drone -kite -bus)");
  EXPECT_EQ(Read("NOT drone -\"night market\" -(a b)"), "(-drone -\"night market\" -(a b))");
  EXPECT_EQ(Read("low-altitude"), "(low-altitude)");
}

TEST(SyntaxTest, OrBindsCloserThanWordsSideBySide) {
  EXPECT_EQ(Read("a b OR c OR d e"), "(a any(b c d) e)");
  EXPECT_EQ(Read("(a b) OR -c"), "(any((a b) -c))");
  EXPECT_EQ(Read("a or b"), "(a or b)");
}

TEST(SyntaxTest, Fields) {
  EXPECT_EQ(Read("title:robot -source:a.example before:2026-11"),
            "(title=robot -source=a.example before=2026-11)");
  EXPECT_EQ(Read("title:\"night market\""), "(title=night market)");
  EXPECT_EQ(Read("note:this title: 12:30"), "(note:this title: 12:30)");
}

TEST(SyntaxTest, StarsBehindTheLastWord) {
  EXPECT_EQ(Read("night mark*"), "(night mark*)");
  EXPECT_EQ(Read("mark* night"), "(mark* night)");
  EXPECT_FALSE(ParseSyntax("mark* night").children[0].is_open);
}

TEST(SyntaxTest, LeftOverOperatorsArePassedOver) {
  for (const char* text : {"drone AND", "OR drone", "drone OR", "(drone", "drone)", "((drone))",
                           "drone \"\"", "\"drone", "drone -", "AND drone NOT", "NEAR drone ()"}) {
    std::string read = Read(text);
    read.erase(std::remove_if(read.begin(), read.end(),
                              [](char c) { return c == '(' || c == ')' || c == ' ' || c == '-'; }),
               read.end());
    EXPECT_EQ(read, "drone") << text;
  }
  EXPECT_EQ(Read("drone NEAR/3 emt"), "(drone emt)");
  EXPECT_EQ(Read("\"help me\" really good\""), "(\"help me\" really good)");
  EXPECT_EQ(Read("OR"), "()");
  EXPECT_EQ(Read(""), "()");
}

TEST(SyntaxTest, DepthIsBounded) {
  EXPECT_EQ(Read(std::string(1000, '(') + "drone"), Read(std::string(16, '(') + "drone"));
  Read(std::string(1000, ')'));
  Read(std::string(500, '-') + std::string(500, '"'));
}

}  // namespace
}  // namespace broadsheet::query
