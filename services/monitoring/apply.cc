#include "services/monitoring/apply.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "services/monitoring/case_counts.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/judging.h"
#include "services/monitoring/tables.h"
#include "services/monitoring/targets.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/location.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/proposal.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"
#include "tidemark/outcomes/v1/story.pb.h"
#include "tidemark/oversight/v1/baseline.pb.h"

namespace tidemark::monitoring {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using contracts::v1::Location;
using contracts::v1::Provider;
using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::Proposal;
using feed::v1::Change;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;
using outcomes::v1::Story;
using oversight::v1::Baseline;

template <typename Message>
bool Holds(const Change& change) {
  return change.type() == Message::descriptor()->full_name();
}

// The resource after the change; `nullopt` if it was removed.
template <typename Message>
absl::StatusOr<std::optional<Message>> After(const Change& change) {
  if (change.kind() == Change::KIND_DELETED) return std::optional<Message>();
  std::optional<Message> message(std::in_place);
  if (!message->ParseFromString(change.value())) {
    return absl::DataLossError(absl::StrCat("change ", change.sequence(),
                                            " of ", change.name(),
                                            " holds what cannot be read"));
  }
  return message;
}

// Applies changes within one transaction. Cells are read once and written once,
// by `Flush`, however often they change.
class Applying {
 public:
  explicit Applying(store::Transaction& txn) : txn_(txn), judging_(txn) {}

  absl::Status Apply(const Change& change) {
    if (Holds<Return>(change)) return ApplyReturn(change);
    if (Holds<Package>(change)) {
      return Set<Package>(change, &Judging::SetPackage);
    }
    if (Holds<CheckBack>(change)) {
      return Set<CheckBack>(change, &Judging::SetCheckBack);
    }
    if (Holds<Proposal>(change)) {
      TIDEMARK_RETURN_IF_ERROR(
          ApplyCase<Proposal>(change, kProposalCells, CountProposal));
      return Set<Proposal>(change, &Judging::SetProposal);
    }
    if (Holds<outcomes::v1::Proposal>(change)) {
      return ApplyCase<outcomes::v1::Proposal>(change, kProposalCells,
                                               CountProposal);
    }
    if (Holds<Story>(change)) {
      return ApplyCase<Story>(change, kStoryCells, CountStory);
    }
    if (Holds<Person>(change)) return Set<Person>(change, &Judging::SetPerson);
    if (Holds<PersonalOutcome>(change)) {
      return Set<PersonalOutcome>(change, &Judging::SetOutcome);
    }
    if (Holds<Contract>(change)) return ApplyContract(change);
    if (Holds<Provider>(change)) {
      return ApplyName<Provider>(change, kSubjectNames);
    }
    if (Holds<Location>(change)) {
      return ApplyName<Location>(change, kLocationNames);
    }
    if (Holds<Council>(change)) {
      TIDEMARK_RETURN_IF_ERROR(ApplyTerms<Council>(change, kCouncilTerms));
      return ApplyName<Council>(change, kSubjectNames);
    }
    if (Holds<Baseline>(change)) return ApplyBaseline(change);
    return absl::OkStatus();
  }

  absl::Status Flush() {
    TIDEMARK_RETURN_IF_ERROR(judging_.Judge(
        [this](const v1::PackageCells* before, const v1::PackageCells* after) {
          return ReplacePackage(before, after);
        }));
    for (auto& [name, open] : open_) {
      // What is changed in place stays under the same keys.
      const v1::ContractCells* old = open.found ? &open.stored : nullptr;
      if (!open.cells) {
        if (!open.changed) continue;
        TIDEMARK_RETURN_IF_ERROR(
            kContractCells.Replace(txn_, old, open.stored));
        continue;
      }
      if (!open.changed && *open.cells == open.before) continue;
      TIDEMARK_RETURN_IF_ERROR(
          open.cells->empty()
              ? kContractCells.Delete(txn_, name)
              : kContractCells.Replace(txn_, old, Encode(*open.cells)));
    }
    open_.clear();
    return absl::OkStatus();
  }

