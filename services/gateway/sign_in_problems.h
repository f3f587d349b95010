#ifndef TIDEMARK_SERVICES_GATEWAY_SIGN_IN_PROBLEMS_H_
#define TIDEMARK_SERVICES_GATEWAY_SIGN_IN_PROBLEMS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace tidemark::gateway {

// Why a person could not be signed in.
struct SignInProblem {
  // In `/sign-in?problem=CODE`, and the reason of an error.
  std::string code;
  // What happened and what to do, for the person.
  std::string words;
};

// All of them. `help` says whom to ask, as it would end a sentence.
std::vector<SignInProblem> SignInProblems(absl::string_view help);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_SIGN_IN_PROBLEMS_H_
