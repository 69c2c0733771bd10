import { hostPort } from "../../base/index.ts";
import type { Evidence } from "../../evidence/index.ts";
import { plain, quote } from "../plain.ts";
import { duration } from "../units.ts";
import { count, type Describers, inWords, list } from "./describer.ts";

/** Kinds about names. */
export const describeDns: Describers<
  | "hosts-file"
  | "resolver-config"
  | "name-lookup"
  | "dns-exchange"
  | "dns-sample"
  | "dns-survey"
  | "dns-trace"
  | "dns-reply-source"
  | "dns-drawn-names"
> = {
  "hosts-file": ({ name, addresses, lines }) =>
    addresses.length === 0
      ? `/etc/hosts does not name ${name}`
      : `/etc/hosts gives ${list(addresses)} for ${name} (line ${lines.join(", ")})`,
  "resolver-config": (config) => {
    const from = config.overridden ? "resolvers by option" : "resolv.conf names";
    const ignored =
      config.ignoredNameservers.length > 0 ? `; ignored: ${list(config.ignoredNameservers)}` : "";
    const search =
      config.search.length > 0 ? `, search ${config.search.join(" ")}, ndots ${config.ndots}` : "";
    return `${from} ${list(config.nameservers)}${search}, ${config.timeoutSeconds} s × ${count(config.attempts, "try", "tries")}${ignored}`;
  },
  "name-lookup": (lookup) => {
    const after = `after ${duration(lookup.took)} and ${count(lookup.questions.length, "question")}`;
    if (lookup.outcome !== "resolved") {
      return `${lookup.name} does not resolve (${inWords(lookupOutcomes, lookup.outcome)}, ${lookup.error ?? "no error named"}) ${after}`;
    }
    const as =
      lookup.answeredName === null || lookup.answeredName === lookup.name ? "" : ` as ${lookup.answeredName}`;
    return `${lookup.name} resolves${as} to ${list(lookup.addresses)} (${lookup.source ?? "unknown source"}) ${after}`;
  },
  "dns-exchange": (exchange) => {
    const question = `${exchange.name} ${exchange.type} asked of ${hostPort(exchange.server, exchange.port)} by ${exchange.transport.toUpperCase()}`;
    const extended = exchange.extendedErrors.map(({ code, name, text }) =>
      text === "" ? `EDE ${code} ${name}` : `EDE ${code} ${name} ${quote(text)}`,
    );
    if (exchange.outcome !== "answered") {
      const offered = exchange.ednsSize === null ? "" : `, EDNS ${exchange.ednsSize}`;
      const after = `${duration(exchange.took)} and ${count(exchange.sent, "query", "queries")}`;
      return `${question}${offered}: ${inWords(exchangeOutcomes, exchange.outcome)} after ${after}${exchange.errno === null ? "" : ` (${exchange.errno})`}`;
    }
    const flags = [
      exchange.checkingDisabled ? "without validation" : "",
      exchange.ednsSize === null ? "" : `EDNS ${exchange.ednsSize}`,
      exchange.octets > 0 && (exchange.ednsSize !== null || exchange.truncated)
        ? count(exchange.octets, "octet")
        : "",
      exchange.authoritative ? "authoritative" : "",
      exchange.truncated ? "truncated" : "",
      exchange.negativeTtl === null ? "" : `kept for ${count(exchange.negativeTtl, "second")}`,
      ...extended,
    ];
    const noted = flags.filter((flag) => flag !== "");
    const data =
      exchange.addresses.length > 0
        ? exchange.addresses
        : exchange.answers.map(({ type, data }) => `${type} ${plain(data)}`);
    // A refusal brings no data: that there is none tells something of an answer without error alone.
    const isRefusal = data.length === 0 && exchange.rcode !== "NOERROR";
    const said = `${exchange.rcode ?? "no rcode"}${isRefusal ? "" : `, ${list(data)}`}`;
    return `${question}: ${said} in ${duration(exchange.took)}${noted.length > 0 ? ` (${noted.join(", ")})` : ""}`;
  },
  "dns-sample": (sample) => {
    const sent = sample.quickSent + sample.slowSent;
    const lost = sample.quickLost + sample.slowLost;
    const usual = sample.p50 === null ? "" : `, an answer takes ${duration(sample.p50)}`;
    return `${sample.name} ${sample.types.join(", ")} asked of ${hostPort(sample.server, sample.port)} ${count(sent, "time")}: ${lost} without an answer${usual}`;
  },
  "dns-survey": ({ servers, asked, exchanges }) =>
    `${list(servers)} asked for ${list(asked)} in ${count(exchanges.length, "exchange")}`,
  "dns-trace": (trace) => {
    const way = trace.steps
      .map(({ zone, outcome }) => `${zone} ${inWords(stepOutcomes, outcome)}`)
      .join(" > ");
    const lame =
      trace.lameServers.length > 0 ? `; without authority for it (lame): ${list(trace.lameServers)}` : "";
    const apart = trace.authoritiesDisagree ? "; they disagree" : "";
    const from = inWords(traceStarts, trace.from);
    return `${trace.name} ${trace.type} ${from}: ${wordOfTrace(trace)}${lame}${apart}${way === "" ? "" : ` (${way})`}`;
  },
  "dns-reply-source": (source) => {
    const question = `${source.name} ${source.type} asked of ${hostPort(source.server, source.port)} by a socket that hears everybody`;
    if (source.strangeSource !== null) {
      const times = count(source.fromOtherAddress + source.fromOtherPort, "time");
      return `${question}: the answer comes from ${source.strangeSource} (${times})`;
    }
    if (source.fromServer > 0) return `${question}: the server answers`;
    return `${question}: no answer from anybody${source.errno === null ? "" : ` (${source.errno})`}`;
  },
  "dns-drawn-names": (drawn) => {
    const question = `${count(drawn.names.length, "name")} that cannot exist asked of ${hostPort(drawn.server, drawn.port)}`;
    if (drawn.inventsAddresses === null) return `${question}: ${drawn.answered} of ${drawn.sent} answered`;
    if (!drawn.inventsAddresses) return `${question}: none is given an address`;
    return `${question}: each is given ${list(drawn.addresses)}${drawn.targetGetsSame === true ? ", as the request's own name is" : ""}`;
  },
};

