// A rival that uses libnmsg: converts the base:packet payloads of an NMSG file to base:ipconn in another file.  Like most
// programs that use libnmsg, it calls the public functions for messages and their fields.
//
// Usage: libnmsg_ipconn IN OUT BYTES [zlib]    BYTES: container limit; zlib: compress
#include <fcntl.h>
#include <nmsg.h>
#include <nmsg/base/defs.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The indices of fields in libnmsg's modules for base:packet and base:ipconn.
enum { PACKET_PAYLOAD = 1 };
enum { IPCONN_PROTO, IPCONN_SRCIP, IPCONN_SRCPORT, IPCONN_DSTIP, IPCONN_DSTPORT };

struct tuple {
  const uint8_t *src, *dst;
  size_t address_size;
  uint32_t proto, src_port, dst_port;
};

struct job {
  nmsg_msgmod_t ipconn;
  nmsg_output_t output;
};

static void need(bool good, const char* what) {
  if (good) return;
  fprintf(stderr, "libnmsg_ipconn: cannot %s\n", what);
  exit(EXIT_FAILURE);
}

static size_t load16(const uint8_t* at) {
  return (size_t)at[0] << 8 | at[1];
}

static bool take_ports(const uint8_t* packet, size_t at, size_t end, struct tuple* out) {
  if (out->proto != 6 && out->proto != 17) return false;
  if (at + 4 > end) return false;
  out->src_port = (uint32_t)load16(packet + at);
  out->dst_port = (uint32_t)load16(packet + at + 2);
  return true;
}

// RFC 791, section 3.1.
static bool take_ipv4(const uint8_t* packet, size_t size, struct tuple* out) {
  if (size < 20) return false;
  const size_t header = 4 * (size_t)(packet[0] & 0xF);
  const size_t total = load16(packet + 2);
  const bool later_fragment = (load16(packet + 6) & 0x1FFF) != 0;
  if (header < 20 || later_fragment) return false;
  out->src = packet + 12;
  out->dst = packet + 16;
  out->address_size = 4;
  out->proto = packet[9];
  return take_ports(packet, header, total != 0 && total < size ? total : size, out);
}

// Returns the size of an extension header, 0 for other headers (RFC 8200, section 4; RFC 4302, section 2).
static size_t extension_size(uint32_t proto, const uint8_t* at) {
  switch (proto) {
    case 0:
    case 43:
    case 60: return 8 * ((size_t)at[1] + 1);
    case 44: return 8;
    case 51: return 4 * ((size_t)at[1] + 2);
    default: return 0;
  }
}

// RFC 8200, section 3.
static bool take_ipv6(const uint8_t* packet, size_t size, struct tuple* out) {
  if (size < 40) return false;
  const size_t end = 40 + load16(packet + 4) < size ? 40 + load16(packet + 4) : size;
  size_t at = 40;
  out->src = packet + 8;
  out->dst = packet + 24;
  out->address_size = 16;
  out->proto = packet[6];
  while (at + 8 <= end) {
    const size_t extension = extension_size(out->proto, packet + at);
    const bool later_fragment = out->proto == 44 && (load16(packet + at + 2) & 0xFFF8) != 0;
    if (later_fragment) return false;
    if (extension == 0) break;
    out->proto = packet[at];
    at += extension;
  }
  return take_ports(packet, at, end, out);
}

static bool take_tuple(const uint8_t* packet, size_t size, struct tuple* out) {
  if (size == 0) return false;
  return packet[0] >> 4 == 4 ? take_ipv4(packet, size, out) : packet[0] >> 4 == 6 && take_ipv6(packet, size, out);
}

static void set(nmsg_message_t message, unsigned field, const void* value, size_t size) {
  need(nmsg_message_set_field_by_idx(message, field, 0, value, size) == nmsg_res_success, "set a field");
}

static void write_tuple(struct job* job, const struct tuple* tuple, const struct timespec* when) {
  nmsg_message_t message = nmsg_message_init(job->ipconn);
  need(message != NULL, "make a message");
  nmsg_message_set_time(message, when);
  set(message, IPCONN_PROTO, &tuple->proto, sizeof tuple->proto);
  set(message, IPCONN_SRCIP, tuple->src, tuple->address_size);
  set(message, IPCONN_SRCPORT, &tuple->src_port, sizeof tuple->src_port);
  set(message, IPCONN_DSTIP, tuple->dst, tuple->address_size);
  set(message, IPCONN_DSTPORT, &tuple->dst_port, sizeof tuple->dst_port);
  need(nmsg_output_write(job->output, message) == nmsg_res_success, "write");
  nmsg_message_destroy(&message);
}

static void take_message(nmsg_message_t message, void* user) {
  void* packet = NULL;
  size_t size = 0;
  struct tuple tuple;
  struct timespec when;
  if (nmsg_message_get_field_by_idx(message, PACKET_PAYLOAD, 0, &packet, &size) == nmsg_res_success &&
      take_tuple(packet, size, &tuple)) {
    nmsg_message_get_time(message, &when);
    write_tuple(user, &tuple, &when);
  }
  nmsg_message_destroy(&message);
}

int main(int count, char** words) {
  if (count != 4 && count != 5) {
    fprintf(stderr, "Usage: libnmsg_ipconn IN OUT BYTES [zlib]\n");
    return 2;
  }
  need(nmsg_init() == nmsg_res_success, "initialize libnmsg");
  const int from = open(words[1], O_RDONLY);
  const int to = open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
  need(from >= 0 && to >= 0, "open the files");

  nmsg_input_t input = nmsg_input_open_file(from);
  struct job job = {nmsg_msgmod_lookup(NMSG_VENDOR_BASE_ID, NMSG_VENDOR_BASE_IPCONN_ID),
                    nmsg_output_open_file(to, strtoul(words[3], NULL, 10))};
  need(input != NULL && job.ipconn != NULL && job.output != NULL, "open the streams");
  nmsg_input_set_filter_msgtype(input, NMSG_VENDOR_BASE_ID, NMSG_VENDOR_BASE_PACKET_ID);
  nmsg_output_set_zlibout(job.output, count == 5);

  const nmsg_res end = nmsg_input_loop(input, -1, take_message, &job);
  need(end == nmsg_res_success || end == nmsg_res_eof, "read");
  need(nmsg_output_close(&job.output) == nmsg_res_success, "close the output");
  nmsg_input_close(&input);
  return 0;
}
