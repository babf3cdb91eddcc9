#pragma once

#include <string>
#include <utility>

#include "message/schema/scratch.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/registry.hpp"
#include "text/text.hpp"

namespace nmsgxx::message {

/// Payloads in presentation form (PresentationWriter says how), with the members of JsonRecord.
class PresentationRecord {
 public:
  PresentationRecord(const Registry& registry, std::string endline, const Aliases* aliases, PayloadText text)
      : registry_(&registry), aliases_(aliases), endline_(std::move(endline)) {
    scratch_.escape_text = text == PayloadText::escaped;
  }

  Result<void> read(const PayloadView& payload);
  void append(const PayloadView& payload, text::Text& out);
  void shrink() { scratch_.shrink(); }

 private:
  const Registry* registry_;
  const Aliases* aliases_;
  std::string endline_;
  Scratch scratch_;
  const MessageSchema* schema_ = nullptr;
  bool readable_ = false;
};

}  // namespace nmsgxx::message
