#include "services/gateway/colleagues.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "common/base/status_macros.h"
#include "services/gateway/session_tables.h"

namespace tidemark::gateway {
namespace {

std::string NameOf(absl::string_view council, absl::string_view subject) {
  return absl::StrCat(council, "/", subject);
}

bool Same(const v1::StoredColleague& one, const v1::StoredColleague& other) {
  return one.display_name() == other.display_name() &&
         one.provider() == other.provider();
}

bool MayKnow(const rpc::Principal& who, const v1::StoredColleague& colleague) {
  return !who.is_provider() || colleague.provider().empty() ||
         colleague.provider() == who.provider;
}

}  // namespace

absl::Status Colleagues::Remember(const Account& account) const {
  const rpc::Principal& who = account.principal;
  if (account.display_name.empty()) return absl::OkStatus();
  v1::StoredColleague colleague;
  colleague.set_name(NameOf(who.council, who.subject));
  colleague.set_display_name(account.display_name);
  colleague.set_provider(who.provider);
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::optional<v1::StoredColleague> known,
      kColleagues.Find(store::Snapshot(db_), colleague.name()));
  if (known && Same(*known, colleague)) return absl::OkStatus();
  return db_.Write(
      {.origin = {.subject = "services/gateway", .method = "KeepColleagues"}},
      [&](store::Transaction& txn) {
        return kColleagues.Replace(txn, colleague);
      });
}

absl::StatusOr<Colleagues::Names> Colleagues::NamesOf(
    const rpc::Principal& who, const std::vector<std::string>& subjects) const {
  const store::Snapshot snapshot(db_);
  Names names;
  for (const std::string& subject : subjects) {
    TIDEMARK_ASSIGN_OR_RETURN(
        std::optional<v1::StoredColleague> colleague,
        kColleagues.Find(snapshot, NameOf(who.council, subject)));
    if (!colleague || !MayKnow(who, *colleague)) continue;
    names[subject] = std::move(*colleague->mutable_display_name());
  }
  return names;
}

}  // namespace tidemark::gateway
