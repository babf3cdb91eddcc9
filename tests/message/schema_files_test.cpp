#include "nmsgxx/schema_files.hpp"

#include <sys/stat.h>

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "nmsgxx/json.hpp"
#include "nmsgxx/message.hpp"
#include "nmsgxx/presentation.hpp"
#include "support/folder.hpp"
#include "support/test_data.hpp"

using nmsgxx::Registry;
using nmsgxx::Result;
using nmsgxx::SchemaFiles;
using nmsgxx::test::Folder;

namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string numbered(std::size_t count, const std::function<std::string(std::string)>& make) {
  std::string out;
  for (std::size_t i = 1; i <= count; ++i) out += make(std::to_string(i));
  return out;
}

Result<void> load(const Folder& folder, std::string_view text) {
  return SchemaFiles().load(folder.file("a.proto", std::as_bytes(std::span(text))));
}

const std::string kBegin = "syntax = \"proto2\"; package p; ";

}  // namespace

TEST_CASE("SchemaFiles: limits what schemas hold") {
  struct Case {
    const char* name;
    std::function<std::string(std::size_t)> make;
    std::size_t most;
    std::string_view why;
  };
  using Text = const std::string&;
  const Case cases[] = {
      {"a file's size", [](std::size_t n) { return std::string(n - kBegin.size(), ' '); }, std::size_t{4} << 20,
       "it is larger than 4 MiB"},
      {"values of an enumeration",
       [](std::size_t n) { return "enum E {" + numbered(n, [](Text i) { return "V" + i + "=" + i + ";"; }) + "}"; }, 65536,
       "more than 65536 values of enumerations"},
      {"aliases",
       [](std::size_t n) {
         return "enum E { option allow_alias = true;" + numbered(n, [](Text i) { return "V" + i + "=1;"; }) + "}";
       },
       65536, "more than 65536 values of enumerations"},
      {"fields",
       [](std::size_t n) {
         return "message M {" + numbered(n, [](Text i) { return "optional int32 f" + i + "=" + i + ";"; }) + "}";
       },
       16384, "more than 16384 fields"},
      {"messages", [](std::size_t n) { return numbered(n, [](Text i) { return "message M" + i + "{}"; }); }, 8192,
       "more than 8192 messages"},
      {"reserved numbers",
       [](std::size_t n) { return "message M { reserved " + numbered(n - 1, [](Text i) { return i + "0,"; }) + "1; }"; }, 4096,
       "more than 4096 reserved names"},
      {"a long name", [](std::size_t n) { return "message " + times(n, "M") + "{}"; }, 255, "more than 255 characters"},
      {"full names",
       [](std::size_t n) {
         return times(30, "message " + times(250, "M") + "{") +
                numbered(n, [](Text i) { return "optional int32 f" + i + "=" + i + ";"; }) + times(30, "}");
       },
       2200, "bytes in full names"},
      {"punctuation", [](std::size_t n) { return times(n - 2, ";"); }, std::size_t{1} << 18, "statements"},
      {"brackets after a string that a newline ends",
       [](std::size_t n) { return "message M { optional string s = 1 [default = '" + times(n, "[") + "']; } //'\n"; }, 1000,
       ""},
      {"a NUL", [](std::size_t n) { return std::string(n, '\0'); }, 0, "holds a NUL"},
  };
  const Folder folder;
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto good = load(folder, kBegin + c.make(c.most));
      CHECK_MESSAGE(good.has_value(), (good ? "" : good.error().message()));
      if (c.why.empty()) return;
      const auto bad = load(folder, kBegin + c.make(c.most + 1 + c.most / 100));
      REQUIRE_FALSE(bad.has_value());
      CHECK(bad.error().code == nmsgxx::Errc::bad_argument);
      CHECK(bad.error().message().starts_with(folder.path("a.proto")));
      CHECK_MESSAGE(bad.error().message().find(c.why) != std::string::npos, bad.error().message());
    }
  }
}