 private:
  // The cells of a contract, as they are to be.
  struct Open {
    // Whether the store has any.
    bool found = false;
    // As in the store, but for numbers changed in place.
    v1::ContractCells stored;
    bool changed = false;
    // Set once more than numbers had to change: what `stored` was then, and
    // the cells as they are to be.
    Cells before;
    std::optional<Cells> cells;
  };

  absl::StatusOr<Open*> OpenOf(absl::string_view contract) {
    if (const auto it = open_.find(contract); it != open_.end()) {
      return &it->second;
    }
    TIDEMARK_ASSIGN_OR_RETURN(auto stored, kContractCells.Find(txn_, contract));
    Open open;
    open.found = stored.has_value();
    if (stored) {
      open.stored = *std::move(stored);
    } else {
      open.stored.set_name(std::string(contract));
    }
    return &open_.emplace(std::string(contract), std::move(open)).first->second;
  }

  // The cells may be changed until the next call.
  absl::StatusOr<Cells*> CellsOf(absl::string_view contract) {
    TIDEMARK_ASSIGN_OR_RETURN(Open* const open, OpenOf(contract));
    if (!open->cells) {
      TIDEMARK_ASSIGN_OR_RETURN(open->before, Decode(open->stored));
      open->cells = open->before;
    }
    return &*open->cells;
  }

  absl::Status ApplyReturn(const Change& change) {
    const absl::string_view contract =
        AncestorOf(change.name(), "councils/*/contracts/*");
    TIDEMARK_ASSIGN_OR_RETURN(const auto returned, After<Return>(change));
    TIDEMARK_RETURN_IF_ERROR(judging_.SetReturn(change.name(), returned));
    const PeriodCounts counts =
        returned ? CountReturn(*returned) : PeriodCounts();
    TIDEMARK_ASSIGN_OR_RETURN(Open* const open, OpenOf(contract));
    if (!open->cells) {
      // By far the most changes: a period that is there, with other numbers.
      TIDEMARK_ASSIGN_OR_RETURN(
          const InPlace set,
          SetReturnInPlace(IdOf(change.name()), counts, open->stored));
      if (set != InPlace::kNotPossible) {
        if (set == InPlace::kChanged) open->changed = true;
        return absl::OkStatus();
      }
    }
    TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells, CellsOf(contract));
    SetReturn(IdOf(change.name()), counts, *cells);
    return absl::OkStatus();
  }

