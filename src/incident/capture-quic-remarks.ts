import { hostPort } from "../base/index.ts";
import type { CaptureFacts } from "../capture/index.ts";
import { alertName } from "../wire/index.ts";

type Quic = NonNullable<CaptureFacts["applications"]>["quic"]["kept"][number];

/** CRYPTO_ERROR: 0x100 and the number of the alert. RFC 9001, section 4.8. */
const CRYPTO_ERROR = 0x100;
/** NO_ERROR. RFC 9000, section 20.1. */
const NO_ERROR = 0;
/** Versions that a remark names. */
const MOST_VERSIONS = 4;

/**
 * How connections of QUIC did not come about. Clients fall back to TCP then and no request fails by it, so these are remarks. What is
 * answered, also after a Retry, is none.
 */
export function quicRemarks(connections: readonly Quic[], flows: CaptureFacts["flows"]): readonly string[] {
  const telling = connections.flatMap((one) => {
    const what = troubleOf(one);
    return what === null ? [] : [{ one, what }];
  });
  const groups = Map.groupBy(
    telling,
    ({ one: { server }, what }) => `${hostPort(server.address, server.port)} ${what}`,
  );
  return [...groups.values()].map((of) => {
    const [first] = of;
    if (first === undefined) return "";
    const { server, serverName } = first.one;
    const place = hostPort(server.address, server.port);
    const isReached = flows.some(
      (flow) =>
        flow.server.address === server.address && flow.server.port === server.port && flow.firstAck !== null,
    );
    const more = of.length > 1 ? ` and ${of.length - 1} more` : "";
    const what = serverName === null ? place : `${serverName} (${place})`;
    const beside = isReached ? ", while TCP to it is answered" : "";
    return `QUIC to ${what} ${first.what} (frame ${first.one.first.frame}${more})${beside}`;
  });
}

/** What befell the making of a connection; `null` for nothing that can be told. */
function troubleOf({
  firstAnswer,
  initials,
  icmpError,
  negotiation,
  answeredHandshake,
  version,
  closed,
}: Quic): string | null {
  if (answeredHandshake) return null;
  if (closed !== null && closed.code !== NO_ERROR)
    return `was closed by the ${closed.by} in the handshake with ${codeName(closed.code)}`;
  if (negotiation !== null)
    return `is of version ${version}, which the server does not speak: it offers ${listed(negotiation)}`;
  if (firstAnswer !== null) return null;
  if (icmpError !== null)
    return `is refused by ICMP from ${icmpError.from}, type ${icmpError.type} code ${icmpError.code}`;
  return initials > 1 ? "is not answered" : null;
}

const listed = (versions: readonly string[]): string =>
  versions.length === 0
    ? "none"
    : versions.slice(0, MOST_VERSIONS).join(", ") + (versions.length > MOST_VERSIONS ? " …" : "");

/** `CONNECTION_REFUSED`, `CRYPTO_ERROR 0x128 (handshake_failure)`. RFC 9000, section 20.1. */
function codeName(code: number): string {
  if (code >= CRYPTO_ERROR && code < CRYPTO_ERROR + 0x100)
    return `CRYPTO_ERROR 0x${code.toString(16)} (${alertName(code - CRYPTO_ERROR)})`;
  return names[code] ?? `code 0x${code.toString(16)}`;
}

const names = [
  "NO_ERROR",
  "INTERNAL_ERROR",
  "CONNECTION_REFUSED",
  "FLOW_CONTROL_ERROR",
  "STREAM_LIMIT_ERROR",
  "STREAM_STATE_ERROR",
  "FINAL_SIZE_ERROR",
  "FRAME_ENCODING_ERROR",
  "TRANSPORT_PARAMETER_ERROR",
  "CONNECTION_ID_LIMIT_ERROR",
  "PROTOCOL_VIOLATION",
  "INVALID_TOKEN",
  "APPLICATION_ERROR",
  "CRYPTO_BUFFER_EXCEEDED",
  "KEY_UPDATE_ERROR",
  "AEAD_LIMIT_REACHED",
  "NO_VIABLE_PATH",
] as const;
