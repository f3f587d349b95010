// Runs a server as a process of its own, as it is run in earnest.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/rpc/channel.h"
#include "common/rpc/testing/certificates.h"
#include "common/rpc/testing/harness.h"
#include "common/rpc/tokens.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark::server {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::tidemark::testing::Ada;
using ::tidemark::testing::Authority;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;
using ::tidemark::testing::v1::CreateThingRequest;
using ::tidemark::testing::v1::EchoService;
using ::tidemark::testing::v1::GetThingRequest;
using Stub = EchoService::Stub;

// A run of the program.
class Program {
 public:
  Program(const TempDir& dir, std::vector<std::string> arguments)
      : errors_(absl::StrCat(dir.path(), "/stderr", NextNumber())) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_.c_str(),
                                     O_WRONLY | O_CREAT, 0644);
    arguments.insert(arguments.begin(), TIDEMARK_TEST_PROGRAM);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&pid_, TIDEMARK_TEST_PROGRAM, &actions, nullptr,
                          argv.data(), environ),
              0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = fdopen(ends[0], "r");
  }
  ~Program() {
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      Wait();
    }
    std::fclose(output_);
  }

  // The next line that it prints; empty at its end.
  std::string Line() {
    char line[1024] = {};
    if (std::fgets(line, sizeof(line), output_) == nullptr) return "";
    return std::string(absl::StripSuffix(line, "\n"));
  }

  // Waits until it serves. Returns the address, or "" if it ended instead.
  std::string Address() {
    std::string line;
    do {
      line = Line();
    } while (!line.empty() && !absl::StartsWith(line, "serving gRPC on "));
    return std::string(absl::StripPrefix(line, "serving gRPC on "));
  }

  // Sends it a signal and waits for its end. Returns the exit code.
  int Stop(int signal) {
    kill(pid_, signal);
    return Wait();
  }

  // Waits for its end. Returns the exit code, or minus the signal.
  int Wait() {
    int status = 0;
    waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  // What it has said on its standard error.
  std::string Errors() const {
    std::ifstream file(errors_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  static int NextNumber() {
    static int number = 0;
    return number++;
  }

  const std::string errors_;
  pid_t pid_ = 0;
  std::FILE* output_ = nullptr;
};

class ProgramTest : public ::testing::Test {
 protected:
  std::vector<std::string> Arguments(std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"--listen", "127.0.0.1:0", "--data_dir", dir_ / "data"});
    return more;
  }

  std::shared_ptr<rpc::Connection> Connect(const std::string& address) const {
    const absl::StatusOr<rpc::TokenKey> key =
        rpc::TokenKey::LoadOrCreate(dir_ / "data/keys");
    EXPECT_THAT(key, IsOk());
    const absl::Time now = Clock::System().Now();
    rpc::Principal ada = Ada();
    ada.expires = now + absl::Hours(1);
    const auto connection = rpc::Connection::Open(
        {.address = address, .token = *key->Issue(ada, now)});
    EXPECT_THAT(connection, IsOk());
    return *connection;
  }

  const TempDir dir_;
};

CreateThingRequest NewThing() {
  CreateThingRequest request;
  request.set_parent("councils/X");
  request.set_thing_id("t");
  request.mutable_thing()->set_title("a thing");
  request.mutable_thing()->set_grade(testing::v1::GRADE_GOOD);
  return request;
}

GetThingRequest GetThing() {
  GetThingRequest request;
  request.set_name("councils/X/things/t");
  return request;
}

TEST_F(ProgramTest, ServesStopsCleanlyAndFindsItsDataAgain) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program(dir_, Arguments());
    const std::string address = program.Address();
    ASSERT_THAT(address, MatchesRegex("127\\.0\\.0\\.1:[0-9]+"))
        << program.Errors();
    const auto connection = Connect(address);
    if (signal == SIGTERM) {
      EXPECT_THAT(connection->Unary(&Stub::CreateThing, NewThing()), IsOk());
    }
    EXPECT_THAT(connection->Unary(&Stub::GetThing, GetThing()), IsOk());
    EXPECT_EQ(program.Stop(signal), 0);
    EXPECT_EQ(program.Errors(), "");
  }
  std::ifstream log(dir_ / "data/access.log");
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(log), {}),
              HasSubstr("CreateThing"));
}

TEST_F(ProgramTest, BuiltInModulesAreMadeAfterAllDatabases) {
  Program program(dir_, Arguments());
  EXPECT_EQ(program.Line(), "1 databases");
  EXPECT_NE(program.Address(), "");
}

TEST_F(ProgramTest, DataFolderBelongsToOneProcess) {
  Program first(dir_, Arguments());
  ASSERT_NE(first.Address(), "");
  Program second(dir_, Arguments());
  EXPECT_EQ(second.Wait(), 1);
  EXPECT_THAT(second.Errors(),
              MatchesRegex("[^\n]*/data is in use by process [0-9]+; stop it "
                           "first, or use another folder\n"));
  EXPECT_EQ(first.Stop(SIGTERM), 0);
  Program third(dir_, Arguments());
  EXPECT_NE(third.Address(), "");
}

TEST_F(ProgramTest, FolderIsFreeAfterACrash) {
  Program first(dir_, Arguments());
  ASSERT_NE(first.Address(), "");
  EXPECT_EQ(first.Stop(SIGKILL), -SIGKILL);
  Program second(dir_, Arguments());
  EXPECT_NE(second.Address(), "") << second.Errors();
}

