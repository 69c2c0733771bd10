import fc from "fast-check";
import { expect, test } from "vitest";
import { findSaved, parseSavedServices } from "./iptables-services.ts";
import { findVirtual, parseIpvs } from "./ipvs-services.ts";
import { backendOfName, isWithoutRules, parseServiceMap, targetsOf, translationOf } from "./nft-services.ts";

const map = JSON.stringify({
  nftables: [
    { metainfo: { version: "1.0.6" } },
    {
      map: {
        family: "ip",
        name: "service-ips",
        table: "kube-proxy",
        elem: [
          [
            { concat: ["10.96.0.10", "udp", 53] },
            { goto: { target: "service-NWBZK7IH-kube-system/kube-dns/udp/dns" } },
          ],
          [{ elem: { val: { concat: ["10.96.0.1", "tcp", 443] }, comment: "x" } }, { drop: null }],
        ],
      },
    },
  ],
});

test("a map of kube-proxy is read by address, protocol and port", () => {
  expect([...(parseServiceMap(map)?.verdicts ?? [])]).toEqual([
    ["10.96.0.10 udp 53", { chain: "service-NWBZK7IH-kube-system/kube-dns/udp/dns" }],
    ["10.96.0.1 tcp 443", "drop"],
  ]);
});

test("a printed chain of a Service leads to its endpoints by name", () => {
  const text = `table ip kube-proxy {
	chain service-ULMVA6XW-ns/svc/tcp/p80 {
		ip daddr 10.96.0.4 tcp dport 80 ip saddr != 10.244.0.0/16 jump mark-for-masquerade
		numgen random mod 2 vmap { 0 : goto endpoint-5OJB2KTY-ns/svc/tcp/p80__10.244.0.4/8080, 1 : goto endpoint-JHVBPSZW-ns/svc/tcp/p80__10.244.1.4/8080 }
	}
}`;
  expect(targetsOf(text).map(backendOfName)).toEqual([
    null,
    { address: "10.244.0.4", port: 8080 },
    { address: "10.244.1.4", port: 8080 },
  ]);
  expect(backendOfName("endpoint-5OJB2KTY-ns/svc/tcp/p80__fd00.10..4/8080")).toEqual({
    address: "fd00:10::4",
    port: 8080,
  });
  expect(translationOf("meta l4proto tcp dnat to 10.244.0.4:8080")).toEqual({
    address: "10.244.0.4",
    port: 8080,
  });
  expect(translationOf("dnat ip6 to [fd00:10::4]:8080")).toEqual({ address: "fd00:10::4", port: 8080 });
});

test.each([
  ["nothing", "\t}\n", true],
  ["a comment alone", '\t\tcomment "x"\n\t}\n', true],
  ["a translation", "\t\tmeta l4proto tcp dnat to 10.244.0.4:8080\n\t}\n", false],
  ["what was cut", "\t\tmeta l4pro", false],
])("a chain that holds %s is empty or not", (_what, body, isEmpty) => {
  const text = `table ip kube-proxy {\n\tchain endpoint-5OJB2KTY-ns/svc/tcp/p80__10.244.0.4/8080 {\n${body}}\n`;
  expect(isWithoutRules(text)).toBe(isEmpty);
});

const saved = `*filter
:KUBE-SERVICES - [0:0]
-A KUBE-SERVICES -d 10.96.0.30/32 -p tcp -m comment --comment "shop/empty:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-SERVICES -d 10.96.0.31/32 -p tcp -m comment --comment "shop/local has no local endpoints" -m tcp --dport 80 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
:KUBE-SVC-AAAA - [0:0]
:KUBE-SEP-ONE - [0:0]
:KUBE-SEP-TWO - [0:0]
:KUBE-EXT-AAAA - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.0.7/32 -p tcp -m comment --comment "shop/api:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-AAAA
-A KUBE-SERVICES -d 192.0.2.80/32 -p tcp -m comment --comment "shop/api:http loadbalancer IP" -m tcp --dport 80 -j KUBE-EXT-AAAA
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-EXT-AAAA -j KUBE-SVC-AAAA
-A KUBE-SVC-AAAA ! -s 10.244.0.0/16 -d 10.96.0.7/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-AAAA -m comment --comment "shop/api:http" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-ONE --mask 255.255.255.255 --rsource -j KUBE-SEP-ONE
-A KUBE-SVC-AAAA -m comment --comment "shop/api:http -> 10.244.1.2:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-ONE
-A KUBE-SVC-AAAA -m comment --comment "shop/api:http -> 10.244.2.2:8080" -j KUBE-SEP-TWO
-A KUBE-SEP-ONE -s 10.244.1.2/32 -j KUBE-MARK-MASQ
-A KUBE-SEP-ONE -p tcp -m tcp -j DNAT --to-destination 10.244.1.2:8080
-A KUBE-SEP-TWO -p tcp -m tcp -j DNAT --to-destination 10.244.2.2:8080
COMMIT
`;
const two = [
  { address: "10.244.1.2", port: 8080 },
  { address: "10.244.2.2", port: 8080 },
];

