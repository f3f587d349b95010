#include "tests/crash/writer.h"

#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "tests/e2e/any_call.h"
#include "tests/e2e/records.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"

namespace tidemark::crash {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::util::MessageDifferencer;

using enablement::v1::CheckBack;
using enablement::v1::Package;
using enablement::v1::SupportLevel;
using outcomes::v1::Return;
using outcomes::v1::ReturnEntry;

// A package may have 500 levels.
constexpr int kLevelsAtStart = 2;
constexpr int kMostLevels = 400;

const MethodDescriptor& MethodCalled(const std::string& name) {
  for (const auto* file :
       {outcomes::v1::GetReturnRequest::descriptor()->file(),
        enablement::v1::GetPackageRequest::descriptor()->file()}) {
    const MethodDescriptor* method = file->service(0)->FindMethodByName(name);
    if (method != nullptr) return *method;
  }
  std::abort();
}

// The method that gets `name`.
std::string GetterOf(const std::string& name) {
  const absl::string_view collection = CollectionOf(name);
  if (collection == "returns") return "GetReturn";
  if (collection == "people") return "GetPerson";
  return "GetPackage";
}

absl::Status Broken(absl::string_view what, const Message* promised,
                    const Message* found) {
  return absl::DataLossError(absl::StrCat(
      what, "\npromised: ",
      promised == nullptr ? "nothing" : promised->ShortDebugString(),
      "\nfound: ", found == nullptr ? "nothing" : found->ShortDebugString()));
}

bool Same(const Message& a, const Message& b) {
  return MessageDifferencer::Equals(a, b);
}

// Whether `answer` says all that `entries` said, and nothing else.
bool Holds(const Return& answer,
           const google::protobuf::RepeatedPtrField<ReturnEntry>& entries) {
  if (answer.entries_size() != entries.size()) return false;
  for (int i = 0; i < entries.size(); ++i) {
    if (!Same(answer.entries(i), entries[i])) return false;
  }
  return true;
}

int MinutesOf(const SupportLevel& level) {
  return level.weekly_minutes() * std::max(1, level.people_per_visit());
}

}  // namespace

Writer::Writer(Patch patch, uint64_t number, uint64_t seed)
    : patch_(std::move(patch)), number_(number), random_(seed + number) {}

void Writer::Connect(const e2e::ServerProcess& server) {
  const std::string council(CouncilOf(patch_.contract));
  connections_[api::v1::ROLE_PROVIDER] =
      server.As(e2e::ProviderUser(patch_.provider));
  connections_[api::v1::ROLE_COMMISSIONER] =
      server.As(e2e::Commissioner(council));
  connections_[api::v1::ROLE_PRACTITIONER] =
      server.As(e2e::Practitioner(council));
}

int Writer::Random(int least, int most) {
  return std::uniform_int_distribution<int>(least, most)(random_);
}

const Message* Writer::Promised(const std::string& name) const {
  const auto it = promised_.find(name);
  return it == promised_.end() ? nullptr : it->second.get();
}

Writer::Write Writer::Make(api::v1::Role role, const std::string& method,
                           const std::string& name, const Message& request) {
  std::shared_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  copy->GetReflection()->SetString(
      copy.get(), copy->GetDescriptor()->FindFieldByName("request_id"),
      e2e::RequestId(number_ << 32 | ++requests_));
  return {
      .role = role, .method = method, .request = std::move(copy), .name = name};
}

Writer::Write Writer::ChooseWrite() {
  const int chance = Random(0, 9);
  if (chance == 0) return WritePerson();
  if (chance <= 2) return WriteLevel();
  return WriteReturn();
}

Writer::Write Writer::WritePerson() {
  if (people_stored_ > 0 && Random(0, 1) == 0) {
    outcomes::v1::UpdatePersonRequest update;
    const std::string name =
        absl::StrCat(CouncilOf(patch_.contract), "/people/new-", number_, "-",
                     Random(1, people_stored_));
    update.mutable_person()->set_name(name);
    update.mutable_person()->set_birth_year(Random(1930, 1990));
    return Make(api::v1::ROLE_PRACTITIONER, "UpdatePerson", name, update);
  }
  outcomes::v1::CreatePersonRequest create;
  const std::string id = absl::StrCat("new-", number_, "-", ++people_stored_);
  create.set_parent(std::string(CouncilOf(patch_.contract)));
  create.set_person_id(id);
  create.mutable_person()->set_birth_year(1950);
  return Make(api::v1::ROLE_PRACTITIONER, "CreatePerson",
              absl::StrCat(create.parent(), "/people/", id), create);
}

