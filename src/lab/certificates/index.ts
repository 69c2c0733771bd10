/**
 * Certificates of any shape, made in memory within a few milliseconds.
 *
 * @module
 */
export {
  type Authority,
  type Certificate,
  type CertificateRequest,
  createAuthority,
  type KeyKind,
  selfSigned,
} from "./authority.ts";
