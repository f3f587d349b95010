#include "common/rpc/fields.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/field_path.h"
#include "re2/re2.h"
#include "tidemark/api/v1/annotations.pb.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::EnumDescriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FieldMask;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

struct MessageRules;

// The rules of one field.
struct FieldRule {
  const FieldDescriptor* field = nullptr;
  bool required = false;
  bool output_only = false;
  bool request_id = false;
  uint32_t max_length = 0;
  uint32_t max_items = 0;
  std::optional<int64_t> min;
  std::optional<int64_t> max;
  std::unique_ptr<re2::RE2> pattern;
  // For an enum, the run of numbers from the least that has no gap: what lies
  // in it is known without a search.
  int enum_first = 0;
  int enum_last = -1;
  // For a message: its rules, or null if it has none.
  const MessageRules* message = nullptr;
};

struct MessageRules {
  std::vector<FieldRule> fields;
};

bool Has(const FieldDescriptor& field, api::v1::FieldBehavior behavior) {
  const auto& behaviors =
      field.options().GetRepeatedExtension(api::v1::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), behavior) !=
         behaviors.end();
}

bool IsText(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

bool IsNumber(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return true;
    default:
      return false;
  }
}

// The eight, four, four, four and twelve hexadecimal digits of RFC 4122.
bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-'
               : !absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) {
      return false;
    }
  }
  return true;
}

