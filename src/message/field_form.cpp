#include "message/field_form.hpp"

#include <algorithm>
#include <iterator>

namespace nmsgxx::message {
namespace {

struct Named {
  std::string_view name;
  FieldForm form;
};

constexpr Named kForms[] = {
    {"body", FieldForm::lines},
    {"bodyurl", FieldForm::text},
    {"category", FieldForm::text},
    {"dst", FieldForm::text},
    {"dstip", FieldForm::address},
    {"dstport", FieldForm::half},
    {"from", FieldForm::text},
    {"headers", FieldForm::lines},
    {"helo", FieldForm::text},
    {"message", FieldForm::text},
    {"p0f_detail", FieldForm::text},
    {"p0f_dist", FieldForm::half},
    {"p0f_fw", FieldForm::half},
    {"p0f_genre", FieldForm::text},
    {"p0f_link", FieldForm::text},
    {"p0f_mflags", FieldForm::half},
    {"p0f_nat", FieldForm::half},
    {"p0f_real", FieldForm::half},
    {"p0f_score", FieldForm::half},
    {"p0f_tos", FieldForm::text},
    {"query_address", FieldForm::address},
    {"query_ip", FieldForm::address},
    {"rcpt", FieldForm::text},
    {"request", FieldForm::lines},
    {"response_address", FieldForm::address},
    {"response_ip", FieldForm::address},
    {"src", FieldForm::text},
    {"srchost", FieldForm::text},
    {"srcip", FieldForm::address},
    {"srcport", FieldForm::half},
    {"xmltype", FieldForm::text},
};

}  // namespace

FieldForm field_form(std::string_view name) noexcept {
  const Named* found = std::ranges::find(kForms, name, &Named::name);
  return found == std::end(kForms) ? FieldForm::plain : found->form;
}

}  // namespace nmsgxx::message
