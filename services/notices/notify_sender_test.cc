#include "services/notices/notify_sender.h"

#include <fstream>

#include "gmock/gmock.h"

#include "services/notices/config.h"
#include "services/notices/notices_fixture.h"
#include "services/notices/notify_stand_in.h"

namespace tidemark::notices {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using type::Date;

constexpr char kServiceId[] = "26785a09-ab16-4eb0-8407-a37497a57506";
constexpr char kSecret[] = "3d844edf-8d35-48ac-975b-e847b4f122b0";
// One UUID a kind.
constexpr char kReminders[] = "f33517ff-2a88-4f6e-b855-c550268ce081";
constexpr char kReceipt[] = "f33517ff-2a88-4f6e-b855-c550268ce082";
constexpr char kReturned[] = "f33517ff-2a88-4f6e-b855-c550268ce083";
constexpr char kHelp[] = "f33517ff-2a88-4f6e-b855-c550268ce084";

std::string ApiKey() {
  return absl::StrCat("council-live-key-", kServiceId, "-", kSecret);
}

class NotifySenderTest : public NoticesFixture {
 protected:
  NotifySenderTest()
      : notify_(
            {.service_id = kServiceId,
             .secret = kSecret,
             .templates =
                 {{kReminders, {"council", "link", "summary", "returns"}},
                  {kReceipt,
                   {"council", "link", "contract", "period", "version",
                    "submitted_at", "entries", "content_hash"}},
                  {kReturned, {"council", "link", "contract", "period"}},
                  {kHelp, {"council", "link", "contract", "contact_email"}}},
             .clock = notify_clock_}) {
    sender_to_notify_ = Make(ApiKey());
    outbox_ = std::make_unique<Outbox>(
        Outbox::Options{.db = *db_, .sender = *sender_to_notify_});
    At(Date(2025, 7, 3), 10);
  }

  std::unique_ptr<NotifySender> Make(const std::string& key) {
    auto sender = NotifySender::Make(
        {.url = notify_.url(),
         .api_key = key,
         .templates = {{v1::Notice::KIND_REMINDERS, kReminders},
                       {v1::Notice::KIND_RECEIPT, kReceipt},
                       {v1::Notice::KIND_RETURNED, kReturned},
                       {v1::Notice::KIND_HELP, kHelp}},
         .clock = &clock_});
    Must(sender.status());
    return *std::move(sender);
  }

  void At(Date day, int hour) {
    NoticesFixture::At(day, hour);
    notify_clock_.Set(clock_.Now());
  }

  // The one notice that there is.
  v1::Notice TheNotice() {
    v1::Notice found;
    Must(kNotices.Scan(store::Snapshot(*db_), "", "",
                       [&](const v1::Notice& notice) {
                         found = notice;
                         return true;
                       }));
    return found;
  }

  testing::FakeClock notify_clock_{"2025-07-03T09:00:00Z"};
  NotifyStandIn notify_;
  std::unique_ptr<NotifySender> sender_to_notify_;
};

TEST_F(NotifySenderTest, EveryKindGoesOutWithItsFieldsAndReference) {
  Tick();
  Submit(kHome, "2025-06");
  SetState(kHome, "2025-06", outcomes::v1::Return::STATE_RETURNED_FOR_CHANGES);
  PutContract(NameIn(kEssex, "contracts", "nights"), kShoreline,
              {{"2025-06", Date(2025, 7, 3)}});
  Tick();
  At(Date(2025, 7, 4), 9);
  Tick();
  // A message to the provider about an alert.
  v1::Notice help;
  help.set_name(absl::StrCat(kEssex, "/notices/help.x"));
  help.set_kind(v1::Notice::KIND_HELP);
  help.set_state(v1::Notice::STATE_PENDING);
  *help.mutable_day() = type::ToProto(Date(2025, 7, 4));
  help.add_providers(kShoreline);
  help.set_contract(kHome);
  help.set_contact_email("quality@essex.example");
  Must(db_->Write(AsTest(), [&](store::Transaction& txn) {
    return Save(txn, kNotices, help).status();
  }));
  Tick();
  const auto taken = notify_.taken();
  ASSERT_THAT(taken, SizeIs(4));
  std::map<std::string, google::protobuf::Struct> by_template;
  for (const auto& one : taken) {
    by_template[one.request.fields().at("template_id").string_value()] =
        one.request;
  }
  ASSERT_THAT(by_template, SizeIs(4));
  const auto& receipt = by_template[kReceipt].fields();
  EXPECT_EQ(receipt.at("email_address").string_value(), kMailbox);
  EXPECT_THAT(receipt.at("reference").string_value(),
              HasSubstr("E10000012/receipt.home.2025-06.v1."));
  const auto& said = receipt.at("personalisation").struct_value().fields();
  EXPECT_EQ(said.at("submitted_at").string_value(), "3 July 2025 at 10:00");
  EXPECT_EQ(said.at("entries").string_value(), "2 entries");
  const auto& returns = by_template[kReminders]
                            .fields()
                            .at("personalisation")
                            .struct_value()
                            .fields()
                            .at("returns")
                            .list_value();
  ASSERT_EQ(returns.values_size(), 1);
  EXPECT_THAT(returns.values(0).string_value(),
              HasSubstr("nights, 2025-06: overdue by 1 working day"));
  EXPECT_THAT(Ids(v1::Notice::STATE_SENT), SizeIs(4));
}

TEST_F(NotifySenderTest, NotifysIdIsKept) {
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(TheNotice().deliveries(0).sender_id(), notify_.taken()[0].id);
}

TEST_F(NotifySenderTest, AnotherKeysTokenIsRefusedAndTriedAgainLater) {
  const auto wrong = Make(absl::StrCat("key-", kServiceId,
                                       "-3d844edf-8d35-48ac-975b-"
                                       "e847b4f122b1"));
  EXPECT_THAT(wrong->Send({.reference = "r",
                           .to = kMailbox,
                           .kind = v1::Notice::KIND_RETURNED,
                           .email = {}}),
              StatusIs(absl::StatusCode::kPermissionDenied, "AuthError"));
  EXPECT_THAT(notify_.taken(), IsEmpty());
}

TEST_F(NotifySenderTest, AClockThatIsWrongByMoreThanHalfAMinuteIsRefused) {
  Submit(kHome, "2025-06");
  clock_.Advance(absl::Seconds(31));
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_PENDING);
  EXPECT_THAT(TheNotice().deliveries(0).last_error(),
              AllOf(HasSubstr("403"), HasSubstr("system clock")));
  notify_clock_.Set(clock_.Now() + absl::Minutes(2) - absl::Seconds(29));
  clock_.Advance(absl::Minutes(2));
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_SENT);
}

