import type { KubeServicePort, Scheme } from "../../evidence/index.ts";

/** Ports of protocols that are not HTTP and that are asked by their own. IANA, Service Name and Transport Protocol Port Number Registry. */
const notHttp: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 110, 143, 389, 465, 587, 636, 993, 995, 1433, 1521, 1883, 2181, 2379, 2380, 3306, 4222,
  5432, 5671, 5672, 6379, 6432, 8883, 9042, 9092, 11211, 26379, 27017,
]);

/** Names of ports that say the same, alone or before a hyphen: Istio's and the app protocols' convention. */
const notHttpName =
  /^(?:tcp|tls|amqps?|kafka|mongo|mongodb|mysql|mariadb|postgres|postgresql|pg|redis|ldaps?|smtp|imap|mqtts?|nats|etcd|zookeeper|memcached?|dns(?:-tcp)?)(?:-|$)/;

/** HTTPS by the name of a port. */
const httpsName = /^https(?:-|$)/;

/** The protocol that a Service's port is asked by: HTTP, unless its name or its number says another. */
export function schemeOfPort({
  name,
  port,
  protocol,
}: KubeServicePort): Extract<Scheme, "http" | "https" | "tcp"> | null {
  if (protocol !== "TCP") return null;
  const called = name?.toLowerCase() ?? "";
  if (httpsName.test(called)) return "https";
  if (/^(?:http|web|h2c|http2)(?:-|$)/.test(called)) return "http";
  if (notHttpName.test(called)) return "tcp";
  if (port === 443 || port === 8443 || port === 6443) return "https";
  return notHttp.has(port) ? "tcp" : "http";
}
