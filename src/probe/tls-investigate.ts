import type { Ms } from "../base/index.ts";
import type { Evidence, TlsHandshake, TlsVariantId } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import type { TlsAsked } from "./tls.ts";
import { namesToTry, type TlsInvestigation, tlsVariants } from "./tls-variants.ts";

type Found = Evidence<"tls-handshake">;

/** A variant that is answered is answered as soon as a connection is made; this is the time for a busy server besides. */
const PATIENCE: Ms = 700;

/** Handshakes of one investigation at most. */
const MAX_VARIANTS = 12;

/** How a handshake ended where nothing in it says why. */
const unexplained: readonly TlsHandshake["outcome"][] = ["closed", "reset", "timed-out"];

/** Whether a handshake, or a hello of our own, was answered by TLS that goes on. */
const isAnswered = ({ value }: Found): boolean =>
  value.outcome === "completed" || value.outcome === "answered";

/**
 * Runs, one at a time and each on a connection of its own, the variants that say why a handshake failed: few, and only
 * such as the failure calls for. A handshake that passed calls for none.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function investigateTls(
  asked: TlsInvestigation,
  context: ProbeContext,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const run = async (id: TlsVariantId, change: Partial<TlsAsked> = {}): Promise<Found | null> => {
    const variant = tlsVariants.find((one) => one.id === id);
    if (variant === undefined || found.length >= MAX_VARIANTS) return null;
    const start = context.clock.ticks();
    const connection = await asked.dial();
    if (connection === null) return null;
    const patience = PATIENCE + 4 * (context.clock.ticks() - start);
    const { purpose: _, attempt: __, ...rest } = context;
    const record = await variant.run(
      connection,
      { ...offerOf(asked), ...change },
      { ...rest, purpose: "difference", timeout: Math.min(context.timeout, patience) },
    );
    found.push(record);
    return record;
  };
  const { failed } = asked;
  if (failed === null) await run("hello-to-plain-port");
  else if (failed.value.outcome === "completed") await explainCertificate(asked, failed.value, run);
  else if (failed.value.clientCertificateAsked === true) await explainClientCertificate(failed.value, run);
  else if (unexplained.includes(failed.value.outcome)) await explainEnd(failed.value, run);
  else await explainRefusal(failed.value, run);
  return found;
}

type Run = (id: TlsVariantId, change?: Partial<TlsAsked>) => Promise<Found | null>;

/** The name decides which certificate is shown; the server's clock, whether ours is right. */
async function explainCertificate(asked: TlsInvestigation, failed: TlsHandshake, run: Run): Promise<void> {
  if (failed.nameMatches === false) {
    const namesPlanned = namesToTry(asked, failed);
    const nameless = await run("no-server-name", { namesPlanned });
    const names = nameless !== null && isOtherCertificate(nameless.value, failed) ? [] : namesPlanned;
    for (const serverName of names) {
      const shown = await run("other-server-name", { serverName, namesPlanned });
      if (shown !== null && isOtherCertificate(shown.value, failed)) break;
    }
  }
  if (failed.dates === "expired" || failed.dates === "not-yet-valid") await run("unverified");
}

const isOtherCertificate = (one: TlsHandshake, other: TlsHandshake): boolean =>
  one.chain[0] !== undefined && one.chain[0].fingerprint !== other.chain[0]?.fingerprint;

async function explainClientCertificate(failed: TlsHandshake, run: Run): Promise<void> {
  if (failed.offered.clientCertificate) await run("no-client-certificate");
}

/** Silence, FIN or RST: by size, by name, by version, or since it is no TLS. */
async function explainEnd(failed: TlsHandshake, run: Run): Promise<void> {
  // What fails at times is no matter of what was offered. Silence is repeated by the variants themselves: it takes long.
  if (failed.outcome !== "timed-out") {
    const again = await run("again");
    if (again === null || isAnswered(again)) return;
  }
  const small = await run("small-hello");
  if (small === null) return;
  if (isAnswered(small)) {
    const large = await run("large-hello");
    if (large !== null && !isAnswered(large)) {
      await run("large-hello-in-small-packets");
      await run("full-size-record");
      return;
    }
  } else {
    const refused = await run("refusable-hello");
    const plain = await run("plain-http");
    if (plain?.value.outcome === "not-tls") return;
    // Silent to all: the more variants, the longer the wait, and none can tell more.
    if ([small, refused, plain].every((one) => one?.value.outcome === "timed-out")) return;
  }
  await explainRefusal(failed, run);
}

/** An alert, or an end that is not by size: by what was offered. */
async function explainRefusal(failed: TlsHandshake, run: Run): Promise<void> {
  const { outcome, alert, offered, serverName } = failed;
  if (outcome === "not-tls") return;
  if (alert?.number === ALERT.noApplicationProtocol) {
    await run("no-alpn");
    return;
  }
  if (serverName !== null) {
    const nameless = await run("no-server-name");
    if (alert?.number === ALERT.unrecognizedName || (nameless !== null && isAnswered(nameless))) return;
  }
  if (alert?.number !== ALERT.protocolVersion) {
    const wide = await run("wide-offer");
    if (wide !== null && isAnswered(wide)) return;
    if (offered.alpn.length > 0) await run("no-alpn");
  }
  for (const version of ["TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1"] as const) {
    const one = await run(`only-${version}`);
    if (one !== null && isAnswered(one)) return;
  }
}

/** RFC 8446, section 6; RFC 7301, section 3.2. */
const ALERT = { protocolVersion: 70, unrecognizedName: 112, noApplicationProtocol: 120 } as const;

/** The request's own offer, without its certificate. */
const offerOf = (asked: TlsInvestigation): TlsAsked => ({
  address: asked.address,
  port: asked.port,
  serverName: asked.host,
  verifyName: asked.host,
  // Read by the options, or a profile's own: nothing else gets here.
  minVersion: (asked.minVersion ?? "TLSv1.2") as TlsAsked["minVersion"],
  maxVersion: (asked.maxVersion ?? "TLSv1.3") as TlsAsked["maxVersion"],
  alpn: asked.alpn,
  trust: asked.trust,
});
