import { AddressTexts } from "./address-texts.ts";
import type { Applications } from "./applications.ts";
import type { CapturedApplications } from "./captured-applications.ts";
import type { CapturedDatabase } from "./captured-database.ts";
import type { CapturedHttp } from "./captured-http.ts";
import type { CapturedTls } from "./captured-tls.ts";
import type { MakeReader } from "./connection.ts";
import { Connections } from "./connections.ts";
import { Datagrams } from "./datagrams.ts";
import { DnsConnection } from "./dns-connection.ts";
import { DnsTransactions } from "./dns-transactions.ts";
import { Http1Connection } from "./http1-connection.ts";
import { Http2Connection } from "./http2-connection.ts";
import { Keep } from "./keep.ts";
import { mysql } from "./mysql.ts";
import { postgresql } from "./postgresql.ts";
import { QuicConnections } from "./quic-connections.ts";
import { redis } from "./redis.ts";
import { SeenCertificates } from "./seen-certificate.ts";
import { TlsConnection } from "./tls-connection.ts";

/** What was read, while it is read and in the end. */
export interface ApplicationResults {
  /** What is complete by now: exchanges that were answered, connections that have ended, look-ups that are over. QUIC is told in the end. */
  soFar(): CapturedApplications;
  /** All that was found; called once. */
  finish(): CapturedApplications;
}

/** Reads what the connections and datagrams of one capture carry; `finish` gives what was found. */
export function createApplications(): Applications & ApplicationResults {
  const tls = new Keep<CapturedTls>();
  const http = new Keep<CapturedHttp>();
  const databases = new Keep<CapturedDatabase>();
  const dns = new DnsTransactions();
  const quic = new QuicConnections();
  const addresses = new AddressTexts();
  const certificates = new SeenCertificates();
  let lastAt = 0;

  const make: MakeReader = ({ protocol }, facts, client) => {
    if (protocol === "tls") return new TlsConnection(facts, client, { certificates, kept: tls });
    if (protocol === "dns") return new DnsConnection(facts, client, dns);
    if (protocol === "postgresql") return postgresql(facts, client, databases);
    if (protocol === "mysql") return mysql(facts, client, databases);
    if (protocol === "redis") return redis(facts, client, databases);
    if (protocol === "h2") return new Http2Connection(facts, client, http);
    return new Http1Connection(facts, client, http);
  };
  const connections = new Connections(make, addresses);
  const datagrams = new Datagrams(dns, quic, addresses);

  return {
    segment(seen, stream, direction) {
      connections.segment(seen, stream, direction);
    },
    datagram(packet, frame, now) {
      lastAt = now;
      datagrams.take(packet, frame, now);
    },
    unreachable(packet, quoted, frame, now) {
      lastAt = now;
      datagrams.unreachable(packet, quoted, frame, now);
    },
    soFar() {
      const { dns: questions, patterns } = dns.soFar();
      return {
        tls: tls.all(),
        http: http.all(),
        dns: questions,
        dnsPatterns: patterns,
        quic: { kept: [], leftOut: 0 },
        databases: databases.all(),
        otherConnections: connections.others,
        connectionsLeftOut: connections.leftOut,
      };
    },
    finish() {
      connections.finish();
      const found = dns.finish(Math.max(lastAt, connections.lastAt));
      return {
        tls: tls.all(),
        http: http.all(),
        dns: found.dns,
        dnsPatterns: found.patterns,
        quic: quic.finish(),
        databases: databases.all(),
        otherConnections: connections.others,
        connectionsLeftOut: connections.leftOut,
      };
    },
  };
}
