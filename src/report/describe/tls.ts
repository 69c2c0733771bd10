import { hostPort } from "../../base/index.ts";
import type { TlsHandshake } from "../../evidence/index.ts";
import { plain, quote } from "../plain.ts";
import { day, duration } from "../units.ts";
import { type Describers, inWords, list } from "./describer.ts";

/** Kinds about TLS. */
export const describeTls: Describers<"tls-handshake"> = {
  "tls-handshake": (tls) => {
    const name = tls.serverName === null ? "without SNI" : `for ${tls.serverName}`;
    const chosen = [tls.version, tls.cipher, tls.alpn].filter((word) => word !== null);
    // What was chosen matters to nobody where a certificate is wrong.
    const isChosenTold = chosen.length > 0 && faultsOf(tls).length === 0;
    const facts = [ending(tls), certificate(tls), isChosenTold ? chosen.join(" ") : ""];
    const told = facts.filter((fact) => fact !== "").join("; ");
    return `TLS with ${hostPort(tls.address, tls.port)} ${name}: ${told}, ${duration(tls.took)}`;
  },
};

function ending(tls: TlsHandshake): string {
  if (tls.outcome === "completed") return "the handshake completes";
  if (tls.outcome === "alert" && tls.alert !== null) {
    return `the server refuses with alert ${tls.alert.number} ${tls.alert.name}${tls.alert.afterFinished ? " after the handshake" : ""}`;
  }
  if (tls.outcome === "not-tls") return `what answers is no TLS: ${quote(tls.strangeAnswer ?? "", 60)}`;
  if (tls.outcome === "refused-by-us")
    return `this side refuses: ${plain(tls.localError ?? "no reason given")}`;
  return `${inWords(outcomes, tls.outcome)} ${inWords(stages, tls.stage)}`;
}

/** What is wrong with the certificate, or whose it is when nothing is. */
function certificate(tls: TlsHandshake): string {
  const [leaf] = tls.chain;
  if (leaf === undefined) return "";
  const faults = faultsOf(tls);
  if (faults.length > 0) return faults.join("; ");
  return `certificate ${subject(leaf.subject)}, valid until ${day(leaf.notAfter)}`;
}

function faultsOf(tls: TlsHandshake): readonly string[] {
  const [leaf] = tls.chain;
  if (leaf === undefined) return [];
  const wrong = tls.chain[tls.datesWrongAt ?? 0] ?? leaf;
  const whose = (tls.datesWrongAt ?? 0) > 0 ? ` of ${subject(wrong.subject)}` : "";
  return [
    tls.dates === "expired" ? `the certificate${whose} expired on ${day(wrong.notAfter)}` : "",
    tls.dates === "not-yet-valid" ? `the certificate${whose} is valid only from ${day(wrong.notBefore)}` : "",
    tls.nameMatches === false
      ? `the name is not among the certificate's (${list(leaf.names.map(plain), 3)})`
      : "",
    tls.trust?.trusted === false ? untrusted(tls, tls.trust) : "",
    tls.usageAllowsServer === false ? "the certificate is not for servers" : "",
    tls.stapleRevoked === true ? "the stapled OCSP answer says revoked" : "",
  ].filter((fault) => fault !== "");
}

function untrusted(tls: TlsHandshake, trust: NonNullable<TlsHandshake["trust"]>): string {
  const sent =
    tls.chain.length === 1 ? "1 certificate was sent" : `${tls.chain.length} certificates were sent`;
  const missing =
    trust.missingIssuer === null ? "" : `, its issuer ${quote(subject(trust.missingIssuer), 80)} is missing`;
  return `not trusted (${trust.error ?? "no error named"}): ${sent}${missing}`;
}

/** The common name of a subject, or all of it where there is none. RFC 4514. */
function subject(text: string): string {
  const common = /(?:^|[\n,/+]\s*)CN\s*=\s*([^\n,/+]+)/.exec(text)?.[1];
  return plain(common ?? text);
}

const outcomes = {
  closed: "the connection was closed",
  reset: "the connection was reset",
  "timed-out": "no answer",
  alert: "an alert",
};

const stages = {
  "nothing-sent": "before anything was sent",
  "client-hello-sent": "after the ClientHello",
  "server-hello-received": "after the ServerHello",
  "certificate-received": "after the certificate",
  finished: "after the handshake",
};
