#include "services/gateway/sign_in_problems.h"

#include "absl/strings/str_replace.h"

namespace tidemark::gateway {
namespace {

constexpr struct {
  const char* code;
  const char* words;
} kProblems[] = {
    {"TOO_MANY_ATTEMPTS",
     "There were too many tries to sign in from here. Wait a minute, then try "
     "again."},
    {"SIGN_IN_EXPIRED",
     "Signing in took too long, or this page was opened twice. Try again."},
    {"SIGN_IN_CANCELLED", "You did not finish signing in. Try again."},
    {"PROVIDER_AWAY",
     "The service that checks your account does not answer. Try again in a few "
     "minutes. If it goes on, ask $help."},
    {"PROVIDER_REFUSED",
     "The service that checks your account would not let you in to Tidemark. "
     "Ask $help to let your account use Tidemark."},
    {"ANSWER_INVALID",
     "We could not check the answer of the service that checks your account. "
     "Try again. If it goes on, tell $help."},
    {"NOT_SET_UP",
     "Your account is right, but nobody has said what you may do in Tidemark. "
     "Ask $help to give your account a role in Tidemark."},
    {"NO_PROVIDER",
     "Your account is right, but nobody has said which care provider you work "
     "for. Ask $help to add your provider to your account."},
    {"TOO_MANY_SESSIONS",
     "Too many people are signed in. Try again in a few minutes."},
    {"SIGN_IN_FAILED",
     "Something went wrong on our side. Try again. If it goes on, tell $help."},
};

}  // namespace

std::vector<SignInProblem> SignInProblems(absl::string_view help) {
  std::vector<SignInProblem> problems;
  for (const auto& problem : kProblems) {
    problems.push_back(
        {problem.code, absl::StrReplaceAll(problem.words, {{"$help", help}})});
  }
  return problems;
}

}  // namespace tidemark::gateway
