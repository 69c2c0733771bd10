import { expect, test } from "vitest";
import type { Host } from "./host.ts";
import { planWire, routesOf, type Wire } from "./network.ts";

/** Only what routing looks at: nothing is run. */
const host = (name: string, isRouter = false) => ({ name, isRouter }) as Host;

const [client, near, far, server] = [host("client"), host("near", true), host("far", true), host("server")];

function wire(hosts: readonly Host[], v4: string): Wire {
  let next = 2;
  const subnet = { v4, v6: `2001:db8:${v4.split(".")[2]}:1::` };
  return planWire({ hosts, subnet, options: { families: [4, 6] }, wiresOf: () => 0, integer: () => next++ });
}

const wires = [
  wire([client, near], "198.18.1"),
  wire([near, far], "198.18.2"),
  wire([far, server], "198.18.3"),
];

test("a host on one wire has a default route of each family", () => {
  expect(routesOf(client, wires)).toEqual([
    "route add 0.0.0.0/0 via 198.18.1.3",
    "route add ::/0 via 2001:db8:1:1::3",
  ]);
});

test("a router has a route to each wire that it is not on, by its own neighbour", () => {
  expect(routesOf(near, wires)).toContain("route add 198.18.3.0/24 via 198.18.2.3");
  expect(routesOf(far, wires)).toContain("route add 198.18.1.0/24 via 198.18.2.2");
});

test("a wire without a router leads nowhere", () => {
  expect(routesOf(client, [wire([client, server], "198.18.9")])).toEqual([]);
});
