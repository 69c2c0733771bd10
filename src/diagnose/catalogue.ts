import { appRows } from "./catalogue/app.ts";
import { clientRows } from "./catalogue/client.ts";
import { cniRows } from "./catalogue/cni.ts";
import { databaseRows } from "./catalogue/database.ts";
import { dnsRows } from "./catalogue/dns.ts";
import { linkRows } from "./catalogue/link.ts";
import { pathRows } from "./catalogue/path.ts";
import { proxyRows } from "./catalogue/proxy.ts";
import { responseRows } from "./catalogue/response.ts";
import { routeRows } from "./catalogue/route.ts";
import type { CatalogueRow } from "./catalogue/row.ts";
import { serviceRows } from "./catalogue/service.ts";
import { tcpRows } from "./catalogue/tcp.ts";
import { tlsRows } from "./catalogue/tls.ts";

export type { CatalogueRow } from "./catalogue/row.ts";

/** Every cause that a verdict can name, in the order of the walk. Which of them this version proves, the tables tell. */
export const catalogue: readonly CatalogueRow[] = [
  ...clientRows,
  ...dnsRows,
  ...linkRows,
  ...routeRows,
  ...pathRows,
  ...tcpRows,
  ...tlsRows,
  ...proxyRows,
  ...serviceRows,
  ...cniRows,
  ...appRows,
  ...databaseRows,
  ...responseRows,
];

/** The row of a cause, or `null` for an id that the catalogue does not hold. */
export function catalogueRow(id: string): CatalogueRow | null {
  return catalogue.find((row) => row.id === id) ?? null;
}