Writer::Write Writer::WriteLevel() {
  const auto* package = static_cast<const Package*>(Promised(patch_.package));
  if (package != nullptr && package->levels_size() >= kMostLevels) {
    return WritePerson();
  }
  const int number =
      package == nullptr ? kLevelsAtStart : package->levels_size();
  enablement::v1::ChangeLevelRequest change;
  change.set_name(patch_.package);
  SupportLevel& level = *change.mutable_level();
  // One day after the other, from the day after the package's second level.
  const absl::CivilDay day = absl::CivilDay(2025, 6, 1) + (number - 1);
  *level.mutable_from_date() = e2e::Day(absl::FormatCivilTime(day));
  level.set_weekly_minutes(Random(0, 2000));
  level.set_reason("As reviewed");
  level.set_agreement(static_cast<SupportLevel::Agreement>(Random(1, 4)));
  return Make(api::v1::ROLE_PRACTITIONER, "ChangeLevel", patch_.package,
              change);
}

Writer::Write Writer::WriteReturn() {
  const int month = Random(0, 11);
  const std::string name =
      absl::StrCat(patch_.contract, "/returns/", 2025 + (month + 3) / 12, "-",
                   absl::Dec((month + 3) % 12 + 1, absl::kZeroPad2));
  const auto* now = static_cast<const Return*>(Promised(name));
  const Return::State state =
      now == nullptr ? Return::STATE_NOT_STARTED : now->state();
  const auto fill = [&](auto& entries) {
    for (const std::string& outcome : patch_.outcomes) {
      *entries.Add() = e2e::Entry(
          outcome,
          Random(0, 3) == 0 ? std::nullopt : std::optional(Random(-2, 2)),
          Random(-2, 2));
    }
  };
  if (state == Return::STATE_SUBMITTED || state == Return::STATE_RESUBMITTED) {
    if (Random(0, 3) > 0) {
      outcomes::v1::AcceptReturnRequest accept;
      accept.set_name(name);
      return Make(api::v1::ROLE_COMMISSIONER, "AcceptReturn", name, accept);
    }
    outcomes::v1::SendBackReturnRequest back;
    back.set_name(name);
    back.set_reason("Please look again");
    return Make(api::v1::ROLE_COMMISSIONER, "SendBackReturn", name, back);
  }
  if (state == Return::STATE_ACCEPTED && Random(0, 2) == 0) {
    outcomes::v1::WithdrawReturnRequest withdraw;
    withdraw.set_name(name);
    withdraw.set_reason("Another month's");
    return Make(api::v1::ROLE_PROVIDER, "WithdrawReturn", name, withdraw);
  }
  if (state != Return::STATE_ACCEPTED && Random(0, 3) == 0) {
    outcomes::v1::SaveReturnRequest save;
    save.mutable_return_()->set_name(name);
    fill(*save.mutable_return_()->mutable_entries());
    return Make(api::v1::ROLE_PROVIDER, "SaveReturn", name, save);
  }
  outcomes::v1::SubmitReturnRequest submit;
  submit.set_name(name);
  fill(*submit.mutable_entries());
  if (state == Return::STATE_ACCEPTED) submit.set_reason("Corrected");
  return Make(api::v1::ROLE_PROVIDER, "SubmitReturn", name, submit);
}

absl::StatusOr<std::unique_ptr<Message>> Writer::Send(
    const Write& write) const {
  return e2e::CallMethod(*connections_.at(write.role),
                         MethodCalled(write.method), *write.request);
}

absl::StatusOr<std::unique_ptr<Message>> Writer::Get(
    const std::string& name) const {
  const MethodDescriptor& method = MethodCalled(GetterOf(name));
  const std::unique_ptr<Message> request =
      e2e::NewMessage(*method.input_type());
  request->GetReflection()->SetString(
      request.get(), method.input_type()->FindFieldByName("name"), name);
  auto found = e2e::CallMethod(*connections_.at(api::v1::ROLE_PRACTITIONER),
                               method, *request);
  if (found.ok() && CollectionOf(name) == "returns") {
    // Worked out when it is read.
    auto& current = static_cast<Return&>(**found);
    current.clear_timeliness();
    current.clear_days_late();
  }
  return found;
}

absl::Status Writer::Promise(const Write& write,
                             std::unique_ptr<Message> answer) {
  // A return is stored with all of its entries or not at all.
  if (write.method == "SubmitReturn" &&
      !Holds(
          static_cast<const Return&>(*answer),
          static_cast<const outcomes::v1::SubmitReturnRequest&>(*write.request)
              .entries())) {
    return Broken("a return is half there", write.request.get(), answer.get());
  }
  if (write.method == "SaveReturn" &&
      !Holds(static_cast<const Return&>(*answer),
             static_cast<const outcomes::v1::SaveReturnRequest&>(*write.request)
                 .return_()
                 .entries())) {
    return Broken("a draft is half there", write.request.get(), answer.get());
  }
  promised_[write.name] = std::move(answer);
  last_ = write;
  ++promises_;
  return absl::OkStatus();
}

