import { normal } from "../readings/benign.ts";
import * as connect from "../readings/connect.ts";
import type { Reading } from "../signal.ts";
import { type CodeTable, codesOf, type PhraseTable } from "../table.ts";

const loop: Reading = {
  proves: "A packet used up its TTL before it arrived.",
  doesNotProve: "A loop: traceroute makes this on purpose.",
  boundaries: ["path"],
  causes: ["routing-loop"],
  strength: "symptom",
  next: ["traceroute -n ADDRESS (do the same routers come again?)"],
};
const fragments: Reading = {
  proves: "Not all parts of a packet arrived.",
  doesNotProve: "Where the missing part was lost.",
  boundaries: ["path"],
  causes: ["mtu-black-hole", "large-answer-lost", "packet-loss"],
  strength: "symptom",
  next: ["tracepath -n ADDRESS", "nstat -az IpReasmFails"],
};
const redirect: Reading = {
  proves: "A router says that another one on the same link is nearer.",
  doesNotProve: "A fault.",
  boundaries: ["route", "link"],
  causes: ["wrong-route-preferred", "subnet-mask-mismatch"],
  strength: "symptom",
  next: ["ip route get ADDRESS"],
};
const badHeader: Reading = {
  ...connect.prohibited,
  proves: "A host or router could not read the packet's header.",
  causes: [],
};
const portUnreachable: Reading = {
  ...connect.refused,
  proves: "A host or filter says that nothing takes the packet at that port.",
};

/** ICMP messages by type and code, IPv4. Source: RFC 792, RFC 1812; errno by icmp_err_convert of Linux. */
export const icmpCodes: CodeTable = {
  product: "ICMP",
  layer: "cause",
  prefix: "icmp",
  finders: [
    { pattern: /\bicmp(?:v4)?[ :,]{1,2}(?:type[ =:]{1,2})?(\d{1,2}\/\d{1,2})\b/i, certain: true },
    { pattern: /\btype[ =:]{1,2}(\d{1,2}[ ,/]{1,2}code[ =:]{1,2}\d{1,2})\b/i, certain: false },
  ],
  canonical: (code) => code.replace(/\D{1,12}/, "/"),
  codes: codesOf([
    ["0/0", "Echo reply: ICMP works, which says nothing of TCP.", normal],
    ["8/0", "Echo request.", normal],
    ["3/0", "Net unreachable: a router has no route.", connect.networkUnreachable],
    ["3/1", "Host unreachable: the last router's ARP failed, as a rule.", connect.hostUnreachable],
    ["3/2", "Protocol unreachable: the host does not run it.", connect.prohibited],
    [
      "3/3",
      "Port unreachable: no listener on UDP, or a REJECT rule; connect sees it as refused.",
      portUnreachable,
    ],
    ["3/4", "Fragmentation needed: the next link's MTU is smaller, and is told.", connect.messageTooLong],
    ["3/5", "Source route failed.", connect.networkUnreachable],
    ["3/6", "Net unknown.", connect.networkUnreachable],
    ["3/7", "Host unknown.", connect.hostUnreachable],
    ["3/8", "Source isolated.", connect.hostUnreachable],
    ["3/9", "Net administratively prohibited.", connect.prohibited],
    [
      "3/10",
      "Host administratively prohibited: a firewall; connect sees no route to host.",
      connect.prohibited,
    ],
    ["3/11", "Net unreachable for this type of service.", connect.networkUnreachable],
    ["3/12", "Host unreachable for this type of service.", connect.hostUnreachable],
    [
      "3/13",
      "Communication administratively prohibited: a router's access list or a firewall.",
      connect.prohibited,
    ],
    ["3/14", "Precedence violation.", connect.prohibited],
    ["3/15", "Precedence cut off.", connect.prohibited],
    ["4/0", "Source quench, which nobody heeds any more.", normal],
    ["5/0", "Redirect for the net.", redirect],
    ["5/1", "Redirect for the host.", redirect],
    ["11/0", "TTL exceeded in transit.", loop],
    ["11/1", "Reassembly time exceeded: a fragment was lost.", fragments],
    ["12/0", "Parameter problem.", badHeader],
    ["12/1", "A required option is missing.", badHeader],
    ["12/2", "Bad length.", badHeader],
  ]),
};

