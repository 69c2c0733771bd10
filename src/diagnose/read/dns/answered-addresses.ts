import { familyOf, groupBy } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { type AddressFailure, failureAt } from "./address-failure.ts";
import { serviceAt } from "./address-service.ts";
import { answeredByDns, listed, namedHost, referenceLookups } from "./look-ups.ts";

/** What the addresses that DNS gave for the request do: which of one family serve, and whether any can be used. */
export const readAnsweredAddresses: Reader = (evidence, request) => {
  const { lookups, addresses } = answeredByDns(evidence, request);
  const asked = ofKind(evidence, "request-asked");
  const services = addresses.map((address) => serviceAt(address, evidence, request));
  const serving = services.filter(({ serves }) => serves === true);
  const families = [4, 6].map((family) => services.filter(({ address }) => familyOf(address) === family));
  const split = families.find(
    (members) =>
      members.some(({ serves }) => serves === true) && members.some(({ serves }) => serves === false),
  );
  const dead = (split ?? []).filter(({ serves }) => serves === false);
  const alive = (split ?? []).filter(({ serves }) => serves === true);
  const failures = dead.flatMap(({ address }) => {
    const failure = failureAt(address, evidence, request);
    return failure === null ? [] : [{ address, ...failure }];
  });
  const isOneEach = lookups.length > 0 && families.every((members) => members.length <= 1);
  const isLiteral = request.asked.proxy === null && request.asked.hostIsAddress;
  // That some client of a capture looked a name up speaks for no fault: what would tell of one was not asked there.
  const resolved = referenceLookups(evidence, request).filter(
    ({ by, value }) => value.source !== "literal" && by !== "observed",
  );
  return [
    ...observe("name-was-looked-up", true, { records: isLiteral ? [] : resolved }),
    ...observe("name-was-looked-up", false, { records: isLiteral ? asked : [] }),
    ...observe("answered-address-serves", true, { records: serving.flatMap(({ records }) => records) }),
    ...observe("some-addresses-dead", true, {
      records:
        split === undefined
          ? []
          : [...failures.map(({ record }) => record), ...lookups, ...split.flatMap(({ records }) => records)],
      slots: {
        ...(failures.length === 0 ? {} : { deadReasons: reasonsOf(failures) }),
        ...(dead[0] === undefined ? {} : { deadAddress: dead[0].address }),
        deadAddresses: listed(dead.map(({ address }) => address)),
        servingAddresses: listed(alive.map(({ address }) => address)),
      },
    }),
    ...observe("some-addresses-dead", false, {
      // One address of a family, or all of them serve.
      records:
        split === undefined && (isOneEach || (services.length > 0 && serving.length === services.length))
          ? [...lookups, ...serving.flatMap(({ records }) => records)]
          : [],
    }),
    ...readUnusableFamily(evidence, request),
  ];
};

/** Why each address fails: `192.0.2.7: refused; 192.0.2.8: certificate expired`. */
const reasonsOf = (failures: readonly (AddressFailure & { readonly address: string })[]): string =>
  listed(
    groupBy(failures, ({ words }) => words).map(
      (alike) => `${alike.map(({ address }) => address).join(", ")}: ${alike[0].words}`,
    ),
  );

/**
 * A name whose every address is of a family that this host has no route for, while it has one for the family that
 * the name has no record of. RFC 6724, section 5, rule 1; RFC 4291, section 2.5.6 for what link-local is.
 */
function readUnusableFamily(evidence: readonly Evidence[], request: ReferenceRequest) {
  const [routes] = ofKind(evidence, "local-routes").filter(({ vantage }) => vantage === request.client);
  const { lookups, addresses } = answeredByDns(evidence, request);
  const [first] = addresses;
  if (routes === undefined || first === undefined) return [];
  const family = familyOf(first);
  const connects = addresses.map((address) =>
    ofKind(evidence, "tcp-connect").find(
      ({ value, purpose }) =>
        purpose === "reference" && value.address === address && value.outcome === "no-route",
    ),
  );
  const seen = connects.flatMap((connect) => connect ?? []);
  const denied = lookups.filter(({ value }) =>
    value.questions.some(
      ({ type, outcome }) => type === (family === 6 ? "A" : "AAAA") && outcome === "no-data",
    ),
  );
  const isOneFamily = addresses.every((address) => familyOf(address) === family);
  const { interfaces, hasDefault } = routes.value;
  const has = (wanted: 4 | 6) =>
    (wanted === 4 ? hasDefault.ipv4 : hasDefault.ipv6) ||
    interfaces.some((one) => one.addresses.some((address) => isUsable(address, wanted)));
  const isUnusable = isOneFamily && !has(family) && has(family === 6 ? 4 : 6);
  const isShown = seen.length === addresses.length && denied.length > 0;
  return observe("only-unusable-family-answered", true, {
    records: isUnusable && isShown ? [...denied, ...seen, routes] : [],
    slots: {
      name: namedHost(request),
      family: family === 6 ? "IPv6" : "IPv4",
      otherFamily: family === 6 ? "IPv4" : "IPv6",
      answered: listed(addresses),
    },
  });
}

/** An address of this host that reaches beyond its own link. */
function isUsable(text: string, wanted: 4 | 6): boolean {
  const address = text.replace(/\/.*/, "");
  if (familyOf(address) !== wanted) return false;
  return wanted === 4
    ? !address.startsWith("127.") && !address.startsWith("169.254.")
    : !/^(?:::1$|fe[89ab])/i.test(address);
}
