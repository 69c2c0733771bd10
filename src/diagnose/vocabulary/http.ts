import type { Proposition } from "../proposition.ts";
import { applicationVocabulary } from "./application.ts";
import { forwardProxyVocabulary } from "./forward-proxy.ts";
import { httpAnswerVocabulary } from "./http-answer.ts";
import { httpVariantVocabulary } from "./http-variant.ts";
import { upstreamVocabulary } from "./upstream.ts";

/** What can be said of an HTTP request, its answer, the proxies that it passes, and its variants. */
export const httpVocabulary = {
  ...applicationVocabulary,
  ...forwardProxyVocabulary,
  ...upstreamVocabulary,
  ...httpAnswerVocabulary,
  ...httpVariantVocabulary,
} as const satisfies Record<string, Proposition>;
