import { type Evidence, type ProxyState, type ServerState, startOf } from "../../evidence/index.ts";
import { type AdminAt, adminCommand, adminUrl, askJson } from "../ask-http.ts";
import type { ProxyContext } from "../context.ts";
import { entries, has, items, text, treeAt } from "../tree.ts";

/** Whose state is read. */
export interface TraefikStateAsked {
  readonly admin: AdminAt | null;
  readonly version: string | null;
  readonly startedAt: number | null;
  /** The service that the request goes to: its servers come first. */
  readonly service: string | null;
}

const MOST_SERVERS = 200;

/** Records what Traefik's API says of its services; `null` and a gap where it cannot be asked. */
export async function readTraefikState(
  asked: TraefikStateAsked,
  context: ProxyContext,
): Promise<Evidence<"proxy-state"> | null> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const { admin, service, startedAt } = asked;
  const target = "/api/http/services";
  const told = admin === null ? null : await askJson(admin, target, context);
  if (admin === null || !Array.isArray(told)) {
    recorder.gap({
      boundary: "proxy",
      needs: "the state of Traefik's services",
      reason: admin === null ? "not-supported" : "unreachable",
      allowBy:
        admin === null
          ? "Set api.insecure on an entry point of loopback only: entryPoints.traefik.address 127.0.0.1:8080"
          : `See why this fails: ${adminCommand(admin, target)}`,
    });
    return null;
  }
  const state: ProxyState = {
    software: "traefik",
    version: asked.version,
    source: adminUrl(admin, target),
    servers: statesOf(told)
      .toSorted((a, b) => Number(b.upstream === service) - Number(a.upstream === service))
      .slice(0, MOST_SERVERS),
    ...{ connections: null, turnedAway: null },
    uptime: startedAt === null ? null : Math.max(0, clock.now() - startedAt),
  };
  return recorder.record("proxy-state", state, {
    ...{ boundary: "proxy", by: "observed", purpose: "context" },
    ...{ observedAt, took: clock.ticks() - ticks, command: adminCommand(admin, target) },
  });
}

/** Each server of each service of an answer of `/api/http/services`. Without checks of its own a server is always UP. Pure. */
export const statesOf = (told: unknown): readonly ServerState[] =>
  items(treeAt(told, "/api/http/services")).flatMap((service) => {
    const upstream = text(service, "name") ?? "";
    const isChecked = has(service, "loadBalancer", "healthCheck");
    return entries(service, "serverStatus").flatMap(([address, status]): readonly ServerState[] => {
      const url = URL.parse(address);
      const word = text(status) ?? "";
      const usual = url?.protocol === "https:" ? 443 : 80;
      const port = url === null ? null : url.port === "" ? usual : Number(url.port);
      return [
        {
          ...{ upstream, name: url === null ? "server" : `${url.protocol}//${url.host}` },
          address: url?.hostname.replace(/^\[|\]$/g, "") ?? null,
          port,
          state: word === "DOWN" ? "down" : isChecked ? "up" : "unchecked",
          check: isChecked || word === "DOWN" ? word : null,
          since: null,
          connections: { now: 0, most: null, limit: null },
          ...{ queued: null, requests: null, connectErrors: null, responseErrors: null, retries: null },
        },
      ];
    });
  });
