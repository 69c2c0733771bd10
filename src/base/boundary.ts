/** The boundaries in the order in which a request meets them. The walk goes in this order. */
export const boundaries = [
  "client",
  "dns",
  "link",
  "route",
  "path",
  "tcp",
  "tls",
  "proxy",
  "service",
  "cni",
  "app",
  "database",
  "response",
] as const;

/** One of the places where a request can break. */
export type Boundary = (typeof boundaries)[number];
