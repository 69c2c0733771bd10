import { describe, expect, test } from "vitest";
import {
  createRecorder,
  type Firewall,
  type FirewallMatch,
  type RouteDecision,
} from "../../evidence/index.ts";
import { assessFlow } from "./flow.ts";

const match: FirewallMatch = {
  way: "forward",
  hook: "output",
  family: "inet",
  table: "guard",
  chain: "out",
  handle: 4,
  rule: "tcp dport 5432 counter drop",
  verdict: "drop",
  newDestination: null,
  isPolicy: false,
  isCertain: true,
  packets: 12,
};
const details = {
  boundary: "route",
  by: "observed",
  purpose: "context",
  observedAt: 0,
  took: 0,
  command: "x",
} as const;

const ofFirewall = (firewall: Partial<Firewall>) => {
  const recorder = createRecorder("client");
  const passes = { forward: false, back: null };
  recorder.record("firewall", { tool: "nft", rulesSeen: 1, passes, matches: [match], ...firewall }, details);
  return assessFlow(recorder.evidence, "192.0.2.5:5432");
};
const ofRoute = (outcome: RouteDecision["outcome"]) => {
  const recorder = createRecorder("client");
  const nothing = { source: null, inputInterface: null, errno: null, gateway: null, device: null } as const;
  const unknown = {
    preferredSource: null,
    matchedPrefix: null,
    table: null,
    mtu: null,
    cachedMtu: null,
  } as const;
  recorder.record(
    "route-decision",
    { way: "forward", destination: "192.0.2.5", outcome, ...nothing, ...unknown },
    details,
  );
  return assessFlow(recorder.evidence, "192.0.2.5:5432").map(({ id, level }) => [id, level]);
};

describe("assessFlow()", () => {
  test("a rule that drops the flow is a fault, with the rule, its counter and its handle", () => {
    const [finding] = ofFirewall({});
    expect(finding).toMatchObject({ id: "firewall-stops-flow", level: "fault" });
    expect(finding?.numbers).toContain("tcp dport 5432 counter drop; 12 packets so far");
    expect(finding?.advice.join()).toContain("handle 4");
  });

  test("a rule that depends on what the ruleset does not tell is notable", () =>
    expect(ofFirewall({ matches: [{ ...match, isCertain: false }] })[0]?.level).toBe("notable"));

  test("a way that nobody can judge is notable", () =>
    expect(ofFirewall({ passes: { forward: null, back: null } })[0]?.level).toBe("notable"));

  test("a rule behind one that accepts, and rules that accept, are nothing", () => {
    expect(ofFirewall({ passes: { forward: true, back: true } })).toEqual([]);
    expect(ofFirewall({ matches: [{ ...match, verdict: "accept" }] })).toEqual([]);
  });

  test("routes that refuse are faults, those that lead somewhere are nothing", () => {
    expect(ofRoute("blackhole")).toEqual([["route-refuses-flow", "fault"]]);
    expect(ofRoute("no-route")).toEqual([["route-refuses-flow", "fault"]]);
    expect(ofRoute("unicast")).toEqual([]);
    expect(ofRoute("local")).toEqual([]);
  });
});
