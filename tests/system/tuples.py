#!/usr/bin/env python3
"""Prints the five-tuple of each frame of a capture according to tshark, as a table: frame, kind, proto, src, sport, dst, dport.

A frame is a `tuple` if its outermost IP header carries TCP or UDP with ports, `truncated` if the capture cut it, else `none`.
"""
import subprocess
import sys

FIELDS = ["frame.number", "frame.protocols", "frame.len", "frame.cap_len", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst",
          "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"]
PROTOCOLS = {"tcp": 6, "udp": 17}


def transport(protocols):
    """Returns the protocol that the outermost IP header carries, after its extension headers."""
    inside = False
    for name in protocols.split(":"):
        if name in ("ip", "ipv6"):
            if inside:
                return None
            inside = True
        elif inside and not name.startswith("ipv6."):
            return name
    return None


def command(path):
    """Returns the tshark command for a capture."""
    words = ["tshark", "-r", str(path), "-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE",
             "-o", "tcp.desegment_tcp_streams:FALSE", "-T", "fields", "-E", "occurrence=f"]
    for field in FIELDS:
        words += ["-e", field]
    return words


def rows(shown):
    """Returns the rows of the table from the output of tshark."""
    table = []
    for line in shown.splitlines():
        number, protocols, length, captured, src4, dst4, src6, dst6, *ports = line.split("\t")
        carried = transport(protocols)
        if length != captured:
            table.append([number, "truncated"])
        elif carried not in PROTOCOLS:
            table.append([number, "none"])
        else:
            src_port, dst_port = ports[:2] if carried == "tcp" else ports[2:]
            six = protocols.split(":ip", 1)[1].startswith("v6")
            src, dst = (src6, dst6) if six else (src4, dst4)
            table.append([number, "tuple", str(PROTOCOLS[carried]), src, src_port, dst, dst_port])
    return table


def of_capture(path):
    return rows(subprocess.run(command(path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout)


if __name__ == "__main__":
    print("\t".join(["frame", "kind", "proto", "src", "sport", "dst", "dport"]))
    for row in of_capture(sys.argv[1]):
        print("\t".join(row))