// The characters of a string that is known to be UTF-8.
size_t CharactersOf(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string RangeOf(const FieldRule& rule) {
  if (rule.min && rule.max) {
    return absl::StrCat("must be ", *rule.min, " to ", *rule.max);
  }
  if (rule.min) return absl::StrCat("must be at least ", *rule.min);
  return absl::StrCat("must be at most ", *rule.max);
}

// Which fields of a message must be set.
struct Duty {
  enum Kind {
    // All that are required.
    kAll,
    // None; and none of the messages below.
    kNone,
    // None here; but a message that is set replaces another, so all of it.
    kIfSet,
    // Those that `paths` names.
    kPaths,
  };
  Kind kind = kAll;
  std::vector<absl::string_view> paths = {};

  bool Names(absl::string_view field) const {
    return std::find(paths.begin(), paths.end(), field) != paths.end();
  }

  bool Requires(absl::string_view field) const {
    return kind == kAll || (kind == kPaths && Names(field));
  }

  // The duty of the message in `field`.
  Duty Below(absl::string_view field) const {
    switch (kind) {
      case kAll:
      case kIfSet:
        return {};
      case kNone:
        return {.kind = kNone};
      case kPaths:
        break;
    }
    if (Names(field)) return {};
    Duty below{.kind = kPaths};
    for (const absl::string_view path : paths) {
      if (path.size() > field.size() && absl::StartsWith(path, field) &&
          path[field.size()] == '.') {
        below.paths.push_back(path.substr(field.size() + 1));
      }
    }
    if (below.paths.empty()) below.kind = kNone;
    return below;
  }
};

// One walk over one request.
class Walk {
 public:
  Walk() = default;
  // The message in the request's field `resource` has a duty of its own.
  Walk(const FieldDescriptor* resource, Duty duty)
      : resource_(resource), resource_duty_(std::move(duty)) {}

  absl::Status Finish() const { return faults_.ToStatus(); }

  void Check(const MessageRules& rules, const FieldPath& here, const Duty& duty,
             Message& message) {
    const Reflection* reflection = message.GetReflection();
    for (const FieldRule& rule : rules.fields) {
      const FieldDescriptor* field = rule.field;
      const FieldPath path{.parent = &here, .field = field};
      if (field->is_repeated()) {
        const int items = reflection->FieldSize(message, field);
        if (items > 0 && rule.output_only) {
          reflection->ClearField(&message, field);
          continue;
        }
        CheckItems(rule, path, duty, items, message);
        continue;
      }
      const bool set = reflection->HasField(message, field);
      if (rule.output_only) {
        if (set) reflection->ClearField(&message, field);
        continue;
      }
      if (!set) {
        if (rule.required && duty.Requires(field->name())) Required(path);
        continue;
      }
      CheckValue(rule, path, duty, message);
    }
  }

 private:
  void CheckItems(const FieldRule& rule, const FieldPath& path,
                  const Duty& duty, int items, Message& message) {
    const FieldDescriptor* field = rule.field;
    const Reflection* reflection = message.GetReflection();
    if (items == 0) {
      if (rule.required && duty.Requires(field->name())) Required(path);
      return;
    }
    if (rule.max_items != 0 && static_cast<uint32_t>(items) > rule.max_items) {
      Add(path, "TOO_MANY",
          absl::StrCat("must have at most ", rule.max_items, " items; has ",
                       items));
      // Naming the faults of items that must go helps nobody.
      return;
    }
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (rule.message == nullptr) return;
        const Duty below = duty.Below(field->name());
        for (int i = 0; i < items; ++i) {
          const FieldPath item{path.parent, field, i};
          Check(*rule.message, item, below,
                *reflection->MutableRepeatedMessage(&message, field, i));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        for (int i = 0; i < items; ++i) {
          CheckText(rule, {path.parent, field, i},
                    reflection->GetRepeatedStringReference(message, field, i,
                                                           &scratch));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_ENUM:
        for (int i = 0; i < items; ++i) {
          CheckEnum(rule, {path.parent, field, i},
                    reflection->GetRepeatedEnumValue(message, field, i));
        }
        return;
      default:
        for (int i = 0; i < items && (rule.min || rule.max); ++i) {
          CheckNumber(rule, {path.parent, field, i}, message, i);
        }
        return;
    }
  }

  void CheckValue(const FieldRule& rule, const FieldPath& path,
                  const Duty& duty, Message& message) {
    const FieldDescriptor* field = rule.field;
    const Reflection* reflection = message.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        if (rule.message == nullptr) return;
        Check(*rule.message, path,
              field == resource_ ? resource_duty_ : duty.Below(field->name()),
              *reflection->MutableMessage(&message, field));
        return;
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string scratch;
        const std::string& text =
            reflection->GetStringReference(message, field, &scratch);
        if (text.empty() && rule.required && duty.Requires(field->name())) {
          return Required(path);
        }
        return CheckText(rule, path, text);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = reflection->GetEnumValue(message, field);
        if (value == 0 && rule.required && duty.Requires(field->name())) {
          return Required(path);
        }
        return CheckEnum(rule, path, value);
      }
      default:
        if (rule.min || rule.max) CheckNumber(rule, path, message, -1);
        return;
    }
  }

  void CheckText(const FieldRule& rule, const FieldPath& path,
                 const std::string& text) {
    const bool bytes = rule.field->type() == FieldDescriptor::TYPE_BYTES;
    if (!bytes && text.find('\0') != std::string::npos) {
      Add(path, "NUL_CHARACTER", "must not have a NUL character in it");
      return;
    }
    if (rule.max_length != 0 && text.size() > rule.max_length) {
      const size_t length = bytes ? text.size() : CharactersOf(text);
      if (length > rule.max_length) {
        Add(path, "TOO_LONG",
            absl::StrCat("must have at most ", rule.max_length,
                         bytes ? " bytes; has " : " characters; has ", length));
        return;
      }
    }
    if (text.empty()) return;
    if (rule.request_id && !IsUuid(text)) {
      Add(path, "BAD_REQUEST_ID",
          "must be a UUID such as 123e4567-e89b-42d3-a456-426614174000");
      return;
    }
    if (rule.pattern != nullptr &&
        !re2::RE2::FullMatch({text.data(), text.size()}, *rule.pattern)) {
      Add(path, "BAD_FORMAT",
          absl::StrCat("must be like ", rule.pattern->pattern()));
    }
  }

  void CheckEnum(const FieldRule& rule, const FieldPath& path, int value) {
    if (value >= rule.enum_first && value <= rule.enum_last) return;
    if (rule.field->enum_type()->FindValueByNumber(value) != nullptr) return;
    Add(path, "UNKNOWN_VALUE",
        absl::StrCat("must be a value of ", rule.field->enum_type()->name(),
                     "; is ", value));
  }

  // Checks item `index` of a repeated field, or the field itself if -1.
  void CheckNumber(const FieldRule& rule, const FieldPath& path,
                   const Message& message, int index) {
    const FieldDescriptor* field = rule.field;
    const Reflection* r = message.GetReflection();
    const bool item = index >= 0;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Compare<int64_t>(rule, path,
                                item
                                    ? r->GetRepeatedInt32(message, field, index)
                                    : r->GetInt32(message, field));
      case FieldDescriptor::CPPTYPE_INT64:
        return Compare<int64_t>(rule, path,
                                item
                                    ? r->GetRepeatedInt64(message, field, index)
                                    : r->GetInt64(message, field));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Compare<int64_t>(
            rule, path,
            item ? r->GetRepeatedUInt32(message, field, index)
                 : r->GetUInt32(message, field));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Compare<uint64_t>(
            rule, path,
            item ? r->GetRepeatedUInt64(message, field, index)
                 : r->GetUInt64(message, field));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return Compare<double>(rule, path,
                               item ? r->GetRepeatedFloat(message, field, index)
                                    : r->GetFloat(message, field));
      default:
        return Compare<double>(rule, path,
                               item
                                   ? r->GetRepeatedDouble(message, field, index)
                                   : r->GetDouble(message, field));
    }
  }

  template <typename Number>
  void Compare(const FieldRule& rule, const FieldPath& path, Number value) {
    bool low = false;
    bool high = false;
    if constexpr (std::is_same_v<Number, uint64_t>) {
      low =
          rule.min && *rule.min > 0 && value < static_cast<uint64_t>(*rule.min);
      high = rule.max &&
             (*rule.max < 0 || value > static_cast<uint64_t>(*rule.max));
    } else {
      // Written so that what is not a number is out of every range.
      low = rule.min && !(value >= static_cast<Number>(*rule.min));
      high = rule.max && !(value <= static_cast<Number>(*rule.max));
    }
    if (low || high) {
      Add(path, "OUT_OF_RANGE", absl::StrCat(RangeOf(rule), "; is ", value));
    }
  }

  void Required(const FieldPath& path) { Add(path, "REQUIRED", "is required"); }

  void Add(const FieldPath& path, const char* code, std::string message) {
    faults_.Add(
        {.field = path.Text(), .code = code, .message = std::move(message)});
  }

  const FieldDescriptor* const resource_ = nullptr;
  const Duty resource_duty_ = {};
  Faults faults_;
};

}  // namespace

