#include "query/normal_form.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace broadsheet::query {
namespace {

template <class Request>
std::string Settled(const std::string& text) {
  Request request;
  if (!google::protobuf::TextFormat::ParseFromString(text, &request)) std::abort();
  return NormalForm(request).DebugString();
}

std::string List(const std::string& text) { return Settled<v1::ListArticlesRequest>(text); }
std::string Search(const std::string& text) { return Settled<v1::SearchArticlesRequest>(text); }

TEST(NormalFormTest, AbsentAndEmptyFilterAreTheSame) {
  EXPECT_EQ(List(""), List("filter {}"));
  EXPECT_EQ(Search("query: 'x'"), Search("query: 'x' filter {}"));
}

TEST(NormalFormTest, DefaultsAreWrittenOut) {
  EXPECT_EQ(List(""), List("view: ARTICLE_VIEW_TEASER"));
  EXPECT_NE(List(""), List("view: ARTICLE_VIEW_FULL"));
  EXPECT_EQ(Search(""), Search("order: ORDER_RELEVANCE"));
  EXPECT_NE(Search(""), Search("order: ORDER_NEWEST"));
}

TEST(NormalFormTest, OrderAndRepetitionInAFilterDoNotCount) {
  EXPECT_EQ(List("filter { tags: ['b', 'a', 'b'] mentions: ['y', 'x'] }"),
            List("filter { tags: ['a', 'b'] mentions: ['x', 'y'] }"));
  EXPECT_NE(List("filter { tags: 'a' }"), List("filter { categories: 'a' }"));
}

TEST(NormalFormTest, WhatDiffersFromPageToPageIsLeftOut) {
  EXPECT_EQ(List("page_size: 50 page_token: 'x' read_after { position: 9 }"), List(""));
}

TEST(NormalFormTest, TimesAreKeptAsTheyAre) {
  // 1970 is a time, and not none.
  EXPECT_NE(List("filter { start_time {} }"), List(""));
}

}  // namespace
}  // namespace broadsheet::query
