// What the tests of this folder share: a council's cases as monitoring would
// tell them, which tests change, and the functions of the service.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_FIXTURE_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_FIXTURE_H_

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "common/testing/fake_clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/publications/months.h"
#include "services/publications/publications.h"
#include "services/publications/tables.h"
#include "tidemark/monitoring/v1/case_service.pb.h"

namespace tidemark::publications {

inline constexpr char kCouncil[] = "councils/E10000012";

inline std::string ContractName(int contract) {
  return absl::StrCat(kCouncil, "/contracts/c", contract);
}
// Each contract has a provider of its own, two by two.
inline std::string ProviderName(int contract) {
  return absl::StrCat(kCouncil, "/providers/p", contract / 2);
}

// Where women's cases are, for tests that put them there.
inline std::string MillOf(int contract) {
  return absl::StrCat(ProviderName(contract), "/locations/mill", contract / 2);
}
inline std::string WomenAtTheMill(int contract, const std::string& person) {
  return person[0] == 'f' ? MillOf(contract) : std::string();
}

// What is known of one person under one contract in one month.
struct Count {
  int numerator = 0;
  int denominator = 0;
};

// A council's cases.
class Cases {
 public:
  // Contract, month and person. The person's sex is in its id: `f1`, `m1`.
  using Key = std::tuple<int, int32_t, std::string>;

  void Set(int contract, int32_t month, const std::string& person,
           Count count) {
    counts_[{contract, month, person}] = count;
  }
  // `people` people of one sex, with one case each, of which `met` are met.
  void SetMany(int contract, int32_t month, char sex, int met, int people) {
    for (int i = 0; i < people; ++i) {
      Set(contract, month, absl::StrCat(std::string(1, sex), contract, "-", i),
          {.numerator = i < met ? 1 : 0, .denominator = 1});
    }
  }
  void SetMissing(int contract, int32_t month) {
    missing_[{contract, month}] = true;
  }
  const std::map<Key, Count>& counts() const { return counts_; }

  // The last month whose cases can be judged.
  int32_t settled = 2026 * 12 + 9;
  // Where a person's cases under a contract are.
  std::function<std::string(int contract, const std::string& person)>
      location_of = [](int, const std::string&) { return std::string(); };

  // All on one page.
  absl::StatusOr<monitoring::v1::ListCasesResponse> List(
      const monitoring::v1::ListCasesRequest& request) const {
    monitoring::v1::ListCasesResponse response;
    std::map<std::pair<int, int32_t>, monitoring::v1::MonthCases> months;
    std::set<std::string> locations;
    for (const auto& [key, count] : counts_) {
      const auto& [contract, month, person] = key;
      if (month < IndexOf(request.from_month()) ||
          month > IndexOf(request.to_month()) || count.denominator == 0) {
        continue;
      }
      auto& cases = *months[{contract, month}].add_people();
      cases.set_person(person);
      cases.set_numerator(count.numerator);
      cases.set_denominator(count.denominator);
      cases.add_groups(person[0] == 'f' ? "female" : "male");
      cases.add_groups(person.back() % 2 == 0 ? "white" : "asian");
      cases.set_location(location_of(contract, person));
      if (!cases.location().empty()) locations.insert(cases.location());
    }
    for (const std::string& location : locations) {
      auto& added = *response.add_locations();
      added.set_name(location);
      added.set_display_name(std::string(IdOf(location)));
    }
    for (const auto& [key, is_missing] : missing_) {
      months[key].set_missing(is_missing);
    }
    int last = -1;
    for (auto& [key, cases] : months) {
      const auto& [contract, month] = key;
      *cases.mutable_month() = MonthOf(month);
      if (contract != last) {
        auto& added = *response.add_contracts();
        added.set_contract(ContractName(contract));
        added.set_title(absl::StrCat("Contract ", contract));
        added.set_provider(ProviderName(contract));
        added.set_provider_name(absl::StrCat("Provider ", contract / 2));
        last = contract;
      }
      *response.mutable_contracts()->rbegin()->add_months() = cases;
    }
    for (const auto& [attribute, code] :
         {std::pair{monitoring::v1::ATTRIBUTE_SEX, "female"},
          {monitoring::v1::ATTRIBUTE_SEX, "male"},
          {monitoring::v1::ATTRIBUTE_SEX, "not-recorded"},
          {monitoring::v1::ATTRIBUTE_ETHNIC_GROUP, "white"},
          {monitoring::v1::ATTRIBUTE_ETHNIC_GROUP, "asian"}}) {
      auto& group = *response.add_groups();
      group.set_attribute(attribute);
      group.set_code(code);
      group.set_display_name(code);
    }
    response.set_council_name("Essex");
    response.mutable_metric()->set_id(request.metric());
    response.mutable_metric()->set_title("Outcomes met");
    for (const char* const metric : {"outcomes-met", "own-rating"}) {
      if (request.metric() != metric) response.add_related_metrics(metric);
    }
    *response.mutable_last_settled_month() = MonthOf(settled);
    return response;
  }

