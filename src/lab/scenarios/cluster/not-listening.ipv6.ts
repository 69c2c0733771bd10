import { scenario as overFour } from "./not-listening.ts";
import { overSix } from "./six.ts";

export const scenario = overSix(overFour);