TEST_F(NotifySenderTest, LimitsAndFaultsAreTriedAgain) {
  notify_.AnswerNext({.status = 429,
                      .error = "RateLimitError",
                      .message = "Exceeded rate limit for key type LIVE of "
                                 "3000 requests per 60 seconds"});
  notify_.AnswerNext({.status = 429,
                      .error = "TooManyRequestsError",
                      .message = "Exceeded send limits (50) for today"});
  notify_.AnswerNext({.status = 500,
                      .error = "Exception",
                      .message = "Internal server error"});
  Submit(kHome, "2025-06");
  for (const char* const said :
       {"RateLimitError", "TooManyRequestsError", "Internal server error"}) {
    Tick();
    EXPECT_THAT(TheNotice().deliveries(0).last_error(), HasSubstr(said));
    clock_.Advance(absl::Minutes(5));
    notify_clock_.Set(clock_.Now());
  }
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_SENT);
  EXPECT_THAT(notify_.taken(), SizeIs(1));
}

TEST_F(NotifySenderTest, WhatNotifyTookBeforeItFailedIsNotSentTwice) {
  notify_.AnswerNext({.status = 500,
                      .error = "Exception",
                      .message = "Internal server error",
                      .take = true});
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_PENDING);
  clock_.Advance(absl::Minutes(1));
  notify_clock_.Set(clock_.Now());
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_SENT);
  EXPECT_THAT(notify_.taken(), SizeIs(1));
}

TEST_F(NotifySenderTest, WhatNotifyRefusesIsGivenUpAtOnceWithAnAlert) {
  notify_.AnswerNext(
      {.status = 400,
       .error = "BadRequestError",
       .message = "Can't send to someone@private.example using a team-only "
                  "API key"});
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_EQ(TheNotice().state(), v1::Notice::STATE_FAILED);
  // Whatever Notify says, no address is kept with the error.
  EXPECT_THAT(TheNotice().deliveries(0).last_error(),
              AllOf(HasSubstr("team-only"), Not(HasSubstr("@"))));
  EXPECT_THAT(Alerts(), SizeIs(1));
}

