import type { Reader } from "../reader.ts";
import { readApplication } from "./app.ts";
import { databaseReaders } from "./database/index.ts";
import { readKilledForMemory } from "./killed-for-memory.ts";
import { readLogged } from "./logged.ts";
import { readUpstreamLooks } from "./looks.ts";
import { readNextHop } from "./next-hop.ts";
import { readReusedUpstreams } from "./reused.ts";
import { readProxySettings } from "./settings.ts";
import { readShutdowns } from "./shutdowns.ts";
import { readProxyState } from "./state.ts";

/** What stands behind the edge: the next hop, proxies by their own word, applications, databases. */
export const hopReaders: readonly Reader[] = [
  readNextHop,
  readLogged,
  readReusedUpstreams,
  readProxySettings,
  readProxyState,
  readUpstreamLooks,
  readApplication,
  readShutdowns,
  readKilledForMemory,
  ...databaseReaders,
];
