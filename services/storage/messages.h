// The contract's messages under short names, for storage's own files.
#pragma once

#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/storage/v1/change.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"

namespace broadsheet::storage {

using article::v1::Article;
using article::v1::Category;
using article::v1::Cursor;
using article::v1::Revision;
using article::v1::WriteOutcome;
using v1::ArticleWrite;
using v1::FilterableFields;
using v1::WriteResult;

}  // namespace broadsheet::storage
