// What an edit changed.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// Whether `field` differs between two articles. Thread-safe.
bool Differs(const article::v1::Article& before, const article::v1::Article& after,
             const google::protobuf::FieldDescriptor& field);

// The fields that differ, less those that follow from others or change with every
// revision. Thread-safe.
std::vector<const google::protobuf::FieldDescriptor*> ChangedFields(
    const article::v1::Article& before, const article::v1::Article& after);

// Each changed field, with what it said and what it says; of long texts the
// paragraphs that differ.
void PrintChanges(const article::v1::Article& before, const article::v1::Article& after,
                  Printer& out);

}  // namespace broadsheet::cli
