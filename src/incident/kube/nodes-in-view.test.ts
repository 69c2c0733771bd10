import { expect, test } from "vitest";
import { nodesInView } from "./nodes-in-view.ts";

const pods = [
  { node: "n1", nodeAddresses: ["192.0.2.1", "2001:db8::1"] },
  { node: "n2", nodeAddresses: ["192.0.2.2"] },
  { node: "n1", nodeAddresses: ["192.0.2.1"] },
  { node: null, nodeAddresses: ["192.0.2.3"] },
  { node: "n3" },
];

test("nodes that may not be read are known by the Pods that run on them", () => {
  expect(nodesInView([], pods)).toEqual([
    { name: "n1", addresses: ["192.0.2.1", "2001:db8::1"], podRanges: [] },
    { name: "n2", addresses: ["192.0.2.2"], podRanges: [] },
  ]);
});

test("what the API lists of nodes goes before", () => {
  const read = [{ name: "n9", addresses: ["192.0.2.9"], podRanges: ["10.244.9.0/24"] }];
  expect(nodesInView(read, pods)).toEqual(read);
});