 private:
  std::map<Key, Count> counts_;
  std::map<std::pair<int, int32_t>, bool> missing_;
};

// The month of 2026 with this number, 1 to 12.
inline int32_t Month(int month) { return 2026 * 12 + month - 1; }

class PublicationsFixture : public ::testing::Test {
 protected:
  PublicationsFixture() {
    auto db = store::Database::Open({.path = dir_ / "publications",
                                     .schema = MakeSchema(),
                                     .clock = &clock_,
                                     .verify = false,
                                     .sync = false});
    if (!db.ok()) {
      std::cerr << db.status() << std::endl;
      std::abort();
    }
    db_ = *std::move(db);
    publications_ = std::make_unique<Publications>(
        *db_, [this](const auto& request) { return cases_.List(request); });
  }

  template <typename Request>
  rpc::Call As(api::v1::Role role, const Request& request) {
    rpc::Principal caller = {
        .subject = "users/ada", .role = role, .council = kCouncil};
    if (role == api::v1::ROLE_PROVIDER) caller.provider = ProviderName(0);
    return rpc::Call::For(std::move(caller), clock_, request);
  }

  // Months of 2026, `from` to `to`.
  static std::string Period(int from, int to) {
    return absl::StrCat("periods { from_month { year: 2026 month: ", from,
                        " } to_month { year: 2026 month: ", to, " } } ");
  }

  absl::StatusOr<v1::Publication> Create(
      const std::string& id, const std::string& text,
      const std::string& metric = "outcomes-met") {
    v1::CreatePublicationRequest request;
    request.set_parent(kCouncil);
    request.set_publication_id(id);
    *request.mutable_publication() = testing::ParseText<v1::Publication>(
        absl::StrCat("title: 'Outcomes' metric: '", metric, "' ", text));
    return publications_->CreatePublication(
        As(api::v1::ROLE_COMMISSIONER, request), request);
  }
  absl::StatusOr<v1::Publication> Preview(const std::string& id) {
    v1::PreviewPublicationRequest request;
    request.set_name(absl::StrCat(kCouncil, "/publications/", id));
    return publications_->PreviewPublication(
        As(api::v1::ROLE_COMMISSIONER, request), request);
  }
  absl::StatusOr<v1::Publication> Publish(const std::string& id,
                                          const std::string& etag = "") {
    v1::PublishPublicationRequest request;
    request.set_name(absl::StrCat(kCouncil, "/publications/", id));
    request.set_etag(etag);
    return publications_->PublishPublication(
        As(api::v1::ROLE_COMMISSIONER, request), request);
  }
  absl::StatusOr<v1::Publication> Withdraw(const std::string& id) {
    v1::WithdrawPublicationRequest request;
    request.set_name(absl::StrCat(kCouncil, "/publications/", id));
    request.set_reason("A mistake");
    return publications_->WithdrawPublication(
        As(api::v1::ROLE_COMMISSIONER, request), request);
  }
  absl::StatusOr<v1::Publication> Get(
      const std::string& id, api::v1::Role role = api::v1::ROLE_COMMISSIONER) {
    v1::GetPublicationRequest request;
    request.set_name(absl::StrCat(kCouncil, "/publications/", id));
    return publications_->GetPublication(As(role, request), request);
  }

  testing::FakeClock clock_{"2026-11-20T12:00:00Z"};
  testing::TempDir dir_;
  Cases cases_;
  std::unique_ptr<store::Database> db_;
  std::unique_ptr<Publications> publications_;
};

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_FIXTURE_H_
