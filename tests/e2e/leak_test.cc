// Plants names, NHS numbers and what people say in every field of every method,
// and looks for them in all that the system writes of its own: refusals, the
// access log, the server's own words and its metrics.

#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/proto/names.h"
#include "common/rpc/call.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/any_call.h"
#include "tests/e2e/any_request.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using ::testing::IsEmpty;
using ::testing::Not;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::TempDir;

// What must appear nowhere, as it is planted.
const char* const kPlanted[] = {
    "Wilhelmina Featherstonehaugh",
    "943 476 5919",
    "she cried when her sister left",
};
// And by what it would be known.
const char* const kTraces[] = {"wilhelmina", "featherstonehaugh",
                               "943 476",    "9434765919",
                               "cried",      "sister"};

// The first trace in `text`; empty if there is none.
std::string TraceIn(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  for (const char* const trace : kTraces) {
    if (absl::StrContains(lower, trace)) return trace;
  }
  return "";
}

// All that a refusal says.
std::string Words(const absl::Status& status) {
  std::string words = status.ToString();
  status.ForEachPayload([&](absl::string_view, const absl::Cord& payload) {
    absl::StrAppend(&words, "\n", std::string(payload));
  });
  return words;
}

// Fills every field of `message` that has no value, strings with `text`.
void FillAll(const std::string& text, int depth, Message& message) {
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()
            ? reflection->FieldSize(message, &field) > 0
            : reflection->HasField(message, &field) &&
                  field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    }
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        if (field.is_repeated()) {
          reflection->AddString(&message, &field, text);
        } else if (field.name() != "etag" && field.name() != "request_id") {
          reflection->SetString(&message, &field, text);
        }
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        if (field.is_repeated()) {
          reflection->AddEnumValue(&message, &field, 1);
        } else {
          reflection->SetEnumValue(&message, &field, 1);
        }
        break;
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (depth == 0) break;
        FillAll(text, depth - 1,
                field.is_repeated()
                    ? *reflection->AddMessage(&message, &field)
                    : *reflection->MutableMessage(&message, &field));
        break;
      default:
        break;
    }
  }
}

// A port that nobody uses.
int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(socket_fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket_fd, reinterpret_cast<sockaddr*>(&address), &size) !=
          0) {
    return 0;
  }
  close(socket_fd);
  return ntohs(address.sin_port);
}

size_t Append(char* data, size_t size, size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

std::string Download(const std::string& url) {
  std::string page;
  CURL* const curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &page);
  EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
  curl_easy_cleanup(curl);
  return page;
}

// Kestrel's resource for `method`, or its council.
std::string ResourceOf(const MethodDescriptor& method) {
  const Bird& kestrel = kBirds[0];
  const std::string pattern = PatternOf(method);
  for (const Resource& resource : ResourcesOfTwoCouncils()) {
    if (resource.exists && Matches(resource.name, pattern) &&
        (resource.providers.empty()
             ? resource.name == kestrel.council
             : resource.providers.front() == kestrel.provider())) {
      return resource.name;
    }
  }
  return kestrel.council;
}

// Names with a planted id: what a person types where a reference belongs.
std::string PlantedName(const MethodDescriptor& method,
                        const std::string& text) {
  const std::string name = ResourceOf(method);
  return absl::StrCat(name.substr(0, name.rfind('/') + 1), text);
}

TEST(LeakTest, NoRefusalLogOrMetricCarriesWhatSomebodyTyped) {
  const TempDir dir;
  const int port = FreePort();
  ::testing::internal::CaptureStderr();
  auto server = ServerProcess::Start(
      dir / "data", {"--access_log", dir / "access.log", "--metrics_port",
                     absl::StrCat(port)});
  ASSERT_THAT(server, IsOk());
  ASSERT_THAT(StoreTwoCouncils(*server), IsOk());

  int refused = 0;
  int done = 0;
  const auto methods = ServedMethods(
      *server->As(Someone(api::v1::ROLE_SERVICE, rpc::kAnyCouncil)));
  ASSERT_THAT(methods, IsOk());
  ASSERT_THAT(*methods, Not(IsEmpty()));
  for (const MethodDescriptor* const method : *methods) {
    // Waits for what never comes.
    if (method->service()->name() == "FeedService") continue;
    for (const int role : AccessOf(*method).roles()) {
      const auto caller =
          role == api::v1::ROLE_PROVIDER
              ? server->As(ProviderUser(kBirds[0].provider()))
              : server->As(Someone(static_cast<api::v1::Role>(role),
                                   role == api::v1::ROLE_SERVICE
                                       ? rpc::kAnyCouncil
                                       : kBirds[0].council));
      std::vector<std::unique_ptr<Message>> requests;
      for (const char* const text : kPlanted) {
        requests.push_back(RequestFor(*method, ResourceOf(*method)));
        FillAll(text, 6, *requests.back());
        requests.push_back(RequestFor(*method, PlantedName(*method, text)));
      }
      for (const auto& request : requests) {
        const auto answer = CallMethod(*caller, *method, *request);
        ++(answer.ok() ? done : refused);
        if (answer.ok()) continue;
        EXPECT_EQ(TraceIn(Words(answer.status())), "")
            << method->full_name() << " says " << answer.status();
      }
    }
  }
  // Enough of them got past the door.
  EXPECT_GT(refused, 200);
  EXPECT_GT(done, 20);

  EXPECT_EQ(
      TraceIn(Download(absl::StrCat("http://127.0.0.1:", port, "/metrics"))),
      "");
  ASSERT_THAT(server->Stop(), IsOk());
  EXPECT_EQ(TraceIn(::testing::internal::GetCapturedStderr()), "");
  std::FILE* const log = std::fopen((dir / "access.log").c_str(), "r");
  ASSERT_NE(log, nullptr);
  std::string lines;
  char buffer[65536];
  while (const size_t size = std::fread(buffer, 1, sizeof(buffer), log)) {
    lines.append(buffer, size);
  }
  std::fclose(log);
  EXPECT_THAT(lines, ::testing::HasSubstr("SubmitReturnFile"));
  EXPECT_EQ(TraceIn(lines), "");
}

}  // namespace
}  // namespace tidemark::e2e
