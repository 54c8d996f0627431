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

  // Local name, as it is written.
  std::string_view name() const;
  // Namespace URI, as feed_namespaces.h knows it; empty without one, and for RSS's own.
  std::string_view ns() const;
  long line() const;
  // Whether its local name is `name`, in any letter case.
  bool IsNamed(std::string_view name) const;
  // Value of an attribute, by local name in any letter case; empty without one.
  std::string Attribute(std::string_view name) const;
  // All text below it, as it stands.
  std::string Text() const;
  // Its content as HTML: the text, or where it has elements, those without their prefixes.
  std::string Html() const;
  // Itself as markup.
  std::string Markup() const;
  // xml:base and xml:lang that hold here; empty without one.
  std::string Base() const;
  std::string Language() const;

  std::vector<XmlElement> Children() const;
  // Its children of this namespace and, in any letter case, name.
  std::vector<XmlElement> Children(std::string_view ns, std::string_view name) const;
  // Text of the first of them, without white space around it; empty without one.
  std::string ChildText(std::string_view ns, std::string_view name) const;

 private:
  const _xmlNode* node_;
};

class XmlDocument {
 public:
  // Reads UTF-8, whatever the declaration says. `uri` becomes its base. HTML's
  // character entities are known, although XML has none of them. What is not
  // well-formed is repaired (xml_repair.h), and defect() says so. INVALID_ARGUMENT:
  // no repair helps; or the document nests elements more than 256 deep, gives one more
  // than 500 attributes, or declares entities that hold more than a few characters.
  static absl::StatusOr<XmlDocument> Parse(std::string utf8, const std::string& uri);

  XmlElement root() const;
  // Line and column of what is not well-formed first, and what it is; empty where all is.
  const std::string& defect() const { return defect_; }

 private:
  struct Free {
    void operator()(_xmlDoc* document) const;
  };
  explicit XmlDocument(_xmlDoc* document) : document_(document) {}
  static absl::StatusOr<XmlDocument> Read(const std::string& clean, const std::string& uri,
                                          int options, bool* refused);
  std::unique_ptr<_xmlDoc, Free> document_;
  std::string defect_;
};

}  // namespace broadsheet::ingest
