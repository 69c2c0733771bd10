import type { TlsHandshake } from "../evidence/index.ts";
import type { TlsAsked } from "./tls.ts";
import { unseen } from "./tls-certificate.ts";

/** A record of a handshake in which nothing was seen yet: what it offers, and `null` for all else. */
export const bareHandshake = (offer: TlsAsked): TlsHandshake => ({
  address: offer.address,
  port: offer.port,
  variant: offer.variant ?? null,
  namesPlanned: offer.namesPlanned ?? [],
  serverName: offer.serverName,
  nameAsked: offer.verifyName,
  offered: {
    minVersion: offer.minVersion,
    maxVersion: offer.maxVersion,
    alpn: offer.alpn,
    clientCertificate: offer.identity !== undefined,
    helloOctets: 0,
  },
  outcome: "timed-out",
  stage: "nothing-sent",
  helloAcknowledged: null,
  alert: null,
  localError: null,
  strangeAnswer: null,
  version: null,
  cipher: null,
  group: null,
  retryRequested: false,
  signatureAlgorithm: null,
  alpn: null,
  clientCertificateAsked: null,
  clientAuthorities: [],
  ...unseen,
  firstAnswer: null,
  took: 0,
});
