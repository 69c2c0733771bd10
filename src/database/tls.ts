import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Ms } from "../base/index.ts";
import { createRecorder, type DatabaseSession, type TlsHandshake } from "../evidence/index.ts";
import { type ProbeContext, passesVerification, probeTls } from "../probe/index.ts";
import type { DatabaseAsked } from "./asked.ts";

/** What came of turning a connection to TLS. */
export interface TurnedToTls {
  readonly tls: DatabaseSession["tls"];
  readonly tlsError: string | null;
  /** `null` where the client does not go on. */
  readonly stream: TLSSocket | null;
}

/** How a connection of a login is turned to TLS. */
export interface TlsTurn {
  readonly asked: DatabaseAsked;
  readonly address: string;
  readonly context: ProbeContext;
  /** Where the login goes on without TLS when it fails, its failure is no step of the request, and is not recorded. */
  readonly isOptional: boolean;
}

/** TCP sends the first flight of a handshake again after 0.2, 0.6, 1.4 and 3 s. */
const PATIENCE: Ms = 5_000;

/** Whether the client checks what it is shown. PostgreSQL, table 34.1. */
const verifiesOf = {
  disable: "nothing",
  allow: "nothing",
  prefer: "nothing",
  require: "nothing",
  "verify-ca": "chain",
  "verify-full": undefined,
} as const;

/** Shakes hands as the URL asks, and records it. The stream is closed where the client would not go on. */
export async function turnToTls(
  stream: Duplex,
  { asked, address, context, isOptional }: TlsTurn,
): Promise<TurnedToTls> {
  const aside = createRecorder("aside");
  const verifies = verifiesOf[asked.tlsAsked];
  const { record, stream: secured } = await probeTls(
    stream,
    {
      address,
      port: asked.port,
      serverName: asked.host.replace(/\.$/, ""),
      verifyName: asked.host.replace(/\.$/, ""),
      // What OpenSSL takes by default at its usual level of security.
      ...{ minVersion: "TLSv1.2", maxVersion: "TLSv1.3", alpn: [] },
      trust: asked.trust,
      identity: asked.identity ?? undefined,
      verifies,
    },
    { ...context, recorder: aside, timeout: Math.min(context.timeout, PATIENCE) },
  );
  const { value } = record;
  const passes = value.outcome === "completed" && isToTaste(value, verifies);
  if (passes || !isOptional) {
    const { boundary, by, purpose, attempt, observedAt, took, command } = record;
    context.recorder.record("tls-handshake", value, {
      ...{ boundary, by, purpose, observedAt, took, command },
      ...(attempt === null ? {} : { attempt }),
    });
    for (const gap of aside.gaps) context.recorder.gap(gap);
  }
  if (passes && secured !== null) return { tls: "used", tlsError: null, stream: secured };
  secured?.destroy();
  stream.destroy();
  const completed = value.outcome === "completed";
  return { tls: completed ? "not-verified" : "failed", tlsError: whyNot(value), stream: null };
}

function isToTaste(value: TlsHandshake, verifies: "nothing" | "chain" | undefined): boolean {
  if (verifies === "nothing") return true;
  if (verifies === undefined) return passesVerification(value);
  return passesVerification({ ...value, nameMatches: true });
}

function whyNot(value: TlsHandshake): string {
  if (value.outcome === "completed") {
    if (value.trust?.trusted === false)
      return `the certificate is not trusted: ${value.trust.error ?? "unknown issuer"}`;
    if (value.dates !== "valid") return `the certificate is ${value.dates ?? "without dates"}`;
    return value.nameMatches === false
      ? "the certificate is for another name"
      : "the certificate is not for a server";
  }
  if (value.outcome === "alert") return `TLS alert ${value.alert?.name ?? ""}`;
  return value.localError ?? value.outcome.replaceAll("-", " ");
}
