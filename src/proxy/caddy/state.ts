import {
  type Evidence,
  type ProxyState,
  type ProxyUpstream,
  type ServerState,
  startOf,
} from "../../evidence/index.ts";
import { type AdminAt, adminCommand, adminUrl, askJson } from "../ask-http.ts";
import type { ProxyContext } from "../context.ts";
import { items, number, type Tree, text, treeAt } from "../tree.ts";
import { addressOf, mostFails } from "./upstream.ts";

/** Whose state is read. */
export interface CaddyStateAsked {
  readonly admin: AdminAt | null;
  readonly version: string | null;
  /** Where the request goes, and the handler that sends it there; `null` where it goes nowhere. */
  readonly upstream: ProxyUpstream | null;
  readonly handler: Tree | null;
}

const MOST_SERVERS = 200;

/** Records what Caddy's admin interface says of its upstreams; `null` and a gap where it cannot be asked. */
export async function readCaddyState(
  asked: CaddyStateAsked,
  context: ProxyContext,
): Promise<Evidence<"proxy-state"> | null> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const { admin } = asked;
  const target = "/reverse_proxy/upstreams";
  const told = admin === null ? null : await askJson(admin, target, context);
  if (admin === null || !Array.isArray(told)) {
    recorder.gap({
      boundary: "proxy",
      needs: "the state of Caddy's upstreams",
      reason: admin === null ? "not-supported" : "unreachable",
      allowBy:
        admin === null
          ? 'Take "admin off" out of Caddy\'s global options'
          : `See why this fails: ${adminCommand(admin, target)}`,
    });
    return null;
  }
  const state: ProxyState = {
    software: "caddy",
    version: asked.version,
    source: adminUrl(admin, target),
    servers: statesOf(told, asked).slice(0, MOST_SERVERS),
    ...{ connections: null, turnedAway: null, uptime: null },
  };
  return recorder.record("proxy-state", state, {
    ...{ boundary: "proxy", by: "observed", purpose: "context" },
    ...{ observedAt, took: clock.ticks() - ticks, command: adminCommand(admin, target) },
  });
}

/** Each upstream of an answer, those of the request's own route first. Caddy does not tell what its active checks said. Pure. */
export function statesOf(
  told: unknown,
  { upstream, handler }: Pick<CaddyStateAsked, "upstream" | "handler">,
): readonly ServerState[] {
  const own = new Set(upstream?.servers.map(addressOf) ?? []);
  const most = handler === null ? null : mostFails(handler);
  return items(treeAt(told, "/reverse_proxy/upstreams"))
    .map((each): ServerState => {
      const name = text(each, "address") ?? "";
      const isOwn = own.has(name);
      const [, host, port] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(name) ?? [];
      const fails = number(each, "fails") ?? 0;
      const isEjected = isOwn && most !== null && fails >= most;
      return {
        upstream: isOwn ? (upstream?.name ?? name) : name,
        name,
        address: host ?? null,
        port: port === undefined ? null : Number(port),
        state: isEjected ? "ejected" : "unchecked",
        check: fails > 0 ? `${fails} failed of late` : null,
        since: null,
        connections: { now: number(each, "num_requests") ?? 0, most: null, limit: null },
        ...{ queued: null, requests: null, connectErrors: null, responseErrors: null, retries: null },
      };
    })
    .toSorted((a, b) => Number(own.has(b.name)) - Number(own.has(a.name)));
}
