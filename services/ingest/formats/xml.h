// XML documents, read without network access or entity expansion.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

// libxml2's types, which this header does not need to know.
struct _xmlDoc;
struct _xmlNode;

namespace broadsheet::ingest {

// An element of an XmlDocument. Valid as long as that is.
class XmlElement {
 public:
  explicit XmlElement(const _xmlNode* node) : node_(node) {}

  // Local name.
  std::string_view name() const;
  // Namespace URI; empty without one.
  std::string_view ns() const;
  long line() const;
  // Value of an attribute, by local name; empty without one.
  std::string Attribute(std::string_view name) const;
  // All text below it, as it stands.
  std::string Text() const;
  // The markup inside of it.
  std::string InnerMarkup() const;
  // Itself as markup.
  std::string Markup() const;
  // xml:base and xml:lang that hold here; empty without one.
  std::string Base() const;
  std::string Language() const;

  std::vector<XmlElement> Children() const;
  // Its children of this namespace and name.
  std::vector<XmlElement> Children(std::string_view ns, std::string_view name) const;
  // Text of the first of them, without white space around it; empty without one.
  std::string ChildText(std::string_view ns, std::string_view name) const;

 private:
  const _xmlNode* node_;
};

class XmlDocument {
 public:
  // Reads UTF-8, whatever the declaration says. `uri` becomes its base. HTML's
  // character entities are known, although XML has none of them. INVALID_ARGUMENT
  // names line and column of what is not well formed; documents that declare
  // entities of their own, nest elements more than 256 deep or give one more than
  // 500 attributes are refused.
  static absl::StatusOr<XmlDocument> Parse(std::string_view utf8, const std::string& uri);

  XmlElement root() const;

 private:
  struct Free {
    void operator()(_xmlDoc* document) const;
  };
  explicit XmlDocument(_xmlDoc* document) : document_(document) {}
  std::unique_ptr<_xmlDoc, Free> document_;
};

}  // namespace broadsheet::ingest
