import { expect, test } from "vitest";
import { causes } from "./causes/index.ts";
import { isReasonFor } from "./gives-way.ts";

const named = (id: string) => {
  const found = causes.find((cause) => cause.id === id);
  if (found === undefined) throw new Error(`no cause ${id}`);
  return found;
};

test.each([
  ["networkpolicy-denies-ingress", "firewall-drops"],
  ["pod-route-missing", "no-route"],
  ["forwarding-disabled", "router-not-forwarding"],
  ["no-ready-endpoints", "firewall-rejects"],
  ["selector-matches-nothing", "port-not-listening"],
  ["overlay-mtu-too-large", "mtu-black-hole"],
  ["target-port-mismatch", "upstream-refused"],
  ["readiness-failing", "no-healthy-upstream"],
  ["service-missing", "name-does-not-exist"],
  ["networkpolicy-denies-egress", "resolver-unreachable"],
  ["crash-looping", "no-ready-endpoints"],
  ["slow-query", "app-slow"],
])("%s says why %s is seen", (reason, seen) => {
  expect(isReasonFor(named(reason), named(seen))).toBe(true);
  expect(isReasonFor(named(seen), named(reason))).toBe(false);
});

test.each([
  ["pod-route-missing", "certificate-expired"],
  ["networkpolicy-denies-ingress", "name-does-not-exist"],
  ["service-not-programmed", "body-too-large"],
  ["no-ready-endpoints", "crash-looping"],
  ["firewall-drops", "networkpolicy-denies-egress"],
])("%s says nothing of %s", (reason, seen) => {
  expect(isReasonFor(named(reason), named(seen))).toBe(false);
});
