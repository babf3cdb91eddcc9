#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/json.hpp"
#include "nmsgxx/presentation.hpp"

namespace nmsgxx::fuzz {

inline const Registry& registry() {
  static const Registry registry;
  return registry;
}

inline const MessageSchema& schema_at(std::uint32_t place) {
  static const auto schemas = registry().all();
  return *schemas[place % schemas.size()];
}

/// Whether presentation shows all that is stored of the type, and nothing else.
inline bool shows_all_stored(const MessageSchema& schema) {
  static const std::set<std::string_view> names{"ipconn", "logline", "linkpair", "email", "http",
                                                "dns",    "delay",   "qr",       "dnsnx", "reputation"};
  return names.contains(schema.name());
}

/// The size on a header line is that of the octets, which may be written in more than one way.
inline std::string_view without_size(std::string_view text) {
  return text.starts_with('[') ? text.substr(std::min(text.find(']'), text.size())) : text;
}

/// A payload with octets of its own.
class Kept {
 public:
  explicit Kept(const PayloadView& payload) : octets_(payload.bytes.begin(), payload.bytes.end()), view_(payload) {
    view_.bytes = octets_;
  }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  const PayloadView& view() const { return view_; }

 private:
  std::vector<std::byte> octets_;
  PayloadView view_;
};

struct Json {
  static constexpr bool kTakesOctets = true;  // as they are: they need not be a message of their type
  static bool write(const PayloadView& payload, std::string& out) {
    static JsonWriter writer(registry());
    return writer.append(payload, out).has_value();
  }
  static std::optional<PayloadView> read(std::string_view text, const MessageSchema&) {
    static JsonReader reader(registry());
    const auto payload = reader.read(text);
    return payload ? std::optional(*payload) : std::nullopt;
  }
};

struct Presentation {
  static constexpr bool kTakesOctets = false;
  static bool write(const PayloadView& payload, std::string& out) {
    static PresentationWriter writer(registry(), "\n");
    return writer.append(payload, out).has_value();
  }
  /// The first payload of the text; its octets live until the next call.
  static std::optional<PayloadView> read(std::string_view text, const MessageSchema& schema) {
    static std::optional<PresentationReader> reader;
    reader.emplace(schema);
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      const auto payload = reader->read(text.substr(0, end));
      if (!payload) return std::nullopt;
      if (*payload) return **payload;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    const auto payload = reader->finish();
    return payload && *payload ? *payload : std::nullopt;
  }
};

}  // namespace nmsgxx::fuzz