/** ICMPv6 messages by type and code. Source: RFC 4443; errno by tab_unreach of Linux. */
export const icmp6Codes: CodeTable = {
  product: "ICMPv6",
  layer: "cause",
  prefix: "icmp6",
  finders: [
    {
      pattern: /\bicmp(?:v6|6)[ :,]{1,2}(?:type[ =:]{1,2})?(\d{1,3}(?:\/|[ ,]{1,2}code[ =:]{1,2})\d{1,2})\b/i,
      certain: true,
    },
  ],
  canonical: (code) => code.replace(/\D{1,12}/, "/"),
  codes: codesOf([
    ["1/0", "No route to the destination.", connect.networkUnreachable],
    ["1/1", "Administratively prohibited; connect sees permission denied.", connect.prohibited],
    [
      "1/2",
      "Beyond the scope of the source address.",
      { ...connect.hostUnreachable, boundaries: ["link"], causes: ["no-address"] },
    ],
    ["1/3", "Address unreachable: neighbour discovery failed.", connect.hostUnreachable],
    ["1/4", "Port unreachable.", portUnreachable],
    [
      "1/5",
      "The source address fails a policy.",
      { ...connect.prohibited, causes: ["firewall-rejects", "source-address-not-allowed"] },
    ],
    ["1/6", "A reject route.", { ...connect.prohibited, causes: ["route-blackholed"] }],
    ["2/0", "Packet too big: the next link's MTU is smaller, and is told.", connect.messageTooLong],
    ["3/0", "Hop limit exceeded in transit.", loop],
    ["3/1", "Reassembly time exceeded: a fragment was lost.", fragments],
    ["4/0", "A header field is wrong.", badHeader],
    ["4/1", "An unknown next header.", badHeader],
    ["4/2", "An unknown option.", badHeader],
    ["128/0", "Echo request.", normal],
    ["129/0", "Echo reply: ICMP works, which says nothing of TCP.", normal],
    [
      "135/0",
      "Neighbour solicitation; without an advertisement in return the neighbour is silent.",
      { ...normal, boundaries: ["link"], causes: ["neighbour-unresolved"] },
    ],
    ["136/0", "Neighbour advertisement.", normal],
  ]),
};

/** What ping, traceroute and tcpdump print for them. */
export const icmpWords: PhraseTable = {
  product: "ICMP",
  layer: "cause",
  phrases: [
    {
      id: "icmp-host-unreachable",
      patterns: [
        /\bdestination host unreachable\b/i,
        /\bicmp: host \S{1,60} unreachable\b(?! - admin)/i,
        /\bdestination host unknown\b/i,
        /\bdestination unreachable: address unreachable\b/i,
        / !H\b/,
      ],
      means: "Host unreachable: ARP or neighbour discovery failed at the one who says so.",
      reading: connect.hostUnreachable,
    },
    {
      id: "icmp-net-unreachable",
      patterns: [
        /\bdestination net(?:work)? (?:unreachable|unknown)\b/i,
        /\bdestination unreachable: no route\b/i,
        / !N\b/,
      ],
      means: "Net unreachable: the one who says so has no route.",
      reading: connect.networkUnreachable,
    },
    {
      id: "icmp-port-unreachable",
      patterns: [
        /\bdestination (?:unreachable: )?port unreachable\b/i,
        /\b(?:udp|tcp) port \S{1,12} unreachable\b/i,
      ],
      means: "Port unreachable: nothing listens, or a REJECT rule.",
      reading: portUnreachable,
    },
    {
      id: "icmp-source-route",
      patterns: [/\bsource route failed\b/i, / !S\b/],
      means: "A router did not take the way that the packet itself asked for.",
      reading: connect.hostUnreachable,
    },
    {
      id: "icmp-prohibited",
      patterns: [
        /\badmin(?:istratively)? prohibited(?: filter)?\b/i,
        /\bpacket filtered\b/i,
        /\bdestination (?:net|host) prohibited\b/i,
        /\bcommunication prohibited\b/i,
        / !X\b/,
      ],
      means: "A filter refused and said so.",
      reading: connect.prohibited,
    },
    {
      id: "icmp-too-big",
      patterns: [
        /\bfrag(?:mentation)? needed\b/i,
        /\bneed to frag\b/i,
        /\bpacket too big\b/i,
        / !F(?:-\d{2,5})?\b/,
      ],
      means: "The next link's MTU is smaller, and is told.",
      reading: connect.messageTooLong,
    },
    {
      id: "icmp-ttl",
      patterns: [
        /\btime to live exceeded\b/i,
        /\bttl (?:expired|exceeded) in transit\b/i,
        /\btime exceeded in-transit\b/i,
      ],
      means: "A packet used up its TTL on the way.",
      reading: loop,
    },
    {
      id: "icmp-reassembly",
      patterns: [/\b(?:frag )?reassembly time exceeded\b/i],
      means: "A fragment was lost.",
      reading: fragments,
    },
    {
      id: "icmp-redirect",
      patterns: [/\bredirect host\b/i, /\bicmp: redirect\b/i],
      means: "Another router is nearer.",
      reading: redirect,
    },
    {
      id: "ping-no-answer",
      patterns: [/\b100% packet loss\b/i, /\brequest timed out\b\.?$/im],
      means: "Not one echo was answered. Many hosts never answer echo.",
      reading: {
        ...connect.connectSilent,
        boundaries: ["path"],
        strength: "symptom",
        causes: ["host-unreachable", "firewall-drops"],
      },
    },
  ],
};
