#include <charconv>
#include <utility>
#include <vector>

#include "base/memory.hpp"
#include "message/render/value_parse.hpp"
#include "message/schema/message_builder.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/time.hpp"
#include "text/time.hpp"

namespace nmsgxx {
namespace {

using message::SchemaLayout;
using message::ValueFormat;

/// Removes the text up to the next pair of brackets and returns what is inside; nothing when there are no more.
std::optional<std::string_view> next_brackets(std::string_view& line) noexcept {
  const auto open = line.find('[');
  const auto close = line.find(']', open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const auto inside = line.substr(open + 1, close - open - 1);
  line.remove_prefix(close + 1);
  return inside;
}

/// Returns the number that a text begins with, or that it is an alias of, and otherwise 0.  As in nmsgtool, anything after the
/// digits is ignored.
std::uint32_t number_or_0(std::optional<std::string_view> text, int base, const AliasTable* aliases = nullptr) noexcept {
  std::uint32_t number = 0;
  if (text && aliases != nullptr) {
    if (const auto named = aliases->number(*text)) return *named;
  }
  if (text) std::from_chars(text->data(), text->data() + text->size(), number, base);
  return number;
}

bool is_type(std::string_view text, MessageType type) noexcept {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  return number_or_0(text.substr(0, colon), 10) == type.vid && number_or_0(text.substr(colon + 1), 10) == type.msgtype;
}

bool is_block(ValueFormat format) noexcept {
  return format == ValueFormat::dns_block || format == ValueFormat::dns_text || format == ValueFormat::ncap;
}

}  // namespace

class PresentationReader::State {
 public:
  State(const MessageSchema& schema, const Aliases* aliases, std::size_t size_max)
      : layout_(schema.layout()), aliases_(aliases), size_max_(size_max) {
    start();
  }

  Result<std::optional<PayloadView>> read(std::string_view line);
  Result<std::optional<PayloadView>> finish();

 private:
  void start();
  Result<void> read_line(std::string_view line);
  Result<void> read_header(std::string_view header);
  Result<void> read_field(std::string_view line);
  Result<void> end_text();

