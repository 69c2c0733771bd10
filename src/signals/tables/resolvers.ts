import { familyMissing, noMemory, refused } from "../readings/connect.ts";
import * as dns from "../readings/dns.ts";
import type { PhraseTable } from "../table.ts";

/** What resolver libraries, CoreDNS and dig say. Source: gai_strerror(3), c-ares, CoreDNS plugins, bind9 dig. */
export const resolvers: PhraseTable = {
  product: "resolver",
  layer: "cause",
  phrases: [
    {
      id: "eai-again",
      patterns: [
        /\bEAI_AGAIN\b/i,
        /\btemporary failure in name resolution\b/i,
        /\b(?:WinError |error |\()11002\b/i,
        /\bTRY_AGAIN\b/,
      ],
      means: "No usable answer: silence, SERVFAIL, or no nameserver to be reached.",
      reading: dns.resolverSilent,
    },
    {
      id: "eai-noname",
      patterns: [
        /\bEAI_NONAME\b/i,
        /\bname or service not known\b/i,
        /\bnodename nor servname provided\b/i,
        /\bHOST_NOT_FOUND\b/,
        /\b11001\b|\bno such host is known\b/i,
        /\bname does not resolve\b/i,
      ],
      means: "No such name, or no address of the wanted family.",
      reading: dns.nameMissing,
    },
    {
      id: "eai-nodata",
      patterns: [
        /\bEAI_NODATA\b/i,
        /\bno address associated with (?:hostname|name)\b/i,
        /\bNO_DATA\b/,
        /\bqueryAaaa ENODATA|queryA ENODATA\b/,
        /\bENODATA\b/,
      ],
      means: "The name is there, without an address of the wanted family.",
      reading: dns.noAddressRecord,
    },
    {
      id: "eai-fail",
      patterns: [/\bEAI_FAIL\b/i, /\bnon-recoverable failure in name resolution\b/i, /\bNO_RECOVERY\b/],
      means: "The server refused or could not read the question.",
      reading: {
        ...dns.resolverRefuses,
        proves: "The server answered with an error that repeating does not mend.",
        causes: ["resolver-refuses", "resolver-servfail"],
      },
    },
    {
      id: "eai-family",
      patterns: [/\bEAI_(?:ADDR)?FAMILY\b/i, /\baddress family for hostname not supported\b/i],
      means: "The address family does not fit the name or the host.",
      reading: familyMissing,
    },
    {
      id: "eai-local",
      patterns: [/\bEAI_(?:MEMORY|SYSTEM)\b/i],
      means: "The look-up failed inside this host: memory, descriptors or another errno.",
      reading: noMemory,
    },
    {
      id: "node-enotfound",
      patterns: [/\bENOTFOUND\b/],
      means: "getaddrinfo found no address: NXDOMAIN, or no record of the wanted family.",
      reading: dns.nameMissing,
    },
    {
      id: "cares-eservfail",
      patterns: [/\bESERVFAIL\b/],
      means: "The resolver answered SERVFAIL.",
      reading: dns.servfail,
    },
    {
      id: "cares-erefused",
      patterns: [/\bEREFUSED\b/],
      means: "The resolver answered REFUSED.",
      reading: dns.resolverRefuses,
    },
    {
      id: "cares-etimeout",
      patterns: [/\bETIMEOUT\b/],
      means: "No resolver answered in time (without a D: this is DNS, ETIMEDOUT is TCP).",
      reading: dns.resolverSilent,
    },
    {
      id: "cares-form",
      patterns: [/\bE(?:FORMERR|NOTIMP|BADRESP|BADQUERY|BADNAME)\b/],
      means: "Question or answer could not be read.",
      reading: dns.dnsForm,
    },
    {
      id: "cares-refused",
      patterns: [/\bquery\w{1,8} ECONNREFUSED\b/],
      means: "No resolver takes questions at the address that is configured.",
      reading: { ...refused, boundaries: ["dns"], causes: ["resolver-unreachable"] },
    },
    {
      id: "coredns-timeout",
      patterns: [/\bplugin\/errors: [^\n]{1,300} (?:read|write|dial) (?:udp|tcp)[^\n]{1,120} ?i\/o timeout/i],
      means: "CoreDNS got no answer from its upstream.",
      reading: {
        ...dns.dnsUpstream,
        strength: "timer",
        causes: ["resolver-servfail", "networkpolicy-denies-egress", "firewall-drops"],
      },
    },
    {
      id: "coredns-upstream",
      patterns: [
        /\bplugin\/errors: [^\n]{1,300}(?:connection refused|no route to host|network is unreachable)/i,
      ],
      means: "CoreDNS was refused by its upstream, or cannot reach it.",
      reading: dns.dnsUpstream,
    },
    {
      id: "coredns-no-upstream",
      patterns: [/\bno healthy (?:proxies|upstream)\b(?= or|$| \d|")/im, /\bno upstream host\b/i],
      means: "All upstreams of CoreDNS failed their health check.",
      reading: dns.dnsUpstream,
    },
    {
      id: "coredns-loop",
      patterns: [/\bplugin\/loop: Loop\b/i],
      means: "CoreDNS forwards to itself; it stops for it.",
      reading: { ...dns.dnsConfig, causes: ["resolver-servfail", "resolver-unreachable"] },
    },
    {
      id: "coredns-api",
      patterns: [/\bplugin\/kubernetes: [^\n]{0,120}(?:connection failure|Failed to watch)/i],
      means: "CoreDNS does not reach the Kubernetes API: its records of Services are old or missing.",
      reading: { ...dns.dnsConfig, causes: ["resolver-servfail", "stale-answer"] },
    },
    {
      id: "coredns-not-ready",
      patterns: [/\bplugin\/ready: [^\n]{0,40}still waiting on/i],
      means: "CoreDNS is not ready yet.",
      reading: { ...dns.dnsUpstream, causes: ["resolver-unreachable", "resolver-servfail"] },
    },
    {
      id: "coredns-limit",
      patterns: [/\bconcurrent queries exceeded maximum\b/i],
      means: "CoreDNS's limit of questions under way is reached; it refuses more.",
      reading: { ...dns.resolverRefuses, causes: ["resolver-refuses", "retry-storm"] },
    },
    {
      id: "dig-no-reply",
      patterns: [
        /\bno servers could be reached\b/i,
        /communications error to [^\n]{1,80}: timed out/i,
        /\bno response from \S{1,80}(?: for|$)/im,
      ],
      means: "No resolver that was asked answered.",
      reading: dns.resolverSilent,
    },
    {
      id: "dig-refused",
      patterns: [/communications error to [^\n]{1,80}: connection refused/i],
      means: "Nothing listens at the resolver's address and port.",
      reading: { ...refused, boundaries: ["dns"], causes: ["resolver-unreachable"] },
    },
    {
      id: "dns-truncated",
      patterns: [/\bTruncated, retrying in TCP\b/i, /\bTC ?= ?1\b/, /\bflags:[^;\n]{0,30} tc\b/],
      means: "The answer did not fit into UDP.",
      reading: dns.dnsTruncated,
    },
    {
      id: "dns-search",
      patterns: [/\bndots\b/i, /\bsearch (?:list|path|domain)s?\b/i],
      means: "The search list makes one look-up many.",
      reading: dns.searchList,
    },
    {
      id: "kubelet-dns-config",
      patterns: [/\b(?:DNSConfigForming|MissingClusterDNS|CheckLimitsForResolvConf)\b/],
      means: "The Pod's DNS settings are cut short or fall back to the node's.",
      reading: dns.dnsConfig,
    },
  ],
};