struct FieldRules::Rules {
  // By type, so that a type that holds itself has one set of rules.
  std::map<const Descriptor*, std::unique_ptr<MessageRules>> by_type;
  const MessageRules* request = nullptr;
  // In a request that updates: the mask, and the resource it is about.
  const FieldDescriptor* update_mask = nullptr;
  const FieldDescriptor* resource = nullptr;

  absl::StatusOr<const MessageRules*> RulesOf(const Descriptor& type) {
    if (const auto it = by_type.find(&type); it != by_type.end()) {
      return it->second.get();
    }
    MessageRules& rules =
        *by_type.emplace(&type, std::make_unique<MessageRules>()).first->second;
    for (int i = 0; i < type.field_count(); ++i) {
      TIDEMARK_ASSIGN_OR_RETURN(std::optional<FieldRule> rule,
                                RuleOf(*type.field(i)));
      if (rule) rules.fields.push_back(*std::move(rule));
    }
    return &rules;
  }

  // Returns `nullopt` if there is nothing to check.
  absl::StatusOr<std::optional<FieldRule>> RuleOf(
      const FieldDescriptor& field) {
    const auto wrong = [&](absl::string_view what) {
      return absl::InvalidArgumentError(
          absl::StrCat(field.full_name(), " ", what));
    };
    if (field.is_map()) return wrong("is a map; its limits cannot be checked");
    FieldRule rule;
    rule.field = &field;
    rule.required = Has(field, api::v1::FIELD_BEHAVIOR_REQUIRED);
    rule.output_only = Has(field, api::v1::FIELD_BEHAVIOR_OUTPUT_ONLY);
    if (rule.required && rule.output_only) {
      return wrong("is both REQUIRED and OUTPUT_ONLY");
    }
    if (rule.output_only) return std::optional<FieldRule>(std::move(rule));

    const api::v1::Limits& limits =
        field.options().GetExtension(api::v1::limits);
    rule.max_length = limits.max_length();
    rule.max_items = limits.max_items();
    if (limits.has_min()) rule.min = limits.min();
    if (limits.has_max()) rule.max = limits.max();
    if (rule.max_length != 0 && !IsText(field)) {
      return wrong("has a max_length but is neither a string nor bytes");
    }
    if (rule.max_items != 0 && !field.is_repeated()) {
      return wrong("has max_items but is not repeated");
    }
    if ((rule.min || rule.max) && !IsNumber(field)) {
      return wrong("has a min or max but is not a number");
    }
    if (!limits.pattern().empty()) {
      if (!IsText(field)) return wrong("has a pattern but is not a string");
      rule.pattern =
          std::make_unique<re2::RE2>(limits.pattern(), re2::RE2::Quiet);
      if (!rule.pattern->ok()) {
        return wrong(
            absl::StrCat("has a bad pattern: ", rule.pattern->error()));
      }
    }
    bool needed = rule.required || rule.max_items != 0 || rule.min || rule.max;
    if (IsText(field)) {
      rule.request_id = field.name() == "request_id";
      needed = needed || rule.max_length != 0 || rule.pattern != nullptr ||
               field.type() == FieldDescriptor::TYPE_STRING;
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      const EnumDescriptor* type = field.enum_type();
      while (type->FindValueByNumber(rule.enum_last + 1) != nullptr) {
        ++rule.enum_last;
      }
      needed = true;
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const bool seen = by_type.contains(field.message_type());
      TIDEMARK_ASSIGN_OR_RETURN(const MessageRules* below,
                                RulesOf(*field.message_type()));
      // The rules of a type that holds itself may not be complete here.
      if (seen || !below->fields.empty()) {
        rule.message = below;
        needed = true;
      }
    }
    if (!needed) return std::optional<FieldRule>();
    return std::optional<FieldRule>(std::move(rule));
  }
};

