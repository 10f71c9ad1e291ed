import type { Json } from '../protocol/json.js';
import { UsageError } from './usage-error.js';

/** @param source where the text came from, for the sentence @throws UsageError without the text, which may be secret */
export function parsePlainJson(text: string, source: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`${source} must be JSON.`);
  }
}
