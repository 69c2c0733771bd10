import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import { servesWell, startDnsmasq, startNginx, startWeb } from "../../servers/index.ts";
import { askedByHand, vantages } from "../../topology/index.ts";
import type { Host, World } from "../../world/index.ts";

/** A service behind a router that forwards a port of its own address to it. */
export interface PortForward {
  /** The router that forwards. */
  readonly edge: Host;
  readonly server: Host;
  /** The address and port that the name leads to, of the router itself. */
  readonly outer: { readonly address: string; readonly port: number };
  /** Where the service listens. */
  readonly inner: { readonly address: string; readonly port: number };
  /** An address of the servers' network that nobody has. */
  readonly nobody: string;
  /** Replaces the router's rules; `null` is none. */
  forward(to: { readonly address: string; readonly port: number } | null): Promise<void>;
  readonly asked: Pick<Setup, "target" | "client" | "noise" | "proveByHand" | "configuration">;
}

/**
 * Builds it, working. The servers' network is private: the client has no route to it.
 *
 * ```
 * client ──┬── gateway ── … ── edge (forwards its port) ──┬── server
 * resolver ┘                                              └── stranger
 * ```
 */
export async function buildPortForward(world: World, draw: Draw): Promise<PortForward> {
  const client = world.host("client");
  const [resolver, server, stranger] = [draw.label(), draw.label(), draw.label()].map(world.host);
  const routers = Array.from({ length: draw.integer(1, 3) }, () => world.router(draw.label()));
  const [gateway] = routers;
  const edge = routers.at(-1);
  if (!gateway || !edge || !resolver || !server || !stranger) throw new Error("At least one router is drawn");
  const lan = world.wire([client, resolver, gateway], draw.subnet());
  const between = routers
    .slice(1)
    .map((router, index) => world.wire([routers[index] ?? gateway, router], draw.subnet()));
  const far = world.wire([edge, server, stranger], draw.subnet());
  await world.up();
  const outside = between.at(-1) ?? lan;
  const [name, inner] = [draw.name(), draw.port()];
  const outer = { address: outside.address(edge), port: draw.port() };
  await startDnsmasq(resolver, { records: { [name]: [outer.address] } });
  const resolverAddress = lan.address(resolver);
  client.etc("resolv.conf", `nameserver ${resolverAddress}\n`);
  await (draw.coin() ? startNginx(server, servesWell(inner)) : startWeb(server, { port: inner }));
  const table = `x${draw.label()}`;
  const masqueraded = `chain leaving {\ntype nat hook postrouting priority 100\noifname "${outside.interface(edge)}" masquerade\n}`;
  const forward = (to: { readonly address: string; readonly port: number } | null) =>
    edge.nft(
      `table ip ${table}\ndelete table ip ${table}\ntable ip ${table} {\nchain coming {\ntype nat hook prerouting priority -100\n${
        to ? `ip daddr ${outer.address} tcp dport ${outer.port} dnat to ${to.address}:${to.port}` : ""
      }\n}\n${masqueraded}\n}`,
    );
  const target = `http://${name}:${outer.port}/`;
  const right = { address: far.address(server), port: inner };
  await forward(right);
  return {
    edge,
    server,
    outer,
    inner: right,
    // Hosts of a wire are numbered from 2 to 250.
    nobody: right.address.replace(/\d+$/, `${draw.integer(251, 254)}`),
    forward,
    asked: {
      target,
      client,
      noise: { client, routers, servers: [server], stranger, far, resolverAddress },
      proveByHand: askedByHand(target, 4),
      configuration: vantages(draw, [...routers, server]),
    },
  };
}
