#ifndef TIDEMARK_TESTS_FUZZ_SHEETS_H_
#define TIDEMARK_TESTS_FUZZ_SHEETS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/sheet/row.h"

namespace tidemark::fuzz {

// Reads `bytes` with low limits, and ends the process if what comes back
// breaks a promise of `ReadSheet`. Returns the rows; none if it is refused.
std::vector<sheet::Row> ReadAndCheck(absl::string_view bytes);

// The sections of an input, which are separated by lines of "%%".
std::vector<std::string> Sections(absl::string_view input);

// Ends the process with a message.
[[noreturn]] void Broken(const char* promise);

}  // namespace tidemark::fuzz

#endif  // TIDEMARK_TESTS_FUZZ_SHEETS_H_
