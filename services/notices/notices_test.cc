#include "services/notices/notices.h"

#include "gmock/gmock.h"

#include "common/base/faults.h"
#include "services/notices/notices_fixture.h"

namespace tidemark::notices {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using type::Date;

class NoticesTest : public NoticesFixture {
 protected:
  absl::StatusOr<v1::ListNoticesResponse> List(
      const v1::ListNoticesRequest& request, const rpc::Principal& who) {
    return Do<v1::ListNoticesRequest, v1::ListNoticesResponse>(
        &Notices::ListNotices, request, who);
  }
  absl::StatusOr<v1::NoticeSettings> Set(const std::string& text,
                                         const std::string& etag = "") {
    v1::UpdateNoticeSettingsRequest request;
    *request.mutable_settings() = ParseText<v1::NoticeSettings>(text);
    request.mutable_settings()->set_name(
        absl::StrCat(kShoreline, "/settings/notices"));
    request.mutable_settings()->set_etag(etag);
    return Do<v1::UpdateNoticeSettingsRequest, v1::NoticeSettings>(
        &Notices::UpdateNoticeSettings, request, Of(kShoreline));
  }
};

TEST_F(NoticesTest, AreListedByDayTheLatestFirstPageByPage) {
  TickDaily(Date(2025, 6, 2), Date(2025, 7, 16));
  v1::ListNoticesRequest request;
  request.set_parent(kEssex);
  request.set_page_size(3);
  auto page = List(request, Quality());
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->notices(), SizeIs(3));
  EXPECT_EQ(page->notices(0).day().day(), 16);
  EXPECT_EQ(page->notices(2).day().day(), 10);
  request.set_page_token(page->next_page_token());
  page = List(request, Quality());
  ASSERT_THAT(page, IsOk());
  ASSERT_THAT(page->notices(), SizeIs(1));
  EXPECT_EQ(page->next_page_token(), "");
  request.clear_page_token();
  request.set_state(v1::Notice::STATE_FAILED);
  EXPECT_THAT(List(request, Quality())->notices(), IsEmpty());
  request.clear_state();
  *request.mutable_to_date() = type::ToProto(Date(2025, 7, 9));
  EXPECT_THAT(List(request, Quality())->notices(), SizeIs(1));
}

TEST_F(NoticesTest, ARangeThatIsNoneIsRefused) {
  v1::ListNoticesRequest request;
  request.set_parent(kEssex);
  *request.mutable_from_date() = type::ToProto(Date(2024, 1, 1));
  EXPECT_THAT(List(request, Quality()),
              StatusIs(absl::StatusCode::kInvalidArgument, "at most 400 days"));
  *request.mutable_from_date() = type::ToProto(Date(2026, 1, 1));
  EXPECT_THAT(List(request, Quality()),
              StatusIs(absl::StatusCode::kInvalidArgument, "after"));
}

TEST_F(NoticesTest, OfAGroupsNoticeAProviderSeesWhatIsItsOwn) {
  const std::string other = NameIn(kEssex, "providers", "other");
  PutProvider(kShoreline, "Shoreline Care", {kMailbox}, "BD1");
  PutProvider(other, "Other Care", {"other@care.example"}, "BD1");
  PutContract(NameIn(kEssex, "contracts", "others"), other,
              {{"2025-06", Date(2025, 7, 15)}});
  At(Date(2025, 7, 15));
  Tick();
  v1::GetNoticeRequest get;
  get.set_name(absl::StrCat(kEssex, "/notices/reminders.2025-07-15.g.BD1"));
  const auto all =
      Do<v1::GetNoticeRequest, v1::Notice>(&Notices::GetNotice, get, Quality());
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(all->lines(), SizeIs(2));
  EXPECT_THAT(all->deliveries(), SizeIs(2));
  const auto own = Do<v1::GetNoticeRequest, v1::Notice>(&Notices::GetNotice,
                                                        get, Of(kShoreline));
  ASSERT_THAT(own, IsOk());
  EXPECT_THAT(own->providers(), ElementsAre(kShoreline));
  ASSERT_THAT(own->lines(), SizeIs(1));
  EXPECT_EQ(own->lines(0).provider(), kShoreline);
  ASSERT_THAT(own->deliveries(), SizeIs(1));
  EXPECT_EQ(own->deliveries(0).email_address(), kMailbox);
  v1::ListNoticesRequest list;
  list.set_parent(kEssex);
  list.set_provider(kShoreline);
  const auto listed = List(list, Of(kShoreline));
  ASSERT_THAT(listed, IsOk());
  ASSERT_THAT(listed->notices(), SizeIs(1));
  EXPECT_EQ(listed->notices(0).DebugString().find("other"), std::string::npos);
  EXPECT_THAT(*notices_->ProvidersOf(get.name()), SizeIs(2));
}

