// Checks imports of returns, and applies them, in the background.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_WORK_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_WORK_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/store/database.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/return_import_check.h"
#include "tidemark/outcomes/v1/return_import.pb.h"

namespace tidemark::outcomes {

// How long an import may rest before it is given up.
inline constexpr absl::Duration kImportKept = absl::Hours(24 * 7);

// The name of the part of an import's file that starts at `offset`.
std::string PartName(absl::string_view import, int64_t offset);

// What the names of the returns of an import start with.
std::string ReturnsOf(absl::string_view import);

// Deletes the file of an import.
absl::Status DeleteParts(store::Transaction& txn, absl::string_view import);

// What a check finds is kept in memory only: it is found again when it is asked
// for after a restart. Safe to use from any thread.
class ReturnImportWork {
 public:
  // All must outlive this. `wake` is called when there is something for `Work`;
  // it must not call back.
  ReturnImportWork(store::Database& db, ContractCopies& contracts,
                   ReturnFileChecks& checks, const Clock& clock,
                   std::function<void()> wake)
      : db_(db),
        contracts_(contracts),
        checks_(checks),
        clock_(clock),
        wake_(std::move(wake)) {}

  // Lets the import called `name` be checked or applied soon.
  void Enqueue(absl::string_view name) ABSL_LOCKS_EXCLUDED(mu_);

  // Adds what is known to an import as it is stored, and whether it is ready.
  // If that has been forgotten, the import is checked again.
  void Show(v1::ReturnImport& import) ABSL_LOCKS_EXCLUDED(mu_);

  // Up to `limit` returns of an import that is being checked or has been, from
  // the name `start` on, and where the next page starts.
  struct Page {
    std::vector<v1::ImportedReturn> returns;
    std::string next;
  };
  Page Checked(absl::string_view import, absl::string_view start,
               size_t limit) const ABSL_LOCKS_EXCLUDED(mu_);

  // The report on a checked import, in the format that was asked for or the
  // one nearest to its file's.
  struct Report {
    v1::FileFormat format;
    std::string content;
  };
  absl::StatusOr<std::shared_ptr<const Report>> MakeReport(
      const v1::ReturnImport& import, v1::FileFormat format)
      ABSL_LOCKS_EXCLUDED(mu_);

  // Ends the check of an import that was cancelled.
  void Forget(absl::string_view name) ABSL_LOCKS_EXCLUDED(mu_);

  // Gives up the imports that have rested too long.
  absl::Status GiveUpStale();

  // Takes up the imports that were under way when the server stopped.
  absl::Status Resume();

  // Checks and applies what waits for it; for one caller at a time. Returns an
  // error if something that is needed cannot be reached; the imports that need
  // it wait for the next call.
  absl::Status Work() ABSL_LOCKS_EXCLUDED(mu_);

  // Lets `Work` return soon, and later calls at once.
  void Stop() { stopping_ = true; }

 private:
  // An import that is being checked or has been.
  struct Live {
    ImportFindings findings;
    bool checked = false;
    bool cancelled = false;
    // Those that were asked for, by the format that was asked for.
    std::map<v1::FileFormat, std::shared_ptr<const Report>> reports;
  };

  // The whole file.
  absl::StatusOr<std::string> ReadFile(const v1::ReturnImport& import) const;
  absl::Status WorkOn(absl::string_view name) ABSL_LOCKS_EXCLUDED(mu_);
  // Makes room for what is found in an import; null if it is there already.
  std::shared_ptr<Live> Begin(const std::string& name) ABSL_LOCKS_EXCLUDED(mu_);
  absl::Status Check(const v1::ReturnImport& import) ABSL_LOCKS_EXCLUDED(mu_);
  // Ends an import whose file cannot be read.
  absl::Status Refuse(const v1::ReturnImport& import, const absl::Status& why);
  absl::Status Apply(const v1::ReturnImport& import) ABSL_LOCKS_EXCLUDED(mu_);
  // Deals with one return of a committed import, once only.
  absl::Status ApplyPart(const v1::ReturnImport& import,
                         ReturnImportCheck& check, const ReturnPart& part);
  absl::Status Finish(const v1::ReturnImport& import);
  // Changes a stored import that is still in the state of `import`.
  absl::Status Change(
      const v1::ReturnImport& import, absl::string_view method,
      absl::FunctionRef<absl::Status(store::Transaction&, v1::ReturnImport&)>
          change);

  store::Database& db_;
  ContractCopies& contracts_;
  ReturnFileChecks& checks_;
  const Clock& clock_;
  const std::function<void()> wake_;
  std::atomic<bool> stopping_ = false;

  mutable Mutex mu_;
  std::set<std::string, std::less<>> waiting_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, std::shared_ptr<Live>, std::less<>> live_
      ABSL_GUARDED_BY(mu_);
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_WORK_H_
