import { scenario as overFour } from "./pod-route-missing.ts";
import { overSix } from "./six.ts";

export const scenario = overSix(overFour);
