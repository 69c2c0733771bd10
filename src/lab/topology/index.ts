/**
 * Topologies that many scenarios share.
 *
 * @module
 */

export { configuration, type Written, type WrittenHop } from "./configuration.ts";
export { buildNamedSite, type NamedSite, type NamedSiteOptions } from "./named-site.ts";
export { buildNaming, type Naming, type NamingOptions } from "./naming.ts";
export { nearNetworks } from "./near-networks.ts";
export { buildNeighbours } from "./neighbours.ts";
export { type SecondLink, secondLink } from "./second-link.ts";
export { buildSecureSite, type SecureSite, type SecureSiteOptions } from "./secure-site.ts";
export { askedByHand, type Service, startService } from "./service.ts";
export { buildSite, type Site, type SiteOptions } from "./site.ts";
export { trustStore } from "./trust-store.ts";
export { vantages } from "./vantages.ts";
export { besides, buildWatchedSite, type WatchedSite, type WatchedSiteOptions } from "./watched-site.ts";
