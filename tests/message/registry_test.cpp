#include "nmsgxx/registry.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "nmsgxx/json.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/schema_files.hpp"
#include "proto/ipconn.pb.h"
#include "support/test_data.hpp"

using nmsgxx::FieldKind;
using nmsgxx::JsonReader;
using nmsgxx::JsonWriter;
using nmsgxx::MessageType;
using nmsgxx::PayloadView;
using nmsgxx::Registry;
using nmsgxx::SchemaFiles;
using nmsgxx::test::unhex;

namespace {

/// A folder that ends with the test.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("nmsgxx-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

constexpr const char* kLogin = R"(
syntax = "proto2";
package acme;
message Login {
  enum Result { FAILED = 0; DONE = 1; }
  message Host { optional string name = 1; repeated int32 ports = 2; }
  required string user = 1;
  optional Result result = 2;
  optional sint32 offset = 3;
  optional float weight = 4;
  repeated fixed64 tokens = 5 [packed = true];
  optional Host host = 6;
  optional bytes key = 1000;
  optional bool local = 7;
  optional sint64 far = 8;
}
)";

/// A registry that has the type of kLogin, 9:1.
struct LoginType {
  LoginType() {
    REQUIRE(files.load(folder.write("login.proto", kLogin)));
    REQUIRE(files.map("9:1=acme.Login,acme,login", registry));
  }
  Folder folder;
  SchemaFiles files;
  Registry registry;
};

}  // namespace

TEST_CASE("Registry: knows the built-in types") {
  const Registry registry;
  const auto all = registry.all();
  CHECK(all.size() == 20);
  for (const auto* schema : all) {
    CAPTURE(schema->name());
    CHECK(schema->vendor() == nmsgxx::vendor_name(schema->type().vid));
    CHECK(schema->name() == nmsgxx::type_name(schema->type()));
    CHECK(registry.find(schema->type()) == schema);
    CHECK(registry.find(schema->vendor(), schema->name()) == schema);
    // Each field of the .proto file is shown, but for the message in base:dnstap.
    for (int i = 0; i < schema->descriptor().field_count(); ++i) {
      const auto* field = schema->descriptor().field(i);
      const auto at = schema->find(field->name());
      CHECK(at.has_value() != (field->type() == google::protobuf::FieldDescriptor::TYPE_MESSAGE));
      if (at) CHECK(schema->fields()[*at].stored == field);
    }
    for (const auto& field : schema->fields()) CHECK((field.stored != nullptr || field.computed));
  }
  CHECK(registry.find({1, 15}) == nullptr);
  CHECK(registry.find("BASE", "DNSqr")->type() == MessageType{1, 9});
  CHECK(registry.knows_vendor("gtisc"));
  CHECK_FALSE(registry.knows_vendor("acme"));
}

TEST_CASE("Registry: adds types by their descriptors") {
  Registry registry;
  REQUIRE(registry.add({9, 1}, "acme", "conn", *nmsg::base::IPConn::descriptor()));
  const auto* schema = registry.find("acme", "conn");
  REQUIRE(schema != nullptr);
  CHECK(schema->fields()[1].kind == FieldKind::bytes);
  CHECK_FALSE(registry.add({9, 1}, "acme", "other", *nmsg::base::IPConn::descriptor()));
  CHECK_FALSE(registry.add({9, 2}, "acme", "CONN", *nmsg::base::IPConn::descriptor()));
  CHECK_FALSE(registry.add({1, 77}, "acme", "x", *nmsg::base::IPConn::descriptor()));
  CHECK(registry.add({1, 77}, "base", "x", *nmsg::base::IPConn::descriptor()));
}

TEST_CASE("SchemaFiles: types are written, and read back from JSON") {
  const LoginType type;

  const std::string line =
      R"({"time":"2023-11-14 22:13:20.000000000","vname":"acme","mname":"login","message":{"user":"eve","result":"DONE",)"
      R"("offset":18446744073709551615,"weight":0.5,"tokens":[1,2],"host":{"name":"h","ports":[1,2]},"key":"AAE=","local":true,"far":18446744073709551614}})"
      "\n";
  JsonReader reader(type.registry);
  const auto payload = reader.read(line);
  if (!payload) FAIL(payload.error().message());
  std::string json;
  CHECK(JsonWriter(type.registry).append(*payload, json));
  CHECK(json == line);

  std::string presented;
  CHECK(nmsgxx::PresentationWriter(type.registry, "\n").append(*payload, presented));
  CHECK(presented.substr(presented.find('\n')) ==
        "\nuser: eve\nresult: DONE\noffset: -1\nweight: 0.500000\ntokens: 1\ntokens: 2\nhost: name: \"h\" ports: 1 ports: 2\n"
        "key: <BYTE ARRAY LEN=2>\nlocal: True\nfar: -2\n\n");
  CHECK(presented.find("[9:1 acme login]") != std::string::npos);
}

TEST_CASE("JsonWriter: writes packed values of fixed size, and no message if they are truncated") {
  const LoginType type;
  struct Case {
    const char* name;
    std::string_view hex;
    std::string_view want;
  };
  const Case cases[] = {
      {"two", "0A0165 2A10 0100000000000000 FFFFFFFFFFFFFFFF", R"({"user":"e","tokens":[1,18446744073709551615]})"},
      {"none", "0A0165 2A00", R"({"user":"e","tokens":[]})"},
      {"half a one", "0A0165 2A0C 0100000000000000 FFFFFFFF", "null"},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto bytes = unhex(c.hex);
      PayloadView payload{.type = {9, 1}};
      payload.has_bytes = true;
      payload.bytes = bytes;
      std::string json;
      JsonWriter(type.registry).append(payload, json);
      CHECK(json.find("\"message\":" + std::string(c.want)) != std::string::npos);
    }
  }
}

TEST_CASE("SchemaFiles: types are read back from presentation form") {
  const Folder folder;
  SchemaFiles files;
  Registry registry;
  REQUIRE(files.load(folder.write("login.proto", kLogin)));
  REQUIRE(files.map("9:1=acme.Login", registry));
  const auto* schema = registry.find("9", "Login");
  REQUIRE(schema != nullptr);
  nmsgxx::PresentationReader reader(*schema);
  std::string shown =
      "[12] [2023-11-14 22:13:20.000000000] [9:1 9 Login] [00000000] [] [] \nuser: eve\noffset: -7\nhost: name: \"h\"\n\n";
  nmsgxx::Result<std::optional<PayloadView>> payload = std::nullopt;
  std::istringstream lines(shown);
  for (std::string line; std::getline(lines, line);) {
    payload = reader.read(line);
    if (!payload) FAIL(payload.error().message());
  }
  REQUIRE(*payload);
  std::string out;
  CHECK(nmsgxx::PresentationWriter(registry, "\n").append(**payload, out));
  CHECK(out == shown);
}

TEST_CASE("SchemaFiles: rejects malformed files and mappings") {
  const Folder folder;
  SchemaFiles files;
  Registry registry;
  const auto broken = files.load(folder.write("broken.proto", "syntax = \"proto2\";\nmessage X { optional nothing a = 1; }\n"));
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message().find("broken.proto:2:") != std::string::npos);
  CHECK_FALSE(files.load("no such file"));
  REQUIRE(files.load(folder.write("login.proto", kLogin)));
  for (const char* spec :
       {"", "9", "9:1", "9:1=", "x:1=acme.Login", "9:1=acme.Nothing", "1:5=acme.Login", "9:1=acme.Login,base,ncap"}) {
    CAPTURE(std::string(spec));
    CHECK_FALSE(files.map(spec, registry));
  }
}
