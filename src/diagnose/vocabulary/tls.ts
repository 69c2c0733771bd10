import type { Proposition } from "../proposition.ts";
import { tlsSymptomVocabulary } from "./tls-symptom.ts";
import { tlsVariantVocabulary } from "./tls-variant.ts";

/** What can be said of a TLS handshake, of the certificates in it, and of its variants. */
export const tlsVocabulary = {
  ...tlsSymptomVocabulary,
  ...tlsVariantVocabulary,
} as const satisfies Record<string, Proposition>;
