#include "message/schema.hpp"

#include <iterator>

#include "nmsgxx/message_type.hpp"
#include "proto/dns.pb.h"
#include "proto/dnsobs.pb.h"
#include "proto/dnsqr.pb.h"
#include "proto/dnstap.pb.h"
#include "proto/email.pb.h"
#include "proto/encode.pb.h"
#include "proto/http.pb.h"
#include "proto/ipconn.pb.h"
#include "proto/linkpair.pb.h"
#include "proto/logline.pb.h"
#include "proto/ncap.pb.h"
#include "proto/packet.pb.h"
#include "proto/pkt.pb.h"
#include "proto/xml.pb.h"

namespace nmsgxx::message {
namespace {

namespace base = nmsg::base;
using google::protobuf::Descriptor;

// The index is the message type's number.
constexpr const Descriptor* (*kBaseSchemas[])() = {
    nullptr,
    base::Ncap::descriptor,
    base::Email::descriptor,
    base::Linkpair::descriptor,
    base::Http::descriptor,
    base::IPConn::descriptor,
    base::LogLine::descriptor,
    base::Dns::descriptor,
    base::Pkt::descriptor,
    base::DnsQR::descriptor,
    base::Xml::descriptor,
    base::Encode::descriptor,
    base::Packet::descriptor,
    dnstap::Dnstap::descriptor,
    base::DnsObs::descriptor,
};

}  // namespace

const Descriptor* schema_of(MessageType type) {
  if (type.vid != kBasePacket.vid || type.msgtype == 0 || type.msgtype >= std::size(kBaseSchemas)) return nullptr;
  return kBaseSchemas[type.msgtype]();
}

}  // namespace nmsgxx::message
