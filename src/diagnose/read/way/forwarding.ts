import { familyOf } from "../../../base/index.ts";
import type { Evidence, Firewall, FirewallMatch, NetworkSettings } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { hostsOnWay, meets, routersOf } from "./on-way.ts";

/** Whether the hosts between the two ends forward at all. Kernel doc ip-sysctl, ip_forward. */
export const readForwarding: Reader = (evidence, request) =>
  routersOf(evidence, request)
    .filter((at) => !isEnd(evidence, request, at))
    .flatMap((at) => [
      ...readSwitch(evidence, request, at),
      ...readPolicy(evidence, at, meets(evidence, request, { vantage: at, way: "forward" })),
    ]);

/** Whether the flow ends at a host, though nobody knows it for the server: it has the address, or that which a translation gave. */
const isEnd = (evidence: readonly Evidence[], { address }: ReferenceRequest, at: string): boolean =>
  ofKind(evidence, "route-decision").some(
    ({ vantage, value }) => vantage === at && value.way === "forward" && value.outcome === "local",
  ) ||
  (!sendsElsewhere(evidence, at) && has(evidence, address, at));

/** Whether a rule of a host may give the flow's packets another destination. */
const sendsElsewhere = (evidence: readonly Evidence[], at: string): boolean =>
  ofKind(evidence, "firewall").some(
    ({ vantage, value }) =>
      vantage === at &&
      value.matches.some(({ way, newDestination }) => way === "forward" && newDestination !== null),
  );

const has = (evidence: readonly Evidence[], address: string | null, at: string): boolean =>
  ofKind(evidence, "local-routes").some(
    ({ vantage, value }) =>
      vantage === at &&
      [...value.otherAddresses, ...value.interfaces.flatMap(({ addresses }) => addresses)].some(
        (own) => own.split("/")[0] === address,
      ),
  );

/** Whether each reading of a host's switches says that it does not forward the flow's family. */
export function forwardsNothing(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  vantage: string,
): boolean {
  const settings = settingsOf(evidence, vantage);
  const inputs = ofKind(evidence, "route-decision")
    .filter((one) => one.vantage === vantage)
    .flatMap(({ value }) => value.inputInterface ?? []);
  return settings.length > 0 && settings.every(({ value }) => isOff(value, request, inputs));
}

const settingsOf = (evidence: readonly Evidence[], vantage: string) =>
  ofKind(evidence, "network-settings").filter((one) => one.vantage === vantage);

/** The switch of the interface that packets come in by decides; the host's own is only what it was set to at first. */
function isOff(
  { forwarding, interfaces }: NetworkSettings,
  { address }: ReferenceRequest,
  inputs: readonly string[],
): boolean {
  const isIpv6 = address !== null && familyOf(address) === 6;
  const own = interfaces.filter(({ name }) => (inputs.length > 0 ? inputs.includes(name) : name !== "lo"));
  const switches = own.map(({ forwarding4, forwarding6 }) => (isIpv6 ? forwarding6 : forwarding4));
  const known = switches.filter((one) => one !== null);
  if (known.length === 0) return (isIpv6 ? forwarding.ipv6 : forwarding.ipv4) === false;
  return inputs.length > 0 ? known.includes(false) : known.every((one) => !one);
}

function readSwitch(evidence: readonly Evidence[], request: ReferenceRequest, at: string) {
  const settings = settingsOf(evidence, at);
  if (settings.length === 0) return [];
  if (forwardsNothing(evidence, request, at)) {
    const isOnWay = hostsOnWay(evidence, request).has(at);
    // Most hosts do not forward, and need not: one beside the way, with a single link, is no router.
    if (!isOnWay && !joinsLinks(evidence, at)) return [];
    return observe("forwarding-is-off", true, {
      records: settings,
      strength: isOnWay ? "states" : "suggests",
      at,
      slots: { router: at, switch: "ip_forward is 0" },
    });
  }
  return [];
}

/** Whether a host has addresses on two links or more. */
const joinsLinks = (evidence: readonly Evidence[], at: string): boolean =>
  ofKind(evidence, "local-routes").some(
    ({ vantage, value }) =>
      vantage === at &&
      value.interfaces.filter(({ name, addresses }) => name !== "lo" && addresses.length > 0).length > 1,
  );

/**
 * A policy that drops is a router that does not forward where nothing else passes its chain either; where the chain lets answers
 * of connections through, it is a filter that has no rule for this flow.
 */
function readPolicy(evidence: readonly Evidence[], at: string, isMet: boolean | null) {
  const [firewall] = ofKind(evidence, "firewall").filter(
    ({ vantage, value }) => vantage === at && value.matches.some(isDroppingPolicy),
  );
  if (firewall === undefined || isMet === false) return [];
  const { matches } = firewall.value;
  const policy = matches.find(isDroppingPolicy);
  const slots = {
    router: at,
    rule: (policy?.rule ?? "").replace(/[{};]/g, ""),
    chain: policy?.chain ?? "",
    table: policy?.table ?? "",
    switch: "the policy of its FORWARD chain drops",
  };
  const from = { records: [firewall], at, slots };
  const letsAnswersPass = matches.some(
    (match) =>
      match.way === "back" && match.hook === "forward" && match.verdict === "accept" && !match.isPolicy,
  );
  if (letsAnswersPass) {
    return observe("filter-drops-flow", true, { ...from, strength: isMet ? "states" : "suggests" });
  }
  return [
    ...observe("forward-policy-drops", true, { ...from, strength: isMet ? "states" : "suggests" }),
    ...observe("forwarding-is-off", true, {
      ...from,
      strength: isMet && stopsAll(firewall.value, policy) ? "states" : "suggests",
    }),
  ];
}

/** Whether nothing at all passes the chain of a policy: other chains that pass a packet do not save it. nft(8), VERDICT STATEMENT. */
const stopsAll = ({ rulesSeen }: Firewall, policy: FirewallMatch | undefined): boolean =>
  (policy?.passingRules ?? rulesSeen) === 0;

const isDroppingPolicy = ({ way, hook, isPolicy, verdict, isCertain }: FirewallMatch): boolean =>
  way === "forward" && hook === "forward" && isPolicy && isCertain && verdict === "drop";
