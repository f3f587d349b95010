#include "services/notices/notice_names.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/proto/names.h"
#include "common/rpc/digest.h"

namespace tidemark::notices {
namespace {

constexpr char kNoticeCollection[] = "notices";
constexpr char kAlertCollection[] = "alerts";

// `home.2025-04` of `councils/X/contracts/home/returns/2025-04`.
std::string ReturnId(absl::string_view return_name) {
  return absl::StrCat(IdOf(ParentOf(return_name)), ".", IdOf(return_name));
}

}  // namespace

std::string GroupOf(absl::string_view provider, absl::string_view group_id) {
  if (group_id.empty()) return absl::StrCat("p.", IdOf(provider));
  // CQC's ids are plain; whatever else was entered must not break a name.
  if (IsId(group_id)) return absl::StrCat("g.", group_id);
  return absl::StrCat(
      "h.", absl::BytesToHexString(rpc::Sha256(group_id)).substr(0, 16));
}

std::string RemindersName(absl::string_view council, type::Date day,
                          absl::string_view group) {
  return NameIn(
      council, kNoticeCollection,
      absl::StrCat("reminders.", type::FormatIsoDate(day), ".", group));
}

std::string ReceiptName(absl::string_view return_name, int version,
                        absl::string_view content_hash) {
  return NameIn(CouncilOf(return_name), kNoticeCollection,
                absl::StrCat("receipt.", ReturnId(return_name), ".v", version,
                             ".", content_hash.substr(0, 8)));
}

std::string ReturnedName(absl::string_view return_name, int version) {
  return NameIn(
      CouncilOf(return_name), kNoticeCollection,
      absl::StrCat("returned.", ReturnId(return_name), ".v", version));
}

std::string HelpName(absl::string_view alert) {
  return NameIn(CouncilOf(alert), kNoticeCollection,
                absl::StrCat("help.", IdOf(alert)));
}

std::string MissedName(absl::string_view return_name) {
  return NameIn(CouncilOf(return_name), kAlertCollection,
                absl::StrCat("missed.", ReturnId(return_name)));
}

std::string UnsentName(absl::string_view notice) {
  return NameIn(CouncilOf(notice), kAlertCollection,
                absl::StrCat("unsent.", IdOf(notice)));
}

std::string ReferenceOf(const v1::Notice& notice) {
  std::string reference =
      absl::StrCat(IdOf(CouncilOf(notice.name())), "/", IdOf(notice.name()));
  if (notice.resends() > 0) absl::StrAppend(&reference, ".r", notice.resends());
  return reference;
}

}  // namespace tidemark::notices