/** What the authorities say in the end, or where the way to them ended. */
function wordOfTrace({ answer, steps, negativeTtl }: Evidence<"dns-trace">["value"]): string {
  if (answer !== null) {
    const data = answer.addresses.length > 0 ? answer.addresses : answer.data.map(plain);
    const kept =
      data.length === 0 && negativeTtl !== null ? ` (kept for ${count(negativeTtl, "second")})` : "";
    return `the authorities say ${answer.rcode}, ${list(data)}${kept}`;
  }
  const last = steps.at(-1);
  if (last?.outcome === "answer") return "an alias leads out of what could be followed";
  if (last?.outcome === "referral") return `the servers that ${last.zone} refers to could not be found`;
  return last === undefined ? "no authority was found" : `no authority of ${last.zone} answers`;
}

const traceStarts = {
  "root-hints": "down from the root",
  "zone-cut": "down from the given server",
  "ns-records": "by the zone's NS records",
  resolver: "by the resolver's own authority",
};

const stepOutcomes = {
  referral: "refers",
  answer: "answers",
  nxdomain: "denies the name",
  "no-data": "has no such record",
  lame: "is not served there",
  silent: "is silent",
  refused: "refuses",
  servfail: "fails (SERVFAIL)",
};

const lookupOutcomes = {
  "no-such-name": "no such name",
  "no-address": "the name has no address",
  "no-answer": "no resolver answers",
  failed: "the resolver fails",
};

const exchangeOutcomes = {
  "timed-out": "no answer",
  unreachable: "nobody is there",
  malformed: "an answer that is none",
};
