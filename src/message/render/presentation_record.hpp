#pragma once

#include <string>
#include <utility>

#include "text/text.hpp"
#include "message/schema/workspace.hpp"
#include "nmsgxx/aliases.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/payload.hpp"
#include "nmsgxx/presentation.hpp"
#include "nmsgxx/registry.hpp"

namespace nmsgxx::message {

/// Payloads in presentation form (PresentationWriter says how), with the members of JsonRecord.
class PresentationRecord {
 public:
  PresentationRecord(const Registry& registry, std::string endline, const Aliases* aliases, PayloadText text)
      : registry_(&registry), aliases_(aliases), endline_(std::move(endline)) {
    workspace_.escapes = text == PayloadText::escaped;
  }

  Result<void> read(const PayloadView& payload);
  void append(const PayloadView& payload, text::Text& out);
  void shrink() { workspace_.shrink(); }

 private:
  const Registry* registry_;
  const Aliases* aliases_;
  std::string endline_;
  Workspace workspace_;
  const MessageSchema* schema_ = nullptr;
  bool readable_ = false;
};

}  // namespace nmsgxx::message