absl::Status Writer::WriteOnce() {
  Write write = ChooseWrite();
  absl::StatusOr<std::unique_ptr<Message>> answer = Send(write);
  if (answer.ok()) return Promise(write, *std::move(answer));
  if (absl::IsUnavailable(answer.status())) {
    unknown_ = std::move(write);
    return answer.status();
  }
  return absl::InternalError(absl::StrCat(write.method, " of ", write.name,
                                          ": ", answer.status().ToString()));
}

absl::Status Writer::Settle() {
  for (const auto& [name, promised] : promised_) {
    if (unknown_ && unknown_->name == name) continue;
    const auto found = Get(name);
    if (!found.ok()) {
      return Broken(absl::StrCat(name, ": ", found.status().ToString()),
                    promised.get(), nullptr);
    }
    if (!Same(*promised, **found)) {
      return Broken("a record is not as promised", promised.get(),
                    found->get());
    }
  }
  TIDEMARK_RETURN_IF_ERROR(SettleLast());
  TIDEMARK_RETURN_IF_ERROR(SettleUnknown());
  return CheckCheckBacks();
}

// The last call that was answered, sent again, gets the same answer.
absl::Status Writer::SettleLast() {
  if (!last_) return absl::OkStatus();
  const auto again = Send(*last_);
  const Message* promised = Promised(last_->name);
  if (!again.ok()) {
    return Broken(absl::StrCat("a repeat: ", again.status().ToString()),
                  promised, nullptr);
  }
  if (!Same(*promised, **again)) {
    return Broken("a repeat got another answer", promised, again->get());
  }
  return absl::OkStatus();
}

// A call without an answer was done whole or not at all; sent again, it is
// done.
absl::Status Writer::SettleUnknown() {
  if (!unknown_) return absl::OkStatus();
  const Message* before = Promised(unknown_->name);
  auto found = Get(unknown_->name);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  auto answer = Send(*unknown_);
  if (!answer.ok()) {
    return Broken(absl::StrCat(unknown_->method, " of ", unknown_->name,
                               " sent again: ", answer.status().ToString()),
                  before, found.ok() ? found->get() : nullptr);
  }
  const bool untouched =
      !found.ok() || (before != nullptr && Same(*before, **found)) ||
      (before == nullptr && CollectionOf(unknown_->name) == "returns" &&
       static_cast<const Return&>(**found).state() ==
           Return::STATE_NOT_STARTED) ||
      // As it was before anybody wrote.
      (before == nullptr && CollectionOf(unknown_->name) == "packages" &&
       static_cast<const Package&>(**found).levels_size() == kLevelsAtStart);
  if (!untouched && !Same(**found, **answer)) {
    return Broken("a call without an answer was half done", before,
                  found->get());
  }
  if (found.ok() == false && before != nullptr) {
    return Broken("a record is gone", before, nullptr);
  }
  const Write write = *std::exchange(unknown_, std::nullopt);
  return Promise(write, *std::move(answer));
}

// Each step-down came with its check-backs, in one commit.
absl::Status Writer::CheckCheckBacks() const {
  const auto* package = static_cast<const Package*>(Promised(patch_.package));
  if (package == nullptr) return absl::OkStatus();
  std::multiset<std::string> found;
  std::string token;
  do {
    enablement::v1::ListCheckBacksRequest request;
    request.set_parent(patch_.package);
    request.set_page_size(1000);
    request.set_page_token(token);
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto page,
        e2e::CallMethod(*connections_.at(api::v1::ROLE_PRACTITIONER),
                        MethodCalled("ListCheckBacks"), request));
    const auto& response =
        static_cast<const enablement::v1::ListCheckBacksResponse&>(*page);
    for (const CheckBack& check_back : response.check_backs()) {
      found.insert(check_back.step_date().ShortDebugString());
    }
    token = response.next_page_token();
  } while (!token.empty());
  for (int i = 1; i < package->levels_size(); ++i) {
    const bool down =
        MinutesOf(package->levels(i)) < MinutesOf(package->levels(i - 1));
    const size_t expected = down ? 3 : 0;
    const size_t count =
        found.count(package->levels(i).from_date().ShortDebugString());
    if (count != expected) {
      return Broken(absl::StrCat("a level came with ", count,
                                 " check-backs instead of ", expected),
                    &package->levels(i), package);
    }
  }
  return absl::OkStatus();
}

std::vector<Return> Writer::Returns() const {
  std::vector<Return> returns;
  for (const auto& [name, message] : promised_) {
    if (CollectionOf(name) == "returns") {
      returns.push_back(static_cast<const Return&>(*message));
    }
  }
  return returns;
}

}  // namespace tidemark::crash
