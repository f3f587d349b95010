#include "common/sheet/xml.h"

#include <cstdint>
#include <memory>

#include <expat.h>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

#include "common/base/status_macros.h"
#include "common/sheet/refusal.h"

namespace tidemark::sheet {
namespace {

// Elements within each other; spreadsheets stay below 20.
constexpr int kMaxDepth = 200;
// A tag or the like that goes on for longer than this makes expat hold all of
// it, and look at it again with each piece.
constexpr int64_t kMaxTokenBytes = int64_t{1} << 20;

Ns NamespaceOf(absl::string_view uri) {
  struct Known {
    absl::string_view uri;
    Ns ns;
  };
  static constexpr Known kKnown[] = {
      {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", Ns::kMain},
      {"http://purl.oclc.org/ooxml/spreadsheetml/main", Ns::kMain},
      {"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
       Ns::kRelationship},
      {"http://purl.oclc.org/ooxml/officeDocument/relationships",
       Ns::kRelationship},
      {"http://schemas.openxmlformats.org/package/2006/relationships",
       Ns::kPackage},
      {"http://schemas.openxmlformats.org/package/2006/content-types",
       Ns::kPackage},
      {"urn:oasis:names:tc:opendocument:xmlns:office:1.0", Ns::kOffice},
      {"urn:oasis:names:tc:opendocument:xmlns:table:1.0", Ns::kTable},
      {"urn:oasis:names:tc:opendocument:xmlns:text:1.0", Ns::kText},
      {"urn:oasis:names:tc:opendocument:xmlns:style:1.0", Ns::kStyle},
      {"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
       Ns::kCalc},
  };
  for (const Known& known : kKnown) {
    if (known.uri == uri) return known.ns;
  }
  return uri.empty() ? Ns::kNone : Ns::kOther;
}

// What expat calls back.
struct Reading {
  XML_Parser parser;
  Archive& archive;
  XmlHandler& handler;
  Namespaces namespaces = {};
  int depth = 0;
  bool refused = false;
  bool too_many = false;

  void Refuse() {
    refused = true;
    XML_StopParser(parser, XML_FALSE);
  }

  void StopIfFinished() {
    if (handler.finished()) XML_StopParser(parser, XML_FALSE);
  }
};

void OnStart(void* data, const char* name, const char** attributes) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.refused || reading.handler.finished()) return;
  const int attribute_strings = XML_GetSpecifiedAttributeCount(reading.parser);
  if (!reading.archive.CountElements(
          1 + static_cast<uint64_t>(attribute_strings / 2))) {
    reading.too_many = true;
    return reading.Refuse();
  }
  if (++reading.depth > kMaxDepth) return reading.Refuse();
  reading.namespaces.Enter(attributes);
  reading.handler.Start(reading.namespaces.Resolve(name, /*element=*/true),
                        Attributes(attributes, reading.namespaces));
  reading.StopIfFinished();
}

void OnEnd(void* data, const char* name) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.refused || reading.handler.finished()) return;
  reading.handler.End(reading.namespaces.Resolve(name, /*element=*/true));
  reading.namespaces.Leave();
  --reading.depth;
  reading.StopIfFinished();
}

void OnText(void* data, const char* text, int size) {
  auto& reading = *static_cast<Reading*>(data);
  if (reading.refused || reading.handler.finished()) return;
  reading.handler.Text(absl::string_view(text, static_cast<size_t>(size)));
}

void OnDoctype(void* data, const char*, const char*, const char*, int) {
  static_cast<Reading*>(data)->Refuse();
}

absl::Status NotXml() {
  return Refuse("FILE_DAMAGED",
                "a part of the workbook cannot be read; open it in a "
                "spreadsheet program, save it again and send that");
}

}  // namespace

void Namespaces::Enter(const char** attributes) {
  ++depth_;
  for (const char** attribute = attributes; *attribute != nullptr;
       attribute += 2) {
    absl::string_view name = attribute[0];
    if (!absl::ConsumePrefix(&name, "xmlns")) continue;
    if (!name.empty() && !absl::ConsumePrefix(&name, ":")) continue;
    declarations_.push_back(
        {depth_, std::string(name), NamespaceOf(attribute[1])});
  }
}

void Namespaces::Leave() {
  while (!declarations_.empty() && declarations_.back().depth == depth_) {
    declarations_.pop_back();
  }
  --depth_;
}

XmlName Namespaces::Resolve(absl::string_view name, bool element) const {
  const size_t colon = name.find(':');
  if (colon == absl::string_view::npos && !element) return {Ns::kNone, name};
  const bool prefixed = colon != absl::string_view::npos;
  const absl::string_view prefix = prefixed ? name.substr(0, colon) : "";
  const absl::string_view local = prefixed ? name.substr(colon + 1) : name;
  for (auto it = declarations_.rbegin(); it != declarations_.rend(); ++it) {
    if (it->prefix == prefix) return {it->ns, local};
  }
  return {prefixed ? Ns::kOther : Ns::kNone, local};
}

absl::string_view Attributes::Get(Ns ns, absl::string_view local) const {
  for (const char** attribute = attributes_; *attribute != nullptr;
       attribute += 2) {
    const absl::string_view name = attribute[0];
    if (!absl::EndsWith(name, local)) continue;
    if (namespaces_.Resolve(name, /*element=*/false).Is(ns, local)) {
      return attribute[1];
    }
  }
  return "";
}

absl::Status ReadXml(Archive& archive, absl::string_view part,
                     XmlHandler& handler) {
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  if (parser == nullptr) {
    return absl::ResourceExhaustedError("no memory to read a workbook");
  }
  Reading reading{
      .parser = parser.get(), .archive = archive, .handler = handler};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), &OnStart, &OnEnd);
  XML_SetCharacterDataHandler(parser.get(), &OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), &OnDoctype);

  int64_t fed = 0;
  bool readable = true;
  TIDEMARK_RETURN_IF_ERROR(archive.Read(part, [&](absl::string_view piece) {
    fed += static_cast<int64_t>(piece.size());
    readable = XML_Parse(parser.get(), piece.data(),
                         static_cast<int>(piece.size()), 0) == XML_STATUS_OK;
    if (readable &&
        fed - XML_GetCurrentByteIndex(parser.get()) > kMaxTokenBytes) {
      readable = false;
    }
    return readable && !handler.finished();
  }));
  if (reading.too_many) {
    return Refuse("FILE_UNPACKS_TOO_LARGE",
                  "the workbook has more in it than may be read at once; send "
                  "only the sheet that is asked for, without formats in cells "
                  "that are empty");
  }
  if (reading.refused) return NotXml();
  if (handler.finished()) return absl::OkStatus();
  if (!readable || XML_Parse(parser.get(), "", 0, 1) != XML_STATUS_OK) {
    return reading.handler.finished() ? absl::OkStatus() : NotXml();
  }
  return absl::OkStatus();
}

}  // namespace tidemark::sheet
