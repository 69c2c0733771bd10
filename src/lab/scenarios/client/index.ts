import type { ScenarioFamily } from "../family.ts";

/** The scenarios of this family, by name; each file is loaded when it is run. */
export const family: ScenarioFamily = {
  "clock-skew": () => import("./clock-skew.ts"),
  "clock-skew.ahead": () => import("./clock-skew.ahead.ts"),
  "deadline-too-short": () => import("./deadline-too-short.ts"),
  "deadline-too-short.proxied": () => import("./deadline-too-short.proxied.ts"),
  "ephemeral-ports-exhausted": () => import("./ephemeral-ports-exhausted.ts"),
  "ephemeral-ports-exhausted.time-wait": () => import("./ephemeral-ports-exhausted.time-wait.ts"),
  "file-descriptors-exhausted": () => import("./file-descriptors-exhausted.ts"),
  "healthy-forbidden-through-proxy": () => import("./healthy-forbidden-through-proxy.ts"),
  "healthy-no-proxy": () => import("./healthy-no-proxy.ts"),
  "healthy-proxy-of-other-scheme": () => import("./healthy-proxy-of-other-scheme.ts"),
  "healthy-through-proxy": () => import("./healthy-through-proxy.ts"),
  "hosts-file-overrides-dns": () => import("./hosts-file-overrides-dns.ts"),
  "hosts-file-overrides-dns.loopback": () => import("./hosts-file-overrides-dns.loopback.ts"),
  "hosts-file-overrides-dns.other-site": () => import("./hosts-file-overrides-dns.other-site.ts"),
  "local-firewall-blocks": () => import("./local-firewall-blocks.ts"),
  "local-firewall-blocks.drop": () => import("./local-firewall-blocks.drop.ts"),
  "proxy-environment-misdirects": () => import("./proxy-environment-misdirects.ts"),
  "proxy-environment-misdirects.application": () => import("./proxy-environment-misdirects.application.ts"),
  "proxy-environment-misdirects.forbids": () => import("./proxy-environment-misdirects.forbids.ts"),
  "proxy-environment-misdirects.name": () => import("./proxy-environment-misdirects.name.ts"),
  "proxy-environment-misdirects.silent": () => import("./proxy-environment-misdirects.silent.ts"),
  "proxy-environment-misdirects.unmeant": () => import("./proxy-environment-misdirects.unmeant.ts"),
};
