import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureVersion, TLSSocket } from "node:tls";
import type { Ms } from "../base/index.ts";
import { type Evidence, startOf, type TlsHandshake, type TlsVariantId } from "../evidence/index.ts";
import { printable, versionName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { isAcknowledged } from "./tcp-unacknowledged.ts";
import { bareHandshake } from "./tls-bare.ts";
import { judgeCertificates } from "./tls-certificate.ts";
import { commandOf } from "./tls-command.ts";
import { handshake } from "./tls-engine.ts";
import { revocationGap } from "./tls-revocation.ts";
import type { Trust } from "./tls-trust.ts";

/** Versions as Node and OpenSSL spell them. */
export type TlsVersion = SecureVersion;

/** A client's own certificate and key, PEM. They stay in memory: no record holds them. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

/** What a client offers, and how it is to be judged. */
export interface TlsAsked {
  /** Numeric address and port that the connection goes to, as the record shall name them. */
  readonly address: string;
  readonly port: number;
  /** SNI; `null` sends none. An address is never sent, nor a trailing dot. RFC 6066, section 3. */
  readonly serverName: string | null;
  /** The name or address that the certificate must hold. */
  readonly verifyName: string;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  readonly alpn: readonly string[];
  readonly trust: Trust;
  readonly identity?: ClientIdentity | undefined;
  /** OpenSSL lists, where they are not the library's own. openssl-ciphers(1). */
  readonly ciphers?: string | undefined;
  readonly groups?: string | undefined;
  readonly signatures?: string | undefined;
  /** What the client checks of the certificate, where it is less than all; what it does not check is not judged. */
  readonly verifies?: "nothing" | "chain" | undefined;
  /** What this handshake changes on purpose. */
  readonly variant?: TlsVariantId | undefined;
  /** All names that the variants with another name try. */
  readonly namesPlanned?: readonly string[] | undefined;
}

/** The record of a handshake, and the open stream where it completed: the caller closes it. */
export interface OpenedTls {
  readonly record: Evidence<"tls-handshake">;
  /**
   * Given whenever the handshake completed, whatever the certificate: only where `passesVerification` says so may
   * the caller go on with a request of its own.
   */
  readonly stream: TLSSocket | null;
}

/** Whether a client would go on after this handshake: it completed, and trust, dates, name and use are as they must be. */
export const passesVerification = (value: TlsHandshake): boolean =>
  value.outcome === "completed" &&
  value.trust?.trusted === true &&
  value.nameMatches === true &&
  value.dates === "valid" &&
  value.usageAllowsServer === true &&
  value.stapleRevoked !== true;

/**
 * Makes one TLS handshake over a connection that is open, and records all that can be seen of it: the chain as sent,
 * the server's demands, the alert by its number. A handshake that fails is an outcome, not an error.
 *
 * The connection is closed unless a stream is given back. No session is ever resumed.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 * @see RFC 8446, section 2 and appendix A
 */
export async function probeTls(
  connection: Duplex,
  asked: TlsAsked,
  context: ProbeContext,
): Promise<OpenedTls> {
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const offer: TlsAsked = { ...asked, serverName: sendableName(asked.serverName) };
  const { observedAt, ticks } = startOf(clock);
  const ended = await handshake(connection, offer, context);
  const { flight, stream, stage } = ended;
  const helloAcknowledged = ended.outcome === "timed-out" ? await isAcknowledged(connection) : null;
  if (stream === null) connection.destroy();
  signal.throwIfAborted();
  const took: Ms = clock.ticks() - ticks;
  const record = recorder.record(
    "tls-handshake",
    {
      ...bareHandshake(offer),
      offered: { ...bareHandshake(offer).offered, helloOctets: ended.helloOctets },
      outcome: ended.outcome,
      stage,
      helloAcknowledged,
      alert: ended.alert,
      localError: ended.localError,
      strangeAnswer: ended.outcome === "not-tls" ? printable(ended.firstOctets) : null,
      version: flight.serverHello === null ? null : versionName(flight.serverHello.version),
      cipher: ended.cipher,
      group: flight.group,
      retryRequested: flight.retryRequested,
      signatureAlgorithm: flight.signatureAlgorithm,
      alpn: ended.alpn,
      clientCertificateAsked: flight.clientCertificateAsked,
      clientAuthorities: flight.clientAuthorities,
      ...judgeCertificates({
        sent: flight.chain ?? [],
        staple: flight.staple,
        name: asked.verifyName,
        trust: offer.trust,
        now: observedAt,
        libraryError: ended.verifyError,
      }),
      ...notJudged(asked.verifies),
      firstAnswer: ended.firstAnswer,
      took,
    },
    {
      boundary: "tls",
      by: "probe",
      purpose: context.purpose,
      ...(context.attempt === undefined ? {} : { attempt: context.attempt }),
      observedAt,
      took,
      command: commandOf(offer),
    },
  );
  if (ended.outcome === "completed" && context.purpose === "reference" && asked.verifies === undefined) {
    const { address, port } = asked;
    const gap = revocationGap({ address, port, leaf: flight.chain?.[0], staple: flight.staple });
    if (gap !== null) recorder.gap(gap);
  }
  return { record, stream };
}

/** What is not judged where the client does not check it. */
function notJudged(verifies: TlsAsked["verifies"]): Partial<TlsHandshake> {
  if (verifies === undefined) return {};
  if (verifies === "chain") return { nameMatches: null };
  return {
    ...{ trust: null, nameMatches: null, dates: null, datesWrongAt: null, datesWrong: null },
    ...{ usageAllowsServer: null, usageWrong: null, stapleRevoked: null },
  };
}

/** A name as it may be sent: no address, no trailing dot. RFC 6066, section 3. */
export const sendableName = (name: string | null): string | null =>
  name === null || name === "" || isIP(name) !== 0 ? null : name.replace(/\.$/, "");
