import { type Answer, every, some } from "./answer.ts";
import { isGiven, rawList, rawNumber, rawObject, rawText } from "./raw.ts";

/** Where the packet goes, and what names the Pod there gives to its ports. */
export interface PolicyPort {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
  /** The Pod whose containers name the port; `null` where it goes to no Pod, a reason where the Pod was not read. */
  readonly pod: { readonly object: unknown } | { readonly why: string } | null;
}

const UNREADABLE: Answer = { why: "a port of no known form" };

/** Whether the ports of a rule match: none given are all. Kubernetes API, NetworkPolicyPort. */
export function matchesPorts(ports: unknown, packet: PolicyPort): Answer {
  if (!isGiven(ports)) return true;
  if (!Array.isArray(ports)) return UNREADABLE;
  return ports.length === 0 || some(rawList(ports).map((one) => matchesPort(one, packet)));
}

function matchesPort(raw: unknown, packet: PolicyPort): Answer {
  const { protocol, port, endPort } = rawObject(raw);
  const isOfProtocol = (isGiven(protocol) ? protocol : "TCP") === packet.protocol;
  if (!isGiven(port)) return isGiven(endPort) ? UNREADABLE : isOfProtocol;
  const name = rawText(port);
  if (name !== null) return isGiven(endPort) ? UNREADABLE : every([isOfProtocol, isNamed(name, packet)]);
  const first = rawNumber(port);
  const last = isGiven(endPort) ? rawNumber(endPort) : first;
  if (first === null || last === null) return every([isOfProtocol, UNREADABLE]);
  return isOfProtocol && first <= packet.port && packet.port <= last;
}

/** A name stands for the number that the Pod's containers give to it, those that start before the others and stay among them. */
export function isNamed(name: string, { port, protocol, pod }: PolicyPort): Answer {
  if (pod === null) return false;
  if ("why" in pod) return pod;
  const { containers, initContainers } = rawObject(rawObject(pod.object)["spec"]);
  const staying = rawList(initContainers).filter((one) => rawObject(one)["restartPolicy"] === "Always");
  const numbers = [...rawList(containers), ...staying]
    .flatMap((container) => rawList(rawObject(container)["ports"]).map(rawObject))
    .filter((one) => one["name"] === name && (one["protocol"] ?? "TCP") === protocol)
    .map((one) => rawNumber(one["containerPort"]));
  if (numbers.length === 0 || !numbers.includes(port)) return false;
  return numbers.every((number) => number === port) || { why: `two ports of the name ${name}` };
}
