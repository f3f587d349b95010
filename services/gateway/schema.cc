#include "services/gateway/schema.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"

// The file that the build writes, byte for byte.
__asm__(
    ".section .rodata\n"
    ".global tidemark_gateway_schema_begin\n"
    ".global tidemark_gateway_schema_end\n"
    "tidemark_gateway_schema_begin:\n"
    ".incbin \"" TIDEMARK_GATEWAY_SCHEMA
    "\"\n"
    "tidemark_gateway_schema_end:\n"
    ".byte 0\n"
    ".previous\n");

// The assembler's names.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
extern const char tidemark_gateway_schema_begin[];
extern const char tidemark_gateway_schema_end[];
}
// NOLINTEND(readability-identifier-naming)

namespace tidemark::gateway {

using ::google::protobuf::FileDescriptor;
using ::google::protobuf::FileDescriptorProto;
using ::google::protobuf::FileDescriptorSet;
using ::google::protobuf::ServiceDescriptor;

absl::StatusOr<std::unique_ptr<Schema>> Schema::Parse(absl::string_view set) {
  FileDescriptorSet files;
  if (!files.ParseFromArray(set.data(), static_cast<int>(set.size()))) {
    return absl::InvalidArgumentError("the schema is no set of descriptors");
  }
  auto schema = std::unique_ptr<Schema>(new Schema);
  for (const FileDescriptorProto& file : files.file()) {
    const FileDescriptor* const built = schema->pool_.BuildFile(file);
    if (built == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("the schema's file ", file.name(), " is malformed"));
    }
    for (int i = 0; i < built->service_count(); ++i) {
      schema->services_.push_back(built->service(i));
    }
  }
  std::sort(schema->services_.begin(), schema->services_.end(),
            [](const ServiceDescriptor* a, const ServiceDescriptor* b) {
              return a->full_name() < b->full_name();
            });
  return schema;
}

absl::StatusOr<std::unique_ptr<Schema>> Schema::BuiltIn() {
  return Parse({tidemark_gateway_schema_begin,
                static_cast<size_t>(tidemark_gateway_schema_end -
                                    tidemark_gateway_schema_begin)});
}

}  // namespace tidemark::gateway