  const SchemaLayout& layout_;
  const Aliases* aliases_;
  std::size_t size_max_;
  message::MessageBuilder builder_;
  // Of the payload that is being read:
  PayloadView payload_;
  bool has_time_ = false;
  bool has_lines_ = false;
  bool skipping_ = false;                  // after an error, to the end of the payload
  std::size_t size_ = 0;                   // of its lines
  std::size_t next_ = 0;                   // the field that probably comes next
  std::optional<std::size_t> text_field_;  // the field whose lines are being read
  bool in_block_ = false;                  // in a block of lines that cannot be read back and is skipped
  std::string text_;
  std::vector<std::byte> bytes_;
};

void PresentationReader::State::start() {
  builder_.start(layout_);
  payload_ = {};
  payload_.type = layout_.type;
  has_time_ = has_lines_ = skipping_ = in_block_ = false;
  text_field_.reset();
  base::recycle(text_);
  size_ = next_ = 0;
}

Result<std::optional<PayloadView>> PresentationReader::State::read(std::string_view line) {
  if (line.empty() && !text_field_ && !in_block_) return finish();
  has_lines_ = true;
  if (skipping_) return std::nullopt;
  if (auto read = read_line(line); !read) {
    skipping_ = true;
    text_field_.reset();
    in_block_ = false;
    return tl::unexpected(read.error());
  }
  return std::nullopt;
}

Result<std::optional<PayloadView>> PresentationReader::State::finish() {
  const bool nothing = !has_lines_ || skipping_;
  const bool unended = text_field_.has_value();
  PayloadView payload = payload_;
  base::recycle(bytes_);
  Result<void> built;
  if (!nothing && !unended) built = builder_.finish(bytes_);
  if (!has_time_) {
    const auto now = Time::now();
    payload.time_sec = now.seconds;
    payload.time_nsec = now.nanoseconds;
  }
  start();
  if (nothing) return std::nullopt;
  if (unended) return fail(Errc::bad_text, 0, "expected a line \".\" after the text, got the end of the record");
  if (!built) return tl::unexpected(built.error());
  payload.bytes = bytes_;
  payload.has_bytes = true;
  return payload;
}

Result<void> PresentationReader::State::read_line(std::string_view line) {
  size_ += line.size() + 1;
  if (size_ > size_max_) return fail(Errc::bad_text, 0, "the record has more than " + std::to_string(size_max_) + " bytes");
  if (text_field_) {
    if (line == ".") return end_text();
    text_.append(line).append(1, '\n');
    return {};
  }
  if (in_block_) {
    in_block_ = line != "---";
    return {};
  }
  return line.starts_with('[') ? read_header(line) : read_field(line);
}

Result<void> PresentationReader::State::read_header(std::string_view header) {
  std::string_view line = header;
  constexpr int kDecimal = 10;
  constexpr int kHexadecimal = 16;
  const auto size = next_brackets(line);
  const auto time = next_brackets(line);
  const auto type = next_brackets(line);
  const auto source = next_brackets(line);
  const auto operator_ = next_brackets(line);
  const auto group = next_brackets(line);
  const auto moment = time ? text::parse_time(*time) : std::nullopt;
  if (!size || !moment || !type)
    return fail(Errc::bad_text, 0, "expected a header line, got \"" + message::excerpt(header) + '"');
  if (!is_type(*type, layout_.type))
    return fail(Errc::bad_text, 0,
                "expected the type " + layout_.vendor + ' ' + layout_.name + ", got " + message::excerpt(*type));
  payload_.time_sec = moment->seconds;
  payload_.time_nsec = moment->nanoseconds;
  payload_.source = number_or_0(source, kHexadecimal);
  payload_.has_source = payload_.source != 0;
  payload_.operator_ = number_or_0(operator_, kDecimal, aliases_ == nullptr ? nullptr : &aliases_->operators);
  payload_.has_operator = payload_.operator_ != 0;
  payload_.group = number_or_0(group, kDecimal, aliases_ == nullptr ? nullptr : &aliases_->groups);
  payload_.has_group = payload_.group != 0;
  has_time_ = true;
  return {};
}

Result<void> PresentationReader::State::read_field(std::string_view line) {
  const auto colon = line.find(':');
  const auto name = line.substr(0, colon);
  if (colon == std::string_view::npos)
    return fail(Errc::bad_text, 0, "expected a field and a colon, got \"" + message::excerpt(line) + '"');
  const std::size_t index = layout_.find(name, next_);
  if (index == layout_.fields.size()) return fail(Errc::bad_text, 0, "unknown field " + message::excerpt(name));
  next_ = index + 1;
  const message::FieldLayout& field_layout = layout_.field_layouts[index];
  if (field_layout.slot == message::kNoSlot) {
    in_block_ = is_block(field_layout.format) && !line.ends_with('>');
    return {};
  }
  if (layout_.fields[index].kind == FieldKind::lines) {
    text_field_ = index;
    return {};
  }
  auto value = line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  return message::add_text(layout_, index, value, builder_);
}

Result<void> PresentationReader::State::end_text() {
  auto added = message::add_text(layout_, *std::exchange(text_field_, std::nullopt), text_, builder_);
  base::recycle(text_);
  return added;
}

PresentationReader::PresentationReader(const MessageSchema& schema, const Aliases* aliases, std::size_t size_max)
    : state_(std::make_unique<State>(schema, aliases, size_max)) {}
PresentationReader::~PresentationReader() = default;

Result<std::optional<PayloadView>> PresentationReader::read(std::string_view line) {
  return state_->read(line);
}

Result<std::optional<PayloadView>> PresentationReader::finish() {
  return state_->finish();
}

}  // namespace nmsgxx
