#include "fuzz/judge.hpp"

#include <google/protobuf/io/coded_stream.h>

#include "proto/nmsg.pb.h"

namespace nmsgxx::fuzz {

bool is_only_deep(Bytes body) {
  nmsg::Nmsg message;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const std::uint8_t*>(body.data()), static_cast<int>(body.size()));
  in.SetRecursionLimit(google::protobuf::io::CodedInputStream::GetDefaultRecursionLimit() + 1);
  return message.MergePartialFromCodedStream(&in) && in.ConsumedEntireMessage() && message.IsInitialized();
}

}  // namespace nmsgxx::fuzz
