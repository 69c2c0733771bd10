import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "healthy-app-404": () => import("./healthy-app-404.ts"),
  "healthy-certificate-address": () => import("./healthy-certificate-address.ts"),
  "healthy-certificate-chain-odd": () => import("./healthy-certificate-chain-odd.ts"),
  "healthy-certificate-last-day": () => import("./healthy-certificate-last-day.ts"),
  "healthy-certificate-names": () => import("./healthy-certificate-names.ts"),
  "healthy-cross-signed": () => import("./healthy-cross-signed.ts"),
  "healthy-dns": () => import("./healthy-dns.ts"),
  "healthy-dual-stack": () => import("./healthy-dual-stack.ts"),
  "healthy-http": () => import("./healthy-http.ts"),
  "healthy-https": () => import("./healthy-https.ts"),
  "healthy-https-haproxy": () => import("./healthy-https-haproxy.ts"),
  "healthy-ipv6-only": () => import("./healthy-ipv6-only.ts"),
  "healthy-lame-beside-sound": () => import("./healthy-lame-beside-sound.ts"),
  "healthy-large-answer": () => import("./healthy-large-answer.ts"),
  "healthy-redirect": () => import("./healthy-redirect.ts"),
  "healthy-slow-resolver": () => import("./healthy-slow-resolver.ts"),
  "healthy-tcp": () => import("./healthy-tcp.ts"),
  "healthy-two-certificates": () => import("./healthy-two-certificates.ts"),
  "healthy-unused-ipv6": () => import("./healthy-unused-ipv6.ts"),
};
