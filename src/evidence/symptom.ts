/** What the user says was seen. It says what to try, and is no evidence by itself. By: told. */
export interface Symptom {
  /** As told, at most 8192 characters, secrets removed. */
  readonly text: string;
  /** Ids of the signals found in the text (`connection-refused`, `http-504` …), the innermost first. */
  readonly signals: readonly string[];
}
