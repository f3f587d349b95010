// Checks a file of many returns, and says what it has found while it goes on.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_CHECK_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_CHECK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/sheet/reader.h"
#include "services/outcomes/contract_copies.h"
#include "services/outcomes/return_file_checks.h"
#include "services/outcomes/return_split.h"
#include "tidemark/outcomes/v1/return_import.pb.h"

namespace tidemark::outcomes {

// So many errors and warnings of a file are kept one by one; the rest are
// counted, by return and by rule.
inline constexpr size_t kMostFaultsKept = 20'000;

// What is known of some rows.
struct RowFindings {
  std::vector<api::v1::Fault> errors;
  std::vector<api::v1::Fault> warnings;
  // How many there are of each rule; of those that are not kept too.
  std::vector<v1::RuleFindings> error_rules;
  std::vector<v1::RuleFindings> warning_rules;
};

// What is known of one return of a file.
struct ReturnFindings {
  v1::ImportedReturn shown;
  RowFindings rows;
};

// What is known of a file so far.
struct ImportFindings {
  v1::ReturnImport::Progress progress;
  // Rows of no return.
  RowFindings homeless;
  // By the name of the imported return.
  std::map<std::string, ReturnFindings> returns;
  // Errors and warnings that are kept.
  size_t kept = 0;
  // Where the file's rows begin, and in which format.
  sheet::Source source;
  int header_line = 0;

  // All errors and all warnings that are kept.
  RowFindings All() const;
};

// Shows what is known in `import`.
void ShowFindings(const ImportFindings& findings, v1::ReturnImport& import);

// Checks the parts of an import's file.
class ReturnImportCheck {
 public:
  // All must outlive this. `import` is the import as it is stored.
  ReturnImportCheck(ReturnFileChecks& checks, ContractCopies& contracts,
                    const v1::ReturnImport& import, absl::Time now)
      : checks_(checks), contracts_(contracts), import_(import), now_(now) {}

  // Checks the whole file. Calls `update` whenever more is known, with what
  // brings the findings up to date; it returns whether to go on. Returns what
  // `SplitReturns` and `Check` do.
  using Change = absl::FunctionRef<void(ImportFindings&)>;
  absl::Status Run(absl::string_view bytes,
                   absl::FunctionRef<bool(Change)> update);

  // How a return of the file stands: `READY`, `FAULTY` or `UNCHANGED`. Returns
  // an error only if nothing can be said now.
  absl::StatusOr<ReturnFindings> Check(const ReturnPart& part);

  // The imported return that a part is of, whether there is such a return or
  // not.
  v1::ImportedReturn Shown(const ReturnPart& part) const;

  // What `status`, which came of a part, says is wrong with it.
  static std::vector<api::v1::Fault> FaultsOf(const absl::Status& status,
                                              const ReturnPart& part);

  // What is to be done with a part.
  FileRequest RequestFor(const ReturnPart& part, absl::string_view name) const;

 private:
  // Returns `INVALID_ARGUMENT` if `name` is not a return of the provider's.
  absl::Status CheckOwn(absl::string_view name);

  ReturnFileChecks& checks_;
  ContractCopies& contracts_;
  const v1::ReturnImport& import_;
  const absl::Time now_;
};

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_IMPORT_CHECK_H_
