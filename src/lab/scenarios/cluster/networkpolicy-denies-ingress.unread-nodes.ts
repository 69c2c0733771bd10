import { broken, undecided } from "../../scenario.ts";
import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./networkpolicy-denies-ingress.ts";

/** From outside of all Pods it is not known which node puts its address in the place of the client's. */
export const scenario = lookedAtWithout(base, ["nodes"], {
  fault: undecided(
    broken("cni", "networkpolicy-denies-ingress"),
    "what comes from the Pod's own node no policy drops, and the nodes' addresses are not known",
  ),
});
