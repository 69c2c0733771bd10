import {
  alertName,
  contentType,
  decodeAlert,
  decodeCertificate12,
  decodeCertificate13,
  decodeCertificateRequest12,
  decodeCertificateRequest13,
  decodeCertificateStatus,
  decodeServerHello,
  groupName,
  type HandshakeMessage,
  messageType,
  type ServerHello,
  signatureName,
  soundsLikeTls,
  splitMessages,
  splitRecords,
  type TlsRecord,
} from "../wire/index.ts";
import { type Opener, openerOf } from "./tls-decrypt.ts";

/** Traffic secrets of our own handshake, by their labels in the key log format of NSS. */
export type Secrets = ReadonlyMap<string, Buffer>;

/** What a server said, as read from the octets that it sent. */
export interface ServerFlight {
  /** What came first is no TLS record. */
  readonly strange: boolean;
  readonly serverHello: ServerHello | null;
  readonly retryRequested: boolean;
  readonly group: string | null;
  readonly signatureAlgorithm: string | null;
  /** DER, as sent; `null` when no Certificate message came or none could be read. */
  readonly chain: readonly Uint8Array[] | null;
  readonly staple: Uint8Array | null;
  readonly clientCertificateAsked: boolean | null;
  readonly clientAuthorities: readonly string[];
  readonly alert: { readonly number: number; readonly name: string; readonly afterFinished: boolean } | null;
  readonly finished: boolean;
  /** Something came under the key that follows the server's Finished and that it uses only after ours. */
  readonly ticketSent: boolean;
}

const TLS13 = 0x0304;
const TLS12 = 0x0303;

/** Alerts that end a connection in order and refuse nothing. RFC 8446, section 6.1. */
const orderly: readonly number[] = [0, 90];

/** Reads all that a server sent until now; pure, so it is called again with more octets. */
export function readServerFlight(received: Uint8Array, secrets: Secrets): ServerFlight {
  const { records } = splitRecords(received);
  const { opened, serverHello, retryRequested } = open(records, secrets);
  const messages = opened.flatMap(({ messages: own }) => own);
  const is13 = serverHello?.version === TLS13;
  const find = (type: number) => messages.find((message) => message.type === type)?.body;

  const certificate = find(messageType.certificate);
  const decoded = certificate && (is13 ? decodeCertificate13(certificate) : decodeCertificate12(certificate));
  const status = find(messageType.certificateStatus);
  const request = find(messageType.certificateRequest);
  const requestWouldHaveCome = is13 ? certificate : find(messageType.serverHelloDone);
  const verify = find(messageType.certificateVerify);
  const finishedAt = opened.findIndex(({ messages: own }) =>
    own.some(({ type }) => type === messageType.finished),
  );
  const alertAt = opened.findLastIndex(({ alert }) => alert !== null);
  const alert = opened[alertAt]?.alert ?? null;
  return {
    strange: received.length > 0 && !soundsLikeTls(received),
    serverHello,
    retryRequested,
    ...keyExchangeOf(serverHello, find(messageType.serverKeyExchange), is13 ? verify : undefined),
    chain: decoded?.certificates ?? null,
    staple: decoded?.staple ?? (status ? decodeCertificateStatus(status) : null),
    clientCertificateAsked: request !== undefined ? true : requestWouldHaveCome !== undefined ? false : null,
    clientAuthorities:
      request === undefined
        ? []
        : is13
          ? decodeCertificateRequest13(request)
          : decodeCertificateRequest12(request, (serverHello?.version ?? TLS12) >= TLS12),
    alert:
      alert === null
        ? null
        : {
            number: alert,
            name: alertName(alert),
            afterFinished: is13 && finishedAt >= 0 && alertAt > finishedAt,
          },
    finished: finishedAt >= 0,
    ticketSent: messages.some(({ type }) => type === messageType.newSessionTicket),
  };
}

/** One record, opened: the messages that it completes, or the alert that it is. */
interface Step {
  readonly messages: readonly HandshakeMessage[];
  readonly alert: number | null;
}

/** Walks the records in order, with the key that each is under. */
function open(records: readonly TlsRecord[], secrets: Secrets) {
  const opened: Step[] = [];
  let serverHello: ServerHello | null = null;
  let retryRequested = false;
  let opener: Opener | null = null;
  let isEncrypted12 = false;
  let pending: Uint8Array = new Uint8Array();
  for (const record of records) {
    const isAfterKeys = record.type === contentType.applicationData;
    const inner = isAfterKeys ? (opener?.(record) ?? null) : { type: record.type, content: record.fragment };
    if (record.type === contentType.changeCipherSpec && serverHello?.version !== TLS13) isEncrypted12 = true;
    else if (inner === null || isEncrypted12) continue;
    else if (inner.type === contentType.alert) opened.push({ messages: [], alert: refusal(inner.content) });
    else if (inner.type === contentType.handshake) {
      pending = Buffer.concat([pending, inner.content]);
      const messages = splitMessages(pending);
      pending = pending.subarray(messages.reduce((octets, { body }) => octets + 4 + body.length, 0));
      opened.push({ messages, alert: null });
      for (const { type, body } of messages) {
        const hello = type === messageType.serverHello ? decodeServerHello(body) : null;
        if (hello?.isRetryRequest) retryRequested = true;
        if (hello !== null) serverHello = hello;
        const label = nextSecret(type, hello);
        const secret = label === null ? undefined : secrets.get(label);
        if (secret !== undefined && serverHello !== null) opener = openerOf(secret, serverHello.cipher);
      }
    }
  }
  return { opened, serverHello, retryRequested };
}

/** The secret that the server writes with after a message of TLS 1.3. RFC 8446, section 7.1. */
function nextSecret(type: number, hello: ServerHello | null): string | null {
  if (hello !== null) return hello.isRetryRequest ? null : "SERVER_HANDSHAKE_TRAFFIC_SECRET";
  return type === messageType.finished ? "SERVER_TRAFFIC_SECRET_0" : null;
}

/** The number of an alert that refuses; warnings of TLS 1.2 do not. */
function refusal(content: Uint8Array): number | null {
  const alert = decodeAlert(content);
  return alert === null || alert.level === "warning" || orderly.includes(alert.number) ? null : alert.number;
}

/** Group and signature: in the ServerHello and CertificateVerify of TLS 1.3, in the ServerKeyExchange of TLS 1.2. */
function keyExchangeOf(
  hello: ServerHello | null,
  exchange: Uint8Array | undefined,
  verify: Uint8Array | undefined,
) {
  const scheme = (octets: Uint8Array | undefined, at: number) =>
    octets === undefined || octets.length < at + 2
      ? null
      : signatureName((octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0));
  if (hello?.version === TLS13) {
    return {
      group: hello.group === null ? null : groupName(hello.group),
      signatureAlgorithm: scheme(verify, 0),
    };
  }
  // ECDHE: curve_type named_curve (3), the group, the point, the scheme. RFC 8422, section 5.4.
  if (exchange?.[0] !== 3) return { group: null, signatureAlgorithm: null };
  return {
    group: groupName((exchange[1] ?? 0) * 256 + (exchange[2] ?? 0)),
    signatureAlgorithm: hello?.version === TLS12 ? scheme(exchange, 4 + (exchange[3] ?? 0)) : null,
  };
}
