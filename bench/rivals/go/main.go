// A rival that uses go-nmsg: converts the base:packet payloads of an NMSG file to base:ipconn in another file.
//
// Usage: rival IN OUT BYTES [zlib]    BYTES: container limit; zlib: compress
package main

import (
	"encoding/binary"
	"io"
	"log"
	"os"
	"strconv"

	nmsg "github.com/farsightsec/go-nmsg"
	"github.com/farsightsec/go-nmsg/nmsg_base"
	"google.golang.org/protobuf/proto"
)

type tuple struct {
	src, dst         []byte
	proto            byte
	srcPort, dstPort uint16
}

func (t *tuple) takePorts(packet []byte, at int) bool {
	if (t.proto != 6 && t.proto != 17) || at+4 > len(packet) {
		return false
	}
	t.srcPort, t.dstPort = binary.BigEndian.Uint16(packet[at:]), binary.BigEndian.Uint16(packet[at+2:])
	return true
}

// RFC 791, section 3.1.
func (t *tuple) takeIPv4(packet []byte) bool {
	if len(packet) < 20 {
		return false
	}
	header, total := 4*int(packet[0]&0xF), int(binary.BigEndian.Uint16(packet[2:]))
	laterFragment := binary.BigEndian.Uint16(packet[6:])&0x1FFF != 0
	if header < 20 || laterFragment {
		return false
	}
	if total != 0 && total < len(packet) {
		packet = packet[:total]
	}
	if header > len(packet) {
		return false
	}
	t.src, t.dst, t.proto = packet[12:16], packet[16:20], packet[9]
	return t.takePorts(packet, header)
}

// extensionSize returns the size of an extension header, 0 for other headers (RFC 8200, section 4; RFC 4302, section 2).
func extensionSize(proto byte, at []byte) int {
	switch proto {
	case 0, 43, 60:
		return 8 * (int(at[1]) + 1)
	case 44:
		return 8
	case 51:
		return 4 * (int(at[1]) + 2)
	}
	return 0
}

// RFC 8200, section 3.
func (t *tuple) takeIPv6(packet []byte) bool {
	if len(packet) < 40 {
		return false
	}
	if end := 40 + int(binary.BigEndian.Uint16(packet[4:])); end < len(packet) {
		packet = packet[:end]
	}
	t.src, t.dst, t.proto = packet[8:24], packet[24:40], packet[6]
	at := 40
	for at+8 <= len(packet) {
		extension := extensionSize(t.proto, packet[at:])
		if t.proto == 44 && binary.BigEndian.Uint16(packet[at+2:])&0xFFF8 != 0 {
			return false
		}
		if extension == 0 {
			break
		}
		t.proto = packet[at]
		at += extension
	}
	return t.takePorts(packet, at)
}

func (t *tuple) take(packet []byte) bool {
	if len(packet) == 0 {
		return false
	}
	switch packet[0] >> 4 {
	case 4:
		return t.takeIPv4(packet)
	case 6:
		return t.takeIPv6(packet)
	}
	return false
}

func (t *tuple) payload() (*nmsg.NmsgPayload, error) {
	return nmsg.Payload(&nmsg_base.IPConn{
		Proto: proto.Uint32(uint32(t.proto)), Srcip: t.src, Srcport: proto.Uint32(uint32(t.srcPort)),
		Dstip: t.dst, Dstport: proto.Uint32(uint32(t.dstPort))})
}

func convert(in io.Reader, out nmsg.Output) error {
	input := nmsg.NewInput(in, nmsg.MaxContainerSize)
	for {
		from, err := input.Recv()
		if err == io.EOF {
			return out.Close()
		}
		if err != nil {
			return err
		}
		message, err := from.Message()
		if err != nil {
			continue
		}
		packet, ok := message.(*nmsg_base.Packet)
		var t tuple
		if !ok || !t.take(packet.GetPayload()) {
			continue
		}
		to, err := t.payload()
		if err != nil {
			return err
		}
		to.TimeSec, to.TimeNsec = from.TimeSec, from.TimeNsec
		if err := out.Send(to); err != nil {
			return err
		}
	}
}

func run(words []string) error {
	limit, err := strconv.Atoi(words[2])
	if err != nil {
		return err
	}
	in, err := os.Open(words[0])
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.Create(words[1])
	if err != nil {
		return err
	}
	out := nmsg.BufferedOutput(file)
	out.SetMaxSize(limit, limit)
	out.SetCompression(len(words) > 3)
	if err := convert(in, out); err != nil {
		return err
	}
	return file.Close()
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 4 {
		log.Fatal("Usage: rival IN OUT BYTES [zlib]")
	}
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}
