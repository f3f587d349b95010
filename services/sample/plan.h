// The plan of a sample council: who is in it, what matters to them, how it
// went, and what providers and the council did about each return, day by day.
//
//   TIDEMARK_ASSIGN_OR_RETURN(const SampleCouncil sample,
//                             SampleCouncil::Make(options));
//   for (int i = 0; i < sample.provider_count(); ++i) {
//     const ProviderPlan plan = sample.Provider(i);
//     for (const ReturnPlan& planned : plan.returns) {
//       for (const Step& step : planned.steps) { ... }
//     }
//   }
//
// The plan is a pure function of the options: no clock, no chance but the
// seed's. Each provider is planned on its own, so that a large council never
// lies in memory as a whole, and the entries of a return are written out only
// when they are asked for.

#ifndef TIDEMARK_SERVICES_SAMPLE_PLAN_H_
#define TIDEMARK_SERVICES_SAMPLE_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/type/date.h"
#include "common/type/periods.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/contracts/v1/location.pb.h"
#include "tidemark/contracts/v1/provider.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"
#include "tidemark/outcomes/v1/story_service.pb.h"

namespace tidemark::sample {

// What to make.
struct SampleOptions {
  // The council's ONS GSS code.
  std::string council = "E10000012";
  // How many people, 1 to 200,000.
  int people = 1500;
  // Over how many months, 3 to 120, `last_month` the last of them.
  int months = 24;
  // Another seed makes another council.
  uint64_t seed = 1;
  // The last month for whose days returns are planned.
  type::YearMonth last_month;
  // The day up to which things have happened; what lies after it is left out.
  // At most 31 days after the end of `last_month`, which is also what unset
  // means.
  std::optional<type::Date> until = std::nullopt;
};

// OK, or `INVALID_ARGUMENT` with all faults of `options`.
absl::Status CheckOptions(const SampleOptions& options);

// The day up to which things have happened: `options.until` or its default.
type::Date UntilOf(const SampleOptions& options);

// Whether people under a provider fare as chance has it.
enum class Standing {
  // As chance has it.
  kOrdinary,
  // Truly better: outcomes rise more often and slip less often.
  kBetter,
  // Truly worse.
  kWorse,
};

// How a provider keeps its due dates.
enum class Punctuality { kPunctual, kMixed, kTardy };

// Days from `start` to `end`, both included.
struct Days {
  type::Date start;
  type::Date end;
};

// One personal outcome, and how it goes.
struct OutcomePlan {
  // As it is stored.
  outcomes::v1::PersonalOutcome outcome;
  // How it is closed, if it is; its `request_id` is set.
  std::optional<outcomes::v1::CloseOutcomeRequest> close;
  // The days on which it is worked towards.
  Days days;
  // The true level at the end of each month, from the month of `days.start` on;
  // the last one holds after it.
  std::vector<int8_t> levels;
};

// One person under one contract.
struct PersonPlan {
  // As stored, with the status that holds at the end of the plan.
  outcomes::v1::Person person;
  // Two to six, in the order of their names.
  std::vector<OutcomePlan> outcomes;
  // The packages, each before those that continue it.
  std::vector<enablement::v1::PackageRecord> packages;
  // The days on which support rests, in order.
  std::vector<Days> pauses;
  // In how many of a hundred cases the person's own view can be had.
  int voice_percent = 0;
  // How it is mostly had.
  outcomes::v1::Voice::Source voice_source =
      outcomes::v1::Voice::SOURCE_UNSPECIFIED;
};

// One contract and the people under it.
struct ContractPlan {
  // As it is stored; the periods of its calendar are the server's to make,
  // unless they are explicit.
  contracts::v1::Contract contract;
  // The periods for which a return is planned, as the server makes them.
  std::vector<type::Period> periods;
  // How it ends or rests once all else is stored, if it does.
  std::optional<contracts::v1::EndContractRequest> end;
  std::optional<contracts::v1::SuspendContractRequest> suspend;
  // The people under it: indices into `ProviderPlan::people`.
  std::vector<size_t> people;
};

// Something that is done about a return on a day.
struct Step {
  // What is done.
  enum class Kind {
    // The provider saves a draft with half of the entries.
    kSave,
    // The provider submits version `version`.
    kSubmit,
    // The council returns it for changes.
    kSendBack,
    // The council accepts it.
    kAccept,
    // The provider takes it back.
    kWithdraw,
    // A practitioner adds a view of their own.
    kPractitionerVoice,
  };
  Kind kind;
  // When: a working hour of a day in England.
  absl::Time time;
  // How often the return has been submitted by then, this step included.
  int version = 0;
};

// One return and what is done about it.
struct ReturnPlan {
  // The resource name.
  std::string name;
  // Its contract: an index into `ProviderPlan::contracts`.
  size_t contract = 0;
  // The period.
  type::Period period;
  // Whether nobody was supported in the period.
  bool nil = false;
  // Whether it is never submitted.
  bool missing = false;
  // Whether the first submission comes after the due day.
  bool late = false;
  // Whether it is corrected after it was accepted.
  bool corrected = false;
  // Whether the council returns it for changes.
  bool sent_back = false;
  // Whether it is taken back and submitted anew.
  bool withdrawn = false;
  // What is done, in order, up to the end of the plan.
  std::vector<Step> steps = {};
};

// A story and what becomes of it: the requests that are there, in their order,
// each with its `request_id`.
struct StoryPlan {
  outcomes::v1::CreateStoryRequest create;
  // Whether a practitioner records it; else the provider does.
  bool by_practitioner = false;
  // By a practitioner.
  std::optional<outcomes::v1::ProposeRedactionRequest> propose;
  // By a commissioner.
  std::optional<outcomes::v1::ApproveRedactionRequest> approve;
  std::optional<outcomes::v1::ShareStoryRequest> share;
  // By a practitioner.
  std::optional<outcomes::v1::WithdrawConsentRequest> withdraw;
};

// One provider with all that it does.
struct ProviderPlan {
  contracts::v1::Provider provider;
  Standing standing = Standing::kOrdinary;
  Punctuality punctuality = Punctuality::kPunctual;
  std::vector<contracts::v1::Location> locations;
  std::vector<ContractPlan> contracts;
  std::vector<PersonPlan> people;
  // By contract, then by period.
  std::vector<ReturnPlan> returns;
  std::vector<StoryPlan> stories;
};

// A council to be made. Cheap to keep; safe to use from many threads.
class SampleCouncil {
 public:
  // Returns what `CheckOptions` returns.
  static absl::StatusOr<SampleCouncil> Make(const SampleOptions& options);