TEST_F(NoticesTest, OnlyWhatHasEndedIsSentAgain) {
  At(Date(2025, 7, 15));
  sender_.failures = {absl::ResourceExhaustedError("limit")};
  Tick();
  v1::ResendNoticeRequest request;
  request.set_name(
      absl::StrCat(kEssex, "/notices/reminders.2025-07-15.p.1-101668892"));
  const auto resend = [&] {
    return Do<v1::ResendNoticeRequest, v1::Notice>(&Notices::ResendNotice,
                                                   request, Quality());
  };
  EXPECT_THAT(resend(), HasReason("NOTICE_PENDING"));
  clock_.Advance(absl::Minutes(1));
  Tick();
  request.set_etag("1");
  EXPECT_THAT(resend(), StatusIs(absl::StatusCode::kAborted));
  request.clear_etag();
  ASSERT_THAT(resend(), IsOk());
  Tick();
  EXPECT_EQ(sender_.sent, 2);
  request.set_name(absl::StrCat(kEssex, "/notices/none"));
  EXPECT_THAT(resend(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(NoticesTest, WhatWasSkippedOnPurposeIsNotSentAgain) {
  At(Date(2025, 7, 10));
  Tick();
  At(Date(2025, 7, 17));
  Tick();
  v1::ResendNoticeRequest request;
  request.set_name(
      absl::StrCat(kEssex, "/notices/reminders.2025-07-15.p.1-101668892"));
  EXPECT_THAT((Do<v1::ResendNoticeRequest, v1::Notice>(&Notices::ResendNotice,
                                                       request, Quality())),
              HasReason("NOTICE_SKIPPED"));
}

TEST_F(NoticesTest, SettingsSayWhereAndWhat) {
  v1::GetNoticeSettingsRequest get;
  get.set_name(absl::StrCat(kShoreline, "/settings/notices"));
  const auto none = Do<v1::GetNoticeSettingsRequest, v1::NoticeSettings>(
      &Notices::GetNoticeSettings, get, Of(kShoreline));
  ASSERT_THAT(none, IsOk());
  EXPECT_EQ(none->etag(), "0");
  const auto set = Set(R"(contact_emails: "desk@shoreline.example"
                          muted_kinds: KIND_REMINDERS)",
                       "0");
  ASSERT_THAT(set, IsOk());
  // Another who saw none either is told.
  EXPECT_THAT(Set(R"(contact_emails: "x@shoreline.example")", "0"),
              StatusIs(absl::StatusCode::kAborted));
  At(Date(2025, 7, 15), 9);
  Tick();
  EXPECT_EQ(NoticeCalled("reminders.2025-07-15.p.1-101668892").skip_reason(),
            v1::Notice::SKIP_REASON_MUTED);
  Submit(kHome, "2025-06");
  Tick();
  ASSERT_THAT(Mail(), SizeIs(1));
  EXPECT_THAT(Mail().begin()->second,
              ::testing::HasSubstr("To: desk@shoreline.example"));
}

TEST_F(NoticesTest, ReceiptsCannotBeMuted) {
  const auto set = Set("muted_kinds: KIND_REMINDERS muted_kinds: KIND_RECEIPT");
  ASSERT_THAT(set, StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(FaultsOf(set.status()), SizeIs(1));
  EXPECT_EQ(FaultsOf(set.status())[0].reason(), "RECEIPTS_ALWAYS");
  EXPECT_EQ(FaultsOf(set.status())[0].field(), "settings.muted_kinds[1]");
}

}  // namespace
}  // namespace tidemark::notices
