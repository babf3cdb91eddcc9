// An NMSG peer for tests, built with go-nmsg.
//
//	peer write [-zlib] [-size N]   writes payloads to standard output, always the same ones
//	peer list                      lists the payloads of a stream on standard input, one per line
//	peer listen ADDR:PORT N        lists N payloads received over UDP
package main

import (
	"bufio"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"log"
	"math/rand"
	"net"
	"os"
	"strconv"

	nmsg "github.com/farsightsec/go-nmsg"
	"github.com/farsightsec/go-nmsg/nmsg_base"
	"google.golang.org/protobuf/proto"
)

const payloads = 500

func randomBytes(r *rand.Rand) []byte {
	size := r.Intn(300)
	if r.Intn(20) == 0 {
		size = r.Intn(20000)
	}
	b := make([]byte, size)
	// Half of them are compressible.
	if r.Intn(2) == 0 {
		r.Read(b)
	}
	return b
}

func message(r *rand.Rand) nmsg.Message {
	switch r.Intn(3) {
	case 0:
		kind := nmsg_base.PacketType_IP
		return &nmsg_base.Packet{PayloadType: &kind, Payload: randomBytes(r)}
	case 1:
		return &nmsg_base.IPConn{
			Proto: proto.Uint32(uint32(r.Intn(256))), Srcip: []byte{192, 0, 2, byte(r.Intn(256))},
			Srcport: proto.Uint32(uint32(r.Intn(65536))), Dstip: make([]byte, 16), Dstport: proto.Uint32(53)}
	}
	return &nmsg_base.LogLine{Category: []byte("go"), Message: randomBytes(r)}
}

func write(out io.Writer, zlib bool, size int) error {
	r := rand.New(rand.NewSource(1))
	c := nmsg.NewContainer()
	c.SetMaxSize(size, size)
	c.SetCompression(zlib)
	for i := 0; i < payloads; i++ {
		p, err := nmsg.Payload(message(r))
		if err != nil {
			return err
		}
		p.TimeSec = proto.Int64(r.Int63n(1 << 33))
		p.TimeNsec = proto.Uint32(uint32(r.Intn(1e9)))
		if r.Intn(2) == 0 {
			p.SetSource(r.Uint32() | 1)
			p.SetOperator(uint32(1 + r.Intn(300)))
		}
		if r.Intn(3) == 0 {
			p.SetGroup(uint32(1 + r.Intn(300)))
		}
		ok, full := c.AddPayload(p)
		if full {
			if _, err := c.WriteTo(out); err != nil {
				return err
			}
		}
		if !ok {
			if _, full = c.AddPayload(p); full {
				if _, err := c.WriteTo(out); err != nil {
					return err
				}
			}
		}
	}
	_, err := c.WriteTo(out)
	return err
}

func list(in io.Reader, most int) error {
	input := nmsg.NewInput(in, 1<<20)
	for i := 0; i < most; i++ {
		p, err := input.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Printf("%d:%d %d.%09d %x %d %d %d bytes, CRC %08x\n", p.GetVid(), p.GetMsgtype(), p.GetTimeSec(), p.GetTimeNsec(),
			p.GetSource(), p.GetOperator(), p.GetGroup(), len(p.GetPayload()), crc32.ChecksumIEEE(p.GetPayload()))
	}
	return nil
}

func listen(address, count string) error {
	most, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	connection, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	socket := connection.(*net.UDPConn)
	if err := socket.SetReadBuffer(4 << 20); err != nil {
		return err
	}
	return list(socket, most)
}

func run() error {
	switch command := os.Args[1]; command {
	case "write":
		flags := flag.NewFlagSet(command, flag.ExitOnError)
		zlib := flags.Bool("zlib", false, "compress containers")
		size := flags.Int("size", 1<<20, "container limit in bytes")
		if err := flags.Parse(os.Args[2:]); err != nil {
			return err
		}
		out := bufio.NewWriter(os.Stdout)
		if err := write(out, *zlib, *size); err != nil {
			return err
		}
		return out.Flush()
	case "list":
		return list(os.Stdin, 1<<30)
	default:
		return listen(os.Args[2], os.Args[3])
	}
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
