#include "services/gateway/openapi.h"

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/gateway/schema.h"

namespace tidemark::gateway {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::tidemark::testing::IsOk;

class OpenApiTest : public ::testing::Test {
 protected:
  const std::unique_ptr<Schema> schema_ = *Schema::BuiltIn();
  const Methods methods_ = *Methods::Make(schema_->services());
  const json document_ = json::parse(OpenApi(methods_));
};

TEST_F(OpenApiTest, HasEveryMethodOnce) {
  std::set<std::string> ids;
  size_t operations = 0;
  for (const auto& [path, item] : document_["paths"].items()) {
    for (const auto& [verb, operation] : item.items()) {
      ids.insert(operation["operationId"]);
      ++operations;
    }
  }
  EXPECT_EQ(operations, methods_.all().size());
  EXPECT_EQ(ids.size(), operations);
}

TEST_F(OpenApiTest, LeavesOutWhatOnlyServicesMayCall) {
  EXPECT_EQ(methods_.FindRpc("/tidemark.monitoring.v1.CaseService/ListCases"),
            nullptr);
}

TEST_F(OpenApiTest, SaysWhatTheProtosSay) {
  const json& get =
      document_["paths"]["/v1/councils/{council}/contracts/{contract}"]["get"];
  EXPECT_EQ(get["parameters"][0]["name"], "council");
  EXPECT_EQ(get["parameters"][1]["name"], "contract");
  EXPECT_FALSE(get["summary"].get<std::string>().empty());
  EXPECT_THAT(get["description"].get<std::string>(), HasSubstr("commissioner"));
  const json& contract =
      document_["components"]["schemas"]["tidemark.contracts.v1.Contract"];
  EXPECT_EQ(contract["properties"]["createTime"]["readOnly"], true);
  EXPECT_FALSE(contract["description"].get<std::string>().empty());
}

TEST_F(OpenApiTest, EveryReferenceLeadsSomewhere) {
  const json& schemas = document_["components"]["schemas"];
  const json flat = document_.flatten();
  for (const auto& [path, value] : flat.items()) {
    if (path.size() < 5 || path.substr(path.size() - 4) != "$ref") continue;
    const std::string reference = value;
    if (reference.find("/schemas/") == std::string::npos) continue;
    EXPECT_TRUE(schemas.contains(reference.substr(reference.rfind('/') + 1)))
        << reference;
  }
}

}  // namespace
}  // namespace tidemark::gateway