TEST_F(ProgramTest, WhatCannotBeDoneIsOneLineAndExitCodeOne) {
  Program first(dir_, Arguments());
  const std::string address = first.Address();
  const auto error_of = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--data_dir", dir_ / "other"});
    Program program(dir_, std::move(arguments));
    EXPECT_EQ(program.Wait(), 1);
    EXPECT_THAT(program.Errors(), MatchesRegex("[^\n]+\n"));
    return program.Errors();
  };
  EXPECT_THAT(error_of({"--listen", address}),
              HasSubstr(absl::StrCat("cannot listen on ", address)));
  EXPECT_THAT(error_of({"--listen", "nonsense"}),
              HasSubstr("cannot listen on nonsense"));
  EXPECT_THAT(error_of({"--modules", "nothing"}),
              HasSubstr("the modules are things, asker"));
  EXPECT_THAT(error_of({"--no_such_flag"}), HasSubstr("no_such_flag"));
  EXPECT_THAT(error_of({"--metrics_port", "x"}), HasSubstr("metrics_port"));
  EXPECT_THAT(error_of({"--peers", "things"}), HasSubstr("NAME=HOST:PORT"));
  EXPECT_THAT(error_of({"--tls_cert", dir_ / "none.pem", "--tls_key", "x",
                        "--listen", "127.0.0.1:0"}),
              HasSubstr("none.pem"));
  EXPECT_THAT(error_of({"--modules", "asker", "--listen", "127.0.0.1:0"}),
              HasSubstr("--peers things=HOST:PORT"));
  EXPECT_EQ(first.Stop(SIGTERM), 0);
}

TEST_F(ProgramTest, PeerInAnotherProcessIsCalledWithATokenItAccepts) {
  Program things(dir_, Arguments({"--modules", "things"}));
  const std::string address = things.Address();
  ASSERT_NE(address, "");
  // The keys of one installation, the data of two processes.
  Program asker(dir_, {"--listen", "127.0.0.1:0", "--data_dir", dir_ / "other",
                       "--modules", "asker", "--token_keys", dir_ / "data/keys",
                       "--peers", "things=" + address});
  EXPECT_NE(asker.Address(), "") << asker.Errors();
  EXPECT_EQ(asker.Stop(SIGTERM), 0);
  EXPECT_EQ(things.Stop(SIGTERM), 0);
}

TEST_F(ProgramTest, ProcessWithoutThePrivateKeyNeedsAToken) {
  Program things(dir_, Arguments({"--modules", "things"}));
  const std::string address = things.Address();
  ASSERT_NE(address, "");
  std::filesystem::create_directories(dir_ / "public");
  for (const auto& entry :
       std::filesystem::directory_iterator(dir_ / "data/keys")) {
    if (absl::EndsWith(entry.path().string(), ".pub.pem")) {
      std::filesystem::copy(entry.path(), dir_ / "public");
    }
  }
  std::vector<std::string> arguments = {"--listen",     "127.0.0.1:0",
                                        "--data_dir",   dir_ / "other",
                                        "--modules",    "asker",
                                        "--token_keys", dir_ / "public",
                                        "--peers",      "things=" + address};
  Program without(dir_, arguments);
  EXPECT_EQ(without.Wait(), 1);
  EXPECT_THAT(without.Errors(), HasSubstr("--service_token_file"));

  const absl::StatusOr<rpc::TokenKey> key =
      rpc::TokenKey::LoadOrCreate(dir_ / "data/keys");
  ASSERT_THAT(key, IsOk());
  const absl::Time now = Clock::System().Now();
  std::ofstream(dir_ / "token")
      << *key->Issue({.subject = "services/asker",
                      .role = api::v1::ROLE_SERVICE,
                      .council = rpc::kAnyCouncil,
                      .expires = now + absl::Hours(1)},
                     now);
  arguments.insert(arguments.end(), {"--service_token_file", dir_ / "token"});
  Program with(dir_, arguments);
  EXPECT_NE(with.Address(), "") << with.Errors();
  EXPECT_EQ(with.Stop(SIGTERM), 0);
}

TEST_F(ProgramTest, PeersAreCalledWithMutualTls) {
  Authority authority(dir_ / "ca.pem");
  authority.Issue(dir_ / "server.pem", dir_ / "server.key");
  const std::vector<std::string> tls = {
      "--tls_cert",      dir_ / "server.pem", "--tls_key",  dir_ / "server.key",
      "--tls_client_ca", dir_ / "ca.pem",     "--peers_ca", dir_ / "ca.pem"};
  std::vector<std::string> arguments = Arguments({"--modules", "things"});
  arguments.insert(arguments.end(), tls.begin(), tls.end());
  Program things(dir_, arguments);
  const std::string address = things.Address();
  ASSERT_NE(address, "") << things.Errors();
  arguments = {"--listen",         "127.0.0.1:0",      "--data_dir",
               dir_ / "other",     "--modules",        "asker",
               "--token_keys",     dir_ / "data/keys", "--peers",
               "things=" + address};
  arguments.insert(arguments.end(), tls.begin(), tls.end());
  Program asker(dir_, arguments);
  EXPECT_NE(asker.Address(), "") << asker.Errors();
}

}  // namespace
}  // namespace tidemark::server
