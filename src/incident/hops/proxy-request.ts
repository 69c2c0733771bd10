import { type Evidence, isGrpcScheme } from "../../evidence/index.ts";
import type { ProxyRequest } from "../../proxy/index.ts";
import type { Behind } from "./behind.ts";

/** What a proxy sees of a call by gRPC. */
const spokenBy = { grpc: "http", grpcs: "https" } as const;

/** The request as it comes to the proxy of a hop. */
export function requestAt(hop: number, { walk, first, placed }: Behind): ProxyRequest {
  const { asked, secrets, recorder } = walk;
  const exchange = first.exchanges.at(0)?.value;
  const connect = first.way.connect?.value;
  const { scheme } = asked;
  const isFirst = hop === 1;
  const url = placed.find((one) => one.hop === hop)?.entry.url ?? null;
  const there = url !== null && URL.canParse(url) ? new URL(url) : null;
  const chosen =
    scheme === "http" || scheme === "https" || scheme === "tls" || scheme === "tcp"
      ? scheme
      : isGrpcScheme(scheme)
        ? spokenBy[scheme]
        : ("tcp" as const);
  return {
    scheme: isFirst ? chosen : there?.protocol === "https:" ? "https" : "http",
    host: asked.host,
    address: isFirst ? first.way.address : null,
    port: isFirst
      ? (first.way.port ?? asked.port)
      : Number(there?.port || (there?.protocol === "https:" ? 443 : 80)),
    path: secrets.path,
    method: asked.method,
    bodyOctets: asked.dataOctets,
    headOctets: exchange?.requestHeadOctets ?? 0,
    client: isFirst ? (connect?.localAddress ?? null) : addressTowards(recorder.evidence, hop),
  };
}

/** The address that the hop before sends from, where its own request was seen. */
const addressTowards = (evidence: readonly Evidence[], hop: number): string | null =>
  evidence.findLast(
    (record): record is Evidence<"tcp-connect"> => record.kind === "tcp-connect" && record.hop === hop,
  )?.value.localAddress ?? null;