TEST_CASE("SchemaFiles: rejects brackets that are nested too deep") {
  const Folder folder;
  const auto deep = [&](const std::string& text) {
    const auto loaded = load(folder, kBegin + text);
    return !loaded && loaded.error().message().find("nested more than 64 deep") != std::string::npos;
  };
  struct Case {
    const char* name;
    std::string before;
    std::string open;
    std::string close;
    std::size_t others;  // brackets around
  };
  const Case cases[] = {
      {"messages", "", "message M{", "}", 0},
      {"an option's value", "option (o) = {", "c{", "}", 1},
      {"angle brackets", "option (o) = {", "c<", ">", 1},
      {"lists", "option (o) = {c: ", "[", "]", 0},
  };
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      CHECK_FALSE(deep(c.before + times(64 - c.others, c.open) + times(64 - c.others, c.close)));
      CHECK(deep(c.before + times(65 - c.others, c.open) + times(65 - c.others, c.close)));
      if (c.open.size() == 2) CHECK(deep(c.before + times(1000000, c.open)));
    }
  }
  SUBCASE("not in strings and comments") {
    const std::string many = times(100, "{<[");
    CHECK(load(folder, kBegin + "/*" + many + "*/ // {{" + many + "\nmessage M { optional string s = 1 [default = '\\'" + many +
                           "\"']; }"));
  }
  SUBCASE("after what is no string or comment any more") {
    const std::string many = times(100, "{");
    CHECK(deep("'\n" + many));
    CHECK(deep("/* */" + many));
    CHECK(deep("// \n" + many));
    CHECK(deep("'\\\\'" + many));
    CHECK(deep("# " + many));
  }
}

TEST_CASE("SchemaFiles: counts all files together") {
  const Folder folder;
  const std::string values =
      kBegin + "enum E {" + numbered(40000, [](const std::string& n) { return "V" + n + "=" + n + ";"; }) + "}";
  const std::string path = folder.file("a.proto", std::as_bytes(std::span(values)));
  SchemaFiles files;
  REQUIRE(files.load(path));
  CHECK_FALSE(files.load(path).has_value());
}

TEST_CASE("SchemaFiles: limits imports") {
  const Folder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    return folder.file(name, std::as_bytes(std::span(text)));
  };
  const auto import = [](const std::string& name) { return "import \"" + name + "\"; "; };
  SUBCASE("a chain") {
    for (int i = 0; i < 65; ++i) write(std::to_string(i) + ".proto", kBegin + import(std::to_string(i + 1) + ".proto"));
    write("65.proto", kBegin);
    CHECK(SchemaFiles().load(folder.path("1.proto")).has_value());
    const auto deeper = SchemaFiles().load(folder.path("0.proto"));
    REQUIRE_FALSE(deeper.has_value());
    CHECK(deeper.error().message() == "65.proto: imports are nested more than 64 deep");
  }
  SUBCASE("many") {
    for (int i = 1; i <= 256; ++i) write(std::to_string(i) + ".proto", kBegin);
    const auto all = [&](std::size_t count) {
      return kBegin + numbered(count, [&](const std::string& n) { return import(n + ".proto"); });
    };
    CHECK(SchemaFiles().load(write("a.proto", all(255))).has_value());
    const auto more = SchemaFiles().load(write("a.proto", all(256)));
    REQUIRE_FALSE(more.has_value());
    CHECK(more.error().message().find("more than 256 files") != std::string::npos);
  }
  SUBCASE("large ones") {
    const std::string large = kBegin + std::string((std::size_t{4} << 20) - kBegin.size(), ' ');
    for (int i = 0; i < 4; ++i) write(std::to_string(i) + ".proto", large);
    const auto three = import("0.proto") + import("1.proto") + import("2.proto");
    CHECK(SchemaFiles().load(write("a.proto", kBegin + three)).has_value());
    const auto four = SchemaFiles().load(write("a.proto", kBegin + three + import("3.proto")));
    REQUIRE_FALSE(four.has_value());
    CHECK(four.error().message() == "3.proto: the schemas have more than 16777216 bytes");
  }
  SUBCASE("a circle") {
    write("a.proto", kBegin + import("b.proto"));
    write("b.proto", kBegin + import("a.proto"));
    const auto circle = SchemaFiles().load(folder.path("a.proto"));
    REQUIRE_FALSE(circle.has_value());
    CHECK(circle.error().message() == folder.path("a.proto") + ": the file imports itself");
  }
  for (const char* name : {"../a.proto", "/etc/passwd", "b/../a.proto", "./a.proto", "none.proto"}) {
    SUBCASE(name) {
      CHECK_FALSE(SchemaFiles().load(write("a.proto", kBegin + import(name))).has_value());
    }
  }
}