TEST_F(NotifySenderTest, ATemplateThatAsksForMoreIsNamedInTheError) {
  EXPECT_THAT(sender_to_notify_->Send({.reference = "r",
                                       .to = kMailbox,
                                       .kind = v1::Notice::KIND_RETURNED,
                                       .email = {}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "Missing personalisation: contract"));
}

TEST_F(NotifySenderTest, ANotifyThatIsAwayIsTriedAgain) {
  auto nowhere = NotifySender::Make(
      {.url = "http://127.0.0.1:1",
       .api_key = ApiKey(),
       .templates = {{v1::Notice::KIND_REMINDERS, kReminders},
                     {v1::Notice::KIND_RECEIPT, kReceipt},
                     {v1::Notice::KIND_RETURNED, kReturned},
                     {v1::Notice::KIND_HELP, kHelp}},
       .clock = &clock_});
  ASSERT_THAT(nowhere, IsOk());
  EXPECT_THAT((*nowhere)->Send({.reference = "r",
                                .to = kMailbox,
                                .kind = v1::Notice::KIND_RETURNED,
                                .email = {}}),
              StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"));
}

TEST_F(NotifySenderTest, TheKeyIsNeitherSentNorKept) {
  notify_.AnswerNext({.status = 500, .error = "Exception", .message = "x"});
  Submit(kHome, "2025-06");
  Tick();
  EXPECT_THAT(notify_.seen(), AllOf(HasSubstr("POST /v2/notifications/email"),
                                    Not(HasSubstr(kSecret))));
  EXPECT_THAT(TheNotice().DebugString(), Not(HasSubstr(kSecret)));
}

TEST(NotifyConfigTest, WhatCannotBeRightIsRefusedWithoutTheKey) {
  const std::map<v1::Notice::Kind, std::string> templates = {
      {v1::Notice::KIND_REMINDERS, kReminders},
      {v1::Notice::KIND_RECEIPT, kReceipt},
      {v1::Notice::KIND_RETURNED, kReturned},
      {v1::Notice::KIND_HELP, kHelp}};
  const auto bad_key = NotifySender::Make(
      {.api_key = std::string("name-") + kSecret, .templates = templates});
  EXPECT_THAT(bad_key, StatusIs(absl::StatusCode::kInvalidArgument,
                                "NAME-SERVICE_ID-SECRET"));
  EXPECT_THAT(std::string(bad_key.status().message()), Not(HasSubstr(kSecret)));
  for (const char* const url : {"http://notify.example", "ftp://127.0.0.1",
                                "https://", "http://127.0.0.1@evil.example"}) {
    EXPECT_THAT(NotifySender::Make(
                    {.url = url, .api_key = ApiKey(), .templates = templates}),
                StatusIs(absl::StatusCode::kInvalidArgument, "https"))
        << url;
  }
  auto fewer = templates;
  fewer.erase(v1::Notice::KIND_HELP);
  EXPECT_THAT(NotifySender::Make({.api_key = ApiKey(), .templates = fewer}),
              StatusIs(absl::StatusCode::kInvalidArgument, "KIND_HELP"));
}

class ConfigTest : public ::testing::Test {
 protected:
  absl::StatusOr<Config> Read() {
    return ReadConfig(
        [this](const char* name) -> const char* {
          const auto it = environment_.find(name);
          return it == environment_.end() ? nullptr : it->second.c_str();
        },
        dir_.path(), clock_);
  }

  testing::TempDir dir_;
  testing::FakeClock clock_{"2025-07-03T09:00:00Z"};
  std::map<std::string, std::string> environment_;
};

TEST_F(ConfigTest, WithoutAnyNoticesAreFilesInTheDataFolder) {
  const auto config = Read();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->send_at, absl::Hours(8));
  ASSERT_THAT(config->sender->Send({.reference = "E10000012/x",
                                    .to = kMailbox,
                                    .kind = v1::Notice::KIND_RETURNED,
                                    .email = {}}),
              IsOk());
  EXPECT_TRUE(std::filesystem::exists(dir_ / "log/notices/E10000012"));
}

TEST_F(ConfigTest, NotifyIsSetUpFromAKeyFileAndTemplates) {
  std::ofstream(dir_ / "key") << ApiKey() << "\n";
  environment_ = {
      {"TIDEMARK_NOTICES_SENDER", "govuk-notify"},
      {"TIDEMARK_NOTICES_SEND_AT", "07:30"},
      {"TIDEMARK_NOTICES_LINK", "https://tidemark.example/"},
      {"TIDEMARK_NOTIFY_API_KEY_FILE", dir_ / "key"},
      {"TIDEMARK_NOTIFY_TEMPLATES",
       absl::StrCat("reminders=", kReminders, ", receipt=", kReceipt,
                    ",returned=", kReturned, ",help=", kHelp)}};
  const auto config = Read();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->send_at, absl::Hours(7) + absl::Minutes(30));
  EXPECT_EQ(config->link, "https://tidemark.example");
  environment_["TIDEMARK_NOTICES_SEND_AT"] = "25:00";
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument,
                               "TIDEMARK_NOTICES_SEND_AT"));
  environment_.erase("TIDEMARK_NOTICES_SEND_AT");
  environment_["TIDEMARK_NOTIFY_API_KEY_FILE"] = dir_ / "none";
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument,
                               "TIDEMARK_NOTIFY_API_KEY_FILE"));
  environment_["TIDEMARK_NOTICES_SENDER"] = "pigeon";
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kInvalidArgument,
                               "TIDEMARK_NOTICES_SENDER"));
}

}  // namespace
}  // namespace tidemark::notices
