import { scenario as overFour } from "./selector-matches-nothing.ts";
import { overSix } from "./six.ts";

export const scenario = overSix(overFour);
