// The two councils, asked with the program `tidemark` only.

#ifndef TIDEMARK_TESTS_E2E_TWO_COUNCILS_CLI_H_
#define TIDEMARK_TESTS_E2E_TWO_COUNCILS_CLI_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::e2e {

// What the program ends with when the command line is wrong, and when something
// is not the caller's to see.
inline constexpr int kUsage = 2;
inline constexpr int kDenied = 4;

inline const Bird& Kestrel() { return kBirds[0]; }

// A result with this exit code; the rest is there to be read if it is another.
MATCHER_P(ExitsWith, code, "") {
  *result_listener << "\nexit code " << arg.exit_code << "\nout: " << arg.out
                   << "\nerr: " << arg.err;
  return arg.exit_code == code;
}

template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  const auto status =
      google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
  return message;
}

// A server with the two councils, and a token for each of Essex's people:
// `commissioner`, `finance`, `practitioner`, and `heron` and `kestrel` of their
// providers.
class TwoCouncilsCliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<ServerProcess> server =
        ServerProcess::Start(dir_ / "data", {"--access_log", "off"});
    ASSERT_THAT(server, testing::IsOk());
    server_.emplace(*std::move(server));
    ASSERT_THAT(StoreTwoCouncils(*server_), testing::IsOk());
    for (const char* const role : {"commissioner", "finance", "practitioner"}) {
      ASSERT_NO_FATAL_FAILURE(IssueToken(role, role, {}));
    }
    ASSERT_NO_FATAL_FAILURE(
        IssueToken("heron", "provider", {"--provider", "heron-care"}));
    ASSERT_NO_FATAL_FAILURE(
        IssueToken("kestrel", "provider", {"--provider", "kestrel-care"}));
  }

  void TearDown() override {
    if (server_) {
      EXPECT_THAT(server_->Stop(), testing::IsOk());
    }
  }

  void IssueToken(const std::string& who, const std::string& role,
                  const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "token",     "issue",        "--role", role,
        "--subject", "users/" + who, "--keys", server_->data_dir() + "/keys",
        "--council", "E10000012",    "--out",  dir_ / ("token-" + who)};
    words.insert(words.end(), more.begin(), more.end());
    const auto issued = RunTidemark(words);
    ASSERT_THAT(issued, testing::IsOk());
    ASSERT_THAT(*issued, ExitsWith(0));
  }

  CommandResult As(const std::string& who,
                   const std::vector<std::string>& words) {
    const auto result = RunTidemark(
        words,
        {.server = server_->address(), .token_file = dir_ / ("token-" + who)});
    EXPECT_THAT(result, testing::IsOk());
    return result.value_or(CommandResult());
  }

  // The kestrel reports July, and the council accepts it.
  void AcceptJuly(int level) {
    outcomes::v1::SubmitReturnRequest submit;
    submit.set_name(absl::StrCat(Kestrel().contract(), "/returns/2025-07"));
    for (const std::string& outcome :
         {Kestrel().outcome(), Kestrel().shared_outcome()}) {
      *submit.add_entries() = Entry(outcome, level, level);
    }
    ASSERT_THAT(
        server_->As(ProviderUser(Kestrel().provider()))
            ->Unary(&outcomes::v1::OutcomesService::Stub::SubmitReturn, submit),
        testing::IsOk());
    outcomes::v1::AcceptReturnRequest accept;
    accept.set_name(submit.name());
    ASSERT_THAT(
        server_->As(Commissioner(kEssex))
            ->Unary(&outcomes::v1::OutcomesService::Stub::AcceptReturn, accept),
        testing::IsOk());
    // Until monitoring knows it.
    ASSERT_THAT(As("commissioner", {"scorecard", "--from", "2025-06", "--to",
                                    "2025-06", "--fresh"}),
                ExitsWith(0));
  }

  const testing::TempDir dir_;
  std::optional<ServerProcess> server_;
};

}  // namespace tidemark::e2e

#endif  // TIDEMARK_TESTS_E2E_TWO_COUNCILS_CLI_H_
