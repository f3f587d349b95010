// Loads a sample council into a running server through its public API, as any
// client would: as an administrator, a commissioner, a practitioner, and as
// each provider for its own returns.
//
// A load that was cut off can be run again: each call has a `request_id` that
// follows from the seed and from what it is about, so that what was done is not
// done twice, for as long as the server remembers requests (seven days).
//
// The first submission of a past return is recorded by the commissioner with
// the day on which the council received it.

#ifndef TIDEMARK_SERVICES_SAMPLE_LOAD_H_
#define TIDEMARK_SERVICES_SAMPLE_LOAD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/base/clock.h"
#include "services/sample/plan.h"

namespace tidemark::sample {

// Where and how to load.
struct LoadOptions {
  // The server, `host:port`.
  std::string server;
  // The folder with the installation's signing key.
  std::string keys_dir;
  // How many providers are loaded at the same time, 1 to 64.
  int workers = 8;
  // How long one call may take, with its repeats while the server is away.
  absl::Duration call_timeout = absl::Seconds(60);
  // Whether to say nothing on the standard error.
  bool quiet = false;
};

// What a load has put in, or found there from an earlier run.
struct LoadTotals {
  int64_t providers = 0;
  int64_t locations = 0;
  int64_t contracts = 0;
  int64_t people = 0;
  int64_t outcomes = 0;
  int64_t packages = 0;
  // Check-backs that were recorded.
  int64_t check_backs = 0;
  // Returns that were submitted at least once, and the submissions.
  int64_t returns = 0;
  int64_t submissions = 0;
  // The entries of all submissions.
  int64_t entries = 0;
  int64_t acceptances = 0;
  int64_t stories = 0;
  // What was proposed after delegated reviews.
  int64_t proposals = 0;
  // What was issued of what a contract pays for outcomes.
  int64_t statements = 0;
};

// Loads all of `sample`. Stops at the first call that is refused and returns
// its error; `FAILED_PRECONDITION` with the reason `NO_SIGNING_KEY` if
// `keys_dir` holds no signing key. `clock` dates the tokens and measures the
// time.
absl::StatusOr<LoadTotals> Load(const SampleCouncil& sample,
                                const LoadOptions& options, const Clock& clock);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_LOAD_H_