FieldRules::FieldRules(std::unique_ptr<Rules> rules)
    : rules_(std::move(rules)) {}
FieldRules::FieldRules(FieldRules&&) noexcept = default;
FieldRules& FieldRules::operator=(FieldRules&&) noexcept = default;
FieldRules::~FieldRules() = default;

absl::StatusOr<FieldRules> FieldRules::Make(const Descriptor& request) {
  auto rules = std::make_unique<Rules>();
  TIDEMARK_ASSIGN_OR_RETURN(rules->request, rules->RulesOf(request));
  const FieldDescriptor* mask = request.FindFieldByName("update_mask");
  if (mask != nullptr && mask->message_type() == FieldMask::descriptor()) {
    rules->update_mask = mask;
    for (int i = 0; i < request.field_count() && rules->resource == nullptr;
         ++i) {
      const FieldDescriptor* field = request.field(i);
      if (field != mask && field->message_type() != nullptr &&
          !field->is_repeated()) {
        rules->resource = field;
      }
    }
    if (rules->resource == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          request.full_name(), " has an update_mask but no resource"));
    }
  }
  return FieldRules(std::move(rules));
}

absl::Status FieldRules::Check(Message& request) const {
  const FieldPath here;
  if (rules_->update_mask == nullptr) {
    Walk walk;
    walk.Check(*rules_->request, here, {}, request);
    return walk.Finish();
  }
  const auto& mask = static_cast<const FieldMask&>(
      request.GetReflection()->GetMessage(request, rules_->update_mask));
  Duty duty{.kind = mask.paths().empty() ? Duty::kIfSet : Duty::kPaths};
  for (const std::string& path : mask.paths()) {
    if (path == "*") duty = {};
    duty.paths.push_back(path);
  }
  Walk walk(rules_->resource, std::move(duty));
  walk.Check(*rules_->request, here, {}, request);
  return walk.Finish();
}

}  // namespace tidemark::rpc