TEST_CASE("SchemaFiles: reads regular files only") {
  const Folder folder;
  const std::string pipe = folder.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  for (const std::string& path : {pipe, folder.path(""), std::string("/dev/zero"), std::string("/dev/null")}) {
    CAPTURE(path);
    const auto loaded = SchemaFiles().load(path);
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().message() == path + ": it is not a regular file");
  }
}

namespace {

constexpr std::string_view kRecursive = R"(syntax = "proto2"; package p;
message N { optional N c = 1; optional string s = 2; repeated group G = 3 { optional N n = 1; } }
message Top { optional N n = 1; repeated group Q = 2 { optional int32 i = 1; } optional string s = 3; })";
constexpr std::string_view kAny =
    R"(syntax = "proto3"; package google.protobuf; message Any { string type_url = 1; bytes value = 2; })";
constexpr std::string_view kHolder = R"(syntax = "proto3"; package p; import "any.proto";
message N { google.protobuf.Any any = 1; N c = 2; }
message Top { N n = 1; })";

/// A type with messages inside.
struct NestedType {
  explicit NestedType(std::string_view schema) {
    folder.file("any.proto", std::as_bytes(std::span(kAny)));
    REQUIRE(files.load(folder.file("a.proto", std::as_bytes(std::span(schema)))));
    REQUIRE(files.map("9:1=p.Top,acme,top", registry));
  }

  Result<void> set_text(const std::string& text) const {
    nmsgxx::Message message(*registry.find({9, 1}));
    return message.set_text(*message.schema().find("n"), text);
  }
  /// The field's value as presentation form or JSON shows it.
  template <class Writer>
  std::string shown(Writer writer, const std::string& bytes, std::string_view key) const {
    nmsgxx::PayloadView payload;
    payload.type = {9, 1};
    payload.has_bytes = true;
    payload.bytes = std::as_bytes(std::span(bytes));
    std::string out;
    REQUIRE(writer.append(payload, out));
    const auto at = out.find(key);
    REQUIRE(at != std::string::npos);
    return out.substr(at + key.size());
  }
  std::string presented(const std::string& bytes) const {
    return shown(nmsgxx::PresentationWriter(registry, "\n"), bytes, "n: ");
  }
  std::string json(const std::string& bytes) const { return shown(nmsgxx::JsonWriter(registry), bytes, "\"n\":"); }

  Folder folder;
  SchemaFiles files;
  Registry registry;
};

/// A field with a length.
std::string field(char number, const std::string& value) {
  std::string out(1, static_cast<char>(number << 3 | 2));
  std::size_t size = value.size();
  for (; size > 0x7F; size >>= 7) out += static_cast<char>((size & 0x7F) | 0x80);
  return out + static_cast<char>(size) + value;
}

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMillion = 1000000;

}  // namespace

TEST_CASE("nested messages: are read from text up to a depth") {
  const NestedType type(kRecursive);
  struct Case {
    const char* name;
    std::string open;
    std::string close;
  };
  const Case cases[] = {
      {"braces", "c{", "}"}, {"angle brackets", "c<", ">"}, {"colons", "c : {", "}"}, {"a list", "c:[{", "}]"}};
  for (const Case& c : cases) {
    SUBCASE(c.name) {
      const auto nested = [&](std::size_t depth) { return times(depth, c.open) + times(depth, c.close); };
      if (c.close == "}") CHECK(type.set_text(nested(kDeepest)).has_value());
      for (const std::size_t depth : {kDeepest + 1, kMillion}) CHECK_FALSE(type.set_text(nested(depth)).has_value());
    }
  }
  SUBCASE("groups") {
    CHECK_FALSE(type.set_text(times(kMillion, "G{n{")).has_value());
  }
  SUBCASE("brackets that are not closed") {
    CHECK_FALSE(type.set_text(times(kMillion, "c{")).has_value());
  }
  SUBCASE("brackets in strings and comments") {
    CHECK(type.set_text("s: '" + times(100, "{\\'") + "' # " + times(100, "{") + "\n c {}").has_value());
  }
  SUBCASE("the first error is told") {
    const auto refused = type.set_text("c { s: 5 }");
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message().find("line 1, column 8: Expected string") != std::string::npos);
  }
}

