import type { Duplex } from "node:stream";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { Ms } from "../base/index.ts";
import type { TlsHandshake } from "../evidence/index.ts";
import { alertName } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import type { TlsAsked } from "./tls.ts";
import { readServerFlight, type Secrets, type ServerFlight } from "./tls-flight.ts";
import { type Tee, teeConnection } from "./tls-tee.ts";

/** How one handshake went, before certificates are judged. */
export interface Ended {
  readonly outcome: TlsHandshake["outcome"];
  readonly stage: TlsHandshake["stage"];
  readonly alert: TlsHandshake["alert"];
  readonly localError: string | null;
  readonly flight: ServerFlight;
  readonly firstOctets: Uint8Array;
  readonly helloOctets: number;
  readonly cipher: string | null;
  readonly alpn: string | null;
  /** OpenSSL's verdict on the chain; left out where the handshake did not complete. */
  readonly verifyError: string | null | undefined;
  readonly firstAnswer: Ms | null;
  readonly stream: TLSSocket | null;
}

/**
 * How long a server that asks for a certificate gets to refuse ours after its own part is over: one round trip and the
 * time to verify. In TLS 1.3 it hears of ours only then (RFC 8446, section 4.4.2.4); in 1.2 some close only then. A
 * server that sends a session ticket has accepted before, so few are waited for.
 */
const REFUSAL_WAIT: Ms = 300;

/** The longest time for the same. */
const MAX_REFUSAL_WAIT: Ms = 1500;

/** Node names an alert by an error whose code holds its number: reason = 1000 + alert. openssl/sslerr.h. */
const ALERT_REASONS = 1000;

/**
 * Runs the handshake until it completed, failed, or its time is up. Resolves always, but leaves the connection to the
 * caller when it did not complete.
 */
export function handshake(
  connection: Duplex,
  asked: TlsAsked,
  { clock, signal, timeout }: ProbeContext,
): Promise<Ended> {
  const secrets = new Map<string, Buffer>();
  const start = clock.ticks();
  let firstAnswer: Ms | null = null;

  return new Promise((resolve) => {
    let completed = false;
    let failure: NodeJS.ErrnoException | null = null;
    let refusalTimer: NodeJS.Timeout | undefined;
    let settled = false;

    const tee = teeConnection(connection, () => {
      if (firstAnswer === null && tee.received().length > 0) firstAnswer = clock.ticks() - start;
      if (tee.end() !== null) settle();
      else if (completed) review();
    });
    const socket = connect({
      socket: tee.stream,
      secureContext: contextOf(asked),
      servername: asked.serverName ?? "",
      ALPNProtocols: [...asked.alpn],
      requestOCSP: true,
      rejectUnauthorized: false,
      // The name is judged by us, so that `authorizationError` speaks of the chain alone.
      checkServerIdentity: () => undefined,
    });
    const deadline = setTimeout(() => settle(), timeout);
    const stop = () => settle();
    signal.addEventListener("abort", stop, { once: true });

    socket.on("keylog", (line: Buffer) => keepSecret(secrets, line));
    // Listens for good: an error that comes after the stream was given back must not end the process.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      failure ??= error;
      // The connection's own end, or the alert, may be read only after TLS gave up.
      setImmediate(settle);
    });
    socket.once("secureConnect", () => {
      completed = true;
      review();
    });

    /** After our Finished: done, unless the server may yet refuse our certificate. */
    function review(): void {
      const { clientCertificateAsked, ticketSent, alert } = readServerFlight(tee.received(), secrets);
      const mayRefuse = clientCertificateAsked === true;
      if (!mayRefuse || ticketSent || alert !== null) {
        settle();
        return;
      }
      const wait = Math.min(MAX_REFUSAL_WAIT, REFUSAL_WAIT + 4 * (firstAnswer ?? 0));
      refusalTimer ??= setTimeout(() => settle(), wait);
    }

    function settle(): void {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      clearTimeout(refusalTimer);
      signal.removeEventListener("abort", stop);
      const ended = judge({ tee, socket, completed, failure, secrets, firstAnswer });
      tee.stop();
      if (ended.stream === null) socket.pause();
      resolve(ended);
    }
  });
}

interface Run {
  readonly tee: Tee;
  readonly socket: TLSSocket;
  readonly completed: boolean;
  readonly failure: NodeJS.ErrnoException | null;
  readonly secrets: Secrets;
  readonly firstAnswer: Ms | null;
}

