import type { Cause } from "../../cause.ts";
import { alpnMismatch } from "./alpn-mismatch.ts";
import { certificateChainIncomplete } from "./certificate-chain-incomplete.ts";
import { certificateExpired } from "./certificate-expired.ts";
import { certificateNameMismatch } from "./certificate-name-mismatch.ts";
import { certificateNotYetValid } from "./certificate-not-yet-valid.ts";
import { certificateRevoked } from "./certificate-revoked.ts";
import { certificateUntrusted } from "./certificate-untrusted.ts";
import { certificateWrongUsage } from "./certificate-wrong-usage.ts";
import { clientCertificateRejected } from "./client-certificate-rejected.ts";
import { clientCertificateRequired } from "./client-certificate-required.ts";
import { handshakeStalls } from "./handshake-stalls.ts";
import { largeClientHelloLost } from "./large-client-hello-lost.ts";
import { notTls } from "./not-tls.ts";
import { sniNotServed } from "./sni-not-served.ts";
import { tlsCipherMismatch } from "./tls-cipher-mismatch.ts";
import { tlsVersionMismatch } from "./tls-version-mismatch.ts";

/** The causes of this boundary. */
export const tlsCauses: readonly Cause[] = [
  notTls,
  certificateExpired,
  certificateNotYetValid,
  certificateNameMismatch,
  certificateChainIncomplete,
  certificateUntrusted,
  certificateWrongUsage,
  certificateRevoked,
  tlsVersionMismatch,
  tlsCipherMismatch,
  alpnMismatch,
  sniNotServed,
  clientCertificateRequired,
  clientCertificateRejected,
  handshakeStalls,
  largeClientHelloLost,
];