  const SampleOptions& options() const { return options_; }
  // The council and its frameworks, as they are stored.
  const contracts::v1::Council& council() const { return council_; }

  // How many providers there are.
  int provider_count() const { return static_cast<int>(shapes_.size()); }
  // How many people a provider supports; the first provider has the most.
  int people_of(int provider) const { return shapes_[provider].people; }
  // Whether a provider's people fare as chance has it.
  Standing standing_of(int provider) const {
    return shapes_[provider].standing;
  }

  // The plan of a provider, 0 to `provider_count()` - 1.
  ProviderPlan Provider(int provider) const;

  // What `planned`, a return of `plan`, says in its version `version`, with
  // its `request_id`; a `reason` only where an accepted version is corrected.
  outcomes::v1::SubmitReturnRequest Submission(const ProviderPlan& plan,
                                               const ReturnPlan& planned,
                                               int version) const;

  // The other requests of a return's steps, each with its `request_id`.
  outcomes::v1::SaveReturnRequest Draft(const ProviderPlan& plan,
                                        const ReturnPlan& planned) const;
  outcomes::v1::AcceptReturnRequest Acceptance(const ReturnPlan& planned,
                                               int version) const;
  outcomes::v1::SendBackReturnRequest SendingBack(const ReturnPlan& planned,
                                                  int version) const;
  outcomes::v1::WithdrawReturnRequest Withdrawal(const ReturnPlan& planned,
                                                 int version) const;
  // Of an entry of the plan's return that has a level; `nullopt` if none has.
  std::optional<outcomes::v1::RecordPractitionerVoiceRequest> PractitionerVoice(
      const ProviderPlan& plan, const ReturnPlan& planned, int version) const;

  // The `request_id` of what is done to `name`, such as `create`.
  std::string RequestId(absl::string_view verb, absl::string_view name) const;

 private:
  // What is known of a provider before it is planned.
  struct Shape {
    // How many people, and the number of the first of them.
    int people = 0;
    int first_person = 0;
    Standing standing = Standing::kOrdinary;
    Punctuality punctuality = Punctuality::kPunctual;
  };

  explicit SampleCouncil(const SampleOptions& options);

  const SampleOptions options_;
  contracts::v1::Council council_;
  std::vector<Shape> shapes_;
};

// The plan of a whole council at once.
struct Plan {
  contracts::v1::Council council;
  std::vector<ProviderPlan> providers;
};

// Plans all of a council. Only for small ones: `SampleCouncil` plans large ones
// provider by provider. Returns what `CheckOptions` returns.
absl::StatusOr<Plan> Generate(const SampleOptions& options);

// Whether an outcome is to have an entry in the return of `period`.
bool IsExpected(const OutcomePlan& outcome, const type::Period& period);

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_PLAN_H_
