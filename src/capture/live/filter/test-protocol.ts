import type { ProtocolWord } from "./expression.ts";
import { bpf, type Exits, types } from "./place.ts";

/** Numbers in the IP header, and the families in which they mean this. */
const numbers = {
  tcp: { number: 6, in4: true, in6: true },
  udp: { number: 17, in4: true, in6: true },
  sctp: { number: 132, in4: true, in6: true },
  icmp: { number: 1, in4: true, in6: false },
  icmp6: { number: 58, in4: false, in6: true },
} as const;

/** Next header of a fragment. RFC 8200, section 4.5. */
const FRAGMENT = 44;
const [PROTOCOL_4, NEXT_HEADER_6, AFTER_HEADER_6] = [9, 6, 40];

/** Whether a packet is of a protocol; over IPv6 right behind the header, or behind that of a fragment, as pcap-filter(7) has it. */
export function testProtocol(word: ProtocolWord, { program, place, yes, no }: Exits): void {
  program.plain(bpf.loadHalf, place.typeAt);
  if (word === "ip" || word === "ip6" || word === "arp") {
    program.test(bpf.equal, types[word], { yes, no });
    return;
  }
  const { number, in4, in6 } = numbers[word];
  const not4 = program.label();
  if (in4) {
    const is4 = program.label();
    program.test(bpf.equal, types.ip, { yes: is4, no: in6 ? not4 : no });
    program.mark(is4);
    program.plain(bpf.loadOctet, place.network + PROTOCOL_4);
    program.test(bpf.equal, number, { yes, no });
  }
  program.mark(not4);
  if (!in6) return;
  const [is6, other, fragment] = [program.label(), program.label(), program.label()];
  program.test(bpf.equal, types.ip6, { yes: is6, no });
  program.mark(is6);
  program.plain(bpf.loadOctet, place.network + NEXT_HEADER_6);
  program.test(bpf.equal, number, { yes, no: other });
  program.mark(other);
  program.test(bpf.equal, FRAGMENT, { yes: fragment, no });
  program.mark(fragment);
  program.plain(bpf.loadOctet, place.network + AFTER_HEADER_6);
  program.test(bpf.equal, number, { yes, no });
}
