import { broken } from "../../scenario.ts";
import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./readiness-failing.ts";

/** The endpoints say that no Pod is ready; why, the Pods' own objects say, which may not be read. What is not in reach is no verdict. */
export const scenario = {
  ...lookedAtWithout(base, ["pods"], { fault: broken("service", "no-ready-endpoints") }),
  cause: "no-ready-endpoints",
  boundary: "service" as const,
};