  absl::Status ApplyContract(const Change& change) {
    TIDEMARK_RETURN_IF_ERROR(ApplyTerms<Contract>(change, kContractTerms));
    TIDEMARK_ASSIGN_OR_RETURN(const auto contract, After<Contract>(change));
    TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells, CellsOf(change.name()));
    if (contract) {
      SetContract(*contract, *cells);
    } else {
      ClearContract(*cells);
    }
    return absl::OkStatus();
  }

  // Hands the record to the judging.
  template <typename Message>
  absl::Status Set(const Change& change,
                   absl::Status (Judging::*set)(
                       absl::string_view, const std::optional<Message>&)) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto message, After<Message>(change));
    return (judging_.*set)(change.name(), message);
  }

  absl::Status ReplacePackage(const v1::PackageCells* before,
                              const v1::PackageCells* after) {
    if (before != nullptr) {
      TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells,
                                CellsOf(before->contract()));
      RemovePackage(*before, *cells);
    }
    if (after != nullptr) {
      TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells, CellsOf(after->contract()));
      AddPackage(*after, *cells);
    }
    return absl::OkStatus();
  }

  // Replaces what a proposal or a story adds to its contract's cells.
  template <typename Message>
  absl::Status ApplyCase(
      const Change& change, const store::Table<v1::CaseCells>& table,
      std::optional<v1::CaseCells> (*count)(const Message&)) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto message, After<Message>(change));
    TIDEMARK_ASSIGN_OR_RETURN(const std::optional<v1::CaseCells> before,
                              table.Find(txn_, change.name()));
    std::optional<v1::CaseCells> after;
    if (message) after = count(*message);
    if (before) {
      TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells,
                                CellsOf(before->contract()));
      RemoveCase(*before, *cells);
    }
    if (!after) {
      return before ? table.Delete(txn_, change.name()) : absl::OkStatus();
    }
    TIDEMARK_ASSIGN_OR_RETURN(Cells* const cells, CellsOf(after->contract()));
    AddCase(*after, *cells);
    return table.Replace(txn_, before ? &*before : nullptr, *after);
  }

  // Removes what may be gone already, when the feed is read again.
  template <typename Message>
  absl::Status Drop(const store::Table<Message>& table,
                    absl::string_view name) {
    const absl::Status dropped = table.Delete(txn_, name);
    return absl::IsNotFound(dropped) ? absl::OkStatus() : dropped;
  }

  // Keeps what figures are judged by of a council or a contract.
  template <typename Message>
  absl::Status ApplyTerms(const Change& change,
                          const store::Table<Message>& table) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto message, After<Message>(change));
    if (!message) return Drop(table, change.name());
    return table.Replace(txn_, TermsOf(*message));
  }

  template <typename Subject>
  absl::Status ApplyName(const Change& change,
                         const store::Table<v1::SubjectName>& table) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto subject, After<Subject>(change));
    if (!subject) return Drop(table, change.name());
    v1::SubjectName name;
    name.set_name(subject->name());
    name.set_display_name(subject->display_name());
    if constexpr (std::is_same_v<Subject, Council>) {
      name.set_minimum_denominator(subject->minimum_denominator());
    }
    return table.Replace(txn_, std::move(name));
  }

  // Keeps those that stand.
  absl::Status ApplyBaseline(const Change& change) {
    TIDEMARK_ASSIGN_OR_RETURN(auto baseline, After<Baseline>(change));
    if (baseline && baseline->state() == Baseline::STATE_STANDING) {
      return kBaselineCopies.Replace(txn_, *std::move(baseline));
    }
    TIDEMARK_ASSIGN_OR_RETURN(const auto before,
                              kBaselineCopies.Find(txn_, change.name()));
    return before ? kBaselineCopies.Delete(txn_, change.name())
                  : absl::OkStatus();
  }

  store::Transaction& txn_;
  Judging judging_;
  absl::flat_hash_map<std::string, Open> open_;
};

template <typename Message>
absl::Status ClearTable(store::Transaction& txn,
                        const store::Table<Message>& table) {
  std::vector<std::string> names;
  TIDEMARK_RETURN_IF_ERROR(table.Scan(txn, "", "", [&](Message& message) {
    names.push_back(message.name());
    return true;
  }));
  for (const std::string& name : names) {
    TIDEMARK_RETURN_IF_ERROR(table.Delete(txn, name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyChanges(store::Transaction& txn, absl::string_view feed,
                          const std::vector<Change>& changes) {
  if (changes.empty()) return absl::OkStatus();
  Applying applying(txn);
  for (const Change& change : changes) {
    TIDEMARK_RETURN_IF_ERROR(applying.Apply(change));
  }
  TIDEMARK_RETURN_IF_ERROR(applying.Flush());
  v1::Position position;
  position.set_name(feed.data(), feed.size());
  position.set_sequence(changes.back().sequence());
  return kPositions.Replace(txn, std::move(position));
}

absl::Status Clear(store::Transaction& txn) {
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kContractCells));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kPackageCells));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kPackageCopies));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kCheckBackCopies));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kExitCopies));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kPersonCopies));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kOutcomeCopies));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kRatingCells));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kStepDowns));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kProposalCells));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kStoryCells));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kCouncilTerms));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kContractTerms));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kLocationNames));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kSubjectNames));
  TIDEMARK_RETURN_IF_ERROR(ClearTable(txn, kBaselineCopies));
  return ClearTable(txn, kPositions);
}

}  // namespace tidemark::monitoring