test.each([
  ["10.96.0.7", 80, { outcome: "balances", backends: two, others: 3 }],
  ["192.0.2.80", 80, { outcome: "balances", backends: two, others: 3 }],
  ["10.96.0.30", 80, { outcome: "rejects", backends: [], others: 3 }],
  ["10.96.0.31", 80, { outcome: "drops", backends: [], others: 3 }],
  ["10.96.0.7", 443, { outcome: "missing", backends: [], others: 4 }],
  ["10.96.0.9", 80, { outcome: "missing", backends: [], others: 4 }],
] as const)("iptables: what becomes of %s port %i", (address, port, expected) => {
  const chains = parseSavedServices(saved);
  expect(chains && findSaved(chains, { address, port, protocol: "TCP" })).toEqual(expected);
});

const without = (...rules: readonly string[]) =>
  saved
    .split("\n")
    .filter((line) => !rules.some((rule) => line.startsWith(`-A ${rule}`)))
    .join("\n");

test.each([
  [
    "one endpoint's chain",
    ["KUBE-SEP-TWO"],
    { outcome: "balances", backends: [two[0]], untranslated: [two[1]] },
  ],
  ["the chains of both", ["KUBE-SEP-"], { outcome: "empty", backends: [], untranslated: two }],
  ["the Service's own chain", ["KUBE-SVC-AAAA"], { outcome: "empty", backends: [] }],
])("iptables: %s is flushed", (_what, rules, expected) => {
  const chains = parseSavedServices(without(...rules));
  const asked = { address: "10.96.0.7", port: 80, protocol: "TCP" } as const;
  expect(chains && findSaved(chains, asked)).toEqual({ ...expected, others: 3 });
});

test("rules without a chain of Services are not kube-proxy's", () => {
  expect(parseSavedServices("*mangle\n:KUBE-KUBELET-CANARY - [0:0]\nCOMMIT\n")).toBeNull();
});

const virtual = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600007:0050 rr
  -> 0AF40102:1F90      Masq    1      1          0
  -> 0AF40202:1F90      Masq    0      1          0
UDP  [fd00:0000:0000:0000:0000:0000:0000:000a]:0035 rr
  -> [fd00:0000:0000:0000:0000:0000:0001:0002]:0035      Masq    1      0          0
`;

test("IPVS is read in hexadecimal, without destinations of weight 0", () => {
  const servers = parseIpvs(virtual);
  expect(findVirtual(servers, { address: "10.96.0.7", port: 80, protocol: "TCP" })?.backends).toEqual([
    { address: "10.244.1.2", port: 8080 },
  ]);
  expect(findVirtual(servers, { address: "fd00::a", port: 53, protocol: "UDP" })?.backends).toEqual([
    { address: "fd00::1:2", port: 53 },
  ]);
});

test("text of any form is read without an exception", () => {
  fc.assert(
    fc.property(fc.string(), fc.json(), (text, json) => {
      const asked = { address: "10.96.0.7", port: 80, protocol: "TCP" } as const;
      parseServiceMap(json);
      parseServiceMap(text);
      const chains = parseSavedServices(`*nat\n:KUBE-SERVICES - [0:0]\n-A KUBE-SERVICES ${text}\n`);
      if (chains !== null) findSaved(chains, asked);
      parseIpvs(`TCP  ${text}\n -> ${text}`);
      targetsOf(text);
      translationOf(text);
    }),
  );
});
