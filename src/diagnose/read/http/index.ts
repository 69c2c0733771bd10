import type { Reader } from "../reader.ts";
import { readAnotherPath } from "./another-path.ts";
import { readAnswerSymptom } from "./answer-symptom.ts";
import { readDeadline } from "./deadline.ts";
import { readForwardProxy } from "./forward-proxy.ts";
import { readIdle } from "./idle.ts";
import { readNetworkLogin } from "./network-login.ts";
import { readPing } from "./ping.ts";
import { readProxyAnswer } from "./proxy-answer.ts";
import { readSlowAnswer } from "./slow-answer.ts";
import { readSlowBody } from "./slow-body.ts";
import { readProxyHeader, readVariant } from "./variant.ts";

/** Every reader of this family. */
export const httpReaders: readonly Reader[] = [
  readForwardProxy,
  readAnswerSymptom,
  readProxyAnswer,
  readAnotherPath,
  readVariant,
  readProxyHeader,
  readSlowAnswer,
  readSlowBody,
  readDeadline,
  readIdle,
  readPing,
  readNetworkLogin,
];
