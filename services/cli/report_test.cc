#include "services/cli/report.h"

#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

TEST(ReportTest, ScriptsCanTrustTheExitCodes) {
  EXPECT_EQ(ExitCodeFor(absl::OkStatus()), ExitCode::kDone);
  EXPECT_EQ(ExitCodeFor(absl::InvalidArgumentError("x")), ExitCode::kRefused);
  EXPECT_EQ(ExitCodeFor(absl::DataLossError("x")), ExitCode::kRefused);
  EXPECT_EQ(ExitCodeFor(UsageError("x")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeFor(absl::NotFoundError("x")), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeFor(absl::UnauthenticatedError("x")),
            ExitCode::kNotAllowed);
  EXPECT_EQ(ExitCodeFor(absl::PermissionDeniedError("x")),
            ExitCode::kNotAllowed);
  EXPECT_EQ(ExitCodeFor(absl::AbortedError("x")), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeFor(absl::AlreadyExistsError("x")), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeFor(absl::FailedPreconditionError("x")),
            ExitCode::kConflict);
  EXPECT_EQ(ExitCodeFor(absl::UnavailableError("x")), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeFor(absl::DeadlineExceededError("x")),
            ExitCode::kUnreachable);
}

TEST(ReportTest, NamesAFaultOfAFileByLineColumnAndValue) {
  api::v1::Fault fault;
  fault.set_line(3);
  fault.set_column("provider_level");
  fault.set_value("3");
  fault.set_description("must be -2 to 2");
  fault.set_reason("LEVEL_RANGE");

  EXPECT_EQ(FaultLine(fault),
            "line 3, column provider_level, value \"3\": must be -2 to 2 "
            "(LEVEL_RANGE)");
}

TEST(ReportTest, PrintsEveryFaultOfARequestOnItsLine) {
  Faults faults;
  faults.Add({.field = "contract.title",
              .code = "REQUIRED",
              .message = "must be set"});
  faults.Add({.field = "contract.kind",
              .code = "UNKNOWN_VALUE",
              .message = "must be a known value"});

  const std::string text = ErrorText(faults.ToStatus());

  EXPECT_NE(text.find("  contract.title: must be set (REQUIRED)\n"),
            std::string::npos);
  EXPECT_NE(
      text.find("  contract.kind: must be a known value (UNKNOWN_VALUE)\n"),
      std::string::npos);
}

TEST(ReportTest, LetsNoValueOfAFileReachTheTerminalRaw) {
  api::v1::Fault fault;
  fault.set_line(2);
  fault.set_column("a\x1b[2Jb");
  fault.set_value(std::string("x\x07y\n") + std::string(500, 'z'));
  fault.set_description("is wrong");

  const std::string line = FaultLine(fault);

  EXPECT_EQ(line.find_first_of("\x1b\x07\n"), std::string::npos);
  EXPECT_LT(line.size(), 160u);
}

TEST(ReportTest, SaysWhatToDoAboutAMissingToken) {
  EXPECT_NE(ErrorText(absl::UnauthenticatedError("no token"))
                .find("TIDEMARK_TOKEN_FILE"),
            std::string::npos);
  EXPECT_EQ(ErrorText(absl::NotFoundError("c-1 does not exist")),
            "tidemark: c-1 does not exist\n");
}

}  // namespace
}  // namespace tidemark::cli
