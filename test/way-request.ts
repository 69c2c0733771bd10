import { requestFor } from "./http-records.ts";
import { SERVER } from "./way-records.ts";

/** The request along the way of `way-records.ts`. */
export const wayRequest = requestFor({
  server: "server",
  address: SERVER,
  way: ["client", "r1", "r2", "server"],
});