function judge({ tee, socket, completed, failure, secrets, firstAnswer }: Run): Ended {
  const received = tee.received();
  const sent = tee.sent();
  const flight = readServerFlight(received, secrets);
  const alert = flight.alert ?? alertOfError(failure, completed);
  const outcome = outcomeOf({ tee, flight, completed, failure, alert });
  return {
    outcome,
    stage: stageOf(flight, sent.length, completed),
    alert: outcome === "alert" ? alert : null,
    localError: localErrorOf(outcome, tee.end(), failure),
    flight: flight.chain === null && completed ? { ...flight, chain: chainOf(socket) } : flight,
    firstOctets: received.subarray(0, 256),
    // Header of five octets, whose last two count the rest.
    helloOctets: sent.length < 5 ? 0 : 5 + sent.readUInt16BE(3),
    cipher: completed ? (socket.getCipher()?.standardName ?? null) : null,
    alpn: (completed && typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : null) || null,
    verifyError: completed ? verifyErrorOf(socket) : undefined,
    firstAnswer,
    stream: outcome === "completed" ? socket : null,
  };
}

interface Signs {
  readonly tee: Tee;
  readonly flight: ServerFlight;
  readonly completed: boolean;
  readonly failure: NodeJS.ErrnoException | null;
  readonly alert: TlsHandshake["alert"];
}

/** The most telling sign first: what the peer said, before how the connection then ended. */
function outcomeOf({ tee, flight, completed, failure, alert }: Signs): TlsHandshake["outcome"] {
  if (alert !== null) return "alert";
  if (flight.strange) return "not-tls";
  const end = tee.end();
  if (end?.how === "failed") return end.errno === "ETIMEDOUT" ? "timed-out" : "reset";
  if (end?.how === "closed") return "closed";
  if (completed) return "completed";
  return failure === null ? "timed-out" : "refused-by-us";
}

function stageOf(flight: ServerFlight, sentOctets: number, completed: boolean): TlsHandshake["stage"] {
  if (completed) return "finished";
  if (flight.chain !== null) return "certificate-received";
  if (flight.serverHello !== null) return "server-hello-received";
  return sentOctets > 0 ? "client-hello-sent" : "nothing-sent";
}

/** The alert that an error of OpenSSL stands for, by its code on the wire of errors, never by its name. */
function alertOfError(failure: Error | null, afterFinished: boolean): TlsHandshake["alert"] {
  const [, hex] = /error:0A([0-9A-F]{6}):/i.exec(failure?.message ?? "") ?? [];
  const number = hex === undefined ? -1 : Number.parseInt(hex, 16) - ALERT_REASONS;
  return number > 0 && number < 256 ? { number, name: alertName(number), afterFinished } : null;
}

/** Our library's reason for refusing, or the kernel's for a connection that failed. */
function localErrorOf(
  outcome: TlsHandshake["outcome"],
  end: ReturnType<Tee["end"]>,
  failure: NodeJS.ErrnoException | null,
): string | null {
  if (outcome === "refused-by-us") return failure?.code ?? failure?.message ?? null;
  return end?.how === "failed" ? end.errno : null;
}

/** The chain as the library has it, where the octets could not be read: a suite that is not known here. */
function chainOf(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate = socket.getPeerX509Certificate();
  while (certificate !== undefined && chain.length < MAX_CHAIN) {
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

/** Certificates taken from the library at most. */
const MAX_CHAIN = 10;

/** `authorizationError` is a code in spite of its type. */
const verifyErrorOf = ({ authorizationError }: TLSSocket): string | null =>
  authorizationError ? String(authorizationError) : null;

/** `SERVER_HANDSHAKE_TRAFFIC_SECRET random secret`. NSS key log format. */
function keepSecret(secrets: Map<string, Buffer>, line: Buffer): void {
  const [label = "", , secret = ""] = line.toString("latin1").trim().split(" ");
  secrets.set(label, Buffer.from(secret, "hex"));
}

/** What the library is told of an offer. */
function contextOf({
  trust,
  minVersion,
  maxVersion,
  identity,
  ciphers,
  groups,
  signatures,
}: TlsAsked): SecureContext {
  return createSecureContext({
    ca: trust.pem,
    // As curl does: an intermediate that is named as trust is an anchor.
    allowPartialTrustChain: true,
    minVersion,
    maxVersion,
    ...(identity === undefined ? {} : { cert: identity.cert, key: identity.key }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(groups === undefined ? {} : { ecdhCurve: groups }),
    ...(signatures === undefined ? {} : { sigalgs: signatures }),
  });
}
