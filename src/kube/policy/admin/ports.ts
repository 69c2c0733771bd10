import { type Answer, every, some } from "../answer.ts";
import { isNamed, type PolicyPort } from "../ports.ts";
import { isGiven, isObject, rawList, rawNumber, rawObject, rawText } from "../raw.ts";

const UNREADABLE: Answer = { why: "a port of no known form" };

/**
 * Whether a rule's ports match: `ports` of AdminNetworkPolicy (portNumber, portRange, namedPort), or `protocols` of
 * ClusterNetworkPolicy (tcp, udp, sctp with a destinationPort, destinationNamedPort). None given are all.
 */
export function matchesAdminPorts(
  { ports, protocols }: { readonly ports: unknown; readonly protocols: unknown },
  packet: PolicyPort,
): Answer {
  if (isGiven(ports) && isGiven(protocols)) return UNREADABLE;
  const list = isGiven(ports) ? ports : protocols;
  if (!isGiven(list)) return true;
  if (!Array.isArray(list) || list.length === 0) return UNREADABLE;
  return some(rawList(list).map((one) => matchesOne(one, packet)));
}

function matchesOne(raw: unknown, packet: PolicyPort): Answer {
  const [[member, value] = [], ...more] = Object.entries(rawObject(raw)).filter(([, one]) => isGiven(one));
  if (more.length > 0) return UNREADABLE;
  const { protocol, port, start, end, destinationPort } = rawObject(value);
  switch (member) {
    case "portNumber":
      return isOfProtocol(protocol, packet, () => isWithin(packet, port, port));
    case "portRange":
      return isOfProtocol(protocol, packet, () => isWithin(packet, start, end));
    case "namedPort":
    case "destinationNamedPort": {
      const name = rawText(value);
      return name === null ? UNREADABLE : isNamed(name, packet);
    }
    case "tcp":
    case "udp":
    case "sctp":
      return isOfProtocol(member.toUpperCase(), packet, () => atDestination(destinationPort, packet));
    default:
      return UNREADABLE;
  }
}

/** A protocol that is left out is TCP. */
const isOfProtocol = (protocol: unknown, packet: PolicyPort, isAtPort: () => Answer): Answer =>
  every([(isGiven(protocol) ? protocol : "TCP") === packet.protocol, isAtPort()]);

function atDestination(destination: unknown, packet: PolicyPort): Answer {
  if (!isObject(destination)) return UNREADABLE;
  const { number, range } = rawObject(destination);
  if (isGiven(number) === isGiven(range)) return UNREADABLE;
  if (isGiven(number)) return isWithin(packet, number, number);
  const { start, end } = rawObject(range);
  return isWithin(packet, start, end);
}

function isWithin({ port }: PolicyPort, first: unknown, last: unknown): Answer {
  const [from, to] = [rawNumber(first), rawNumber(last)];
  return from === null || to === null ? UNREADABLE : from <= port && port <= to;
}
