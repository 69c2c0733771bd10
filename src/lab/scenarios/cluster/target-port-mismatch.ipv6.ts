import { overSix } from "./six.ts";
import { scenario as overFour } from "./target-port-mismatch.ts";

export const scenario = overSix(overFour);
