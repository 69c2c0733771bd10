import { isLoopback, type Ms, parseDnsServer } from "../base/index.ts";
import type { Evidence } from "../evidence/index.ts";
import type { Flow } from "../host/index.ts";
import type { AttemptMade } from "./attempt.ts";
import type { Walk } from "./walk.ts";

/** An attempt that takes longer may be slow, and its path is worth a look. docs/contract.md, "Status". */
const SLOW: Ms = 1_000;

/** The flow that the request came to, or of the question that it ended at; `null` where it never had an address. */
export function flowOf({ asked, resolver }: Walk, { way }: AttemptMade): Flow | null {
  if (way.address !== null) {
    const { address, port, connect } = way;
    return {
      clientAddress: connect?.value.localAddress ?? null,
      serverAddress: address,
      port: port ?? asked.port,
      protocol: "tcp",
    };
  }
  const server = parseDnsServer(resolver?.value.nameservers[0] ?? "");
  if (server === null || isLoopback(server.server)) return null;
  return { clientAddress: null, serverAddress: server.server, port: server.port, protocol: "udp" };
}

/** Whether an attempt so far, or what it was compared with, failed or may be slow. */
export const mayBeIll = (evidence: readonly Evidence[]): boolean =>
  evidence.some(
    (record) => record.kind === "attempt" && (!record.value.answeredProperly || record.value.took > SLOW),
  );
