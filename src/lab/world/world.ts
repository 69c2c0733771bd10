import { mkdirSync } from "node:fs";
import type { Draw, Subnet } from "../draw.ts";
import { type Emulator, type LinkQuality, startEmulator, type Way } from "../links/index.ts";
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
  /**
   * Changes a wire that was planned with `slow`, in one direction or both: `shape(wire, { delay: 20, loss: 0.05 }, "back")`.
   * All of its quality is given anew; what is on its way arrives as it was to.
   */
  shape(wire: Wire, quality: LinkQuality, way?: Way): Promise<void>;
}

/** Where a world keeps its files: on the tmpfs over /run that only it sees. */
export const WORLD_FOLDER = "/run/world";

/** An empty world. Only inside the namespaces that `main.ts` runs in. */
export function createWorld(draw: Draw): World {
  mkdirSync(WORLD_FOLDER, { recursive: true });
  const hosts: Host[] = [];
  const wires: Wire[] = [];
  let emulator: Emulator | null = null;
  const slowLinks = new Map<Wire, number>();
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
    up: () =>
      buildNetwork(hosts, wires, async (wire, near, far) => {
        emulator ??= startEmulator(draw.seed);
        const link = await emulator.lay(near, far);
        slowLinks.set(wire, link);
        await emulator.shape(link, wire.slow ?? {}, "both");
      }),
    async shape(wire, quality, way = "both") {
      const link = slowLinks.get(wire);
      if (emulator === null || link === undefined) throw new Error("This wire was not planned as a slow one");
      await emulator.shape(link, quality, way);
    },
  };
}
