import type { Cause } from "../cause.ts";
import { appCauses } from "./app/index.ts";
import { clientCauses } from "./client/index.ts";
import { cniCauses } from "./cni/index.ts";
import { databaseCauses } from "./database/index.ts";
import { dnsCauses } from "./dns/index.ts";
import { linkCauses } from "./link/index.ts";
import { pathCauses } from "./path/index.ts";
import { proxyCauses } from "./proxy/index.ts";
import { responseCauses } from "./response/index.ts";
import { routeCauses } from "./route/index.ts";
import { serviceCauses } from "./service/index.ts";
import { tcpCauses } from "./tcp/index.ts";
import { tlsCauses } from "./tls/index.ts";

/** Every cause, in the order in which a request meets them. */
export const causes: readonly Cause[] = [
  ...clientCauses,
  ...dnsCauses,
  ...linkCauses,
  ...routeCauses,
  ...pathCauses,
  ...tcpCauses,
  ...tlsCauses,
  ...proxyCauses,
  ...serviceCauses,
  ...cniCauses,
  ...appCauses,
  ...databaseCauses,
  ...responseCauses,
];
