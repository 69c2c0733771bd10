import { scenario as overFour } from "./no-ready-endpoints.ts";
import { overSix } from "./six.ts";

export const scenario = overSix(overFour);
