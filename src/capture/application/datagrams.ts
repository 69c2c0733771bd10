import type { Endpoint } from "../../evidence/index.ts";
import { decodeIcmpError, type Packet } from "../../wire/index.ts";
import type { AddressTexts } from "./address-texts.ts";
import type { DnsTransactions } from "./dns-transactions.ts";
import { markOf } from "./mark.ts";
import type { QuicConnections } from "./quic-connections.ts";

/** Octets of UDP's header. RFC 768. */
const HEADER = 8;
/** Octets of DNS's header, and of the shortest question. RFC 1035, section 4.1. */
const LEAST_DNS = 12;
/** Ports of DNS, multicast DNS and link-local name resolution. */
const dnsPorts: ReadonlySet<number> = new Set([53, 5353, 5355]);

/** Reads the datagrams of a capture. */
export class Datagrams {
  private readonly dns: DnsTransactions;
  private readonly quic: QuicConnections;
  private readonly addresses: AddressTexts;

  constructor(dns: DnsTransactions, quic: QuicConnections, addresses: AddressTexts) {
    this.addresses = addresses;
    this.dns = dns;
    this.quic = quic;
  }

  take(packet: Packet, frame: number, now: number): void {
    const { view, at, captured, length } = packet;
    if (captured < HEADER + LEAST_DNS) return;
    const sourcePort = view.getUint16(at);
    const destinationPort = view.getUint16(at + 2);
    const isDnsPort = dnsPorts.has(sourcePort) || dnsPorts.has(destinationPort);
    if (!isDnsPort && !looksLikeDns(view, at + HEADER)) {
      this.quic.take(packet, frame, now);
      return;
    }
    const said = view.getUint16(at + 4);
    const end = at + (said >= HEADER && said <= length ? said : length);
    // What the capture has cut off cannot be judged, but that it came can.
    const isCut = captured < length;
    if (isCut && !isDnsPort) return;
    const octets = packet.octets.subarray(at + HEADER, Math.min(end, at + captured));
    const from = { address: this.addresses.source(packet), port: sourcePort };
    const to = { address: this.addresses.destination(packet), port: destinationPort };
    if (!this.dns.take({ stream: null, from, to, octets, frame, now, isCut }, isDnsPort) && !isCut)
      this.quic.take(packet, frame, now);
  }

  unreachable(packet: Packet, quoted: Packet, frame: number, now: number): void {
    if (quoted.captured < 4) return;
    const icmp = decodeIcmpError(
      packet.version === 6 ? 6 : 4,
      packet.octets.subarray(packet.at, packet.at + packet.captured),
    );
    if (icmp === null) return;
    const client: Endpoint = {
      address: this.addresses.source(quoted),
      port: quoted.view.getUint16(quoted.at),
    };
    const server: Endpoint = {
      address: this.addresses.destination(quoted),
      port: quoted.view.getUint16(quoted.at + 2),
    };
    const error = {
      mark: markOf(frame, now),
      from: this.addresses.source(packet),
      type: icmp.type,
      code: icmp.code,
    };
    if (!this.dns.unreachable(client, server, error)) this.quic.unreachable(client, server, error);
  }
}

/** A header of DNS with one question, of a usual kind. Chance alone passes in one case of 2^40. */
function looksLikeDns(view: DataView, at: number): boolean {
  // Opcode 0 and the Z bit, which must be zero; one question; at most 255 records in each section.
  if ((view.getUint8(at + 2) & 0x78) !== 0 || (view.getUint8(at + 3) & 0x40) !== 0) return false;
  return (
    view.getUint16(at + 4) === 1 &&
    view.getUint8(at + 6) === 0 &&
    view.getUint8(at + 8) === 0 &&
    view.getUint8(at + 10) === 0
  );
}
