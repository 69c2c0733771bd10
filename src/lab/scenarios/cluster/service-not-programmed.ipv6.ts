import { scenario as overFour } from "./service-not-programmed.ts";
import { overSix } from "./six.ts";

export const scenario = overSix(overFour);
