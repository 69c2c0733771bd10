import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRequest } from "../../test/observation.ts";
import { causes } from "./causes/index.ts";
import { hypothesesOf } from "./hypothesis.ts";
import { fill, slotsOf } from "./template.ts";
import { vocabulary } from "./vocabulary/index.ts";

/** All texts of a cause that a report shows. */
const textsOf = ({ summary, fix, prevention, toldApartBy, toldApartFromAllBy }: (typeof causes)[number]) => [
  summary,
  ...fix,
  ...prevention,
  ...Object.values(toldApartBy),
  ...(toldApartFromAllBy === undefined ? [] : [toldApartFromAllBy]),
];

const slotName = /\{[a-zA-Z:]+\}/;

describe("fill()", () => {
  test.each(causes)("leaves no slot of $id unfilled where nothing was observed", (cause) => {
    const [hypothesis] = hypothesesOf([cause], anyRequest, []);
    expect(hypothesis).toBeDefined();
    if (hypothesis === undefined) return;
    const slots = slotsOf(hypothesis, anyRequest);
    for (const text of textsOf(cause)) expect(fill(text, slots)).not.toMatch(slotName);
  });

  test("leaves no slot of a proposition unfilled", () => {
    for (const { says, look, remedy } of Object.values(vocabulary))
      for (const text of [says, look, ...(remedy?.fix ?? []), ...(remedy?.prevention ?? [])])
        expect(fill(text, {})).not.toMatch(slotName);
  });

  test("leaves no slot unfilled whichever of them are known", () => {
    const names = [
      ...new Set(causes.flatMap(textsOf).flatMap((text) => text.match(/(?<=\{)[a-zA-Z]+/g) ?? [])),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...causes), fc.subarray(names), (cause, known) => {
        const slots = Object.fromEntries(known.map((name) => [name, "192.0.2.7"]));
        for (const text of textsOf(cause)) expect(fill(text, slots)).not.toMatch(slotName);
      }),
    );
  });

  test("names what is not known as manual pages do", () =>
    expect(fill("ip route get {clientAddress}", {})).toBe("ip route get CLIENT_ADDRESS"));

  test.each([
    ["192.0.2.1", "dig @192.0.2.1 ; ip route get 192.0.2.1; udp port 53"],
    ["192.0.2.1:5353", "dig -p 5353 @192.0.2.1 ; ip route get 192.0.2.1; udp port 5353"],
    ["2001:db8::1", "dig @2001:db8::1 ; ip route get 2001:db8::1; udp port 53"],
    ["[2001:db8::1]:5353", "dig -p 5353 @2001:db8::1 ; ip route get 2001:db8::1; udp port 5353"],
    ["192.0.2.1:5353, 192.0.2.2", "dig -p 5353 @192.0.2.1 ; ip route get 192.0.2.1; udp port 5353"],
    ["the proxy's own resolver", "dig @RESOLVER ; ip route get RESOLVER; udp port RESOLVER_PORT"],
  ])("writes the resolver %j as each command takes it", (resolver, text) =>
    expect(
      fill("dig @{resolver} ; ip route get {resolver:address}; udp port {resolver:port}", { resolver }),
    ).toBe(text),
  );

  test("no text names a resolver with its port where a command takes an address", () => {
    const looks = Object.values(vocabulary).map(({ look }) => look);
    for (const text of [...causes.flatMap(textsOf), ...looks])
      expect(text).not.toMatch(/ip route get \{\w*[rR]esolver\}|[dD]ig [^;|]*[^@]\{\w*[rR]esolver\}/);
  });
});

describe("slotsOf()", () => {
  const [hypothesis] = hypothesesOf(causes.slice(0, 1), anyRequest, []);

  test("gives the client's address and network where they are known, and no word for them where not", () => {
    if (hypothesis === undefined) throw new Error("no cause");
    const request = { ...anyRequest, clientAddress: "192.0.2.9", clientNetwork: "192.0.2.0/24" };
    expect(slotsOf(hypothesis, request)).toMatchObject({
      clientAddress: "192.0.2.9",
      clientNetwork: "192.0.2.0/24",
    });
    expect(slotsOf(hypothesis, anyRequest)).not.toHaveProperty("clientAddress");
  });
});
