import {
  bandwidthDelayProduct,
  encapsulations,
  holds,
  innerSizes,
  inversionsOf,
  isEncapsulation,
  longestMatch,
  lossLimitedRate,
  overlaps,
  parseNetwork,
  parseQuantity,
  portExhaustion,
  retransmissionTimeout,
  retransmissionTimes,
  timersNear,
  utilisation,
  windowLimitedRate,
} from "../calc/index.ts";
import { type Formula, input, listOf, result } from "./calc-formula.ts";

/** Every formula of `faultline calc`. */
export const formulas: readonly Formula[] = [
  {
    name: "bdp",
    says: "octets that fill a path, the window it needs, and what a given window reaches",
    formula: "BDP = rate × RTT / 8;  rate ≤ window × 8 / RTT",
    source: "RFC 1072, section 1; RFC 7323, section 1.1",
    inputs: [
      input("rate", "rate", "of the slowest link"),
      input("rtt", "time", "round-trip time"),
      input("window", "size", "of the receiver", "65535"),
    ],
    example: "faultline calc bdp rate=1Gbit/s rtt=50ms window=64KiB",
    compute: (given) => {
      const [rate, rtt, window] = [given.number("rate"), given.number("rtt"), given.number("window")];
      return [
        result("window needed (BDP)", bandwidthDelayProduct(rate, rtt), "size"),
        result("rate with this window", Math.min(rate, windowLimitedRate(window, rtt)), "rate"),
        result("utilisation", utilisation(window, rtt, rate), "share"),
      ];
    },
  },
  {
    name: "mathis",
    says: "the most that TCP Reno reaches at a share of loss",
    formula: "rate ≤ MSS × 8 / RTT × C / √p",
    source: "Mathis et al. (1997); C = 1, or √(3/2) = 1.22 where every segment is acknowledged",
    inputs: [
      input("mss", "size", "octets of data in a segment", "1460"),
      input("rtt", "time", "round-trip time"),
      input("loss", "share", "of segments"),
      input("c", "number", "the constant", "1"),
    ],
    example: "faultline calc mathis mss=1460 rtt=50ms loss=1%",
    compute: (given) => {
      const loss = given.number("loss");
      if (loss === 0 || given.number("rtt") === 0) return null;
      const rate = lossLimitedRate(given.number("mss"), given.number("rtt"), loss, given.number("c"));
      return [result("rate at most", rate, "rate")];
    },
  },
  {
    name: "rto",
    says: "the retransmission timeout after some round-trip times, and when a lost segment is sent again",
    formula:
      "SRTT = 7/8 SRTT + 1/8 R;  RTTVAR = 3/4 RTTVAR + 1/4 |SRTT − R|;  RTO = SRTT + max(least, 4 × RTTVAR)",
    source: "RFC 6298, section 2; Linux: at least 200 ms of variation, at most 120 s",
    inputs: [
      input("samples", "text", "round-trip times, oldest first: 50ms,60ms"),
      input("least", "time", "bound from below", "200ms"),
      input("retries", "number", "how many times to list", "6"),
    ],
    example: "faultline calc rto samples=50ms,60ms,48ms",
    compute: (given) => {
      const samples = listOf(given.text("samples")).map((text) => parseQuantity(text, "time"));
      if (samples.length === 0 || samples.some((sample) => sample === null)) return null;
      const estimate = retransmissionTimeout(
        samples.filter((sample) => sample !== null),
        {
          least: given.number("least"),
        },
      );
      const times = retransmissionTimes(estimate.rto, Math.min(30, given.number("retries")));
      return [
        result("SRTT", estimate.smoothed, "time"),
        result("RTTVAR", estimate.variation, "time"),
        result("RTO", estimate.rto, "time"),
        ...times.map((at, index) => result(`sent again (${index + 1}) after`, at, "time")),
      ];
    },
  },
  {
    name: "ports",
    says: "when connections to one destination run out of local ports",
    formula: "rate × TIME_WAIT ≤ last − first + 1",
    source: "RFC 9293, section 3.6.1; ip(7), ip_local_port_range; Linux, TCP_TIMEWAIT_LEN = 60 s",
    inputs: [
      input("rate", "number", "new connections a second to one address and port"),
      input("first", "number", "first local port", "32768"),
      input("last", "number", "last local port", "60999"),
      input("hold", "time", "how long a port is kept", "60s"),
      input("taken", "number", "ports taken already", "0"),
    ],
    example: "faultline calc ports rate=500",
    compute: (given) => {
      // Without a time to hold them, ports never run out.
      if (given.number("hold") === 0) return null;
      const range = [given.number("first"), given.number("last")] as const;
      if (range[1] < range[0] || range[1] > 65_535) return null;
      const found = portExhaustion(given.number("rate"), {
        range,
        hold: given.number("hold"),
        taken: given.number("taken"),
      });
      return [
        result("local ports", found.ports, "number"),
        result("connections a second that can go on", found.sustainableRate, "number"),
        result("exhausted after", found.exhaustedAfter ?? "never at this rate", "time"),
      ];
    },
  },
  {
    name: "mtu",
    says: "what is left for packets inside tunnels, and the MSS for it",
    formula: "MTU inside = MTU − headers;  MSS = MTU − 40 (IPv4) or − 60 (IPv6)",
    source: "RFC 6691, and each encapsulation's own",
    inputs: [
      input("through", "text", `outermost first: ${Object.keys(encapsulations).join(" ")}`),
      input("link", "size", "MTU of the link", "1500"),
    ],
    example: "faultline calc mtu through=wireguard,vxlan",
    compute: (given) => {
      const stack = listOf(given.text("through"));
      const known = stack.filter(isEncapsulation);
      if (known.length < stack.length) return null;
      const { mtu, mss } = innerSizes(given.number("link"), known);
      if (mtu < 68) return null; // The least that IPv4 knows. RFC 791.
      return [
        ...known.map((name) => result(name, encapsulations[name].octets, "size")),
        result("MTU inside", mtu, "size"),
        result("MSS over IPv4", mss.ipv4, "size"),
        result("MSS over IPv6", mss.ipv6, "size"),
        result("room for IPv6", mtu >= 1280 ? "yes" : "no: IPv6 needs 1280 octets (RFC 8200)"),
      ];
    },
  },
  {
    name: "cidr",
    says: "the networks that hold an address, the longest prefix among them, and which of them overlap",
    formula: "address AND mask = network; the longest prefix wins",
    source: "RFC 4632; RFC 1812, section 5.2.4.3",
    inputs: [
      input("networks", "text", "10.0.0.0/8,10.1.0.0/16"),
      input("address", "text", "whose route is looked for", ""),
    ],
    example: "faultline calc cidr address=10.1.2.3 networks=10.0.0.0/8,10.1.0.0/16",
    compute: (given) => {
      const texts = listOf(given.text("networks"));
      const networks = texts.map(parseNetwork);
      const address = given.text("address");
      const wanted = parseNetwork(address);
      if (networks.length === 0 || networks.some((network) => network === null)) return null;
      if (address !== "" && wanted === null) return null;
      const pairs = texts.flatMap((one, at) =>
        texts.slice(at + 1).flatMap((other, behind) => {
          const [a, b] = [networks[at], networks[at + 1 + behind]];
          return a != null && b != null && overlaps(a, b) ? [`${one} and ${other}`] : [];
        }),
      );
      const holding = texts.filter((_, at) => {
        const network = networks[at];
        return network != null && wanted !== null && holds(network, wanted);
      });
      const match = wanted === null ? [] : [result("longest match", longestMatch(address, texts) ?? "none")];
      const held = wanted === null ? [] : [result("held by", holding.join(", ") || "none")];
      return [...match, ...held, result("overlap", pairs.join("; ") || "none")];
    },
  },
  {
    name: "timeouts",
    says: "pairs of timers on a way in which the outer gives up first, or whose timer a time points to",
    formula: "outer > inner, for each pair on the way",
    source: "vendor manuals of each timer",
    inputs: [
      input("chain", "text", "outermost first: client=10s,edge=60s,app=120s", ""),
      input("after", "time", "connections end after exactly so long", "0"),
    ],
    example: "faultline calc timeouts chain=client=10s,edge=60s,app=30s",
    compute: (given) => {
      const waiters = listOf(given.text("chain")).map((part) => {
        const at = part.indexOf("=");
        return { name: part.slice(0, at), timeout: parseQuantity(part.slice(at + 1), "time") };
      });
      const known = waiters.flatMap(({ name, timeout }) => (timeout === null ? [] : [{ name, timeout }]));
      if (known.length < waiters.length) return null;
      const after = given.number("after");
      if (known.length === 0 && after === 0) return null;
      const inverted = inversionsOf(known).map(({ outer, inner, needs }) =>
        result(`${outer.name} gives up before ${inner.name}; it needs at least`, needs, "time"),
      );
      const near = after === 0 ? [] : timersNear(after).map(({ whose, source }) => result(whose, source));
      const none = inverted.length + near.length === 0 ? [result("found", "nothing")] : [];
      return [...inverted, ...near, ...none];
    },
  },
];
