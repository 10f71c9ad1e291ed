// Negative controls: defects put in front of the protocol core, which the fuzzer must find.
import { ScimError } from './protocol.mjs';

// Of the processor's time, which is what a repeated run is judged by: on a busy machine the clock runs ahead of it.
const stall = (ms) => {
  const begun = process.cpuUsage();
  for (let spent = 0; spent < ms * 1000;) {
    const { user, system } = process.cpuUsage(begun);
    spent = user + system;
  }
};

/** Each sees every input; what it does wrong hangs on a word that inputs hold now and then. */
export const DEFECTS = {
  throws: (text) => {
    if (text.includes('nickName')) undefined.toString();
  },
  stalls: (text) => {
    if (text.includes('nickName')) stall(40);
  },
  pollutes: (text) => {
    if (text.includes('__proto__')) Object.prototype.polluted = true;
  },
  echoes: (text) => {
    if (text.includes('nickName')) throw ScimError.invalidValue(text.repeat(100));
  },
};

export function withDefect(target, name) {
  return { ...target, run: (text) => (DEFECTS[name](text), target.run(text)) };
}
