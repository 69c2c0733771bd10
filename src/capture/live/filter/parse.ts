import type { Direction, FilterExpression, ProtocolWord } from "./expression.ts";
import { readHost, readNetwork } from "./read-network.ts";
import { FilterRefusal, type Word, wordsOf } from "./words.ts";

/** Parentheses within parentheses: more is no filter that a person writes. */
const DEEPEST = 64;

const protocols: ReadonlySet<string> = new Set<ProtocolWord>([
  "ip",
  "ip6",
  "arp",
  "tcp",
  "udp",
  "sctp",
  "icmp",
  "icmp6",
]);
const kinds: ReadonlySet<string> = new Set(["host", "net", "port", "portrange"]);
const reserved: ReadonlySet<string> = new Set(["and", "or", "not", "(", ")", "mask", "vlan", "src", "dst"]);

/** What stands before a value: `tcp src port`. A value alone has those of the value before it. */
interface Qualifiers {
  readonly protocol: { readonly word: ProtocolWord; readonly column: number } | null;
  readonly direction: Direction;
  readonly kind: string;
}

/**
 * Reads the part of pcap-filter(7) that is compiled here: host, net, port, portrange with src, dst and a protocol before them; the
 * protocols by themselves; vlan; and, or (of equal rank, from left to right), not, parentheses. Addresses and ports are numbers.
 *
 * @throws FilterRefusal for anything else, with its column.
 */
export function parseFilter(filter: string): FilterExpression {
  const words = wordsOf(filter);
  const at = { word: 0, depth: 0 };
  let before: Qualifiers = { protocol: null, direction: "either", kind: "host" };
  const next = (ahead = 0): Word | undefined => words[at.word + ahead];
  const isNext = (text: string, ahead = 0): boolean => next(ahead)?.text === text;
  const end = filter.trimEnd().length + 1;

  const expression = (): FilterExpression => {
    let left = single();
    for (;;) {
      const kind = isNext("and") ? "and" : isNext("or") ? "or" : null;
      if (kind === null) return left;
      at.word += 1;
      left = { kind, left, right: single() };
    }
  };

  const single = (): FilterExpression => {
    const word = next();
    if (word === undefined) throw new FilterRefusal("something is missing at its end", end);
    if (word.text === "not" || word.text === "(") {
      if (at.depth >= DEEPEST) throw new FilterRefusal("it is nested too deeply", word.column);
      at.word += 1;
      at.depth += 1;
      const of = word.text === "not" ? single() : expression();
      at.depth -= 1;
      if (word.text === "not") return { kind: "not", of };
      if (!isNext(")")) throw new FilterRefusal('")" is missing', next()?.column ?? end);
      at.word += 1;
      return of;
    }
    if (word.text === "vlan") return vlan();
    return condition();
  };

  const vlan = (): FilterExpression => {
    at.word += 1;
    const id = next();
    if (id === undefined || !/^\d+$/.test(id.text)) return { kind: "vlan", id: null };
    if (Number(id.text) > 4_095) throw new FilterRefusal("a VLAN is 0 to 4095", id.column);
    at.word += 1;
    return { kind: "vlan", id: Number(id.text) };
  };

  const condition = (): FilterExpression => {
    const first = at.word;
    const protocol = protocolHere();
    const direction = directionHere();
    const kind = kinds.has(next()?.text ?? "") ? (next()?.text ?? null) : null;
    if (kind !== null) at.word += 1;
    const value = next();
    const isHost = kind === null && (at.word > first || before.kind === "host");
    if (value !== undefined && isHost && !isBound(value) && readHost(value.text) === null)
      throw new FilterRefusal(`"${value.text}" is no word of a filter, and no numeric address`, value.column);
    if (protocol !== null && direction === null && kind === null && (value === undefined || isBound(value)))
      return { kind: "protocol", protocol: protocol.word };
    if (at.word > first) {
      before = { protocol, direction: direction ?? "either", kind: kind ?? "host" };
    }
    if (value === undefined) throw new FilterRefusal("something is missing at its end", end);
    if (isBound(value)) throw new FilterRefusal(`"${value.text}" stands where a value should`, value.column);
    at.word += 1;
    return conditionOf(value, before);
  };

  const isBound = ({ text }: Word): boolean => reserved.has(text) || protocols.has(text) || kinds.has(text);

  const protocolHere = (): Qualifiers["protocol"] => {
    const word = next();
    if (word === undefined || !protocols.has(word.text)) return null;
    at.word += 1;
    // The set holds no other words.
    return { word: word.text as ProtocolWord, column: word.column };
  };

  const directionHere = (): Direction | null => {
    const isEnd = (ahead: number) => isNext("src", ahead) || isNext("dst", ahead);
    if (!isEnd(0)) return null;
    const isSource = isNext("src");
    if ((isNext("or", 1) || isNext("and", 1)) && isEnd(2) && isNext("src", 2) !== isSource) {
      const isEither = isNext("or", 1);
      at.word += 3;
      return isEither ? "either" : "both";
    }
    at.word += 1;
    return isSource ? "source" : "destination";
  };

  const conditionOf = (value: Word, { kind, direction, protocol }: Qualifiers): FilterExpression => {
    if (kind === "port" || kind === "portrange") return ports(value, { kind, direction, protocol });
    const family = protocol?.word ?? null;
    if (family !== null && family !== "ip" && family !== "ip6" && family !== "arp") {
      throw new FilterRefusal(`"${family}" has no addresses of its own`, protocol?.column ?? value.column);
    }
    let mask: string | null = null;
    if (kind === "net" && isNext("mask")) {
      mask = next(1)?.text ?? "";
      at.word += 2;
    }
    const read = kind === "net" ? readNetwork(value.text, mask) : readHost(value.text);
    if (read === null) {
      const wanted = kind === "net" ? "network such as 192.0.2.0/24" : "numeric address";
      throw new FilterRefusal(`"${value.text}" is no ${wanted}`, value.column);
    }
    if (family !== null && (family === "ip6") !== (read.address.length === 16))
      throw new FilterRefusal(`"${value.text}" is no address of ${family}`, value.column);
    return { kind: "network", direction, family, ...read };
  };

  const ports = (value: Word, { kind, direction, protocol }: Qualifiers): FilterExpression => {
    const word = protocol?.word ?? null;
    if (word !== null && word !== "tcp" && word !== "udp" && word !== "sctp")
      throw new FilterRefusal(`"${word}" has no ports of its own`, protocol?.column ?? value.column);
    const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value.text) ?? [];
    const [from, to] = [Number(first), Number(last)];
    const isRange = value.text.includes("-");
    if (first === "" || from > 65_535 || to > 65_535 || isRange !== (kind === "portrange")) {
      const wanted = kind === "port" ? "port, 0 to 65535" : "range of ports such as 8000-8999";
      throw new FilterRefusal(`"${value.text}" is no ${wanted}`, value.column);
    }
    return {
      kind: "ports",
      direction,
      from: Math.min(from, to),
      to: Math.max(from, to),
      protocol: word,
    };
  };

  const whole = expression();
  const left = next();
  if (left !== undefined) throw new FilterRefusal(`"${left.text}" is not expected`, left.column);
  return whole;
}
