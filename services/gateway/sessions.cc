#include "services/gateway/sessions.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/digest.h"
#include "common/rpc/tokens.h"
#include "common/type/decisions.h"
#include "services/gateway/session_tables.h"

namespace tidemark::gateway {
namespace {

using type::TimeOf;
using type::TimestampOf;

// How long a token for the services is good, and how long it still must be when
// it is used again.
constexpr absl::Duration kTokenFor = absl::Minutes(5);
constexpr absl::Duration kTokenLeft = absl::Minutes(1);

std::string NameOf(absl::string_view id) {
  return absl::StrCat("sessions/", absl::BytesToHexString(rpc::Sha256(id)));
}

absl::Status Ended() {
  return Error(absl::StatusCode::kUnauthenticated, "SESSION_ENDED",
               "your session has ended; sign in again");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sessions>> Sessions::Open(Options options) {
  std::unique_ptr<Sessions> sessions(new Sessions(std::move(options)));
  TIDEMARK_RETURN_IF_ERROR(sessions->Load());
  return sessions;
}

absl::Status Sessions::Load() {
  ByName loaded;
  TIDEMARK_RETURN_IF_ERROR(kSessions.Scan(
      store::Snapshot(options_.db), "", "", [&](v1::StoredSession& stored) {
        const absl::Time used = TimeOf(stored.last_used_time());
        loaded[stored.name()] = {
            .account = {.principal = {.subject = stored.subject(),
                                      .role = stored.role(),
                                      .council = stored.council(),
                                      .provider = stored.provider(),
                                      .read_only = stored.read_only()},
                        .display_name = stored.display_name()},
            .begun = TimeOf(stored.begin_time()),
            .last_used = used,
            .last_written = used};
        return true;
      }));
  const MutexLock lock(mu_);
  held_ = std::move(loaded);
  return absl::OkStatus();
}

Sessions::~Sessions() {
  // What cannot be written was used a little earlier, as far as anybody knows
  // after a restart: the safe side.
  (void)Tick(absl::InfinitePast());
}

absl::Time Sessions::ExpiryOf(const Held& held) const {
  return held.begun + options_.limits.absolute;
}

absl::Time Sessions::IdleExpiryOf(const Held& held) const {
  return std::min(held.last_used + options_.limits.idle, ExpiryOf(held));
}

bool Sessions::HasEnded(const Held& held, absl::Time now) const {
  return now >= IdleExpiryOf(held);
}

absl::StatusOr<const Sessions::Held*> Sessions::Get(absl::string_view id,
                                                    absl::Time now) const {
  if (!IsSecret(id)) return Ended();
  const auto it = held_.find(NameOf(id));
  if (it == held_.end() || HasEnded(it->second, now)) return Ended();
  return &it->second;
}

std::vector<std::string> Sessions::Surplus(absl::string_view subject) const {
  std::vector<std::pair<absl::Time, std::string>> own;
  for (const auto& [name, held] : held_) {
    if (held.account.principal.subject == subject) {
      own.emplace_back(held.last_used, name);
    }
  }
  std::sort(own.begin(), own.end());
  std::vector<std::string> surplus;
  while (own.size() - surplus.size() >= options_.max_of_subject &&
         surplus.size() < own.size()) {
    surplus.push_back(own[surplus.size()].second);
  }
  return surplus;
}

absl::StatusOr<std::string> Sessions::Begin(const Account& account,
                                            absl::string_view replaces,
                                            absl::Time now) {
  TIDEMARK_RETURN_IF_ERROR(rpc::CheckPrincipal(account.principal));
  std::string id = NewSecret(options_.random);
  const std::string name = NameOf(id);
  const Held held = {
      .account = account, .begun = now, .last_used = now, .last_written = now};
  std::vector<std::string> remove;
  {
    const MutexLock lock(mu_);
    remove = Surplus(account.principal.subject);
    if (IsSecret(replaces) && held_.contains(NameOf(replaces))) {
      remove.push_back(NameOf(replaces));
    }
    for (const std::string& old : remove) held_.erase(old);
    if (held_.size() >= options_.max) {
      return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_SESSIONS",
                   "too many people are signed in; try again in some minutes");
    }
  }
  TIDEMARK_RETURN_IF_ERROR(Write(Kept::kNew, {{name, held}}, remove));
  const MutexLock lock(mu_);
  held_[name] = held;
  return id;
}

absl::Status Sessions::End(absl::string_view id) {
  if (!IsSecret(id)) return absl::OkStatus();
  const std::string name = NameOf(id);
  {
    const MutexLock lock(mu_);
    if (held_.erase(name) == 0) return absl::OkStatus();
  }
  return Write(Kept::kUsed, {}, {name});
}

absl::Status Sessions::EndAll(absl::FunctionRef<bool(const Account&)> which) {
  std::vector<std::string> remove;
  {
    const MutexLock lock(mu_);
    for (const auto& [name, held] : held_) {
      if (which(held.account)) remove.push_back(name);
    }
    for (const std::string& name : remove) held_.erase(name);
  }
  return remove.empty() ? absl::OkStatus() : Write(Kept::kUsed, {}, remove);
}

absl::StatusOr<SessionView> Sessions::Find(absl::string_view id,
                                           absl::Time now) const {
  const MutexLock lock(mu_);
  TIDEMARK_ASSIGN_OR_RETURN(const Held* const held, Get(id, now));
  return SessionView{.account = held->account,
                     .expires = ExpiryOf(*held),
                     .idle_expires = IdleExpiryOf(*held)};
}

absl::StatusOr<std::string> Sessions::TokenOf(absl::string_view id,
                                              SessionUse use, absl::Time now) {
  rpc::Principal principal;
  {
    const MutexLock lock(mu_);
    TIDEMARK_ASSIGN_OR_RETURN(const Held* const found, Get(id, now));
    Held& held = held_[NameOf(id)];
    if (use == SessionUse::kPerson) {
      held.last_used = std::max(held.last_used, now);
    }
    if (found->token_expires - now >= kTokenLeft) return held.token;
    principal = held.account.principal;
  }
  // Signed without the lock: it takes far longer than all the rest.
  principal.expires = now + kTokenFor;
  TIDEMARK_ASSIGN_OR_RETURN(std::string token, options_.issue(principal, now));
  const MutexLock lock(mu_);
  if (const auto it = held_.find(NameOf(id)); it != held_.end()) {
    it->second.token = token;
    it->second.token_expires = principal.expires;
  }
  return token;
}

absl::Status Sessions::Tick(absl::Time now) {
  std::vector<std::pair<std::string, Held>> put;
  std::vector<std::string> remove;
  {
    const MutexLock lock(mu_);
    for (auto& [name, held] : held_) {
      if (HasEnded(held, now)) {
        remove.push_back(name);
      } else if (held.last_used != held.last_written) {
        held.last_written = held.last_used;
        put.emplace_back(name, held);
      }
    }
    for (const std::string& name : remove) held_.erase(name);
  }
  if (put.empty() && remove.empty()) return absl::OkStatus();
  return Write(Kept::kUsed, put, remove);
}

size_t Sessions::size() const {
  const MutexLock lock(mu_);
  return held_.size();
}

absl::Status Sessions::Write(
    Kept kept, const std::vector<std::pair<std::string, Held>>& put,
    const std::vector<std::string>& remove) {
  return options_.db.Write(
      {.origin = {.subject = "services/gateway", .method = "KeepSessions"}},
      [&](store::Transaction& txn) {
        for (const auto& [name, held] : put) {
          if (kept == Kept::kUsed) {
            // It may have been signed out of meanwhile, for good.
            TIDEMARK_ASSIGN_OR_RETURN(const auto stands,
                                      kSessions.Find(txn, name));
            if (!stands) continue;
          }
          const rpc::Principal& who = held.account.principal;
          v1::StoredSession stored;
          stored.set_name(name);
          stored.set_subject(who.subject);
          stored.set_display_name(held.account.display_name);
          stored.set_role(who.role);
          stored.set_council(who.council);
          stored.set_provider(who.provider);
          stored.set_read_only(who.read_only);
          *stored.mutable_begin_time() = TimestampOf(held.begun);
          *stored.mutable_last_used_time() = TimestampOf(held.last_used);
          TIDEMARK_RETURN_IF_ERROR(kSessions.Replace(txn, stored));
        }
        for (const std::string& name : remove) {
          absl::Status removed = kSessions.Delete(txn, name);
          // It may have been removed twice at once.
          if (!removed.ok() && !absl::IsNotFound(removed)) return removed;
        }
        return absl::OkStatus();
      });
}

}  // namespace tidemark::gateway
