import type { Proposition } from "../proposition.ts";

export const tlsVocabulary = {} as const satisfies Record<string, Proposition>;
