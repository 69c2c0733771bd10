import { mkdirSync } from "node:fs";
import type { Draw, Subnet } from "../draw.ts";
import { createHost, type Host } from "./host.ts";
import { buildNetwork, planWire, type Wire, type WireOptions } from "./network.ts";

/**
 * A private internet: hosts, routers and wires, first planned, then made by `up`.
 *
 * ```ts
 * const client = world.host("client");
 * const router = world.router("gateway");
 * const server = world.host("server");
 * world.wire([client, router], draw.subnet());
 * const far = world.wire([router, server], draw.subnet());
 * await world.up();
 * far.address(server); // "203.0.113.87"
 * ```
 */
export interface World {
  /** The world's own files; on its tmpfs. */
  readonly folder: string;
  host(name: string): Host;
  /** A host that forwards. */
  router(name: string): Host;
  wire(hosts: readonly Host[], subnet: Subnet, options?: WireOptions): Wire;
  /** Makes what was planned. Once. */
  up(): Promise<void>;
}

/** Where a world keeps its files: on the tmpfs over /run that only it sees. */
export const WORLD_FOLDER = "/run/world";

/** An empty world. Only inside the namespaces that `main.ts` runs in. */
export function createWorld(draw: Draw): World {
  mkdirSync(WORLD_FOLDER, { recursive: true });
  const hosts: Host[] = [];
  const wires: Wire[] = [];
  const add = (name: string, isRouter: boolean) => {
    const host = createHost(name, isRouter, WORLD_FOLDER);
    hosts.push(host);
    return host;
  };
  return {
    folder: WORLD_FOLDER,
    host: (name) => add(name, false),
    router: (name) => add(name, true),
    wire(members, subnet, options = {}) {
      const wiresOf = (host: Host) => wires.filter((wire) => wire.hosts.includes(host)).length;
      const wire = planWire({ hosts: members, subnet, options, wiresOf, integer: draw.integer });
      wires.push(wire);
      return wire;
    },
    up: () => buildNetwork(hosts, wires),
  };
}
