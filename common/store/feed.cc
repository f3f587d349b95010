#include "common/store/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "common/store/key.h"
#include "common/store/table.h"

namespace tidemark::store {
namespace {

using feed::v1::Change;
using StoredChange = v1::StoredCommit::StoredChange;

// How many commits a page looks at, so that a reader of one council's changes
// does not read a whole feed in one call.
constexpr size_t kMaxCommits = 20000;

std::string SequenceKey(int64_t sequence) {
  return KeyWriter().Number(sequence).bytes();
}

// Takes what `stored` holds.
Change ToChange(const Schema& schema, const v1::StoredCommit& commit,
                StoredChange& stored, int64_t sequence, bool omit_value) {
  Change change;
  change.set_sequence(sequence);
  change.mutable_commit_time()->set_seconds(commit.time_micros() / 1000000);
  change.mutable_commit_time()->set_nanos(
      static_cast<int32_t>(commit.time_micros() % 1000000) * 1000);
  change.set_subject(commit.subject());
  change.set_method(commit.method());
  change.set_reason(commit.reason());
  change.set_name(std::move(*stored.mutable_name()));
  for (const TableInfo& table : schema.tables) {
    if (table.id == stored.table()) {
      change.set_type(table.prototype->GetDescriptor()->full_name());
    }
  }
  change.set_kind(static_cast<Change::Kind>(stored.kind()));
  if (!omit_value) change.set_value(std::move(*stored.mutable_value()));
  change.set_previous_sequence(stored.previous_sequence());
  return change;
}

absl::Status Damaged(int64_t sequence) {
  return absl::DataLossError(
      absl::StrCat("the feed is damaged at sequence ", sequence));
}

}  // namespace

absl::StatusOr<FeedPage> ReadFeed(const Database& db, const FeedQuery& query) {
  FeedPage page;
  // Read before the snapshot, so that the snapshot holds all of it.
  page.last = db.durable_sequence();
  page.next_after = query.after;
  if (query.after > page.last) {
    return absl::OutOfRangeError(absl::StrCat("the feed ", db.schema().name,
                                              " ends at ", page.last,
                                              ", before ", query.after));
  }
  if (query.after == page.last) return page;
  const Snapshot now(db);
  // The commit that holds the first change wanted may have begun earlier.
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto first,
      now.Floor(Space::kChanges, SequenceKey(query.after + 1)));
  if (!first) return Damaged(query.after + 1);
  absl::Status status;
  size_t commits = 0;
  size_t bytes = 0;
  TIDEMARK_RETURN_IF_ERROR(
      now.Scan(Space::kChanges, "", first->first,
               [&](absl::string_view key, absl::string_view stored) {
                 if (page.changes.size() >= query.limit ||
                     bytes >= query.max_bytes || commits >= kMaxCommits) {
                   return false;
                 }
                 ++commits;
                 v1::StoredCommit commit;
                 absl::StatusOr<int64_t> sequence = KeyReader(key).Number();
                 if (!sequence.ok() ||
                     !commit.ParseFromArray(stored.data(),
                                            static_cast<int>(stored.size()))) {
                   status = Damaged(page.next_after + 1);
                   return false;
                 }
                 for (StoredChange& change : *commit.mutable_changes()) {
                   const int64_t at = (*sequence)++;
                   if (at <= query.after) continue;
                   page.next_after = at;
                   if (!absl::StartsWith(change.name(), query.prefix)) continue;
                   page.changes.push_back(ToChange(db.schema(), commit, change,
                                                   at, query.omit_values));
                 }
                 return true;
               }));
  TIDEMARK_RETURN_IF_ERROR(status);
  page.last = std::max(page.last, page.next_after);
  return page;
}

absl::StatusOr<std::vector<Change>> ReadRevisions(const Database& db,
                                                  absl::string_view name,
                                                  int64_t from, size_t limit) {
  const Snapshot now(db);
  int64_t sequence = from;
  if (sequence == 0) {
    // A record knows its last change.
    for (const TableInfo& table : db.schema().tables) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                                RecordTable::Find(now, table.id, name));
      if (record) sequence = std::max(sequence, record->sequence);
    }
    if (sequence == 0) {
      TIDEMARK_ASSIGN_OR_RETURN(sequence, RecordTable::DeletedAt(now, name));
    }
  }
  if (sequence == 0) return RecordTable::NotFound(name);
  std::vector<Change> revisions;
  while (sequence > 0 && revisions.size() < limit) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto entry, now.Floor(Space::kChanges, SequenceKey(sequence)));
    v1::StoredCommit commit;
    if (!entry || !commit.ParseFromString(entry->second)) {
      return Damaged(sequence);
    }
    TIDEMARK_ASSIGN_OR_RETURN(const int64_t first,
                              KeyReader(entry->first).Number());
    const int64_t at = sequence - first;
    if (at >= commit.changes_size()) return Damaged(sequence);
    StoredChange& change = *commit.mutable_changes(static_cast<int>(at));
    // A page token may name any sequence: only this resource's are shown.
    if (change.name() != name) return RecordTable::NotFound(name);
    const int64_t previous = change.previous_sequence();
    revisions.push_back(ToChange(db.schema(), commit, change, sequence,
                                 /*omit_value=*/false));
    sequence = previous;
  }
  return revisions;
}

}  // namespace tidemark::store
