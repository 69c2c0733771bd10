import fc from "fast-check";
import { expect, test } from "vitest";
import { complaintsOf } from "./complaints.ts";

const at = (second: number, text: string) => `2026-03-01T10:00:0${second}.123456789Z ${text}`;

test.each([
  [
    "a forward whose server is silent",
    "[ERROR] plugin/errors: 2 shop.test. A: read udp 10.244.0.5:46812->10.0.0.2:53: i/o timeout",
    "upstream",
    ["10.0.0.2:53"],
  ],
  [
    "one whose server refuses",
    "[ERROR] plugin/errors: 2 shop.test. AAAA: dial tcp 10.0.0.2:53: connect: connection refused",
    "upstream",
    ["10.0.0.2:53"],
  ],
  [
    "a loop",
    '[FATAL] plugin/loop: Loop (127.0.0.1:36031 -> :53) detected for zone ".", see the manual. Query: "HINFO 45."',
    "loop",
    [],
  ],
  [
    "an API that CoreDNS does not reach",
    '[WARNING] plugin/kubernetes: Kubernetes API connection failure: Get "https://10.96.0.1:443/version": dial tcp 10.96.0.1:443: i/o timeout',
    "api",
    ["10.96.0.1:443"],
  ],
  [
    "a right that kube-proxy has not",
    'E0301 10:00:00.000000 1 reflector.go:205] "Failed to watch" err="failed to list *v1.EndpointSlice: endpointslices.discovery.k8s.io is forbidden" logger="UnhandledError"',
    "api",
    [],
  ],
  [
    "rules that iptables does not take",
    'E0301 10:00:00.000000 1 proxier.go:1504] "Failed to execute iptables-restore" err=<',
    "sync",
    [],
  ],
  [
    "rules that nftables does not take",
    'E0301 10:00:00.000000 1 proxier.go:1800] "nftables sync failed" err="signal: segmentation fault"',
    "sync",
    [],
  ],
])("%s", (_what, line, kind, addresses) => {
  const [found, ...more] = complaintsOf([at(1, line), at(4, line)].join("\n"));
  expect(more).toEqual([]);
  expect(found).toMatchObject({ kind, count: 2, addresses });
  expect((found?.last ?? 0) - (found?.first ?? 0)).toBe(3_000);
});

test.each([
  [
    "the question of the loop plugin",
    "[ERROR] plugin/errors: 2 77.21. HINFO: read udp 10.244.0.5:1->10.0.0.2:53: i/o timeout",
  ],
  [
    "a name that does not exist",
    '[INFO] 10.244.0.9:1 - 2 "A IN no.test. udp 49 false 4096" NXDOMAIN qr,rd 40 0.001s',
  ],
  ["an ordinary start", "[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server"],
  [
    "a line of kube-proxy at rest",
    'I0301 10:00:00.000000 1 proxier.go:1508] "Reloading service iptables data" numServices=4',
  ],
])("nothing is made of %s", (_what, line) => {
  expect(complaintsOf(at(1, line))).toEqual([]);
});

test("a line without a time, or with a secret", () => {
  expect(complaintsOf("plugin/loop: Loop (a -> b) detected for zone")).toEqual([]);
  const [found] = complaintsOf(
    at(
      1,
      "plugin/kubernetes: Kubernetes API connection failure: Get https://u:hunter2@10.0.0.1/version: Authorization: Bearer hunter2",
    ),
  );
  expect(found?.text).not.toContain("hunter2");
});

test("any text is read", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (lines) => {
      complaintsOf(lines.map((line, index) => at(index % 10, `plugin/errors: 2 ${line}`)).join("\n"));
    }),
    { seed: 1 },
  );
});
