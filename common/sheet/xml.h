// Reads a part of a workbook as XML, piece by piece, with expat.
//
// Names are told apart by namespace, whatever prefixes the writer chose. A
// document type declaration is refused, and with it every entity but the five
// of XML itself, so that nothing expands and nothing is fetched.

#ifndef TIDEMARK_COMMON_SHEET_XML_H_
#define TIDEMARK_COMMON_SHEET_XML_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/sheet/archive.h"

namespace tidemark::sheet {

// The namespaces that matter here.
enum class Ns {
  // No namespace; attributes without a prefix.
  kNone,
  kOther,
  // SpreadsheetML, of Office Open XML; the transitional and the strict form.
  kMain,
  // The relationship attributes within SpreadsheetML.
  kRelationship,
  // The parts that list relationships and content types.
  kPackage,
  // OpenDocument.
  kOffice,
  kTable,
  kText,
  kStyle,
  // LibreOffice's additions to OpenDocument.
  kCalc,
};

struct XmlName {
  Ns ns = Ns::kNone;
  absl::string_view local;

  bool Is(Ns other_ns, absl::string_view other) const {
    return local == other && ns == other_ns;
  }
};

// The namespaces that are declared where the reader is.
class Namespaces {
 public:
  // Notes the declarations among an element's attributes.
  void Enter(const char** attributes);
  // Forgets those of the element that ends.
  void Leave();
  // Takes `name` apart. A name without a prefix has the default namespace if
  // it is an element's.
  XmlName Resolve(absl::string_view name, bool element) const;

 private:
  struct Declaration {
    int depth;
    std::string prefix;
    Ns ns;
  };
  int depth_ = 0;
  std::vector<Declaration> declarations_;
};

// The attributes of an element; valid within `XmlHandler::Start`.
class Attributes {
 public:
  Attributes(const char** attributes, const Namespaces& namespaces)
      : attributes_(attributes), namespaces_(namespaces) {}

  // The value, or "" if there is none. `kNone` is for names without a prefix.
  absl::string_view Get(Ns ns, absl::string_view local) const;

 private:
  const char** const attributes_;
  const Namespaces& namespaces_;
};

// What is done with a document.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void Start(const XmlName& name, const Attributes& attributes) = 0;
  virtual void End(const XmlName& name) = 0;
  // A piece of text; one text may come in several.
  virtual void Text(absl::string_view text) = 0;
  // Whether the rest of the document does not matter.
  virtual bool finished() const = 0;
};

// Reads the part called `part`. `INVALID_ARGUMENT` with the reasons of
// `Archive::Read`, or `FILE_DAMAGED` if it is not XML as above.
absl::Status ReadXml(Archive& archive, absl::string_view part,
                     XmlHandler& handler);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_XML_H_