TEST_CASE("nested messages: are read from JSON with halves of surrogate pairs") {
  const NestedType type(kRecursive);
  nmsgxx::JsonReader reader(type.registry);
  struct Case {
    const char* escaped;
    const char* shown;
  };
  const Case cases[] = {{R"(\ud800)", "\uFFFD"},
                        {R"(\uDC00.)", "\uFFFD."},
                        {R"(\ud83d\ude00)", "\U0001F600"},
                        {R"(\\ud800)", R"(\\ud800)"},
                        {R"(\u00e9)", "\u00E9"}};
  for (const Case& c : cases) {
    SUBCASE(c.escaped) {
      const auto read =
          reader.read(std::string(R"({"vname":"acme","mname":"top","message":{"n":{"s":")") + c.escaped + "\"}}}");
      REQUIRE(read.has_value());
      const std::string bytes(reinterpret_cast<const char*>(read->bytes.data()), read->bytes.size());
      CHECK(type.json(bytes).starts_with(std::string(R"({"s":")") + c.shown + '"'));
    }
  }
}

TEST_CASE("nested messages: are written up to a depth") {
  const NestedType type(kRecursive);
  const auto nested = [](std::size_t depth) {
    std::string out;
    for (std::size_t i = 0; i < depth; ++i) out = field(1, out);
    return field(1, out);
  };
  CHECK(type.presented(nested(kDeepest)).starts_with("c { c {"));
  CHECK(type.json(nested(kDeepest)).starts_with("{\"c\":{\"c\":"));
  for (const std::size_t depth : {kDeepest + 1, std::size_t{10000}}) {
    CAPTURE(depth);
    CHECK(type.presented(nested(depth)).starts_with("<the message does not decode>\n"));
    CHECK(type.json(nested(depth)).starts_with("null"));
  }
  // Groups: neither those inside nor those of the type itself.
  CHECK(type.presented(field(1, times(kMillion, "\x1b\x0b"))).starts_with("<the message does not decode>\n"));
  CHECK(type.presented(field(1, field(2, "x")) + "\x13\x08\x01\x14").starts_with("s: \"x\"\n"));
  CHECK_FALSE(type.registry.find({9, 1})->find("q").has_value());
}

TEST_CASE("nested messages: are not written above a size") {
  const NestedType type(kRecursive);
  constexpr std::size_t kMost = 1 << 20;
  // Empty messages, which take the least room on the wire and the most in memory.
  const auto with = [](std::size_t size) { return field(1, times(size / 2, field(1, ""))); };
  CHECK(type.presented(with(kMost)).starts_with("c {"));
  CHECK(type.presented(with(kMost + 2)).starts_with("<the message does not decode>\n"));
  CHECK(type.json(with(kMost + 2)).starts_with("null"));
}

TEST_CASE("nested messages: count the depth of what an Any holds") {
  const NestedType type(kHolder);
  const std::string url = "type.googleapis.com/p.N";
  const auto text = [&](std::size_t depth) { return times(depth, "any{[" + url + "]{") + times(depth, "}}"); };
  CHECK(type.set_text(text(kDeepest / 2)).has_value());
  for (const std::size_t depth : {kDeepest / 2 + 1, std::size_t{100000}}) CHECK_FALSE(type.set_text(text(depth)).has_value());

  const auto any = [&](std::size_t depth, bool in_parts) {
    std::string out;
    for (std::size_t i = 0; i < depth; ++i) {
      out = in_parts && i + 1 == depth ? field(1, field(2, out)) + field(1, field(1, url))
                                       : field(1, field(1, url) + field(2, out));
    }
    return field(1, out);
  };
  for (const bool in_parts : {false, true}) {
    CAPTURE(in_parts);
    CHECK(type.json(any(kDeepest / 2, in_parts)).starts_with("{\"any\":{\"@type\":"));
    for (const std::size_t depth : {kDeepest / 2 + 1, std::size_t{6000}}) {
      CAPTURE(depth);
      CHECK(type.json(any(depth, in_parts)).starts_with("null"));
      CHECK(type.presented(any(depth, in_parts)).starts_with("any { type_url: "));
    }
  }
}
