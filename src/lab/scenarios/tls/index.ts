import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "alpn-mismatch": () => import("./alpn-mismatch.ts"),
  "alpn-mismatch.silent": () => import("./alpn-mismatch.silent.ts"),
  "certificate-chain-incomplete": () => import("./certificate-chain-incomplete.ts"),
  "certificate-chain-incomplete.aia": () => import("./certificate-chain-incomplete.aia.ts"),
  "certificate-chain-incomplete.middle": () => import("./certificate-chain-incomplete.middle.ts"),
  "certificate-chain-incomplete.old-intermediate": () =>
    import("./certificate-chain-incomplete.old-intermediate.ts"),
  "certificate-expired": () => import("./certificate-expired.ts"),
  "certificate-expired.intermediate": () => import("./certificate-expired.intermediate.ts"),
  "certificate-expired.just-now": () => import("./certificate-expired.just-now.ts"),
  "certificate-name-mismatch": () => import("./certificate-name-mismatch.ts"),
  "certificate-name-mismatch.address": () => import("./certificate-name-mismatch.address.ts"),
  "certificate-name-mismatch.wildcard-depth": () => import("./certificate-name-mismatch.wildcard-depth.ts"),
  "certificate-not-yet-valid": () => import("./certificate-not-yet-valid.ts"),
  "certificate-not-yet-valid.intermediate": () => import("./certificate-not-yet-valid.intermediate.ts"),
  "certificate-untrusted": () => import("./certificate-untrusted.ts"),
  "certificate-untrusted.inspecting-proxy": () => import("./certificate-untrusted.inspecting-proxy.ts"),
  "certificate-untrusted.private-authority": () => import("./certificate-untrusted.private-authority.ts"),
  "certificate-wrong-usage": () => import("./certificate-wrong-usage.ts"),
  "certificate-wrong-usage.intermediate": () => import("./certificate-wrong-usage.intermediate.ts"),
  "certificate-wrong-usage.other-purpose": () => import("./certificate-wrong-usage.other-purpose.ts"),
  "tls-cipher-mismatch": () => import("./tls-cipher-mismatch.ts"),
  "tls-cipher-mismatch.groups": () => import("./tls-cipher-mismatch.groups.ts"),
  "tls-cipher-mismatch.signature": () => import("./tls-cipher-mismatch.signature.ts"),
  "tls-cipher-mismatch.suites": () => import("./tls-cipher-mismatch.suites.ts"),
  "tls-version-mismatch": () => import("./tls-version-mismatch.ts"),
  "tls-version-mismatch.old-client": () => import("./tls-version-mismatch.old-client.ts"),
  "tls-version-mismatch.old-server": () => import("./tls-version-mismatch.old-server.ts"),
};
