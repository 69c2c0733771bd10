import type { Ms } from "../../base/index.ts";
import type { KubeEndpoint, KubePod, ServiceLook } from "../../evidence/index.ts";
import type { VantageAsked } from "../../vantage/index.ts";
import { comparedTo } from "../comparison.ts";
import { askServers, commandOf, type HopAsking } from "../hops/ask-hop.ts";
import type { UpstreamAsked, UpstreamTask } from "../hops/hop-task.ts";
import type { Walk } from "../walk.ts";

/** Where a comparison starts. */
export interface LookFrom {
  /** The vantage's name, and how it is entered. */
  readonly name: string;
  readonly asked: VantageAsked;
  readonly is: ServiceLook["from"];
  readonly node: string | null;
}

/** What is asked from there. */
export interface LookTo {
  readonly to: ServiceLook["to"];
  readonly address: string;
  readonly port: number;
  readonly pod: KubePod["id"] | null;
  readonly podNode: string | null;
}

/** How long an answer is waited for. */
const PATIENCE: Ms = 5_000;

/** Makes the request from a place to each of some others ways round, as a client would that stands there, and records each. */
export async function lookAtService(
  from: LookFrom,
  ways: readonly LookTo[],
  walk: Pick<Walk, "asked" | "secrets">,
  asking: HopAsking,
): Promise<void> {
  if (ways.length === 0) return;
  const { asked } = walk;
  const recorder = asking.recorder.at(from.name);
  const isHttp = asked.scheme === "http" || asked.scheme === "https";
  const task: UpstreamTask = {
    from: from.name,
    upstreams: ways.map(
      ({ to, address, port }): UpstreamAsked => ({
        upstream: to,
        host: address,
        port,
        isBackup: false,
        tls:
          asked.scheme === "https"
            ? { serverName: asked.hostIsAddress ? null : asked.host, verifies: false }
            : null,
        sendsProxyHeader: false,
      }),
    ),
    request: isHttp
      ? {
          ...comparedTo(walk),
          path: asked.path,
          hostField: asked.hostIsAddress ? null : asked.host,
        }
      : null,
    patience: PATIENCE,
    watchIdle: null,
  };
  await askServers(task, from.asked, asking, {
    boundary: "service",
    what: `the same request by other ways from ${from.name}`,
    take: ({ upstream: look, observedAt, took }) => {
      const way = ways.find(
        ({ to, address, port }) => to === look.upstream && address === look.address && port === look.port,
      );
      if (way === undefined) return;
      const value: ServiceLook = {
        from: from.is,
        node: from.node,
        to: way.to,
        pod: way.pod,
        podNode: way.podNode,
        look,
      };
      recorder.record("service-look", value, {
        boundary: "service",
        by: "probe",
        purpose: "difference",
        observedAt,
        took,
        command: commandOf(look, task),
      });
    },
  });
}

/** Endpoints that are looked at from one place: one that is silent takes as long as a connection may. */
const MOST_ENDPOINTS = 24;

/** The Service's own address and its endpoints, those in doubt first. */
export function waysTo(
  address: { readonly address: string; readonly port: number } | null,
  endpoints: readonly KubeEndpoint[],
): readonly LookTo[] {
  const own: readonly LookTo[] =
    address === null ? [] : [{ to: "cluster-ip", ...address, pod: null, podNode: null }];
  const each = endpoints
    .filter(({ port }) => port !== null)
    .slice(0, MOST_ENDPOINTS)
    .map(
      ({ address: to, port, target, node }): LookTo => ({
        to: "endpoint",
        address: to,
        port: port ?? 0, // Those without are left out above.
        pod: target,
        podNode: node,
      }),
    );
  return [...own, ...each];
}
